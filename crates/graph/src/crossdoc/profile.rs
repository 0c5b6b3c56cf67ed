//! What a document shows of its entities and events, as far as it helps to find them again in other documents.
//!
//! In: [`Facts`]. Out: a [`Document`] with a profile an entity that has a name, and one an event. A profile is small and
//! speaks of its own document only, so that whether two profiles are one depends on nothing but the two.

use rustc_hash::{FxHashMap, FxHashSet};

use super::days::Days;
use triplewire_facts::{Entity, Event, Facts};
use triplewire_lexicon::{Lexicon, names::normalised_phrase};

/// One document's side of the comparison.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The document's id.
    pub id: String,
    /// The days on which it may have been published.
    pub published: Option<Days>,
    /// Its entities that have a name.
    pub entities: Vec<Profile>,
    /// Its events.
    pub events: Vec<Happening>,
    /// Codes of the countries that it speaks of.
    pub countries: FxHashSet<String>,
    /// Names of the countries that it speaks of, by themselves or by their people.
    pub nations: FxHashSet<String>,
    /// Keys of all its named entities, each with how much it says that another document has it too.
    pub keys: FxHashMap<String, f32>,
}

/// An entity that has a name.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its id in the document.
    pub id: String,
    /// Its class.
    pub class: String,
    /// Its name in the document.
    pub name: String,
    /// Its other names there.
    pub aliases: Vec<String>,
    /// The key that documents share.
    pub key: Option<String>,
    /// Its names in normalised words, the canonical one first.
    pub names: Vec<Vec<String>>,
    /// Last words of its roles and titles: "minister", "footballer".
    pub roles: FxHashSet<String>,
    /// Countries whose people it is of.
    pub nationalities: FxHashSet<String>,
    /// Age in years.
    pub age: Option<i32>,
    /// Code of the country that it lies in.
    pub country: Option<String>,
    /// Name of the country that it is, or whose people.
    pub nation: Option<String>,
    /// Gazetteer ids that it may have.
    pub candidates: FxHashSet<String>,
    /// Types of the events in which it has a part, with the part.
    pub parts: FxHashSet<(String, String)>,
    /// Whether its key is that of an organisation of which other names are known: "org/united-nations".
    pub is_known: bool,
    /// Whether every country or city may have an organisation of its first name.
    pub is_shared: bool,
    /// Whether its name is that of a country, and whether it stands for one ("Russian").
    pub is_country: bool,
    pub means_country: bool,
}

/// An event.
#[derive(Debug, Clone, Default)]
pub struct Happening {
    /// Its id in the document.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// TIMEX3 value of its time.
    pub time: Option<String>,
    /// The days on which it may have happened.
    pub days: Option<Days>,
    /// Lemma-like forms of the triggers.
    pub triggers: FxHashSet<String>,
    /// Who and what has a part: the role, and the number of the profile, if it has a name.
    pub parts: Vec<(String, usize)>,
    /// The same for those without a name: the role and its last word.
    pub nameless: Vec<(String, String)>,
    /// Counts by role.
    pub counts: Vec<(String, u64)>,
}

impl Document {
    /// The profile of a document; the lexicon's names say what is a country, and what is well known.
    pub fn of(lexicon: &Lexicon, facts: &Facts) -> Self {
        let named = facts.entities.iter().filter(|entity| is_named(entity));
        let mut document = Self {
            id: facts.id.clone(),
            published: facts.published.as_deref().and_then(Days::of),
            entities: named.map(|entity| Profile::of(lexicon, entity)).collect(),
            ..Self::default()
        };
        for entity in &document.entities {
            if let Some(key) = &entity.key {
                let weight = weight(key, entity);
                let known = document.keys.entry(key.clone()).or_insert(weight);
                *known = known.min(weight);
            }
        }
        document.countries = document
            .entities
            .iter()
            .filter_map(|entity| entity.country.clone())
            .collect();
        document.nations = document
            .entities
            .iter()
            .filter_map(|entity| entity.nation.clone())
            .collect();
        for event in &facts.events {
            let happening = document.happening(facts, event);
            for (role, entity) in &happening.parts {
                document.entities[*entity]
                    .parts
                    .insert((happening.kind.clone(), role.clone()));
            }
            document.events.push(happening);
        }
        document
    }

    /// Whether it speaks of the owner of a body, as [`Profile::owner`] gives it: of the country or its people, or of anything of that
    /// name.
    pub fn speaks_of(&self, owner: &str) -> bool {
        let plain = |name: &str| name.replace('-', " ");
        let owner = plain(owner);
        let named = |profile: &Profile| profile.names.iter().any(|name| plain(&name.join(" ")) == owner);
        self.nations.iter().any(|nation| plain(nation) == owner) || self.entities.iter().any(named)
    }

    fn happening(&self, facts: &Facts, event: &Event) -> Happening {
        let number = |id: &str| self.entities.iter().position(|entity| entity.id == id);
        let time = event.time.as_ref().and_then(|time| time.value.clone());
        let mut found = Happening {
            id: event.id.clone(),
            kind: event.kind.clone(),
            days: time.as_deref().and_then(Days::of),
            time,
            triggers: event
                .triggers
                .iter()
                .map(|trigger| normalised_phrase(&trigger.text))
                .collect(),
            ..Happening::default()
        };
        for argument in &event.arguments {
            let entity = argument.entity.as_deref().and_then(|id| facts.entity(id));
            match argument.entity.as_deref().and_then(number) {
                Some(number) => found.parts.push((argument.role.clone(), number)),
                None => {
                    let name = entity.map_or(argument.text.as_str(), |entity| entity.name.as_str());
                    let last = normalised_phrase(name).rsplit(' ').next().map(String::from);
                    found
                        .nameless
                        .extend(last.map(|word| (argument.role.clone(), word)));
                }
            }
            found
                .counts
                .extend(argument.count.map(|count| (argument.role.clone(), count)));
        }
        found
    }
}

