//! Names of countries, peoples and organisations: aliases, demonyms, corporate suffixes, organisations that every country has.

use rustc_hash::{FxHashMap, FxHashSet};

pub use crate::normal::{normalised, normalised_phrase};
use crate::{
    Lexicon,
    table::{Table, pair},
};

/// `aliases.tsv`: a name and its aliases. A row whose first name is known adds to that name's aliases.
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    groups: Vec<Vec<String>>,
    group_of: FxHashMap<String, usize>,
}

impl Table for Aliases {
    fn add(&mut self, row: &str) -> Result<(), String> {
        pair(row, "a name and its aliases")?;
        let names: Vec<String> = row.split('\t').map(normalised_phrase).collect();
        let known = names.first().and_then(|name| self.group_of.get(name).copied());
        let group = known.unwrap_or_else(|| {
            self.groups.push(Vec::new());
            self.groups.len() - 1
        });
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            if !self.groups[group].contains(&name) {
                self.groups[group].push(name.clone());
            }
            self.group_of.insert(name, group);
        }
        Ok(())
    }

    fn remove(&mut self, name: &str) {
        let name = normalised_phrase(name);
        if let Some(group) = self.group_of.remove(&name) {
            self.groups[group].retain(|other| *other != name);
        }
    }
}

/// `demonyms.tsv`: the adjective or people's name, and the country.
#[derive(Debug, Default)]
pub(crate) struct Demonyms {
    rows: FxHashMap<String, People>,
    countries: FxHashSet<String>,
}

/// A people, in a table by its normalised name.
#[derive(Debug)]
struct People {
    /// Its name as it is written.
    name: String,
    country: String,
    /// The country's name as it is compared.
    key: String,
}

impl Demonyms {
    /// The people of a name as it is compared, or of its plural.
    fn people(&self, key: &str) -> Option<&People> {
        let rows = &self.rows;
        rows.get(key).or_else(|| rows.get(key.strip_suffix('s')?))
    }

    /// Peoples' names as they are written.
    pub fn peoples(&self) -> impl Iterator<Item = &str> {
        self.rows.values().map(|people| people.name.as_str())
    }

    /// Countries' names as they are written.
    pub fn countries(&self) -> impl Iterator<Item = &str> {
        self.rows.values().map(|people| people.country.as_str())
    }
}

impl Table for Demonyms {
    fn add(&mut self, row: &str) -> Result<(), String> {
        let (name, country) = pair(row, "a demonym and its country")?;
        let people = People {
            name: name.to_string(),
            country: country.to_string(),
            key: normalised_phrase(country),
        };
        self.rows.insert(normalised_phrase(name), people);
        Ok(())
    }

    fn remove(&mut self, demonym: &str) {
        self.rows.remove(&normalised_phrase(demonym));
    }

    fn end(&mut self) {
        self.countries = self.rows.values().map(|people| people.key.clone()).collect();
    }
}

impl Lexicon {
    /// Number of the alias group that a key belongs to.
    pub fn alias_group(&self, key: &str) -> Option<usize> {
        self.aliases.group_of.get(key).copied()
    }

    /// All names of an alias group that a key belongs to, the principal one first; none for a key without aliases.
    pub fn aliases(&self, key: &str) -> &[String] {
        let group = self.alias_group(key);
        let group = group.and_then(|group| self.aliases.groups.get(group));
        group.map_or(&[], Vec::as_slice)
    }

    /// The country that an adjective or people's name belongs to: "Turkey" for "Turkish" and for "Turks".
    pub fn country_of(&self, demonym: &str) -> Option<&str> {
        let people = self.demonyms.people(&normalised_phrase(demonym));
        people.map(|people| people.country.as_str())
    }

    /// Whether a name is that of a country.
    pub fn is_country(&self, name: &str) -> bool {
        self.demonyms.countries.contains(&normalised_phrase(name))
    }

    /// The country that a word stands for, as a name or as an adjective: "russia" for "Russian", "Russia", "Russian
    /// Federation".
    pub fn country_meant(&self, word: &str) -> Option<String> {
        let word = normalised_phrase(word);
        let key = self.principal(&word, &word);
        self.demonyms.countries.contains(key).then(|| key.to_string())
    }

    /// Whether a word is a company's suffix ("inc").
    pub fn is_suffix(&self, word: &str) -> bool {
        self.contains("corporate_suffixes", word)
    }

    /// Whether every country or city may have an organisation of this name ("Interior Ministry", "Ministry of Defense").
    pub fn is_shared(&self, words: &[String]) -> bool {
        let shared = |word: &str| self.contains("shared_organisations", word);
        match words {
            [first, of, ..] if of == "of" => shared(first),
            [.., last] => shared(last),
            [] => false,
        }
    }

    /// One key for all names of a country: "turkey" for "Turkish", "Turkey", "Türkiye".
    pub fn owner_key(&self, words: &[String]) -> String {
        let key = words.join(" ");
        self.principal(&key, &normalised_phrase(&key)).to_string()
    }

    /// The first of the names of the country that a people's name belongs to, or of the alias group of a key.
    fn principal<'a>(&'a self, key: &'a str, people: &str) -> &'a str {
        let country = self.demonyms.people(people);
        let key = country.map_or(key, |people| people.key.as_str());
        self.aliases(key).first().map_or(key, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_countries_by_their_adjectives() {
        let lexicon = Lexicon::builtin().unwrap();
        assert_eq!(lexicon.country_of("Turkish"), Some("Turkey"));
        assert_eq!(lexicon.country_of("Russians"), Some("Russia"));
        assert_eq!(lexicon.country_of("North Korean"), Some("North Korea"));
        assert_eq!(lexicon.country_of("blue"), None);
    }

    #[test]
    fn aliases_meet_without_case_and_periods() {
        let lexicon = Lexicon::builtin().unwrap();
        assert!(lexicon.alias_group("us").is_some());
        assert_eq!(lexicon.alias_group("us"), lexicon.alias_group("united states"));
        assert_ne!(lexicon.alias_group("un"), lexicon.alias_group("us"));
    }

    #[test]
    fn the_country_stands_behind_its_adjective() {
        let lexicon = Lexicon::builtin().unwrap();
        let key = |word: &str| lexicon.owner_key(&[normalised_phrase(word)]);
        assert_eq!(key("Turkish"), key("Türkiye"));
        assert_ne!(key("Turkish"), key("Russia"));
    }
}
