//! A model folder: `config.json`, `labels.json`, `tokenizer.json`, `model.safetensors`.

use std::{collections::HashMap, path::Path};

use rust_bert::bert::BertConfig;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, de::DeserializeOwned};
use tch::{Kind, Tensor};

use super::foreign::Source;
use crate::{Error, Result};

use super::cut::Thresholds;

/// `labels.json`: what the model is called, and what the rows of its heads stand for.
#[derive(Debug, Clone, Deserialize)]
pub struct Labels {
    pub name: String,
    pub version: String,
    pub ner: Vec<String>,
    /// Empty without a part-of-speech head.
    #[serde(default)]
    pub upos: Vec<String>,
    /// Empty without a parser.
    #[serde(default)]
    pub deprel: Vec<String>,
    /// Wordpieces that sentences are packed up to.
    pub window: usize,
    /// When the start head is to be believed.
    #[serde(default)]
    pub start: Thresholds,
    /// Only in imported models: where the tags come from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// Reads and checks `config.json`, as rust-bert would panic on sizes that do not fit each other.
pub fn config(folder: &Path) -> Result<BertConfig> {
    let config: BertConfig = json(folder, "config.json")?;
    let sizes = [
        ("hidden_size", config.hidden_size),
        ("intermediate_size", config.intermediate_size),
        ("num_attention_heads", config.num_attention_heads),
        ("num_hidden_layers", config.num_hidden_layers),
        ("vocab_size", config.vocab_size),
        ("max_position_embeddings", config.max_position_embeddings - 2),
        ("type_vocab_size", config.type_vocab_size),
    ];
    if let Some((name, size)) = sizes.iter().find(|(_, size)| *size < 1) {
        return Err(wrong(
            folder,
            format!("config.json: {name} is too small ({size})"),
        ));
    }
    if config.hidden_size % config.num_attention_heads != 0 {
        return Err(wrong(
            folder,
            "config.json: hidden_size is no multiple of num_attention_heads".into(),
        ));
    }
    Ok(config)
}

/// Reads `labels.json`. A folder that has none but is otherwise a checkpoint from elsewhere is said to be one.
pub fn labels(folder: &Path) -> Result<Labels> {
    if !folder.join("labels.json").is_file() {
        let config: serde_json::Map<String, serde_json::Value> = json(folder, "config.json")?;
        if config.contains_key("id2label") || config.contains_key("architectures") {
            let what = format!(
                "no labels.json: this is a checkpoint from elsewhere; make a model of it with \
                 `triplewire model import {} --name NAME`",
                folder.display()
            );
            return Err(wrong(folder, what));
        }
    }
    json(folder, "labels.json")
}

/// Reads one of the folder's JSON files.
pub fn json<T: DeserializeOwned>(folder: &Path, file: &str) -> Result<T> {
    let path = folder.join(file);
    let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
    serde_json::from_slice(&bytes).map_err(|e| wrong(folder, format!("{file}: {e}")))
}

/// The weights by name, all as f32.
pub struct Weights<'a> {
    folder: &'a Path,
    tensors: HashMap<String, Tensor>,
    /// Size of the file.
    pub bytes: u64,
    /// Numbers in all tensors.
    pub parameters: u64,
}

impl<'a> Weights<'a> {
    /// Reads `model.safetensors`. A tensor `NAME` in I8 with a sibling `NAME.scale` is multiplied by it.
    pub fn read(folder: &'a Path) -> Result<Self> {
        let path = folder.join("model.safetensors");
        let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
        let file = SafeTensors::deserialize(&bytes)
            .map_err(|e| wrong(folder, format!("model.safetensors: {e}; fetch the file anew")))?;
        let views: HashMap<String, TensorView> = file.tensors().into_iter().collect();
        let mut tensors = HashMap::new();
        let mut parameters = 0;
        for (name, view) in &views {
            if name
                .strip_suffix(".scale")
                .is_some_and(|scaled| views.contains_key(scaled))
            {
                continue;
            }
            let failed = |e: tch::TchError| wrong(folder, format!("model.safetensors: {name}: {e}"));
            let mut tensor = float(view).map_err(failed)?;
            if let Some(scale) = views.get(&format!("{name}.scale")) {
                tensor = float(scale)
                    .and_then(|scale| tensor.f_mul(&scale))
                    .map_err(failed)?;
            }
            parameters += tensor.numel() as u64;
            tensors.insert(name.clone(), tensor);
        }
        Ok(Self {
            folder,
            tensors,
            bytes: bytes.len() as u64,
            parameters,
        })
    }

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// Length of the one-dimensional tensor of that name.
    pub fn width(&self, name: &str) -> Result<i64> {
        match self.tensors.get(name).map(Tensor::size).as_deref() {
            Some(&[width]) => Ok(width),
            Some(other) => Err(wrong(
                self.folder,
                format!("model.safetensors: {name} is {other:?}, not a vector"),
            )),
            None => Err(wrong(
                self.folder,
                format!("model.safetensors has no tensor {name}"),
            )),
        }
    }

    /// The tensor of that name, which must have that shape.
    pub fn get(&self, name: &str, shape: &[i64]) -> Result<Tensor> {
        let Some(tensor) = self.tensors.get(name) else {
            return Err(wrong(
                self.folder,
                format!("model.safetensors has no tensor {name}"),
            ));
        };
        if tensor.size() != shape {
            let found = tensor.size();
            return Err(wrong(
                self.folder,
                format!("model.safetensors: {name} is {found:?} where {shape:?} is due"),
            ));
        }
        Ok(tensor.shallow_clone())
    }
}

fn float(view: &TensorView) -> std::result::Result<Tensor, tch::TchError> {
    let kind = match view.dtype() {
        Dtype::I8 => Kind::Int8,
        Dtype::F16 => Kind::Half,
        Dtype::BF16 => Kind::BFloat16,
        Dtype::F32 => Kind::Float,
        other => {
            return Err(tch::TchError::Convert(format!(
                "numbers of kind {other:?} are not supported"
            )));
        }
    };
    let size: Vec<i64> = view.shape().iter().map(|&size| size as i64).collect();
    Tensor::f_from_data_size(view.data(), &size, kind)?.f_to_kind(Kind::Float)
}

pub fn wrong(folder: &Path, what: String) -> Error {
    Error::Model {
        path: folder.into(),
        what,
    }
}
