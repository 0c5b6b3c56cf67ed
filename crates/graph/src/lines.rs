//! Facts out of JSONL files. In: a path, `-` for standard input. Out: one document's [`Facts`] at a time.
//!
//! A line that breaks the schema is an error of that line; the file goes on with the next.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use crate::{Error, Result};
use triplewire_facts::Facts;

/// The lines of one file.
pub struct FactsFile {
    path: PathBuf,
    source: BufReader<Box<dyn Read>>,
    /// Counts from 1.
    number: usize,
}

impl FactsFile {
    /// # Errors
    /// [`Error::Io`] when the file cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let source: Box<dyn Read> = match path == Path::new("-") {
            true => Box::new(io::stdin()),
            false => Box::new(File::open(path).map_err(|error| Error::io(path, error))?),
        };
        Ok(Self {
            path: path.to_path_buf(),
            source: BufReader::new(source),
            number: 0,
        })
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
        let line = Self::open(path)?.line();
        Ok(match line {
            Some(Ok(line)) => serde_json::from_slice(&line)
                .is_ok_and(|probe: Probe| probe.sentences.is_some() && probe.entities.is_some()),
            Some(Err(error)) => return Err(error),
            None => false,
        })
    }

    /// The next line that is not blank.
    fn line(&mut self) -> Option<Result<Vec<u8>>> {
        loop {
            let mut line = Vec::new();
            match self.source.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(error) => {
                    // Whatever the source says next, this file has ended.
                    self.source = BufReader::new(Box::new(io::empty()));
                    return Some(Err(Error::io(&self.path, error)));
                }
            }
            let mut kept = line.as_slice();
            if self.number == 1 {
                kept = kept.strip_prefix("\u{feff}".as_bytes()).unwrap_or(kept);
            }
            let kept = kept.trim_ascii();
            if !kept.is_empty() {
                return Some(Ok(kept.to_vec()));
            }
        }
    }
}

impl Iterator for FactsFile {
    type Item = Result<Facts>;

    fn next(&mut self) -> Option<Result<Facts>> {
        let line = match self.line()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        Some(Facts::parse(&line).map_err(|what| Error::Line {
            path: self.path.clone(),
            line: self.number,
            what,
        }))
    }
}
