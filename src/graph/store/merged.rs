//! The merged graph: a node for what is one across documents.
//!
//! In: the facts of all documents. Out: a graph of the store's own with a node for each entity and event, which has the names, the
//! kind and the parts that its members have in their documents, and leads to them and so to every proof; and the pairs that may
//! be one but are kept apart, each with its score. It is made anew as a whole, in one transaction, and is a function of the
//! documents that are there.

use std::collections::BTreeSet;

use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use rustc_hash::FxHashMap;

use super::Graph;
use crate::{
    Result,
    graph::{
        facts::Facts,
        merge::{self, Cluster, Document, Member, Merged, Step},
        rdf::{iri, terms},
    },
    rules::Ontology,
};

/// What merging found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub documents: usize,
    /// Entities with a name, in documents and after merging.
    pub entities: [usize; 2],
    pub events: [usize; 2],
    /// Pairs that may be one.
    pub candidates: usize,
}

/// What a document's graph has that a merged node takes over.
struct Kept {
    names: Vec<(String, Vec<String>, String)>,
    kinds: Vec<String>,
    node: NamedNode,
}

impl Graph {
    /// Makes the merged graph anew.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails or a document in it cannot be read.
    pub fn merge(&self) -> Result<Summary> {
        let (documents, kept) = self.profiles()?;
        let ontology = Ontology::builtin()?;
        let merged = merge::merge(&ontology, &documents);
        let graph = self.quads.iris.graph("merged");
        let quads = Writer::new(self, &documents, &kept, &merged).quads();
        let broken = |error: &oxigraph::store::StorageError| self.broken(error);
        let mut transaction = self.store.start_transaction().map_err(|error| broken(&error))?;
        transaction
            .remove_named_graph(&graph)
            .map_err(|error| broken(&error))?;
        transaction.extend(&quads);
        transaction.commit().map_err(|error| broken(&error))?;
        self.flush()?;
        let count =
            |clusters: &[Cluster]| [clusters.iter().map(|one| one.members.len()).sum(), clusters.len()];
        Ok(Summary {
            documents: documents.len(),
            entities: count(&merged.entities),
            events: count(&merged.events),
            candidates: merged.candidates.len(),
        })
    }

    /// Why two are one or not, step by step; each is told as "DOCUMENT#ID". `None` when one of them is not there, or one is
    /// an entity and one an event.
    ///
    /// # Errors
    /// As [`Graph::merge`].
    pub fn explain(&self, one: &str, other: &str) -> Result<Option<Vec<Step>>> {
        let (documents, _) = self.profiles()?;
        Ok(merge::explain(&Ontology::builtin()?, &documents, one, other))
    }

    fn profiles(&self) -> Result<(Vec<Document>, Vec<Kept>)> {
        let (mut documents, mut kept) = (Vec::new(), Vec::new());
        for (_, node) in self.documents()? {
            if let Some(facts) = self.facts(&node)? {
                documents.push(Document::of(&facts));
                kept.push(Kept::of(node, &facts));
            }
        }
        Ok((documents, kept))
    }
}

impl Kept {
    fn of(node: NamedNode, facts: &Facts) -> Self {
        let names = facts
            .entities
            .iter()
            .map(|entity| (entity.name.clone(), entity.aliases.clone(), entity.class.clone()));
        Self {
            names: names.collect(),
            kinds: facts.events.iter().map(|event| event.kind.clone()).collect(),
            node,
        }
    }
}

/// Writes the merged graph.
struct Writer<'a> {
    graph: &'a Graph,
    documents: &'a [Document],
    kept: &'a [Kept],
    merged: &'a Merged,
    name: GraphName,
    quads: Vec<Quad>,
}

impl<'a> Writer<'a> {
    fn new(graph: &'a Graph, documents: &'a [Document], kept: &'a [Kept], merged: &'a Merged) -> Self {
        Self {
            name: graph.quads.iris.graph("merged").into(),
            quads: Vec::new(),
            graph,
            documents,
            kept,
            merged,
        }
    }

