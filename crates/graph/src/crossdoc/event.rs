//! Whether two events of different documents are coreferent.
//!
//! Their types must be compatible, and their times, their places and the fillers of roles that one can have only once (the victim
//! of a killing) must not contradict each other. Then arguments, place, time and counts must agree enough, and two of them must be
//! specific: one participant alone, or a day alone, is shared by many events. Reports that differ in the toll, or in who did it, may
//! still be of one event.

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
/// Share that these are of the keys of the document that has fewer: famous names are in documents of all stories.
const STORY_SHARE: f32 = 0.35;
/// Days after an event in which reports of it may leave out its date.
const NEWS_DAYS: i32 = 14;
/// Days between two documents that report an event without a date.
const UNDATED_DAYS: i32 = 7;
/// Days between two documents that report an event that often recurs, without a date.
const RECURRING_DAYS: i32 = 2;
/// Pieces of specific evidence that coreferent events share: a participant, a role that only one can have, a town, a day.
const SPECIFIC: u32 = 2;

/// Compares an event of one document with one of another; `None` when their types rule it out.
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
    let mut evidence = Evidence::default();
    let shared = shared_participants(ontology, one, other);
    let once = suffered_only_once(ontology, &shared, one, other);
    compare_times(ontology, one, other, once, &mut found, &mut evidence);
    if found.is_ruled_out() {
        return Some(found);
    }
    compare_realis(mine, theirs, &evidence, &mut found);
    compare_places(ontology, one, other, &mut found, &mut evidence);
    compare_arguments(ontology, one, other, &shared, &mut found, &mut evidence);
    if found.is_ruled_out() {
        return Some(found);
    }
    compare_counts(mine, theirs, &mut found, &mut evidence);
    if evidence.days_near && same_story(one, other) {
        let day = if evidence.same_day { 0.5 } else { 0.0 };
        found.add(1.0 + day, "both documents report the same story".into());
        if evidence.same_day || evidence.seldom {
            evidence.specific += 1;
        }
        // Each report of the story has one such event.
        let only_one = |document: &DocumentProfile, own: &EventProfile| {
            let events = document.events.iter();
            events
                .filter(|event| compatible_types(ontology, &event.kind, &own.kind))
                .count()
                == 1
        };
        if only_one(one.0, mine) && only_one(other.0, theirs) {
            found.add(1.0, "each document has only one such event".into());
        }
    }
    if let Some(word) = mine.triggers.intersection(&theirs.triggers).min() {
        found.add(0.5, format!("both say {word}"));
    }
    let wanted = match is_recurring(ontology, mine, theirs) && !evidence.same_day {
        true => SPECIFIC + 1,
        false => SPECIFIC,
    };
    if evidence.specific < wanted && found.points >= THRESHOLD {
        let missing = THRESHOLD - 0.5 - found.points;
        found.add(missing, "little of it tells this event from others".into());
    }
    Some(found)
}

/// Whether two documents of the same days have much of what they mention in common, beside the participants of two events.
fn same_story(one: (&DocumentProfile, &EventProfile), other: (&DocumentProfile, &EventProfile)) -> bool {
    let near = match (one.0.published, other.0.published) {
        (Some(mine), Some(theirs)) => mine.apart(theirs) <= UNDATED_DAYS,
        _ => true,
    };
    if !near {
        return false;
    }
    let own = |(document, event): (&DocumentProfile, &EventProfile), key: &str| {
        let is = |entity: &usize| document.entities[*entity].key.as_deref() == Some(key);
        event.arguments.iter().any(|(_, entity)| is(entity))
    };
    let shared = one.0.keys.iter().filter_map(|(key, weight)| {
        let their = other.0.keys.get(key)?;
        (!own(one, key) || !own(other, key)).then(|| weight.min(*their))
    });
    let shared: f32 = shared.sum();
    shared >= STORY_WEIGHT && shared >= STORY_SHARE * one.0.weight.min(other.0.weight)
}

