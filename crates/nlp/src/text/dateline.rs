//! Datelines: the place, date and agency that open a news article ("GENEVA (Wire) —"). They are no part of the sentence
//! that they stand before, and parted from it they do not confuse its parse. Where the dash is lost ("GENEVA Ministers met"),
//! a place in capitals or an agency in brackets still tells.

use triplewire_lexicon::{Lexicon, gazetteer::Sort, normal::normalised_phrase};

use super::{Span, token::Token};

/// Longest dateline in tokens, its dash included.
const LONGEST: usize = 14;

/// A dateline stands at the start of a document, at most below a headline and a byline.
pub(super) const SENTENCES_BEFORE: usize = 3;

/// News agencies as they stand in brackets behind the place.
const AGENCIES: [&str; 20] = [
    "reuters",
    "ap",
    "afp",
    "upi",
    "dpa",
    "xinhua",
    "ians",
    "ani",
    "pti",
    "tass",
    "cnn",
    "bloomberg",
    "efe",
    "ansa",
    "kyodo",
    "yonhap",
    "interfax",
    "dw",
    "bbc",
    "thomson",
];

/// A place in capitals that no dash parts from the sentence has so many inhabitants, or is a country or its capital.
const LARGE: u64 = 100_000;

/// The index after a dateline that begins at token `first`, which must open a line.
pub(super) fn end(text: &str, tokens: &[Token], first: usize, lexicon: &Lexicon) -> Option<usize> {
    dashed(text, tokens, first)
        .or_else(|| credited(text, tokens, first))
        .or_else(|| undashed(text, tokens, first, lexicon))
}

fn form<'a>(text: &'a str, tokens: &[Token], index: usize) -> &'a str {
    tokens.get(index).map_or("", |token| token.span.of(text))
}

/// "Washington (AP) Ministers met", "(Reuters) - Ministers met".
fn credited(text: &str, tokens: &[Token], first: usize) -> Option<usize> {
    let word = |index: usize| form(text, tokens, index);
    let open = (first..first + LONGEST / 2).find(|&index| word(index) == "(")?;
    let agency = word(open + 1).to_lowercase();
    let named = AGENCIES.contains(&agency.as_str()) || agency == "associated" && word(open + 2) == "Press";
    let close = (open + 2..open + 5).find(|&index| word(index) == ")")?;
    let place = (first..open).all(|index| {
        let word = word(index);
        word.starts_with(|c: char| {
            c.is_uppercase() || c.is_ascii_digit() || matches!(c, ',' | '.' | '/' | '-')
        })
    });
    let end = close + 1 + usize::from(is_dash(word(close + 1)));
    (named && place && opens(word(end))).then_some(end)
}

/// "GENEVA Ministers met", "SPRINGFIELD, Ill. Police said".
fn undashed(text: &str, tokens: &[Token], first: usize, lexicon: &Lexicon) -> Option<usize> {
    let word = |index: usize| form(text, tokens, index);
    if !is_capitals(word(first)) {
        return None;
    }
    let place = (first + 1..first + 4).find(|&index| !is_capitals(word(index)))?;
    let mut end = place;
    if word(end) == "," && word(end + 1).starts_with(char::is_uppercase) {
        let number = word(end + 2).starts_with(|c: char| c.is_ascii_digit());
        if !number && !word(end + 1).ends_with('.') {
            return None;
        }
        end += 2 + usize::from(number);
    }
    // What goes on in capitals, or with a single capital, is a headline or a name.
    let next = word(end);
    let sentence =
        next.len() > 1 && next.starts_with(char::is_uppercase) && next.contains(char::is_lowercase);
    let line = Span::new(tokens[first].span.start, tokens.get(end)?.span.start);
    if !sentence || line.of(text).contains('\n') {
        return None;
    }
    let name = Span::new(tokens[first].span.start, tokens[place - 1].span.end).of(text);
    let known = lexicon
        .places(&normalised_phrase(name))
        .any(|row| matches!(row.sort, Sort::Country | Sort::Capital | Sort::State) || row.people >= LARGE);
    known.then_some(end)
}

/// Whether a word may open a sentence.
fn opens(word: &str) -> bool {
    word.starts_with(|c: char| {
        c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '\u{201c}' | '\'' | '\u{2018}')
    })
}

/// The index after the dash of a dateline.
fn dashed(text: &str, tokens: &[Token], first: usize) -> Option<usize> {
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
    matches!(word, "—" | "–" | "--" | "-" | "―" | "_")
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
            ("GENEVA Ministers met.", "GENEVA"),
            ("NEW YORK Volta Motors sued.", "NEW YORK"),
            ("Geneva (AP) Ministers met.", "Geneva (AP)"),
            ("(Reuters) - Ministers met.", "(Reuters) -"),
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
            "NATO Secretary General Ott said so.",
            "GENEVA and Basel said so.",
            "Geneva (Switzerland) Ministers met.",
            "FIFA President Ott said so.",
        ] {
            assert_eq!(first_sentence(text), text);
        }
    }
}
