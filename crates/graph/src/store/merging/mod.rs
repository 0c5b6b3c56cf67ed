//! The merged graph, kept in step with the documents: a node for what is one across them.
//!
//! In: documents that come and go, inside the transaction that adds or removes them. Out: quads of two graphs of the store's own.
//! The merged graph has a node for each named entity and for each event, which leads to its members in the documents and so to every
//! proof, and the pairs that may be one but are kept apart. The index says where nodes are looked for.
//!
//! Who is one with whom is decided pair by pair, as [`crate::crossdoc::merge`] does it for all documents at once; so the
//! graph is a function of the documents that are there, whatever order they came in. Who comes is compared with those in its
//! blocks alone. When somebody goes who may have held others together, these are placed anew.

mod entity;
mod event;
mod profiles;
mod rebuild;
mod state;

use std::sync::Arc;

use oxigraph::{
    model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef},
    store::Transaction,
};
use rustc_hash::FxHashSet;

pub(super) use profiles::{Profiles, document_of};
pub use rebuild::Summary;

use super::Graph;
use crate::{Result, crossdoc::blocks, rdf::terms};
use profiles::{Loaded, Missing};
use triplewire_facts::Facts;

/// Raised when what merging decides or writes changes; a store that was merged by another version is merged anew.
pub const MERGING: u32 = 2;

/// Works in a transaction.
pub(super) struct Merging<'a, 't> {
    pub graph: &'a Graph,
    pub transaction: &'t mut Transaction<'a>,
    pub profiles: &'t mut Profiles,
}

impl Merging<'_, '_> {
    /// Takes a new document in. Its facts must be in the transaction already.
    pub fn enter(&mut self, document: &NamedNode, facts: &Facts) -> Result<()> {
        let loaded = Arc::new(Loaded::of(&self.graph.lexicon, document.clone(), facts));
        self.profiles.keep(Arc::clone(&loaded));
        for number in 0..loaded.document.entities.len() {
            self.place_entity(&loaded, number)?;
        }
        let story = blocks::story(&loaded.document);
        for number in 0..loaded.document.events.len() {
            self.place_event(&loaded, &story, number)?;
        }
        for block in &story.keep {
            self.insert_index(document, "block", terms::string(block));
        }
        Ok(())
    }

    /// Lets a document go. Its facts must be in the transaction still.
    pub fn leave(&mut self, document: &NamedNode) -> Result<()> {
        let Some(loaded) = self.load(document)? else {
            return Ok(());
        };
        let index = self.graph.index.clone();
        self.remove_all(Some(document), None, None, &index)?;
        let is_own = |part: &NamedNode| document_of(part) == *document;

        let mut events: Vec<NamedNode> = Vec::new();
        for number in 0..loaded.document.events.len() {
            if let Some(node) = self.merged_node(&loaded.event(number))? {
                let members = self.members(&node)?;
                events.extend(members.into_iter().filter(|member| !is_own(member)));
                self.remove_node(&node)?;
            }
        }
        let (mut entities, mut retold) = (Vec::new(), FxHashSet::default());
        for number in 0..loaded.document.entities.len() {
            let Some(node) = self.merged_node(&loaded.entity(number))? else {
                continue;
            };
            if self.spare(&node, &loaded, number)? {
                continue;
            }
            retold.extend(self.events_of(&node)?);
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
                self.place_entity(&other, number)?;
            }
        }
        for event in events {
            let Some(other) = self.load(&document_of(&event))? else {
                continue;
            };
            if let Some(number) = other.event_number(&event) {
                let story = blocks::story(&other.document);
                self.place_event(&other, &story, number)?;
            }
        }
        for node in retold {
            let members = self.members(&node)?;
            if !members.is_empty() {
                self.remove_node(&node)?;
                self.write_event(members)?;
            }
        }
        Ok(())
    }

    fn load(&mut self, document: &NamedNode) -> Result<Option<Arc<Loaded>>> {
        let graph = self.graph;
        let property = graph.word("facts");
        self.profiles
            .load(
                self.transaction,
                graph.catalogue.as_ref(),
                property.as_ref(),
                document,
                &graph.lexicon,
            )
            .map_err(|missing| graph.missing(missing))
    }

    /// The merged node of an entity or event of a document.
    fn merged_node(&self, member: &NamedNode) -> Result<Option<NamedNode>> {
        let property = self.graph.word("member");
        let found = self.quads(None, Some(&property), Some(member.into()), &self.graph.merged)?;
        Ok(found.into_iter().find_map(|quad| subject(&quad)))
    }

    fn members(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let property = self.graph.word("member");
        let found = self.quads(Some(node), Some(&property), None, &self.graph.merged)?;
        Ok(found.into_iter().filter_map(object).collect())
    }

    /// What is in a block.
    fn block(&self, block: &str) -> Result<Vec<NamedNode>> {
        let (property, block) = (self.graph.word("block"), terms::string(block));
        let found = self.quads(None, Some(&property), Some(block.as_ref()), &self.graph.index)?;
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
            .map_err(|error| self.graph.broken(&error))
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

    /// Removes what the merged graph says of a node.
    fn remove_node(&mut self, node: &NamedNode) -> Result<()> {
        self.remove_all(Some(node), None, None, &self.graph.merged.clone())
    }

    fn insert_index(&mut self, node: &NamedNode, property: &str, value: Term) {
        let quad = Quad::new(
            node.clone(),
            self.graph.word(property),
            value,
            self.graph.index.clone(),
        );
        self.transaction.insert(&quad);
    }

    /// The quads by which the merged graph says something of a node, under all names that the property has.
    fn told(&self, node: &NamedNode, property: &str, value: Term, into: &mut Vec<Quad>) {
        let graph: GraphName = self.graph.merged.clone().into();
        for property in self.graph.quads.vocabulary.property(property) {
            into.push(Quad::new(
                node.clone(),
                property.clone(),
                value.clone(),
                graph.clone(),
            ));
        }
    }
}

impl Graph {
    /// The name by which a property is looked up: the first that it has.
    pub(super) fn word(&self, property: &str) -> NamedNode {
        let names = self.quads.vocabulary.property(property).first();
        names
            .cloned()
            .unwrap_or_else(|| self.quads.vocabulary.own(property))
    }

    fn missing(&self, missing: Missing) -> crate::Error {
        match missing {
            Missing::Storage(error) => self.broken(&error),
            Missing::Damaged(document, what) => self.damaged(&document, &what),
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
