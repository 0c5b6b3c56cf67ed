//! The knowledge graph on disk: an Oxigraph database in a folder.
//!
//! In: [`Facts`], document by document. Out: answers to SPARQL, cards, and the facts again. Each document has a named graph of
//! its own. The catalogue, a graph beside them, keeps the document's facts as JSON with their digest: from it every format
//! is exported, and by it a document that was added before is known. The merged graph has a node for what is one across
//! documents. What belongs together goes into one transaction.

mod answer;
mod batch;
mod candidate;
mod card;
pub mod endpoint;
mod find;
mod folder;
mod merged;
mod merging;
mod neighbourhood;
mod ready;
mod stats;
mod types;

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, Term},
    store::{StorageError, Store},
};

pub use answer::{Answer, AnswerFormat, WriteError};
pub use batch::{Batch, Change};
pub use card::Card;
pub use find::{Found, Match};
pub use merging::Summary;
pub use neighbourhood::{Extent, Fact, Neighbourhood};
pub use ready::{Parameter, Ready, ready};
pub use stats::Stats;

use triplewire_facts::Facts;

use super::rdf::{BASE, Iris, Quads, Vocabulary};
use crate::{Error, Result};
use folder::{Folder, store};
use merging::Profiles;
use triplewire_lexicon::{Lexicon, Ontology};

/// Bytes of a store below which the order of its data matters little.
const WORTH_ORDERING: u64 = 2 << 20;

/// An open store.
pub struct Graph {
    store: Store,
    /// Bytes that it had when it was opened.
    size_before: u64,
    quads: Quads,
    catalogue: NamedNode,
    /// What is one across documents.
    merged: NamedNode,
    /// Where that is looked for.
    index: NamedNode,
    ontology: Arc<Ontology>,
    /// Names by which profiles are compared.
    lexicon: Arc<Lexicon>,
    profiles: Mutex<Profiles>,
    folder: Folder,
}

impl Graph {
    /// Opens the store in a folder to write, or makes one there. `base` is what its IRIs start with; a store keeps the one
    /// that it was made with.
    ///
    /// # Errors
    /// [`Error::Store`] when the folder is no store, a newer one, in use, or damaged; [`Error::Usage`] for a wrong base.
    pub fn write(path: &Path, base: Option<&str>) -> Result<Self> {
        let base = base.map(Iris::new).transpose()?;
        let folder = Folder::write(path, base.as_ref().map(Iris::base), BASE)?;
        let store = Store::open(folder.data()).map_err(|error| broken(path, &error))?;
        Self::opened(store, folder)
    }

    /// Opens the store in a folder to read.
    ///
    /// # Errors
    /// As [`Graph::write`].
    pub fn read(path: &Path) -> Result<Self> {
        let folder = Folder::read(path)?;
        // The mark is written first: a store whose making was broken off has no data yet.
        if !folder.data().join("CURRENT").exists() {
            return Err(self::store(
                path,
                "the store is empty; nothing was added to it yet".into(),
            ));
        }
        let store = Store::open_read_only(folder.data()).map_err(|error| broken(path, &error))?;
        Self::opened(store, folder)
    }

    fn opened(store: Store, folder: Folder) -> Result<Self> {
        let quads = Quads::new(Vocabulary::builtin()?, Iris::new(&folder.mark.base)?);
        let mut graph = Self {
            size_before: folder.size(),
            store,
            catalogue: quads.iris.graph("catalogue"),
            merged: quads.iris.graph("merged"),
            index: quads.iris.graph("index"),
            ontology: Arc::new(Ontology::builtin()?),
            lexicon: Lexicon::builtin()?.into(),
            profiles: Mutex::default(),
            quads,
            folder,
        };
        graph.recall()?;
        Ok(graph)
    }

    /// Compares by the names of another lexicon than the built-in one. Whoever opens the store later must do the same: documents
    /// that were merged by other names stay merged.
    pub fn with_lexicon(mut self, lexicon: Arc<Lexicon>) -> Self {
        self.lexicon = lexicon;
        self
    }

    /// How its documents become quads.
    pub fn quads(&self) -> &Quads {
        &self.quads
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn batch(&self) -> Result<Batch<'_>> {
        Batch::new(self)
    }

    /// Writes everything that was committed through to the disk and frees the memory that it took until then.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn flush(&self) -> Result<()> {
        self.store.flush().map_err(|error| self.broken(&error))
    }

    /// Writes everything through, and puts the data in order where most of it is new: questions are then answered more quickly.
    /// What is put in order is at most twice what was added.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn settle(&self) -> Result<()> {
        self.flush()?;
        let size = self.folder.size();
        if size >= WORTH_ORDERING && size / 2 >= self.size_before {
            self.store.optimize().map_err(|error| self.broken(&error))?;
        }
        Ok(())
    }

    /// The ids of all documents in order, each with its node.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn documents(&self) -> Result<Vec<(String, NamedNode)>> {
        let mut found = Vec::new();
        for quad in self.listed("identifier", None) {
            let quad = quad.map_err(|error| self.broken(&error))?;
            if let (oxigraph::model::NamedOrBlankNode::NamedNode(node), Term::Literal(id)) =
                (quad.subject, quad.object)
            {
                found.push((id.value().to_string(), node));
            }
        }
        found.sort();
        Ok(found)
    }

    /// The facts of a document; `None` when it is not there.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails or what it holds cannot be read.
    pub fn facts(&self, document: &NamedNode) -> Result<Option<Facts>> {
        let Some(quad) = self.listed("facts", Some(document.as_ref())).next() else {
            return Ok(None);
        };
        match quad.map_err(|error| self.broken(&error))?.object {
            Term::Literal(json) => {
                let facts = Facts::parse(json.value().as_bytes());
                facts
                    .map(Some)
                    .map_err(|error| self.damaged(document, &error.to_string()))
            }
            _ => Err(self.damaged(document, "its facts are no text")),
        }
    }

    /// Quads of the catalogue with a property, of one document or of all.
    fn listed(&self, property: &str, document: Option<NamedNodeRef>) -> oxigraph::store::QuadIter<'static> {
        let property = self.quads.vocabulary.property(property).first();
        self.store.quads_for_pattern(
            document.map(Into::into),
            property.map(NamedNode::as_ref),
            None,
            Some(GraphNameRef::NamedNode(self.catalogue.as_ref())),
        )
    }

    /// The profiles that are kept in memory, for a transaction: it gives them back when it is committed, as it may have changed them.
    fn take_profiles(&self) -> Profiles {
        let kept = self.profiles.lock();
        kept.map(|mut kept| std::mem::take(&mut *kept))
            .unwrap_or_default()
    }

    fn keep_profiles(&self, profiles: Profiles) {
        if let Ok(mut kept) = self.profiles.lock() {
            *kept = profiles;
        }
    }

    fn broken(&self, error: &StorageError) -> Error {
        broken(&self.folder.path, error)
    }

    fn damaged(&self, document: &NamedNode, what: &str) -> Error {
        store(
            &self.folder.path,
            format!("{document} in the store is damaged: {what}"),
        )
    }
}

/// What the database reports, on one line.
fn broken(path: &Path, error: &StorageError) -> Error {
    let what = error.to_string();
    let what: Vec<&str> = what.split_whitespace().collect();
    store(path, what.join(" "))
}
