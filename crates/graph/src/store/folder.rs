//! The folder of a store: its manifest and its lock.
//!
//! `triplewire.json`, the manifest, holds the version of the format and what IRIs start with, `data/` is the database, and `lock`
//! is locked by each process that has the store open. The system drops the lock when the process ends, however it ends.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::merging::MERGE_VERSION;
use crate::{Error, Result};

/// Version of the store's format. Raised when older versions of triplewire cannot read a store correctly.
pub const FORMAT: u32 = 1;

const MANIFEST: &str = "triplewire.json";

/// The manifest of a store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub format: u32,
    /// What IRIs start with.
    pub base: String,
    /// The version of merging that made the merged graph; 0 while it is being rebuilt.
    #[serde(default)]
    pub merging: u32,
}

/// A store's folder, locked as long as this lives.
#[derive(Debug)]
pub struct Folder {
    pub path: PathBuf,
    pub manifest: Manifest,
    _lock: File,
}

impl Folder {
    /// Opens a store to read only; others may read at the same time.
    ///
    /// # Errors
    /// [`Error::Store`] when there is none, or when another process writes to it.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let manifest = read_manifest(path)?.ok_or_else(|| no_store(path))?;
        Self::locked(path, manifest, false)
    }

    /// Opens a store to read and write, or creates one in a folder that is empty or does not exist. `usual` is the base of a new
    /// store when `base` is none.
    ///
    /// # Errors
    /// [`Error::Store`] when the folder holds something else, when the store has another base, or when another process has it
    /// open; [`Error::Io`] when it cannot be created.
    pub fn open(path: &Path, base: Option<&str>, usual: &str) -> Result<Self> {
        let manifest = match read_manifest(path)? {
            Some(manifest) => manifest,
            None => create(path, base.unwrap_or(usual))?,
        };
        if let Some(base) = base.filter(|base| *base != manifest.base) {
            return Err(store_error(
                path,
                format!(
                    "its IRIs start with {}, not with {base}; a store has one base",
                    manifest.base
                ),
            ));
        }
        Self::locked(path, manifest, true)
    }

    fn locked(path: &Path, manifest: Manifest, writing: bool) -> Result<Self> {
        if manifest.format > FORMAT {
            return Err(store_error(
                path,
                format!(
                    "the store has format {}, and this version of triplewire knows {FORMAT}; use a newer one",
                    manifest.format
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
                manifest,
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                let what = match writing {
                    true => "another triplewire has this store open; try again when it is done",
                    false => "another triplewire is writing to this store; try again when it is done",
                };
                Err(store_error(path, what.to_string()))
            }
            Err(TryLockError::Error(source)) => Err(error(source)),
        }
    }

    /// Records the version of merging in the manifest.
    ///
    /// # Errors
    /// [`Error::Io`] when the manifest cannot be written.
    pub fn set_merge_version(&mut self, version: u32) -> Result<()> {
        self.manifest.merging = version;
        write(&self.path, &self.manifest)
    }

    /// The folder of the database.
    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Size of the database in bytes, roughly: its files may change meanwhile.
    pub fn size(&self) -> u64 {
        let files = fs::read_dir(self.data()).into_iter().flatten().flatten();
        files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }
}

/// Reads the manifest; `None` for a folder that is empty or does not exist.
fn read_manifest(path: &Path) -> Result<Option<Manifest>> {
    let place = path.join(MANIFEST);
    match fs::read(&place) {
        Ok(bytes) => {
            let manifest = serde_json::from_slice(&bytes);
            let manifest = manifest
                .map_err(|_| store_error(&place, "is not the manifest of a triplewire store".into()))?;
            Ok(Some(manifest))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut entries = match fs::read_dir(path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(Error::io(path, error)),
            };
            // What is left of a manifest when the machine went down while it was written.
            match entries.find(|entry| {
                !entry
                    .as_ref()
                    .is_ok_and(|entry| is_unfinished(&entry.file_name()))
            }) {
                Some(_) => Err(store_error(
                    path,
                    format!("is not a triplewire store: there is no {MANIFEST} in it"),
                )),
                None => Ok(None),
            }
        }
        Err(error) => Err(Error::io(place, error)),
    }
}

fn is_unfinished(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(&format!("{MANIFEST}.part"))
}

fn create(path: &Path, base: &str) -> Result<Manifest> {
    fs::create_dir_all(path).map_err(|error| Error::io(path, error))?;
    let manifest = Manifest {
        format: FORMAT,
        base: base.to_string(),
        merging: MERGE_VERSION,
    };
    write(path, &manifest)?;
    Ok(manifest)
}

/// Writes the manifest in one step, so that no reader sees half of it.
fn write(path: &Path, manifest: &Manifest) -> Result<()> {
    let place = path.join(MANIFEST);
    let part = path.join(format!("{MANIFEST}.part{}", std::process::id()));
    let written = || -> std::io::Result<()> {
        let mut file = File::create(&part)?;
        file.write_all(serde_json::to_string(manifest)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, &place)?;
        // The new name is on the disk only once the folder is.
        File::open(path)?.sync_all()
    };
    written().map_err(|error| Error::io(&place, error))
}

fn no_store(path: &Path) -> Error {
    store_error(
        path,
        "there is no store here; `triplewire graph add` creates one".into(),
    )
}

pub(super) fn store_error(path: &Path, what: String) -> Error {
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
    fn a_folder_of_other_things_is_not_a_store() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "Dear Ann").unwrap();
        let write = message(Folder::open(folder.path(), None, "https://a.org/"));
        assert!(write.contains("not a triplewire store"), "{write}");
        assert!(message(Folder::open_read_only(folder.path())).contains("not a triplewire store"));
        assert!(message(Folder::open_read_only(&folder.path().join("none"))).contains("there is no store"));
    }

    #[test]
    fn a_newer_store_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        drop(Folder::open(folder.path(), None, "https://a.org/").unwrap());
        fs::write(
            folder.path().join(MANIFEST),
            r#"{"format": 9, "base": "https://a.org/"}"#,
        )
        .unwrap();
        assert!(message(Folder::open_read_only(folder.path())).contains("format 9"));
        fs::write(folder.path().join(MANIFEST), "{").unwrap();
        assert!(message(Folder::open_read_only(folder.path())).contains("not the manifest"));
    }

    #[test]
    fn one_writer_or_many_readers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Folder::open(folder.path(), None, "https://a.org/").unwrap();
        assert!(message(Folder::open(folder.path(), None, "")).contains("another triplewire"));
        assert!(message(Folder::open_read_only(folder.path())).contains("is writing"));
        drop(writer);
        let _first = Folder::open_read_only(folder.path()).unwrap();
        let _second = Folder::open_read_only(folder.path()).unwrap();
        assert!(message(Folder::open(folder.path(), None, "")).contains("another triplewire"));
    }

    #[test]
    fn a_store_has_one_base() {
        let folder = tempfile::tempdir().unwrap();
        drop(Folder::open(folder.path(), Some("https://b.org/"), "https://a.org/").unwrap());
        assert_eq!(
            Folder::open(folder.path(), None, "https://a.org/")
                .unwrap()
                .manifest
                .base,
            "https://b.org/"
        );
        assert!(message(Folder::open(folder.path(), Some("https://c.org/"), "")).contains("one base"));
    }
}
