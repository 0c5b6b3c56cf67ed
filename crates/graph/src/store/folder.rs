//! The folder of a store: what marks it as one, and who may use it.
//!
//! `triplewire.json` says which format the store has and what its IRIs start with, `data/` is the database, `lock` is
//! locked by whoever has the store open. The lock goes with the process, however it ends.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::merging::MERGING;
use crate::{Error, Result};

/// Raised when what lies in a store changes its meaning.
pub const FORMAT: u32 = 1;

const MARK: &str = "triplewire.json";

/// What the mark says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    pub format: u32,
    /// What IRIs start with.
    pub base: String,
    /// The version of merging by which the merged graph came about; 0 while it is being made.
    #[serde(default)]
    pub merging: u32,
}

/// A store's folder, locked as long as this lives.
#[derive(Debug)]
pub struct Folder {
    pub path: PathBuf,
    pub mark: Mark,
    _lock: File,
}

impl Folder {
    /// Opens a store to read; others may read at the same time.
    ///
    /// # Errors
    /// [`Error::Store`] when there is none, or when somebody writes to it.
    pub fn read(path: &Path) -> Result<Self> {
        let mark = mark(path)?.ok_or_else(|| none(path))?;
        Self::locked(path, mark, false)
    }

    /// Opens a store to write, or makes a new one with `base` in a folder that is empty or not there.
    ///
    /// # Errors
    /// [`Error::Store`] when the folder holds something else, when its IRIs start with another base, or when somebody uses
    /// it; [`Error::Io`] when it cannot be made.
    pub fn write(path: &Path, base: Option<&str>, usual: &str) -> Result<Self> {
        let mark = match mark(path)? {
            Some(mark) => mark,
            None => make(path, base.unwrap_or(usual))?,
        };
        if let Some(base) = base.filter(|base| *base != mark.base) {
            return Err(store(
                path,
                format!(
                    "its IRIs start with {}, not with {base}; a store has one base",
                    mark.base
                ),
            ));
        }
        Self::locked(path, mark, true)
    }

    fn locked(path: &Path, mark: Mark, writing: bool) -> Result<Self> {
        if mark.format > FORMAT {
            return Err(store(
                path,
                format!(
                    "the store has format {}, and this version of triplewire knows {FORMAT}; use a newer one",
                    mark.format
                ),
            ));
        }
        let place = path.join("lock");
        let error = |source| Error::io(&place, source);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let lock = options.open(&place).map_err(error)?;
        let taken = if writing {
            lock.try_lock()
        } else {
            lock.try_lock_shared()
        };
        match taken {
            Ok(()) => Ok(Self {
                path: path.to_path_buf(),
                mark,
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                let what = match writing {
                    true => "another triplewire has this store open; try again when it is done",
                    false => "another triplewire is writing to this store; try again when it is done",
                };
                Err(store(path, what.to_string()))
            }
            Err(TryLockError::Error(source)) => Err(error(source)),
        }
    }

    /// Notes the version of merging.
    ///
    /// # Errors
    /// [`Error::Io`] when the mark cannot be written.
    pub fn remark(&mut self, merging: u32) -> Result<()> {
        self.mark.merging = merging;
        write(&self.path, &self.mark)
    }

    /// The folder of the database.
    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Bytes of the database, about: files may come and go meanwhile.
    pub fn size(&self) -> u64 {
        let files = fs::read_dir(self.data()).into_iter().flatten().flatten();
        files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }
}

/// Reads the mark; `None` for a folder that is empty or not there.
fn mark(path: &Path) -> Result<Option<Mark>> {
    let place = path.join(MARK);
    match fs::read(&place) {
        Ok(bytes) => {
            let mark = serde_json::from_slice(&bytes);
            let mark = mark.map_err(|_| store(&place, "is not the mark of a triplewire store".into()))?;
            Ok(Some(mark))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut entries = match fs::read_dir(path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(Error::io(path, error)),
            };
            // A mark that was being written when somebody pulled the plug.
            match entries.find(|entry| {
                !entry
                    .as_ref()
                    .is_ok_and(|entry| is_unfinished(&entry.file_name()))
            }) {
                Some(_) => Err(store(
                    path,
                    format!("is no triplewire store: there is no {MARK} in it"),
                )),
                None => Ok(None),
            }
        }
        Err(error) => Err(Error::io(place, error)),
    }
}

fn is_unfinished(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(&format!("{MARK}.part"))
}

fn make(path: &Path, base: &str) -> Result<Mark> {
    fs::create_dir_all(path).map_err(|error| Error::io(path, error))?;
    let mark = Mark {
        format: FORMAT,
        base: base.to_string(),
        merging: MERGING,
    };
    write(path, &mark)?;
    Ok(mark)
}

/// Puts a mark in the place of the one that is there.
fn write(path: &Path, mark: &Mark) -> Result<()> {
    let place = path.join(MARK);
    let part = path.join(format!("{MARK}.part{}", std::process::id()));
    let written = || -> std::io::Result<()> {
        let mut file = File::create(&part)?;
        file.write_all(serde_json::to_string(mark)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, &place)?;
        // The new names are on the disk once their folder is.
        File::open(path)?.sync_all()
    };
    written().map_err(|error| Error::io(&place, error))
}

fn none(path: &Path) -> Error {
    store(
        path,
        "there is no store here; `triplewire graph add` makes one".into(),
    )
}

pub(super) fn store(path: &Path, what: String) -> Error {
    Error::Store {
        path: path.to_path_buf(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<Folder>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_folder_of_other_things_is_no_store() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "Dear Ann").unwrap();
        let write = message(Folder::write(folder.path(), None, "https://a.org/"));
        assert!(write.contains("no triplewire store"), "{write}");
        assert!(message(Folder::read(folder.path())).contains("no triplewire store"));
        assert!(message(Folder::read(&folder.path().join("none"))).contains("there is no store"));
    }

    #[test]
    fn a_newer_store_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        drop(Folder::write(folder.path(), None, "https://a.org/").unwrap());
        fs::write(
            folder.path().join(MARK),
            r#"{"format": 9, "base": "https://a.org/"}"#,
        )
        .unwrap();
        assert!(message(Folder::read(folder.path())).contains("format 9"));
        fs::write(folder.path().join(MARK), "{").unwrap();
        assert!(message(Folder::read(folder.path())).contains("not the mark"));
    }

    #[test]
    fn one_writer_or_many_readers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Folder::write(folder.path(), None, "https://a.org/").unwrap();
        assert!(message(Folder::write(folder.path(), None, "")).contains("another triplewire"));
        assert!(message(Folder::read(folder.path())).contains("is writing"));
        drop(writer);
        let _first = Folder::read(folder.path()).unwrap();
        let _second = Folder::read(folder.path()).unwrap();
        assert!(message(Folder::write(folder.path(), None, "")).contains("another triplewire"));
    }

    #[test]
    fn a_store_has_one_base() {
        let folder = tempfile::tempdir().unwrap();
        drop(Folder::write(folder.path(), Some("https://b.org/"), "https://a.org/").unwrap());
        assert_eq!(
            Folder::write(folder.path(), None, "https://a.org/")
                .unwrap()
                .mark
                .base,
            "https://b.org/"
        );
        assert!(message(Folder::write(folder.path(), Some("https://c.org/"), "")).contains("one base"));
    }
}
