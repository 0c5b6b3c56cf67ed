//! Facts as RDF.
//!
//! In: [`Facts`](triplewire_facts::Facts). Out: quads in known vocabularies, and the formats of RDF.

mod book;
mod date;
pub mod iri;
mod quads;
pub(crate) mod terms;
pub mod vocabulary;

pub use book::page;
pub use date::{Moment, moment};
pub use iri::{BASE, Iris};
pub use quads::Quads;
pub use vocabulary::Vocabulary;
