//! The word lists of this stage: titles, and common nouns for people, bodies and places.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use triplewire_facts::annotation::Class;

use crate::files::entries;

static NOUNS: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let lists = [
        (Class::Loc, include_str!("../../../rules/lexicon/place_nouns.txt")),
        (
            Class::Org,
            include_str!("../../../rules/lexicon/organisation_nouns.txt"),
        ),
        (
            Class::Per,
            include_str!("../../../rules/lexicon/person_nouns.txt"),
        ),
    ];
    // A word of several lists is taken as the last of them: a person before a body before a place.
    lists
        .into_iter()
        .flat_map(|(class, file)| entries(file).map(move |word| (word, class)))
        .collect()
});

/// What may stand before a noun with a hyphen and leaves its class as it is: "ex-minister", "co-founder".
const PREFIXES: [&str; 3] = ["ex-", "co-", "vice-"];

/// Class of a common noun by its lemma or form, in lower case.
pub fn noun_class(word: &str) -> Option<Class> {
    let prefix = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
    NOUNS
        .get(word)
        .or_else(|| prefix.and_then(|noun| NOUNS.get(noun)))
        .copied()
}

static PARTITIVES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("../../../rules/lexicon/partitive.txt")).collect());

/// Whether a noun only counts or groups what follows "of".
pub fn is_partitive(word: &str) -> bool {
    PARTITIVES.contains(word)
}

static CALENDAR: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("../../../rules/lexicon/calendar.txt")).collect());

/// Whether a form is a day of the week or a month, and never anything else.
pub fn is_calendar(form: &str) -> bool {
    CALENDAR.contains(form.to_lowercase().as_str())
}

/// Titles as lists of words, each with whether it also cuts a name in two.
pub struct Titles {
    whole: FxHashSet<&'static str>,
    cutting: FxHashSet<&'static str>,
    /// Words of the longest title.
    longest: usize,
}

static TITLES: LazyLock<Titles> = LazyLock::new(|| {
    let file = include_str!("../../../rules/lexicon/titles.txt");
    let title = |line: &'static str| line.trim_start_matches('*');
    let whole: FxHashSet<_> = entries(file).map(title).collect();
    let cutting = entries(file)
        .filter(|line| line.starts_with('*'))
        .map(title)
        .collect();
    let longest = whole
        .iter()
        .map(|title| title.split(' ').count())
        .max()
        .unwrap_or(1);
    Titles {
        whole,
        cutting,
        longest,
    }
});

/// The project's list of titles.
pub fn titles() -> &'static Titles {
    &TITLES
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

    fn longest_of(list: &FxHashSet<&'static str>, longest: usize, words: &[&str]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_longest_title() {
        assert_eq!(titles().at_start(&["Mr.", "Ode"]), 1);
        assert_eq!(titles().at_start(&["Secretary", "of", "State", "Ode"]), 3);
        assert_eq!(titles().at_start(&["Ann", "Ode"]), 0);
        assert_eq!(titles().cuts(&["King"]), 0);
    }

    #[test]
    fn classes_of_common_nouns() {
        assert_eq!(noun_class("gunman"), Some(Class::Per));
        assert_eq!(noun_class("militia"), Some(Class::Org));
        assert_eq!(noun_class("city"), Some(Class::Loc));
        assert_eq!(noun_class("treaty"), None);
    }
}
