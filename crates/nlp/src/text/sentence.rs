//! Decides where sentences end. In: the tokens of a text and the line ends that part. Out: sentences.
//!
//! Every token with a full stop is a candidate; what decides is its kind, the quotation marks and brackets that close
//! right after it, and the word after those.

use super::{
    Sentence, Span,
    chars::{is_close_bracket, is_close_quote, is_open_bracket, is_open_quote},
    dateline,
    layout::Break,
    token::{Kind, Token},
};
use triplewire_lexicon::{
    Lexicon,
    tokens::{Abbreviation, Tokens},
};

/// Longer sentences are cut, so that later stages stay bounded.
const LONGEST: usize = 200;

/// Groups tokens into sentences. `breaks` are the line ends that part; only those that are sure set sentences apart.
pub fn split(text: &str, tokens: &[Token], breaks: &[Break], lexicon: &Lexicon) -> Vec<Sentence> {
    let mut splitter = Splitter {
        text,
        tokens,
        words: lexicon.tokens(),
        lexicon,
        breaks,
        next_break: 0,
        dated: false,
        sure: false,
        open: Open::default(),
        found: Vec::new(),
    };
    let mut first = 0;
    while first < tokens.len() {
        let sure = splitter.dated || splitter.sure || splitter.parting(first) == Some(true);
        let apart = first == 0 || sure;
        let end = splitter.end(first);
        splitter.close(first, end, apart);
        first = end;
    }
    splitter.found
}

/// What has been opened and not closed.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    double: bool,
    single: bool,
    brackets: usize,
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    words: &'a Tokens,
    lexicon: &'a Lexicon,
    breaks: &'a [Break],
    next_break: usize,
    /// The sentence before is a dateline.
    dated: bool,
    /// A plain noun after an abbreviation opens the next sentence.
    sure: bool,
    open: Open,
    found: Vec<Sentence>,
}

