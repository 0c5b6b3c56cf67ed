//! Words that news exchanges for one another: `role_words.txt`, a group a line.

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
    /// Numbers of the groups of words that a noun is exchanged with.
    pub fn role_groups(&self, lemma: &str) -> &[usize] {
        self.roles.groups_of.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether a noun is one of the words that news exchanges for one another, which say what somebody is.
    pub fn is_role(&self, lemma: &str) -> bool {
        self.roles.groups_of.contains_key(lemma)
    }
}
