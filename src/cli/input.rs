//! Column files: the whole text of a file, or of standard input.

use std::path::Path;

use triplewire::{
    Result,
    read::{Documents, Format},
};

/// The text of a UTF-8 file; `-` is standard input.
pub fn text_of(path: &Path) -> Result<String> {
    let document = Documents::new([path], Some(Format::Text)).next();
    document.map_or_else(
        || Ok(String::new()),
        |document| document.map(|document| document.text),
    )
}
