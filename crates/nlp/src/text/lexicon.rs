//! The word lists of the tokenizer: `rules/lexicon/tokens.txt`, sections of words under `[name]` lines.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

const SOURCE: &str = include_str!("../../../../rules/lexicon/tokens.txt");

/// How a word with a full stop behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name follows ("Mr."): the sentence goes on.
    Title,
    /// An abbreviation only when a number follows ("No. 5").
    Counter,
    /// May end a sentence; the next word tells ("Inc.").
    Plain,
}

/// The lists, by use.
pub struct Lexicon {
    abbreviations: HashMap<&'static str, Abbreviation>,
    /// First parts that keep their hyphen ("non-profit").
    pub prefixes: HashSet<&'static str>,
    /// Words written as one that the treebanks part, with the lengths of the parts.
    pub joined: HashMap<String, Vec<usize>>,
    /// Units that are parted from the number before them ("5 pm").
    pub units: HashSet<&'static str>,
    /// Last parts of web addresses and file names.
    pub domains: HashSet<&'static str>,
    /// Words that may open with an apostrophe of their own ("'em").
    pub elided: HashSet<&'static str>,
    /// Words that open sentences and are rarely capitalised inside one.
    pub openers: HashSet<&'static str>,
    /// Verbs that bring in who said the quotation before them.
    pub speech: HashSet<&'static str>,
    /// Words with a slash that stay whole.
    pub slashed: HashSet<&'static str>,
    /// Longest first.
    pub emoticons: Vec<&'static str>,
}

/// The lists as they ship with the library.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(SOURCE));

impl Lexicon {
    fn parse(source: &'static str) -> Self {
        let mut sections: HashMap<&str, Vec<&'static str>> = HashMap::new();
        let mut current = "";
        for line in source.lines().filter(|line| !line.starts_with("# ")) {
            match line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .filter(|name| name.len() > 2)
            {
                Some(name) => current = name,
                None => sections
                    .entry(current)
                    .or_default()
                    .extend(line.split_whitespace()),
            }
        }
        let mut take = |name: &str| sections.remove(name).unwrap_or_default();
        let mut abbreviations = HashMap::new();
        for (name, kind) in [
            ("plain", Abbreviation::Plain),
            ("counter", Abbreviation::Counter),
            ("title", Abbreviation::Title),
        ] {
            abbreviations.extend(take(name).into_iter().map(|word| (word, kind)));
        }
        let mut emoticons = take("emoticon");
        emoticons.sort_by_key(|face| std::cmp::Reverse(face.len()));
        Self {
            abbreviations,
            prefixes: take("prefix").into_iter().collect(),
            joined: take("joined")
                .into_iter()
                .map(|word| (word.replace('|', ""), word.split('|').map(str::len).collect()))
                .collect(),
            units: take("unit").into_iter().collect(),
            domains: take("domain").into_iter().collect(),
            elided: take("elided").into_iter().collect(),
            openers: take("opener").into_iter().collect(),
            speech: take("speech").into_iter().collect(),
            slashed: take("slashed").into_iter().collect(),
            emoticons,
        }
    }

    /// Looks a word up as an abbreviation, without its full stop. A list entry in lower case also covers the word
    /// capitalised; every entry covers the word in capitals.
    pub fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        if word.len() > 12 || !word.is_ascii() {
            return None;
        }
        if let Some(&found) = self.abbreviations.get(word) {
            return Some(found);
        }
        let first = word.chars().next()?;
        if !first.is_ascii_uppercase() {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        if word[1..].bytes().all(|b| !b.is_ascii_uppercase())
            && let Some(&found) = self.abbreviations.get(lower.as_str())
        {
            return Some(found);
        }
        if word.len() > 1 && word.bytes().all(|b| !b.is_ascii_lowercase()) {
            // "MISS." and "MASS." in capitals are words far more often than states: only titles count.
            let title = format!("{first}{}", &lower[1..]);
            return self
                .abbreviations
                .get(title.as_str())
                .copied()
                .filter(|&kind| kind != Abbreviation::Plain);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_cover_capitalised_and_upper_case_forms() {
        assert_eq!(LEXICON.abbreviation("Mr"), Some(Abbreviation::Title));
        assert_eq!(LEXICON.abbreviation("GEN"), Some(Abbreviation::Title));
        assert_eq!(LEXICON.abbreviation("Etc"), Some(Abbreviation::Plain));
        assert_eq!(LEXICON.abbreviation("ill"), None);
        assert_eq!(LEXICON.abbreviation("MASS"), None);
        assert_eq!(LEXICON.joined["cannot"], [3, 3]);
    }
}
