//! The part of the scanner that cuts what begins with a letter: words, abbreviations, compounds, contractions.

use super::{
    chars::{is_apostrophe, is_currency, is_invisible, is_word},
    shape::{self, letter_run},
    token::{Kind, Scanner},
};
use triplewire_lexicon::tokens::Abbreviation;

impl Scanner<'_> {
    /// A token that begins with a letter (or with digits that letters follow).
    pub(super) fn word(&mut self, start: usize) -> usize {
        let (mut end, apostrophe) = self.run(start);
        if !apostrophe && let Some(done) = self.dotted(start, end) {
            return done;
        }
        end = self.hyphens(start, end);
        if let Some(done) = self.prefixed_acronym(start, end) {
            return done;
        }
        if self.char(end) == Some('/') {
            let whole = end + 1 + letter_run(self.rest(end + 1));
            if whole - start <= 4 && self.words.slashed.contains(&self.text[start..whole]) {
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
                && let Some(kind) = self.words.abbreviation(whole)
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
        let kind = self.words.abbreviation(word)?;
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
                || !self.words.prefixes.contains(prefix.to_ascii_lowercase().as_str())
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

    /// A prefix before an acronym with full stops ("pro-U.S.").
    fn prefixed_acronym(&mut self, start: usize, end: usize) -> Option<usize> {
        let letter = self.text[start..end].rfind(['-', '\u{2010}', '\u{2011}'])? + start;
        let letter = letter + self.char(letter).map_or(0, char::len_utf8);
        let (length, points) = shape::acronym(self.rest(letter));
        (points > 1).then(|| self.push(start, letter + length, Kind::Acronym))
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
            self.words.joined.get(word.to_ascii_lowercase().as_str())
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
}
