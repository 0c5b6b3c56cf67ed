//! The files that rules are made of: embedded in the program, or a folder read at run time.

use std::{
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use crate::{Error, Result};

static BUILTIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Name and text of each embedded file.
pub(super) fn builtin() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect_embedded(&BUILTIN, &mut files);
    files
}

/// Name and text of each rule file (`*.toml`) and word list (`*.txt`) in a folder, at any depth, in order of their names.
pub(super) fn read(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    Ok(files)
}

fn collect_embedded(folder: &Dir, files: &mut Vec<(String, String)>) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            files.push((file.path().to_string_lossy().replace('\\', "/"), text.to_string()));
        }
    }
    folder.dirs().for_each(|below| collect_embedded(below, files));
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| Error::io(folder, error))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "txt")
        {
            let text = fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
            files.push((path.to_string_lossy().into_owned(), text));
        }
    }
    Ok(())
}
