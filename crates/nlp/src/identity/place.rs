//! Links names of places to the gazetteer.
//!
//! A name that only one place of the gazetteer has is linked to it, if the place is large or the document mentions its country.
//! Among several places the text decides ("Tripoli, Lebanon"), then the countries that the document mentions, then rank and size: a
//! capital, or a place that is far larger than the rest. Otherwise the name stays unlinked, with its candidates, largest first.

use rustc_hash::FxHashSet;

use super::{names, one_line};
use crate::context::Context;
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{
    Lexicon,
    gazetteer::{Row, Sort},
    names::normalised_phrase,
};

/// How many times larger than the next a place must be to be linked without further evidence.
const FAR_LARGER: u64 = 10;
/// The same within a country that the document mentions.
const LARGER: u64 = 5;
/// Inhabitants of a place that is known abroad.
const KNOWN: u64 = 100_000;
/// The country that most news mentions.
const AMERICA: &str = "US";
/// Greatest number of candidates.
const LISTED: usize = 5;

/// Where a place is.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// "geonames:" and the id of the place, if it is linked.
    pub id: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country that it is or lies in.
    pub country: Option<String>,
    /// Latitude and longitude in degrees (WGS 84); countries have none.
    pub point: Option<(f64, f64)>,
    /// Candidates of a place that is not linked; largest first.
    pub candidates: Vec<Candidate>,
}

/// A candidate place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// "geonames:" and its id.
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
    let mut spoken_of: FxHashSet<&str> = demonyms(context);
    // Unambiguous names first; their countries decide about the others.
    let sure = named
        .iter()
        .flatten()
        .filter(|named| named.rows.len() == 1 || !named.within.is_empty() || named.is_country());
    let sure: Vec<&str> = sure
        .filter_map(|named| named.meant(&FxHashSet::default()))
        .map(|row| row.country)
        .collect();
    spoken_of.extend(sure);
    let place = |named: &Option<Named>| {
        let named = named.as_ref()?;
        named.place(named.meant(&spoken_of))
    };
    named.iter().map(place).collect()
}

/// Countries of the peoples that the document names.
fn demonyms<'a>(context: &Context<'a>) -> FxHashSet<&'a str> {
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

/// A name and its aliases as the gazetteer may have them.
fn keys(lexicon: &Lexicon, name: &str) -> Vec<String> {
    let key = normalised_phrase(name);
    let key = key.strip_prefix("the ").unwrap_or(&key).to_string();
    let mut keys: Vec<String> = lexicon.aliases(&key).to_vec();
    if !keys.contains(&key) {
        keys.insert(0, key);
    }
    keys
}

/// A place with what the text says about it.
struct Named<'a> {
    rows: Vec<Row<'a>>,
    /// What it lies in, as the text says: country codes and states of the U.S.
    within: Vec<Within<'a>>,
}

#[derive(Clone, Copy)]
struct Within<'a> {
    country: &'a str,
    /// Empty for a country as a whole.
    state: &'a str,
}

impl<'a> Named<'a> {
    fn of(context: &Context<'a>, entity: usize) -> Option<Self> {
        if context.entities[entity].class != Some(Class::Loc) {
            return None;
        }
        let mut seen = FxHashSet::default();
        let mut named = Self {
            rows: Vec::new(),
            within: Vec::new(),
        };
        for mention in names(context, entity) {
            let name = one_line(mention.span.of(context.text));
            // "Tripoli, Lebanon" may be one name, or two with a comma between.
            let (name, mut outer) = match name.split_once(',') {
                Some((name, outer)) => (name.trim().to_string(), Some(outer.trim().to_string())),
                None => (name, None),
            };
            outer = outer.or_else(|| after_comma(context, mention));
            named.within.extend(
                outer
                    .into_iter()
                    .flat_map(|outer| holders(context.lexicon, &outer)),
            );
            if seen.insert(name.to_lowercase()) {
                for row in keys(context.lexicon, &name)
                    .iter()
                    .flat_map(|key| context.lexicon.places(key))
                {
                    if !named.rows.iter().any(|known| known.id == row.id) {
                        named.rows.push(row);
                    }
                }
            }
        }
        named.rows.sort_by_key(|row| std::cmp::Reverse(row.people));
        (!seen.is_empty()).then_some(named)
    }

    fn is_country(&self) -> bool {
        self.rows.iter().any(|row| row.sort == Sort::Country)
    }

