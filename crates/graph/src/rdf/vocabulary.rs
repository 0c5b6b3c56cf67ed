//! What our words are called in RDF.
//!
//! In: `graph/vocabulary.toml`, the table of names, and the ontology with the names of event types and roles and the codes of
//! other schemes. Out: names ready to be written. Whatever neither of them knows gets a name in our own space, so that nothing
//! is lost.
//!
//! An event is of its type and of all more general ones; in the same way a role of one's own is a case of the role that stands
//! on its side in the more general type, and is written as both. So whoever asks for attackers finds the pursuers, too.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::iri::encoded;
use crate::{Error, Result};
use triplewire_lexicon::{EventType, Ontology, Side};

/// The table, as it is embedded in the program.
pub const TABLE: &str = include_str!("../../assets/vocabulary.toml");

/// A word with its names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Its names, each as `PREFIX:NAME`.
    pub iri: Vec<String>,
    /// What it means, for docs/ontology.md.
    pub says: String,
}

/// A relation's names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationWords {
    /// From the subject to the object.
    pub object: Vec<String>,
    /// From the subject to the relation's words.
    #[serde(default)]
    pub value: Vec<String>,
    /// From the subject to a node for these words, which all documents share.
    #[serde(default)]
    pub node: Vec<String>,
}

/// The file as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Short forms of IRIs.
    pub prefixes: BTreeMap<String, String>,
    /// Classes of the kinds of nodes.
    pub nodes: BTreeMap<String, Word>,
    /// Properties between nodes.
    pub properties: BTreeMap<String, Word>,
    /// Classes of the entity types.
    pub entities: BTreeMap<String, Vec<String>>,
    /// Properties of the relation types.
    pub relations: BTreeMap<String, RelationWords>,
    /// Properties of the attributes of entities.
    pub attributes: BTreeMap<String, Vec<String>>,
}

impl Table {
    /// The embedded table.
    ///
    /// # Errors
    /// [`Error::Rule`] when it is broken, which the tests rule out.
    pub fn builtin() -> Result<Self> {
        toml::from_str(TABLE).map_err(|error| broken(error.to_string()))
    }

    /// `PREFIX:NAME` in full.
    fn full(&self, name: &str) -> Result<NamedNode> {
        if name.contains("://") {
            return NamedNode::new(name).map_err(|error| broken(format!("{name:?} is no IRI: {error}")));
        }
        let parts = name.split_once(':');
        let full = parts.and_then(|(prefix, local)| Some(format!("{}{local}", self.prefixes.get(prefix)?)));
        full.and_then(|iri| NamedNode::new(iri).ok())
            .ok_or_else(|| broken(format!("{name:?} has no known prefix")))
    }

    fn all(&self, names: &[String]) -> Result<Vec<NamedNode>> {
        names.iter().map(|name| self.full(name)).collect()
    }

    fn map<'a>(
        &self,
        words: impl IntoIterator<Item = (&'a String, &'a Vec<String>)>,
    ) -> Result<FxHashMap<String, Vec<NamedNode>>> {
        let each = words.into_iter();
        each.map(|(word, names)| Ok((word.clone(), self.all(names)?)))
            .collect()
    }
}

fn broken(what: String) -> Error {
    Error::Rule {
        file: "graph/vocabulary.toml".into(),
        line: 1,
        what: what.trim().replace('\n', "; "),
    }
}

/// An event type: its classes, with those of all more general types, and its codes elsewhere.
#[derive(Debug, Clone, Default)]
pub struct EventClass {
    /// Its classes.
    pub classes: Vec<NamedNode>,
    /// Code in CAMEO.
    pub cameo: Option<String>,
    /// Name in PLOVER.
    pub plover: Option<String>,
    /// Name in ACE 2005.
    pub ace: Option<String>,
    /// Of a type of one's own: the more general type.
    pub broader: Option<NamedNode>,
}

/// A role of a type.
#[derive(Debug, Clone, Default)]
pub struct RoleClass {
    /// Its properties, our own first, then those of the role that it is a case of.
    pub properties: Vec<NamedNode>,
    /// Of a role of one's own: its side.
    pub side: Option<Side>,
    /// Of a role of one's own: the role of the more general type.
    pub broader: Option<NamedNode>,
}

/// What an event type is called in other vocabularies: its item in Wikidata.
pub fn event_terms(kind: &EventType) -> Vec<String> {
    kind.wikidata.iter().map(|item| format!("wd:{item}")).collect()
}

