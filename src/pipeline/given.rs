//! Documents whose sentences and words are given: nothing of them is cut again.

use super::Pipeline;
use crate::{Result, graph::Extraction, syntax::Graph, text::Sentence, text::columns::Tokenised};

/// Documents that are encoded together: enough to keep all threads busy.
const GROUP: usize = 64;

impl Pipeline {
    /// Extracts from documents over their own words; each extraction comes with the parse of its sentences.
    ///
    /// # Errors
    /// [`crate::Error::Torch`] when the model cannot run.
    pub fn extract_given(&self, documents: &[Tokenised]) -> Result<Vec<(Extraction, Vec<Graph>)>> {
        let stages = &self.stages;
        let mut found = Vec::with_capacity(documents.len());
        for group in documents.chunks(GROUP) {
            let inputs: Vec<(&str, &[Sentence])> = group
                .iter()
                .map(|one| (one.document.text.as_str(), one.sentences.as_slice()))
                .collect();
            let encoded = stages.model.encode(&inputs, self.batch_size)?;
            let each = group.iter().zip(encoded);
            found.extend(
                each.map(|(one, encoded)| stages.facts(one.document.clone(), one.sentences.clone(), encoded)),
            );
        }
        Ok(found)
    }
}
