//! The files that rules are made of: those embedded in the program, and a folder read at run time.

use std::{
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use triplewire_facts::{Error, Result};

static BUILTIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// A rule file (`*.toml`), a word list (`*.txt`), or the table of demonyms.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path inside the rules folder, with `/`: what imports write.
    pub name: String,
    /// Its path for messages.
    pub shown: String,
    pub text: String,
    /// Whether it comes from a folder that goes on top of the built-in files.
    pub own: bool,
}

/// The entries of a list file: one a line, `#` opens a comment.
pub fn entries(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The table of peoples' names and countries, from which two word lists follow.
pub const DEMONYMS: &str = "demonyms.tsv";

/// The embedded files.
pub fn builtin() -> Vec<File> {
    let mut files = Vec::new();
    collect_embedded(&BUILTIN, &mut files);
    demonyms_first(&mut files);
    files
}

/// Word lists add to those that follow from the table, and take words out of them.
fn demonyms_first(files: &mut [File]) {
    files.sort_by_key(|file| !file.name.ends_with(DEMONYMS));
}

/// The files of a folder, at any depth, in order of their names; on top of the embedded ones unless they are `alone`.
pub fn read(folder: &Path, alone: bool) -> Result<Vec<File>> {
    let mut own = Vec::new();
    collect(folder, folder, &mut own)?;
    demonyms_first(&mut own);
    if own.is_empty() {
        let what = "has no rule file (*.toml) and no word list (*.txt) in it";
        return Err(Error::Usage(format!("{} {what}", folder.display())));
    }
    let mut files = if alone { Vec::new() } else { builtin() };
    files.extend(own);
    Ok(files)
}

fn collect_embedded(folder: &Dir, files: &mut Vec<File>) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            files.push(File {
                shown: name.clone(),
                name,
                text: text.to_string(),
                own: false,
            });
        }
    }
    folder.dirs().for_each(|below| collect_embedded(below, files));
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
        } else if path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "txt")
            || path.ends_with(DEMONYMS)
        {
            let text = fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
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
