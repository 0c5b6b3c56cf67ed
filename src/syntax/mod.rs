//! Head outputs become a dependency graph with lemmas and noun phrases.

mod graph;

pub use graph::{Deprel, Graph, Word};
