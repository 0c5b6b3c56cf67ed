//! Files, JSON lines and standard input become [`Document`]s.

mod document;
mod quality;

pub use document::{Documents, Format, document};
pub use quality::warnings;
pub use triplewire_facts::annotation::Document;

/// File name without its extension, for ids.
pub(crate) fn stem(path: &std::path::Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
