//! Head outputs become a dependency graph with lemmas and noun phrases.

pub mod columns;
mod graph;

pub use graph::{Deprel, Graph, Word};
