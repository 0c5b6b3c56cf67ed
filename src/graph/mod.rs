//! What was found in a document becomes facts with evidence, in the formats that others read.

use crate::{
    coref::Entity, event::Event, mention::Mention, read::Document, relation::Relation, text::Sentence,
};

/// Everything that was extracted from one document. Indices of entities and mentions point into these lists.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    pub document: Document,
    /// Name and version of the model ("en-small 1.0").
    pub model: String,
    pub sentences: Vec<Sentence>,
    pub mentions: Vec<Mention>,
    pub entities: Vec<Entity>,
    pub events: Vec<Event>,
    pub relations: Vec<Relation>,
    /// What a reader of the facts has to know ("the model has no parser: ...").
    pub warnings: Vec<String>,
}
