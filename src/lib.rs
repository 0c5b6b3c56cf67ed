//! From the news wire to triples: English text in, a knowledge graph of entities, events and relations out.
//!
//! The modules are the stages of the way in order; a stage knows those above it in this list, never those below.

pub mod error;
pub mod timing;

pub mod read;
pub mod text;

pub mod encoder;
pub mod syntax;

pub mod mention;

pub mod coref;

pub mod rules;

pub mod event;
pub mod relation;

pub mod identity;

pub mod graph;

pub mod eval;

mod pipeline;

pub use error::{Error, Result};
pub use pipeline::{Pipeline, Stream};
