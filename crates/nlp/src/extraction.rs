//! A document with everything that the stages found in it, before it becomes [`Facts`](triplewire_facts::Facts).

use triplewire_facts::annotation::{Document, Sentence};

use crate::{
    coref::Entity,
    event::Event,
    identity::Identity,
    mention::{Kind, Mention},
    relation::Relation,
    text,
};

/// Everything that was extracted from one document. Indices of entities and mentions point into these lists.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// The document itself; its text is what the stages read.
    pub document: Document,
    /// The text as it was given, where markup was taken out of it.
    pub source: Option<text::Source>,
    /// Name and version of the model ("en-small 1.0").
    pub model: String,
    /// Its sentences, in text order.
    pub sentences: Vec<Sentence>,
    /// Its mentions, in text order.
    pub mentions: Vec<Mention>,
    /// What the mentions stand for.
    pub entities: Vec<Entity>,
    /// What happened.
    pub events: Vec<Event>,
    /// What holds between entities.
    pub relations: Vec<Relation>,
    /// One an entity, in the same order.
    pub identities: Vec<Identity>,
    /// What a reader of the facts has to know ("the model has no parser, ...").
    pub warnings: Vec<String>,
}

impl Extraction {
    /// Whether any mention of the entity is a name.
    pub fn is_named(&self, entity: usize) -> bool {
        let name = |&mention: &usize| {
            self.mentions
                .get(mention)
                .is_some_and(|found| found.kind == Kind::Name)
        };
        self.entities
            .get(entity)
            .is_some_and(|entity| entity.mentions.iter().any(name))
    }

    /// For each entity, whether it is written out: it has a name or several mentions, or an event or relation speaks of it.
    pub(crate) fn shown(&self) -> Vec<bool> {
        let known = |entity: usize| self.is_named(entity) || self.entities[entity].mentions.len() > 1;
        let mut shown: Vec<bool> = (0..self.entities.len()).map(known).collect();
        let arguments = self
            .events
            .iter()
            .flat_map(|event| event.arguments.iter().filter_map(|found| found.entity));
        let sources = self.events.iter().filter_map(|event| event.source);
        let related = self
            .relations
            .iter()
            .flat_map(|found| [Some(found.subject), found.object])
            .flatten();
        for entity in arguments.chain(sources).chain(related) {
            if let Some(shown) = shown.get_mut(entity) {
                *shown = true;
            }
        }
        shown
    }
}
