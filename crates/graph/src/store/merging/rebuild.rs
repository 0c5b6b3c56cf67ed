//! Rebuilds the merged graph, counts it, and explains why two of its members were merged.

use oxigraph::model::{GraphNameRef, NamedNode, Quad, TermRef};

use super::{MERGE_VERSION, Merger, document_of, subject};
use crate::{
    Result,
    crossdoc::{self, DocumentProfile, Step},
    rdf::{Iris, iri},
    store::Store,
};
use triplewire_facts::Facts;

/// Size of the merged graph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MergeSummary {
    /// Number of documents in the store.
    pub documents: usize,
    /// Number of named entities in the documents, and after merging.
    pub entities: [usize; 2],
    /// Number of events in the documents, and after merging.
    pub events: [usize; 2],
    /// Number of candidate pairs.
    pub candidates: usize,
}

/// Quads that are removed in one transaction.
const QUADS_PER_TRANSACTION: usize = 20_000;
/// Documents that are merged in one transaction.
const DOCUMENTS_PER_TRANSACTION: usize = 100;

impl Store {
    /// Whether the merged graph is complete and of this version of merging.
    pub fn is_merged(&self) -> bool {
        self.folder.manifest.merging == MERGE_VERSION
    }

    /// Rebuilds the merged graph. If that is interrupted, the store is not [merged](Self::is_merged) until it is done again.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails or a document in it cannot be read.
    pub fn merge(&mut self) -> Result<MergeSummary> {
        self.folder.set_merge_version(0)?;
        for graph in [self.merged.clone(), self.index.clone()] {
            self.empty(&graph)?;
        }
        let documents = self.documents()?;
        for some in documents.chunks(DOCUMENTS_PER_TRANSACTION) {
            let transaction = self.database.start_transaction();
            let mut transaction = transaction.map_err(|error| self.broken(&error))?;
            let mut profiles = self.take_profiles();
            for (_, document) in some {
                if let Some(facts) = self.facts(document)? {
                    let mut merger = Merger {
                        store: self,
                        transaction: &mut transaction,
                        profiles: &mut profiles,
                        bare: Default::default(),
                    };
                    merger.add_document(document, &facts)?;
                }
            }
            transaction.commit().map_err(|error| self.broken(&error))?;
            self.keep_profiles(profiles);
            self.flush()?;
        }
        self.folder.set_merge_version(MERGE_VERSION)?;
        self.summary()
    }

    /// Removes all quads of a named graph.
    fn empty(&self, graph: &NamedNode) -> Result<()> {
        loop {
            let found = self.database.quads_for_pattern(
                None,
                None,
                None,
                Some(GraphNameRef::NamedNode(graph.as_ref())),
            );
            let some: Vec<Quad> = found
                .take(QUADS_PER_TRANSACTION)
                .collect::<std::result::Result<_, _>>()
                .map_err(|error| self.broken(&error))?;
            if some.is_empty() {
                return Ok(());
            }
            let transaction = self.database.start_transaction();
            let mut transaction = transaction.map_err(|error| self.broken(&error))?;
            some.iter().for_each(|quad| transaction.remove(quad));
            transaction.commit().map_err(|error| self.broken(&error))?;
        }
    }

    /// Counts the merged graph.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn summary(&self) -> Result<MergeSummary> {
        let count = |property: &str, object: Option<TermRef<'_>>, graph: &NamedNode| -> Result<usize> {
            let property = self.property_iri(property);
            let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
            let found = self
                .database
                .quads_for_pattern(None, Some(property.as_ref()), object, graph);
            found
                .map(|quad| quad.map(|_| 1).map_err(|error| self.broken(&error)))
                .sum()
        };
        let of_class = |class: &str| -> Result<usize> {
            match self.quads.vocabulary.node(class).first() {
                Some(class) => count("type", Some(class.into()), &self.merged),
                None => Ok(0),
            }
        };
        let entities = count("state", None, &self.index)?;
        let events = of_class("event")?;
        let mut of_documents = [0, 0];
        let property = self.property_iri("member");
        let merged = Some(GraphNameRef::NamedNode(self.merged.as_ref()));
        let event = self.quads.iris.identity("event/");
        for quad in self
            .database
            .quads_for_pattern(None, Some(property.as_ref()), None, merged)
        {
            let quad = quad.map_err(|error| self.broken(&error))?;
            let is_event = subject(&quad).is_some_and(|node| node.as_str().starts_with(event.as_str()));
            of_documents[usize::from(is_event)] += 1;
        }
        Ok(MergeSummary {
            documents: self.documents()?.len(),
            entities: [of_documents[0], entities],
            events: [of_documents[1], events],
            candidates: of_class("candidate")?,
        })
    }

    /// Why two entities, or two events, were merged or not, step by step; each is named "DOCUMENT#ID". `None` when one of them does
    /// not exist, or one is an entity and the other an event.
    ///
    /// # Errors
    /// As [`Store::merge`].
    pub fn explain(&self, one: &str, other: &str) -> Result<Option<Vec<Step>>> {
        let mut around: std::collections::BTreeSet<NamedNode> = Default::default();
        for name in [one, other] {
            let Some(node) = part(&self.quads.iris, name) else {
                return Ok(None);
            };
            around.insert(document_of(&node));
            if let Some(node) = self.merged_node(&node)? {
                around.extend(self.members(&node)?.into_iter().map(|member| member.document));
            }
        }
        let lexicon = self.lexicon()?;
        let mut documents = Vec::new();
        for document in around {
            let facts: Option<Facts> = self.facts(&document)?;
            documents.extend(facts.as_ref().map(|facts| DocumentProfile::of(lexicon, facts)));
        }
        Ok(crossdoc::explain(&self.ontology, &documents, one, other))
    }
}

/// The node of "DOCUMENT#ID".
fn part(iris: &Iris, name: &str) -> Option<NamedNode> {
    let (document, id) = name.rsplit_once('#')?;
    Some(iri::part(&iris.document(document), id))
}