impl Splitter<'_> {
    fn str(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| token.span.of(self.text))
    }

    fn first_char(&self, index: usize) -> char {
        self.str(index).chars().next().unwrap_or(' ')
    }

    /// Whether white space stands between this token and the one before.
    fn gap(&self, index: usize) -> bool {
        index == 0
            || index >= self.tokens.len()
            || self.tokens[index - 1].span.end < self.tokens[index].span.start
    }

    /// Whether a parting line end stands before this token (or the text ends there).
    fn parted(&mut self, index: usize) -> bool {
        self.parting(index).is_some()
    }

    /// Whether the line ends before this token part for sure; `None` where none of them parts.
    fn parting(&mut self, index: usize) -> Option<bool> {
        let Some(token) = self.tokens.get(index) else {
            return Some(true);
        };
        let from = index
            .checked_sub(1)
            .map_or(0, |before| self.tokens[before].span.end);
        while self
            .breaks
            .get(self.next_break)
            .is_some_and(|found| found.at < from)
        {
            self.next_break += 1;
        }
        let here = self.breaks[self.next_break..]
            .iter()
            .take_while(|found| found.at < token.span.start);
        here.map(|found| found.sure).reduce(|one, other| one || other)
    }

    /// The index after the last token of the sentence that begins at `first`.
    fn end(&mut self, first: usize) -> usize {
        self.dated = false;
        self.sure = false;
        if self.found.len() < dateline::SENTENCES_BEFORE
            && (first == 0 || self.parted(first))
            && let Some(end) = dateline::end(self.text, self.tokens, first, self.lexicon)
        {
            self.dated = true;
            return end;
        }
        let mut at = first;
        loop {
            self.see(at);
            at += 1;
            if self.parted(at) {
                self.open = Open::default();
                return at;
            }
            if !self.candidate(at - 1) || self.numbers_item(first, at - 1) {
                continue;
            }
            let stop = at - 1;
            let mut open = self.open;
            while !self.parted(at) {
                let more = if self.closes(at, open) {
                    1
                } else {
                    self.reference(at)
                };
                if more == 0 {
                    break;
                }
                (at..at + more).for_each(|index| self.see(index));
                open = self.open;
                at += more;
            }
            if self.parted(at) {
                self.open = Open::default();
                return at;
            }
            if self.ends(stop, at) {
                let short = !matches!(self.tokens[stop].kind, Kind::Stop);
                self.sure = short && at == stop + 1 && self.begins_with_noun(at);
                return at;
            }
        }
    }

    fn candidate(&self, index: usize) -> bool {
        matches!(
            self.tokens[index].kind,
            Kind::Stop | Kind::Acronym | Kind::Initial | Kind::Abbreviation(Abbreviation::Plain)
        )
    }

    /// "1." before an item of a list.
    fn numbers_item(&self, first: usize, stop: usize) -> bool {
        let number = self.tokens[first];
        stop == first + 1
            && number.kind == Kind::Number
            && number.span.len() <= 3
            && self.str(stop) == "."
            && !self.gap(stop)
            && self.gap(stop + 1)
    }

    /// Keeps count of what a token opens or closes.
    fn see(&mut self, index: usize) {
        match self.str(index) {
            "\"" => self.open.double = self.opens(index, self.open.double),
            "'" => self.open.single = self.opens(index, self.open.single) && self.gap(index),
            "\u{201c}" | "``" => self.open.double = true,
            "\u{201d}" | "''" => self.open.double = false,
            "(" | "[" => self.open.brackets += 1,
            ")" | "]" => self.open.brackets = self.open.brackets.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether a straight mark opens: by the blanks around it, else by what was open.
    fn opens(&self, index: usize, open: bool) -> bool {
        match (self.gap(index), self.gap(index + 1)) {
            (true, false) => true,
            (false, true) => false,
            _ => !open,
        }
    }

    /// Whether a token after a full stop still belongs to it.
    fn closes(&self, index: usize, open: Open) -> bool {
        let Some(token) = self.tokens.get(index) else {
            return false;
        };
        let word = token.span.of(self.text);
        match word {
            "\"" => !self.opens(index, open.double) && (open.double || !self.gap(index)),
            "'" => !self.opens(index, open.single) && (open.single || !self.gap(index)),
            "''" => true,
            _ if token.kind == Kind::Stop => !word.starts_with("..") || !self.gap(index),
            _ => {
                let c = word.chars().next().unwrap_or(' ');
                (is_close_quote(c) && token.kind == Kind::Punctuation)
                    || (is_close_bracket(c) && (open.brackets > 0 || !self.gap(index)))
            }
        }
    }

    /// The number of tokens of a reference mark like "[12]", which belongs to the sentence before it.
    fn reference(&self, index: usize) -> usize {
        let number = self
            .tokens
            .get(index + 1)
            .is_some_and(|token| token.kind == Kind::Number && token.span.len() < 4);
        if number && self.str(index) == "[" && self.str(index + 2) == "]" && !self.gap(index + 1) {
            3
        } else {
            0
        }
    }

    /// Whether the sentence ends after `stop` and its closing marks, before the token `next`.
    fn ends(&self, stop: usize, next: usize) -> bool {
        let mut word = next;
        while word < next + 3 && self.is_opening(word) {
            word += 1;
        }
        let opened = word > next;
        let initial = self.first_char(word);
        if !opened && matches!(initial, ',' | ';' | ':' | ')' | ']' | '%' | '/') {
            return false;
        }
        let quoted = next > stop + 1 && !is_close_bracket(self.first_char(next - 1));
        match self.tokens[stop].kind {
            Kind::Stop => {
                let sign = self.str(stop);
                let upper = !initial.is_lowercase() && initial.is_alphabetic();
                if !self.gap(next) && !quoted {
                    return upper && !sign.starts_with("..") && !sign.starts_with('\u{2026}');
                }
                if sign.starts_with("..") || sign.starts_with('\u{2026}') {
                    return upper || opened;
                }
                if quoted {
                    let told = sign != "." && self.says(word);
                    return !initial.is_lowercase() && !told;
                }
                sign == "." || !initial.is_lowercase()
            }
            Kind::Initial | Kind::Acronym | Kind::Abbreviation(_) => {
                let mostly = matches!(self.str(stop), "a.m." | "p.m." | "etc.");
                // In a headline what stands before it has a capital, too.
                let inside = stop > 0 && self.first_char(stop - 1).is_lowercase()
                    || matches!(self.str(stop), "Inc." | "Corp." | "Ltd." | "Co." | "Jr." | "Sr.");
                self.gap(next) && (self.begins(word, mostly) || inside && self.begins_with_noun(word))
            }
            _ => false,
        }
    }

    fn is_opening(&self, index: usize) -> bool {
        let c = self.first_char(index);
        let punctuation = self
            .tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Punctuation);
        punctuation && (matches!(c, '"' | '\'' | '`') || is_open_quote(c) || is_open_bracket(c))
    }

    /// Whether a word after an abbreviation looks like the first of a sentence.
    fn begins(&self, index: usize, mostly: bool) -> bool {
        let word = self.str(index);
        let plain = self
            .tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Word);
        if !plain || word.len() > 24 || !word.starts_with(char::is_uppercase) {
            return false;
        }
        let capitals = word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
        let lower = word.to_lowercase();
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .any(|day| lower.starts_with(day));
        !capitals && (self.words.openers.contains(lower.as_str()) || (mostly && !day))
    }

    /// "Police arrested", after "in the U.S.": a plain noun with a capital, and no name goes on after it.
    fn begins_with_noun(&self, index: usize) -> bool {
        let word = self.str(index);
        let next = self.first_char(index + 1);
        word.len() <= 24
            && word.starts_with(char::is_uppercase)
            && (next.is_lowercase() || next == ',')
            && self.words.noun_openers.contains(word.to_lowercase().as_str())
    }

    /// Whether a verb of speech follows closely ("Why?" Smith asked).
    fn says(&self, index: usize) -> bool {
        (index..index + 7)
            .take_while(|&at| !self.str(at).is_empty())
            .any(|at| self.words.speech.contains(self.str(at)))
    }

    /// Writes the sentence down, in parts if it is too long.
    fn close(&mut self, first: usize, end: usize, apart: bool) {
        let mut tokens: Vec<Span> = Vec::with_capacity(end - first);
        let mut from = first;
        if end > first + 2 && self.numbers_item(first, first + 1) {
            tokens.push(self.tokens[first].span.join(self.tokens[first + 1].span));
            from += 2;
        }
        let last = (first..end)
            .rev()
            .find(|&at| self.first_char(at).is_alphanumeric());
        for at in from..end {
            let span = self.tokens[at].span;
            let next_stops = at + 1 < end && self.str(at + 1) == ".";
            if Some(at) == last && !next_stops && self.sheds_stop(at) {
                tokens.push(Span::new(span.start, span.end - 1));
                tokens.push(Span::new(span.end - 1, span.end));
            } else {
                tokens.push(span);
            }
        }
        let mut rest = tokens.as_slice();
        let mut apart = apart;
        while rest.len() > LONGEST {
            let (part, after) = rest.split_at(self.cut(rest));
            self.write(part, apart);
            (rest, apart) = (after, false);
        }
        self.write(rest, apart);
    }

    /// Whether the full stop of an abbreviation is a token of its own at the end of a sentence.
    fn sheds_stop(&self, index: usize) -> bool {
        match self.tokens[index].kind {
            Kind::Initial | Kind::Abbreviation(Abbreviation::Title | Abbreviation::Counter) => true,
            Kind::Abbreviation(Abbreviation::Plain) => self.first_char(index).is_lowercase(),
            _ => false,
        }
    }

    /// Where to cut a sentence that is too long: after the last semicolon, dash or comma in reach.
    fn cut(&self, tokens: &[Span]) -> usize {
        let reach = LONGEST / 2..LONGEST;
        [
            &[";", ":"][..],
            &["-", "--", "\u{2013}", "\u{2014}"],
            &[",", "|", "*"],
        ]
        .iter()
        .find_map(|signs| {
            reach
                .clone()
                .rev()
                .find(|&at| signs.contains(&tokens[at].of(self.text)))
        })
        .map_or(LONGEST, |at| at + 1)
    }

    fn write(&mut self, tokens: &[Span], apart: bool) {
        if let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) {
            self.found.push(Sentence {
                span: first.join(last),
                tokens: tokens.to_vec(),
                apart,
            });
        }
    }
}
