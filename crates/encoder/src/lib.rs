//! Tokens go through one transformer pass; its heads give entity tags, parts of speech, and the dependency tree.
//!
//! In: sentences of tokens, as byte ranges into their text. Out: an [`Encoded`] a sentence. The idea: whole sentences
//! of one document are packed into windows, every window is one forward pass of its own on one thread, and the windows
//! are shared out among threads. What a window gives depends on nothing but the window, so neither threads nor batches
//! can change a result, not even in its last bit.
//!
//! ```no_run
//! use triplewire_encoder::{Model, Options};
//! use triplewire_facts::annotation::{Sentence, Span};
//!
//! let model = Model::load("models/en-small".as_ref(), Options::default())?;
//! let text = "Ann met Bob";
//! let tokens = vec![Span::new(0, 3), Span::new(4, 7), Span::new(8, 11)];
//! let sentence = Sentence { span: Span::new(0, 11), tokens, apart: false };
//! let encoded = model.encode(&[(text, &[sentence])], 8)?;
//! println!("{:?} {:?}", encoded[0][0].tags, encoded[0][0].heads);
//! # Ok::<(), triplewire_encoder::Error>(())
//! ```

#![warn(missing_docs)]

mod backend;
#[doc(hidden)] // Public for the benches alone, as are those below.
pub mod compute;
mod config;
mod cut;
mod decode;
mod folder;
pub mod foreign;
mod form;
mod heads;
mod model;
#[doc(hidden)]
pub mod pieces;
mod platt;
mod posterior;
mod shape;
#[doc(hidden)]
pub mod tree;
#[doc(hidden)]
pub mod viterbi;
mod weights;
#[doc(hidden)]
pub mod window;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tiny;

pub use backend::{BackendKind, Processor};
pub use compute::{Instructions, Precision};
pub use model::{Info, Model, Options};
pub use platt::{Platt, log_odds};
pub use triplewire_facts::{
    Error, Result,
    annotation::{Class, Encoded, Head, Tag, Upos},
};
pub use {
    decode::Decoded,
    window::{Part, Window},
};
