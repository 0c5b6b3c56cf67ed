//! `config.json` of a model folder: the sizes of a BERT.

use std::path::Path;

use serde_json::{Map, Value};

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
    /// What the tensors are called.
    pub names: Names,
}

/// Whose names the tensors have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `bert.encoder.layer.0.attention.self.query.weight`
    Bert,
    /// `distilbert.transformer.layer.0.attention.q_lin.weight`
    DistilBert,
}

impl Config {
    /// Reads and checks `config.json`.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when it cannot be read, [`crate::Error::Model`] when sizes are too small or do not fit each
    /// other.
    pub fn read(folder: &Path) -> Result<Self> {
        let values: Map<String, Value> = json(folder, "config.json")?;
        Self::of(&values).map_err(|what| wrong(folder, format!("config.json: {what}")))
    }

    fn of(values: &Map<String, Value>) -> std::result::Result<Self, String> {
        let size = |name: &str, least: i64| size(values, name, least).map(|size| size as usize);
        let (hidden, heads) = (size("hidden_size", 1)?, size("num_attention_heads", 1)?);
        if !hidden.is_multiple_of(heads) {
            return Err("hidden_size is no multiple of num_attention_heads".into());
        }
        let Some(activation) = values.get("hidden_act").and_then(Value::as_str) else {
            return Err("hidden_act is missing or no string".into());
        };
        Ok(Self {
            hidden,
            intermediate: size("intermediate_size", 1)?,
            heads,
            layers: size("num_hidden_layers", 1)?,
            vocabulary: size("vocab_size", 1)?,
            // Two are for the marks around a window.
            positions: size("max_position_embeddings", 3)?,
            types: size("type_vocab_size", 1)?,
            shaped: true,
            activation: Activation::of_name(activation)
                .ok_or_else(|| format!("hidden_act {activation:?} is not supported"))?,
            epsilon: epsilon(values),
            names: Names::Bert,
        })
    }
}

/// A size of a configuration, at least so large and at most as large as 32 bits hold.
///
/// # Errors
/// What is wrong with it.
pub fn size(values: &Map<String, Value>, name: &str, least: i64) -> std::result::Result<i64, String> {
    match values.get(name).map(Value::as_i64) {
        Some(Some(size)) if (least..=i64::from(i32::MAX)).contains(&size) => Ok(size),
        Some(Some(size)) if size < least => Err(format!("{name} is too small ({size})")),
        Some(Some(size)) => Err(format!("{name} is too large ({size})")),
        Some(None) => Err(format!("{name} is no whole number")),
        None => Err(format!("{name} is missing")),
    }
}

/// What layer normalisation adds to the variance.
pub fn epsilon(values: &Map<String, Value>) -> f32 {
    let given = values.get("layer_norm_eps").and_then(Value::as_f64);
    given.unwrap_or(1e-12) as f32
}

impl Names {
    /// What all names open with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Bert => "bert",
            Self::DistilBert => "distilbert",
        }
    }

    /// What the names of the layers' tensors open with.
    pub fn layers(self) -> &'static str {
        match self {
            Self::Bert => "bert.encoder.layer",
            Self::DistilBert => "distilbert.transformer.layer",
        }
    }

    /// The parts of a layer: query, key, value, what mixes them and its norm, what widens, what narrows, and the last norm.
    pub fn parts(self) -> [&'static str; 8] {
        match self {
            Self::Bert => [
                "attention.self.query",
                "attention.self.key",
                "attention.self.value",
                "attention.output.dense",
                "attention.output.LayerNorm",
                "intermediate.dense",
                "output.dense",
                "output.LayerNorm",
            ],
            Self::DistilBert => [
                "attention.q_lin",
                "attention.k_lin",
                "attention.v_lin",
                "attention.out_lin",
                "sa_layer_norm",
                "ffn.lin1",
                "ffn.lin2",
                "output_layer_norm",
            ],
        }
    }
}
