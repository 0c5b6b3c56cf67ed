//! From the news wire to triples: English text in, a knowledge graph of entities, events and relations out.
//!
//! ```
//! # fn main() -> triplewire::Result<()> {
//! let extractor = triplewire::Extractor::builtin()?;
//! let facts = extractor.extract("Ali Hassan killed Omar Said in Mosul.")?;
//! for event in facts.events() {
//!     assert_eq!(event.kind, "Killing");
//!     assert_eq!(event.role("attacker"), Some("Ali Hassan"));
//!     assert_eq!(event.role("victim"), Some("Omar Said"));
//!     assert_eq!(event.proof().map(|proof| proof.text()), Some("killed"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Extractor`] reads texts, one or a stream of them ([`read::Documents`]). [`Facts`] are what it found, the same that the
//! program `triplewire` writes as JSON. A [`writer`] puts them into a [`Format`]: JSON, tables, RDF, property graphs, pages.
//! `graph::store` keeps the facts of many documents in a database that answers SPARQL, and finds who and what is the same in
//! them. Whoever wants what lies between text and facts takes a [`Pipeline`]. `examples/` has three programs.
//!
//! # Features
//! None is on by default.
//! - `store`: the database of `graph::store`.
//! - `import`: foreign checkpoints become models (`triplewire model import`).
//! - `torch`: libtorch as a second backend of the encoder: any checkpoint, a GPU, a reference for the native one.

#![warn(missing_docs)]

mod extractor;
pub mod models;
mod pipeline;
#[doc(hidden)]
pub mod program;
mod writer;

pub use {
    extractor::{Extractor, FactsStream},
    pipeline::{Analyses, Analysis, Input, Pipeline, Stream},
};

pub use triplewire_facts::{
    Argument, Attribute, Candidate, Entity, Error, Event, EventRef, Facts, Mention, Place, Proof, Relation,
    RelationRef, Result, SchemaError, Sentence, Time, Trigger, annotation::Document, lines::FactsFile,
};
#[doc(no_inline)]
pub use triplewire_graph as graph;
pub use triplewire_graph::{Format, Writer};
#[doc(no_inline)]
pub use triplewire_nlp::read;
#[doc(hidden)]
pub use writer::tokens;
pub use writer::writer;

#[cfg(all(doctest, feature = "store", feature = "import"))]
mod pages {
    //! The Rust of the README and of the library's page, compiled and run with the other examples.

    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../docs/library.md")]
    mod library {}
}
