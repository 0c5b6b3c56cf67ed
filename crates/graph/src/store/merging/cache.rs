//! A cache of document profiles, which are made from the facts in the store when they are needed.

use std::sync::Arc;

use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, Term},
    store::{StorageError, Transaction},
};
use rustc_hash::FxHashMap;

use crate::{crossdoc::DocumentProfile, rdf::iri};
use triplewire_facts::Facts;
use triplewire_lexicon::Lexicon;

/// Number of profiles kept in memory: a few tens of kilobytes each.
const CAPACITY: usize = 2048;

/// A document's profile, with the nodes of its entities and events.
#[derive(Debug)]
pub struct LoadedDocument {
    pub node: NamedNode,
    pub document: DocumentProfile,
    entities: FxHashMap<NamedNode, usize>,
    events: FxHashMap<NamedNode, usize>,
}

impl LoadedDocument {
    /// Makes the profile of a document.
    pub fn of(lexicon: &Lexicon, node: NamedNode, facts: &Facts) -> Self {
        let document = DocumentProfile::of(lexicon, facts);
        let number = |(number, id): (usize, &String)| (iri::part(&node, id), number);
        let entities = document.entities.iter().map(|one| &one.id).enumerate();
        let events = document.events.iter().map(|one| &one.id).enumerate();
        Self {
            entities: entities.map(number).collect(),
            events: events.map(number).collect(),
            node,
            document,
        }
    }

    /// The node of an entity, by its index.
    pub fn entity(&self, number: usize) -> NamedNode {
        iri::part(&self.node, &self.document.entities[number].id)
    }

    /// The node of an event, by its index.
    pub fn event(&self, number: usize) -> NamedNode {
        iri::part(&self.node, &self.document.events[number].id)
    }

    /// The index of an entity, by its node.
    pub fn entity_number(&self, node: &NamedNode) -> Option<usize> {
        self.entities.get(node).copied()
    }

    /// The index of an event, by its node.
    pub fn event_number(&self, node: &NamedNode) -> Option<usize> {
        self.events.get(node).copied()
    }
}

/// The document that an entity or event is part of.
pub fn document_of(part: &NamedNode) -> NamedNode {
    let name = part
        .as_str()
        .rsplit_once('#')
        .map_or(part.as_str(), |(document, _)| document);
    NamedNode::new_unchecked(name)
}

/// Why a profile cannot be loaded.
#[derive(Debug)]
pub enum LoadError {
    Storage(StorageError),
    /// The facts of this document cannot be read.
    Damaged(NamedNode, String),
}

/// Profiles by document.
#[derive(Debug, Default)]
pub struct ProfileCache {
    kept: FxHashMap<NamedNode, Arc<LoadedDocument>>,
}

impl ProfileCache {
    /// Adds a profile; a full cache is emptied first.
    pub fn keep(&mut self, loaded: Arc<LoadedDocument>) {
        if self.kept.len() >= CAPACITY {
            self.kept.clear();
        }
        self.kept.insert(loaded.node.clone(), loaded);
    }

    /// Drops the profile of a document.
    pub fn forget(&mut self, document: &NamedNode) {
        self.kept.remove(document);
    }

    /// The profile of a document; `None` when it is not in the store.
    pub fn load(
        &mut self,
        transaction: &Transaction<'_>,
        catalogue: NamedNodeRef<'_>,
        property: NamedNodeRef<'_>,
        document: &NamedNode,
        lexicon: &Lexicon,
    ) -> Result<Option<Arc<LoadedDocument>>, LoadError> {
        if let Some(loaded) = self.kept.get(document) {
            return Ok(Some(Arc::clone(loaded)));
        }
        let Some(facts) = facts(transaction, catalogue, property, document)? else {
            return Ok(None);
        };
        let loaded = Arc::new(LoadedDocument::of(lexicon, document.clone(), &facts));
        self.keep(Arc::clone(&loaded));
        Ok(Some(loaded))
    }
}

/// The facts of a document, as the transaction sees them.
pub fn facts(
    transaction: &Transaction<'_>,
    catalogue: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
    document: &NamedNode,
) -> Result<Option<Facts>, LoadError> {
    let mut quads = transaction.quads_for_pattern(
        Some(document.as_ref().into()),
        Some(property),
        None,
        Some(GraphNameRef::NamedNode(catalogue)),
    );
    let Some(quad) = quads.next() else { return Ok(None) };
    let damaged = |what: String| LoadError::Damaged(document.clone(), what);
    match quad.map_err(LoadError::Storage)?.object {
        Term::Literal(json) => Facts::parse(json.value().as_bytes())
            .map(Some)
            .map_err(|error| damaged(error.to_string())),
        _ => Err(damaged("its facts are not text".into())),
    }
}
