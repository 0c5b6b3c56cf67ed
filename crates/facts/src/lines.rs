//! JSON lines: one object a line, of articles or of facts. In: a path, `-` for standard input. Out: one line at a time.
//!
//! A line that is wrong is an error of that line, with its number; the file goes on with the next.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use crate::{Error, Facts, Result};

/// Byte order mark, which a file may begin with.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines of one file that are not blank.
pub struct JsonLines {
    path: PathBuf,
    source: BufReader<Box<dyn Read + Send>>,
    /// Number of the line that was read last, from 1.
    number: usize,
    line: Vec<u8>,
}

impl JsonLines {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be opened, or is a folder.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::new(path, open(path)?))
    }

    /// Reads lines from elsewhere; `path` is for messages.
    pub fn new(path: &Path, source: Box<dyn Read + Send>) -> Self {
        Self {
            path: path.to_path_buf(),
            source: BufReader::new(source),
            number: 0,
            line: Vec::new(),
        }
    }

    /// The next line that is not blank, as `parse` reads it; what `parse` says is wrong becomes an [`Error::Line`].
    pub fn next<T>(&mut self, parse: impl FnOnce(&[u8]) -> Result<T, String>) -> Option<Result<T>> {
        loop {
            self.line.clear();
            match self.source.read_until(b'\n', &mut self.line) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(error) => {
                    // Whatever the source says next, this file has ended.
                    self.source = BufReader::new(Box::new(io::empty()));
                    return Some(Err(Error::io(&self.path, error)));
                }
            }
            let mut line = self.line.as_slice();
            if self.number == 1 {
                line = line.strip_prefix(MARK).unwrap_or(line);
            }
            if !line.trim_ascii().is_empty() {
                let (path, number) = (&self.path, self.number);
                return Some(parse(line).map_err(|what| Error::Line {
                    path: path.clone(),
                    line: number,
                    what,
                }));
            }
        }
    }
}

/// Opens a file for reading; `-` is standard input.
///
/// # Errors
/// [`Error::Io`] when the file cannot be opened, or is a folder.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    // A folder opens without complaint on Unix and fails at the first read with less clear words.
    if file.metadata().is_ok_and(|data| data.is_dir()) {
        return Err(Error::io(path, io::Error::from(io::ErrorKind::IsADirectory)));
    }
    Ok(Box::new(file))
}

/// The facts of one file, as `extract --to jsonl` writes them: one document at a time.
pub struct FactsFile(JsonLines);

impl FactsFile {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// As [`JsonLines::open`].
    pub fn open(path: &Path) -> Result<Self> {
        JsonLines::open(path).map(Self)
    }

    /// Reads facts from elsewhere; `path` is for messages.
    pub fn new(path: &Path, source: Box<dyn Read + Send>) -> Self {
        Self(JsonLines::new(path, source))
    }

    /// Whether the file's first line holds facts, and not an article. Reads the file, so it must not be a stream.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read.
    pub fn is_facts(path: &Path) -> Result<bool> {
        #[derive(Deserialize)]
        struct Probe {
            sentences: Option<IgnoredAny>,
            entities: Option<IgnoredAny>,
        }
        let probe = |line: &[u8]| {
            let found = serde_json::from_slice::<Probe>(line);
            Ok(found.is_ok_and(|probe| probe.sentences.is_some() && probe.entities.is_some()))
        };
        JsonLines::open(path)?.next(probe).unwrap_or(Ok(false))
    }
}

impl Iterator for FactsFile {
    type Item = Result<Facts>;

    fn next(&mut self) -> Option<Result<Facts>> {
        self.0
            .next(|line| Facts::parse(line).map_err(|error| error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> FactsFile {
        let source = io::Cursor::new(text.as_bytes().to_vec());
        FactsFile::new(Path::new("f.jsonl"), Box::new(source))
    }

    #[test]
    fn a_broken_line_is_named_and_the_next_one_read() {
        let good = include_str!("sample.jsonl").trim_end();
        let found: Vec<_> = file(&format!("\u{feff}{good}\n\n{{\"id\":3}}\n{good}")).collect();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].as_ref().unwrap().id, "oslo");
        let error = found[1].as_ref().unwrap_err().to_string();
        assert!(error.starts_with("f.jsonl:3: "), "{error}");
        assert!(found[2].is_ok());
    }

    #[test]
    fn a_folder_is_an_error_of_its_own() {
        assert!(matches!(FactsFile::open(Path::new(".")), Err(Error::Io { .. })));
    }
}
