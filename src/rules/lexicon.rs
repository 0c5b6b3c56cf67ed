//! Word lists: one file a list, one lemma a line, `#` opens a comment. A list is a type that rules can ask for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scene::lower;

/// Named sets of lemmas, all in lower case; an entry may have several words ("secretary general").
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    lists: FxHashMap<String, FxHashSet<String>>,
}

impl Lexicon {
    /// Adds the entries of a file to the list `name`.
    pub fn add(&mut self, name: &str, file: &str) {
        let list = self.lists.entry(name.to_string()).or_default();
        let entries = file
            .lines()
            .map(|line| line.split('#').next().unwrap_or("").trim());
        list.extend(entries.filter(|entry| !entry.is_empty()).map(str::to_lowercase));
    }

    /// Whether there is a list of that name.
    pub fn has(&self, name: &str) -> bool {
        self.lists.contains_key(name)
    }

    /// Whether the list `name` holds the lemma, whatever its case.
    pub fn contains(&self, name: &str, lemma: &str) -> bool {
        self.lists
            .get(name)
            .is_some_and(|list| list.contains(&*lower(lemma)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blanks_and_case_do_not_matter() {
        let mut lexicon = Lexicon::default();
        lexicon.add("weapon", "# arms\npistol\n  Rifle  # long\n\n");
        assert!(lexicon.contains("weapon", "Pistol") && lexicon.contains("weapon", "rifle"));
        assert!(!lexicon.contains("weapon", "arms") && !lexicon.contains("person", "pistol"));
        assert!(lexicon.has("weapon") && !lexicon.has("person"));
    }
}
