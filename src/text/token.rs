//! Cuts words. In: the text. Out: tokens in order, as the English treebanks cut them.
//!
//! A scanner goes through each stretch without white space from left to right; every step looks a bounded number of
//! bytes ahead, so the time is linear even when the whole text is one stretch.

use super::{
    Span,
    chars::{continues, is_apostrophe, is_currency, is_dash, is_invisible, is_word},
    lexicon::{Abbreviation, LEXICON, Lexicon},
    shape::{self, letter_run},
};

/// What the sentence pass has to know about a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    /// Web address, handle, emoticon.
    Sign,
    /// Full stops, question and exclamation marks, ellipses.
    Stop,
    /// An abbreviation with its full stop.
    Abbreviation(Abbreviation),
    /// "U.S.", "p.m."
    Acronym,
    /// One letter with its full stop.
    Initial,
    Punctuation,
}

/// A token with its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: Kind,
}

/// Cuts the text into tokens.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        text,
        lexicon: &LEXICON,
        found: Vec::with_capacity(text.len() / 5),
        start: 0,
        end: 0,
    };
    let mut chunk = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            scanner.chunk(chunk, at);
            chunk = at + c.len_utf8();
        }
    }
    scanner.chunk(chunk, text.len());
    scanner.found
}

struct Scanner<'a> {
    text: &'a str,
    lexicon: &'static Lexicon,
    found: Vec<Token>,
    /// The stretch without white space that is being cut.
    start: usize,
    end: usize,
}

