//! Blocking keys: under which a profile is stored and looked up, so that each is compared with few others.
//!
//! In: a [`DocumentProfile`], and an entity of it. Out: blocking keys. Any two profiles that [`super::compare_entities`] or
//! [`super::compare_events`] may call coreferent or a candidate pair meet: one is looked up under a key under which the other is
//! stored.

use rustc_hash::FxHashSet;

use super::{
    days::Days,
    names::{initials, phonetic_key},
    profile::{DocumentProfile, EntityProfile, EventProfile, is_unique_key},
};

/// The blocking keys of an entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BlockingKeys {
    /// All entities that have this key are coreferent, without a comparison.
    pub exact: Option<String>,
    /// Under which it is stored.
    pub stored: Vec<String>,
    /// Under which others are looked up to compare it with.
    pub queried: Vec<String>,
}

/// The blocking keys of a document, for all its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventBlockingKeys {
    /// Under which it is stored.
    pub stored: Vec<String>,
    /// Under which others are looked up to compare its events with.
    pub queried: Vec<String>,
    /// Keys of entities whose documents must be compared whatever their date, because an event has no date here.
    pub undated: Vec<String>,
}

/// Days that a key covers: names that only match in part are coreferent within about a month.
const MONTH: i32 = 31;
/// Days that a key covers: an event is news for about a fortnight.
const FORTNIGHT: i32 = 16;

/// The blocking keys of an entity of the document.
pub fn entity_keys(document: &DocumentProfile, profile: &EntityProfile) -> BlockingKeys {
    let mut found = BlockingKeys {
        exact: profile
            .exact_key()
            .map(|key| format!("key {} {key}", profile.class)),
        ..BlockingKeys::default()
    };
    let month = month_of(document);
    if profile.is_bare() {
        for surname in surnames(profile) {
            found.add_dated(&format!("bare {surname}"), &surname, month);
        }
        found.drop_repeated();
        return found;
    }
    let person = profile.class == "PER";
    let linked = profile.key.as_deref().is_some_and(is_unique_key);
    for name in profile.names.iter().filter(|name| !person || name.len() > 1) {
        let [first, .., last] = name.as_slice() else {
            if let [word] = name.as_slice() {
                found.add_single_word(word, linked, month);
            }
            continue;
        };
        found.add_name(&format!("{first} {last}"), linked);
        if person {
            let key = format!("sur {}", phonetic_key(last));
            found.add_dated(&key, &key, month);
            // "Abu Zaid" and "Abuzaid".
            let joined = format!("joined {}", name.concat());
            found.add_dated(&joined, &joined, month);
        } else if profile.class != "LOC" {
            let spelling: String = name.iter().map(|word| phonetic_key(word) + " ").collect();
            let key = format!("var {spelling}");
            found.add_dated(&key, &key, month);
            if let Some(letters) = initials(name) {
                found.add_dated(&format!("letters {letters}"), &format!("short {letters}"), month);
            }
        }
    }
    if let Some(item) = &profile.wikidata {
        let key = format!("item {item}");
        found.stored.push(key.clone());
        found.queried.push(key);
    }
    found.drop_repeated();
    found
}

/// The keys under which those are stored of whom only the surname is known, and who may be this person.
#[cfg(feature = "store")]
pub fn bare_keys(document: &DocumentProfile, profile: &EntityProfile) -> Vec<String> {
    let mut found = BlockingKeys::default();
    if profile.class == "PER" && !profile.is_bare() {
        for surname in surnames(profile) {
            found.add_dated("", &format!("bare {surname}"), month_of(document));
        }
    }
    found.drop_repeated();
    found.queried
}

/// The last words of a person's names, as keys that spellings share.
fn surnames(profile: &EntityProfile) -> impl Iterator<Item = String> + '_ {
    // Where the full name is known, the surname alone does not count.
    let full = profile.names.iter().any(|name| name.len() > 1);
    let names = profile.names.iter().filter(move |name| !full || name.len() > 1);
    names.filter_map(|name| Some(format!("sur {}", phonetic_key(name.last()?))))
}

/// The month of a document's publication.
fn month_of(document: &DocumentProfile) -> Option<i32> {
    document.published.map(|days| days.first.div_euclid(MONTH))
}

impl BlockingKeys {
    fn drop_repeated(&mut self) {
        let mut seen = FxHashSet::default();
        self.stored.retain(|key| seen.insert(key.clone()));
        seen.clear();
        self.queried.retain(|key| seen.insert(key.clone()));
    }

    /// Keys of a name of one word.
    fn add_single_word(&mut self, word: &str, linked: bool, month: Option<i32>) {
        self.add_name(word, linked);
        self.add_dated(&format!("short {word}"), &format!("letters {word}"), month);
    }

    /// Keys of a name, whatever the date. Two entities with gazetteer ids are never coreferent by name, so they need not meet.
    fn add_name(&mut self, name: &str, linked: bool) {
        let (plain, known) = (format!("whole {name}"), format!("linked {name}"));
        self.queried.push(plain.clone());
        if linked {
            self.stored.push(known);
        } else {
            self.stored.push(plain);
            self.queried.push(known);
        }
    }

    /// Keys for documents that were published within about a month.
    fn add_dated(&mut self, stored: &str, queried: &str, month: Option<i32>) {
        let Some(month) = month else { return };
        self.stored.push(format!("{stored} {month}"));
        self.queried
            .extend((month - 1..=month + 1).map(|month| format!("{queried} {month}")));
    }
}

/// The blocking keys of a document for its events: each entity that it mentions with each fortnight of its events.
pub fn event_keys(document: &DocumentProfile) -> EventBlockingKeys {
    let mut times: FxHashSet<Option<i32>> = FxHashSet::default();
    for event in &document.events {
        match fortnights(document, event) {
            Some((first, last)) => times.extend((first..=last).map(Some)),
            None => {
                times.insert(None);
            }
        }
    }
    let mut queried = times.clone();
    queried.extend(
        times
            .iter()
            .flatten()
            .flat_map(|time| [Some(time - 1), Some(time + 1)]),
    );
    if !times.is_empty() {
        queried.insert(None);
    }
    let keys = || {
        document
            .keys
            .iter()
            .filter(|(_, weight)| **weight > 0.0)
            .map(|(key, _)| key)
    };
    let combined = |times: &FxHashSet<Option<i32>>| {
        let mut combined: Vec<String> = keys()
            .flat_map(|key| times.iter().map(move |time| event_key(key, *time)))
            .collect();
        combined.sort();
        combined
    };
    let mut undated: Vec<String> = Vec::new();
    if times.contains(&None) {
        undated.extend(keys().cloned());
        undated.sort();
    }
    EventBlockingKeys {
        stored: combined(&times),
        queried: combined(&queried),
        undated,
    }
}

fn event_key(key: &str, time: Option<i32>) -> String {
    match time {
        Some(time) => format!("story {key} {time}"),
        None => format!("story {key} -"),
    }
}

/// First and last fortnight of an event: those of its own time, else those of the document's publication.
fn fortnights(document: &DocumentProfile, event: &EventProfile) -> Option<(i32, i32)> {
    let days: Days = event.narrow_days().or(document.published)?;
    Some((days.first.div_euclid(FORTNIGHT), days.last.div_euclid(FORTNIGHT)))
}
