//! Cuts words. In: the text. Out: tokens in order, as the English treebanks cut them.
//!
//! A scanner goes through each stretch without white space from left to right; every step looks a bounded number of
//! bytes ahead, so the time is linear even when the whole text is one stretch.

use super::{
    Span,
    chars::{is_apostrophe, is_dash, is_invisible, is_word},
    shape::{self, letter_run},
};
use triplewire_lexicon::tokens::{Abbreviation, Tokens};

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
pub fn tokens(text: &str, words: &Tokens) -> Vec<Token> {
    let mut scanner = Scanner {
        text,
        words,
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

/// Goes over one stretch without white space after the other; `word.rs` holds its rules for words.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a Tokens,
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
    pub(super) fn char(&self, at: usize) -> Option<char> {
        if at < self.end {
            self.text[at..self.end].chars().next()
        } else {
            None
        }
    }

    pub(super) fn word_at(&self, at: usize) -> bool {
        self.char(at).is_some_and(is_word)
    }

    pub(super) fn rest(&self, at: usize) -> &str {
        &self.text[at..self.end]
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: Kind) -> usize {
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
                        shape::domain(rest, &self.words.domains)
                    } else {
                        None
                    }
                })
        } else if matches!(c, '@' | '#') && !after_word {
            shape::handle(rest)
        } else {
            None
        };
        let faces = &self.words.emoticons;
        let may_smile = c.is_ascii() && (!c.is_ascii_alphanumeric() || matches!(c, 'x' | 'X' | 'o' | 'O'));
        length
            .or_else(|| {
                let face = faces
                    .iter()
                    .find(|face| may_smile && rest.starts_with(face.as_str()))?;
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
        if clock || (self.words.units.contains(suffix) && !follows.is_some_and(is_word)) {
            return self.push(start, end, Kind::Number);
        }
        self.word(start)
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
            if self.words.elided.contains(word)
                || (letters > 3 && self.words.elided.contains(&*word.to_ascii_lowercase()))
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
        if is_dash(c)
            || matches!(
                c,
                '$' | '/' | '\\' | '*' | '=' | '_' | '~' | '+' | '#' | '<' | '>' | '|'
            )
        {
            return self.push(start, repeat(&|other| other == c), Kind::Punctuation);
        }
        let end = next + shape::cluster(c, self.rest(next));
        self.push(start, end, Kind::Punctuation)
    }
}
