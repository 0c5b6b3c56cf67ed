//! The weights of a checkpoint, from whichever files they lie in.
//!
//! Looked for in this order: `model.safetensors`, the same in parts with an index, `pytorch_model.bin`, the same in
//! parts. Tensors keep their kind of numbers; names are brought to what today's PyTorch calls them.

use std::{
    collections::{BTreeSet, HashMap},
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
};

use rustc_hash::FxHashMap;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use tch::{Kind, Tensor};
use zip::ZipArchive;

use super::pickle::{self, Outcome, Storage, View};
use crate::{
    Error, Result,
    folder::{self, wrong},
};

/// Files of weights, each with the index that lists its parts.
const FILES: [(&str, &str); 2] = [
    ("model.safetensors", "model.safetensors.index.json"),
    ("pytorch_model.bin", "pytorch_model.bin.index.json"),
];

/// All tensors by name.
pub struct Checkpoint<'a> {
    folder: &'a Path,
    /// The file that was read, or the index.
    pub file: &'static str,
    tensors: HashMap<String, Tensor>,
}

#[derive(Deserialize)]
struct Index {
    weight_map: HashMap<String, String>,
}

impl<'a> Checkpoint<'a> {
    /// Reads the weights of a folder.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Model`] that names the file, and the tensor where there is one.
    pub fn read(folder: &'a Path) -> Result<Self> {
        let mut checkpoint = Self {
            folder,
            file: "",
            tensors: HashMap::new(),
        };
        for (file, index) in FILES {
            if folder.join(file).is_file() {
                checkpoint.file = file;
                checkpoint.add(file)?;
                return Ok(checkpoint);
            }
            if folder.join(index).is_file() {
                checkpoint.file = index;
                let parts: Index = folder::json(folder, index)?;
                let parts: BTreeSet<String> = parts.weight_map.into_values().collect();
                // A part lies beside its index; a path would lead elsewhere.
                if let Some(part) = parts
                    .iter()
                    .find(|part| part.contains(['/', '\\']) || part.starts_with('.'))
                {
                    return Err(wrong(folder, format!("{index}: {part:?} is no file name")));
                }
                for part in &parts {
                    checkpoint.add(part)?;
                }
                return Ok(checkpoint);
            }
        }
        let files: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
        Err(wrong(
            folder,
            format!("there are no weights: neither {}", files.join(" nor ")),
        ))
    }

    /// The tensor of that name, which must have that shape, in its own kind of numbers.
    pub fn get(&self, name: &str, shape: &[i64]) -> Result<Tensor> {
        let Some(tensor) = self.tensors.get(name) else {
            return Err(wrong(self.folder, format!("{} has no tensor {name}", self.file)));
        };
        if tensor.size() != shape {
            let (file, found) = (self.file, tensor.size());
            return Err(wrong(
                self.folder,
                format!("{file}: {name} is {found:?} where {shape:?} is due"),
            ));
        }
        Ok(tensor.shallow_clone())
    }

    fn add(&mut self, file: &str) -> Result<()> {
        let path = self.folder.join(file);
        let bad = |what: String| wrong(self.folder, format!("{file}: {what}"));
        let tensors = if file.ends_with(".safetensors") {
            let bytes = fs::read(&path).map_err(|e| Error::io(&path, e))?;
            safetensors(&bytes).map_err(bad)?
        } else {
            let mut magic = [0; 2];
            let mut opened = File::open(&path).map_err(|e| Error::io(&path, e))?;
            opened.read_exact(&mut magic).map_err(|e| Error::io(&path, e))?;
            if &magic == b"PK" {
                let file = File::open(&path).map_err(|e| Error::io(&path, e))?;
                zipped(BufReader::new(file)).map_err(bad)?
            } else {
                let bytes = fs::read(&path).map_err(|e| Error::io(&path, e))?;
                in_a_row(&bytes).map_err(bad)?
            }
        };
        self.tensors
            .extend(tensors.into_iter().map(|(name, tensor)| (current(&name), tensor)));
        Ok(())
    }
}

/// Today's name of a tensor: layer norms were once called by gamma and beta.
fn current(name: &str) -> String {
    let name = name.strip_prefix("module.").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((rest, "gamma")) => format!("{rest}.weight"),
        Some((rest, "beta")) => format!("{rest}.bias"),
        _ => name.to_owned(),
    }
}

fn safetensors(bytes: &[u8]) -> Outcome<Vec<(String, Tensor)>> {
    let file = SafeTensors::deserialize(bytes).map_err(|e| format!("{e}; fetch the file anew"))?;
    let mut tensors = Vec::new();
    for (name, view) in file.tensors() {
        let kind = match view.dtype() {
            Dtype::F64 => Kind::Double,
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half,
            Dtype::BF16 => Kind::BFloat16,
            // Tables of positions and the like; where a weight is due, its lack will be noticed.
            _ => continue,
        };
        let size: Vec<i64> = view.shape().iter().map(|&size| size as i64).collect();
        let tensor =
            Tensor::f_from_data_size(view.data(), &size, kind).map_err(|e| format!("{name}: {e}"))?;
        tensors.push((name, tensor));
    }
    Ok(tensors)
}