    fn quads(mut self) -> Vec<Quad> {
        let mut nodes: FxHashMap<Member, NamedNode> = FxHashMap::default();
        for cluster in &self.merged.entities {
            let node = self.graph.quads.iris.identity(&cluster.id);
            self.entity(&node, cluster);
            nodes.extend(cluster.members.iter().map(|&member| (member, node.clone())));
        }
        for cluster in &self.merged.events {
            let node = self.graph.quads.iris.identity(&cluster.id);
            self.event(&node, cluster, &nodes);
        }
        for candidate in &self.merged.candidates {
            let [one, other] = candidate.pair.map(|member| nodes.get(&member).cloned());
            if let (Some(one), Some(other)) = (one, other) {
                let pair = iri::part(&one, &format!("may-be={}", iri::encoded(other.as_str())));
                self.is(&pair, "candidate");
                self.tell(&pair, "subject", one.into());
                self.tell(&pair, "object", other.into());
                self.tell(&pair, "score", terms::number(f64::from(candidate.score)));
            }
        }
        let mut seen = rustc_hash::FxHashSet::default();
        self.quads.retain(|quad| seen.insert(quad.clone()));
        self.quads
    }

    fn entity(&mut self, node: &NamedNode, cluster: &Cluster) {
        let mut names: FxHashMap<String, usize> = FxHashMap::default();
        let mut aliases = BTreeSet::new();
        for &(at, number) in &cluster.members {
            let profile = &self.documents[at].entities[number];
            let member = iri::part(&self.kept[at].node, &profile.id);
            self.tell(node, "member", member.into());
            let known = self.kept[at]
                .names
                .iter()
                .find(|(name, ..)| *name == profile.name);
            if let Some((name, others, class)) = known {
                *names.entry(name.clone()).or_default() += 1;
                aliases.insert(name.clone());
                aliases.extend(others.iter().cloned());
                for class in self.graph.quads.vocabulary.entity(class) {
                    self.add(node, "type", class.into());
                }
            }
            if let Some(key) = &profile.key {
                self.tell(node, "key", terms::string(key));
            }
            if let Some(country) = &profile.country {
                self.tell(node, "country", terms::string(country));
            }
        }
        // The name that most documents have; of several the fullest, then the first in order.
        let best = names
            .into_iter()
            .max_by_key(|(name, count)| (*count, name.split(' ').count(), std::cmp::Reverse(name.clone())));
        if let Some((name, _)) = best {
            aliases.remove(&name);
            self.tell(node, "name", terms::string(&name));
        }
        for alias in aliases {
            self.tell(node, "alias", terms::string(&alias));
        }
    }

    fn event(&mut self, node: &NamedNode, cluster: &Cluster, nodes: &FxHashMap<Member, NamedNode>) {
        self.is(node, "event");
        for &(at, number) in &cluster.members {
            let happening = &self.documents[at].events[number];
            let member = iri::part(&self.kept[at].node, &happening.id);
            self.tell(node, "member", member.into());
            if let Some(kind) = self.kept[at].kinds.get(number) {
                for class in self.graph.quads.vocabulary.event(kind).classes {
                    self.add(node, "type", class.into());
                }
            }
            for (role, entity) in &happening.parts {
                let Some(filler) = nodes.get(&(at, *entity)) else {
                    continue;
                };
                for property in self.graph.quads.vocabulary.role(role) {
                    let quad = Quad::new(node.clone(), property, filler.clone(), self.name.clone());
                    self.quads.push(quad);
                }
            }
        }
    }

    fn is(&mut self, node: &NamedNode, what: &str) {
        for class in self.graph.quads.vocabulary.node(what).to_vec() {
            self.add(node, "type", class.into());
        }
    }

    fn tell(&mut self, node: &NamedNode, property: &str, value: Term) {
        self.add(node, property, value);
    }

    fn add(&mut self, node: &NamedNode, property: &str, value: Term) {
        for property in self.graph.quads.vocabulary.property(property) {
            let quad = Quad::new(node.clone(), property.clone(), value.clone(), self.name.clone());
            self.quads.push(quad);
        }
    }
}
