//! `config.json` of a checkpoint becomes what its network is built from.
//!
//! Fields that Hugging Face's files may leave out because they have a default are filled in, and activations that go by
//! several names get one: rust-bert's configurations insist on both.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Architecture;
use crate::{
    Result,
    compute::Activation,
    config::{self, Config, Names},
    folder::{self, wrong},
};

/// A configuration that fits together.
#[derive(Debug, Clone)]
pub struct Settings {
    pub architecture: Architecture,
    /// Name of each row of the classifier.
    pub labels: Vec<String>,
    pub hidden: i64,
    pub intermediate: i64,
    /// Width of the word embeddings.
    #[cfg_attr(not(feature = "torch"), allow(dead_code))]
    pub embedding: i64,
    pub layers: i64,
    pub heads: i64,
    pub vocabulary: i64,
    /// Rows of the position embeddings, 0 without such a table.
    pub positions: i64,
    /// Position of the first wordpiece: RoBERTa counts from behind its padding.
    #[cfg_attr(not(feature = "torch"), allow(dead_code))]
    pub first_position: i64,
    /// Wordpieces of the longest input, the two marks not counted.
    pub longest: usize,
    pub(crate) values: Map<String, Value>,
}

const FILE: &str = "config.json";

impl Settings {
    /// Reads and checks the `config.json` of a folder.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when it cannot be read, [`crate::Error::Model`] when a field is missing, too small, or asks
    /// for something that is not supported.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut values: Map<String, Value> = folder::json(folder, FILE)?;
        let bad = |what: String| wrong(folder, format!("{FILE}: {what}"));
        let architecture = architecture(&values).map_err(bad)?;
        for (name, value) in defaults(architecture) {
            if values.get(&name).is_none_or(Value::is_null) {
                values.insert(name, value);
            }
        }
        supported(&values).map_err(bad)?;
        activations(&mut values);
        let labels = labels(&values).map_err(bad)?;
        let size = |name: &str| config::size(&values, name, 1).map_err(bad);
        let distil = architecture == Architecture::DistilBert;
        let hidden = size(if distil { "dim" } else { "hidden_size" })?;
        let heads = size(if distil { "n_heads" } else { "num_attention_heads" })?;
        let layers = size(if distil { "n_layers" } else { "num_hidden_layers" })?;
        let intermediate = size(if distil { "hidden_dim" } else { "intermediate_size" })?;
        let (vocabulary, positions) = (size("vocab_size")?, size("max_position_embeddings")?);
        let embedding = match values.get("embedding_size") {
            Some(value) if !value.is_null() => size("embedding_size")?,
            _ => hidden,
        };
        if hidden % heads != 0 {
            return Err(bad(format!(
                "width {hidden} is no multiple of the {heads} attention heads"
            )));
        }
        if architecture == Architecture::Albert
            && (size("num_hidden_groups")?, size("inner_group_num")?) != (1, 1)
        {
            return Err(bad("only ALBERT with one group of one layer is supported".into()));
        }
        let first_position = match architecture {
            Architecture::Roberta | Architecture::XlmRoberta => {
                1 + config::size(&values, "pad_token_id", 0).map_err(bad)?
            }
            _ => 0,
        };
        let longest = positions - first_position - 2;
        if longest < 1 {
            return Err(bad(format!("max_position_embeddings is too small ({positions})")));
        }
        let mut settings = Self {
            architecture,
            labels,
            hidden,
            intermediate,
            embedding,
            layers,
            heads,
            vocabulary,
            positions,
            first_position,
            longest: longest as usize,
            values,
        };
        let biased = settings
            .values
            .get("position_biased_input")
            .and_then(Value::as_bool);
        if architecture == Architecture::DebertaV2 && biased == Some(false) {
            settings.positions = 0;
        }
        Ok(settings)
    }

    /// The network as the native backend runs it.
    ///
    /// # Errors
    /// What it is that the native backend does not know.
    pub fn native(&self) -> std::result::Result<Config, String> {
        let (names, key) = match self.architecture {
            Architecture::Bert => (Names::Bert, "hidden_act"),
            Architecture::DistilBert => (Names::DistilBert, "activation"),
            other => return Err(other.to_string()),
        };
        let name = self.values.get(key).and_then(Value::as_str).unwrap_or_default();
        let activation = Activation::of_name(name).ok_or_else(|| format!("{key} {name:?}"))?;
        let types = self
            .values
            .get("type_vocab_size")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        Ok(Config {
            hidden: self.hidden as usize,
            intermediate: self.intermediate as usize,
            heads: self.heads as usize,
            layers: self.layers as usize,
            vocabulary: self.vocabulary as usize,
            positions: self.positions as usize,
            types: if names == Names::Bert { types as usize } else { 0 },
            shaped: false,
            activation,
            epsilon: config::epsilon(&self.values),
            names,
        })
    }

    /// The configuration as one of libtorch's networks reads it.
    #[cfg(feature = "torch")]
    pub fn parse<T: serde::de::DeserializeOwned>(&self, folder: &Path) -> Result<T> {
        let mut values = self.values.clone();
        // The labels are known already; all that the networks want of them is their number.
        let numbers = (0..self.labels.len()).map(|at| (at.to_string(), Value::from(at.to_string())));
        values.insert("id2label".into(), Value::Object(numbers.collect()));
        for name in [
            "label2id",
            "is_decoder",
            "output_attentions",
            "output_hidden_states",
        ] {
            values.remove(name);
        }
        serde_json::from_value(Value::Object(values)).map_err(|e| wrong(folder, format!("{FILE}: {e}")))
    }
}

