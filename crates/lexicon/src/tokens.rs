//! The word lists of the tokenizer: `tokens.txt`, sections of words under `[name]` lines.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::table::Table;

/// How a word with a full stop behaves. Of a word in several sections the last of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Abbreviation {
    /// May end a sentence; the next word tells ("Inc.").
    Plain,
    /// An abbreviation only when a number follows ("No. 5").
    Counter,
    /// A name follows ("Mr."): the sentence goes on.
    Title,
}

/// The lists, by use.
#[derive(Debug, Default)]
pub struct Tokens {
    abbreviations: FxHashMap<String, Abbreviation>,
    /// First parts that keep their hyphen ("non-profit").
    pub prefixes: FxHashSet<String>,
    /// Words written as one that the treebanks part, with the lengths of the parts.
    pub joined: FxHashMap<String, Vec<usize>>,
    /// Units that are parted from the number before them ("5 pm").
    pub units: FxHashSet<String>,
    /// Last parts of web addresses and file names.
    pub domains: FxHashSet<String>,
    /// Words that may open with an apostrophe of their own ("'em").
    pub elided: FxHashSet<String>,
    /// Words that open sentences and are rarely capitalised inside one.
    pub openers: FxHashSet<String>,
    /// Nouns that are capitalised only where they open a sentence.
    pub noun_openers: FxHashSet<String>,
    /// Verbs that bring in who said the quotation before them.
    pub speech: FxHashSet<String>,
    /// Words with a slash that stay whole.
    pub slashed: FxHashSet<String>,
    /// Longest first.
    pub emoticons: Vec<String>,
    section: Option<Section>,
}

/// The sections of the file.
#[derive(Debug, Clone, Copy)]
enum Section {
    Abbreviation(Abbreviation),
    Prefix,
    Joined,
    Unit,
    Domain,
    Elided,
    Opener,
    NounOpener,
    Speech,
    Slashed,
    Emoticon,
}

const SECTIONS: [(&str, Section); 13] = [
    ("title", Section::Abbreviation(Abbreviation::Title)),
    ("counter", Section::Abbreviation(Abbreviation::Counter)),
    ("plain", Section::Abbreviation(Abbreviation::Plain)),
    ("prefix", Section::Prefix),
    ("joined", Section::Joined),
    ("unit", Section::Unit),
    ("domain", Section::Domain),
    ("elided", Section::Elided),
    ("opener", Section::Opener),
    ("noun_opener", Section::NounOpener),
    ("speech", Section::Speech),
    ("slashed", Section::Slashed),
    ("emoticon", Section::Emoticon),
];

impl Table for Tokens {
    fn add(&mut self, line: &str) -> Result<(), String> {
        // "[" and "]" alone may be parts of faces.
        let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = name.filter(|name| name.len() > 2) {
            let found = SECTIONS.iter().find(|(known, _)| *known == name);
            let names = || SECTIONS.map(|(known, _)| known).join(", ");
            let (_, section) =
                found.ok_or_else(|| format!("`[{name}]` is no section; expected one of {}", names()))?;
            self.section = Some(*section);
            return Ok(());
        }
        let section = self
            .section
            .ok_or("the words stand under no `[section]`; open one first")?;
        for word in line.split_whitespace() {
            self.put(section, word);
        }
        Ok(())
    }

    fn remove(&mut self, words: &str) {
        let Some(section) = self.section else { return };
        for word in words.split_whitespace() {
            match section {
                Section::Abbreviation(kind) => {
                    if self.abbreviations.get(word) == Some(&kind) {
                        self.abbreviations.remove(word);
                    }
                }
                Section::Joined => {
                    self.joined.remove(&word.replace('|', ""));
                }
                Section::Emoticon => self.emoticons.retain(|face| face != word),
                _ => {
                    self.set(section).map(|set| set.remove(word));
                }
            }
        }
    }

    fn end(&mut self) {
        self.section = None;
        self.emoticons.sort_by_key(|face| std::cmp::Reverse(face.len()));
    }
}

impl Tokens {
    fn put(&mut self, section: Section, word: &str) {
        match section {
            Section::Abbreviation(kind) => {
                let own = self.abbreviations.entry(word.to_string()).or_insert(kind);
                *own = kind.max(*own);
            }
            Section::Joined => {
                let parts = word.split('|').map(str::len).collect();
                self.joined.insert(word.replace('|', ""), parts);
            }
            Section::Emoticon => self.emoticons.push(word.to_string()),
            _ => {
                self.set(section).map(|set| set.insert(word.to_string()));
            }
        }
    }

    /// The plain set of a section.
    fn set(&mut self, section: Section) -> Option<&mut FxHashSet<String>> {
        Some(match section {
            Section::Prefix => &mut self.prefixes,
            Section::Unit => &mut self.units,
            Section::Domain => &mut self.domains,
            Section::Elided => &mut self.elided,
            Section::Opener => &mut self.openers,
            Section::NounOpener => &mut self.noun_openers,
            Section::Speech => &mut self.speech,
            Section::Slashed => &mut self.slashed,
            Section::Abbreviation(_) | Section::Joined | Section::Emoticon => return None,
        })
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
    use crate::Lexicon;

    #[test]
    fn entries_cover_capitalised_and_upper_case_forms() {
        let lexicon = Lexicon::builtin().unwrap();
        let tokens = lexicon.tokens();
        assert_eq!(tokens.abbreviation("Mr"), Some(Abbreviation::Title));
        assert_eq!(tokens.abbreviation("GEN"), Some(Abbreviation::Title));
        assert_eq!(tokens.abbreviation("Etc"), Some(Abbreviation::Plain));
        assert_eq!(tokens.abbreviation("ill"), None);
        assert_eq!(tokens.abbreviation("MASS"), None);
        assert_eq!(tokens.joined["cannot"], [3, 3]);
    }
}
