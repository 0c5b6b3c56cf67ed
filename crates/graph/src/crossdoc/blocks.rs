//! Where profiles are kept and looked for, so that each is compared with few others.
//!
//! In: a [`Document`] and what is in it. Out: names of blocks. Two that [`super::compare_entities`] or [`super::compare_events`] may
//! take for one, or for perhaps one, always meet: the one looks in a block in which the other is kept.

use rustc_hash::FxHashSet;

use super::{
    days::Days,
    names::{initials, skeleton},
    profile::{Document, Happening, Profile, is_unique},
};

/// The blocks of an entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blocks {
    /// All that have it are one, without a comparison.
    pub hub: Option<String>,
    pub keep: Vec<String>,
    pub look: Vec<String>,
}

/// The blocks of a document, for its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Story {
    pub keep: Vec<String>,
    pub look: Vec<String>,
    /// Keys under which it must be looked for at any time: it has an event of no known day.
    pub anytime: Vec<String>,
}

/// Days of a block: names that differ are one in the news of a month alone.
const MONTH: i32 = 31;
/// Days of a block: an event is news for a fortnight.
const FORTNIGHT: i32 = 16;

/// The blocks of an entity of the document.
pub fn entity(document: &Document, profile: &Profile) -> Blocks {
    let mut found = Blocks {
        hub: profile.hub().map(|key| format!("key {} {key}", profile.class)),
        ..Blocks::default()
    };
    let month = document.published.map(|days| days.first.div_euclid(MONTH));
    let person = profile.class == "PER";
    let linked = profile.key.as_deref().is_some_and(is_unique);
    // A surname alone says less than the full name beside it.
    let full = profile.names.iter().any(|name| name.len() > 1);
    for name in profile
        .names
        .iter()
        .filter(|name| !person || !full || name.len() > 1)
    {
        let [first, .., last] = name.as_slice() else {
            if let [word] = name.as_slice() {
                found.single(word, person, linked, month);
            }
            continue;
        };
        found.whole(&format!("{first} {last}"), linked);
        if person {
            let block = format!("sur {}", skeleton(last));
            found.around(&block, &block, month);
        } else if profile.class != "LOC" {
            let spelling: String = name.iter().map(|word| skeleton(word) + " ").collect();
            let block = format!("var {spelling}");
            found.around(&block, &block, month);
            if let Some(letters) = initials(name) {
                found.around(&format!("letters {letters}"), &format!("short {letters}"), month);
            }
        }
    }
    let mut seen = FxHashSet::default();
    found.keep.retain(|block| seen.insert(block.clone()));
    seen.clear();
    found.look.retain(|block| seen.insert(block.clone()));
    found
}

impl Blocks {
    fn single(&mut self, word: &str, person: bool, linked: bool, month: Option<i32>) {
        if person {
            let block = format!("sur {}", skeleton(word));
            return self.around(&block, &block, month);
        }
        self.whole(word, linked);
        self.around(&format!("short {word}"), &format!("letters {word}"), month);
    }

    /// Those of one name at any time. Two that a gazetteer knows are never one by name.
    fn whole(&mut self, name: &str, linked: bool) {
        let (plain, known) = (format!("whole {name}"), format!("linked {name}"));
        self.look.push(plain.clone());
        if linked {
            self.keep.push(known);
        } else {
            self.keep.push(plain);
            self.look.push(known);
        }
    }

    /// Those of a name in the news of the same month.
    fn around(&mut self, keep: &str, look: &str, month: Option<i32>) {
        let Some(month) = month else { return };
        self.keep.push(format!("{keep} {month}"));
        self.look
            .extend((month - 1..=month + 1).map(|month| format!("{look} {month}")));
    }
}

/// The blocks of a document for its events: what it speaks of, with the fortnights of its events.
pub fn story(document: &Document) -> Story {
    let mut times: FxHashSet<Option<i32>> = FxHashSet::default();
    for event in &document.events {
        match fortnights(document, event) {
            Some((first, last)) => times.extend((first..=last).map(Some)),
            None => {
                times.insert(None);
            }
        }
    }
    let mut look = times.clone();
    look.extend(
        times
            .iter()
            .flatten()
            .flat_map(|time| [Some(time - 1), Some(time + 1)]),
    );
    if !times.is_empty() {
        look.insert(None);
    }
    let keys = || {
        document
            .keys
            .iter()
            .filter(|(_, weight)| **weight > 0.0)
            .map(|(key, _)| key)
    };
    let blocks = |times: &FxHashSet<Option<i32>>| {
        let mut blocks: Vec<String> = keys()
            .flat_map(|key| times.iter().map(move |time| block(key, *time)))
            .collect();
        blocks.sort();
        blocks
    };
    let mut anytime: Vec<String> = Vec::new();
    if times.contains(&None) {
        anytime.extend(keys().cloned());
        anytime.sort();
    }
    Story {
        keep: blocks(&times),
        look: blocks(&look),
        anytime,
    }
}

fn block(key: &str, time: Option<i32>) -> String {
    match time {
        Some(time) => format!("story {key} {time}"),
        None => format!("story {key} -"),
    }
}

/// First and last fortnight in which an event is told of: its own where it has a day, else those of the document.
fn fortnights(document: &Document, event: &Happening) -> Option<(i32, i32)> {
    let days: Days = event.short().or(document.published)?;
    Some((days.first.div_euclid(FORTNIGHT), days.last.div_euclid(FORTNIGHT)))
}
