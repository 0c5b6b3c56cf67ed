//! A model folder: `config.json`, `labels.json`, `tokenizer.json`, `model.safetensors`.

use std::path::Path;

use serde::{Deserialize, de::DeserializeOwned};

use super::{cut::Thresholds, foreign::Source, platt::Platt};
use crate::{Error, Result};

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
    /// What the heads' scores stand for.
    #[serde(default)]
    pub calibration: Calibration,
}

/// Maps from scores to probabilities; without one a score stays as it is.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Calibration {
    pub ner: Platt,
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
    let labels: Labels = json(folder, "labels.json")?;
    if !labels.calibration.ner.is_sound() {
        let what = "labels.json: calibration.ner must be [a, b] with a above 0";
        return Err(wrong(folder, what.into()));
    }
    Ok(labels)
}

/// Reads one of the folder's JSON files.
pub fn json<T: DeserializeOwned>(folder: &Path, file: &str) -> Result<T> {
    let path = folder.join(file);
    let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
    serde_json::from_slice(&bytes).map_err(|e| wrong(folder, format!("{file}: {e}")))
}

/// An error that names the folder.
pub fn wrong(folder: &Path, what: String) -> Error {
    Error::Model {
        path: folder.into(),
        what,
    }
}
