//! The weights of a checkpoint, from whichever files they lie in.
//!
//! Looked for in this order: `model.safetensors`, the same in parts with an index, `pytorch_model.bin`, the same in
//! parts. Tensors keep their kind of numbers; names are brought to what today's PyTorch calls them.

use std::{
    collections::{BTreeSet, HashMap},
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
    rc::Rc,
};

use rustc_hash::FxHashMap;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use zip::ZipArchive;

use super::pickle::{self, Outcome, Storage, View};
use crate::{
    Error, Result,
    folder::{self, wrong},
    weights,
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
    tensors: HashMap<String, Array>,
}

/// A tensor as bytes, its last dimension running fastest.
#[derive(Debug, Clone)]
pub struct Array {
    /// 64-, 32- or 16-bit floats.
    pub kind: Dtype,
    pub shape: Vec<usize>,
    /// Lowest byte of a number first.
    pub bytes: Vec<u8>,
}

impl Array {
    /// The numbers, 64-bit ones rounded.
    pub fn floats(&self) -> Vec<f32> {
        weights::numbers(self.kind, &self.bytes).unwrap_or_default()
    }
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

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The tensor of that name, which must have that shape, in its own kind of numbers.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<&Array> {
        let Some(array) = self.tensors.get(name) else {
            return Err(wrong(self.folder, format!("{} has no tensor {name}", self.file)));
        };
        if array.shape != shape {
            let (file, found) = (self.file, &array.shape);
            return Err(wrong(
                self.folder,
                format!("{file}: {name} is {found:?} where {shape:?} is due"),
            ));
        }
        Ok(array)
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

fn safetensors(bytes: &[u8]) -> Outcome<Vec<(String, Array)>> {
    let file = SafeTensors::deserialize(bytes).map_err(|e| format!("{e}; fetch the file anew"))?;
    let mut tensors = Vec::new();
    for (name, view) in file.tensors() {
        // Tables of positions and the like; where a weight is due, its lack will be noticed.
        if width(view.dtype()).is_none() {
            continue;
        }
        let array = Array {
            kind: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        };
        tensors.push((name, array));
    }
    Ok(tensors)
}

/// Bytes of a number of the kinds that weights have; `None` for all others.
fn width(kind: Dtype) -> Option<usize> {
    match kind {
        Dtype::F64 => Some(8),
        Dtype::F32 => Some(4),
        Dtype::F16 | Dtype::BF16 => Some(2),
        _ => None,
    }
}

/// A zip file: the pickle as `*/data.pkl`, each storage as `*/data/KEY`.
fn zipped(file: BufReader<File>) -> Outcome<Vec<(String, Array)>> {
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
fn in_a_row(bytes: &[u8]) -> Outcome<Vec<(String, Array)>> {
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
        let length = length.and_then(|count| count.checked_mul(kind.bitsize() / 8));
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
) -> Outcome<Vec<(String, Array)>> {
    let views = object.tensors().ok_or("the pickle is no dictionary of tensors")?;
    let mut storages: FxHashMap<Rc<str>, (Dtype, Vec<u8>)> = FxHashMap::default();
    let mut found = Vec::with_capacity(views.len());
    for (name, view) in views {
        let kind = view.storage.kind;
        let Some(width) = width(kind) else {
            continue;
        };
        if !storages.contains_key(&view.storage.key) {
            storages.insert(view.storage.key.clone(), (kind, data(&view.storage)?));
        }
        let (stored, bytes) = &storages[&view.storage.key];
        if *stored != kind {
            return Err(format!("{name}: its storage has numbers of another kind"));
        }
        let array = cut(&view, bytes, width).map_err(|what| format!("{name}: {what}"))?;
        found.push((name.to_string(), array));
    }
    Ok(found)
}

/// The numbers of a view, `width` bytes each, in the order of its dimensions.
fn cut(view: &View, storage: &[u8], width: usize) -> Outcome<Array> {
    let count = storage.len() / width;
    if view.reach().is_none_or(|reach| reach > count) {
        return Err(format!(
            "it reaches beyond the {count} numbers of storage {}",
            view.storage.key
        ));
    }
    let mut places = vec![view.offset as usize];
    for (&size, &stride) in view.size.iter().zip(&view.stride) {
        let steps = |place: usize| (0..size as usize).map(move |at| place + at * stride as usize);
        places = places.into_iter().flat_map(steps).collect();
    }
    let numbers = places
        .into_iter()
        .flat_map(|at| &storage[at * width..(at + 1) * width]);
    Ok(Array {
        kind: view.storage.kind,
        shape: view.size.iter().map(|&size| size as usize).collect(),
        bytes: numbers.copied().collect(),
    })
}
