//! The input of the event and relation stages: a document with everything that earlier stages found.

use std::ops::Range;

use crate::{
    coref::{self, Entity},
    mention::{Index, Kind, Mention},
    syntax::{self, SentenceGraph, noun_phrase},
    text::Span,
};
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::Lexicon;

/// A document with its text, dependency trees, mentions and entities.
pub struct Context<'a> {
    /// The document's text.
    pub text: &'a str,
    /// The dependency graphs, one a sentence.
    pub graphs: &'a [SentenceGraph],
    /// The mentions, in text order.
    pub mentions: &'a [Mention],
    /// What the mentions stand for.
    pub entities: &'a [Entity],
    /// Where the mentions are.
    pub index: Index,
    /// Word lists and names.
    pub lexicon: &'a Lexicon,
    /// When the document was written, as its source says.
    pub published: Option<&'a str>,
    entity_of: Vec<Option<usize>>,
}

impl<'a> Context<'a> {
    /// Indexes the mentions by place, and the entities by mention.
    pub fn new(
        text: &'a str,
        graphs: &'a [SentenceGraph],
        mentions: &'a [Mention],
        entities: &'a [Entity],
        lexicon: &'a Lexicon,
    ) -> Self {
        Self {
            text,
            graphs,
            mentions,
            entities,
            index: Index::new(mentions),
            lexicon,
            published: None,
            entity_of: coref::entity_of(entities, mentions.len()),
        }
    }

    /// Sets the date of publication, from which relative times are counted.
    pub fn published(mut self, date: Option<&'a str>) -> Self {
        self.published = date;
        self
    }

    /// The entity of a mention.
    pub fn entity(&self, mention: Option<usize>) -> Option<usize> {
        mention.and_then(|id| self.entity_of.get(id).copied().flatten())
    }

    /// Whether one of the entity's mentions is a name.
    pub fn has_name(&self, entity: usize) -> bool {
        self.entities[entity]
            .mentions
            .iter()
            .any(|&id| self.mentions[id].kind == Kind::Name)
    }

    /// The span that stands for a word as a filler, with its score: the mention's, else its noun phrase.
    pub fn filler(&self, sentence: usize, word: usize, mention: Option<usize>) -> (Span, f32) {
        match mention.map(|id| &self.mentions[id]) {
            Some(mention) => (mention.span, mention.score),
            None => {
                let graph = &self.graphs[sentence];
                (syntax::span(graph, &phrase(graph, word)), 0.8)
            }
        }
    }

    /// The syntactic head among the words of a span; `None` where it has none.
    pub fn head(&self, sentence: usize, span: Span) -> Option<usize> {
        let words = self.graphs[sentence].words();
        let start = words.partition_point(|word| word.span.start < span.start);
        let end = words.partition_point(|word| word.span.end <= span.end);
        let outside = |&at: &usize| words[at].head.is_none_or(|head| !(start..end).contains(&head));
        (start..end).find(outside)
    }

    /// Names of a class in a sentence.
    pub fn names(&self, sentence: usize, class: Class) -> impl Iterator<Item = &Mention> {
        let range = self.index.in_sentence(sentence);
        self.mentions[range]
            .iter()
            .filter(move |m| m.kind == Kind::Name && m.class == Some(class))
    }
}

/// The words of a filler without a mention: a noun phrase, or a verb with its object ("selling the harbour").
fn phrase(graph: &SentenceGraph, word: usize) -> Range<usize> {
    let object = graph.children_by(word, "obj").find(|&object| object > word);
    match object.filter(|_| graph.words()[word].upos == Upos::Verb) {
        Some(object) => word..noun_phrase(graph, object).end,
        None => noun_phrase(graph, word),
    }
}
