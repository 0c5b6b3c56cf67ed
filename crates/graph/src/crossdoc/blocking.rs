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
    let month = document.published.map(|days| days.first.div_euclid(MONTH));
    let person = profile.class == "PER";
    let linked = profile.key.as_deref().is_some_and(is_unique_key);
    // Where the full name is known, the surname alone does not count.
    let full = profile.names.iter().any(|name| name.len() > 1);
    for name in profile
        .names
        .iter()
        .filter(|name| !person || !full || name.len() > 1)
    {
        let [first, .., last] = name.as_slice() else {
            if let [word] = name.as_slice() {
                found.add_single_word(word, person, linked, month);
            }
            continue;
        };
        found.add_name(&format!("{first} {last}"), linked);
        if person {
            let key = format!("sur {}", phonetic_key(last));
            found.add_dated(&key, &key, month);
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
    let mut seen = FxHashSet::default();
    found.stored.retain(|key| seen.insert(key.clone()));
    seen.clear();
    found.queried.retain(|key| seen.insert(key.clone()));
    found
}

impl BlockingKeys {
    /// Keys of a name of one word.
    fn add_single_word(&mut self, word: &str, person: bool, linked: bool, month: Option<i32>) {
        if person {
            let key = format!("sur {}", phonetic_key(word));
            return self.add_dated(&key, &key, month);
        }
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
