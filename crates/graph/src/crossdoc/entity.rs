//! Whether two entities of different documents are coreferent.
//!
//! Their names must match, their attributes must not contradict each other, and the two documents must have something in common,
//! as many people share a name. How much in common is needed depends on how well the names match.

use super::{
    Comparison,
    names::{self, NameMatch},
    profile::{DocumentProfile, EntityProfile, is_unique_key},
};

/// Points from which on two entities are coreferent.
const THRESHOLD: f32 = 4.0;
/// Days between two documents that probably report the same news.
const SAME_DAYS: i32 = 7;
/// Days between two documents that may report the same news.
const NEWS_DAYS: i32 = 30;

/// Compares an entity of one document with one of another; `None` when their names do not match at all.
pub fn compare(
    one: (&DocumentProfile, &EntityProfile),
    other: (&DocumentProfile, &EntityProfile),
) -> Option<Comparison> {
    let (mine, theirs) = (one.1, other.1);
    let mut found = Comparison::new(THRESHOLD);
    if mine.class != theirs.class {
        // The tagger may call a group a NORP in one document and an ORG in the other. A person and a place of one name differ.
        let person = mine.class == "PER" || theirs.class == "PER";
        let mut names = mine.names.iter().filter(|name| !person || name.len() > 1);
        let same = names.any(|name| theirs.names.contains(name));
        let known = |profile: &EntityProfile| {
            profile
                .key
                .as_deref()
                .is_some_and(|key| key.starts_with("geonames/"))
        };
        if !same || known(mine) || known(theirs) {
            return None;
        }
        found.add(2.0, format!("both are called {}", mine.name));
        add_shared_context(one, other, &mut found);
        return Some(found);
    }
    if let (Some(item), Some(other)) = (&mine.wikidata, &theirs.wikidata) {
        if item != other {
            return None;
        }
        found.add(THRESHOLD, format!("both are {item} in Wikidata"));
        return Some(found);
    }
    if let (Some(key), Some(other)) = (mine.exact_key(), theirs.exact_key()) {
        if key == other {
            found.add(THRESHOLD, format!("both are {key}"));
            return Some(found);
        }
        if is_unique_key(key) && is_unique_key(other) {
            return None;
        }
    }
    // A known organisation has one key under all its names, so different keys are different organisations.
    if mine.is_known || theirs.is_known {
        return None;
    }
    let owners = (mine.owner(), theirs.owner());
    if matches!(owners, (Some(owner), Some(other)) if owner != other) {
        return None;
    }
    let names = best_name_match(mine, theirs)?;
    match mine.class.as_str() {
        "PER" => compare_people(one, other, names, &mut found),
        "LOC" => compare_places(one, other, names, &mut found),
        _ => compare_others(one, other, names, &mut found),
    }
    Some(found)
}

/// The best match over all pairs of names.
fn best_name_match(one: &EntityProfile, other: &EntityProfile) -> Option<NameMatch> {
    let compare = match one.class.as_str() {
        "PER" => names::compare_people,
        _ => names::compare_others,
    };
    // Where the full name is known, the surname alone does not count.
    let full = |profile: &EntityProfile, name: &[String]| {
        profile.class != "PER" || name.len() > 1 || profile.names.iter().all(|name| name.len() < 2)
    };
    let mut found = None;
    for name in one.names.iter().filter(|name| full(one, name)) {
        for their in other.names.iter().filter(|name| full(other, name)) {
            found = found.max(compare(name, their));
        }
    }
    found
}

fn compare_people(
    one: (&DocumentProfile, &EntityProfile),
    other: (&DocumentProfile, &EntityProfile),
    names: NameMatch,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    let points = match names {
        NameMatch::Exact => 3.0,
        NameMatch::MiddleName => 2.5,
        NameMatch::Variant => 1.0,
        NameMatch::Partial => 0.0,
    };
    found.add(
        points,
        format!("{} and {}: {}", mine.name, theirs.name, describe(names)),
    );
    let both = |one: &rustc_hash::FxHashSet<String>, other: &rustc_hash::FxHashSet<String>| {
        (!one.is_empty() && !other.is_empty()).then(|| one.intersection(other).next().cloned())
    };
    match both(&mine.roles, &theirs.roles) {
        Some(Some(role)) => found.add(1.0, format!("both have the role {role}")),
        Some(None) => found.add(-1.5, "their roles differ".into()),
        None => {}
    }
    match both(&mine.nationalities, &theirs.nationalities) {
        Some(Some(nation)) => found.add(0.5, format!("both are of {nation}")),
        Some(None) => found.veto("their nationalities differ"),
        None => {}
    }
    if let (Some(age), Some(their)) = (mine.age, theirs.age) {
        let years = match (one.0.published, other.0.published) {
            (Some(one), Some(other)) => one.apart(other) / 365,
            _ => 0,
        };
        match (age - their).abs() <= years + 1 {
            true => found.add(1.0, format!("both are {age}")),
            false => found.veto("their ages differ"),
        }
    }
    add_shared_context(one, other, found);
    let part = mine.event_roles.intersection(&theirs.event_roles).next();
    if let Some((kind, role)) = part {
        found.add(1.0, format!("both are the {role} of an event of type {kind}"));
    }
    if names < NameMatch::MiddleName && !published_close(one.0, other.0) {
        found.veto("the names differ, and the documents are too far apart in time");
    }
}

