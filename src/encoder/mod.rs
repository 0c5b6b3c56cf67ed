//! Tokens go through one transformer pass; its heads give entity tags, parts of speech, and scores for arcs and relations.

mod label;

pub use label::{Class, Tag, Upos};

/// What the heads say about one sentence of `n` words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    /// `n` tags, a legal BIO sequence.
    pub tags: Vec<Tag>,
    /// `n` probabilities, each of its word's tag.
    pub tag_scores: Vec<f32>,
    /// `n` parts of speech; empty when the model has no such head.
    pub upos: Vec<Upos>,
    /// Scores of the dependency arcs, `None` when the model has no parser.
    pub arcs: Option<Arcs>,
}

/// Scores for every possible head of every word of one sentence of `n` words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arcs {
    /// Number of words, `n`.
    pub words: usize,
    /// `n * (n + 1)` log-probabilities, row by dependent, column 0 the root and column `h + 1` word `h`.
    pub score: Vec<f32>,
    /// Index of the best relation label for each of those arcs, into the model's list of relations.
    pub relation: Vec<u16>,
}
