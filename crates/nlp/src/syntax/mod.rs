//! Head outputs become a dependency graph with lemmas and noun phrases.

pub mod columns;
mod graph;
mod lemma;
mod parse;
mod phrase;
mod repair;

pub use graph::{Deprel, SentenceGraph, Word};
pub use lemma::lemma;
pub use parse::parse;
pub use phrase::{is_article, noun_phrase, of_what, span};
