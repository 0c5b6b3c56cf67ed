//! The event types: roles, allowed fillers, and counterparts in other schemes.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;
use triplewire_facts::Error;

use crate::files;

/// A piece of text and where it stands, so that a message can name its line.
pub type Text = Spanned<String>;

/// `[[event]]`: an event type of the ontology.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTable {
    /// Its name.
    pub r#type: Text,
    /// Whether it is a lasting relation between a `subject` and an `object`, and no event.
    #[serde(default)]
    pub relation: bool,
    /// The more general type; its roles are inherited.
    pub isa: Option<String>,
    /// Role whose filler can undergo such an event only once ("victim" of a killing).
    pub once: Option<String>,
    /// Roles of which at least one must be filled, or the event is not written.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Least number of fillers of the required roles together.
    #[serde(default = "one")]
    pub least: usize,
    /// Allowed types by role: entity classes in upper case, word lists in lower case, event types by their names.
    #[serde(default)]
    pub roles: BTreeMap<String, Vec<Text>>,
    /// Its name in ACE 2005 ("Life.Die").
    pub ace: Option<String>,
    /// Its code in CAMEO ("186").
    pub cameo: Option<String>,
    /// Its name in PLOVER ("ASSAULT").
    pub plover: Option<String>,
    /// Its item in Wikidata ("Q3882219").
    pub wikidata: Option<String>,
}

fn one() -> usize {
    1
}

/// The part of a rule file that is read here.
#[derive(Deserialize)]
struct OntologyFile {
    #[serde(default)]
    event: Vec<EventTable>,
}

/// An event type with its inherited roles.
#[derive(Debug, Clone, Default)]
pub struct EventType {
    /// Its name, as the output writes it.
    pub name: String,
    /// Its place among the types of the files.
    pub number: usize,
    /// Whether it is a lasting relation between a subject and an object.
    pub relation: bool,
    /// The more general type.
    pub isa: Option<String>,
    /// Role whose filler can undergo such an event only once.
    pub once: Option<String>,
    /// Roles that count towards `least`.
    pub requires: Vec<String>,
    /// Least number of fillers of the required roles together.
    pub least: usize,
    /// Allowed types by role: entity classes in upper case, word lists in lower case, event types by their names.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Its name in ACE 2005 ("Life.Die").
    pub ace: Option<String>,
    /// Its code in CAMEO ("186").
    pub cameo: Option<String>,
    /// Its name in PLOVER ("ASSAULT").
    pub plover: Option<String>,
    /// Its item in Wikidata ("Q3882219").
    pub wikidata: Option<String>,
}

impl EventType {
    /// What the type is called in other schemes: "ACE Life.Die, CAMEO 186".
    pub fn counterparts(&self) -> String {
        let schemes = [
            ("ACE", &self.ace),
            ("CAMEO", &self.cameo),
            ("PLOVER", &self.plover),
            ("Wikidata", &self.wikidata),
        ];
        let known = schemes
            .iter()
            .filter_map(|(scheme, code)| Some(format!("{scheme} {}", code.as_ref()?)));
        known.collect::<Vec<String>>().join(", ")
    }
}

/// The roles of a table without the places where they are written.
fn names(roles: &BTreeMap<String, Vec<Text>>) -> BTreeMap<String, Vec<String>> {
    let each = roles.iter();
    each.map(|(role, allowed)| {
        (
            role.clone(),
            allowed.iter().map(|text| text.get_ref().clone()).collect(),
        )
    })
    .collect()
}

/// All event types by name.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    types: FxHashMap<String, EventType>,
}

impl Ontology {
    /// The built-in event types alone, for those who need no rules.
    ///
    /// # Errors
    /// [`Error::Rule`] when a built-in file is broken, which the tests rule out.
    pub fn builtin() -> Result<Self, Error> {
        let broken = |file: &str, what: String| Error::Rule {
            file: file.to_string(),
            line: 1,
            what,
        };
        let mut tables: Vec<EventTable> = Vec::new();
        for file in files::builtin() {
            if file.name.starts_with("ontology/") {
                let read: OntologyFile =
                    toml::from_str(&file.text).map_err(|error| broken(&file.name, error.to_string()))?;
                tables.extend(read.event);
            }
        }
        let tables: Vec<&EventTable> = tables.iter().collect();
        Self::build(&tables).map_err(|(_, what)| broken("ontology", what))
    }

