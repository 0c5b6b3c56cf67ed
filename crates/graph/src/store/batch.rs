//! A batch: documents that are added in one transaction, all of them or none.

use std::collections::HashMap;

use oxigraph::{
    model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, Term},
    store::Transaction,
};
use sha2::{Digest, Sha256};

use super::{
    Store,
    merging::{Merger, ProfileCache},
};
use crate::Result;
use triplewire_facts::Facts;

/// What adding a document changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added,
    /// The store had another version of it, whose facts are gone.
    Replaced,
    /// The store had the same version.
    Unchanged,
}

/// A transaction that adds documents. Dropped without [`Batch::commit`], it leaves the store as it was.
pub struct Batch<'a> {
    store: &'a Store,
    transaction: Transaction<'a>,
    /// Digests of the documents of this batch.
    digests: HashMap<NamedNode, String>,
    profiles: ProfileCache,
    changes: Vec<(String, Change)>,
    quads: usize,
}

impl<'a> Batch<'a> {
    pub(super) fn new(store: &'a Store) -> Result<Self> {
        let transaction = store.database.start_transaction();
        Ok(Self {
            store,
            transaction: transaction.map_err(|error| store.broken(&error))?,
            digests: HashMap::new(),
            profiles: store.take_profiles(),
            changes: Vec::new(),
            quads: 0,
        })
    }

    /// Adds a document, and removes an older version of it.
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
        let store = self.store;
        for old in store.catalogue_quads(property, Some(store.catalogue.as_ref())) {
            let old = old.map_err(|error| store.broken(&error))?;
            self.transaction.remove(&old);
        }
        self.transaction.extend(&store.catalogued(property, value));
        Ok(())
    }

    fn put(&mut self, facts: &Facts, anew: bool) -> Result<Change> {
        let document = self.store.quads.iris.document(&facts.id);
        let json = facts
            .to_json()
            .map_err(|error| self.store.damaged(&document, &error.to_string()))?;
        let digest = hex::encode(Sha256::digest(json.as_bytes()));
        let change = match self.digest(&document)? {
            None => Change::Added,
            Some(known) if known == digest && !anew => Change::Unchanged,
            Some(_) => Change::Replaced,
        };
        if change == Change::Replaced {
            self.merger().remove_document(&document)?;
            self.remove(&document)?;
        }
        if change != Change::Unchanged {
            let quads = self.store.quads.of(facts);
            self.quads += quads.len();
            self.transaction.extend(&quads);
            for (property, value) in [("identifier", &facts.id), ("digest", &digest), ("facts", &json)] {
                for property in self.store.quads.vocabulary.property(property) {
                    let quad = Quad::new(
                        document.clone(),
                        property.clone(),
                        Literal::new_simple_literal(value),
                        self.store.catalogue.clone(),
                    );
                    self.transaction.insert(&quad);
                }
            }
            self.merger().add_document(&document, facts)?;
            self.digests.insert(document, digest);
        }
        self.changes.push((facts.id.clone(), change));
        Ok(change)
    }

    /// Number of quads that wait for the commit, so that callers can commit before there are too many.
    pub fn quads(&self) -> usize {
        self.quads
    }

    /// Number of documents in the batch, unchanged ones included.
    pub fn documents(&self) -> usize {
        self.changes.len()
    }

    /// Commits the transaction; returns what it changed for each document.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails; then nothing of the batch is stored.
    pub fn commit(self) -> Result<Vec<(String, Change)>> {
        self.transaction
            .commit()
            .map_err(|error| self.store.broken(&error))?;
        self.store.keep_profiles(self.profiles);
        Ok(self.changes)
    }

    fn merger(&mut self) -> Merger<'a, '_> {
        Merger {
            store: self.store,
            transaction: &mut self.transaction,
            profiles: &mut self.profiles,
            bare: Default::default(),
        }
    }

    /// The digest of the document's version in the store or in this batch.
    fn digest(&self, document: &NamedNode) -> Result<Option<String>> {
        if let Some(digest) = self.digests.get(document) {
            return Ok(Some(digest.clone()));
        }
        match self
            .store
            .catalogue_quads("digest", Some(document.as_ref()))
            .next()
        {
            None => Ok(None),
            Some(quad) => match quad.map_err(|error| self.store.broken(&error))?.object {
                Term::Literal(digest) => Ok(Some(digest.value().to_string())),
                _ => Ok(Some(String::new())),
            },
        }
    }

    fn remove(&mut self, document: &NamedNode) -> Result<()> {
        let store = self.store;
        let cleared = self.transaction.remove_named_graph(document);
        cleared.map_err(|error| store.broken(&error))?;
        let catalogue = GraphNameRef::NamedNode(store.catalogue.as_ref());
        let subject: NamedNodeRef = document.as_ref();
        let listed: Vec<Quad> = self
            .transaction
            .quads_for_pattern(Some(subject.into()), None, None, Some(catalogue))
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| store.broken(&error))?;
        listed.iter().for_each(|quad| self.transaction.remove(quad));
        Ok(())
    }
}
