//! A checkpoint becomes a model folder.
//!
//! In: the checkpoint's folder and what the user says about it. Out: a folder of our own layout, which appears whole or
//! not at all. The network is built once before anything is written, so that a tensor that is missing or has another
//! shape is found here and not when the model is used.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process,
};

use safetensors::{Dtype as Stored, View};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Scheme, Settings, Source, Table,
    checkpoint::{Array, Checkpoint},
    mapping, tokenizer,
};
use crate::{
    Error, Result,
    backend::{self, Backend, BackendKind},
    compute::{Instructions, Precision},
    folder::wrong,
    form::Form,
    heads::{self, Heads},
    pieces::Pieces,
    weights::{Tensors, to_half},
    window::{Budget, pack},
};
use triplewire_facts::annotation::{Sentence, Span, Tag};
use triplewire_lexicon::Lexicon;

/// Wordpieces that sentences are packed up to, unless the user says otherwise or the model takes fewer.
const WINDOW: usize = 256;
/// Sentences with names, to see where the checkpoint lets a name begin.
const PROBE: &str = include_str!("probe.txt");

/// Kind of numbers that weights are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dtype {
    /// 32-bit floats.
    F32,
    /// 16-bit floats.
    F16,
}

/// What is to be imported, and how.
#[derive(Debug)]
pub struct Import<'a> {
    /// Folder of the checkpoint.
    pub checkpoint: &'a Path,
    /// Name of the model.
    pub name: &'a str,
    /// Folder to be written.
    pub out: &'a Path,
    /// What other taggers call their classes.
    pub lexicon: &'a Lexicon,
    /// The user's own words on labels: label or class, and class or tag of ours.
    pub map: &'a [(String, String)],
    /// Where names begin; `None` to find out from the checkpoint.
    pub scheme: Option<Scheme>,
    /// Wordpieces that sentences are packed up to; `None` for 256, or what the checkpoint can take.
    pub window: Option<usize>,
    /// `None` keeps the numbers as they are.
    pub dtype: Option<Dtype>,
    /// Whether a model that is there already is replaced.
    pub force: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Imported {
    /// What the checkpoint is, and what its labels stand for.
    pub source: Source,
    /// The file that the weights were read from.
    pub file: &'static str,
    /// Wordpieces that sentences are packed up to.
    pub window: usize,
}

/// Imports a checkpoint.
///
/// # Errors
/// [`Error::Io`] and [`Error::Model`] that name the file, and the tensor or field where there is one; [`Error::Usage`]
/// for labels that nothing is known about and for a folder that is there already.
pub fn import(import: &Import) -> Result<Imported> {
    import.check()?;
    let folder = import.checkpoint;
    let settings = Settings::read(folder)?;
    let longest = settings.longest;
    let window = import.window.unwrap_or(WINDOW.min(longest));
    if !(1..=longest).contains(&window) {
        return Err(Error::Usage(format!(
            "--window {window}: the checkpoint takes 1 to {longest} wordpieces"
        )));
    }
    let mapped = mapping::map(&settings.labels, import.map, import.lexicon)?;
    let (tokenizer, marks) = tokenizer::read(folder, settings.architecture)?;
    let checkpoint = Checkpoint::read(folder)?;
    let mut source = Source {
        architecture: settings.architecture.to_string(),
        scheme: import.scheme.unwrap_or(Scheme::Iob2),
        marks,
        labels: mapped,
    };

    let used = Used {
        checkpoint: &checkpoint,
        names: RefCell::default(),
    };
    let table = Table::new(&source).map_err(|what| wrong(folder, what))?;
    let form = Form {
        precision: Precision::Fp32,
        instructions: Instructions::detected(),
    };
    let mut backend = backend::imported(folder, &settings, &used, form, BackendKind::default(), 1)?;
    let width = settings.hidden as usize;
    let heads = Heads::imported(&used, width, settings.labels.len(), table.clone(), form)?;

    let staging = Staging::beside(import.out)?;
    let write = |file: &str, bytes: &[u8]| {
        let path = staging.path.join(file);
        fs::write(&path, bytes).map_err(|e| Error::io(&path, e))
    };
    write("tokenizer.json", tokenizer.to_string().as_bytes())?;
    let pieces = Pieces::load(
        &staging.path,
        settings.vocabulary as usize,
        longest,
        &source.marks,
    );
    let mut pieces = pieces.map_err(|error| match error {
        // The folder that is being written means nothing to the user.
        Error::Model { what, .. } => wrong(folder, what),
        other => other,
    })?;
    let budget = Budget { window, longest };
    if let (None, Some(backend)) = (import.scheme, backend.first_mut())
        && opens_with_inside(&mut **backend, &heads, &source, &mut pieces, budget)?
    {
        source.scheme = Scheme::Iob1;
    }
    let weights = staging.path.join("model.safetensors");
    let tensors = used.names.into_inner().into_iter();
    let tensors = tensors.map(|(name, array)| (name, Weight::new(array, import.dtype)));
    safetensors::serialize_to_file(tensors, None, &weights)
        .map_err(|e| Error::io(&weights, io::Error::other(e)))?;
    let config = folder.join("config.json");
    write(
        "config.json",
        &fs::read(&config).map_err(|e| Error::io(&config, e))?,
    )?;
    let tags: Vec<String> = table.tags().iter().map(Tag::to_string).collect();
    let labels = json!({
        "name": import.name, "version": version(&weights)?, "ner": tags, "window": window, "source": source,
    });
    write("labels.json", format!("{labels:#}\n").as_bytes())?;
    staging.put(import.out)?;
    Ok(Imported {
        source,
        file: checkpoint.file,
        window,
    })
}

