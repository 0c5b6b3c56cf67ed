//! The event types: roles, allowed fillers, and counterparts in other schemes.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use triplewire_facts::Error;

use crate::{
    files,
    roles::{Role, RoleTable, Side},
};

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
    /// A type on another line of the ontology as which other documents may tell such an event.
    pub akin: Option<String>,
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
    /// Headers of the roles' columns in tables of this type.
    #[serde(default)]
    pub labels: BTreeMap<String, Text>,
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
    #[serde(default)]
    role: Vec<RoleTable>,
}

/// An event type with its inherited roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventType {
    /// Its name, as the output writes it.
    pub name: String,
    /// Its place among the types of the files.
    #[serde(skip)]
    pub number: usize,
    /// Whether it is a lasting relation between a subject and an object.
    pub relation: bool,
    /// The more general type.
    pub isa: Option<String>,
    /// A type on another line of the ontology as which other documents may tell such an event.
    pub akin: Option<String>,
    /// Role whose filler can undergo such an event only once.
    pub once: Option<String>,
    /// Roles that count towards `least`.
    pub requires: Vec<String>,
    /// Least number of fillers of the required roles together.
    pub least: usize,
    /// Allowed types by role: entity classes in upper case, word lists in lower case, event types by their names.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Sides of the roles that no `[[role]]` table names, as far as frames tell.
    pub sides: BTreeMap<String, Side>,
    /// Headers of the roles' columns in tables of this type.
    pub labels: BTreeMap<String, String>,
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
    /// Whether there is no such event, or relation, without a filler of the role.
    pub fn needs(&self, role: &str) -> bool {
        let side = self.relation && matches!(role, "subject" | "object");
        let only = matches!(self.requires.as_slice(), [only] if only == role);
        side || only && self.least > 0
    }

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

fn broken(file: &str, what: String) -> Error {
    Error::Rule {
        file: file.to_string(),
        line: 1,
        what,
    }
}

/// The labels of a table without the places where they are written.
fn labels(labels: &BTreeMap<String, Text>) -> BTreeMap<String, String> {
    let each = labels.iter();
    each.map(|(role, label)| (role.clone(), label.get_ref().clone()))
        .collect()
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

/// All event types by name, and what is known of roles.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    pub(crate) types: FxHashMap<String, Arc<EventType>>,
    pub(crate) roles: BTreeMap<String, Role>,
}

/// Types and roles that one ontology has beyond another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Additions {
    /// Types that the other ontology lacks, or describes otherwise.
    pub types: Vec<EventType>,
    /// Roles that the other ontology lacks, or describes otherwise.
    pub roles: Vec<Role>,
}

impl Ontology {
    /// The built-in event types alone, for those who need no rules. They are read by the first who asks.
    ///
    /// # Errors
    /// [`Error::Rule`] when a built-in file is broken, which the tests rule out.
    pub fn builtin() -> Result<&'static Self, Error> {
        static BUILTIN: OnceLock<Ontology> = OnceLock::new();
        if let Some(known) = BUILTIN.get() {
            return Ok(known);
        }
        let read = Self::read_builtin()?;
        Ok(BUILTIN.get_or_init(|| read))
    }

    fn read_builtin() -> Result<Self, Error> {
        let (mut events, mut roles) = (Vec::new(), Vec::new());
        for file in files::builtin() {
            if file.name.starts_with("ontology/") {
                let read: OntologyFile =
                    toml::from_str(&file.text).map_err(|error| broken(&file.name, error.to_string()))?;
                events.extend(read.event);
                roles.extend(read.role);
            }
        }
        let events: Vec<&EventTable> = events.iter().collect();
        let mut ontology = Self::build(&events).map_err(|(_, what)| broken("ontology", what))?;
        let roles: Vec<&RoleTable> = roles.iter().collect();
        ontology
            .add_roles(&roles)
            .map_err(|(_, what)| broken("ontology", what))?;
        Ok(ontology)
    }

    /// Adds the roles of the built-in files, but for those that are there already.
    ///
    /// # Errors
    /// [`Error::Rule`] when a built-in file is broken, which the tests rule out.
    pub fn add_builtin_roles(&mut self) -> Result<(), Error> {
        for (name, role) in &Self::builtin()?.roles {
            self.roles.entry(name.clone()).or_insert_with(|| role.clone());
        }
        Ok(())
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
                akin: table.akin.clone(),
                once: table.once.clone(),
                requires: table.requires.clone(),
                least: table.least,
                roles: names(&table.roles),
                labels: labels(&table.labels),
                sides: BTreeMap::new(),
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
                for (role, label) in labels(&above.labels) {
                    own.labels.entry(role).or_insert(label);
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
            let labelled = own.labels.keys().map(|role| ("labels", role));
            let mut asked = requires
                .chain(own.once.iter().map(|role| ("once", role)))
                .chain(labelled);
            if let Some((key, role)) = asked.find(|(_, role)| !own.roles.contains_key(*role)) {
                let roles: Vec<&str> = own.roles.keys().map(String::as_str).collect();
                let roles = roles.join(", ");
                return Err((
                    index,
                    format!("type `{name}`: `{key}`: it has no role `{role}`; its roles are {roles}"),
                ));
            }
            if let Some(akin) = own
                .akin
                .as_ref()
                .filter(|akin| !by_name.contains_key(akin.as_str()))
            {
                return Err((index, format!("type `{name}`: `akin`: `{akin}` is no event type")));
            }
            if types.insert(name.clone(), own.into()).is_some() {
                return Err((index, format!("type `{name}` is defined twice")));
            }
        }
        Ok(Self {
            types,
            roles: BTreeMap::new(),
        })
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
        self.types.get(name).map(Arc::as_ref)
    }

    /// The type of a name, to be kept.
    pub fn shared(&self, name: &str) -> Option<Arc<EventType>> {
        self.types.get(name).cloned()
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

    /// The type and the more general ones above it, the most special first.
    pub fn line<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a EventType> {
        std::iter::successors(self.get(name), |kind| {
            kind.isa.as_deref().and_then(|isa| self.get(isa))
        })
    }

    /// The types and roles that `base` lacks or says otherwise.
    pub fn beyond(&self, base: &Ontology) -> Additions {
        let alike = |kind: &EventType| {
            let number = kind.number;
            base.get(&kind.name).is_some_and(|other| {
                *kind
                    == EventType {
                        number,
                        ..other.clone()
                    }
            })
        };
        let mut types: Vec<EventType> = self
            .types
            .values()
            .filter(|kind| !alike(kind))
            .map(|kind| EventType::clone(kind))
            .collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        let roles = self.roles.values();
        Additions {
            types,
            roles: roles
                .filter(|role| base.role(&role.name) != Some(*role))
                .cloned()
                .collect(),
        }
    }

    /// The ontology with types and roles on top, in the place of those of their names.
    pub fn with(mut self, more: Additions) -> Self {
        for mut kind in more.types {
            let last = self.types.len();
            kind.number = self.get(&kind.name).map_or(last, |known| known.number);
            self.types.insert(kind.name.clone(), kind.into());
        }
        for role in more.roles {
            self.roles.insert(role.name.clone(), role);
        }
        self
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
        let mut types: Vec<&EventType> = self
            .types
            .values()
            .map(Arc::as_ref)
            .filter(|kind| wanted(kind))
            .collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        types
    }
}
