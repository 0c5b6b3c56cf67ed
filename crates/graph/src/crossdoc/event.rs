//! Whether two events of different documents are coreferent.
//!
//! Their types must be compatible, and their times, their places and the fillers of roles that one can have only once (the victim
//! of a killing) must not contradict each other. Then arguments, place, time and counts must agree enough. Reports that differ in
//! the toll, or in who did it, may still be of one event.

use super::{
    Comparison,
    days::Days,
    entity,
    profile::{DocumentProfile, EntityProfile, EventProfile},
};
use triplewire_lexicon::{Ontology, Side};

/// Points from which on two events are coreferent.
const THRESHOLD: f32 = 5.0;
/// Weight of the keys that two documents of the same story share, at least.
const STORY_WEIGHT: f32 = 2.0;
/// Days after an event in which reports of it may leave out its date.
const NEWS_DAYS: i32 = 14;
/// Days between two documents that report an event without a date.
const UNDATED_DAYS: i32 = 7;

/// Compares an event of one document with one of another; `None` when types or times rule it out.
pub fn compare(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
) -> Option<Comparison> {
    let (mine, theirs) = (one.1, other.1);
    if !compatible_types(ontology, &mine.kind, &theirs.kind) {
        return None;
    }
    let mut found = Comparison::new(THRESHOLD);
    found.add(
        if mine.kind == theirs.kind { 0.5 } else { 0.0 },
        format!("{} and {}", mine.kind, theirs.kind),
    );
    compare_times(one, other, &mut found)?;
    let shared = entity::shared_keys(one.0, other.0, |_| true);
    // A number and a day in common are not enough.
    if shared.is_empty() {
        return None;
    }
    compare_places(ontology, one, other, &mut found);
    compare_arguments(ontology, one, other, &mut found);
    compare_counts(mine, theirs, &mut found);
    let story: f32 = shared.iter().map(|(weight, _)| weight).sum();
    if story >= STORY_WEIGHT {
        found.add(1.0, "both documents report the same story".into());
        // Each report of the story has one such event.
        let only_one = |document: &DocumentProfile, own: &EventProfile| {
            let events = document.events.iter();
            events
                .filter(|event| compatible_types(ontology, &event.kind, &own.kind))
                .count()
                == 1
        };
        if only_one(one.0, mine) && only_one(other.0, theirs) {
            found.add(1.5, "each document has only one such event".into());
        }
    }
    if let Some(word) = mine.triggers.intersection(&theirs.triggers).min() {
        found.add(0.5, format!("both say {word}"));
    }
    Some(found)
}

/// Whether two event types are the same, or one is a subtype of the other, or both may be reported as one type.
pub fn compatible_types(ontology: &Ontology, one: &str, other: &str) -> bool {
    let akin = |kind| ontology.line(kind).find_map(|kind| kind.akin.as_deref());
    let reported_as = |kind, general| akin(kind) == Some(general) || ontology.is_a(kind, general);
    let both = |general| reported_as(one, general) && reported_as(other, general);
    ontology.is_a(one, other)
        || ontology.is_a(other, one)
        || akin(one).is_some_and(both)
        || akin(other).is_some_and(both)
}

fn compare_times(
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    found: &mut Comparison,
) -> Option<()> {
    if let (Some(mine), Some(theirs)) = (one.1.days, other.1.days) {
        // A day of difference is allowed: it was night, or the reporter is in another time zone.
        if mine.apart(theirs) > 1 {
            return None;
        }
    }
    match (one.1.narrow_days(), other.1.narrow_days()) {
        (Some(mine), Some(theirs)) => {
            let exact = mine.is_day() && theirs.is_day();
            match (exact, mine.apart(theirs)) {
                (true, 0) => found.add(2.0, format!("both on {}", mine.start())),
                (true, _) => found.add(0.5, "a day apart".into()),
                (false, _) => found.add(0.5, "the times overlap".into()),
            }
        }
        (Some(days), None) => dated_by_publication(days, other.0.published, found)?,
        (None, Some(days)) => dated_by_publication(days, one.0.published, found)?,
        (None, None) => match (one.0.published, other.0.published) {
            (Some(mine), Some(theirs)) if mine.apart(theirs) > UNDATED_DAYS => return None,
            (Some(_), Some(_)) => found.add(
                0.5,
                "the documents were published within days of each other".into(),
            ),
            _ => {}
        },
    }
    Some(())
}