impl Import<'_> {
    /// Refuses what would be regretted after the work.
    fn check(&self) -> Result<()> {
        if !self.checkpoint.is_dir() {
            let what = "there is no such folder, and it is no name on the hub (OWNER/NAME)";
            return Err(wrong(self.checkpoint, what.into()));
        }
        self.check_out()
    }

    /// Whether the model can be written where it is to be.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name that cannot be one, or a place that is taken.
    pub fn check_out(&self) -> Result<()> {
        let usage = |what: String| Err(Error::Usage(what));
        let name = self.name;
        if name.is_empty()
            || name.starts_with('.')
            || name.chars().any(|c| matches!(c, '/' | '\\') || c.is_control())
        {
            return usage(format!(
                "--name {name:?}: a name has no slashes and does not open with a full stop"
            ));
        }
        let out = self.out.display();
        if !self.out.exists() {
            return Ok(());
        }
        if self.out.canonicalize().ok() == self.checkpoint.canonicalize().ok() {
            return usage(format!(
                "{out} is the checkpoint itself; name another folder with --out"
            ));
        }
        if !self.force {
            return usage(format!(
                "{out} is there already; replace it with --force, or choose another --name or --out"
            ));
        }
        let mut entries = fs::read_dir(self.out).map_err(|e| Error::io(self.out, e))?;
        if entries.next().is_some() && !self.out.join("labels.json").is_file() {
            return usage(format!(
                "{out} is no model folder (no labels.json in it), so --force does not replace it"
            ));
        }
        Ok(())
    }
}

/// Whether the checkpoint lets more names begin with I than with B, as those that learned from IOB1 files do.
fn opens_with_inside(
    backend: &mut dyn Backend,
    heads: &Heads,
    source: &Source,
    pieces: &mut Pieces,
    budget: Budget,
) -> Result<bool> {
    let tags: Vec<Tag> = source
        .labels
        .iter()
        .map(|mapping| mapping.tag.parse().unwrap_or_default())
        .collect();
    if !tags.iter().any(|tag| matches!(tag, Tag::B(_))) {
        return Ok(false);
    }
    let (mut with_b, mut with_i) = (0, 0);
    let sentences = probe();
    let (mut states, mut scratch) = (Vec::new(), heads::Scratch::default());
    for window in pack(0, PROBE, &sentences, pieces, budget) {
        backend.run(&[&window], &mut states)?;
        let scores = heads.labels(&states, &window, &mut scratch);
        let mut before = Tag::O;
        for row in scores.chunks_exact(tags.len()) {
            let best = (0..row.len())
                .max_by(|&a, &b| row[a].total_cmp(&row[b]))
                .unwrap_or(0);
            match (before, tags[best]) {
                (_, Tag::B(_)) => with_b += 1,
                (Tag::B(before) | Tag::I(before), Tag::I(class)) if before == class => {}
                (_, Tag::I(_)) => with_i += 1,
                _ => {}
            }
            before = tags[best];
        }
    }
    // The odd I alone proves nothing; in such a checkpoint B is rare.
    Ok(with_i > 2 * with_b)
}

