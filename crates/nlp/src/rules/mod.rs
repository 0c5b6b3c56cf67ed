//! Rule files become a compiled matcher over dependency graphs.
//!
//! A *frame* lists words that tell of an event and says which grammatical function fills which role; a *pattern* says
//! where the functions stand in one construction. So one verb added to a frame is understood in every construction. The
//! design follows Odin (Valenzuela-Escárcega et al. 2016): rules are files with names, constraints and examples.

mod compile;
mod explain;
mod files;
mod filler;
mod flat;
mod frame;
mod lexicon;
mod link;
mod matcher;
mod ontology;
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
mod variables;

pub use compile::{Carrier, ExampleOf, Link, Pattern, RelationRule, RuleSet};
pub use explain::{Explanation, page};
pub use files::File;
pub use filler::Fillers;
pub use lexicon::Lexicon;
pub use matcher::{Filled, Match};
pub use ontology::{EventType, Ontology};
pub use path::Path;
pub use profile::{Condition, Kind, Profile};
pub use realis::Realis;
pub use relate::RelationMatch;
pub use scene::Scene;
pub use source::Example;
