//! From the news wire to triples: English text in, a knowledge graph of entities, events and relations out.

#[cfg(feature = "torch")]
pub mod models;
#[cfg(feature = "torch")]
mod pipeline;
#[doc(hidden)]
pub mod program;

#[cfg(feature = "torch")]
pub use pipeline::{Analyses, Analysis, Input, Pipeline, Stream};
pub use triplewire_facts::{Error, Result};
