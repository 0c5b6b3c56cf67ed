//! Countries, their divisions, cities and regions by their names: `gazetteer/places.tsv` and `gazetteer/names.tsv`, which
//! `scripts/gazetteer.py` makes, and a `places.tsv` of the user's on top.
//!
//! The built-in lines are sorted by their bytes, so a name and then its places are found by binary search in the text itself;
//! nothing is parsed beforehand but the names of the states of the U.S., which the build script picks out.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::{
    Lexicon,
    files::{PLACE_NAMES, PLACES},
    normal::normalised_phrase,
    sorted,
    table::Table,
};

/// The keys of the states among the built-in lines, each on a line of its own: the build script picks them out.
static STATES: &str = include_str!(concat!(env!("OUT_DIR"), "/states.txt"));

/// The kind of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A country.
    Country,
    /// A first-level division of a country: a state, a province, a region.
    State,
    /// A second-level division: a county, a district.
    County,
    /// The capital of a country.
    Capital,
    /// Any other city.
    City,
    /// A part of a city.
    Part,
    /// A region without a place among the divisions of one country: a continent, a mountain range, a self-declared state.
    Region,
}

/// A line of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The name of the place.
    pub name: &'a str,
    /// GeoNames id; "region:" and a name for a region that has none.
    pub id: &'a str,
    /// The kind of the place.
    pub sort: Sort,
    /// ISO 3166-1 alpha-2; empty for a region of several countries.
    pub country: &'a str,
    /// The first-level division that it is or lies in, by its GeoNames code: two letters in the U.S.
    pub state: &'a str,
    /// Latitude and longitude in degrees (WGS 84).
    pub point: Option<(f64, f64)>,
    /// Number of inhabitants.
    pub people: u64,
}

/// The places on top of the built-in ones.
#[derive(Debug, Default)]
pub(crate) struct Gazetteer {
    /// Lines by key.
    own: BTreeMap<String, Vec<String>>,
    /// Ids that own lines speak of: they take the place of the built-in ones.
    ids: FxHashSet<String>,
    /// Keys of which no built-in place is known.
    removed: FxHashSet<String>,
}

impl Gazetteer {
    fn places<'a>(&'a self, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let own = self.own.get(key).into_iter().flatten();
        let own = own.filter_map(|line| row(line));
        let known = match self.removed.contains(key) {
            true => "",
            false => sorted::line(PLACE_NAMES, key).unwrap_or(""),
        };
        let ids = known
            .split(' ')
            .filter(|id| !id.is_empty() && !self.ids.contains(*id));
        let builtin = ids.filter_map(|id| cells(id, sorted::line(PLACES, id)?.split('\t')));
        own.chain(builtin)
    }

    /// The states of the U.S., by their names as they are compared.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        let own = self.own.iter().filter(|(_, lines)| {
            let mut rows = lines.iter().filter_map(|line| row(line));
            rows.any(|row| row.sort == Sort::State && row.country == "US")
        });
        STATES
            .lines()
            .filter(|key| !self.removed.contains(*key))
            .chain(own.map(|(key, _)| key.as_str()))
    }
}

impl Table for Gazetteer {
    fn add(&mut self, line: &str) -> Result<(), String> {
        let parsed = row(line).ok_or_else(|| {
            format!(
                "expected key, name, id, kind, country, state, latitude, longitude and inhabitants, with tabs between; \
                 found `{line}`"
            )
        })?;
        self.ids.insert(parsed.id.to_string());
        let key = line.split('\t').next().unwrap_or("");
        let lines = self.own.entry(normalised_phrase(key)).or_default();
        lines.push(line.to_string());
        Ok(())
    }

    /// All places of a key.
    fn remove(&mut self, key: &str) {
        let key = normalised_phrase(key);
        self.own.remove(&key);
        self.removed.insert(key);
    }
}

impl Lexicon {
    /// The places of a name, which is compared as [`normalised_phrase`] writes it.
    pub fn places<'a>(&'a self, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        self.places.places(key)
    }
}

/// A line of the user's: key, name, id and the rest.
fn row(line: &str) -> Option<Row<'_>> {
    let (name, rest) = line.split_once('\t')?.1.split_once('\t')?;
    let (id, rest) = rest.split_once('\t')?;
    cells(id, std::iter::once(name).chain(rest.split('\t')))
}

/// Name, kind, country, division, latitude, longitude and inhabitants of an id.
fn cells<'a>(id: &'a str, mut cells: impl Iterator<Item = &'a str>) -> Option<Row<'a>> {
    let name = cells.next()?;
    let sort = match cells.next()? {
        "country" => Sort::Country,
        "state" => Sort::State,
        "county" => Sort::County,
        "capital" => Sort::Capital,
        "part" => Sort::Part,
        "region" => Sort::Region,
        _ => Sort::City,
    };
    let (country, state) = (cells.next()?, cells.next()?);
    let point = cells.next()?.parse().ok().zip(cells.next()?.parse().ok());
    Some(Row {
        name,
        id,
        sort,
        country,
        state,
        point,
        people: cells.next()?.parse().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_every_name_has_its_places() {
        let lexicon = Lexicon::builtin().unwrap();
        for table in [PLACES, PLACE_NAMES] {
            let mut before = "";
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                assert!(before < line, "{line}: not sorted");
                before = line;
            }
        }
        let lines = PLACE_NAMES.lines().filter(|line| !line.starts_with('#'));
        for line in lines.step_by(50) {
            let (key, ids) = line.split_once('\t').unwrap();
            assert_eq!(key, normalised_phrase(key));
            let found: Vec<_> = lexicon.places(key).map(|row| row.id).collect();
            assert_eq!(found, ids.split(' ').collect::<Vec<_>>(), "{line}");
        }
    }

    #[test]
    fn every_place_has_coordinates() {
        for line in PLACES.lines().filter(|line| !line.starts_with('#')).step_by(20) {
            let id = line.split('\t').next().unwrap();
            let place = cells(id, line.split('\t').skip(1)).unwrap();
            let (latitude, longitude) = place.point.unwrap();
            assert!(latitude.abs() <= 90.0 && longitude.abs() <= 180.0, "{line}");
        }
    }

    #[test]
    fn a_name_may_be_several_places_or_none() {
        let lexicon = Lexicon::builtin().unwrap();
        let countries: Vec<_> = lexicon.places("valencia").map(|row| row.country).collect();
        assert!(countries.contains(&"ES") && countries.contains(&"VE"));
        assert_eq!(lexicon.places("no such town").count(), 0);
        assert_eq!(lexicon.places("").count(), 0);
    }

    #[test]
    fn english_names_and_common_names_of_countries_are_known() {
        let lexicon = Lexicon::builtin().unwrap();
        let first = |key: &str| lexicon.places(key).next().map(|row| row.country);
        let known = [
            ("basra", "IQ"),
            ("cologne", "DE"),
            ("seville", "ES"),
            ("kiev", "UA"),
            ("kyiv", "UA"),
            ("burma", "MM"),
            ("ivory coast", "CI"),
            ("holland", "NL"),
            ("czech republic", "CZ"),
            ("palestine", "PS"),
            ("gaza", "PS"),
            ("kosovo", "XK"),
            ("taiwan", "TW"),
            ("abkhazia", "GE"),
            ("north kivu", "CD"),
            ("sindh", "PK"),
            ("gothenburg", "SE"),
            ("zaporizhzhia", "UA"),
            ("mekelle", "ET"),
            ("crimea", "UA"),
            ("great britain", "GB"),
        ];
        for (name, country) in known {
            assert_eq!(first(name), Some(country), "{name}");
        }
    }
}
