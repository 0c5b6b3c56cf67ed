//! The library's one error type: what went wrong, where, and what to do about it.

use std::path::PathBuf;

/// Result of the library's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong. Every message names the file, line or offset that it is about. Later versions may add to the list.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or stream could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder; `-` is standard input.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// Bytes that are no UTF-8.
    #[error("{}: not UTF-8: invalid byte at offset {offset}; convert the file to UTF-8 first", path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
        /// Bytes from the start of the file to the first that is wrong.
        offset: usize,
    },

    /// A line of a file breaks its format.
    #[error("{}:{line}: {what}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counts from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },

    /// A model folder lacks something, or what is there does not fit.
    #[error("model {}: {what}", path.display())]
    Model {
        /// The model's folder.
        path: PathBuf,
        /// What is missing or wrong.
        what: String,
    },

    /// A rule file breaks the rule language.
    #[error("{file}:{line}: {what}")]
    Rule {
        /// The file, or its name among the built-in ones.
        file: String,
        /// Counts from 1.
        line: usize,
        /// The key, and what is wrong with it.
        what: String,
    },

    /// A folder is no store, or not one that this version can use as it was asked to.
    #[error("{}: {what}", path.display())]
    Store {
        /// The store's folder.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },

    /// A SPARQL query cannot be read or answered.
    #[error("query: {0}")]
    Query(String),

    /// A server could not be reached, or gave something else than was asked for; `advice` is what to do about it.
    #[error("{address}: {what}; {advice}")]
    Network {
        /// What was asked, a URL.
        address: String,
        /// What the server or the network said.
        what: String,
        /// What to do about it.
        advice: String,
    },

    /// The encoder broke off: libtorch reported an error, or a thread panicked.
    #[error("model run failed: {0}")]
    Encoder(String),

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

/// Facts that break the schema: a key that is missing or of another type, an id or offset that leads nowhere. One line of text.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SchemaError(String);

impl From<String> for SchemaError {
    fn from(what: String) -> Self {
        Self(what)
    }
}

impl From<serde_json::Error> for SchemaError {
    fn from(error: serde_json::Error) -> Self {
        // Line numbers inside a line only confuse.
        let what = error.to_string();
        Self(what.split(" at line ").next().unwrap_or(&what).to_string())
    }
}
