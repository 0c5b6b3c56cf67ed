//! People, organisations and places of the world by their names: `gazetteer/entities.tsv` and `gazetteer/entity_names.tsv`, which
//! `scripts/entities.py` makes, and an `entities.tsv` of the user's on top, such as `scripts/wikidata.py` makes from a dump.
//!
//! Like the gazetteer of places the built-in lines are sorted and searched as they stand.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::{
    Lexicon,
    files::{ENTITIES, ENTITY_NAMES},
    normal::normalised_phrase,
    sorted,
    table::Table,
};

/// Somebody or something in Wikidata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known<'a> {
    /// Wikidata id.
    pub id: &'a str,
    /// "PER", "ORG" or "LOC".
    pub kind: &'a str,
    /// Countries that it belongs to (ISO 3166-1 alpha-2), with `|` between; empty for what is of no country.
    countries: &'a str,
    /// First and last year, where they are known.
    pub years: (Option<i32>, Option<i32>),
    /// How likely the name means it when nothing contradicts.
    pub prior: f32,
}

impl<'a> Known<'a> {
    /// The countries that it belongs to.
    pub fn countries(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.countries.split('|').filter(|country| !country.is_empty())
    }
}

/// What the user has on top of the built-in table.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    /// Lines by the keys of their names.
    own: BTreeMap<String, Vec<String>>,
    /// Wikidata ids that own lines speak of: they take the place of the built-in ones.
    ids: FxHashSet<String>,
    /// Names that stand for nothing.
    removed: FxHashSet<String>,
}

impl Table for Entities {
    fn add(&mut self, line: &str) -> Result<(), String> {
        let expected = || {
            format!(
                "expected Wikidata id, type, names, countries, first and last year, prior and GeoNames id, with tabs between; \
                 found `{line}`"
            )
        };
        let (id, rest) = line.split_once('\t').ok_or_else(expected)?;
        known(id, rest).ok_or_else(expected)?;
        let mut cells = rest.split('\t');
        let names = cells.nth(1).unwrap_or("");
        let place = cells.nth(4).unwrap_or("");
        let mut keys: Vec<String> = match place.is_empty() {
            true => names.split('|').map(normalised_phrase).collect(),
            false => vec![format!("geonames:{place}")],
        };
        keys.sort();
        keys.dedup();
        self.ids.insert(id.to_string());
        for key in keys.into_iter().filter(|key| !key.is_empty()) {
            self.own.entry(key).or_default().push(line.to_string());
        }
        Ok(())
    }

    /// All that bear a name.
    fn remove(&mut self, name: &str) {
        let key = normalised_phrase(name);
        self.own.remove(&key);
        self.removed.insert(key);
    }
}

impl Entities {
    fn of<'a>(&'a self, key: &str) -> impl Iterator<Item = Known<'a>> + use<'a> {
        let own = self.own.get(key).into_iter().flatten();
        let own = own.filter_map(|line| line.split_once('\t').and_then(|(id, rest)| known(id, rest)));
        let builtin = match self.removed.contains(key) {
            true => "",
            false => sorted::line(ENTITY_NAMES, key).unwrap_or(""),
        };
        let ids = builtin
            .split(' ')
            .filter(|id| !id.is_empty() && !self.ids.contains(*id));
        own.chain(ids.filter_map(|id| known(id, sorted::line(ENTITIES, id)?)))
    }
}

impl Lexicon {
    /// The names of an item of Wikidata.
    pub fn names_of<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let own = self.entities.own.values().flatten();
        let prefix = format!("{id}\t");
        let own = own.filter_map(move |line| line.strip_prefix(prefix.as_str()));
        let builtin = sorted::line(ENTITIES, id).into_iter();
        let names = own.chain(builtin).filter_map(|rest| rest.split('\t').nth(1));
        names.flat_map(|names| names.split('|'))
    }

    /// Whom a name may mean in the world. The name is compared as [`normalised_phrase`] writes it; a place is asked for by
    /// "geonames:" and its id.
    pub fn known<'a>(&'a self, key: &str) -> impl Iterator<Item = Known<'a>> + use<'a> {
        self.entities.of(key)
    }
}

/// What stands behind an id: type, names, countries, years, prior.
fn known<'a>(id: &'a str, rest: &'a str) -> Option<Known<'a>> {
    let mut cells = rest.split('\t');
    let kind = cells.next()?;
    let _names = cells.next()?;
    let countries = cells.next()?;
    let years = (cells.next()?.parse().ok(), cells.next()?.parse().ok());
    let prior = cells.next()?.parse().ok()?;
    let number = id.strip_prefix('Q')?;
    let id = number.bytes().all(|byte| byte.is_ascii_digit()).then_some(id)?;
    Some(Known {
        id,
        kind,
        countries,
        years,
        prior,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_every_name_leads_to_its_lines() {
        let lexicon = Lexicon::builtin().unwrap();
        for table in [ENTITIES, ENTITY_NAMES] {
            let mut before = "";
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                assert!(before < line, "{line}: not sorted");
                before = line;
            }
        }
        for line in ENTITY_NAMES.lines().filter(|line| !line.starts_with('#')) {
            let (key, ids) = line.split_once('\t').unwrap();
            let found: Vec<_> = lexicon.known(key).map(|known| known.id).collect();
            assert_eq!(found, ids.split(' ').collect::<Vec<_>>(), "{line}");
        }
    }

    #[test]
    fn names_lead_to_wikidata() {
        let lexicon = Lexicon::builtin().unwrap();
        let ids = |key: &str| lexicon.known(key).map(|known| known.id).collect::<Vec<_>>();
        assert_eq!(ids("nato"), ["Q7184"]);
        assert_eq!(ids("geonames:6252001"), ["Q30"]);
        assert!(ids("nobody of this name").is_empty());
        let hamas = lexicon.known("hamas").next().unwrap();
        assert!(hamas.countries().any(|country| country == "PS"));
    }

    #[test]
    fn a_line_of_ones_own_takes_the_place_of_the_built_in_one() {
        let mut own = Entities::default();
        own.add("Q7184\tORG\tThe Alliance\t\t\t\t0.9\t").unwrap();
        own.add("Q1\tORG\tZembla Guard|ZG\tZZ\t1990\t\t0.9\t").unwrap();
        assert_eq!(own.of("nato").count(), 0);
        assert_eq!(
            own.of("the alliance").map(|known| known.id).collect::<Vec<_>>(),
            ["Q7184"]
        );
        assert_eq!(own.of("zg").next().unwrap().years, (Some(1990), None));
        assert!(own.add("Q1\tORG").is_err());
        assert!(own.add("X1\tORG\tName\t\t\t\t0.9\t").is_err());
        own.remove("ZG");
        assert_eq!(own.of("zg").count(), 0);
    }
}
