//! What stages hand to one another: a document, its sentences and tokens as byte ranges, and what the encoder says of each.

pub use crate::{
    label::{Class, Labels, Tag, Upos},
    span::Span,
};

/// One article: its text, untouched, and what the source says about it.
///
/// All spans are byte ranges into `text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// File stem, JSONL `id`, or a hash of the text.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Date as the source gives it, ISO 8601 (`2016-12-19`).
    pub published: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The text that all offsets count in.
    pub text: String,
}

/// A sentence and its tokens in order. Token spans lie inside `span`, on character boundaries, and do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, punctuation included.
    pub tokens: Vec<Span>,
    /// Set off from the sentence before by layout alone: a blank line, a list item, a dateline. No reading of the words
    /// can undo such a boundary.
    pub apart: bool,
}

impl Sentence {
    /// Appends tokens, which must stand after those that are there.
    pub fn append(&mut self, tokens: impl IntoIterator<Item = Span>) {
        self.tokens.extend(tokens);
        if let (Some(&first), Some(&last)) = (self.tokens.first(), self.tokens.last()) {
            self.span = first.join(last);
        }
    }
}

/// What the encoder's heads say about one sentence of `n` words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    /// `n` tags, a legal BIO sequence.
    pub tags: Vec<Tag>,
    /// `n` probabilities: that the entity which the word is part of has exactly this span and class, calibrated on
    /// annotated text; for other words, that they are part of none.
    pub tag_scores: Vec<f32>,
    /// `n` parts of speech; empty when the model has no such head.
    pub upos: Vec<Upos>,
    /// `n` heads that form a tree with one root; `None` when the model has no parser.
    pub heads: Option<Vec<Head>>,
}

/// Where a word hangs in the dependency tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Index of the governing word in the sentence, `None` for the root.
    pub word: Option<usize>,
    /// Index into the model's relations.
    pub relation: usize,
}
