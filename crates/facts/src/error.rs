//! The library's one error type: what went wrong, where, and what to do about it.

use std::path::PathBuf;

/// Result of the library's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong. Every message names the file, line or offset that it is about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or stream could not be read or written.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },

    /// Bytes that are no UTF-8; `offset` counts bytes from the start of the file.
    #[error("{}: not UTF-8: invalid byte at offset {offset}; convert the file to UTF-8 first", path.display())]
    Utf8 { path: PathBuf, offset: usize },

    /// A line of a file breaks its format; `line` counts from 1.
    #[error("{}:{line}: {what}", path.display())]
    Line {
        path: PathBuf,
        line: usize,
        what: String,
    },

    /// A model folder lacks something, or what is there does not fit.
    #[error("model {}: {what}", path.display())]
    Model { path: PathBuf, what: String },

    /// A rule file breaks the rule language; `place` is the line and the key.
    #[error("{file}:{line}: {what}")]
    Rule { file: String, line: usize, what: String },

    /// A folder is no store, or not one that this version can use as it was asked to.
    #[error("{}: {what}", path.display())]
    Store { path: PathBuf, what: String },

    /// A SPARQL query cannot be read or answered.
    #[error("query: {0}")]
    Query(String),

    /// A server could not be reached, or gave something else than was asked for; `advice` is what to do about it.
    #[error("{address}: {what}; {advice}")]
    Network {
        address: String,
        what: String,
        advice: String,
    },

    /// libtorch reported an error while the model ran.
    #[error("model run failed: {0}")]
    Torch(String),

    /// The call itself makes no sense.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Wraps an IO error with the path it is about.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source,
        }
    }
}
