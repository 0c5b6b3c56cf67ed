//! Counts of what is in the store.

use std::collections::BTreeMap;

use super::{MergeSummary, Store};
use crate::Result;

/// Counts over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Documents.
    pub documents: usize,
    /// Sentences.
    pub sentences: usize,
    /// Entities by type; an entity of several documents counts once in each.
    pub entities: BTreeMap<String, usize>,
    /// Events by type.
    pub events: BTreeMap<String, usize>,
    /// Events by realis.
    pub realis: BTreeMap<String, usize>,
    /// Relations by type.
    pub relations: BTreeMap<String, usize>,
    /// Quads of all graphs.
    pub quads: usize,
    /// Named entities and events, coreferent ones counted once.
    pub merged: MergeSummary,
}

impl Store {
    /// Counts; reads every document once.
    ///
    /// # Errors
    /// As [`Store::facts`].
    pub fn stats(&self) -> Result<Stats> {
        let mut stats = Stats {
            quads: self.database.len().map_err(|error| self.broken(&error))?,
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
