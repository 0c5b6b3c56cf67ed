//! A folder of results that appears only once it is whole.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::Error;
use anyhow::Context;

/// A folder that is written under another name beside its place and moved there by [`FolderOutput::finish`]; without that
/// call nothing is left behind.
pub struct FolderOutput {
    place: PathBuf,
    part: Option<PathBuf>,
}

impl FolderOutput {
    /// Makes the folder; its place must be free, or an empty folder.
    pub fn open(place: &Path) -> anyhow::Result<Self> {
        let error = |source| Error::io(place, source);
        if place.exists() {
            let mut entries = fs::read_dir(place).map_err(error)?;
            if entries.next().is_some() {
                anyhow::bail!(
                    "{}: there is something in this folder; name a new one",
                    place.display()
                );
            }
        }
        let mut name = std::ffi::OsString::from(".");
        let own = place.file_name();
        name.push(own.with_context(|| format!("{}: no folder name", place.display()))?);
        name.push(format!(".{}.part", std::process::id()));
        let part = place.with_file_name(name);
        fs::create_dir(&part).map_err(error)?;
        Ok(Self {
            place: place.to_path_buf(),
            part: Some(part),
        })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.part.as_deref().unwrap_or(&self.place)
    }

    /// Where the folder appears.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Puts the folder in its place.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let error = |source| Error::io(&self.place, source);
        if let Some(part) = &self.part {
            // A folder moves over an empty folder.
            fs::rename(part, &self.place).map_err(error)?;
        }
        self.part = None;
        Ok(())
    }
}

impl Drop for FolderOutput {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // Nothing can be done about a leftover that cannot be removed.
            let _ = fs::remove_dir_all(part);
        }
    }
}
