//! Facts in the formats that others read, identity across documents, and a store that answers SPARQL.
//!
//! In: [`Facts`](triplewire_facts::Facts), one document at a time. Out: tables for people, rows of triples, RDF, property
//! graphs, pages; and, over many documents, who and what is the same.
//!
//! ```
//! use std::sync::Arc;
//! use triplewire_graph::{
//!     Format,
//!     export::{Options, Target},
//!     rdf::{BASE, Iris, Quads, Vocabulary},
//! };
//!
//! let facts = triplewire_facts::Facts::parse(
//!     br#"{"id": "wire-7", "title": "News", "sentences": [], "entities": [], "events": [], "relations": []}"#)?;
//! let quads = Quads::new(Vocabulary::builtin()?, Iris::new(BASE)?);
//! let ontology = Arc::new(triplewire_lexicon::Ontology::builtin()?.clone());
//! let options = Options { ontology, quads, width: 100, tokenize: Arc::new(|_: &str| Vec::new()) };
//! let mut out = Vec::new();
//! let mut writer = Format::Ntriples.writer(Target::Stream(Box::new(&mut out)), options)?;
//! writer.write(&facts)?;
//! writer.finish()?;
//! assert!(String::from_utf8(out)?.contains("\"wire-7\""));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_docs)]

pub mod crossdoc;
pub mod export;
mod name;
pub mod page;
mod property;
pub mod rdf;
#[cfg(feature = "store")]
pub mod store;
mod text;

#[cfg(test)]
mod sample;

pub use export::{Format, Writer};
pub use triplewire_facts::{Error, Result};