    /// The place to link to, in a document that mentions these countries.
    fn meant(&self, spoken_of: &FxHashSet<&str>) -> Option<Row<'a>> {
        let inside = |row: &&Row| {
            self.within.is_empty()
                || self.within.iter().any(|outer| {
                    outer.country == row.country && (outer.state.is_empty() || outer.state == row.state)
                })
        };
        let rows: Vec<Row<'a>> = self.rows.iter().filter(inside).copied().collect();
        if !self.within.is_empty() {
            return far_larger(&rows, LARGER);
        }
        // American towns bear the names of the world's cities, and American is said of much: the larger town is meant,
        // unless a state is named.
        let outside = |row: &Row| {
            rows.iter()
                .any(|other| other.country != row.country && other.people > row.people)
        };
        let near: Vec<Row<'a>> = rows
            .iter()
            .filter(|row| spoken_of.contains(row.country) && !(row.country == AMERICA && outside(row)))
            .copied()
            .collect();
        if !near.is_empty() {
            return far_larger(&near, LARGER);
        }
        // A country of the same name as a city is what is meant; the city would be told apart. So with a capital.
        for sort in [Sort::Country, Sort::Capital] {
            let mut ranked = rows.iter().filter(|row| row.sort == sort);
            if let Some(row) = ranked.next() {
                return ranked.next().is_none().then_some(*row);
            }
        }
        let known = rows.first().is_some_and(|row| row.people >= KNOWN);
        let state = rows.iter().find(|row| row.sort == Sort::State);
        match state.filter(|_| !known) {
            Some(state) => Some(*state),
            None => far_larger(&rows, FAR_LARGER).filter(|_| known),
        }
    }

    fn place(&self, meant: Option<Row>) -> Option<Place> {
        if let Some(row) = meant {
            return Some(Place {
                id: Some(id(&row)),
                country: Some(row.country.to_string()),
                point: row.point,
                candidates: Vec::new(),
            });
        }
        let told = shared(self.within.iter().map(|outer| outer.country));
        let country = told.or_else(|| {
            let several = self.rows.len() > 1;
            shared(self.rows.iter().map(|row| row.country)).filter(|_| several)
        });
        let listed = self.rows.iter().take(LISTED).map(|row| Candidate {
            id: id(row),
            name: row.name.to_string(),
            country: row.country.to_string(),
        });
        let candidates: Vec<Candidate> = listed.collect();
        (country.is_some() || !candidates.is_empty()).then_some(Place {
            id: None,
            country: country.map(String::from),
            point: None,
            candidates,
        })
    }
}

/// The value that all of them share.
fn shared<'a>(mut countries: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = countries.next()?;
    countries.all(|country| country == first).then_some(first)
}

fn id(row: &Row) -> String {
    format!("geonames:{}", row.id)
}

/// The first of the rows, which stand largest first, if it is so many times larger than the next.
fn far_larger<'a>(rows: &[Row<'a>], times: u64) -> Option<Row<'a>> {
    match rows {
        [only] => Some(*only),
        [first, second, ..] => (first.people >= times * second.people.max(1)).then_some(*first),
        [] => None,
    }
}

/// The place whose name follows after a comma.
fn after_comma(context: &Context, mention: &crate::mention::Mention) -> Option<String> {
    let words = context.graphs.get(mention.sentence)?.words();
    let comma = words.get(mention.words.end)?.span.of(context.text);
    let next = context
        .index
        .name_at(mention.sentence, mention.words.end + 1)
        .filter(|_| comma == ",")?;
    let next = &context.mentions[next];
    // "In Lund, Oslo and Rome" are three places side by side.
    let last = words.get(next.words.end).map(|word| word.span.of(context.text));
    let listed = last.is_some_and(|word| matches!(word, "and" | "or" | "&"));
    let place = next.class == Some(Class::Loc) && next.words.start == mention.words.end + 1;
    (place && !listed).then(|| one_line(next.span.of(context.text)))
}

/// The countries and states that a name of what holds a place may be.
fn holders<'a>(lexicon: &'a Lexicon, name: &str) -> Vec<Within<'a>> {
    // "Austin, Texas, United States"
    let parts = name.split(',').map(str::trim).filter(|part| !part.is_empty());
    let rows = parts.flat_map(|part| {
        let found = keys(lexicon, part)
            .into_iter()
            .flat_map(|key| lexicon.places(&key).collect::<Vec<_>>());
        found
            .filter(|row| matches!(row.sort, Sort::Country | Sort::State))
            .collect::<Vec<_>>()
    });
    rows.map(|row| Within {
        country: row.country,
        state: row.state,
    })
    .collect()
}
