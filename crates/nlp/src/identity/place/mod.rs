//! Links names of places to the gazetteer.
//!
//! Several places may bear a name. The text decides first ("Tripoli, Lebanon", "the state of Georgia"), then the countries and
//! divisions of the other places and peoples of the document, then kind and size: a country or state before a village of its
//! name. A name is linked where one place is far ahead of the rest and large enough to be meant without more being said; otherwise it
//! keeps its candidates, largest first.

mod choice;
mod named;

use rustc_hash::FxHashSet;

use crate::context::Context;
use choice::Choice;
use named::Named;
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{
    Lexicon,
    gazetteer::{Row, Sort},
    names::normalised_phrase,
};

/// Greatest number of candidates.
const LISTED: usize = 5;

/// Where a place is.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// "geonames:" and the id of the place, if it is linked; "region:" and a name where GeoNames ids are not known.
    pub id: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country that it is or lies in.
    pub country: Option<String>,
    /// Latitude and longitude in degrees (WGS 84).
    pub point: Option<(f64, f64)>,
    /// Candidates of a place that is not linked; largest first.
    pub candidates: Vec<Candidate>,
    /// Whether it is linked to a country as a whole.
    pub is_country: bool,
}

/// A candidate place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As the id of a place.
    pub id: String,
    /// Its name in the gazetteer.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: String,
}

/// Of each entity that is a place with a name, where it is.
pub fn link(context: &Context) -> Vec<Option<Place>> {
    let named: Vec<Option<Named>> = (0..context.entities.len())
        .map(|entity| Named::of(context, entity))
        .collect();
    let chosen = Choice::new(demonyms(context), &named).rows();
    let each = named.iter().zip(chosen);
    each.map(|(named, row)| place(named.as_ref()?, row)).collect()
}

/// Countries of the peoples that the document names.
pub(super) fn demonyms<'a>(context: &Context<'a>) -> Vec<&'a str> {
    let peoples = context
        .entities
        .iter()
        .filter(|entity| entity.class == Some(Class::Norp));
    let countries = peoples.filter_map(|entity| context.lexicon.country_of(&entity.name));
    countries
        .filter_map(|name| country_code(context.lexicon, name))
        .collect()
}

/// The code of a country's name.
fn country_code<'a>(lexicon: &'a Lexicon, name: &str) -> Option<&'a str> {
    let rows = keys(lexicon, name)
        .into_iter()
        .flat_map(|key| lexicon.places(&key).collect::<Vec<_>>());
    let mut countries = rows.filter(|row| row.sort == Sort::Country);
    countries.next().map(|row| row.country)
}

/// A name and its aliases as the gazetteer may have them, the name first.
fn keys(lexicon: &Lexicon, name: &str) -> Vec<String> {
    let key = normalised_phrase(name);
    let key = key.strip_prefix("the ").unwrap_or(&key).to_string();
    let aliases = lexicon
        .aliases(&key)
        .iter()
        .filter(|alias| **alias != key)
        .cloned();
    std::iter::once(key.clone()).chain(aliases).collect()
}

fn place(named: &Named, meant: Option<Row>) -> Option<Place> {
    let known = |country: &str| (!country.is_empty()).then(|| country.to_string());
    if let Some(row) = meant {
        return Some(Place {
            id: Some(id(&row)),
            country: known(row.country),
            point: row.point,
            candidates: Vec::new(),
            is_country: row.sort == Sort::Country,
        });
    }
    let told = shared(named.within.iter().map(|outer| outer.country));
    let country = told.or_else(|| {
        let several = named.rows.len() > 1;
        shared(named.rows.iter().map(|row| row.country)).filter(|_| several)
    });
    let mut rows = named.rows.clone();
    rows.sort_by_key(|row| std::cmp::Reverse(row.people));
    let listed = rows.iter().take(LISTED).map(|row| Candidate {
        id: id(row),
        name: row.name.to_string(),
        country: row.country.to_string(),
    });
    let candidates: Vec<Candidate> = listed.collect();
    (country.is_some() || !candidates.is_empty()).then_some(Place {
        id: None,
        country: country.and_then(known),
        point: None,
        candidates,
        is_country: false,
    })
}

/// The value that all of them share.
fn shared<'a>(mut countries: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = countries.next()?;
    countries.all(|country| country == first).then_some(first)
}

fn id(row: &Row) -> String {
    match row.id.contains(':') {
        true => row.id.to_string(),
        false => format!("geonames:{}", row.id),
    }
}

/// What holds a place: a country, or a division of one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Within<'a> {
    country: &'a str,
    /// Empty for a country as a whole.
    state: &'a str,
}

impl Within<'_> {
    fn holds(&self, row: &Row) -> bool {
        self.country == row.country
            && (self.state.is_empty() || self.state == row.state && row.sort != Sort::State)
    }
}

/// The countries and divisions that a name of what holds a place may be; whether the name can hardly be anything else.
fn holders<'a>(lexicon: &'a Lexicon, name: &str) -> (Vec<Within<'a>>, bool) {
    // "Austin, Texas, United States"
    let parts = name.split(',').map(str::trim).filter(|part| !part.is_empty());
    let rows: Vec<Row<'a>> = parts
        .flat_map(|part| keys(lexicon, part))
        .flat_map(|key| lexicon.places(&key).collect::<Vec<_>>())
        .collect();
    let (outer, other): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|row| matches!(row.sort, Sort::Country | Sort::State | Sort::County));
    let largest = |rows: &[Row]| rows.iter().map(|row| row.people).max().unwrap_or(0);
    let sure = largest(&outer) > largest(&other).saturating_mul(10);
    let mut seen = FxHashSet::default();
    let within = outer.iter().filter(|row| row.sort != Sort::County);
    let within = within
        .map(|row| Within {
            country: row.country,
            state: row.state,
        })
        .filter(|outer| seen.insert((outer.country, outer.state)));
    (within.collect(), sure)
}
