//! Whether two entities of two documents are one.
//!
//! The name must allow it, what is said of them must not contradict, and the two documents must have something in common:
//! people of one name are many. How much in common is asked depends on how much the names say.

use super::{
    Comparison,
    names::{self, Likeness},
    profile::{Document, Profile, is_unique},
};

/// Points that make two one.
const SAME: f32 = 4.0;
/// Days between two documents that may tell of the same news.
const NEWS: i32 = 30;

/// Compares an entity of one document with one of another; `None` when the names have nothing to do with each other.
pub fn compare(one: (&Document, &Profile), other: (&Document, &Profile)) -> Option<Comparison> {
    let (mine, theirs) = (one.1, other.1);
    let mut found = Comparison::new(SAME);
    if mine.class != theirs.class {
        // The tagger may take a band for a people here and for a body there. A person and a place of one name are two.
        let person = mine.class == "PER" || theirs.class == "PER";
        let mut names = mine.names.iter().filter(|name| !person || name.len() > 1);
        let same = names.any(|name| theirs.names.contains(name));
        let known = |profile: &Profile| {
            profile
                .key
                .as_deref()
                .is_some_and(|key| key.starts_with("geonames/"))
        };
        if !same || known(mine) || known(theirs) {
            return None;
        }
        found.add(2.0, format!("both are called {}", mine.name));
        common(one, other, &mut found);
        return Some(found);
    }
    if let (Some(key), Some(other)) = (mine.hub(), theirs.hub()) {
        if key == other {
            found.add(SAME, format!("both are {key}"));
            return Some(found);
        }
        if is_unique(key) && is_unique(other) {
            return None;
        }
    }
    // Such a body has one key under all its names, and another key is another body.
    if mine.is_known || theirs.is_known {
        return None;
    }
    let owners = (mine.owner(), theirs.owner());
    if matches!(owners, (Some(owner), Some(other)) if owner != other) {
        return None;
    }
    let likeness = best(mine, theirs)?;
    match mine.class.as_str() {
        "PER" => person(one, other, likeness, &mut found),
        "LOC" => place(one, other, likeness, &mut found),
        _ => thing(one, other, likeness, &mut found),
    }
    Some(found)
}