impl Scanner<'_> {
    fn chunk(&mut self, start: usize, end: usize) {
        (self.start, self.end) = (start, end);
        let bytes = &self.text.as_bytes()[start..end];
        let (at_sign, dot) = (bytes.contains(&b'@'), bytes.contains(&b'.'));
        let mut at = start;
        while let Some(c) = self.char(at) {
            at = if is_invisible(c) {
                at + c.len_utf8()
            } else if let Some(end) = self.sign(at, c, at_sign, dot) {
                self.push(at, end, Kind::Sign)
            } else if c.is_ascii_digit() {
                self.number(at)
            } else if is_word(c) {
                self.word(at)
            } else if is_apostrophe(c) {
                self.apostrophe(at, c)
            } else {
                self.punctuation(at, c)
            };
        }
    }

    /// The character at a place of the stretch.
    fn char(&self, at: usize) -> Option<char> {
        if at < self.end {
            self.text[at..self.end].chars().next()
        } else {
            None
        }
    }

    fn word_at(&self, at: usize) -> bool {
        self.char(at).is_some_and(is_word)
    }

    fn rest(&self, at: usize) -> &str {
        &self.text[at..self.end]
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        self.found.push(Token {
            span: Span::new(start, end),
            kind,
        });
        end
    }

    /// Whether the token before touches this place.
    fn touches(&self, at: usize) -> bool {
        self.found
            .last()
            .is_some_and(|token| token.span.end == at && at > self.start)
    }

    /// The end of the web address, handle or emoticon that begins here.
    fn sign(&self, at: usize, c: char, at_sign: bool, dot: bool) -> Option<usize> {
        let after_word = self.touches(at)
            && self
                .found
                .last()
                .is_some_and(|token| token.kind != Kind::Punctuation);
        let rest = self.rest(at);
        let length = if c.is_ascii_alphanumeric() {
            shape::address(rest)
                .or_else(|| if at_sign { shape::mail(rest) } else { None })
                .or_else(|| {
                    if dot {
                        shape::domain(rest, &self.lexicon.domains)
                    } else {
                        None
                    }
                })
        } else if matches!(c, '@' | '#') && !after_word {
            shape::handle(rest)
        } else {
            None
        };
        let faces = &self.lexicon.emoticons;
        let may_smile = c.is_ascii() && (!c.is_ascii_alphanumeric() || matches!(c, 'x' | 'X' | 'o' | 'O'));
        length
            .or_else(|| {
                let face = faces.iter().find(|face| may_smile && rest.starts_with(**face))?;
                let part =
                    (after_word && face.len() < 3 && c.is_alphabetic()) || self.word_at(at + face.len());
                let part = part || (!face.ends_with(['(', ')']) && self.touches(at));
                (!part && !rest[face.len()..].starts_with(face.as_bytes()[0] as char)).then_some(face.len())
            })
            .map(|length| at + length)
    }

    /// A token that begins with a digit.
    fn number(&mut self, start: usize) -> usize {
        let end = start + shape::number(self.rest(start));
        let rest = self.rest(end);
        let letters = letter_run(rest);
        if letters == 0 {
            let decade = self.text[start..end].ends_with('0') && matches!(end - start, 2 | 4);
            let tail = shape::clitic(rest)
                .filter(|&tail| decade && rest[..tail].ends_with('s'))
                .unwrap_or(0);
            return self.push(start, end + tail, Kind::Number);
        }
        let suffix = &rest[..letters];
        let follows = self.char(end + letters);
        if matches!(
            suffix.to_ascii_lowercase().as_str(),
            "s" | "st" | "nd" | "rd" | "th"
        ) && !follows.is_some_and(is_word)
        {
            return self.push(start, end + letters, Kind::Number);
        }
        let clock = ["a.m", "p.m", "A.M", "P.M"]
            .iter()
            .any(|time| rest.starts_with(time));
        if clock || (self.lexicon.units.contains(suffix) && !follows.is_some_and(is_word)) {
            return self.push(start, end, Kind::Number);
        }
        self.word(start)
    }

    /// A token that begins with a letter (or with digits that letters follow).
    fn word(&mut self, start: usize) -> usize {
        let (mut end, apostrophe) = self.run(start);
        if !apostrophe && let Some(done) = self.dotted(start, end) {
            return done;
        }
        end = self.hyphens(start, end);
        if self.char(end) == Some('/') {
            let whole = end + 1 + letter_run(self.rest(end + 1));
            if whole - start <= 4 && self.lexicon.slashed.contains(&self.text[start..whole]) {
                end = whole;
            }
        }
        let word = &self.text[start..end];
        if end - start <= 3
            && word.bytes().all(|b| b.is_ascii_uppercase())
            && let Some(sign) = self.char(end).filter(|&c| is_currency(c))
        {
            return self.push(start, end + sign.len_utf8(), Kind::Word);
        }
        if apostrophe {
            self.parted(start, end)
        } else {
            self.joined(start, end)
        }
    }

    /// Goes over letters, digits and what may stand between them; tells whether an apostrophe was among it.
    fn run(&self, start: usize) -> (usize, bool) {
        let (mut at, mut apostrophe) = (start, false);
        let mut last = ' ';
        while let Some(c) = self.char(at) {
            let next = at + c.len_utf8();
            let inside = if is_word(c) {
                last = c;
                true
            } else if is_invisible(c) {
                self.rest(next)
                    .chars()
                    .find(|&c| !is_invisible(c))
                    .is_some_and(is_word)
            } else if c == '_' {
                self.word_at(next) || self.char(next) == Some('_')
            } else if c == '&' {
                let mut after = self.rest(next).chars();
                let letter = after.next().unwrap_or(' ');
                (last.is_alphanumeric() && !last.is_lowercase() && letter.is_uppercase())
                    || (at == start + 1 && letter.is_lowercase() && !after.next().is_some_and(is_word))
            } else if c == '*' {
                self.word_at(next)
            } else if matches!(c, '`' | '\u{2018}') {
                shape::clitic(self.rest(at)).is_some() || self.rest(next).starts_with("t ")
            } else {
                is_apostrophe(c) && self.word_at(next)
            };
            if !inside {
                break;
            }
            if is_invisible(c) {
                at = next
                    + self
                        .rest(next)
                        .chars()
                        .take_while(|&c| is_invisible(c))
                        .map(char::len_utf8)
                        .sum::<usize>();
                continue;
            }
            apostrophe |= is_apostrophe(c);
            at = next;
        }
        (at, apostrophe)
    }

    /// Takes in the full stop of an abbreviation, if the word is one.
    fn dotted(&mut self, start: usize, end: usize) -> Option<usize> {
        if self.char(end) != Some('.') {
            return None;
        }
        let word = &self.text[start..end];
        let next = self.char(end + 1);
        let mut letters = word.chars();
        let letter = letters
            .next()
            .filter(|c| c.is_alphabetic() && letters.next().is_none());
        if letter.is_some() && next.is_some_and(char::is_alphabetic) {
            let (length, points) = shape::acronym(self.rest(start));
            if points > 1 || length > end + 1 - start {
                return Some(self.push(start, start + length, Kind::Acronym));
            }
        }
        if next.is_some_and(char::is_alphabetic) {
            let run = self
                .rest(start)
                .bytes()
                .take(12)
                .take_while(|&b| b.is_ascii_alphabetic() || b == b'.')
                .count();
            let whole = self.text[start..start + run].trim_end_matches('.');
            if whole.len() > word.len()
                && let Some(kind) = self.lexicon.abbreviation(whole)
            {
                let stop = usize::from(run > whole.len());
                return Some(self.push(start, start + whole.len() + stop, Kind::Abbreviation(kind)));
            }
        }
        if next == Some('.') {
            return None;
        }
        if letter.is_some_and(char::is_uppercase) {
            return Some(self.push(start, end + 1, Kind::Initial));
        }
        let kind = self.lexicon.abbreviation(word)?;
        let counts = || {
            let mut after = self.text[end + 1..]
                .chars()
                .take(16)
                .skip_while(|c| c.is_whitespace());
            after.next().is_some_and(|c| c.is_ascii_digit() || c == '#')
        };
        let fits = match kind {
            Abbreviation::Counter => counts(),
            Abbreviation::Title => true,
            Abbreviation::Plain => !next.is_some_and(char::is_alphabetic),
        };
        fits.then(|| self.push(start, end + 1, Kind::Abbreviation(kind)))
    }

    /// Goes on over hyphens that the treebanks keep: after a prefix.
    fn hyphens(&self, start: usize, mut end: usize) -> usize {
        let mut part = start;
        while matches!(self.char(end), Some('-' | '\u{2010}' | '\u{2011}')) {
            let prefix = &self.text[part..end];
            let next = end + self.char(end).map_or(0, char::len_utf8);
            let capitals = prefix.len() > 1 && prefix.bytes().all(|b| b.is_ascii_uppercase());
            if prefix.len() > 7
                || capitals
                || !self
                    .lexicon
                    .prefixes
                    .contains(prefix.to_ascii_lowercase().as_str())
            {
                break;
            }
            let (after, apostrophe) = self.run(next);
            let short =
                prefix.len() == 1 && (after - next < 3 || self.char(next).is_some_and(char::is_uppercase));
            if after == next || apostrophe || short {
                break;
            }
            (part, end) = (next, after);
        }
        end
    }

    /// Parts the clitics of a word with apostrophes: do n't, Smith 's, they 'd 've.
    fn parted(&mut self, start: usize, end: usize) -> usize {
        let mut cuts = [end; 4];
        let (mut count, mut last) = (0, end);
        while count < cuts.len() {
            let word = &self.text[start..last];
            let Some((at, _)) = word.char_indices().rev().take(4).find(|&(_, c)| is_apostrophe(c)) else {
                break;
            };
            let cut = match shape::clitic(&word[at..]) {
                Some(length) if at + length == word.len() => at,
                _ => match word[..at].bytes().last() {
                    Some(b'n' | b'N')
                        if matches!(word[at..].chars().nth(1), Some('t' | 'T'))
                            && word[at..].chars().count() == 2 =>
                    {
                        at - 1
                    }
                    _ => break,
                },
            };
            if cut == 0 {
                break;
            }
            last = start + cut;
            cuts[count] = last;
            count += 1;
        }
        let mut from = start;
        for &cut in cuts[..count].iter().rev() {
            from = self.push(from, cut, Kind::Word);
        }
        self.push(from, end, Kind::Word)
    }

    /// Parts words that are written as one (cannot, gonna).
    fn joined(&mut self, start: usize, end: usize) -> usize {
        let word = &self.text[start..end];
        let fits = (2..=8).contains(&word.len()) && word.is_ascii() && !matches!(word, "IM" | "IVE");
        let parts = if fits {
            self.lexicon.joined.get(word.to_ascii_lowercase().as_str())
        } else {
            None
        };
        let Some(parts) = parts else {
            return self.push(start, end, Kind::Word);
        };
        parts
            .iter()
            .fold(start, |from, length| self.push(from, from + length, Kind::Word))
    }

    /// An apostrophe outside a word: clitic after a blank or a sign, elision ('em, '90s), quotation mark.
    fn apostrophe(&mut self, start: usize, c: char) -> usize {
        let rest = self.rest(start);
        let next = start + c.len_utf8();
        if let Some(length) = shape::clitic(rest)
            && c != '`'
            && (c != '\u{2018}' || self.touches(start))
        {
            return self.push(start, start + length, Kind::Word);
        }
        if !self.touches(start)
            || self
                .found
                .last()
                .is_some_and(|token| token.kind == Kind::Punctuation)
        {
            let letters = letter_run(&rest[c.len_utf8()..]);
            let word = &self.text[next..next + letters];
            if self.lexicon.elided.contains(word)
                || (letters > 3 && self.lexicon.elided.contains(&*word.to_ascii_lowercase()))
            {
                return self.push(start, next + letters, Kind::Word);
            }
            if let Some(length) = shape::short_year(&rest[c.len_utf8()..]) {
                return self.push(start, next + length, Kind::Number);
            }
        }
        let double = self.char(next) == Some(c) && self.char(next + c.len_utf8()) != Some(c);
        self.push(
            start,
            if double { next + c.len_utf8() } else { next },
            Kind::Punctuation,
        )
    }

    fn punctuation(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        let digit = self.char(next).is_some_and(|c| c.is_ascii_digit());
        let word_before = self.touches(start)
            && self
                .found
                .last()
                .is_some_and(|token| token.kind != Kind::Punctuation);
        if matches!(c, '.' | '+') && digit && !word_before {
            return self.push(start, next + shape::number(self.rest(next)), Kind::Number);
        }
        let repeat = |same: &dyn Fn(char) -> bool| {
            next + self
                .rest(next)
                .chars()
                .take_while(|&c| same(c))
                .map(char::len_utf8)
                .sum::<usize>()
        };
        if matches!(c, '!' | '?' | '\u{203d}' | '\u{ff01}' | '\u{ff1f}') {
            let end = repeat(&|c| matches!(c, '!' | '?' | '\u{203d}' | '\u{ff01}' | '\u{ff1f}'));
            return self.push(start, end, Kind::Stop);
        }
        if matches!(c, '.' | '\u{2026}' | '\u{3002}') {
            return self.push(start, repeat(&|other| other == c), Kind::Stop);
        }
        if is_dash(c) || matches!(c, '*' | '=' | '_' | '~' | '+' | '#' | '<' | '>' | '|') {
            return self.push(start, repeat(&|other| other == c), Kind::Punctuation);
        }
        let end = next + shape::cluster(c, self.rest(next));
        debug_assert!(!continues(c) || end > start);
        self.push(start, end, Kind::Punctuation)
    }
}