/// What two events share that few others do.
#[derive(Debug, Default)]
struct Evidence {
    /// Pieces of it.
    specific: u32,
    /// Whether both are dated to one day.
    same_day: bool,
    /// Whether both may be of the same few days.
    days_near: bool,
    /// Whether it seldom happens to one person twice in so few days, and the person is the same.
    seldom: bool,
    /// Whether a person has the same role in both.
    person: bool,
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

/// Whether such events happen to the same participants again and again: attacks of whatever kind, and statements, demands, visits and
/// talks, CAMEO's 01 to 05 and 10 to 13.
fn is_recurring(ontology: &Ontology, one: &EventProfile, other: &EventProfile) -> bool {
    let said = |kind: &str| {
        if kind == "Attack" {
            return true;
        }
        let code = ontology.line(kind).find_map(|kind| kind.cameo.as_deref());
        let class = code.and_then(|code| code.get(..2)?.parse::<u8>().ok());
        class.is_some_and(|class| class <= 5 || (10..=13).contains(&class))
    };
    said(&one.kind) || said(&other.kind)
}

/// Whether such an event seldom happens to one person twice within days: an arrest, a dismissal, a wedding.
fn is_seldom(ontology: &Ontology, event: &EventProfile) -> bool {
    const SELDOM: [&str; 15] = [
        "Personnel.Start-Position",
        "Personnel.End-Position",
        "Justice.Arrest-Jail",
        "Justice.Release-Parole",
        "Justice.Charge-Indict",
        "Justice.Convict",
        "Justice.Sentence",
        "Justice.Acquit",
        "Justice.Extradite",
        "Justice.Pardon",
        "Justice.Fine",
        "Life.Marry",
        "Life.Divorce",
        "Life.Be-Born",
        "Life.Injure",
    ];
    let kidnapping = ontology.is_a(&event.kind, "Kidnapping") || ontology.is_a(&event.kind, "HostageRelease");
    let code = ontology.line(&event.kind).find_map(|kind| kind.ace.as_deref());
    kidnapping || code.is_some_and(|code| SELDOM.contains(&code))
}

/// An entity that takes part in both events.
struct Shared<'a> {
    roles: [&'a str; 2],
    entities: [usize; 2],
    name: &'a str,
    strength: Strength,
}

/// How much it says that two events share a participant.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Strength {
    /// A country, a people, an organisation of which each country has one: part of many events of the same days.
    Broad,
    /// An organisation, a facility.
    Group,
    /// A person.
    Person,
}

impl Strength {
    fn of(profile: &EntityProfile) -> Self {
        match profile.class.as_str() {
            "PER" => Self::Person,
            "NORP" => Self::Broad,
            "ORG" if profile.is_shared || profile.is_publisher => Self::Broad,
            _ if profile.means_country => Self::Broad,
            _ => Self::Group,
        }
    }

    fn points(self) -> f32 {
        match self {
            Self::Broad => 0.5,
            Self::Group => 1.5,
            Self::Person => 2.5,
        }
    }
}

/// The participants of an event that have a name, with their roles.
fn participants<'a>(
    ontology: &'a Ontology,
    document: &'a DocumentProfile,
    event: &'a EventProfile,
) -> impl Iterator<Item = (&'a str, usize, &'a EntityProfile)> + Clone {
    let others = event
        .arguments
        .iter()
        .filter(move |(role, _)| !is_place(ontology, event, role));
    others.map(|(role, entity)| (role.as_str(), *entity, &document.entities[*entity]))
}

/// The participants that both events have, each once; a pair in the same role is preferred.
fn shared_participants<'a>(
    ontology: &'a Ontology,
    one: (&'a DocumentProfile, &'a EventProfile),
    other: (&'a DocumentProfile, &'a EventProfile),
) -> Vec<Shared<'a>> {
    let mut found: Vec<Shared> = Vec::new();
    for (role, entity, profile) in participants(ontology, one.0, one.1) {
        for (their_role, their_entity, their) in participants(ontology, other.0, other.1) {
            let known = found
                .iter()
                .position(|shared| shared.entities == [entity, their_entity]);
            if known.is_some_and(|at| found[at].roles[0] == found[at].roles[1] || role != their_role) {
                continue;
            }
            let same = known.is_some()
                || entity::compare((one.0, profile), (other.0, their))
                    .is_some_and(|compared| compared.is_coreferent());
            if !same {
                continue;
            }
            let (mine, theirs) = (Strength::of(profile), Strength::of(their));
            let shared = Shared {
                roles: [role, their_role],
                entities: [entity, their_entity],
                name: &profile.name,
                strength: if mine < theirs { mine } else { theirs },
            };
            match known {
                Some(at) => found[at] = shared,
                None => found.push(shared),
            }
        }
    }
    found
}

/// The role that a filler can have only once in such events.
fn once<'a>(ontology: &'a Ontology, one: &EventProfile, other: &EventProfile) -> Option<&'a str> {
    let role = |kind: &str| ontology.get(kind).and_then(|kind| kind.once.as_deref());
    role(&one.kind).or_else(|| role(&other.kind))
}

/// The person who has in both events a role that one can have only once: nobody dies twice.
fn suffered_only_once<'a>(
    ontology: &Ontology,
    shared: &[Shared<'a>],
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
) -> Option<&'a str> {
    let role = once(ontology, one.1, other.1)?;
    let found = shared
        .iter()
        .find(|shared| shared.strength == Strength::Person && shared.roles == [role, role]);
    found.map(|shared| shared.name)
}

