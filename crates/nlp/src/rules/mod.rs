//! Rule files become a compiled matcher over dependency graphs.
//!
//! A *frame* lists words that tell of an event and says which grammatical function fills which role; a *pattern* says
//! where the functions stand in one construction. So one verb added to a frame is understood in every construction. The
//! design follows Odin (Valenzuela-Escárcega et al. 2016): rules are files with names, constraints and examples.

mod compile;
mod examples;
mod explain;
mod filler;
mod frame;
mod link;
mod lists;
mod matcher;
mod path;
mod profile;
mod realis;
mod relate;
mod scene;
mod slot;
mod source;
mod stance;
mod symbols;
mod trigger;
mod types;
mod variables;

pub use compile::{ExampleOf, RuleSet};
pub use examples::check_example;
pub use explain::{Explanation, page};
pub use filler::Fillers;
pub use lists::Lists;
pub use matcher::{Filled, Match};
pub(crate) use profile::{Condition, Kind, Profile};
pub use realis::Realis;
pub(crate) use relate::RelationMatch;
pub use source::Example;
pub use triplewire_lexicon::{EventType, Ontology, files::File};