    /// Builds the types from their tables; the error names the type and what is wrong.
    pub fn build(tables: &[&EventTable]) -> Result<Self, (usize, String)> {
        let by_name: FxHashMap<&str, &EventTable> = tables
            .iter()
            .map(|&table| (table.r#type.get_ref().as_str(), table))
            .collect();
        let mut types = FxHashMap::default();
        for (index, table) in tables.iter().enumerate() {
            let name = table.r#type.get_ref().clone();
            let mut own = EventType {
                relation: table.relation,
                isa: table.isa.clone(),
                once: table.once.clone(),
                requires: table.requires.clone(),
                least: table.least,
                roles: names(&table.roles),
                number: index,
                ace: table.ace.clone(),
                cameo: table.cameo.clone(),
                plover: table.plover.clone(),
                wikidata: table.wikidata.clone(),
                name: name.clone(),
            };
            let mut parent = table.isa.as_deref();
            for _ in 0..tables.len() {
                let Some(parent_name) = parent else { break };
                let Some(above) = by_name.get(parent_name) else {
                    return Err((
                        index,
                        format!("type `{name}`: `isa`: `{parent_name}` is no event type"),
                    ));
                };
                for (role, allowed) in names(&above.roles) {
                    own.roles.entry(role).or_insert(allowed);
                }
                own.once = own.once.or_else(|| above.once.clone());
                if own.requires.is_empty() {
                    own.requires = above.requires.clone();
                    own.least = above.least;
                }
                parent = above.isa.as_deref();
            }
            if parent.is_some() {
                return Err((index, format!("type `{name}`: `isa` goes round in a circle")));
            }
            let requires = own.requires.iter().map(|role| ("requires", role));
            let mut asked = requires.chain(own.once.iter().map(|role| ("once", role)));
            if let Some((key, role)) = asked.find(|(_, role)| !own.roles.contains_key(*role)) {
                let roles: Vec<&str> = own.roles.keys().map(String::as_str).collect();
                let roles = roles.join(", ");
                return Err((
                    index,
                    format!("type `{name}`: `{key}`: it has no role `{role}`; its roles are {roles}"),
                ));
            }
            if types.insert(name.clone(), own).is_some() {
                return Err((index, format!("type `{name}` is defined twice")));
            }
        }
        Ok(Self { types })
    }

    /// Numbers of the type `name` and of all below it; of every type for `*`. `None` when there is no such type.
    pub fn below(&self, name: &str) -> Option<Vec<usize>> {
        if name != "*" && !self.types.contains_key(name) {
            return None;
        }
        let kinds = self.types.values().filter(|kind| {
            if name == "*" {
                !kind.relation
            } else {
                self.is_a(&kind.name, name)
            }
        });
        let mut numbers: Vec<usize> = kinds.map(|kind| kind.number).collect();
        numbers.sort_unstable();
        Some(numbers)
    }

    /// The type of a name.
    pub fn get(&self, name: &str) -> Option<&EventType> {
        self.types.get(name)
    }

    /// Whether `name` is `general` or below it.
    pub fn is_a(&self, name: &str, general: &str) -> bool {
        let mut at = self.get(name);
        while let Some(kind) = at {
            if kind.name == general {
                return true;
            }
            at = kind.isa.as_deref().and_then(|isa| self.get(isa));
        }
        false
    }

    /// The event types in order of their names.
    pub fn types(&self) -> Vec<&EventType> {
        self.all(|kind| !kind.relation)
    }

    /// The types of lasting relations in order of their names.
    pub fn relations(&self) -> Vec<&EventType> {
        self.all(|kind| kind.relation)
    }

    fn all(&self, wanted: fn(&EventType) -> bool) -> Vec<&EventType> {
        let mut types: Vec<&EventType> = self.types.values().filter(|kind| wanted(kind)).collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        types
    }
}