fn compare_times(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    once: Option<&str>,
    found: &mut Comparison,
    evidence: &mut Evidence,
) {
    if let (Some(mine), Some(theirs)) = (one.1.days, other.1.days) {
        // A day of difference is allowed: it was night, or the reporter is in another time zone.
        if mine.apart(theirs) > 1 {
            return found.veto("on different days");
        }
    }
    evidence.days_near = true;
    match (one.1.narrow_days(), other.1.narrow_days()) {
        (Some(mine), Some(theirs)) => {
            let exact = mine.is_day() && theirs.is_day();
            match (exact, mine.apart(theirs)) {
                (true, 0) => {
                    evidence.same_day = true;
                    evidence.specific += 1;
                    found.add(2.0, format!("both on {}", mine.start()));
                }
                (true, _) => found.add(0.5, "a day apart".into()),
                (false, _) => found.add(0.5, "the times overlap".into()),
            }
        }
        // Who dies only once needs no date.
        _ if once.is_some() => {}
        (Some(days), None) => dated_by_publication(days, other.0.published, found),
        (None, Some(days)) => dated_by_publication(days, one.0.published, found),
        // Without any date nothing says that they are of other days.
        (None, None) => {
            if let (Some(mine), Some(theirs)) = (one.0.published, other.0.published) {
                let days = match is_recurring(ontology, one.1, other.1) {
                    true => RECURRING_DAYS,
                    false => UNDATED_DAYS,
                };
                if mine.apart(theirs) > days {
                    return found.veto("without a date, in documents too far apart");
                }
                found.add(
                    0.5,
                    "the documents were published within days of each other".into(),
                );
            }
        }
    }
}

/// An event without a date counts as dated at publication.
fn dated_by_publication(days: Days, published: Option<Days>, found: &mut Comparison) {
    if let Some(published) = published {
        if days.widened(1, NEWS_DAYS).apart(published) > 0 {
            return found.veto("one has no date, and was published in other weeks than the other happened");
        }
        found.add(
            0.5,
            "one has no date, but was published within days of the other".into(),
        );
    }
}

/// What happened is not what was only attempted, planned or denied, unless both are of one day.
fn compare_realis(one: &EventProfile, other: &EventProfile, evidence: &Evidence, found: &mut Comparison) {
    let happened = |event: &EventProfile| matches!(event.realis.as_str(), "actual" | "alleged" | "");
    if one.realis == other.realis || happened(one) && happened(other) || evidence.same_day {
        return;
    }
    let dated = |event: &EventProfile| event.narrow_days().is_some();
    if dated(one) && dated(other) {
        return found.veto(&format!(
            "one is {}, the other {}, on another day",
            one.realis, other.realis
        ));
    }
    // A plan comes true on a day that it does not know; who denies a deed denies this one.
    if [one, other]
        .iter()
        .all(|event| happened(event) || event.realis == "denied")
    {
        return found.add(-1.0, format!("one is {}, the other {}", one.realis, other.realis));
    }
    found.veto(&format!("one is {}, the other {}", one.realis, other.realis));
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
    evidence: &mut Evidence,
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
        evidence.specific += 1;
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
        found.is_conflicting = true;
        found.add(-2.5, format!("one in {}, one in {}", own.name, their.name));
    }
}

/// Adds points for participants that both events have, and takes points where the fillers of a role differ.
fn compare_arguments(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    shared: &[Shared],
    found: &mut Comparison,
    evidence: &mut Evidence,
) {
    let once = once(ontology, one.1, other.1);
    // More than two people, or one broad actor, say no more.
    let (mut counted, mut broad) = (0, false);
    for own in shared {
        let [role, their_role] = own.roles;
        if own.strength == Strength::Broad {
            if !broad && role == their_role {
                broad = true;
                found.add(own.strength.points(), format!("{} is {role} in both", own.name));
            }
            continue;
        }
        counted += 1;
        if counted > 2 {
            continue;
        }
        evidence.specific += 1;
        if role == their_role && Some(role) == once && own.strength == Strength::Person {
            evidence.specific += 1;
            found.add(
                THRESHOLD,
                format!("{} is {role} in both, which is possible only once", own.name),
            );
        } else if role == their_role {
            let undergoes = ontology.side(&one.1.kind, role) == Side::Patient;
            if undergoes && own.strength == Strength::Person && one.1.realis == other.1.realis {
                evidence.seldom |= is_seldom(ontology, one.1) && is_seldom(ontology, other.1);
            }
            evidence.person |= own.strength == Strength::Person;
            found.add(own.strength.points(), format!("{} is {role} in both", own.name));
        } else {
            // Reports may give a person different roles: the suspect of one is the attacker of the next.
            found.add(
                1.0,
                format!("{} is {role} in one, {their_role} in the other", own.name),
            );
        }
    }
    if evidence.seldom {
        found.add(0.5, "which seldom happens to one person twice within days".into());
    }
    let recurring = is_recurring(ontology, one.1, other.1);
    let mut seen: Vec<&str> = Vec::new();
    for (role, ..) in participants(ontology, one.0, one.1) {
        if seen.contains(&role) {
            continue;
        }
        seen.push(role);
        let fillers = |document: &'_ DocumentProfile, event: &EventProfile| -> Option<Strength> {
            let own = participants(ontology, document, event).filter(|(name, ..)| *name == role);
            own.map(|(.., profile)| Strength::of(profile))
                .max_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal))
        };
        let (Some(mine), Some(theirs)) = (fillers(one.0, one.1), fillers(other.0, other.1)) else {
            continue;
        };
        if shared.iter().any(|shared| shared.roles == [role, role]) {
            continue;
        }
        let people = mine == Strength::Person && theirs == Strength::Person;
        let specific = mine > Strength::Broad && theirs > Strength::Broad;
        if Some(role) == once && people {
            found.veto(&format!("the {role} differs"));
        } else if ontology.role(role).is_some_and(|role| role.distinctive) || recurring && specific {
            found.add(-2.5, format!("the {role} differs"));
        } else {
            found.add(if specific { -1.5 } else { -0.5 }, format!("the {role} differs"));
        }
    }
    compare_unnamed(ontology, one, other, found, evidence);
}

