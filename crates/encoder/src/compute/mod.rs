//! Arithmetic of the native backend and of the heads: matrix products in int8 and in floats, and what stands between
//! them, written for each set of vector instructions.
//!
//! In: rows of floats. Out: rows of floats. The idea: weights are packed once and shared by all threads; a row of the
//! input is brought to 8 bits with a range of its own, so that what comes out of a row depends on nothing but the row.
//! Everything works in buffers that the caller keeps.

mod activation;
mod attention;
mod buffer;
mod floats;
mod instructions;
mod int8;
mod linear;
mod vector;

pub use activation::Activation;
pub use attention::{Attention, Scratch as AttentionScratch};
pub use buffer::Rows;
pub use instructions::Instructions;
#[cfg(not(target_arch = "x86_64"))]
pub use int8::library::{Packed, Tile};
#[cfg(target_arch = "x86_64")]
pub use int8::{Packed, Tile};
pub use linear::{Input, Linear, Precision, Quantised};
pub use vector::{layer_norm, log_softmax, products, sigmoid};
