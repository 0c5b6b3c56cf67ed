//! Documents that go into the store together: all of them, or none.

use std::collections::HashMap;

use oxigraph::{
    model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, Term},
    store::Transaction,
};
use sha2::{Digest, Sha256};

use super::{
    Graph,
    merging::{Merging, Profiles},
};
use crate::Result;
use triplewire_facts::Facts;

/// What adding a document did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added,
    /// Another version of it was there; its facts are gone.
    Replaced,
    /// It was there as it is.
    Unchanged,
}

/// A transaction. Dropped without [`Batch::commit`] it leaves the store as it was.
pub struct Batch<'a> {
    graph: &'a Graph,
    transaction: Transaction<'a>,
    /// Digests of the documents of this batch.
    digests: HashMap<NamedNode, String>,
    profiles: Profiles,
    changes: Vec<(String, Change)>,
    quads: usize,
}

impl<'a> Batch<'a> {
    pub(super) fn new(graph: &'a Graph) -> Result<Self> {
        let transaction = graph.store.start_transaction();
        Ok(Self {
            graph,
            transaction: transaction.map_err(|error| graph.broken(&error))?,
            digests: HashMap::new(),
            profiles: graph.take_profiles(),
            changes: Vec::new(),
            quads: 0,
        })
    }

    /// Puts a document in, in place of the version of it that is there.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn add(&mut self, facts: &Facts) -> Result<Change> {
        self.put(facts, false)
    }

    /// Writes a document that is there anew, though its facts are the same.
    pub(super) fn renew(&mut self, facts: &Facts) -> Result<()> {
        self.put(facts, true).map(|_| ())
    }

    /// Lets the catalogue say something of itself, in the place of what it said before.
    pub(super) fn keep(&mut self, property: &str, value: &str) -> Result<()> {
        let graph = self.graph;
        for old in graph.listed(property, Some(graph.catalogue.as_ref())) {
            let old = old.map_err(|error| graph.broken(&error))?;
            self.transaction.remove(&old);
        }
        self.transaction.extend(&graph.catalogued(property, value));
        Ok(())
    }

    fn put(&mut self, facts: &Facts, anew: bool) -> Result<Change> {
        let document = self.graph.quads.iris.document(&facts.id);
        let json = facts
            .to_json()
            .map_err(|error| self.graph.damaged(&document, &error.to_string()))?;
        let digest = hex::encode(Sha256::digest(json.as_bytes()));
        let change = match self.digest(&document)? {
            None => Change::Added,
            Some(known) if known == digest && !anew => Change::Unchanged,
            Some(_) => Change::Replaced,
        };
        if change == Change::Replaced {
            self.merging().leave(&document)?;
            self.remove(&document)?;
        }
        if change != Change::Unchanged {
            let quads = self.graph.quads.of(facts);
            self.quads += quads.len();
            self.transaction.extend(&quads);
            for (property, value) in [("identifier", &facts.id), ("digest", &digest), ("facts", &json)] {
                for property in self.graph.quads.vocabulary.property(property) {
                    let quad = Quad::new(
                        document.clone(),
                        property.clone(),
                        Literal::new_simple_literal(value),
                        self.graph.catalogue.clone(),
                    );
                    self.transaction.insert(&quad);
                }
            }
            self.merging().enter(&document, facts)?;
            self.digests.insert(document, digest);
        }
        self.changes.push((facts.id.clone(), change));
        Ok(change)
    }

    /// Quads that wait for the commit; callers commit when there are many.
    pub fn quads(&self) -> usize {
        self.quads
    }

    /// Documents of the batch, those that it leaves as they are included.
    pub fn documents(&self) -> usize {
        self.changes.len()
    }

    /// Makes all of it last, and says what was done to each document.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails; then nothing of the batch is there.
    pub fn commit(self) -> Result<Vec<(String, Change)>> {
        self.transaction
            .commit()
            .map_err(|error| self.graph.broken(&error))?;
        self.graph.keep_profiles(self.profiles);
        Ok(self.changes)
    }

    fn merging(&mut self) -> Merging<'a, '_> {
        Merging {
            graph: self.graph,
            transaction: &mut self.transaction,
            profiles: &mut self.profiles,
        }
    }

    /// The digest of the version that is there, this batch's included.
    fn digest(&self, document: &NamedNode) -> Result<Option<String>> {
        if let Some(digest) = self.digests.get(document) {
            return Ok(Some(digest.clone()));
        }
        match self.graph.listed("digest", Some(document.as_ref())).next() {
            None => Ok(None),
            Some(quad) => match quad.map_err(|error| self.graph.broken(&error))?.object {
                Term::Literal(digest) => Ok(Some(digest.value().to_string())),
                _ => Ok(Some(String::new())),
            },
        }
    }

    fn remove(&mut self, document: &NamedNode) -> Result<()> {
        let graph = self.graph;
        let cleared = self.transaction.remove_named_graph(document);
        cleared.map_err(|error| graph.broken(&error))?;
        let catalogue = GraphNameRef::NamedNode(graph.catalogue.as_ref());
        let subject: NamedNodeRef = document.as_ref();
        let listed: Vec<Quad> = self
            .transaction
            .quads_for_pattern(Some(subject.into()), None, None, Some(catalogue))
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| graph.broken(&error))?;
        listed.iter().for_each(|quad| self.transaction.remove(quad));
        Ok(())
    }
}
