//! The words of a sentence as the grammar sees them: what each can mean, and whether its surroundings let it.

use std::borrow::Cow;

use crate::{syntax::SentenceGraph, text::lower};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::time::{Entry, Sense, TimeWords};

/// One token.
#[derive(Debug)]
pub struct Lexeme<'a> {
    /// As written.
    pub form: &'a str,
    /// In lower case, without the full stop of an abbreviation.
    pub lower: Cow<'a, str>,
    pub upos: Upos,
    /// The number that it is, when it is nothing but digits.
    pub digits: Option<u32>,
    /// Whether it counts a noun after it ("1500 villages").
    pub counts: bool,
    /// Whether the tagger has it inside a date.
    pub dated: bool,
    entry: Option<Entry>,
}

/// A sentence.
#[derive(Debug)]
pub struct Words<'a> {
    times: &'a TimeWords,
    list: Vec<Lexeme<'a>>,
}

impl<'a> Words<'a> {
    /// Takes up a sentence; `dated` says whether the tagger has a word inside a date.
    pub fn new(
        text: &'a str,
        graph: &SentenceGraph,
        times: &'a TimeWords,
        dated: impl Fn(usize) -> bool,
    ) -> Self {
        let words = graph.words().iter().enumerate();
        let list = words.map(|(at, word)| Lexeme {
            upos: word.upos,
            counts: word.deprel.is("nummod") && word.head.is_some_and(|head| head > at),
            dated: dated(at),
            ..lexeme(word.span.of(text), times)
        });
        Self {
            list: list.collect(),
            times,
        }
    }

    /// Takes up a line that no parser has seen, cut at blanks and commas: the date that a source gives.
    pub fn of_line(line: &'a str, times: &'a TimeWords) -> Self {
        let pieces = line.split([' ', ',']).filter(|piece| !piece.is_empty());
        Self {
            list: pieces.map(|piece| lexeme(piece, times)).collect(),
            times,
        }
    }

    /// The words of time expressions.
    pub fn times(&self) -> &'a TimeWords {
        self.times
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn get(&self, at: usize) -> Option<&Lexeme<'a>> {
        self.list.get(at)
    }

    /// The token in lower case; empty outside the sentence.
    pub fn lower(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |lexeme| &lexeme.lower)
    }

    /// The token before in lower case.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.lower(before))
    }

    /// Whether the token is one of these words.
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.lower(at))
    }

    /// Whether any time expression can be in the sentence.
    pub fn any(&self) -> bool {
        let tells = |lexeme: &Lexeme| {
            lexeme.entry.is_some()
                || lexeme.lower.starts_with("mid-")
                || lexeme.form.bytes().any(|byte| byte.is_ascii_digit())
        };
        self.list.iter().any(tells)
    }

    /// What the token means, where its surroundings let it.
    pub fn sense(&self, at: usize) -> Option<Sense> {
        let entry = self.list.get(at)?.entry?;
        (!entry.doubtful || self.credible(at, entry.sense)).then_some(entry.sense)
    }

    /// The longest entry of several tokens that begins here, with its end.
    pub fn phrase(&self, at: usize) -> Option<(Sense, usize)> {
        let first = self.lower(at);
        let mut best = self.sense(at).map(|sense| (sense, at + 1));
        if !self.times.opens(first) {
            return best;
        }
        let mut words = first.to_string();
        for next in at + 1..self.list.len().min(at + self.times.longest()) {
            words.push(' ');
            words.push_str(self.lower(next));
            if let Some(entry) = self.times.get(&words) {
                best = Some((entry.sense, next + 1));
            }
        }
        best
    }

    /// Whether the surroundings of a doubtful word speak for a time.
    fn credible(&self, at: usize, sense: Sense) -> bool {
        const INTO: [&str; 21] = [
            "in",
            "since",
            "until",
            "till",
            "by",
            "from",
            "during",
            "of",
            "before",
            "after",
            "through",
            "early",
            "late",
            "mid",
            "last",
            "next",
            "this",
            "every",
            "each",
            "following",
            "previous",
        ];
        let lexeme = &self.list[at];
        if lexeme.dated {
            return true;
        }
        let digit = |at: usize| self.get(at).is_some_and(|lexeme| lexeme.digits.is_some());
        let beside = at.checked_sub(1).is_some_and(digit) || digit(at + 1);
        let capital = lexeme.form.starts_with(char::is_uppercase);
        let abbreviated = lexeme.form.ends_with('.');
        let verb = matches!(lexeme.upos, Upos::Aux | Upos::Verb);
        match sense {
            Sense::Month(_) => {
                let day = beside
                    || self
                        .get(at + 1)
                        .is_some_and(|next| ordinal_digits(&next.lower).is_some());
                day && capital || !verb && capital && (abbreviated || INTO.contains(&self.before(at)))
            }
            Sense::Weekday(_) => capital && (abbreviated || beside && lexeme.upos != Upos::Verb),
            Sense::Season(_) => {
                let year = self
                    .get(at + 1)
                    .is_some_and(|next| next.digits.is_some_and(|n| n > 999));
                let of_year = self.lower(at + 1) == "of"
                    && self
                        .get(at + 2)
                        .is_some_and(|next| next.digits.is_some_and(|n| n > 999));
                let led = matches!(
                    self.before(at),
                    "last"
                        | "next"
                        | "this"
                        | "early"
                        | "late"
                        | "mid"
                        | "following"
                        | "previous"
                        | "that"
                        | "in"
                );
                let the = self.before(at) == "the"
                    && at.checked_sub(2).is_some_and(|two| {
                        self.is(
                            two,
                            &["in", "during", "by", "since", "until", "this", "early", "late"],
                        )
                    });
                !verb && (year || of_year || (led || the) && self.lower(at + 1) != "of")
            }
            _ => true,
        }
    }
}

fn lexeme<'a>(form: &'a str, times: &TimeWords) -> Lexeme<'a> {
    let mut lower = lower(form);
    if lower.contains('’') {
        lower = lower.replace('’', "'").into();
    }
    if let Some(rest) = lower.strip_suffix('.').filter(|rest| !rest.is_empty()) {
        // "p.m." keeps its inner stop; "Sept." and "19." lose their only one.
        let inner = rest.contains('.') && rest.bytes().any(|byte| byte.is_ascii_alphabetic());
        if !inner {
            lower = rest.to_string().into();
        }
    }
    let digits = (lower.len() <= 6 && lower.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| lower.parse().ok())
        .flatten();
    let entry = times.get(&lower);
    Lexeme {
        form,
        lower,
        upos: Upos::X,
        digits,
        counts: false,
        dated: false,
        entry,
    }
}

/// The number of an ordinal in digits ("19th").
pub fn ordinal_digits(lower: &str) -> Option<u32> {
    let number = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))?;
    (number.len() <= 2).then(|| number.parse().ok()).flatten()
}
