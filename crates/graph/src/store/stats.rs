//! How much is in the store.

use std::collections::BTreeMap;

use super::{Graph, Summary};
use crate::Result;

/// Counts over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Documents.
    pub documents: usize,
    /// Sentences.
    pub sentences: usize,
    /// Entities by type; one of several documents counts in each.
    pub entities: BTreeMap<String, usize>,
    /// Events by type.
    pub events: BTreeMap<String, usize>,
    /// Events by realis.
    pub realis: BTreeMap<String, usize>,
    /// Relations by type.
    pub relations: BTreeMap<String, usize>,
    /// Quads of all graphs.
    pub quads: usize,
    /// What is left of entities with a name, and of events, when those that are one count once.
    pub merged: Summary,
}

impl Graph {
    /// Counts; reads every document once.
    ///
    /// # Errors
    /// As [`Graph::facts`].
    pub fn stats(&self) -> Result<Stats> {
        let mut stats = Stats {
            quads: self.store.len().map_err(|error| self.broken(&error))?,
            merged: self.summary()?,
            ..Stats::default()
        };
        let count = |counts: &mut BTreeMap<String, usize>, name: &str| {
            *counts.entry(name.to_string()).or_default() += 1;
        };
        for (_, document) in self.documents()? {
            let Some(facts) = self.facts(&document)? else {
                continue;
            };
            stats.documents += 1;
            stats.sentences += facts.sentences.len();
            facts
                .entities
                .iter()
                .for_each(|one| count(&mut stats.entities, &one.class));
            facts
                .relations
                .iter()
                .for_each(|one| count(&mut stats.relations, &one.kind));
            for event in &facts.events {
                count(&mut stats.events, &event.kind);
                count(&mut stats.realis, &event.realis);
            }
        }
        Ok(stats)
    }
}
