//! Whether two events of two documents are one.
//!
//! The kind must be the same or more general, the times must allow it, and places and those who can undergo such an event
//! but once must not contradict. Then who has a part, where and when it was, and how many are counted must agree enough.
//! Accounts that differ in the toll, or in who did it, still tell of one event.

use super::{
    Comparison,
    days::Days,
    entity,
    profile::{Document, Happening, Profile},
};
use triplewire_lexicon::{Ontology, Side};

/// Points that make two one.
const SAME: f32 = 5.0;
/// Weight of what two documents share that tell the same story.
const STORY: f32 = 2.0;
/// Days after an event in which it is news that needs no date.
const NEWS: i32 = 14;
/// Days between undated tellings of one event.
const TELLINGS: i32 = 7;

/// Compares an event of one document with one of another; `None` when kinds or times rule it out.
pub fn compare(
    ontology: &Ontology,
    one: (&Document, &Happening),
    other: (&Document, &Happening),
) -> Option<Comparison> {
    let (mine, theirs) = (one.1, other.1);
    if !kindred(ontology, &mine.kind, &theirs.kind) {
        return None;
    }
    let mut found = Comparison::new(SAME);
    found.add(
        if mine.kind == theirs.kind { 0.5 } else { 0.0 },
        format!("{} and {}", mine.kind, theirs.kind),
    );
    times(one, other, &mut found)?;
    let shared = entity::shared(one.0, other.0, |_| true);
    // Two that have nothing in common but a number and a day are two.
    if shared.is_empty() {
        return None;
    }
    places(ontology, one, other, &mut found);
    parts(ontology, one, other, &mut found);
    counts(mine, theirs, &mut found);
    let story: f32 = shared.iter().map(|(weight, _)| weight).sum();
    if story >= STORY {
        found.add(1.0, "the documents tell the same story".into());
        // Told once in each of two reports of one story.
        let alone = |document: &Document, own: &Happening| {
            let events = document.events.iter();
            events
                .filter(|event| kindred(ontology, &event.kind, &own.kind))
                .count()
                == 1
        };
        if alone(one.0, mine) && alone(other.0, theirs) {
            found.add(1.5, "each document has but one such event".into());
        }
    }
    if let Some(word) = mine.triggers.intersection(&theirs.triggers).min() {
        found.add(0.5, format!("both say {word}"));
    }
    Some(found)
}

/// Whether one kind is the other, or more general, or told as the other.
pub fn kindred(ontology: &Ontology, one: &str, other: &str) -> bool {
    let akin = |kind| ontology.line(kind).find_map(|kind| kind.akin.as_deref());
    let told_as = |kind, general| akin(kind) == Some(general) || ontology.is_a(kind, general);
    let both = |general| told_as(one, general) && told_as(other, general);
    ontology.is_a(one, other)
        || ontology.is_a(other, one)
        || akin(one).is_some_and(both)
        || akin(other).is_some_and(both)
}

fn times(one: (&Document, &Happening), other: (&Document, &Happening), found: &mut Comparison) -> Option<()> {
    if let (Some(mine), Some(theirs)) = (one.1.days, other.1.days) {
        // A day more or less: it was night, or the reporter is in another part of the world.
        if mine.apart(theirs) > 1 {
            return None;
        }
    }
    match (one.1.short(), other.1.short()) {
        (Some(mine), Some(theirs)) => {
            let exact = mine.is_day() && theirs.is_day();
            match (exact, mine.apart(theirs)) {
                (true, 0) => found.add(2.0, format!("both on {}", mine.start())),
                (true, _) => found.add(0.5, "a day apart".into()),
                (false, _) => found.add(0.5, "the times overlap".into()),
            }
        }
        (Some(days), None) => told(days, other.0.published, found)?,
        (None, Some(days)) => told(days, one.0.published, found)?,
        (None, None) => match (one.0.published, other.0.published) {
            (Some(mine), Some(theirs)) if mine.apart(theirs) > TELLINGS => return None,
            (Some(_), Some(_)) => found.add(0.5, "told in the same days".into()),
            _ => {}
        },
    }
    Some(())
}

/// Without a date of its own an event is told while it is news.
fn told(days: Days, published: Option<Days>, found: &mut Comparison) -> Option<()> {
    if let Some(published) = published {
        if days.widened(1, NEWS).apart(published) > 0 {
            return None;
        }
        found.add(0.5, "told while it was news".into());
    }
    Some(())
}

/// Whether whatever fills the role is where the event happened.
fn is_place(ontology: &Ontology, event: &Happening, role: &str) -> bool {
    ontology.side(&event.kind, role) == Side::Place
}

/// The named places of an event.
fn at<'a>(
    ontology: &'a Ontology,
    document: &'a Document,
    event: &'a Happening,
) -> impl Iterator<Item = &'a Profile> + Clone {
    let place = |role: &str| is_place(ontology, event, role);
    let places = event.parts.iter().filter(move |(role, _)| place(role));
    places.map(|&(_, entity)| &document.entities[entity])
}

