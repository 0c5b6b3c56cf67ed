//! Noun chunks where no parser ran: what can be seen from names, known nouns and the little words around them.
//!
//! In: the forms of a sentence in lower case, which words are names, and which could head a phrase. Out: chunks, left to
//! right, none inside another. A chunk is an article or number, modifiers, and names and known nouns up to the last of
//! them; unknown words only count between an article and a known noun (Abney 1991, "Parsing by chunks", made small).

use std::ops::Range;

/// A run of words that names or describes one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// All its words, a leading article included.
    pub words: Range<usize>,
    /// The last name or known noun: what the chunk is about.
    pub head: usize,
    /// Whether a possessive mark follows: then the chunk only says whose something is.
    pub possessive: bool,
    /// Whether it opens with "no".
    pub denied: bool,
}

const DETERMINERS: [&str; 27] = [
    "a",
    "an",
    "the",
    "this",
    "these",
    "those",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "your",
    "some",
    "any",
    "no",
    "each",
    "every",
    "another",
    "all",
    "both",
    "several",
    "many",
    "few",
    "dozens",
    "hundreds",
    "thousands",
];
const NUMBERS: [&str; 22] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "dozen", "hundred", "thousand", "million", "first", "second", "third", "twenty", "thirty", "fifty",
];
/// Words that hedge a number: "at least 12", "more than 30", "up to 5", "as many as 9".
const HEDGES: [&[&str]; 12] = [
    &["at", "least"],
    &["at", "most"],
    &["more", "than"],
    &["fewer", "than"],
    &["less", "than"],
    &["up", "to"],
    &["as", "many", "as"],
    &["about"],
    &["around"],
    &["nearly"],
    &["almost"],
    &["over"],
];
/// Unknown words between an article and the noun that they describe.
const MODIFIERS: usize = 3;

/// What the chunker is told about a sentence.
pub struct Seen<'a> {
    /// Forms in lower case.
    pub forms: &'a [String],
    /// For each word the end of the name that it opens, if it opens one.
    pub names: &'a [Option<usize>],
    /// Whether a word is a noun that can head a chunk.
    pub nouns: &'a [bool],
    /// Whether a word can be inside a chunk at all without being known: no verb, no little word, no mark.
    pub fillers: &'a [bool],
}

/// Finds the chunks of a sentence; the work grows with its words.
pub fn chunks(seen: &Seen) -> Vec<Chunk> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < seen.forms.len() {
        match seen.chunk(at) {
            Some(chunk) => {
                at = chunk.words.end;
                found.push(chunk);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a word is an article, another determiner or a number.
pub fn is_determiner(form: &str) -> bool {
    DETERMINERS.contains(&form) || is_number(form)
}

fn is_number(form: &str) -> bool {
    NUMBERS.contains(&form) || form.starts_with(|c: char| c.is_ascii_digit())
}

fn is_possessive(form: &str) -> bool {
    matches!(form, "'s" | "’s" | "'" | "’")
}

impl Seen<'_> {
    fn form(&self, at: usize) -> &str {
        self.forms.get(at).map_or("", String::as_str)
    }

    /// The chunk that opens at a word.
    fn chunk(&self, start: usize) -> Option<Chunk> {
        let (mut at, opened) = self.opening(start);
        let (mut head, mut unknown) = (None, 0);
        while at < self.forms.len() {
            if let Some(end) = self.names[at] {
                head = Some(end - 1);
                at = end;
            } else if self.nouns[at] {
                head = Some(at);
                at += 1;
            } else if is_possessive(self.form(at)) && head == Some(at - 1) && self.noun_follows(at + 1) {
                at += 1;
            } else if self.fillers[at]
                && unknown < MODIFIERS
                && (opened && head.is_none() || self.inside(head, at))
            {
                unknown += 1;
                at += 1;
            } else {
                break;
            }
        }
        let head = head?;
        Some(Chunk {
            words: start..head + 1,
            head,
            possessive: is_possessive(self.form(head + 1)),
            denied: self.form(start) == "no",
        })
    }

    /// Where the words after an article, number or hedge begin, and whether there is any.
    fn opening(&self, start: usize) -> (usize, bool) {
        let mut at = start;
        for hedge in HEDGES {
            let end = start + hedge.len();
            let here = self
                .forms
                .get(start..end)
                .is_some_and(|words| words.iter().zip(hedge).all(|(a, b)| a == b));
            if here && is_number(self.form(end)) {
                at = end;
                break;
            }
        }
        while is_determiner(self.form(at)) && self.names.get(at).is_some_and(Option::is_none) {
            at += 1;
        }
        (at, at > start)
    }

    /// "Turkey's interior minister": a known noun follows the possessive mark after few words.
    fn noun_follows(&self, from: usize) -> bool {
        let next = |at: &usize| {
            self.names.get(*at).is_some_and(Option::is_some) || self.nouns.get(*at) == Some(&true)
        };
        let end = (from + MODIFIERS).min(self.forms.len());
        let stop = (from..end).find(|at| next(at) || !self.fillers[*at]);
        stop.is_some_and(|at| next(&at))
    }

    /// An unknown word after a possessive mark is inside the chunk when a noun is still to come.
    fn inside(&self, head: Option<usize>, at: usize) -> bool {
        head.is_some_and(|head| is_possessive(self.form(head + 1)) && head + 1 < at) && self.noun_follows(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words with a capital are names, those with a star known nouns, those with a minus no part of any chunk.
    fn found(line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split(' ').collect();
        let forms: Vec<String> = words
            .iter()
            .map(|word| word.trim_matches(['*', '-']).to_lowercase())
            .collect();
        let capital = |at: usize| {
            words
                .get(at)
                .is_some_and(|word| word.starts_with(char::is_uppercase))
        };
        let end = |at: usize| (at..words.len()).find(|&to| !capital(to)).unwrap_or(words.len());
        let names: Vec<Option<usize>> = (0..words.len())
            .map(|at| (capital(at) && (at == 0 || !capital(at - 1))).then(|| end(at)))
            .collect();
        let nouns: Vec<bool> = words.iter().map(|word| word.ends_with('*')).collect();
        let fillers: Vec<bool> = words.iter().map(|word| !word.ends_with('-')).collect();
        let seen = Seen {
            forms: &forms,
            names: &names,
            nouns: &nouns,
            fillers: &fillers,
        };
        chunks(&seen)
            .into_iter()
            .map(|chunk| words[chunk.words].join(" ").replace(['*', '-'], ""))
            .collect()
    }

    #[test]
    fn articles_numbers_and_what_describes() {
        assert_eq!(
            found("a lone gunman* shot- the Swedish ambassador* in- Ankara"),
            ["a lone gunman", "the Swedish ambassador", "Ankara"]
        );
        assert_eq!(
            found("at least 12 people* and- up to 5 soldiers*"),
            ["at least 12 people", "up to 5 soldiers"]
        );
        assert_eq!(found("police* station* fell-"), ["police station"]);
    }

    #[test]
    fn possessors_belong_to_a_noun_or_stand_alone() {
        assert_eq!(
            found("Turkey 's- interior minister* left-"),
            ["Turkey 's interior minister"]
        );
        assert_eq!(found("Turkey 's- economy shrank-"), ["Turkey"]);
    }

    #[test]
    fn unknown_words_alone_are_no_chunk() {
        assert!(found("the green idea slept-").is_empty());
        assert!(found("").is_empty());
        assert_eq!(found("the very old and- soldier*"), ["soldier"]);
    }
}
