//! A model folder: `config.json`, `labels.json`, `tokenizer.json`, `model.safetensors`.

use std::{cell::RefCell, collections::HashMap, ops::Range, path::Path};

use rust_bert::bert::BertConfig;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, de::DeserializeOwned};
use tch::{Kind, TchError, Tensor};

use super::foreign::Source;
use crate::{Error, Result};

use super::{cut::Thresholds, linear::Rows, platt::Platt};

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

/// Result of a call into libtorch.
pub type Torch<T> = std::result::Result<T, TchError>;

/// The weights by name: the file's bytes, and the tensors that were made of them so far.
///
/// Whoever asks for the same tensor again gets the same memory, so that all threads share one set.
pub struct Weights<'a> {
    folder: &'a Path,
    file: Vec<u8>,
    places: HashMap<String, Place>,
    made: RefCell<HashMap<String, Tensor>>,
    /// Size of the file.
    pub bytes: u64,
    /// Numbers in all tensors.
    pub parameters: u64,
}

/// Where a tensor lies in the file.
struct Place {
    kind: Dtype,
    shape: Vec<i64>,
    bytes: Range<usize>,
}

impl<'a> Weights<'a> {
    /// Reads `model.safetensors`. A tensor `NAME` with a sibling `NAME.scale` means their product.
    pub fn read(folder: &'a Path) -> Result<Self> {
        let path = folder.join("model.safetensors");
        let file = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
        let broken = |e| wrong(folder, format!("model.safetensors: {e}; fetch the file anew"));
        SafeTensors::deserialize(&file).map_err(broken)?;
        let (header, metadata) = SafeTensors::read_metadata(&file).map_err(broken)?;
        // The tensors begin after the header and the eight bytes that give its length.
        let start = header + 8;
        let mut places = HashMap::new();
        for (name, info) in metadata.tensors() {
            let place = Place {
                kind: info.dtype,
                shape: info.shape.iter().map(|&size| size as i64).collect(),
                bytes: start + info.data_offsets.0..start + info.data_offsets.1,
            };
            places.insert(name, place);
        }
        let is_scale = |name: &str| {
            name.strip_suffix(".scale")
                .is_some_and(|scaled| places.contains_key(scaled))
        };
        let counted = places.iter().filter(|(name, _)| !is_scale(name));
        let parameters = counted
            .map(|(_, place)| place.shape.iter().product::<i64>() as u64)
            .sum();
        Ok(Self {
            folder,
            bytes: file.len() as u64,
            file,
            places,
            made: RefCell::default(),
            parameters,
        })
    }

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Length of the one-dimensional tensor of that name.
    pub fn width(&self, name: &str) -> Result<i64> {
        match self.place(name)?.shape.as_slice() {
            &[width] => Ok(width),
            other => Err(self.wrong(format!("{name} is {other:?}, not a vector"))),
        }
    }

    /// The tensor of that name as floats; it must have that shape.
    pub fn get(&self, name: &str, shape: &[i64]) -> Result<Tensor> {
        self.checked(name, shape)?;
        self.once(name, || {
            let (tensor, scale) = self.stored(name)?;
            let tensor = tensor.f_to_kind(Kind::Float)?;
            scale.map_or(Ok(tensor.shallow_clone()), |scale| tensor.f_mul(&scale))
        })
    }

    /// The matrix of that name as it is in the file, and its scales, rows by 1, if it has any.
    pub fn raw(&self, name: &str, shape: &[i64]) -> Result<(Tensor, Option<Tensor>)> {
        self.checked(name, shape)?;
        let matrix = self.once(&format!("{name} as stored"), || Ok(self.stored(name)?.0))?;
        let scale = format!("{name}.scale");
        let scale = self
            .places
            .contains_key(&scale)
            .then(|| self.get(&scale, &one_a_row(shape)));
        Ok((matrix, scale.transpose()?))
    }

    /// The matrix of that name in 8 bits: as it is in the file if it is so there, else rounded.
    pub fn rows(&self, name: &str, shape: &[i64]) -> Result<Rows> {
        let rows = match self.raw(name, shape)? {
            (q, Some(scale)) if q.kind() == Kind::Int8 => {
                scale.f_reshape([-1]).map(|scale| Rows { q, scale })
            }
            _ => Rows::of(&self.get(name, shape)?),
        };
        rows.map_err(|e| self.wrong(format!("{name}: {e}")))
    }

    /// What `make` makes the first time, under a name of its own.
    pub fn once(&self, name: &str, make: impl FnOnce() -> Torch<Tensor>) -> Result<Tensor> {
        if let Some(made) = self.made.borrow().get(name) {
            return Ok(made.shallow_clone());
        }
        let tensor = make().map_err(|e| self.wrong(format!("{name}: {e}")))?;
        let mut made = self.made.borrow_mut();
        Ok(made.entry(name.to_owned()).or_insert(tensor).shallow_clone())
    }

    fn place(&self, name: &str) -> Result<&Place> {
        let place = self.places.get(name);
        place.ok_or_else(|| wrong(self.folder, format!("model.safetensors has no tensor {name}")))
    }

    fn checked(&self, name: &str, shape: &[i64]) -> Result<()> {
        let found = &self.place(name)?.shape;
        if found != shape {
            return Err(self.wrong(format!("{name} is {found:?} where {shape:?} is due")));
        }
        let scale = format!("{name}.scale");
        match self.places.get(&scale) {
            Some(place) if place.shape != one_a_row(shape) => {
                let (found, due) = (&place.shape, one_a_row(shape));
                Err(self.wrong(format!("{scale} is {found:?} where {due:?} is due")))
            }
            _ => Ok(()),
        }
    }

    /// A tensor as it is in the file, and its scales as floats.
    fn stored(&self, name: &str) -> Torch<(Tensor, Option<Tensor>)> {
        let read = |place: &Place| {
            let kind = match place.kind {
                Dtype::I8 => Kind::Int8,
                Dtype::F16 => Kind::Half,
                Dtype::BF16 => Kind::BFloat16,
                Dtype::F32 => Kind::Float,
                other => {
                    let what = format!("numbers of kind {other:?} are not supported");
                    return Err(TchError::Convert(what));
                }
            };
            Tensor::f_from_data_size(&self.file[place.bytes.clone()], &place.shape, kind)
        };
        let Some(place) = self.places.get(name) else {
            return Err(TchError::Convert(format!("no tensor {name}")));
        };
        let scale = self.places.get(&format!("{name}.scale")).map(read).transpose()?;
        let scale = scale.map(|scale| scale.f_to_kind(Kind::Float)).transpose()?;
        Ok((read(place)?, scale))
    }

    fn wrong(&self, what: String) -> Error {
        wrong(self.folder, format!("model.safetensors: {what}"))
    }
}

fn one_a_row(shape: &[i64]) -> Vec<i64> {
    let rows = &shape[..shape.len().saturating_sub(1)];
    rows.iter().copied().chain([1]).collect()
}

/// What libtorch says, without the place in its source and the stack that it adds.
pub fn broken(error: &TchError) -> Error {
    let said = error.to_string();
    let what = said.split(" Exception raised from").next().unwrap_or(&said);
    Error::Torch(what.lines().next().unwrap_or(what).to_owned())
}

pub fn wrong(folder: &Path, what: String) -> Error {
    Error::Model {
        path: folder.into(),
        what,
    }
}
