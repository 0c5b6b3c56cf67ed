//! The merged graph, kept up to date as documents are added and removed.
//!
//! In: a document, inside the transaction that adds or removes it. Out: quads of two named graphs. The merged graph has a node for
//! each cluster of coreferent entities or events, with links to its members in the documents and so to every proof, and the candidate
//! pairs. The index has the blocking keys of the nodes.
//!
//! Coreference is decided pair by pair, as [`crate::crossdoc::merge`] does for all documents at once, so the graph depends only on
//! which documents are there, not on their order. A new entity is compared only with those that share a blocking key. When a
//! member is removed that may have connected others, these are merged anew.

mod bare;
mod cache;
mod counts;
mod entity;
mod event;
mod rebuild;
mod roles;

use std::{collections::BTreeSet, sync::Arc};

use oxigraph::{
    model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef},
    store::Transaction,
};
use rustc_hash::FxHashSet;

pub(super) use cache::{ProfileCache, document_of};
pub use rebuild::MergeSummary;

use super::Store;
use crate::{Result, crossdoc::blocking, rdf::terms};
use cache::{LoadError, LoadedDocument};
use triplewire_facts::Facts;

/// Version of merging. Raised when its decisions or its quads change: a store that another version merged is merged anew.
pub const MERGE_VERSION: u32 = 3;

/// Changes the merged graph within a transaction.
pub(super) struct Merger<'a, 't> {
    pub store: &'a Store,
    pub transaction: &'t mut Transaction<'a>,
    pub profiles: &'t mut ProfileCache,
    /// Entities of which only a surname is known, and that must be placed (anew).
    pub bare: BTreeSet<NamedNode>,
}

impl Merger<'_, '_> {
    /// Merges a new document. Its facts must be in the transaction already.
    pub fn add_document(&mut self, document: &NamedNode, facts: &Facts) -> Result<()> {
        let loaded = Arc::new(LoadedDocument::of(self.store.lexicon()?, document.clone(), facts));
        self.profiles.keep(Arc::clone(&loaded));
        for number in 0..loaded.document.entities.len() {
            self.merge_entity(&loaded, number)?;
        }
        self.place_all_bare()?;
        let keys = blocking::event_keys(&loaded.document);
        for number in 0..loaded.document.events.len() {
            self.merge_event(&loaded, &keys, number)?;
        }
        for key in &keys.stored {
            self.insert_index(document, "block", terms::string(key));
        }
        Ok(())
    }

    /// Takes a document out of the merged graph. Its facts must still be in the transaction.
    pub fn remove_document(&mut self, document: &NamedNode) -> Result<()> {
        let Some(loaded) = self.load(document)? else {
            return Ok(());
        };
        let index = self.store.index.clone();
        self.remove_all(Some(document), None, None, &index)?;
        let is_own = |part: &NamedNode| document_of(part) == *document;

        let mut events: Vec<NamedNode> = Vec::new();
        for number in 0..loaded.document.events.len() {
            let members = self.take_component(&loaded.event(number))?;
            events.extend(members.into_iter().filter(|member| !is_own(member)));
        }
        let (mut entities, mut affected) = (Vec::new(), FxHashSet::default());
        for number in 0..loaded.document.entities.len() {
            let Some(node) = self.merged_node(&loaded.entity(number))? else {
                continue;
            };
            if loaded.document.entities[number].is_bare() {
                self.detach_bare(&node, &loaded, number)?;
                self.remove_all(Some(&loaded.entity(number)), None, None, &index)?;
                continue;
            }
            if self.remove_member(&node, &loaded, number)? {
                continue;
            }
            affected.extend(self.events_of(&node)?);
            let members = self.members(&node)?;
            entities.extend(members.into_iter().filter(|member| !is_own(member)));
            self.dissolve(&node)?;
        }
        self.profiles.forget(document);
        for entity in entities {
            let Some(other) = self.load(&document_of(&entity))? else {
                continue;
            };
            if let Some(number) = other.entity_number(&entity) {
                self.merge_entity(&other, number)?;
            }
        }
        self.bare.retain(|member| document_of(member) != *document);
        self.place_all_bare()?;
        for event in events {
            let Some(other) = self.load(&document_of(&event))? else {
                continue;
            };
            if let Some(number) = other.event_number(&event) {
                let keys = blocking::event_keys(&other.document);
                self.merge_event(&other, &keys, number)?;
            }
        }
        for node in affected {
            let members = self.members(&node)?;
            if !members.is_empty() {
                self.remove_node(&node)?;
                self.write_event(members)?;
            }
        }
        Ok(())
    }

