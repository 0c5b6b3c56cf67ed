//! The store: the knowledge graph on disk, an Oxigraph database in a folder.
//!
//! In: [`Facts`], document by document. Out: answers to SPARQL, cards, and the facts again. Each document has a named graph of
//! its own. The catalogue, another named graph, keeps each document's facts as JSON with their digest: every format is exported
//! from it, and it tells whether a document was added before. The merged graph has a node for each cluster of entities or events
//! that are coreferent across documents. All changes that a document makes are one transaction.

mod answer;
mod batch;
mod card;
mod collect;
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
    sync::{Arc, Mutex, OnceLock},
};

use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, Term},
    store::{StorageError, Store as Database},
};

pub use oxigraph;

pub use answer::{Answer, AnswerFormat, WriteError};
pub use batch::{Batch, Change};
pub use card::Card;
pub use find::{Match, Member};
pub use merging::MergeSummary;
pub use neighbourhood::{Extent, Fact, Neighbourhood};
pub use ready::{Parameter, Ready, ready};
pub use stats::Stats;

use triplewire_facts::Facts;

use super::rdf::{BASE, Iris, Quads, Vocabulary};
use crate::{Error, Result};
use folder::{Folder, store_error};
use merging::ProfileCache;
use triplewire_lexicon::{Lexicon, Ontology};

/// Bytes of a store below which compacting it is of little use.
const MIN_COMPACT_BYTES: u64 = 2 << 20;

/// An open store.
pub struct Store {
    database: Database,
    /// Its size in bytes when it was opened.
    size_before: u64,
    quads: Quads,
    catalogue: NamedNode,
    /// Named graph of the clusters across documents.
    merged: NamedNode,
    /// Named graph of the blocking keys and counts of the merged graph.
    index: NamedNode,
    ontology: Arc<Ontology>,
    /// Names by which profiles are compared: whoever only asks needs none.
    lexicon: OnceLock<Arc<Lexicon>>,
    profiles: Mutex<ProfileCache>,
    folder: Folder,
}

impl Store {
    /// Opens the store in a folder to read and write, or creates one there. `base` is what its IRIs start with; a store keeps the
    /// base that it was created with.
    ///
    /// # Errors
    /// [`Error::Store`] when the folder is not a store, or the store is newer, in use or damaged; [`Error::Usage`] for a wrong base.
    pub fn open(path: &Path, base: Option<&str>) -> Result<Self> {
        let base = base.map(Iris::new).transpose()?;
        let folder = Folder::open(path, base.as_ref().map(Iris::base), BASE)?;
        let database = Database::open(folder.data()).map_err(|error| broken(path, &error))?;
        Self::opened(database, folder)
    }

    /// Opens the store in a folder to read only.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let folder = Folder::open_read_only(path)?;
        // The manifest is written first: a store whose creation was interrupted has no data yet.
        if !folder.data().join("CURRENT").exists() {
            return Err(store_error(
                path,
                "the store is empty; nothing was added to it yet".into(),
            ));
        }
        let database = Database::open_read_only(folder.data()).map_err(|error| broken(path, &error))?;
        Self::opened(database, folder)
    }

    fn opened(database: Database, folder: Folder) -> Result<Self> {
        let quads = Quads::new(Vocabulary::builtin()?, Iris::new(&folder.manifest.base)?);
        let mut store = Self {
            size_before: folder.size(),
            database,
            catalogue: quads.iris.graph("catalogue"),
            merged: quads.iris.graph("merged"),
            index: quads.iris.graph("index"),
            ontology: Arc::new(Ontology::builtin()?.clone()),
            lexicon: OnceLock::new(),
            profiles: Mutex::default(),
            quads,
            folder,
        };
        store.recall()?;
        Ok(store)
    }

    /// Compares by the names of another lexicon than the built-in one. Whoever opens the store later must do the same: documents
    /// that were merged by other names stay merged.
    pub fn with_lexicon(mut self, lexicon: Arc<Lexicon>) -> Self {
        self.lexicon = lexicon.into();
        self
    }

    fn lexicon(&self) -> Result<&Arc<Lexicon>> {
        if let Some(known) = self.lexicon.get() {
            return Ok(known);
        }
        let builtin = Lexicon::builtin()?;
        Ok(self.lexicon.get_or_init(|| builtin.into()))
    }

    /// The conversion of its documents to quads.
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

    /// Writes everything that was committed to the disk, and frees the memory that it took.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn flush(&self) -> Result<()> {
        self.database.flush().map_err(|error| self.broken(&error))
    }

    /// Flushes, and compacts the database if at least half of it is new, so that queries are faster. The data compacted is at most
    /// twice what was added.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn flush_and_compact(&self) -> Result<()> {
        self.flush()?;
        let size = self.folder.size();
        if size >= MIN_COMPACT_BYTES && size / 2 >= self.size_before {
            self.database.optimize().map_err(|error| self.broken(&error))?;
        }
        Ok(())
    }

    /// The ids of all documents, sorted, each with its node.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub fn documents(&self) -> Result<Vec<(String, NamedNode)>> {
        let mut found = Vec::new();
        for quad in self.catalogue_quads("identifier", None) {
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

    /// The facts of a document; `None` when the store does not have it.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails or what it holds cannot be read.
    pub fn facts(&self, document: &NamedNode) -> Result<Option<Facts>> {
        let Some(quad) = self.catalogue_quads("facts", Some(document.as_ref())).next() else {
            return Ok(None);
        };
        match quad.map_err(|error| self.broken(&error))?.object {
            Term::Literal(json) => {
                let facts = Facts::parse(json.value().as_bytes());
                facts
                    .map(Some)
                    .map_err(|error| self.damaged(document, &error.to_string()))
            }
            _ => Err(self.damaged(document, "its facts are not text")),
        }
    }

    /// The catalogue's quads with a property, of one document or of all.
    fn catalogue_quads(
        &self,
        property: &str,
        document: Option<NamedNodeRef>,
    ) -> oxigraph::store::QuadIter<'static> {
        let property = self.quads.vocabulary.property(property).first();
        self.database.quads_for_pattern(
            document.map(Into::into),
            property.map(NamedNode::as_ref),
            None,
            Some(GraphNameRef::NamedNode(self.catalogue.as_ref())),
        )
    }

    /// Takes the cached profiles out for a transaction, which may change them and gives them back when it is committed.
    fn take_profiles(&self) -> ProfileCache {
        let kept = self.profiles.lock();
        kept.map(|mut kept| std::mem::take(&mut *kept))
            .unwrap_or_default()
    }

    fn keep_profiles(&self, profiles: ProfileCache) {
        if let Ok(mut kept) = self.profiles.lock() {
            *kept = profiles;
        }
    }

    fn broken(&self, error: &StorageError) -> Error {
        broken(&self.folder.path, error)
    }

    fn damaged(&self, document: &NamedNode, what: &str) -> Error {
        store_error(
            &self.folder.path,
            format!("{document} in the store is damaged: {what}"),
        )
    }
}

/// An error of the database, on one line.
fn broken(path: &Path, error: &StorageError) -> Error {
    let what = error.to_string();
    let what: Vec<&str> = what.split_whitespace().collect();
    store_error(path, what.join(" "))
}