/// Words that say too little of somebody to tell who it is.
const PLAIN_WORDS: [&str; 16] = [
    "people",
    "person",
    "man",
    "men",
    "woman",
    "women",
    "police",
    "soldier",
    "soldiers",
    "civilians",
    "officials",
    "official",
    "others",
    "members",
    "one",
    "victims",
];

fn is_telling(word: &str) -> bool {
    !PLAIN_WORDS.contains(&word)
}

/// Adds points for a participant without a name who is called by the same word in both events, or by a word that the other
/// document says of the one who has the role there ("the former president").
fn compare_unnamed(
    ontology: &Ontology,
    one: (&DocumentProfile, &EventProfile),
    other: (&DocumentProfile, &EventProfile),
    found: &mut Comparison,
    evidence: &mut Evidence,
) {
    let mut seen: Vec<&(String, String)> = Vec::new();
    for argument in &one.1.unnamed_arguments {
        if seen.len() > 1 || seen.contains(&argument) || !other.1.unnamed_arguments.contains(argument) {
            continue;
        }
        seen.push(argument);
        let (role, word) = argument;
        let points = if is_telling(word) { 1.0 } else { 0.25 };
        // Beside a person whom both have, it is a second role.
        if is_telling(word) && evidence.person {
            evidence.specific += 1;
        }
        found.add(points, format!("the {role} is called {word} in both"));
    }
    let described = |nameless: &EventProfile, document: &DocumentProfile, event: &EventProfile| {
        let words = nameless.unnamed_arguments.iter();
        words
            .filter(|(_, word)| is_telling(word))
            .find_map(|(role, word)| {
                let mut named = participants(ontology, document, event);
                let (.., who) = named.find(|(name, _, who)| name == role && who.roles.contains(word))?;
                Some(format!(
                    "the {role} of one is called {word}, which {} is",
                    who.name
                ))
            })
    };
    if let Some(reason) = described(one.1, other.0, other.1).or_else(|| described(other.1, one.0, one.1)) {
        evidence.specific += 1;
        found.add(1.5, reason);
    }
}

/// Adds points for counts that are equal, or close as those of first reports are.
fn compare_counts(one: &EventProfile, other: &EventProfile, found: &mut Comparison, evidence: &mut Evidence) {
    for (role, count) in &one.counts {
        for (_, their) in other.counts.iter().filter(|(their, _)| their == role) {
            let (low, high) = (count.min(their), count.max(their));
            if low == high && *low > 1 {
                // Few events have 23 pirates in them; ten or fifty may be anybody's guess.
                let telling = *low > 10 && low % 10 > 0;
                let called = |argument: &&(String, String)| argument.0 == *role && is_telling(&argument.1);
                let mut own = one.unnamed_arguments.iter().filter(called);
                let same = own.any(|argument| other.unnamed_arguments.contains(argument));
                evidence.specific += u32::from(*low > 9) + u32::from(telling && same);
                let points = match *low {
                    _ if telling => 3.0,
                    10.. => 2.0,
                    _ => 1.5,
                };
                return found.add(points, format!("{low} of {role} in both"));
            }
            if *low > 1 && high - low <= 3.max(high / 4) {
                return found.add(0.5, format!("{low} and {high} of {role}"));
            }
        }
    }
}
