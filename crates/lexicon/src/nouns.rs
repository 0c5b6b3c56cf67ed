//! Titles, and common nouns for people, organisations and places.

use rustc_hash::{FxHashMap, FxHashSet};

use triplewire_facts::annotation::Class;

use crate::{Lexicon, table::Table};

/// The three noun lists as one.
#[derive(Debug, Default)]
pub(crate) struct Nouns {
    classes: FxHashMap<String, Class>,
}

impl Nouns {
    pub fn new(lexicon: &Lexicon) -> Self {
        // A word of several lists is taken as the last of them: a person before an organisation before a place.
        let lists = [
            ("place_nouns", Class::Loc),
            ("organisation_nouns", Class::Org),
            ("person_nouns", Class::Per),
        ];
        let mut classes = FxHashMap::default();
        for (name, class) in lists {
            let found = lexicon.lists().find(|(list, _)| *list == name);
            let words = found.into_iter().flat_map(|(_, words)| words);
            classes.extend(words.map(|word| (word.clone(), class)));
        }
        Self { classes }
    }
}

/// What may stand before a noun with a hyphen and leaves its class as it is: "ex-minister", "co-founder".
const PREFIXES: [&str; 3] = ["ex-", "co-", "vice-"];

/// `titles.txt`: titles as lists of words, each with whether it also cuts a name in two.
#[derive(Debug, Default)]
pub struct Titles {
    whole: FxHashSet<String>,
    cutting: FxHashSet<String>,
    /// Words of the longest title.
    longest: usize,
}

impl Table for Titles {
    fn add(&mut self, entry: &str) -> Result<(), String> {
        let title = entry.trim_start_matches('*').to_lowercase();
        self.longest = self.longest.max(title.split(' ').count());
        if entry.starts_with('*') {
            self.cutting.insert(title.clone());
        }
        self.whole.insert(title);
        Ok(())
    }

    fn remove(&mut self, entry: &str) {
        let title = entry.trim_start_matches('*').to_lowercase();
        self.cutting.remove(&title);
        self.whole.remove(&title);
    }
}

impl Titles {
    /// Number of words of the longest title that the words open with, 0 for none.
    pub fn at_start(&self, words: &[&str]) -> usize {
        Self::longest_of(&self.whole, self.longest, words)
    }

    /// The same for titles that never stand inside a name.
    pub fn cuts(&self, words: &[&str]) -> usize {
        Self::longest_of(&self.cutting, self.longest, words)
    }

    fn longest_of(list: &FxHashSet<String>, longest: usize, words: &[&str]) -> usize {
        let mut key = String::new();
        let mut found = 0;
        for (count, word) in words.iter().take(longest).enumerate() {
            if count > 0 {
                key.push(' ');
            }
            key.extend(word.trim_end_matches('.').chars().flat_map(char::to_lowercase));
            if list.contains(key.as_str()) {
                found = count + 1;
            }
        }
        found
    }
}

impl Lexicon {
    /// Class of a common noun by its lemma or form, in lower case.
    pub fn noun_class(&self, word: &str) -> Option<Class> {
        let prefix = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
        let classes = &self.nouns.classes;
        let class = classes
            .get(word)
            .or_else(|| prefix.and_then(|noun| classes.get(noun)));
        class.copied()
    }

    /// Whether a noun only counts or groups what follows "of".
    pub fn is_partitive(&self, word: &str) -> bool {
        self.contains("partitive", word)
    }

    /// Whether a form is a day of the week or a month, and never anything else.
    pub fn is_calendar(&self, form: &str) -> bool {
        self.contains("calendar", &form.to_lowercase())
    }

    /// Whether a verb, by its lemma in lower case, is one of saying.
    pub fn is_speech(&self, verb: &str) -> bool {
        self.contains("speech", verb)
    }

    /// Titles before people's names.
    pub fn titles(&self) -> &Titles {
        &self.titles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_longest_title() {
        let lexicon = Lexicon::builtin().unwrap();
        let titles = lexicon.titles();
        assert_eq!(titles.at_start(&["Mr.", "Ode"]), 1);
        assert_eq!(titles.at_start(&["Secretary", "of", "State", "Ode"]), 3);
        assert_eq!(titles.at_start(&["Ann", "Ode"]), 0);
        assert_eq!(titles.cuts(&["King"]), 0);
    }

    #[test]
    fn classes_of_common_nouns() {
        let lexicon = Lexicon::builtin().unwrap();
        assert_eq!(lexicon.noun_class("gunman"), Some(Class::Per));
        assert_eq!(lexicon.noun_class("militia"), Some(Class::Org));
        assert_eq!(lexicon.noun_class("city"), Some(Class::Loc));
        assert_eq!(lexicon.noun_class("treaty"), None);
    }
}
