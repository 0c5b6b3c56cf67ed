//! From tagged words to facts: the stages between the encoder and the output.
//!
//! In: a [`Document`](read::Document), and what the encoder says of each of its words. Out: an [`Extraction`], which
//! [`output::facts`] turns into [`Facts`](triplewire_facts::Facts). The package `triplewire` runs them in a row.
//!
//! The modules are the stages of the way in order; a stage knows those above it in this list, never those below.

#![warn(missing_docs)]

pub mod read;
pub mod text;

pub mod syntax;

pub mod mention;

pub mod coref;

pub mod rules;

pub mod context;

pub mod time;

pub mod event;

pub mod relation;

pub mod identity;

mod extraction;
pub mod output;

#[doc(hidden)]
pub mod fixture;
#[cfg(test)]
mod sample;

pub use extraction::Extraction;
pub use triplewire_facts::{Error, Result};