/// The sentences of [`PROBE`]: one a line, tokens with blanks between.
fn probe() -> Vec<Sentence> {
    let place = |part: &str| {
        let start = part.as_ptr() as usize - PROBE.as_ptr() as usize;
        Span::new(start, start + part.len())
    };
    let sentence = |line: &str| Sentence {
        span: place(line),
        tokens: line.split(' ').map(place).collect(),
        apart: true,
    };
    PROBE.lines().map(sentence).collect()
}

/// What tells two imports apart: the beginning of the weights' checksum.
fn version(weights: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut file = fs::File::open(weights).map_err(|e| Error::io(weights, e))?;
    io::copy(&mut file, &mut hash).map_err(|e| Error::io(weights, e))?;
    Ok(hex::encode(&hash.finalize()[..4]))
}

/// The checkpoint's tensors, and which of them a network asked for.
struct Used<'a> {
    checkpoint: &'a Checkpoint<'a>,
    names: RefCell<BTreeMap<String, &'a Array>>,
}

impl Tensors for Used<'_> {
    fn has(&self, name: &str) -> bool {
        self.checkpoint.has(name)
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let array = self.checkpoint.get(name, shape)?;
        self.names.borrow_mut().insert(name.to_owned(), array);
        Ok(array.floats())
    }
}

/// A tensor on its way into a file.
struct Weight<'a> {
    array: &'a Array,
    kind: Stored,
}

impl<'a> Weight<'a> {
    fn new(array: &'a Array, dtype: Option<Dtype>) -> Self {
        let kind = match (dtype, array.kind) {
            (Some(Dtype::F32), _) | (None, Stored::F64) => Stored::F32,
            (Some(Dtype::F16), _) => Stored::F16,
            (None, kind) => kind,
        };
        Self { array, kind }
    }
}

impl View for Weight<'_> {
    fn dtype(&self) -> Stored {
        self.kind
    }

    fn shape(&self) -> &[usize] {
        &self.array.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        if self.kind == self.array.kind {
            return Cow::Borrowed(&self.array.bytes);
        }
        let numbers = self.array.floats().into_iter();
        match self.kind {
            Stored::F16 => numbers.flat_map(|x| to_half(x).to_le_bytes()).collect(),
            _ => numbers.flat_map(f32::to_le_bytes).collect(),
        }
    }

    fn data_len(&self) -> usize {
        self.array.shape.iter().product::<usize>() * self.kind.bitsize() / 8
    }
}

/// A folder that takes its place when it is whole, and is gone when it does not come to that.
struct Staging {
    path: PathBuf,
}

impl Staging {
    /// Opens an empty folder beside `out`, so that a rename suffices in the end.
    fn beside(out: &Path) -> Result<Self> {
        let path = sibling(out, "partial");
        fs::create_dir_all(&path).map_err(|e| Error::io(&path, e))?;
        Ok(Self { path })
    }

    fn put(self, out: &Path) -> Result<()> {
        let failed = |e| Error::io(out, e);
        let old = out.exists().then(|| sibling(out, "old"));
        if let Some(old) = &old {
            fs::rename(out, old).map_err(failed)?;
        }
        if let Err(error) = fs::rename(&self.path, out) {
            if let Some(old) = &old {
                // What was there is put back; that this fails too is not to be expected, and nothing could be done.
                let _ = fs::rename(old, out);
            }
            return Err(failed(error));
        }
        if let Some(old) = old {
            fs::remove_dir_all(&old).map_err(|e| Error::io(&old, e))?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // It may have been renamed; and a folder that cannot be removed is no reason to fail.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn sibling(out: &Path, what: &str) -> PathBuf {
    let name = out
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    out.with_file_name(format!(".{name}.{}.{what}", process::id()))
}
