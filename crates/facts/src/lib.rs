//! What triplewire hands on: the facts of a document, and what the stages before them say of its words.
//!
//! [`Facts`] is the one schema of the program. It is built once a document, read and written as JSON by serde, and every
//! writer, the store, the scorers and whoever uses the library take it as it is. [`annotation`] holds what the stages on the
//! way hand to one another: byte ranges, tokens, and the labels of the encoder's heads.

pub mod annotation;
mod check;
mod error;
mod facts;
pub mod label;
pub mod lines;
pub mod offsets;
pub mod sets;
mod span;
pub mod timing;

pub use error::{Error, Result};
pub use facts::{
    Argument, Attribute, Candidate, Entity, Event, Facts, Mention, Place, Relation, Sentence, Time, Trigger,
};
