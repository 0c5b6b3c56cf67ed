//! The word lists of this stage: aliases, demonyms, corporate suffixes, bodies that every country has.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::files::entries;
pub use crate::normal::{normalised, normalised_phrase};

static ALIASES: LazyLock<FxHashMap<String, usize>> = LazyLock::new(|| {
    let file = include_str!("../../../rules/lexicon/aliases.tsv");
    let lines = entries(file).enumerate();
    lines
        .flat_map(|(line, names)| names.split('\t').map(move |name| (normalised_phrase(name), line)))
        .collect()
});

static DEMONYMS: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let file = include_str!("../../../rules/lexicon/demonyms.tsv");
    entries(file)
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, name)| (normalised_phrase(word), name))
        .collect()
});

static SUFFIXES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("../../../rules/lexicon/corporate_suffixes.txt")).collect());

static SHARED: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("../../../rules/lexicon/shared_bodies.txt")).collect());

/// Number of the alias group that a key belongs to.
pub fn alias_group(key: &str) -> Option<usize> {
    ALIASES.get(key).copied()
}

/// All names of an alias group that a key belongs to, the principal one first; none for a key without aliases.
pub fn aliases(key: &str) -> &'static [String] {
    static GROUPS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
        let lines = entries(include_str!("../../../rules/lexicon/aliases.tsv"));
        lines
            .map(|names| names.split('\t').map(normalised_phrase).collect())
            .collect()
    });
    let group = alias_group(key).and_then(|group| GROUPS.get(group));
    group.map_or(&[], Vec::as_slice)
}

/// The country that an adjective or people's name belongs to: "Turkey" for "Turkish" and for "Turks".
pub fn country_of(demonym: &str) -> Option<&'static str> {
    let key = normalised_phrase(demonym);
    DEMONYMS
        .get(&key)
        .or_else(|| DEMONYMS.get(key.strip_suffix('s')?))
        .copied()
}

/// Whether a name is that of a country.
pub fn is_country(name: &str) -> bool {
    static COUNTRIES: LazyLock<FxHashSet<String>> =
        LazyLock::new(|| DEMONYMS.values().map(|name| normalised_phrase(name)).collect());
    COUNTRIES.contains(&normalised_phrase(name))
}

/// The country that a word stands for, as a name or as an adjective: "russia" for "Russian", "Russia", "Russian Federation".
pub fn country_meant(word: &str) -> Option<String> {
    let key = owner_key(&[normalised_phrase(word)]);
    is_country(&key).then_some(key)
}

/// Whether a word is a company's suffix ("Inc.").
pub fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(word)
}

/// Whether every country or city may have a body of this name ("Interior Ministry", "Ministry of Defense").
pub fn is_shared(words: &[String]) -> bool {
    match words {
        [first, of, ..] if of == "of" => SHARED.contains(first.as_str()),
        [.., last] => SHARED.contains(last.as_str()),
        [] => false,
    }
}

/// One key for all names of a country: "turkey" for "Turkish", "Turkey", "Türkiye".
pub fn owner_key(words: &[String]) -> String {
    let key = words.join(" ");
    let key = country_of(&key).map_or(key, normalised_phrase);
    aliases(&key).first().cloned().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_countries_by_their_adjectives() {
        assert_eq!(country_of("Turkish"), Some("Turkey"));
        assert_eq!(country_of("Russians"), Some("Russia"));
        assert_eq!(country_of("North Korean"), Some("North Korea"));
        assert_eq!(country_of("blue"), None);
    }

    #[test]
    fn aliases_meet_without_case_and_periods() {
        assert!(alias_group("us").is_some());
        assert_eq!(alias_group("us"), alias_group("united states"));
        assert_ne!(alias_group("un"), alias_group("us"));
    }

    #[test]
    fn the_country_stands_behind_its_adjective() {
        let key = |word: &str| owner_key(&[normalised_phrase(word)]);
        assert_eq!(key("Turkish"), key("Türkiye"));
        assert_ne!(key("Turkish"), key("Russia"));
    }
}
