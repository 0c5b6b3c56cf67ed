//! Files, JSON lines and standard input become [`Document`]s.

mod document;

pub use document::{Documents, Format};

/// One article: its text, untouched, and what the source says about it.
///
/// All spans of later stages are byte ranges into `text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// File stem, JSONL `id`, or a hash of the text.
    pub id: String,
    pub title: Option<String>,
    /// Date as the source gives it, ISO 8601 (`2016-12-19`).
    pub published: Option<String>,
    pub url: Option<String>,
    pub text: String,
}

/// File name without its extension, for ids.
pub(crate) fn stem(path: &std::path::Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