fn places(
    ontology: &Ontology,
    one: (&Document, &Happening),
    other: (&Document, &Happening),
    found: &mut Comparison,
) {
    let (mine, theirs) = (at(ontology, one.0, one.1), at(ontology, other.0, other.1));
    let same = |place: &Profile, their: &Profile| {
        place.key.is_some() && place.key == their.key
            || place.names.iter().any(|name| their.names.contains(name)) && place.country == their.country
    };
    let shared = mine
        .clone()
        .filter(|place| theirs.clone().any(|their| same(place, their)));
    let mut narrow = None;
    let mut country = None;
    for place in shared {
        match place.is_country {
            true => country = Some(place),
            false => narrow = Some(place),
        }
    }
    if let Some(place) = narrow {
        return found.add(2.0, format!("both in {}", place.name));
    }
    if let Some(place) = country {
        found.add(0.5, format!("both in {}", place.name));
    }
    let countries = |places: &mut dyn Iterator<Item = &Profile>| -> Vec<String> {
        places.filter_map(|place| place.country.clone()).collect()
    };
    let (own, their) = (countries(&mut mine.clone()), countries(&mut theirs.clone()));
    if !own.is_empty() && !their.is_empty() && !own.iter().any(|country| their.contains(country)) {
        return found.veto("in different countries");
    }
    // Two towns are two places; a street and its town may be one.
    let town = |place: &Profile| place.class == "LOC" && !place.is_country;
    let linked = |place: &Profile| {
        place
            .key
            .as_deref()
            .is_some_and(|key| key.starts_with("geonames/"))
    };
    let (own, their) = (
        mine.clone().find(|place| town(place) && linked(place)),
        theirs.clone().find(|place| town(place) && linked(place)),
    );
    if let (Some(own), Some(their)) = (own, their) {
        found.add(-2.0, format!("one in {}, one in {}", own.name, their.name));
    }
}

/// Who has the same part in both.
fn parts(
    ontology: &Ontology,
    one: (&Document, &Happening),
    other: (&Document, &Happening),
    found: &mut Comparison,
) {
    let once = |kind: &str| ontology.get(kind).and_then(|kind| kind.once.clone());
    let once = once(&one.1.kind).or_else(|| once(&other.1.kind));
    let roles = |event: &Happening| -> Vec<String> {
        let mut roles: Vec<String> = event.parts.iter().map(|(role, _)| role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles.retain(|role| !is_place(ontology, event, role));
        roles
    };
    let (mine, theirs) = (roles(one.1), roles(other.1));
    for role in mine.iter().filter(|role| theirs.contains(role)) {
        let fillers = |document: &'_ Document, event: &Happening| -> Vec<usize> {
            let own = event.parts.iter().filter(|(name, _)| name == role);
            own.map(|&(_, entity)| entity)
                .filter(|&entity| entity < document.entities.len())
                .collect()
        };
        let (own, their) = (fillers(one.0, one.1), fillers(other.0, other.1));
        let mut shared = None;
        for &mine in &own {
            for &their in &their {
                let pair = (
                    (one.0, &one.0.entities[mine]),
                    (other.0, &other.0.entities[their]),
                );
                let same = entity::compare(pair.0, pair.1).is_some_and(|compared| compared.is_same());
                if same {
                    shared = Some(&pair.0.1.name);
                }
            }
        }
        match shared {
            // Nobody dies twice.
            Some(name) if once.as_ref() == Some(role) => {
                found.add(SAME, format!("{name} is {role} in both, which is but once"))
            }
            Some(name) => found.add(2.5, format!("{name} is {role} in both")),
            None if once.as_ref() == Some(role) => found.veto(&format!("the {role} differs")),
            None if ontology.role(role).is_some_and(|role| role.distinctive) => {
                found.add(-2.5, format!("the {role} differs"));
            }
            None => found.add(-0.5, format!("the {role} differs")),
        }
    }
    // Who is named here in one part may be named there in another: the suspect of one report is the attacker of the next.
    let crossed = one
        .1
        .parts
        .iter()
        .filter(|(role, _)| !is_place(ontology, one.1, role))
        .any(|(role, mine)| {
            other.1.parts.iter().any(|(their_role, their)| {
                their_role != role
                    && !is_place(ontology, other.1, their_role)
                    && entity::compare(
                        (one.0, &one.0.entities[*mine]),
                        (other.0, &other.0.entities[*their]),
                    )
                    .is_some_and(|compared| compared.is_same())
            })
        });
    if crossed {
        found.add(1.0, "who has a part in both".into());
    }
    let nameless = one.1.nameless.iter().find(|part| other.1.nameless.contains(part));
    if let Some((role, word)) = nameless {
        found.add(1.0, format!("the {role} is called {word} in both"));
    }
}

/// Numbers that are equal, or near as those of first reports are.
fn counts(one: &Happening, other: &Happening, found: &mut Comparison) {
    for (role, count) in &one.counts {
        for (_, their) in other.counts.iter().filter(|(their, _)| their == role) {
            let (low, high) = (count.min(their), count.max(their));
            if low == high && *low > 1 {
                return found.add(1.5, format!("{low} of {role} in both"));
            }
            if *low > 1 && high - low <= 3.max(high / 4) {
                return found.add(0.5, format!("{low} and {high} of {role}"));
            }
        }
    }
}