fn compare_places(
    one: (&DocumentProfile, &EntityProfile),
    other: (&DocumentProfile, &EntityProfile),
    names: NameMatch,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    if names < NameMatch::Exact {
        return found.veto("their names differ");
    }
    // Few places have a name that is not in the gazetteer.
    let rare = mine.candidates.is_empty() && theirs.candidates.is_empty();
    let points = if rare { 3.0 } else { 2.0 };
    found.add(points, format!("both are called {}", mine.name));
    match (&mine.country, &theirs.country) {
        (Some(country), Some(their)) if country == their => found.add(2.0, format!("both lie in {country}")),
        (Some(_), Some(_)) => return found.veto("they lie in different countries"),
        _ => {}
    }
    // One is linked to a gazetteer id; is that among the other's candidates?
    let id = |profile: &EntityProfile| {
        profile
            .key
            .as_deref()
            .and_then(|key| Some(key.strip_prefix("geonames/")?.to_string()))
    };
    let may = |profile: &EntityProfile, id: &str| {
        profile.candidates.is_empty() || profile.candidates.contains(&format!("geonames:{id}"))
    };
    if id(mine).is_some_and(|id| !may(theirs, &id)) || id(theirs).is_some_and(|id| !may(mine, &id)) {
        return found.veto("the gazetteer has different ids for them");
    }
    add_shared_context(one, other, found);
}

fn compare_others(
    one: (&DocumentProfile, &EntityProfile),
    other: (&DocumentProfile, &EntityProfile),
    names: NameMatch,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    let name = &mine.names[0];
    // "Central Bank", "National Police": many organisations have the name.
    let generic = name.len() < 2 && !mine.is_rare || mine.is_shared || is_generic(name);
    // One document's congress has a country, the other's is just "Congress".
    let unowned = match (mine.owner(), theirs.owner()) {
        (Some(owner), None) => Some((owner, other.0)),
        (None, Some(owner)) => Some((owner, one.0)),
        _ => None,
    };
    if let Some((owner, document)) = unowned
        && !document.mentions(owner)
    {
        return found.veto(&format!(
            "one belongs to {owner}, which the other document does not mention"
        ));
    }
    let ambiguous_owner = unowned.is_some_and(|(_, document)| document.nations.len() > 1);
    let points = match names {
        NameMatch::Exact if ambiguous_owner => 0.25,
        NameMatch::Exact if generic => 1.5,
        NameMatch::Exact => 3.0,
        NameMatch::MiddleName | NameMatch::Variant => 1.0,
        NameMatch::Partial => 0.5,
    };
    found.add(
        points,
        format!("{} and {}: {}", mine.name, theirs.name, describe(names)),
    );
    add_shared_context(one, other, found);
    if names < NameMatch::Exact && !published_close(one.0, other.0) {
        found.veto("the names differ, and the documents are too far apart in time");
    }
}

/// Whether many countries or cities have an organisation of that name.
fn is_generic(name: &[String]) -> bool {
    const GENERIC: [&str; 14] = [
        "national",
        "central",
        "federal",
        "supreme",
        "royal",
        "state",
        "high",
        "city",
        "general",
        "public",
        "civil",
        "red",
        "international",
        "main",
    ];
    let last = name.last().map_or("", String::as_str);
    name.len() < 3 && GENERIC.contains(&name[0].as_str()) || matches!(last, "police" | "party" | "university")
}

fn describe(names: NameMatch) -> &'static str {
    match names {
        NameMatch::Exact => "the same name",
        NameMatch::MiddleName => "the same name but for a middle name",
        NameMatch::Variant => "spelling variants of a name",
        NameMatch::Partial => "a part of the name or its acronym",
    }
}

/// Adds points for what else both documents mention.
fn add_shared_context(
    one: (&DocumentProfile, &EntityProfile),
    other: (&DocumentProfile, &EntityProfile),
    found: &mut Comparison,
) {
    let own = |profile: &EntityProfile, key: &str| profile.key.as_deref() == Some(key);
    let shared = shared_keys(one.0, other.0, |key| !own(one.1, key) && !own(other.1, key));
    for (weight, key) in shared {
        found.add(weight, format!("both documents mention {key}"));
    }
    let country = one.0.countries.intersection(&other.0.countries).min();
    if let Some(country) = country {
        found.add(0.25, format!("both documents mention the country {country}"));
    }
    match (one.0.published, other.0.published) {
        (Some(mine), Some(theirs)) if mine.apart(theirs) <= SAME_DAYS => {
            found.add(0.75, "both documents are of the same days".into());
        }
        _ if published_close(one.0, other.0) => {
            found.add(0.25, "both documents are of the same weeks".into());
        }
        _ => {}
    }
}

/// The keys that both documents have, the three of the highest weight: more say no more.
pub(super) fn shared_keys<'a>(
    one: &'a DocumentProfile,
    other: &'a DocumentProfile,
    counts: impl Fn(&str) -> bool,
) -> Vec<(f32, &'a String)> {
    let keys = one.keys.iter().filter(|(key, _)| counts(key));
    let mut shared: Vec<(f32, &String)> = keys
        .filter_map(|(key, weight)| Some((weight.min(*other.keys.get(key)?), key)))
        .collect();
    shared.retain(|(weight, _)| *weight > 0.0);
    shared.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    shared.truncate(3);
    shared
}

/// Whether both documents may report the same news.
fn published_close(one: &DocumentProfile, other: &DocumentProfile) -> bool {
    match (one.published, other.published) {
        (Some(one), Some(other)) => one.apart(other) <= NEWS_DAYS,
        _ => false,
    }
}
