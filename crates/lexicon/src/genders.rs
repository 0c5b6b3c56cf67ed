//! The genders of given names, nouns and titles.

use rustc_hash::FxHashMap;

use crate::{
    Lexicon,
    table::{Table, pair},
};

/// The gender that a name, noun or title shows ("Mary", "actress", "Mr.").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// "Mary", "actress", "Mrs.".
    Female,
    /// "John", "actor", "Mr.".
    Male,
}

/// `given_names.tsv`, `gendered_nouns.tsv`: `f` or `m`, a tab, and words with blanks between. A word under both letters of one
/// file has no gender.
#[derive(Debug, Default)]
pub(crate) struct Genders {
    known: FxHashMap<String, Gender>,
    /// What the file at hand says so far.
    fresh: FxHashMap<String, Option<Gender>>,
}

impl Table for Genders {
    fn add(&mut self, row: &str) -> Result<(), String> {
        let (letter, words) = pair(row, "f or m and words")?;
        let gender = match letter {
            "f" => Gender::Female,
            "m" => Gender::Male,
            _ => return Err(format!("expected f or m in the first column; found `{letter}`")),
        };
        for word in words.split_whitespace() {
            let told = self.fresh.entry(word.to_lowercase()).or_insert(Some(gender));
            *told = told.filter(|before| *before == gender);
        }
        Ok(())
    }

    fn remove(&mut self, words: &str) {
        for word in words.split_whitespace() {
            self.fresh.insert(word.to_lowercase(), None);
        }
    }

    fn end(&mut self) {
        for (word, gender) in self.fresh.drain() {
            match gender {
                Some(gender) => self.known.insert(word, gender),
                None => self.known.remove(&word),
            };
        }
    }
}

impl Lexicon {
    /// The gender that a given name, normalised, shows.
    pub fn given_gender(&self, name: &str) -> Option<Gender> {
        self.given_names.known.get(name).copied()
    }

    /// The gender that a noun or title in lower case shows: "mother", "actress", "spokesman", "mr".
    pub fn noun_gender(&self, lemma: &str) -> Option<Gender> {
        let ending = || {
            if lemma.ends_with("woman") || lemma.ends_with("women") {
                Some(Gender::Female)
            } else if lemma.ends_with("man") && !lemma.ends_with("human")
                || lemma.ends_with("men") && lemma.len() > 5
            {
                Some(Gender::Male)
            } else {
                None
            }
        };
        self.gendered_nouns.known.get(lemma).copied().or_else(ending)
    }
}
