//! Profiles: the features of a document's entities and events by which they are compared with those of other documents.
//!
//! In: [`Facts`]. Out: a [`DocumentProfile`], with a profile for each named entity and one for each event. A profile is small and
//! is made of its own document alone, so that comparing two profiles needs nothing else.

use rustc_hash::{FxHashMap, FxHashSet};

use super::days::Days;
use triplewire_facts::{Argument, Entity, Event, Facts};
use triplewire_lexicon::{Lexicon, names::normalised_phrase};

/// The profile of a document: its entities, its events, and what else it mentions.
#[derive(Debug, Clone, Default)]
pub struct DocumentProfile {
    /// Id of the document.
    pub id: String,
    /// The days on which it may have been published.
    pub published: Option<Days>,
    /// The profiles of its named entities.
    pub entities: Vec<EntityProfile>,
    /// The profiles of its events.
    pub events: Vec<EventProfile>,
    /// Codes of the countries that it mentions.
    pub countries: FxHashSet<String>,
    /// Names of the countries that it mentions, by name or by demonym.
    pub nations: FxHashSet<String>,
    /// Keys of all its named entities, each with its weight: how strongly another document that has it too is related.
    pub keys: FxHashMap<String, f32>,
    /// Sum of these weights.
    pub weight: f32,
    /// Who belongs to what: members, staff, parts.
    pub memberships: Vec<[usize; 2]>,
}

/// The profile of a named entity.
#[derive(Debug, Clone, Default)]
pub struct EntityProfile {
    /// Id of the entity in the document.
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
    /// Id of its item in Wikidata.
    pub wikidata: Option<String>,
    /// Code of the country that it lies in.
    pub country: Option<String>,
    /// Name of the country that it is, or whose people it is.
    pub nation: Option<String>,
    /// Candidate gazetteer ids.
    pub candidates: FxHashSet<String>,
    /// Types of the events that it is an argument of, each with the role.
    pub event_roles: FxHashSet<(String, String)>,
    /// Whether its key is that of an organisation with known aliases: "org/united-nations".
    pub is_known: bool,
    /// Whether every country or city may have an organisation of its first name.
    pub is_shared: bool,
    /// Whether it publishes news, or is who published the document: what it is quoted for has nothing to do with it.
    pub is_publisher: bool,
    /// Whether it is an organisation of one word that hardly another one is called ("Boeing", "CNN").
    pub is_rare: bool,
    /// Whether its name is that of a country.
    pub is_country: bool,
    /// Whether its name is that of a country or of its people ("Russian").
    pub means_country: bool,
}

/// The profile of an event.
#[derive(Debug, Clone, Default)]
pub struct EventProfile {
    /// Id of the event in the document.
    pub id: String,
    /// Type of the event.
    pub kind: String,
    /// Whether it happened, as the document has it.
    pub realis: String,
    /// TIMEX3 value of its time.
    pub time: Option<String>,
    /// The days on which it may have happened.
    pub days: Option<Days>,
    /// Normalised words of the triggers.
    pub triggers: FxHashSet<String>,
    /// Arguments that have a name: the role, and the index of the entity's profile.
    pub arguments: Vec<(String, usize)>,
    /// Arguments without a name: the role, and the last word of the filler.
    pub unnamed_arguments: Vec<(String, String)>,
    /// Arguments without a name, as they are described.
    pub described: Vec<Described>,
    /// Counts by role.
    pub counts: Vec<(String, u64)>,
}

/// A participant without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// Its role.
    pub role: String,
    /// Id of the entity in the document.
    pub entity: String,
    /// What it is called.
    pub name: String,
    /// Whether it is several.
    pub is_plural: bool,
}

impl DocumentProfile {
    /// The profile of a document with these facts. The lexicon knows the countries, and the organisations with aliases.
    pub fn of(lexicon: &Lexicon, facts: &Facts) -> Self {
        let named = facts.entities.iter().filter(|entity| is_named(entity));
        let mut document = Self {
            id: facts.id.clone(),
            published: facts.published.as_deref().and_then(Days::of),
            entities: named.map(|entity| EntityProfile::of(lexicon, entity)).collect(),
            ..Self::default()
        };
        if let Some(url) = &facts.url {
            let own = |entity: &EntityProfile| entity.class == "ORG" && entity.is_of(url);
            let publishers = document.entities.iter_mut().filter(|entity| own(entity));
            publishers.for_each(|entity| entity.is_publisher = true);
        }
        for entity in &document.entities {
            if let Some(key) = &entity.key {
                let weight = weight(key, entity);
                let known = document.keys.entry(key.clone()).or_insert(weight);
                *known = known.min(weight);
            }
        }
        document.weight = document.keys.values().sum();
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
        let number = |id: &Option<String>| {
            let entities = &document.entities;
            id.as_deref()
                .and_then(|id| entities.iter().position(|entity| entity.id == id))
        };
        let belongs = |kind: &str| matches!(kind, "member_of" | "employer" | "part_of" | "party");
        let relations = facts.relations.iter().filter(|relation| belongs(&relation.kind));
        let memberships =
            relations.filter_map(|relation| Some([number(&relation.subject)?, number(&relation.object)?]));
        document.memberships = memberships.collect();
        for event in &facts.events {
            let event_profile = document.event_profile(facts, event);
            for (role, entity) in &event_profile.arguments {
                document.entities[*entity]
                    .event_roles
                    .insert((event_profile.kind.clone(), role.clone()));
            }
            document.events.push(event_profile);
        }
        document
    }