/// The best of all pairs of names.
fn best(one: &Profile, other: &Profile) -> Option<Likeness> {
    let compare = match one.class.as_str() {
        "PER" => names::people,
        _ => names::things,
    };
    // A surname alone says less than the full name beside it.
    let full = |profile: &Profile, name: &[String]| {
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

fn person(
    one: (&Document, &Profile),
    other: (&Document, &Profile),
    likeness: Likeness,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    let points = match likeness {
        Likeness::Same => 3.0,
        Likeness::Longer => 2.5,
        Likeness::Variant => 1.0,
        Likeness::Part => 0.0,
    };
    found.add(
        points,
        format!("{} and {}: {}", mine.name, theirs.name, said(likeness)),
    );
    let both = |one: &rustc_hash::FxHashSet<String>, other: &rustc_hash::FxHashSet<String>| {
        (!one.is_empty() && !other.is_empty()).then(|| one.intersection(other).next().cloned())
    };
    match both(&mine.roles, &theirs.roles) {
        Some(Some(role)) => found.add(1.0, format!("both are called {role}")),
        Some(None) => found.add(-1.5, "what they are called differs".into()),
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
    common(one, other, found);
    let part = mine.parts.intersection(&theirs.parts).next();
    if let Some((kind, role)) = part {
        found.add(1.0, format!("both have the part {role} in {kind}"));
    }
    if likeness < Likeness::Longer && !near(one.0, other.0) {
        found.veto("the names differ, and so do the times of the news");
    }
}

fn place(
    one: (&Document, &Profile),
    other: (&Document, &Profile),
    likeness: Likeness,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    if likeness < Likeness::Same {
        return found.veto("their names differ");
    }
    // A name that the gazetteer does not have is borne by few places.
    let rare = mine.candidates.is_empty() && theirs.candidates.is_empty();
    let points = if rare { 3.0 } else { 2.0 };
    found.add(points, format!("both are called {}", mine.name));
    match (&mine.country, &theirs.country) {
        (Some(country), Some(their)) if country == their => found.add(2.0, format!("both lie in {country}")),
        (Some(_), Some(_)) => return found.veto("they lie in different countries"),
        _ => {}
    }
    // One is linked; is it among what the other may be?
    let id = |profile: &Profile| {
        profile
            .key
            .as_deref()
            .and_then(|key| Some(key.strip_prefix("geonames/")?.to_string()))
    };
    let may = |profile: &Profile, id: &str| {
        profile.candidates.is_empty() || profile.candidates.contains(&format!("geonames:{id}"))
    };
    if id(mine).is_some_and(|id| !may(theirs, &id)) || id(theirs).is_some_and(|id| !may(mine, &id)) {
        return found.veto("the gazetteer knows them for two");
    }
    common(one, other, found);
}

fn thing(
    one: (&Document, &Profile),
    other: (&Document, &Profile),
    likeness: Likeness,
    found: &mut Comparison,
) {
    let (mine, theirs) = (one.1, other.1);
    let name = &mine.names[0];
    // "Central Bank", "National Police": many bear the name.
    let general = name.len() < 2 || mine.is_shared || is_general(name);
    // The congress of one document has a country; in the other it is just "Congress".
    let plain = match (mine.owner(), theirs.owner()) {
        (Some(owner), None) => Some((owner, other.0)),
        (None, Some(owner)) => Some((owner, one.0)),
        _ => None,
    };
    if let Some((owner, document)) = plain
        && !document.speaks_of(owner)
    {
        return found.veto(&format!(
            "one is of {owner}, of which the other document does not speak"
        ));
    }
    let of_many = plain.is_some_and(|(_, document)| document.nations.len() > 1);
    let points = match likeness {
        Likeness::Same if of_many => 0.25,
        Likeness::Same if general => 1.5,
        Likeness::Same => 3.0,
        Likeness::Longer | Likeness::Variant => 1.0,
        Likeness::Part => 0.5,
    };
    found.add(
        points,
        format!("{} and {}: {}", mine.name, theirs.name, said(likeness)),
    );
    common(one, other, found);
    if likeness < Likeness::Same && !near(one.0, other.0) {
        found.veto("the names differ, and so do the times of the news");
    }
}

/// Names that begin so are borne by a body of each country or city.
fn is_general(name: &[String]) -> bool {
    const GENERAL: [&str; 14] = [
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
    name.len() < 3 && GENERAL.contains(&name[0].as_str()) || matches!(last, "police" | "party" | "university")
}

fn said(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Same => "the same name",
        Likeness::Longer => "the same name but for the middle",
        Likeness::Variant => "names that may be one",
        Likeness::Part => "a part of the name",
    }
}

/// What else both documents speak of.
fn common(one: (&Document, &Profile), other: (&Document, &Profile), found: &mut Comparison) {
    let own = |profile: &Profile, key: &str| profile.key.as_deref() == Some(key);
    let shared = shared(one.0, other.0, |key| !own(one.1, key) && !own(other.1, key));
    for (weight, key) in shared {
        found.add(weight, format!("both documents speak of {key}"));
    }
    let country = one.0.countries.intersection(&other.0.countries).min();
    if let Some(country) = country {
        found.add(0.25, format!("both documents speak of the country {country}"));
    }
    if near(one.0, other.0) {
        found.add(0.25, "they tell the news of the same weeks".into());
    }
}

/// The three things that say most of all that both documents speak of; three say as much as twenty.
pub(super) fn shared<'a>(
    one: &'a Document,
    other: &'a Document,
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

fn near(one: &Document, other: &Document) -> bool {
    match (one.published, other.published) {
        (Some(one), Some(other)) => one.apart(other) <= NEWS,
        _ => false,
    }
}
