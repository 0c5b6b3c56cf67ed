//! Datelines: the place, date and agency that open a news article ("GENEVA (Wire) —"). They are no part of the sentence
//! that they stand before, and parted from it they do not confuse its parse.

use super::{Span, token::Token};

/// Longest dateline in tokens, its dash included.
const LONGEST: usize = 14;

/// A dateline stands at the start of a document, at most below a headline and a byline.
pub(super) const SENTENCES_BEFORE: usize = 3;

/// The index after the dash of a dateline that begins at token `first`, which must open a line.
pub(super) fn end(text: &str, tokens: &[Token], first: usize) -> Option<usize> {
    let word = |index: usize| tokens.get(index).map_or("", |token| token.span.of(text));
    if !is_capitals(word(first)) {
        return None;
    }
    let reach = tokens.len().min(first + LONGEST);
    // A dash with blanks around it: a hyphen inside an agency's name is none.
    let apart = |index: usize| {
        let gap = |left: usize| {
            tokens
                .get(left + 1)
                .is_some_and(|next| tokens[left].span.end < next.span.start)
        };
        gap(index - 1) && gap(index)
    };
    let dash = (first + 1..reach).find(|&index| is_dash(word(index)) && apart(index))?;
    let line = Span::new(tokens[first].span.start, tokens[dash].span.end);
    let starts_lower = |index: usize| word(index).starts_with(char::is_lowercase);
    if line.of(text).contains('\n') || (first..dash).any(starts_lower) {
        return None;
    }
    if starts_lower(dash + 1) {
        return None;
    }
    // In a text that is all capitals a dash alone proves nothing; a date or an agency in brackets does.
    let dated = (first..dash).any(|index| word(index).starts_with(|c: char| c.is_ascii_digit() || c == '('));
    (dated || !is_capitals(word(dash + 1))).then_some(dash + 1)
}

fn is_dash(word: &str) -> bool {
    matches!(word, "—" | "–" | "--" | "-" | "―")
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use crate::text::segment;
    use triplewire_lexicon::Lexicon;

    fn first_sentence(text: &str) -> &str {
        segment(text, &Lexicon::builtin().unwrap())
            .first()
            .map_or("", |sentence| sentence.span.of(text))
    }

    #[test]
    fn a_dateline_is_a_sentence_of_its_own() {
        for (text, dateline) in [
            ("ISTANBUL   —    Police said so.", "ISTANBUL   —"),
            ("GENEVA (Wire) — Ministers met.", "GENEVA (Wire) —"),
            ("LODWARA, Sept. 14 - A bomb exploded.", "LODWARA, Sept. 14 -"),
            (
                "SAN SALVADOR, 3 JAN 90 (AFP) -- THE REBELS LEFT.",
                "SAN SALVADOR, 3 JAN 90 (AFP) --",
            ),
        ] {
            assert_eq!(first_sentence(text), dateline);
        }
    }

    #[test]
    fn a_dash_inside_a_sentence_is_no_dateline() {
        for text in [
            "NATO — the alliance — said so.",
            "THE REBELS LEFT -- AND CAME BACK.",
            "The city — Geneva — is old.",
            "ISTANBUL police — Turks all — said so.",
        ] {
            assert_eq!(first_sentence(text), text);
        }
    }
}
