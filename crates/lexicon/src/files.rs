//! The files that rules are made of: those embedded in the program, and a folder read at run time.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use triplewire_facts::{Error, Result};

static BUILTIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// The places of the embedded gazetteer by their ids: lines are sorted by their bytes, and searched as they stand.
pub(crate) static PLACES: &str = include_str!("../../../gazetteer/places.tsv");

/// The names of those places, with the ids of the places that bear them.
pub(crate) static PLACE_NAMES: &str = include_str!("../../../gazetteer/names.tsv");

/// People, organisations and places of the world by their Wikidata ids.
pub(crate) static ENTITIES: &str = include_str!("../../../gazetteer/entities.tsv");

/// Their names, with the ids of those that bear them.
pub(crate) static ENTITY_NAMES: &str = include_str!("../../../gazetteer/entity_names.tsv");

/// A rule file (`*.toml`), word list (`*.txt`) or table (`*.tsv`).
#[derive(Debug, Clone)]
pub struct File {
    /// Its path inside the rules folder, with `/`: what imports write.
    pub name: String,
    /// Its path for messages.
    pub shown: String,
    /// What stands in it.
    pub text: Cow<'static, str>,
    /// Whether it comes from a folder that goes on top of the built-in files.
    pub own: bool,
}

/// What one line of a list does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change<'a> {
    Add(&'a str),
    /// An entry behind a `-` and a blank is taken out.
    Remove(&'a str),
}

impl File {
    /// Name of the word list or table that the file adds to; `None` for a rule file.
    pub fn list(&self) -> Option<&str> {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        name.strip_suffix(".txt").or_else(|| name.strip_suffix(".tsv"))
    }

    /// Whether it is a table, with columns that tabs part.
    pub fn is_table(&self) -> bool {
        self.name.ends_with(".tsv")
    }

    /// The lines that say something, each with its number from 1. `#` opens a comment, in a table and in a list with
    /// sections (`whole`) only at the start of a line.
    pub(crate) fn changes(&self, whole: bool) -> impl Iterator<Item = (usize, Change<'_>)> {
        let lines = self.text.lines().enumerate();
        lines.filter_map(move |(number, line)| {
            let line = match whole || self.is_table() {
                true if line.starts_with('#') => "",
                true => line,
                false => line.split('#').next().unwrap_or("").trim(),
            };
            let change = match line.strip_prefix("- ") {
                Some(entry) => Change::Remove(entry.trim()),
                None => Change::Add(line),
            };
            (!line.trim().is_empty()).then_some((number + 1, change))
        })
    }

    /// What is wrong with a line.
    pub(crate) fn error(&self, line: usize, what: String) -> Error {
        Error::Rule {
            file: self.shown.clone(),
            line,
            what,
        }
    }
}

/// The embedded files.
pub fn builtin() -> Vec<File> {
    let mut files = Vec::new();
    collect_embedded(&BUILTIN, &mut files);
    files
}

/// The files of a folder, at any depth, in order of their names.
///
/// # Errors
/// [`Error::Io`] where they cannot be read; [`Error::Usage`] where there is none.
pub fn read(folder: &Path) -> Result<Vec<File>> {
    let mut own = Vec::new();
    collect(folder, folder, &mut own)?;
    if own.is_empty() {
        let what = "has no rule file (*.toml), no word list (*.txt) and no table (*.tsv) in it";
        return Err(Error::Usage(format!("{} {what}", folder.display())));
    }
    Ok(own)
}

fn collect_embedded(folder: &'static Dir, files: &mut Vec<File>) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            if is_read(file.path()) {
                files.push(File {
                    shown: name.clone(),
                    name,
                    text: Cow::Borrowed(text),
                    own: false,
                });
            }
        }
    }
    folder.dirs().for_each(|below| collect_embedded(below, files));
}

/// Whether a file of this name is a rule file, a word list or a table.
fn is_read(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "toml" || ending == "txt" || ending == "tsv")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| Error::io(folder, error))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if is_read(&path) {
            let text = fs::read_to_string(&path)
                .map_err(|error| Error::io(&path, error))?
                .into();
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let name = inside.to_string_lossy().replace('\\', "/");
            files.push(File {
                name,
                shown: path.to_string_lossy().into_owned(),
                text,
                own: true,
            });
        }
    }
    Ok(())
}
