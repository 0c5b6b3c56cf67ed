//! Reads the merged graph for export: clusters and candidate pairs.

use std::collections::BTreeSet;

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term};

use super::Store;
use super::WriteError;
use crate::{
    Result,
    export::{CandidatePair, Merged, MergedForm, MergedNode, Writer},
    rdf::Iris,
};

/// A node of the merged graph.
#[derive(Debug, Clone, PartialEq)]
enum MergedItem {
    Node(MergedNode),
    Candidate(CandidatePair),
}

impl Store {
    /// Writes the merged graph, in the form that the writer takes, with IRIs that start with the base of `iris`.
    ///
    /// # Errors
    /// [`WriteError::Store`] when the database fails, [`WriteError::Sink`] when the writer does.
    pub fn write_merged(&self, writer: &mut dyn Writer, iris: &Iris) -> std::result::Result<(), WriteError> {
        let form = writer.merged_form();
        match form {
            MergedForm::Nothing => {}
            MergedForm::Quads => {
                for quads in self.merged_quads(iris) {
                    writer.write_merged(Merged::Quads(&quads?))?;
                }
            }
            MergedForm::Nodes => self.write_nodes(writer, iris, true, true)?,
            MergedForm::NodesThenEdges => {
                self.write_nodes(writer, iris, true, false)?;
                self.write_nodes(writer, iris, false, true)?;
            }
        }
        Ok(())
    }

    fn write_nodes(
        &self,
        writer: &mut dyn Writer,
        iris: &Iris,
        nodes: bool,
        edges: bool,
    ) -> std::result::Result<(), WriteError> {
        for part in self.merged_nodes(iris) {
            let part = part?;
            match &part {
                MergedItem::Node(node) => {
                    if nodes {
                        writer.write_merged(Merged::Node(node))?;
                    }
                    if edges {
                        writer.write_merged(Merged::Edges(node))?;
                    }
                }
                MergedItem::Candidate(pair) if edges => writer.write_merged(Merged::Candidate(pair))?,
                MergedItem::Candidate(_) => {}
            }
        }
        Ok(())
    }

    /// The quads of the merged graph, a node at a time, with IRIs that start with the base of `iris`.
    ///
    /// # Errors
    /// [`crate::Error::Store`] for a node when the database fails.
    fn merged_quads<'a>(&'a self, iris: &'a Iris) -> impl Iterator<Item = Result<Vec<Quad>>> + 'a {
        let own = self.quads.iris.base();
        let changed = (own != iris.base()).then(|| (own.to_string(), iris.base().to_string()));
        self.merged_subjects().map(move |quads| {
            let mut quads = quads?;
            if let Some((from, to)) = &changed {
                quads.iter_mut().for_each(|quad| rebase(quad, from, to));
            }
            Ok(quads)
        })
    }

    /// The nodes and the candidate pairs of the merged graph.
    ///
    /// # Errors
    /// As [`Store::merged_quads`]; also when a node's counts cannot be read.
    fn merged_nodes<'a>(&'a self, iris: &'a Iris) -> impl Iterator<Item = Result<MergedItem>> + 'a {
        let (from, to) = (self.quads.iris.base().to_string(), iris.base().to_string());
        self.merged_subjects().map(move |quads| {
            let mut found = self.merged(&quads?)?;
            let rebase = |name: &mut String| {
                if let Some(rest) = name.strip_prefix(&from) {
                    *name = format!("{to}{rest}");
                }
            };
            match &mut found {
                MergedItem::Node(node) => {
                    rebase(&mut node.id);
                    node.members.iter_mut().for_each(rebase);
                    node.parts.iter_mut().for_each(|(_, filler)| rebase(filler));
                }
                MergedItem::Candidate(pair) => {
                    pair.pair.iter_mut().for_each(rebase);
                }
            }
            Ok(found)
        })
    }

    /// The quads of the merged graph, those of one subject together.
    fn merged_subjects(&self) -> impl Iterator<Item = Result<Vec<Quad>>> + '_ {
        let all = self.database.quads_for_pattern(
            None,
            None,
            None,
            Some(GraphNameRef::NamedNode(self.merged.as_ref())),
        );
        let mut all = all.peekable();
        std::iter::from_fn(move || {
            let first = match all.next()? {
                Ok(quad) => quad,
                Err(error) => return Some(Err(self.broken(&error))),
            };
            let mut quads = vec![first];
            while let Some(next) =
                all.next_if(|next| matches!(next, Ok(next) if next.subject == quads[0].subject))
            {
                quads.extend(next);
            }
            Some(Ok(quads))
        })
    }

    /// The node or candidate pair that the quads of a subject describe.
    fn merged(&self, quads: &[Quad]) -> Result<MergedItem> {
        let values = |property: &str| {
            let property = self.property_iri(property);
            let found = quads.iter().filter(move |quad| quad.predicate == property);
            found.map(|quad| match &quad.object {
                Term::NamedNode(node) => node.as_str().to_string(),
                Term::Literal(literal) => literal.value().to_string(),
                other => other.to_string(),
            })
        };
        if let (Some(one), Some(other)) = (values("subject").next(), values("object").next()) {
            return Ok(MergedItem::Candidate(CandidatePair {
                pair: [one, other],
                score: values("score")
                    .next()
                    .and_then(|score| score.parse().ok())
                    .unwrap_or_default(),
            }));
        }
        let NamedOrBlankNode::NamedNode(node) = &quads[0].subject else {
            return Ok(MergedItem::Node(MergedNode::default()));
        };
        let own = self.quads.vocabulary.own("").into_string();
        let local = |name: &str| Some(name.strip_prefix(&own)?.to_string());
        let kinds: Vec<String> = values("event_type").filter_map(|name| local(&name)).collect();
        let event = !kinds.is_empty();
        let mut found = MergedNode {
            id: node.as_str().to_string(),
            event,
            kind: kinds.join("; "),
            members: values("member").collect(),
            ..MergedNode::default()
        };
        if event {
            found.name = found.kind.clone();
            let times: BTreeSet<String> = ["event_date", "event_begin"]
                .iter()
                .flat_map(|name| values(name))
                .collect();
            found.time = times.into_iter().next();
            for quad in quads {
                if let (Some(role), Term::NamedNode(filler)) = (local(quad.predicate.as_str()), &quad.object)
                    && !matches!(quad.predicate.as_ref(), name if name == self.property_iri("member").as_ref())
                {
                    found.parts.push((role, filler.as_str().to_string()));
                }
            }
        } else {
            let state = self.state(node)?;
            found.kind = state.class().unwrap_or_default().to_string();
            found.name = values("name").next().unwrap_or_default();
            found.aliases = values("alias").collect();
            found.keys = values("key").collect();
        }
        Ok(MergedItem::Node(found))
    }
}

/// Gives the IRIs of a quad another base.
fn rebase(quad: &mut Quad, from: &str, to: &str) {
    let renamed = |node: &NamedNode| {
        let rest = node.as_str().strip_prefix(from)?;
        Some(NamedNode::new_unchecked(format!("{to}{rest}")))
    };
    if let NamedOrBlankNode::NamedNode(node) = &mut quad.subject {
        *node = renamed(node).unwrap_or_else(|| node.clone());
    }
    if let Term::NamedNode(node) = &mut quad.object {
        *node = renamed(node).unwrap_or_else(|| node.clone());
    }
    if let GraphName::NamedNode(node) = &mut quad.graph_name {
        *node = renamed(node).unwrap_or_else(|| node.clone());
    }
}
