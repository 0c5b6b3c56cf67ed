//! Where models lie: folders with weights, a tokenizer and labels, found by path or by name.
//!
//! A model is named by its folder, or by its name under a `models/` folder: beside the program, in one of the three folders
//! above it, in `share/triplewire` beside the program's folder (where packages put it), or in the current folder, in this
//! order. Where none is named, the environment variable `TRIPLEWIRE_MODEL` says which, else it is [`DEFAULT`].

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use triplewire_encoder::{Model, Options};

use crate::{Error, Result};

/// The model that is used when none is named.
pub const DEFAULT: &str = "en-small";

/// Name and folder of every model under a `models/` folder; the first of a name is the one that the name means.
pub fn list() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for root in roots() {
        let Ok(entries) = fs::read_dir(root.join("models")) else {
            continue;
        };
        for folder in entries.flatten().map(|entry| entry.path()) {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            if let Some(name) =
                name.filter(|name| !name.starts_with('.') && folder.join("labels.json").is_file())
            {
                found.entry(name).or_insert(folder);
            }
        }
    }
    found
}

/// The folder of a model: the one named, or one of that name under a `models/` folder; without a name the one that the
/// environment variable `TRIPLEWIRE_MODEL` names, else [`DEFAULT`].
///
/// # Errors
/// [`Error::Usage`] when there is none; it says where was looked.
pub fn find(wanted: Option<&Path>) -> Result<PathBuf> {
    let from_env = env::var_os("TRIPLEWIRE_MODEL")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    let named = wanted.map(Path::to_path_buf).or(from_env);
    search(named.as_deref())
}

/// The folder of the model with that path or name; without one that of [`DEFAULT`].
fn search(named: Option<&Path>) -> Result<PathBuf> {
    let mut tried = Vec::new();
    if let Some(path) = named {
        if path.is_dir() {
            return Ok(path.to_path_buf());
        }
        tried.push(path.to_path_buf());
    }
    let name = named.unwrap_or(Path::new(DEFAULT));
    // A path that leads somewhere is no name.
    if name.components().count() == 1 {
        for root in roots() {
            let folder = root.join("models").join(name);
            if folder.join("config.json").is_file() {
                return Ok(folder);
            }
            if !tried.contains(&folder) {
                tried.push(folder);
            }
        }
    }
    let tried: Vec<String> = tried.iter().map(|path| path.display().to_string()).collect();
    Err(Error::Usage(format!(
        "no model {} found; looked in {}; name its folder with --model DIR, or in TRIPLEWIRE_MODEL",
        name.display(),
        tried.join(", ")
    )))
}

/// Loads the model of a folder. An imported tagger has no parser: then [`DEFAULT`] parses beside it, if it is there.
///
/// # Errors
/// [`Error::Io`], [`Error::Model`] and [`Error::Usage`] as [`Model::load`] gives them.
pub fn load(folder: &Path, options: Options) -> Result<Model> {
    let model = Model::load(folder, options)?;
    if !model.relations().is_empty() {
        return Ok(model);
    }
    let Ok(parser) = search(None) else {
        return Ok(model);
    };
    let own = Options {
        precision: None,
        ..options
    };
    Ok(Model::load(&parser, own)?.with_tagger(model))
}

/// Folders that may hold `models/`: the program's own and those above it, that of a package, and the current one. Programs
/// that Cargo built lie in `target/release` of the project, its tests a folder deeper.
fn roots() -> Vec<PathBuf> {
    let program = env::current_exe().and_then(|path| path.canonicalize());
    let mut roots: Vec<PathBuf> = match &program {
        Ok(path) => {
            let beside: Vec<PathBuf> = path.ancestors().skip(1).take(4).map(Path::to_path_buf).collect();
            // Where a package puts them: /usr/bin/triplewire, /usr/share/triplewire/models.
            let share = beside.get(1).map(|above| above.join("share/triplewire"));
            beside.into_iter().chain(share).collect()
        }
        Err(_) => Vec::new(),
    };
    roots.push(PathBuf::from("."));
    roots
}
