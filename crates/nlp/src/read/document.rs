//! Streams of documents. In: paths, `-` for standard input. Out: one [`Document`] at a time.
//!
//! Only one document is in memory at any moment. A line of a JSONL stream that is broken is an error of that line; the
//! stream goes on with the next.

use std::{
    collections::VecDeque,
    io::Read,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use triplewire_facts::lines::{JsonLines, open};

use super::{Document, stem};
use crate::{Error, Result};

/// How documents lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The whole file is one text.
    Text,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// By the extension: `.jsonl` and `.ndjson` are JSONL, all else is text.
    pub fn of(path: &Path) -> Self {
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("jsonl" | "ndjson") => Self::Jsonl,
            _ => Self::Text,
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "text" => Ok(Self::Text),
            "jsonl" => Ok(Self::Jsonl),
            _ => Err(Error::Usage(format!(
                "unknown format {name:?}: text and jsonl are known"
            ))),
        }
    }
}

/// The documents of several files in order. After an error of a whole file the next file follows.
pub struct Documents {
    paths: VecDeque<PathBuf>,
    format: Option<Format>,
    lines: Option<JsonLines>,
}

impl Documents {
    /// Reads `paths` in order; `-` is standard input. Without a `format` each file's extension decides.
    pub fn new(paths: impl IntoIterator<Item = impl Into<PathBuf>>, format: Option<Format>) -> Self {
        Self {
            paths: paths.into_iter().map(Into::into).collect(),
            format,
            lines: None,
        }
    }

    fn start(&mut self, path: PathBuf) -> Option<Result<Document>> {
        let format = self.format.unwrap_or_else(|| Format::of(&path));
        let source = match open(&path) {
            Ok(source) => source,
            Err(error) => return Some(Err(error)),
        };
        match format {
            Format::Text => Some(whole(&path, source)),
            Format::Jsonl => {
                self.lines = Some(JsonLines::new(&path, source));
                None
            }
        }
    }
}

impl Iterator for Documents {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next(object) {
                    Some(item) => return Some(item),
                    None => self.lines = None,
                }
            }
            let path = self.paths.pop_front()?;
            if let Some(item) = self.start(path) {
                return Some(item);
            }
        }
    }
}

/// One text of a whole file. A byte order mark at the beginning is left out: offsets count from the text after it.
fn whole(path: &Path, mut source: impl Read) -> Result<Document> {
    let mut bytes = Vec::new();
    source
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io(path, error))?;
    let mut text = String::from_utf8(bytes).map_err(|error| Error::Utf8 {
        path: path.into(),
        offset: error.utf8_error().valid_up_to(),
    })?;
    if text.starts_with(MARK) {
        text.drain(..MARK.len_utf8());
    }
    let id = if path == Path::new("-") {
        hash(&text)
    } else {
        stem(path)
    };
    Ok(Document {
        id,
        text,
        ..Document::default()
    })
}

/// Byte order mark.
const MARK: char = '\u{feff}';

/// A text as a document without a source: its id is a hash of the text.
pub fn document(text: impl Into<String>) -> Document {
    let text = text.into();
    Document {
        id: hash(&text),
        text,
        ..Document::default()
    }
}

/// First 16 hexadecimal digits of the text's SHA-256: the id of what has none.
fn hash(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

/// What a line may hold; other keys are passed over.
#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

fn object(line: &[u8]) -> std::result::Result<Document, String> {
    let line = std::str::from_utf8(line).map_err(|error| {
        format!(
            "not UTF-8: invalid byte at column {}; line skipped",
            error.valid_up_to() + 1
        )
    })?;
    // Serde reads a list as an object, too, value by value.
    if line.trim_start().starts_with('[') {
        return Err("not a JSON object but a list; line skipped".into());
    }
    let line: Line = serde_json::from_str(line).map_err(|error| {
        // The line number inside the line is always 1; only the column tells something.
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text);
        format!("{what} at column {}; line skipped", error.column())
    })?;
    let id = match line.id {
        Some(Id::Text(id)) if !id.is_empty() => id,
        Some(Id::Number(number)) => number.to_string(),
        _ => hash(&line.text),
    };
    Ok(Document {
        id,
        title: line.title,
        published: line.published,
        url: line.url,
        text: line.text,
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Result<Document>> {
        let source = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut lines = JsonLines::new(Path::new("in.jsonl"), source);
        std::iter::from_fn(|| lines.next(object)).collect()
    }

    #[test]
    fn a_broken_line_is_reported_and_the_next_one_read() {
        let found = lines(b"\xef\xbb\xbf{\"text\":\"a\",\"id\":7}\n\n{\"text\":\n{\"txt\":1}\n{\"text\":\"\xff\"}\n[\"t\",\"i\"]\n{\"text\":\"b\",\"id\":null,\"title\":\"t\"}");
        assert_eq!(found.len(), 6);
        assert!(
            found[4]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("not a JSON object")
        );
        assert_eq!(found[0].as_ref().unwrap().id, "7");
        let error = found[1].as_ref().unwrap_err().to_string();
        assert!(
            error.starts_with("in.jsonl:3: EOF while parsing a value at column"),
            "{error}"
        );
        assert!(
            found[2]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("missing field `text`")
        );
        assert!(
            found[3]
                .as_ref()
                .unwrap_err()
                .to_string()
                .starts_with("in.jsonl:5: not UTF-8: invalid byte at column 10")
        );
        let last = found[5].as_ref().unwrap();
        assert_eq!(
            (last.id.as_str(), last.title.as_deref()),
            ("3e23e8160039594a", Some("t"))
        );
    }

    #[test]
    fn a_text_keeps_its_bytes_and_a_bad_byte_is_named() {
        let read = |bytes: &[u8]| whole(Path::new("a/b.txt"), bytes);
        let document = read("\u{feff}one\r\ntwo\0".as_bytes()).unwrap();
        assert_eq!(
            (document.id.as_str(), document.text.as_str()),
            ("b", "one\r\ntwo\0")
        );
        assert_eq!(read(b"").unwrap().text, "");
        let error = read(b"abc\xffd").unwrap_err().to_string();
        assert!(error.contains("offset 3"), "{error}");
    }

    #[test]
    fn folders_and_missing_files_are_errors_of_their_own() {
        let found: Vec<_> = Documents::new([".", "no/such/file.jsonl"], None).collect();
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|item| matches!(item, Err(Error::Io { .. }))));
    }
}