fn architecture(values: &Map<String, Value>) -> std::result::Result<Architecture, String> {
    let classes: Vec<&str> = values
        .get("architectures")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let supported = || Architecture::ALL.map(Architecture::as_str).join(", ");
    let found = match values.get("model_type").and_then(Value::as_str) {
        Some(name) => Architecture::of_type(name)
            .ok_or_else(|| format!("model_type {name:?} is not supported; these are: {}", supported()))?,
        None => classes
            .iter()
            .find_map(|class| Architecture::of_class(class))
            .ok_or_else(|| format!("no model_type; these are supported: {}", supported()))?,
    };
    if !classes.is_empty()
        && !classes
            .iter()
            .any(|class| class.ends_with("ForTokenClassification"))
    {
        let class = classes.join(", ");
        return Err(format!(
            "the checkpoint is a {class}; one for token classification is wanted"
        ));
    }
    Ok(found)
}

/// Hugging Face's defaults of the fields that a configuration may lack.
fn defaults(architecture: Architecture) -> Map<String, Value> {
    let common = json!({
        "hidden_act": "gelu", "attention_probs_dropout_prob": 0.1, "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02, "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12,
        "num_hidden_layers": 12, "max_position_embeddings": 512, "type_vocab_size": 2, "vocab_size": 30522,
        "pad_token_id": 0,
    });
    let own = match architecture {
        Architecture::Bert => json!({}),
        Architecture::DistilBert => json!({
            "activation": "gelu", "attention_dropout": 0.1, "dim": 768, "dropout": 0.1, "hidden_dim": 3072,
            "n_heads": 12, "n_layers": 6, "qa_dropout": 0.1, "seq_classif_dropout": 0.2,
            "sinusoidal_pos_embds": false, "tie_weights_": true,
        }),
        Architecture::Roberta | Architecture::XlmRoberta => {
            json!({"vocab_size": 50265, "pad_token_id": 1})
        }
        Architecture::Electra => json!({
            "embedding_size": 128, "hidden_size": 256, "intermediate_size": 1024, "num_attention_heads": 4,
        }),
        Architecture::DebertaV2 => json!({
            "vocab_size": 128100, "hidden_size": 1536, "intermediate_size": 6144, "num_attention_heads": 24,
            "num_hidden_layers": 24, "type_vocab_size": 0,
        }),
        Architecture::Albert => json!({
            "embedding_size": 128, "hidden_size": 4096, "intermediate_size": 16384, "num_attention_heads": 64,
            "num_hidden_groups": 1, "inner_group_num": 1, "hidden_act": "gelu_new", "vocab_size": 30000,
            "bos_token_id": 2, "eos_token_id": 3, "attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0,
        }),
    };
    let mut all = Map::new();
    for part in [common, own] {
        if let Value::Object(part) = part {
            all.extend(part);
        }
    }
    all
}

/// What the networks would run with, but wrongly.
fn supported(values: &Map<String, Value>) -> std::result::Result<(), String> {
    match values.get("position_embedding_type").and_then(Value::as_str) {
        None | Some("absolute") => Ok(()),
        Some(other) => Err(format!(
            "position_embedding_type {other:?} is not supported, only absolute"
        )),
    }
}

/// Names that activations also go by.
fn activations(values: &mut Map<String, Value>) {
    for name in ["hidden_act", "activation"] {
        if let Some(Value::String(value)) = values.get_mut(name) {
            let known = match value.as_str() {
                "gelu_python" => "gelu",
                "gelu_fast" | "gelu_pytorch_tanh" => "gelu_new",
                "silu" => "swish",
                _ => continue,
            };
            *value = known.into();
        }
    }
}

/// `id2label` in the order of its numbers, which must run from 0 without a gap.
fn labels(values: &Map<String, Value>) -> std::result::Result<Vec<String>, String> {
    let Some(table) = values.get("id2label").and_then(Value::as_object) else {
        return Err("id2label is missing: it names the labels of the classifier".into());
    };
    let mut labels = vec![None; table.len()];
    for (id, label) in table {
        let place = id.parse().ok().and_then(|id: usize| labels.get_mut(id));
        match (place, label.as_str()) {
            (Some(place), Some(label)) => *place = Some(label.to_owned()),
            (None, _) => {
                return Err(format!(
                    "id2label: number {id:?} is not one of 0 to {}",
                    table.len() - 1
                ));
            }
            (_, None) => return Err(format!("id2label: label {id} is no string")),
        }
    }
    let labels: Option<Vec<String>> = labels.into_iter().collect();
    labels
        .filter(|labels| !labels.is_empty())
        .ok_or_else(|| "id2label: the numbers do not run from 0 without a gap".into())
}