    /// Whether the document mentions the owner of an organisation, as [`EntityProfile::owner`] gives it: a country or its people, or
    /// anything else of that name.
    pub fn mentions(&self, owner: &str) -> bool {
        let plain = |name: &str| name.replace('-', " ");
        let owner = plain(owner);
        let named =
            |profile: &EntityProfile| profile.names.iter().any(|name| plain(&name.join(" ")) == owner);
        self.nations.iter().any(|nation| plain(nation) == owner) || self.entities.iter().any(named)
    }

    fn event_profile(&self, facts: &Facts, event: &Event) -> EventProfile {
        let number = |id: &str| self.entities.iter().position(|entity| entity.id == id);
        let time = event.time.as_ref().and_then(|time| time.value.clone());
        let mut found = EventProfile {
            id: event.id.clone(),
            kind: event.kind.clone(),
            realis: event.realis.clone(),
            days: time.as_deref().and_then(Days::of),
            time,
            triggers: event
                .triggers
                .iter()
                .map(|trigger| normalised_phrase(&trigger.text))
                .collect(),
            ..EventProfile::default()
        };
        for argument in &event.arguments {
            let entity = argument.entity.as_deref().and_then(|id| facts.entity(id));
            match argument.entity.as_deref().and_then(number) {
                Some(number) => found.arguments.push((argument.role.clone(), number)),
                None => {
                    let name = entity.map_or(argument.text.as_str(), |entity| entity.name.as_str());
                    if let Some(entity) = entity {
                        found.described.extend(described(argument, entity));
                    }
                    let last = normalised_phrase(name).rsplit(' ').next().map(String::from);
                    found
                        .unnamed_arguments
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

/// Length in days up to which a time narrows an event down; a season or a year does not.
const NARROW_DAYS: i32 = 31;

impl EventProfile {
    /// The days of the event, unless they are a season or longer.
    pub fn narrow_days(&self) -> Option<Days> {
        self.days.filter(|days| days.last - days.first <= NARROW_DAYS)
    }
}

impl EntityProfile {
    /// The key, where equal keys alone make two entities coreferent: a gazetteer id, a people, an organisation with its owner, or
    /// one whose acronym is known.
    pub fn exact_key(&self) -> Option<&str> {
        let key = self.key.as_deref()?;
        let organisation = self.class == "ORG" && (self.owner().is_some() || self.is_known || self.is_rare);
        (is_unique_key(key) || organisation).then_some(key)
    }

    /// Whether it is a person of whom no first name is known: another document's bearer of the surname may be anybody.
    pub fn is_bare(&self) -> bool {
        let full = |name: &Vec<String>| name.len() > 1 && name[0].chars().nth(1).is_some();
        self.class == "PER" && !self.names.iter().any(full)
    }

    /// Whether the host of an address has its name: "CNN" and "https://edition.cnn.com/a".
    fn is_of(&self, url: &str) -> bool {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let mut names = self.names.iter().map(|name| name.concat());
        names.any(|name| host.split('.').any(|label| label.eq_ignore_ascii_case(&name)))
    }

    /// The country, or whatever else an organisation of a common name belongs to: "turkey" of "org/turkey/interior-ministry".
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
        if entity.class == "PER" {
            drop_names_of_others(&mut names);
        }
        let mut profile = Self {
            id: entity.id.clone(),
            class: entity.class.clone(),
            name: entity.name.clone(),
            aliases: entity.aliases.clone(),
            key: entity.key.clone(),
            is_shared: names.first().is_some_and(|name| lexicon.is_shared(name)),
            is_publisher: entity.class == "ORG" && names.iter().any(|name| is_news_medium(lexicon, name)),
            is_rare: entity.class == "ORG"
                && names
                    .first()
                    .is_some_and(|name| is_rare(lexicon, &entity.name, name)),
            names,
            nation: nation(lexicon, entity),
            is_known: entity
                .key
                .as_deref()
                .is_some_and(|key| is_known_organisation(lexicon, key)),
            is_country: lexicon.is_country(&entity.name),
            means_country: lexicon.country_meant(&entity.name).is_some(),
            ..Self::default()
        };
        for attribute in &entity.attributes {
            match attribute.kind.as_str() {
                "title" | "role" => profile.roles.extend(head_word(&attribute.value)),
                "nationality" => {
                    profile.nationalities.insert(attribute.value.to_lowercase());
                }
                "age" => profile.age = profile.age.or(attribute.value.parse().ok()),
                _ => {}
            }
        }
        profile.wikidata = entity.wikidata.as_ref().and_then(|item| item.id.clone());
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

/// Whether only one entity can have the key: a gazetteer id, or a people.
pub fn is_unique_key(key: &str) -> bool {
    key.starts_with("geonames/") || key.starts_with("region/") || key.starts_with("norp/")
}

/// Whether a key is that of an organisation with known aliases: "org/united-nations".
fn is_known_organisation(lexicon: &Lexicon, key: &str) -> bool {
    key.strip_prefix("org/")
        .is_some_and(|name| !lexicon.aliases(&name.replace('-', " ")).is_empty())
}

/// An argument without a name as it is described; `None` for a pronoun.
fn described(argument: &Argument, entity: &Entity) -> Option<Described> {
    const PRONOUNS: [&str; 24] = [
        "he", "she", "they", "him", "her", "them", "it", "who", "whom", "which", "that", "his", "their",
        "its", "i", "we", "you", "us", "me", "this", "those", "these", "someone", "somebody",
    ];
    let words = normalised_phrase(&entity.name);
    let last = words.rsplit(' ').next().unwrap_or_default();
    if PRONOUNS.contains(&words.as_str()) || last.is_empty() {
        return None;
    }
    let plural = last.ends_with('s') && !last.ends_with("ss")
        || matches!(
            last,
            "people" | "men" | "women" | "children" | "police" | "gunmen" | "policemen" | "crowd"
        );
    Some(Described {
        role: argument.role.clone(),
        entity: entity.id.clone(),
        name: entity.name.clone(),
        is_plural: plural || argument.count.is_some_and(|count| count > 1),
    })
}

/// Drops the full names that are no variants of the first one: the document's own coreference took two people for one.
fn drop_names_of_others(names: &mut Vec<Vec<String>>) {
    let Some(first) = names.iter().find(|name| name.len() > 1).cloned() else {
        return;
    };
    names.retain(|name| name.len() < 2 || super::names::compare_people(&first, name).is_some());
}

/// Whether an organisation of that name publishes news.
fn is_news_medium(lexicon: &Lexicon, name: &[String]) -> bool {
    lexicon.contains("news_media", &name.join(" "))
}

/// Whether a name of one word is one that hardly another organisation has: it is no common noun of English.
fn is_rare(lexicon: &Lexicon, written: &str, name: &[String]) -> bool {
    let [word] = name else { return false };
    let letters = word.chars().count();
    // Two letters stand for many things, and so do three of a word that is not written as an acronym.
    let acronym = written
        .chars()
        .all(|letter| letter.is_uppercase() || letter == '.');
    if letters < 3 || letters == 3 && !acronym || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    !lexicon.is_shared(name)
        && !lexicon.contains("common_organisations", word)
        && lexicon.country_meant(word).is_none()
}

/// How strongly it relates two documents that both mention the entity.
fn weight(key: &str, entity: &EntityProfile) -> f32 {
    if entity.is_publisher {
        return 0.0;
    }
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

/// The last word of a role or title before any complement: "minister" of "Interior Minister of Lund".
fn head_word(role: &str) -> Option<String> {
    let words = normalised_phrase(role);
    let mut words = words.split(' ').take_while(|word| {
        !matches!(
            *word,
            "of" | "for" | "to" | "in" | "at" | "on" | "from" | "with" | "who"
        )
    });
    let last = words.by_ref().last().filter(|word| !word.is_empty())?;
    // These words do not tell people apart.
    (!matches!(last, "mr" | "mrs" | "ms" | "sir" | "miss" | "he" | "one")).then(|| last.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_head_word() {
        assert_eq!(
            head_word("Interior Minister of Lund").as_deref(),
            Some("minister")
        );
        assert_eq!(head_word("Mr."), None);
        assert_eq!(head_word(""), None);
    }
}
