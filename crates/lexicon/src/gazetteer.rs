//! Countries, states of the U.S. and cities by their names: `gazetteer/places.tsv`, which `scripts/gazetteer.py` makes from
//! GeoNames, and a `places.tsv` of the user's on top.
//!
//! The built-in lines are sorted by their bytes, so a name is found by binary search in the text itself; nothing is parsed
//! beforehand but the names of the states, which the build script picks out.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::{Lexicon, files::PLACES, normal::normalised_phrase, table::Table};

/// The keys of the states among the built-in lines, each on a line of its own: the build script picks them out.
static STATES: &str = include_str!(concat!(env!("OUT_DIR"), "/states.txt"));

/// The kind of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A country.
    Country,
    /// A state of the U.S.
    State,
    /// The capital of a country.
    Capital,
    /// Any other city.
    City,
}

/// A line of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// A name of the place.
    pub name: &'a str,
    /// GeoNames id.
    pub id: &'a str,
    /// The kind of the place.
    pub sort: Sort,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// Of a place in the U.S., by its two letters; else empty.
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
            false => PLACES,
        };
        let builtin = builtin(known, key).filter(|row| !self.ids.contains(row.id));
        own.chain(builtin)
    }

    /// The states of the U.S., as names are compared.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        let own = self.own.iter().filter(|(_, lines)| {
            let mut rows = lines.iter().filter_map(|line| row(line));
            rows.any(|row| row.sort == Sort::State)
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

/// The lines of a key among sorted ones.
fn builtin<'a>(lines: &'a str, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
    let wanted = format!("{key}\t");
    let start = first_line(lines, &wanted);
    lines[start..]
        .lines()
        .take_while(move |line| line.starts_with(&wanted))
        .filter_map(row)
}

/// Offset of the first line that is not less than `wanted`.
fn first_line(lines: &str, wanted: &str) -> usize {
    let bytes = lines.as_bytes();
    let line_start = |at: usize| {
        bytes[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1)
    };
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let start = line_start((low + high) / 2);
        let end = bytes[start..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(bytes.len(), |length| start + length + 1);
        if &bytes[start..end] < wanted.as_bytes() {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut cells = line.split('\t').skip(1);
    let mut next = || cells.next();
    let (name, id) = (next()?, next()?);
    let sort = match next()? {
        "country" => Sort::Country,
        "state" => Sort::State,
        "capital" => Sort::Capital,
        _ => Sort::City,
    };
    let (country, state) = (next()?, next()?);
    let point = next()?.parse().ok().zip(next()?.parse().ok());
    Some(Row {
        name,
        id,
        sort,
        country,
        state,
        point,
        people: next()?.parse().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_under_its_own_name() {
        let lexicon = Lexicon::builtin().unwrap();
        let lines = PLACES.lines().filter(|line| !line.starts_with('#'));
        let mut before = "";
        let mut count = 0;
        for line in lines {
            assert!(before < line, "{line}: not sorted");
            before = line;
            count += 1;
            let own = row(line).unwrap_or_else(|| panic!("{line}"));
            let key = normalised_phrase(own.name);
            assert_eq!(line.split('\t').next(), Some(key.as_str()), "{line}");
            if count % 50 == 0 {
                assert!(lexicon.places(&key).any(|found| found == own), "{line}");
            }
        }
        assert!(count > 30_000);
    }

    #[test]
    fn a_name_may_be_several_places_or_none() {
        let lexicon = Lexicon::builtin().unwrap();
        let countries: Vec<_> = lexicon.places("valencia").map(|row| row.country).collect();
        assert!(countries.contains(&"ES") && countries.contains(&"VE"));
        assert_eq!(lexicon.places("no such town").count(), 0);
        assert_eq!(lexicon.places("").count(), 0);
    }
}
