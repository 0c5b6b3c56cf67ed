//! What was found in a document becomes facts with evidence, in the formats that others read.
//!
//! In: an [`Extraction`], whose spans are byte ranges. Out: JSON with code point offsets, a table for people, rows of
//! triples. Nothing is decided here but what is shown: which entities are worth a line, and in which order.
//!
//! The JSON read back is [`Facts`](facts::Facts): all formats for other programs, and the [`store`], are made of these.

mod brat;
mod check;
mod conll;
pub mod export;
pub mod facts;
mod format;
mod graphml;
mod json;
pub mod lines;
pub mod merge;
mod name;
mod neo4j;
mod offsets;
pub mod page;
mod property;
pub mod rdf;
pub mod store;
mod table;
mod text;
mod triples;

#[cfg(test)]
mod sample;

pub use format::{Format, Writer};

use crate::{
    coref::Entity,
    event::{Argument, Event},
    identity::Identity,
    mention::{Kind, Mention},
    read::Document,
    relation::Relation,
    text::Sentence,
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
    /// One an entity, in the same order.
    pub identities: Vec<Identity>,
    /// What a reader of the facts has to know ("the model has no parser: ...").
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
    fn shown(&self) -> Vec<bool> {
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

    /// How a person would call what plays the role: the entity's name, else the argument's own words.
    fn filler(&self, argument: &Argument) -> String {
        match argument.entity {
            Some(entity) if self.is_named(entity) => one_line(&self.entities[entity].name),
            _ => one_line(argument.span.of(&self.document.text)),
        }
    }

    /// The fillers of the roles named, each once, in the order of the event's arguments.
    fn fillers(&self, event: &Event, roles: &[&str]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for argument in event
            .arguments
            .iter()
            .filter(|argument| roles.contains(&argument.role.as_str()))
        {
            let filler = self.filler(argument);
            if !found.contains(&filler) {
                found.push(filler);
            }
        }
        found
    }
}

/// Runs of blanks, tabs, line ends and control characters become one blank.
fn one_line(text: &str) -> String {
    let parts = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
