//! Word lists as rules ask for them: a list is a type that a rule can name, and words are numbers.

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_lexicon::Lexicon;

use super::symbols::{Symbols, UNKNOWN};
use crate::text::lower;

/// The lists of a [`Lexicon`], their words numbered; an entry may have several words ("secretary general").
#[derive(Debug, Clone, Default)]
pub struct Lists {
    numbers: FxHashMap<String, usize>,
    lists: Vec<FxHashSet<u32>>,
    /// Number of the list of what only counts ("hundreds" of people).
    pub(super) partitive: Option<usize>,
    pub(super) symbols: Symbols,
}

impl Lists {
    /// Numbers the words of all lists.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut lists = Self::default();
        for (name, words) in lexicon.lists() {
            lists.add(name, words.iter().map(String::as_str));
        }
        lists.partitive = lists.number("partitive");
        lists
    }

    /// Adds a list; words in lower case.
    pub(super) fn add<'w>(&mut self, name: &str, words: impl IntoIterator<Item = &'w str>) {
        self.numbers.insert(name.to_string(), self.lists.len());
        let words = words.into_iter().map(|word| self.symbols.add(word));
        let words = words.collect();
        self.lists.push(words);
    }

    /// Whether there is a list of that name.
    pub fn has(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
    }

    /// The names of all lists in order, for messages.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.numbers.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Number of the list of that name.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The numbers of the words of a list, by its number, in no order.
    pub(super) fn words(&self, list: usize) -> impl Iterator<Item = u32> {
        self.lists[list].iter().copied()
    }

    /// Whether a list, by its number, holds a word, by its number.
    pub(super) fn holds(&self, list: usize, word: u32) -> bool {
        word != UNKNOWN && self.lists[list].contains(&word)
    }

    /// Whether the list `name` holds the lemma, whatever its case.
    pub fn contains(&self, name: &str, lemma: &str) -> bool {
        let list = self.number(name);
        list.is_some_and(|list| self.holds(list, self.symbols.get(&lower(lemma))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_lexicon::files::File;

    #[test]
    fn a_list_holds_its_words_whatever_their_case() {
        let file = File {
            name: "weapon.txt".into(),
            shown: "weapon.txt".into(),
            text: "# arms\npistol\n  Rifle  # long\n\n".into(),
            own: true,
        };
        let lists = Lists::new(&Lexicon::new(vec![file]).unwrap());
        assert!(lists.contains("weapon", "Pistol") && lists.contains("weapon", "rifle"));
        assert!(!lists.contains("weapon", "arms") && !lists.contains("person", "pistol"));
        assert!(lists.has("weapon") && !lists.has("person"));
    }
}
