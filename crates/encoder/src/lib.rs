//! Tokens go through one transformer pass; its heads give entity tags, parts of speech, and the dependency tree.
//!
//! In: sentences of tokens, as byte ranges into their text. Out: an [`Encoded`] a sentence. The idea: whole sentences
//! of one document are packed into windows, every window is one forward pass of its own on one thread, and the windows
//! are shared out among threads. What a window gives depends on nothing but the window, so neither threads nor batches
//! can change a result, not even in its last bit.

mod bert;
mod cut;
mod decode;
mod folder;
pub mod foreign;
mod label;
mod linear;
mod model;
mod network;
pub mod pieces;
mod platt;
mod posterior;
mod runner;
mod shape;
pub mod tree;
pub mod viterbi;
pub mod window;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tiny;

pub use label::{Class, Tag, Upos};
pub use linear::{Precision, Processor};
pub use model::{Info, Model, Options};
pub use platt::{Platt, log_odds};
pub(crate) use {decode::Decoded, window::Window};

/// What the heads say about one sentence of `n` words.
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
