//! Facts in the formats that others read, identity across documents, and a store that answers SPARQL.
//!
//! In: [`Facts`](triplewire_facts::Facts), one document at a time. Out: tables for people, rows of triples, RDF, property
//! graphs, pages; and, over many documents, who and what is the same.

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
