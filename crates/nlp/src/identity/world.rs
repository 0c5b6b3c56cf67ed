//! Who or what an entity is in the world: its Wikidata id.
//!
//! In: entities and where the places among them are. A place is asked for by its gazetteer id, people and organisations by their
//! names. An id is given where type, country and date agree and nothing else that is known fits; else those that fit are candidates.
//! Who belongs to a country is meant where the document speaks of that country; a name that only one bears and that says what it is
//! ("Hezbollah", "Central Intelligence Agency") needs no more, one that every country may have ("Labour Party") does. In news of sport countries, cities and brands are
//! teams: there a place is one only where it stands as a place does ("in Belgium").

use rustc_hash::FxHashSet;

use super::{Place, names, one_line};
use crate::context::Context;
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{
    Lexicon,
    entities::Known,
    names::{normalised, normalised_phrase},
};

/// Years before an office in which its holder is in the news already.
const BEFORE_OFFICE: i32 = 20;
/// Years in which people and organisations are spoken of after their time.
const AFTER: i32 = 40;
/// Prior from which a name is known without its country.
const KNOWN: f32 = 0.9;
/// Prior of a company, whose name is a team's too.
const BRAND: f32 = 0.6;
/// Words of news of sport beside the list `sport`.
const SPORT: &[&str] = &[
    "athletics",
    "attendance",
    "badminton",
    "baseball",
    "basketball",
    "boxing",
    "cricket",
    "cycling",
    "football",
    "golf",
    "halftime",
    "hockey",
    "inning",
    "rugby",
    "scorer",
    "seed",
    "soccer",
    "standings",
    "substitute",
    "tennis",
    "wicket",
];
/// Fewest of them in news of sport, and how many words there may be for each.
const SPORTING: usize = 3;
const DILUTED: usize = 40;
/// Words before a place.
const BEFORE_PLACES: &[&str] = &[
    "in",
    "at",
    "near",
    "to",
    "from",
    "of",
    "into",
    "across",
    "throughout",
    "outside",
];
/// What an agreeing country adds.
const AGREES: f32 = 0.2;
/// The surest a link is.
const SUREST: f32 = 0.99;
/// Greatest number of candidates.
const LISTED: usize = 5;

/// A link to Wikidata.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct World {
    /// The id, where one is sure.
    pub id: Option<String>,
    /// Confidence in it.
    pub score: Option<f32>,
    /// Ids that fit a name, where none is sure.
    pub candidates: Vec<String>,
}

impl World {
    /// The same as a candidate only.
    fn unsure(self) -> Self {
        let mut candidates = self.candidates;
        candidates.extend(self.id);
        Self {
            candidates,
            ..Self::default()
        }
    }
}

/// Of each entity, who or what it is.
pub fn link(context: &Context, places: &[Option<Place>]) -> Vec<Option<World>> {
    let countries = countries(context, places);
    let year = context.published.and_then(year);
    let sport = is_sport(context);
    let each = context.entities.iter().enumerate().map(|(at, entity)| {
        let found = match entity.class? {
            Class::Loc => place(context.lexicon, places[at].as_ref()?),
            Class::Per => named(context, at, "PER", &countries, year),
            Class::Org => named(context, at, "ORG", &countries, year),
            _ => None,
        }?;
        let team = sport
            && match entity.class? {
                Class::Loc => !stands_as_place(context, at),
                Class::Org => found.score.is_some_and(|score| score <= BRAND + AGREES),
                _ => false,
            };
        Some(if team { found.unsure() } else { found })
    });
    each.collect()
}

/// Whether the document is news of sport.
fn is_sport(context: &Context) -> bool {
    let (mut words, mut sporting) = (0, 0);
    for word in context.graphs.iter().flat_map(|graph| graph.words()) {
        let lemma = word.lemma.to_lowercase();
        words += 1;
        sporting += usize::from(SPORT.contains(&lemma.as_str()) || context.lexicon.contains("sport", &lemma));
    }
    sporting >= SPORTING && sporting * DILUTED >= words
}

