//! Finds entities by name, with their members in the documents.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::{
    model::{GraphName, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term},
    store::QuadIter,
};

use super::Store;
use crate::Result;
use triplewire_lexicon::names::normalised_phrase;

/// An entity or event of a document, as a member of a merged node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The node of the document.
    pub document: NamedNode,
    /// The node of the entity or event.
    pub entity: NamedNode,
}

/// An entity that has the name, with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its node in the merged graph; that of the document for an entity without a name, which the merged graph does not have.
    pub node: NamedNode,
    /// Its entities in the documents.
    pub members: BTreeSet<Member>,
}

impl Store {
    /// All entities of that name, alias, key or IRI, those with most members first. Case, accents and full stops do not matter.
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
                    self.database
                        .quads_for_pattern(None, Some(property.as_ref()), Some(value.into()), None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        if let Ok(node) = NamedNodeRef::new(name) {
            for property in self.quads.vocabulary.property("name") {
                let quads =
                    self.database
                        .quads_for_pattern(Some(node.into()), Some(property.as_ref()), None, None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        let mut found: BTreeMap<NamedNode, BTreeSet<Member>> = BTreeMap::new();
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
        let property = self.property_iri("member");
        let quads = self.database.quads_for_pattern(
            None,
            Some(property.as_ref()),
            Some(member.into()),
            Some((&self.merged).into()),
        );
        Ok(self.subjects(quads)?.into_iter().next())
    }

    /// The members of a merged node; a node of a document is its own only member.
    pub(super) fn members(&self, node: &NamedNode) -> Result<BTreeSet<Member>> {
        let property = self.property_iri("member");
        let quads = self.database.quads_for_pattern(
            Some(node.into()),
            Some(property.as_ref()),
            None,
            Some((&self.merged).into()),
        );
        let mut found = BTreeSet::new();
        for quad in quads {
            if let Term::NamedNode(member) = quad.map_err(|error| self.broken(&error))?.object {
                found.insert(Member::of(member));
            }
        }
        if found.is_empty() {
            found.insert(Member::of(node.clone()));
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

impl Member {
    fn of(entity: NamedNode) -> Self {
        Self {
            document: super::merging::document_of(&entity),
            entity,
        }
    }
}