/// An event without a date counts as dated at publication.
fn dated_by_publication(days: Days, published: Option<Days>, found: &mut Comparison) -> Option<()> {
    if let Some(published) = published {
        if days.widened(1, NEWS_DAYS).apart(published) > 0 {
            return None;
        }
        found.add(
            0.5,
            "one has no date, but was published within days of the other".into(),
        );
    }
    Some(())
}

/// Whether whatever fills the role is where the event happened.
fn is_place(ontology: &Ontology, event: &EventProfile, role: &str) -> bool {
    ontology.side(&event.kind, role) == Side::Place
}

/// The named places of an event.
fn places_of<'a>(
    ontology: &'a Ontology,
    document: &'a DocumentProfile,
    event: &'a EventProfile,
) -> impl Iterator<Item = &'a EntityProfile> + Clone {
    let place = |role: &str| is_place(ontology, event, role);
    let places = event.arguments.iter().filter(move |(role, _)| place(role));
    places.map(|&(_, entity)| &document.entities[entity])
}

fn compare_places(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    found: &mut Comparison,
) {
    let (mine, theirs) = (
        places_of(ontology, one.0, one.1),
        places_of(ontology, other.0, other.1),
    );
    let same = |place: &EntityProfile, their: &EntityProfile| {
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
    let countries = |places: &mut dyn Iterator<Item = &EntityProfile>| -> Vec<String> {
        places.filter_map(|place| place.country.clone()).collect()
    };
    let (own, their) = (countries(&mut mine.clone()), countries(&mut theirs.clone()));
    if !own.is_empty() && !their.is_empty() && !own.iter().any(|country| their.contains(country)) {
        return found.veto("in different countries");
    }
    // Two towns are different places; a street and its town need not be.
    let town = |place: &EntityProfile| place.class == "LOC" && !place.is_country;
    let linked = |place: &EntityProfile| {
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

/// Adds points for entities that fill the same role in both events, and takes points where the fillers differ.
fn compare_arguments(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    found: &mut Comparison,
) {
    let once = |kind: &str| ontology.get(kind).and_then(|kind| kind.once.clone());
    let once = once(&one.1.kind).or_else(|| once(&other.1.kind));
    let roles = |event: &EventProfile| -> Vec<String> {
        let mut roles: Vec<String> = event.arguments.iter().map(|(role, _)| role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles.retain(|role| !is_place(ontology, event, role));
        roles
    };
    let (mine, theirs) = (roles(one.1), roles(other.1));
    for role in mine.iter().filter(|role| theirs.contains(role)) {
        let fillers = |document: &'_ DocumentProfile, event: &EventProfile| -> Vec<usize> {
            let own = event.arguments.iter().filter(|(name, _)| name == role);
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
                let same = entity::compare(pair.0, pair.1).is_some_and(|compared| compared.is_coreferent());
                if same {
                    shared = Some(&pair.0.1.name);
                }
            }
        }
        match shared {
            // A role that one can have only once: nobody dies twice.
            Some(name) if once.as_ref() == Some(role) => found.add(
                THRESHOLD,
                format!("{name} is {role} in both, which is possible only once"),
            ),
            Some(name) => found.add(2.5, format!("{name} is {role} in both")),
            None if once.as_ref() == Some(role) => found.veto(&format!("the {role} differs")),
            None if ontology.role(role).is_some_and(|role| role.distinctive) => {
                found.add(-2.5, format!("the {role} differs"));
            }
            None => found.add(-0.5, format!("the {role} differs")),
        }
    }
    // Reports may give a person different roles: the suspect of one is the attacker of the next.
    let crossed = one
        .1
        .arguments
        .iter()
        .filter(|(role, _)| !is_place(ontology, one.1, role))
        .any(|(role, mine)| {
            other.1.arguments.iter().any(|(their_role, their)| {
                their_role != role
                    && !is_place(ontology, other.1, their_role)
                    && entity::compare(
                        (one.0, &one.0.entities[*mine]),
                        (other.0, &other.0.entities[*their]),
                    )
                    .is_some_and(|compared| compared.is_coreferent())
            })
        });
    if crossed {
        found.add(1.0, "somebody takes part in both, in different roles".into());
    }
    let mut unnamed = one.1.unnamed_arguments.iter();
    if let Some((role, word)) = unnamed.find(|argument| other.1.unnamed_arguments.contains(argument)) {
        found.add(1.0, format!("the {role} is called {word} in both"));
    }
}

/// Adds points for counts that are equal, or close as those of first reports are.
fn compare_counts(one: &EventProfile, other: &EventProfile, found: &mut Comparison) {
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
