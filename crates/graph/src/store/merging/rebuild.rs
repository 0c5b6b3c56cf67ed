//! The merged graph made anew, and why two are one in it.

use oxigraph::model::{GraphNameRef, NamedNode, Quad, TermRef};

use super::{MERGING, Merging, document_of, subject};
use crate::{
    Result,
    crossdoc::{self, Document, Step},
    rdf::{Iris, iri},
    store::Graph,
};
use triplewire_facts::Facts;

/// What merging found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents in the store.
    pub documents: usize,
    /// Entities with a name, in documents and after merging.
    pub entities: [usize; 2],
    /// Events, in documents and after merging.
    pub events: [usize; 2],
    /// Pairs that may be one.
    pub candidates: usize,
}

/// Quads that are removed, and documents that are placed, in one transaction.
const AT_ONCE: usize = 20_000;
const DOCUMENTS: usize = 100;

impl Graph {
    /// Whether the merged graph is that of this version, and whole.
    pub fn is_merged(&self) -> bool {
        self.folder.mark.merging == MERGING
    }

    /// Makes the merged graph anew. What breaks it off leaves a store that is not [merged](Self::is_merged), until this is done
    /// again.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails or a document in it cannot be read.
    pub fn merge(&mut self) -> Result<Summary> {
        self.folder.remark(0)?;
        for graph in [self.merged.clone(), self.index.clone()] {
            self.empty(&graph)?;
        }
        let documents = self.documents()?;
        for some in documents.chunks(DOCUMENTS) {
            let transaction = self.store.start_transaction();
            let mut transaction = transaction.map_err(|error| self.broken(&error))?;
            let mut profiles = self.take_profiles();
            for (_, document) in some {
                if let Some(facts) = self.facts(document)? {
                    let mut merging = Merging {
                        graph: self,
                        transaction: &mut transaction,
                        profiles: &mut profiles,
                    };
                    merging.enter(document, &facts)?;
                }
            }
            transaction.commit().map_err(|error| self.broken(&error))?;
            self.keep_profiles(profiles);
            self.flush()?;
        }
        self.folder.remark(MERGING)?;
        self.summary()
    }

    fn empty(&self, graph: &NamedNode) -> Result<()> {
        loop {
            let found =
                self.store
                    .quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref())));
            let some: Vec<Quad> = found
                .take(AT_ONCE)
                .collect::<std::result::Result<_, _>>()
                .map_err(|error| self.broken(&error))?;
            if some.is_empty() {
                return Ok(());
            }
            let transaction = self.store.start_transaction();
            let mut transaction = transaction.map_err(|error| self.broken(&error))?;
            some.iter().for_each(|quad| transaction.remove(quad));
            transaction.commit().map_err(|error| self.broken(&error))?;
        }
    }

    /// What the merged graph holds.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn summary(&self) -> Result<Summary> {
        let count = |property: &str, object: Option<TermRef<'_>>, graph: &NamedNode| -> Result<usize> {
            let property = self.word(property);
            let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
            let found = self
                .store
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
        let property = self.word("member");
        let merged = Some(GraphNameRef::NamedNode(self.merged.as_ref()));
        let event = self.quads.iris.identity("event/");
        for quad in self
            .store
            .quads_for_pattern(None, Some(property.as_ref()), None, merged)
        {
            let quad = quad.map_err(|error| self.broken(&error))?;
            let is_event = subject(&quad).is_some_and(|node| node.as_str().starts_with(event.as_str()));
            of_documents[usize::from(is_event)] += 1;
        }
        Ok(Summary {
            documents: self.documents()?.len(),
            entities: [of_documents[0], entities],
            events: [of_documents[1], events],
            candidates: of_class("candidate")?,
        })
    }

    /// Why two are one or not, step by step; each is told as "DOCUMENT#ID". `None` when one of them is not there, or one is
    /// an entity and one an event.
    ///
    /// # Errors
    /// As [`Graph::merge`].
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
        let mut documents = Vec::new();
        for document in around {
            let facts: Option<Facts> = self.facts(&document)?;
            documents.extend(facts.as_ref().map(|facts| Document::of(&self.lexicon, facts)));
        }
        Ok(crossdoc::explain(&self.ontology, &documents, one, other))
    }
}

/// The node of "DOCUMENT#ID".
fn part(iris: &Iris, name: &str) -> Option<NamedNode> {
    let (document, id) = name.rsplit_once('#')?;
    Some(iri::part(&iris.document(document), id))
}
