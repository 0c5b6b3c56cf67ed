//! What triplewire knows before it reads: word lists, names, event types.
//!
//! In: the rule folder (`rules/`), compiled in, and a folder of the user's on top. Out: lists, names and the [`Ontology`].

pub mod files;
pub mod names;
pub mod normal;
pub mod nouns;
pub mod ontology;

pub use ontology::{EventType, Ontology};
