//! What commands read: articles in one of two formats, or the whole text of a file.

use std::path::Path;

use clap::ValueEnum;

use crate::Result;
use triplewire_nlp::read::{self, Documents, Format};

/// The text of a UTF-8 file; `-` is standard input.
pub fn text_of(path: &Path) -> Result<String> {
    let document = Documents::new([path], Some(Format::Text)).next();
    document.map_or_else(
        || Ok(String::new()),
        |document| document.map(|document| document.text),
    )
}

/// How articles lie in a file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum From {
    /// A file is one article
    Text,
    /// A line is one article, a JSON object
    Jsonl,
}

impl std::convert::From<From> for read::Format {
    fn from(from: From) -> Self {
        match from {
            From::Text => Self::Text,
            From::Jsonl => Self::Jsonl,
        }
    }
}
