//! Synonyms for people's roles: `role_words.txt`, one group per line.

use rustc_hash::FxHashMap;

use crate::{Lexicon, table::Table};

/// Numbers of the groups that a word is in.
#[derive(Debug, Default)]
pub(crate) struct RoleWords {
    groups_of: FxHashMap<String, Vec<usize>>,
    groups: usize,
}

impl Table for RoleWords {
    fn add(&mut self, line: &str) -> Result<(), String> {
        for word in line.split_whitespace() {
            let groups = self.groups_of.entry(word.to_lowercase()).or_default();
            groups.push(self.groups);
        }
        self.groups += 1;
        Ok(())
    }

    fn remove(&mut self, words: &str) {
        for word in words.split_whitespace() {
            self.groups_of.remove(&word.to_lowercase());
        }
    }
}

impl Lexicon {
    /// Numbers of the groups of synonyms that a noun is in.
    pub fn role_groups(&self, lemma: &str) -> &[usize] {
        self.roles.groups_of.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether a noun is in a group of synonyms for people's roles.
    pub fn is_role(&self, lemma: &str) -> bool {
        self.roles.groups_of.contains_key(lemma)
    }
}