/// What a role is called in other vocabularies.
pub fn role_terms<'a>(ontology: &'a Ontology, role: &str) -> &'a [String] {
    ontology.role(role).map_or(&[], |role| role.terms.as_slice())
}

/// An ontology on its way into a vocabulary.
struct Names<'a> {
    table: &'a Table,
    own: &'a str,
    ontology: &'a Ontology,
    builtin: &'a Ontology,
    /// Roles of the built-in types.
    roles: BTreeSet<&'a str>,
}

impl Names<'_> {
    fn own(&self, name: &str) -> NamedNode {
        own_name(self.own, name)
    }

    /// Terms in full; `what` and `key` say in messages whose they are.
    fn terms(&self, what: &str, key: &str, terms: &[String]) -> Result<Vec<NamedNode>> {
        let all = self.table.all(terms);
        all.map_err(|error| match error {
            Error::Rule { what: wrong, .. } => {
                let known: Vec<&str> = self.table.prefixes.keys().map(String::as_str).collect();
                let known = known.join(", ");
                Error::Usage(format!("{what}: `{key}`: {wrong}; prefixes are {known}"))
            }
            other => other,
        })
    }

    fn event(&self, kind: &EventType) -> Result<EventClass> {
        let mut class = EventClass {
            cameo: kind.cameo.clone(),
            plover: kind.plover.clone(),
            ace: kind.ace.clone(),
            ..EventClass::default()
        };
        for kind in self.ontology.line(&kind.name) {
            class.classes.push(self.own(&kind.name));
            let what = format!("type `{}`", kind.name);
            class
                .classes
                .extend(self.terms(&what, "wikidata", &event_terms(kind))?);
        }
        if self.builtin.get(&kind.name).is_none() {
            class.broader = kind.isa.as_ref().map(|isa| self.own(isa));
        }
        Ok(class)
    }

    fn role(&self, kind: &EventType, role: &str) -> Result<RoleClass> {
        let mut class = RoleClass {
            properties: vec![self.own(role)],
            ..RoleClass::default()
        };
        let terms = role_terms(self.ontology, role);
        class
            .properties
            .extend(self.terms(&format!("role `{role}`"), "terms", terms)?);
        if self.roles.contains(role) {
            return Ok(class);
        }
        let side = self.ontology.side(&kind.name, role);
        class.side = Some(side);
        // Places and things are no actors.
        let acts = kind.roles.get(role).is_some_and(|allowed| {
            let mut allowed = allowed.iter();
            allowed.any(|filler| ["PER", "ORG", "NORP"].contains(&filler.as_str()))
        });
        let general = match side {
            Side::Agent | Side::Peer => Some("sem:hasActor"),
            Side::Patient if acts => Some("sem:hasActor"),
            Side::Place => Some("sem:hasPlace"),
            Side::Patient | Side::Other => None,
        };
        if let Some(general) = general {
            class.properties.push(self.table.full(general)?);
        }
        let above = kind.isa.as_deref().and_then(|isa| self.ontology.get(isa));
        if let (Some(above), Some(broader)) = (above, self.ontology.broader_role(&kind.name, role)) {
            class.broader = Some(self.own(broader));
            class.properties.extend(self.role(above, broader)?.properties);
        }
        let mut seen = FxHashSet::default();
        class.properties.retain(|property| seen.insert(property.clone()));
        Ok(class)
    }
}

fn own_name(own: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{own}{}", encoded(name)))
}

/// A relation's properties.
#[derive(Debug, Clone, Default)]
pub struct RelationClass {
    /// From the subject to the object.
    pub object: Vec<NamedNode>,
    /// From the subject to the relation's words.
    pub value: Vec<NamedNode>,
    /// From the subject to a node for these words.
    pub node: Vec<NamedNode>,
}

/// The names of everything, ready to be written.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Prefixes for formats that have them.
    pub prefixes: Vec<(String, String)>,
    own: String,
    nodes: FxHashMap<String, Vec<NamedNode>>,
    properties: FxHashMap<String, Vec<NamedNode>>,
    entities: FxHashMap<String, Vec<NamedNode>>,
    events: FxHashMap<String, EventClass>,
    /// By type and role.
    roles: FxHashMap<String, FxHashMap<String, RoleClass>>,
    /// Of roles whose type is not known.
    terms: FxHashMap<String, Vec<NamedNode>>,
    relations: FxHashMap<String, RelationClass>,
    attributes: FxHashMap<String, Vec<NamedNode>>,
}