/// Whether most names of an entity stand behind a preposition of place, or lie behind a comma after another place.
fn stands_as_place(context: &Context, entity: usize) -> bool {
    let (mut all, mut placed) = (0, 0);
    for mention in names(context, entity) {
        let words = context
            .graphs
            .get(mention.sentence)
            .map_or(&[][..], |graph| graph.words());
        let form = |back: usize| {
            let word = mention.words.start.checked_sub(back).and_then(|at| words.get(at));
            word.map_or(String::new(), |word| word.span.of(context.text).to_lowercase())
        };
        let (one, two) = (form(1), form(2));
        let before = |word: &str| BEFORE_PLACES.contains(&word);
        all += 1;
        placed += usize::from(before(&one) || one == "the" && before(&two));
    }
    placed * 2 > all
}

/// A place has the id of its line in the gazetteer.
fn place(lexicon: &Lexicon, place: &Place) -> Option<World> {
    let known = lexicon.known(place.id.as_deref()?).next()?;
    Some(World {
        id: Some(known.id.to_string()),
        score: Some(known.prior.min(SUREST)),
        candidates: Vec::new(),
    })
}

fn named(
    context: &Context,
    entity: usize,
    kind: &str,
    countries: &FxHashSet<String>,
    year: Option<i32>,
) -> Option<World> {
    let mut found: Vec<Known> = Vec::new();
    let mut general = true;
    for key in keys(context, entity) {
        let rows = context.lexicon.known(&key);
        let rows: Vec<Known> = rows
            .filter(|known| known.kind == kind && in_time(known, kind, year))
            .collect();
        if !rows.is_empty() {
            general &= is_general(context.lexicon, &key);
        }
        for row in rows {
            if !found.iter().any(|known| known.id == row.id) {
                found.push(row);
            }
        }
    }
    let agrees = |known: &&Known| known.countries().any(|country| countries.contains(country));
    let near: Vec<&Known> = found.iter().filter(agrees).collect();
    let sure = match (near.as_slice(), found.as_slice()) {
        ([only], _) => Some((*only, AGREES)),
        // Of no country, or known the world over.
        ([], [only]) if !general && (only.countries().next().is_none() || only.prior >= KNOWN) => {
            Some((only, 0.0))
        }
        _ => None,
    };
    if let Some((known, more)) = sure {
        return Some(World {
            id: Some(known.id.to_string()),
            score: Some((known.prior + more).min(SUREST)),
            candidates: Vec::new(),
        });
    }
    let listed = if near.is_empty() {
        found.iter().collect()
    } else {
        near
    };
    let candidates: Vec<String> = listed
        .iter()
        .take(LISTED)
        .map(|known| known.id.to_string())
        .collect();
    (!candidates.is_empty()).then_some(World {
        candidates,
        ..World::default()
    })
}

/// The names of an entity as the table may have them. A person is known by first name and surname.
fn keys(context: &Context, entity: usize) -> Vec<String> {
    let person = context.entities[entity].class == Some(Class::Per);
    let mut keys: Vec<String> = Vec::new();
    for mention in names(context, entity) {
        let key = normalised_phrase(&one_line(mention.span.of(context.text)));
        let key = key.strip_prefix("the ").unwrap_or(&key).to_string();
        if (!person || key.contains(' ')) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Whether a name says too little: one that every country may have, or one word in small letters.
fn is_general(lexicon: &Lexicon, key: &str) -> bool {
    let words: Vec<String> = key.split(' ').map(normalised).collect();
    lexicon.is_shared(&words)
        || words
            .last()
            .is_some_and(|last| matches!(last.as_str(), "party" | "police" | "army" | "navy"))
}

/// Whether it was there when the document was written.
fn in_time(known: &Known, kind: &str, year: Option<i32>) -> bool {
    let Some(year) = year else { return true };
    let early = if kind == "PER" { BEFORE_OFFICE } else { 0 };
    let (first, last) = known.years;
    first.is_none_or(|first| year >= first - early) && last.is_none_or(|last| year <= last + AFTER)
}

/// Countries that the document speaks of: those of its places and peoples.
fn countries(context: &Context, places: &[Option<Place>]) -> FxHashSet<String> {
    let of_places = places.iter().flatten().filter_map(|place| place.country.clone());
    of_places
        .chain(super::place::demonyms(context).into_iter().map(String::from))
        .collect()
}

/// "2016-12-19"
fn year(published: &str) -> Option<i32> {
    published.get(..4)?.parse().ok()
}
