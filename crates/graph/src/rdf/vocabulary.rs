//! What our words are called in RDF.
//!
//! In: `graph/vocabulary.toml`, the one table of names, and the ontology with the codes of other schemes. Out: names ready
//! to be written. A type or role that the table does not know, because it comes from rule files of one's own, gets a name
//! in our own space, so that nothing is lost.

use std::collections::BTreeMap;

use oxrdf::NamedNode;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::iri::encoded;
use crate::{Error, Result};
use triplewire_lexicon::Ontology;

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
    pub prefixes: BTreeMap<String, String>,
    pub nodes: BTreeMap<String, Word>,
    pub properties: BTreeMap<String, Word>,
    pub entities: BTreeMap<String, Vec<String>>,
    pub events: BTreeMap<String, Vec<String>>,
    pub roles: BTreeMap<String, Vec<String>>,
    pub relations: BTreeMap<String, RelationWords>,
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
    roles: FxHashMap<String, Vec<NamedNode>>,
    relations: FxHashMap<String, RelationClass>,
    attributes: FxHashMap<String, Vec<NamedNode>>,
}

impl Vocabulary {
    /// The built-in names.
    ///
    /// # Errors
    /// [`Error::Rule`] when a built-in file is broken, which the tests rule out.
    pub fn builtin() -> Result<Self> {
        let table = Table::builtin()?;
        let ontology = Ontology::builtin()?;
        let words = |words: &BTreeMap<String, Word>| {
            let each = words.iter();
            each.map(|(name, word)| Ok((name.clone(), table.all(&word.iri)?)))
                .collect::<Result<FxHashMap<_, _>>>()
        };
        let mut events = FxHashMap::default();
        for kind in ontology.types() {
            let mut class = EventClass {
                cameo: kind.cameo.clone(),
                plover: kind.plover.clone(),
                ace: kind.ace.clone(),
                ..EventClass::default()
            };
            let mut at = Some(kind.name.as_str());
            while let Some(name) = at {
                let names = table.events.get(name).map_or(&[][..], Vec::as_slice);
                class.classes.extend(table.all(names)?);
                at = ontology.get(name).and_then(|kind| kind.isa.as_deref());
            }
            events.insert(kind.name.clone(), class);
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
        Ok(Self {
            own: table.full("tw:")?.into_string(),
            nodes: words(&table.nodes)?,
            properties: words(&table.properties)?,
            entities: table.map(&table.entities)?,
            events,
            roles: table.map(&table.roles)?,
            relations,
            attributes: table.map(&table.attributes)?,
            prefixes: table.prefixes.into_iter().collect(),
        })
    }

    /// A name in our own space.
    pub fn own(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{}", self.own, encoded(name)))
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

    /// Properties of a role, our own first.
    pub fn role(&self, role: &str) -> Vec<NamedNode> {
        self.known(&self.roles, role)
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