impl Vocabulary {
    /// The built-in names.
    ///
    /// # Errors
    /// [`Error::Rule`] when a built-in file is broken, which the tests rule out.
    pub fn builtin() -> Result<Self> {
        Self::of(Ontology::builtin()?)
    }

    /// The built-in names, and those of an ontology's types and roles.
    ///
    /// # Errors
    /// [`Error::Usage`] when the terms of a role have no known prefix.
    pub fn of(ontology: &Ontology) -> Result<Self> {
        let table = Table::builtin()?;
        let own = table.full("tw:")?.into_string();
        let builtin = Ontology::builtin()?;
        let words = |words: &BTreeMap<String, Word>| {
            let each = words.iter();
            each.map(|(name, word)| Ok((name.clone(), table.all(&word.iri)?)))
                .collect::<Result<FxHashMap<_, _>>>()
        };
        let (mut events, mut roles) = (FxHashMap::default(), FxHashMap::default());
        let names = Names {
            table: &table,
            own: &own,
            ontology,
            builtin,
            roles: builtin.roles(),
        };
        for kind in ontology.types() {
            events.insert(kind.name.clone(), names.event(kind)?);
            let of_kind = kind.roles.keys();
            let of_kind = of_kind.map(|role| Ok((role.clone(), names.role(kind, role)?)));
            roles.insert(kind.name.clone(), of_kind.collect::<Result<_>>()?);
        }
        let mut relations = FxHashMap::default();
        for (name, words) in &table.relations {
            let class = RelationClass {
                object: table.all(&words.object)?,
                value: table.all(&words.value)?,
                node: table.all(&words.node)?,
            };
            relations.insert(name.clone(), class);
        }
        let terms = ontology.roles().into_iter().map(|role| {
            let terms = names.terms(&format!("role `{role}`"), "terms", role_terms(ontology, role))?;
            let all = std::iter::once(names.own(role)).chain(terms);
            Ok((role.to_string(), all.collect()))
        });
        let terms = terms.collect::<Result<_>>()?;
        Ok(Self {
            own,
            terms,
            nodes: words(&table.nodes)?,
            properties: words(&table.properties)?,
            entities: table.map(&table.entities)?,
            events,
            roles,
            relations,
            attributes: table.map(&table.attributes)?,
            prefixes: table.prefixes.into_iter().collect(),
        })
    }

    /// A name in our own space.
    pub fn own(&self, name: &str) -> NamedNode {
        own_name(&self.own, name)
    }

    /// Classes of a kind of node ("span"). A kind that the table lacks has none; a test sees to it that it lacks none.
    pub fn node(&self, name: &str) -> &[NamedNode] {
        self.nodes.get(name).map_or(&[], Vec::as_slice)
    }

    /// Names of a property ("evidence"); as [`Vocabulary::node`].
    pub fn property(&self, name: &str) -> &[NamedNode] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    /// Classes of an entity type.
    pub fn entity(&self, class: &str) -> Vec<NamedNode> {
        self.known(&self.entities, class)
    }

    /// What is known of an event type.
    pub fn event(&self, kind: &str) -> EventClass {
        let class = self.events.get(kind).cloned();
        class.unwrap_or_else(|| EventClass {
            classes: vec![self.own(kind)],
            ..EventClass::default()
        })
    }

    /// What is known of a role of an event type.
    pub fn role(&self, kind: &str, role: &str) -> RoleClass {
        let known = self.roles.get(kind).and_then(|roles| roles.get(role));
        known.cloned().unwrap_or_else(|| RoleClass {
            properties: self.known(&self.terms, role),
            ..RoleClass::default()
        })
    }

    /// Properties of a relation.
    pub fn relation(&self, kind: &str) -> RelationClass {
        let class = self.relations.get(kind).cloned();
        class.unwrap_or_else(|| RelationClass {
            object: vec![self.own(kind)],
            value: vec![self.own(kind)],
            node: Vec::new(),
        })
    }

    /// Properties of an attribute.
    pub fn attribute(&self, kind: &str) -> Vec<NamedNode> {
        self.known(&self.attributes, kind)
    }

    fn known(&self, words: &FxHashMap<String, Vec<NamedNode>>, word: &str) -> Vec<NamedNode> {
        let names = words.get(word).cloned();
        names.unwrap_or_else(|| vec![self.own(word)])
    }
}
