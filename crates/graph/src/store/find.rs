//! Looking up by name: who is meant, and where documents speak of it.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::{
    model::{GraphName, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term},
    store::QuadIter,
};

use super::Graph;
use crate::Result;
use triplewire_lexicon::names::normalised_phrase;

/// A place in the store: an entity of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The document's node.
    pub document: NamedNode,
    /// The entity's node in it.
    pub entity: NamedNode,
}

/// Somebody or something, with the places in which documents speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The node of the merged graph, or that of the document where it has none: it has no name.
    pub node: NamedNode,
    /// Where documents speak of it.
    pub members: BTreeSet<Found>,
}

impl Graph {
    /// All of that name, alias, key or IRI, those of whom most documents speak first. Case, accents and points do not count.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn find(&self, name: &str) -> Result<Vec<Match>> {
        let folded = normalised_phrase(name);
        let mut nodes: BTreeSet<NamedNode> = BTreeSet::new();
        for (property, value) in [("search", folded.as_str()), ("key", name)] {
            for property in self.quads.vocabulary.property(property) {
                let value = LiteralRef::new_simple_literal(value);
                let quads =
                    self.store
                        .quads_for_pattern(None, Some(property.as_ref()), Some(value.into()), None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        if let Ok(node) = NamedNodeRef::new(name) {
            for property in self.quads.vocabulary.property("name") {
                let quads =
                    self.store
                        .quads_for_pattern(Some(node.into()), Some(property.as_ref()), None, None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        let mut found: BTreeMap<NamedNode, BTreeSet<Found>> = BTreeMap::new();
        for node in nodes {
            let node = self.merged_node(&node)?.unwrap_or(node);
            if found.contains_key(&node) {
                continue;
            }
            let members = self.members(&node)?;
            found.insert(node, members);
        }
        let mut found: Vec<Match> = found
            .into_iter()
            .map(|(node, members)| Match { node, members })
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse(one.members.len()));
        Ok(found)
    }

    /// The merged node of an entity or event of a document.
    pub(super) fn merged_node(&self, member: &NamedNode) -> Result<Option<NamedNode>> {
        let property = self.word("member");
        let quads = self.store.quads_for_pattern(
            None,
            Some(property.as_ref()),
            Some(member.into()),
            Some((&self.merged).into()),
        );
        Ok(self.subjects(quads)?.into_iter().next())
    }

    /// The places of a merged node; a node of a document is its own place.
    pub(super) fn members(&self, node: &NamedNode) -> Result<BTreeSet<Found>> {
        let property = self.word("member");
        let quads = self.store.quads_for_pattern(
            Some(node.into()),
            Some(property.as_ref()),
            None,
            Some((&self.merged).into()),
        );
        let mut found = BTreeSet::new();
        for quad in quads {
            if let Term::NamedNode(member) = quad.map_err(|error| self.broken(&error))?.object {
                found.insert(Found::of(member));
            }
        }
        if found.is_empty() {
            found.insert(Found::of(node.clone()));
        }
        Ok(found)
    }

    fn subjects(&self, quads: QuadIter<'_>) -> Result<Vec<NamedNode>> {
        let mut found = Vec::new();
        for quad in quads {
            let Quad {
                subject, graph_name, ..
            } = quad.map_err(|error| self.broken(&error))?;
            if let (NamedOrBlankNode::NamedNode(node), GraphName::NamedNode(_)) = (subject, graph_name) {
                found.push(node);
            }
        }
        Ok(found)
    }
}

impl Found {
    fn of(entity: NamedNode) -> Self {
        Self {
            document: super::merging::document_of(&entity),
            entity,
        }
    }
}