/// Days of a time that says when something was; a season or a year says too little.
const SHORT: i32 = 31;

impl Happening {
    /// Its days, where they say when it was.
    pub fn short(&self) -> Option<Days> {
        self.days.filter(|days| days.last - days.first <= SHORT)
    }
}

impl Profile {
    /// The key, where it says all by itself: a gazetteer's id, a people, a body with its country or one known by its letters.
    pub fn hub(&self) -> Option<&str> {
        let key = self.key.as_deref()?;
        let body = self.class == "ORG" && (self.owner().is_some() || self.is_known);
        (is_unique(key) || body).then_some(key)
    }

    /// The country or whatever else a body of a common name belongs to: "turkey" of "org/turkey/interior-ministry".
    pub fn owner(&self) -> Option<&str> {
        let (owner, _) = self.key.as_deref()?.strip_prefix("org/")?.split_once('/')?;
        Some(owner)
    }

    fn of(lexicon: &Lexicon, entity: &Entity) -> Self {
        let mut names: Vec<Vec<String>> = Vec::new();
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let words: Vec<String> = normalised_phrase(name)
                .split(' ')
                .filter(|word| !word.is_empty() && *word != "the")
                .map(String::from)
                .collect();
            if !words.is_empty() && !names.contains(&words) {
                names.push(words);
            }
        }
        let mut profile = Self {
            id: entity.id.clone(),
            class: entity.class.clone(),
            name: entity.name.clone(),
            aliases: entity.aliases.clone(),
            key: entity.key.clone(),
            is_shared: names.first().is_some_and(|name| lexicon.is_shared(name)),
            names,
            nation: nation(lexicon, entity),
            is_known: entity.key.as_deref().is_some_and(|key| is_known(lexicon, key)),
            is_country: lexicon.is_country(&entity.name),
            means_country: lexicon.country_meant(&entity.name).is_some(),
            ..Self::default()
        };
        for attribute in &entity.attributes {
            match attribute.kind.as_str() {
                "title" | "role" => profile.roles.extend(office(&attribute.value)),
                "nationality" => {
                    profile.nationalities.insert(attribute.value.to_lowercase());
                }
                "age" => profile.age = profile.age.or(attribute.value.parse().ok()),
                _ => {}
            }
        }
        if let Some(place) = &entity.place {
            profile.country = place.country.clone();
            profile.candidates = place.candidates.iter().map(|one| one.id.clone()).collect();
        }
        profile
    }
}

/// The country that a place is, or whose people a group is.
fn nation(lexicon: &Lexicon, entity: &Entity) -> Option<String> {
    match entity.class.as_str() {
        "LOC" | "NORP" => lexicon.country_meant(&entity.name),
        _ => None,
    }
}

/// Whether a key is borne by one thing alone: a gazetteer's id, a people.
pub fn is_unique(key: &str) -> bool {
    key.starts_with("geonames/") || key.starts_with("norp/")
}

/// Whether a key is that of an organisation of which other names are known: "org/united-nations".
fn is_known(lexicon: &Lexicon, key: &str) -> bool {
    key.strip_prefix("org/")
        .is_some_and(|name| !lexicon.aliases(&name.replace('-', " ")).is_empty())
}

/// How much it says that two documents speak of the same.
fn weight(key: &str, entity: &Profile) -> f32 {
    if key.starts_with("per/") {
        // A surname alone is shared by many.
        return if key.contains('-') { 1.5 } else { 0.5 };
    }
    if key.starts_with("org/") {
        return if entity.is_known { 0.25 } else { 1.0 };
    }
    match key.split('/').next() {
        Some("geonames" | "loc") if entity.means_country => 0.0,
        Some("geonames" | "loc" | "fac") => 0.75,
        Some("norp") => 0.0,
        _ => 0.5,
    }
}

fn is_named(entity: &Entity) -> bool {
    entity.mentions.iter().any(|mention| mention.kind == "name")
        && !matches!(entity.class.as_str(), "DATE" | "MONEY")
}

/// The word that says what somebody is: "minister" of "Interior Minister of Lund".
fn office(role: &str) -> Option<String> {
    let words = normalised_phrase(role);
    let mut words = words.split(' ').take_while(|word| {
        !matches!(
            *word,
            "of" | "for" | "to" | "in" | "at" | "on" | "from" | "with" | "who"
        )
    });
    let last = words.by_ref().last().filter(|word| !word.is_empty())?;
    // Such words say nothing of who it is.
    (!matches!(last, "mr" | "mrs" | "ms" | "sir" | "miss" | "he" | "one")).then(|| last.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_says_what_somebody_is() {
        assert_eq!(office("Interior Minister of Lund").as_deref(), Some("minister"));
        assert_eq!(office("Mr."), None);
        assert_eq!(office(""), None);
    }
}