/// A zip file: the pickle as `*/data.pkl`, each storage as `*/data/KEY`.
fn zipped(file: BufReader<File>) -> Outcome<Vec<(String, Tensor)>> {
    let mut archive = ZipArchive::new(file).map_err(|e| format!("{e}; fetch the file anew"))?;
    let pickle = archive
        .file_names()
        .find(|name| name.ends_with("data.pkl"))
        .map(str::to_owned);
    let pickle = pickle.ok_or("no data.pkl in it: this is no state dictionary")?;
    let root = pickle.trim_end_matches("data.pkl").to_owned();
    let mut read = |name: &str| -> Outcome<Vec<u8>> {
        let mut entry = archive.by_name(name).map_err(|e| format!("{name}: {e}"))?;
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|e| format!("{name}: {e}"))?;
        Ok(bytes)
    };
    if let Ok(order) = read(&format!("{root}byteorder"))
        && order != b"little"
    {
        return Err("the numbers have their highest byte first, which is not supported".into());
    }
    let (object, _) = pickle::load(&read(&pickle)?)?;
    tensors(&object, |storage| read(&format!("{root}data/{}", storage.key)))
}

/// Three pickles about the file, the state dictionary, the keys of the storages, and the storages in that order.
fn in_a_row(bytes: &[u8]) -> Outcome<Vec<(String, Tensor)>> {
    const MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
    let opens = bytes.windows(MAGIC.len()).take(8).any(|window| window == MAGIC);
    if !opens {
        return Err("this is no file that PyTorch saved".into());
    }
    let mut rest = bytes;
    let mut next = || -> Outcome<pickle::Object> {
        let (object, length) = pickle::load(rest)?;
        rest = &rest[length..];
        Ok(object)
    };
    for _ in 0..3 {
        next()?;
    }
    let (object, keys) = (next()?, next()?);
    let kinds: FxHashMap<_, _> = object
        .tensors()
        .unwrap_or_default()
        .into_iter()
        .map(|(_, view)| (view.storage.key, view.storage.kind))
        .collect();
    let mut storages = FxHashMap::default();
    for key in keys.strings().ok_or("no list of storages")? {
        let (count, after) = rest
            .split_first_chunk::<8>()
            .ok_or("it ends before its last storage")?;
        // What no tensor of the dictionary lies in has no known width, and nothing after it can be found.
        let kind = kinds
            .get(&key)
            .ok_or_else(|| format!("storage {key} is no tensor's"))?;
        let length = usize::try_from(u64::from_le_bytes(*count)).ok();
        let length = length.and_then(|count| count.checked_mul(kind.elt_size_in_bytes()));
        let data = length
            .and_then(|length| after.get(..length))
            .ok_or("it ends before its last storage")?;
        rest = &after[data.len()..];
        storages.insert(key, data);
    }
    tensors(&object, |storage| {
        let data = storages
            .get(&storage.key)
            .ok_or_else(|| format!("storage {} is missing", storage.key))?;
        Ok(data.to_vec())
    })
}

/// Cuts the tensors out of their storages.
fn tensors(
    object: &pickle::Object,
    mut data: impl FnMut(&Storage) -> Outcome<Vec<u8>>,
) -> Outcome<Vec<(String, Tensor)>> {
    let views = object.tensors().ok_or("the pickle is no dictionary of tensors")?;
    let mut storages: FxHashMap<std::rc::Rc<str>, (Tensor, usize)> = FxHashMap::default();
    let mut found = Vec::with_capacity(views.len());
    for (name, view) in views {
        let kind = view.storage.kind;
        if !matches!(kind, Kind::Float | Kind::Half | Kind::BFloat16 | Kind::Double) {
            continue;
        }
        if !storages.contains_key(&view.storage.key) {
            let bytes = data(&view.storage)?;
            let count = bytes.len() / kind.elt_size_in_bytes();
            let whole = &bytes[..count * kind.elt_size_in_bytes()];
            let tensor = Tensor::f_from_data_size(whole, &[count as i64], kind).map_err(|e| e.to_string())?;
            storages.insert(view.storage.key.clone(), (tensor, count));
        }
        let (storage, count) = &storages[&view.storage.key];
        let tensor = cut(&view, storage, *count).map_err(|what| format!("{name}: {what}"))?;
        found.push((name.to_string(), tensor));
    }
    Ok(found)
}

fn cut(view: &View, storage: &Tensor, count: usize) -> Outcome<Tensor> {
    if view.storage.kind != storage.kind() {
        return Err("its storage has numbers of another kind".into());
    }
    match view.reach() {
        Some(reach) if reach <= count => storage
            .f_as_strided(&view.size, &view.stride, view.offset)
            .map_err(|e| e.to_string()),
        _ => Err(format!(
            "it reaches beyond the {count} numbers of storage {}",
            view.storage.key
        )),
    }
}