    fn load(&mut self, document: &NamedNode) -> Result<Option<Arc<LoadedDocument>>> {
        let store = self.store;
        let property = store.property_iri("facts");
        self.profiles
            .load(
                self.transaction,
                store.catalogue.as_ref(),
                property.as_ref(),
                document,
                store.lexicon()?,
            )
            .map_err(|error| store.load_error(error))
    }

    /// The merged node of an entity or event of a document.
    fn merged_node(&self, member: &NamedNode) -> Result<Option<NamedNode>> {
        let property = self.store.property_iri("member");
        let found = self.quads(None, Some(&property), Some(member.into()), &self.store.merged)?;
        Ok(found.into_iter().find_map(|quad| subject(&quad)))
    }

    /// The entities or events of documents that a merged node stands for.
    fn members(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let property = self.store.property_iri("member");
        let found = self.quads(Some(node), Some(&property), None, &self.store.merged)?;
        Ok(found.into_iter().filter_map(object).collect())
    }

    /// The nodes that are stored under a blocking key.
    fn nodes_with_key(&self, key: &str) -> Result<Vec<NamedNode>> {
        let (property, key) = (self.store.property_iri("block"), terms::string(key));
        let found = self.quads(None, Some(&property), Some(key.as_ref()), &self.store.index)?;
        Ok(found.iter().filter_map(subject).collect())
    }

    fn quads(
        &self,
        subject: Option<&NamedNode>,
        property: Option<&NamedNode>,
        object: Option<TermRef<'_>>,
        graph: &NamedNode,
    ) -> Result<Vec<Quad>> {
        let found = self.transaction.quads_for_pattern(
            subject.map(|node| node.as_ref().into()),
            property.map(NamedNode::as_ref),
            object,
            Some(GraphNameRef::NamedNode(graph.as_ref())),
        );
        found
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| self.store.broken(&error))
    }

    fn remove_all(
        &mut self,
        subject: Option<&NamedNode>,
        property: Option<&NamedNode>,
        object: Option<TermRef<'_>>,
        graph: &NamedNode,
    ) -> Result<()> {
        for quad in self.quads(subject, property, object, graph)? {
            self.transaction.remove(&quad);
        }
        Ok(())
    }

    /// Removes all quads of the merged graph whose subject is the node.
    fn remove_node(&mut self, node: &NamedNode) -> Result<()> {
        self.remove_all(Some(node), None, None, &self.store.merged.clone())
    }

    fn insert_index(&mut self, node: &NamedNode, property: &str, value: Term) {
        let quad = Quad::new(
            node.clone(),
            self.store.property_iri(property),
            value,
            self.store.index.clone(),
        );
        self.transaction.insert(&quad);
    }

    /// Appends the quads that give a node a property in the merged graph, one for each IRI of the property.
    fn add_statement(&self, node: &NamedNode, property: &str, value: Term, into: &mut Vec<Quad>) {
        let graph: GraphName = self.store.merged.clone().into();
        for property in self.store.quads.vocabulary.property(property) {
            into.push(Quad::new(
                node.clone(),
                property.clone(),
                value.clone(),
                graph.clone(),
            ));
        }
    }
}

impl Store {
    /// The IRI by which a property is looked up: the first of those that it has.
    pub(super) fn property_iri(&self, property: &str) -> NamedNode {
        let names = self.quads.vocabulary.property(property).first();
        names
            .cloned()
            .unwrap_or_else(|| self.quads.vocabulary.own(property))
    }

    fn load_error(&self, error: LoadError) -> crate::Error {
        match error {
            LoadError::Storage(error) => self.broken(&error),
            LoadError::Damaged(document, what) => self.damaged(&document, &what),
        }
    }
}

fn subject(quad: &Quad) -> Option<NamedNode> {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

fn object(quad: Quad) -> Option<NamedNode> {
    match quad.object {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

fn is(property: NamedNodeRef<'_>, names: &[NamedNode]) -> bool {
    names.iter().any(|name| name.as_ref() == property)
}
