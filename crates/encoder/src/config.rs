//! `config.json` of a model folder: the sizes of a BERT.

use std::path::Path;

use serde::Deserialize;

use crate::{
    Result,
    compute::Activation,
    folder::{json, wrong},
};

/// A configuration that fits together; names and meanings are those of Hugging Face's files.
#[derive(Debug, Clone)]
pub struct Config {
    /// Width of a hidden state.
    pub hidden: usize,
    /// Width between the two layers of a feed-forward network.
    pub intermediate: usize,
    /// Attention heads of a layer.
    pub heads: usize,
    /// Layers of the encoder.
    pub layers: usize,
    /// Wordpieces that it knows.
    pub vocabulary: usize,
    /// Rows of the position embeddings.
    pub positions: usize,
    /// Token types; 0 without such a table.
    pub types: usize,
    /// Token types are word shapes, as in our own models; else all wordpieces have the first type.
    pub shaped: bool,
    /// Between the layers of a feed-forward network.
    pub activation: Activation,
    /// Added to the variance by layer normalisation.
    pub epsilon: f32,
}

#[derive(Deserialize)]
struct File {
    hidden_size: i64,
    intermediate_size: i64,
    num_attention_heads: i64,
    num_hidden_layers: i64,
    vocab_size: i64,
    max_position_embeddings: i64,
    type_vocab_size: i64,
    hidden_act: String,
    #[serde(default = "epsilon")]
    layer_norm_eps: f32,
}

fn epsilon() -> f32 {
    1e-12
}

impl Config {
    /// Reads and checks `config.json`.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when it cannot be read, [`crate::Error::Model`] when sizes are too small or do not fit each
    /// other.
    pub fn read(folder: &Path) -> Result<Self> {
        let file: File = json(folder, "config.json")?;
        let bad = |what: String| wrong(folder, format!("config.json: {what}"));
        let sizes = [
            ("hidden_size", file.hidden_size),
            ("intermediate_size", file.intermediate_size),
            ("num_attention_heads", file.num_attention_heads),
            ("num_hidden_layers", file.num_hidden_layers),
            ("vocab_size", file.vocab_size),
            (
                "max_position_embeddings",
                file.max_position_embeddings.saturating_sub(2),
            ),
            ("type_vocab_size", file.type_vocab_size),
        ];
        if let Some((name, size)) = sizes.iter().find(|(_, size)| *size < 1) {
            return Err(bad(format!("{name} is too small ({size})")));
        }
        if let Some((name, size)) = sizes.iter().find(|(_, size)| *size > i64::from(i32::MAX)) {
            return Err(bad(format!("{name} is too large ({size})")));
        }
        if file.hidden_size % file.num_attention_heads != 0 {
            return Err(bad("hidden_size is no multiple of num_attention_heads".into()));
        }
        let Some(activation) = Activation::of_name(&file.hidden_act) else {
            return Err(bad(format!("hidden_act {:?} is not supported", file.hidden_act)));
        };
        Ok(Self {
            hidden: file.hidden_size as usize,
            intermediate: file.intermediate_size as usize,
            heads: file.num_attention_heads as usize,
            layers: file.num_hidden_layers as usize,
            vocabulary: file.vocab_size as usize,
            positions: file.max_position_embeddings as usize,
            types: file.type_vocab_size as usize,
            shaped: true,
            activation,
            epsilon: file.layer_norm_eps,
        })
    }
}
