//! Word lists: one file a list, one lemma a line, `#` opens a comment. A list is a type that rules can ask for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    scene::lower,
    symbols::{Symbols, UNKNOWN},
};

/// Named sets of lemmas, all in lower case; an entry may have several words ("secretary general").
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    numbers: FxHashMap<String, usize>,
    lists: Vec<FxHashSet<u32>>,
    pub(super) symbols: Symbols,
}

impl Lexicon {
    /// Adds the entries of a file to the list `name`. An entry behind a `-` and a blank is taken out of it.
    pub fn add(&mut self, name: &str, file: &str) {
        let next = self.lists.len();
        let number = *self.numbers.entry(name.to_string()).or_insert(next);
        if number == next {
            self.lists.push(FxHashSet::default());
        }
        for line in file.lines() {
            let entry = line.split('#').next().unwrap_or("").trim();
            match entry.strip_prefix("- ") {
                Some(entry) => {
                    let symbol = self.symbols.add(&lower(entry.trim()));
                    self.lists[number].remove(&symbol);
                }
                None if !entry.is_empty() => {
                    let symbol = self.symbols.add(&lower(entry));
                    self.lists[number].insert(symbol);
                }
                None => {}
            }
        }
    }

    /// Adds the lists that follow from the table of demonyms: of each people's name the last word to `demonym`, of each
    /// country's to `country`, for that is the word that stands for the whole name in a graph.
    pub fn add_demonyms(&mut self, table: &str) {
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            if let Some((demonym, country)) = line.split_once('\t') {
                self.add_names("demonym", [demonym]);
                self.add_names("country", [country]);
            }
        }
    }

    /// Adds the last words of names to the list `name`.
    pub fn add_names<'a>(&mut self, name: &str, names: impl IntoIterator<Item = &'a str>) {
        for entry in names {
            self.add(name, entry.rsplit(' ').next().unwrap_or(entry));
        }
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

    #[test]
    fn comments_blanks_and_case_do_not_matter() {
        let mut lexicon = Lexicon::default();
        lexicon.add("weapon", "# arms\npistol\n  Rifle  # long\n\n");
        assert!(lexicon.contains("weapon", "Pistol") && lexicon.contains("weapon", "rifle"));
        assert!(!lexicon.contains("weapon", "arms") && !lexicon.contains("person", "pistol"));
        assert!(lexicon.has("weapon") && !lexicon.has("person"));
    }

    #[test]
    fn demonyms_make_two_lists_of_last_words() {
        let mut lexicon = Lexicon::default();
        lexicon.add_demonyms("# people and country\nSri Lankan\tSri Lanka\nGeorgian\tGeorgia\n");
        lexicon.add("country", "- georgia\nbritain\n");
        let holds = |list, word| lexicon.contains(list, word);
        assert!(holds("demonym", "Lankan") && holds("demonym", "georgian") && !holds("demonym", "sri"));
        assert!(holds("country", "lanka") && holds("country", "britain") && !holds("country", "georgia"));
    }

    #[test]
    fn a_later_file_adds_words_and_takes_words_out() {
        let mut lexicon = Lexicon::default();
        lexicon.add("weapon", "pistol\nrifle\n");
        lexicon.add("weapon", "drone\n- rifle\n");
        let holds = |word| lexicon.contains("weapon", word);
        assert!(holds("pistol") && holds("drone") && !holds("rifle"));
    }
}
