//! Where results go: standard output, or a file that appears only once it is whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use crate::Error;
use anyhow::Context;

/// A sink for results. A file is written under another name beside its place and moved there by [`Output::finish`];
/// without that call nothing is left behind.
pub struct Output {
    sink: BufWriter<Sink>,
    /// The file's place, and the name under which it is being written.
    pending: Option<(PathBuf, PathBuf)>,
}

struct Sink {
    /// For messages.
    name: String,
    target: Target,
}

enum Target {
    Stdout(io::Stdout),
    File(File),
}

impl Output {
    /// Opens `path`; standard output without one, or for `-`.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::new(
                "standard output".into(),
                Target::Stdout(io::stdout()),
                None,
            ));
        };
        if path.is_dir() {
            anyhow::bail!("{}: is a directory; -o wants a file", path.display());
        }
        let error = |source| Error::io(path, source);
        // Follow a link, so that its target is replaced and not the link; a device or a pipe is written as it is.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if place.exists() && !place.is_file() {
            let file = OpenOptions::new().write(true).open(&place).map_err(error)?;
            return Ok(Self::new(path.display().to_string(), Target::File(file), None));
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(
            place
                .file_name()
                .with_context(|| format!("{}: no file name", path.display()))?,
        );
        name.push(format!(".{}.part", std::process::id()));
        let part = place.with_file_name(name);
        let file = File::create(&part).map_err(error)?;
        Ok(Self::new(
            path.display().to_string(),
            Target::File(file),
            Some((place, part)),
        ))
    }

    fn new(name: String, target: Target, pending: Option<(PathBuf, PathBuf)>) -> Self {
        Self {
            sink: BufWriter::new(Sink { name, target }),
            pending,
        }
    }

    /// Whether somebody reads along on a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(&self.sink.get_ref().target, Target::Stdout(stdout) if stdout.is_terminal())
    }

    /// Writes out what is still held back, and puts a file in its place.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.sink.flush()?;
        if let Some((place, part)) = self.pending.take() {
            fs::rename(&part, &place).map_err(|source| Error::io(place, source))?;
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some((_, part)) = &self.pending {
            // Nothing can be done about a leftover that cannot be removed.
            let _ = fs::remove_file(part);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Sink {
    /// Says where an error happened; its kind stays.
    fn named(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("{}: {error}", self.name))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.target {
            Target::Stdout(stdout) => stdout.write(bytes),
            Target::File(file) => file.write(bytes),
        };
        written.map_err(|error| self.named(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.target {
            Target::Stdout(stdout) => stdout.flush(),
            Target::File(file) => file.flush(),
        };
        flushed.map_err(|error| self.named(error))
    }
}

/// Whether the reader of our output has gone away.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        // This one hides the sink's error behind its own words.
        #[cfg(feature = "store")]
        if let Some(triplewire_graph::store::WriteError::Sink(error)) = cause.downcast_ref() {
            return error.kind() == io::ErrorKind::BrokenPipe;
        }
        let sink = cause.downcast_ref::<io::Error>();
        sink.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
