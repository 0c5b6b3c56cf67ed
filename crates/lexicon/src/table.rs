//! How a file becomes a view: line by line, so that what a later file says goes on top.

use triplewire_facts::Result;

use crate::files::{Change, File};

/// A list in the form that a stage asks.
pub(crate) trait Table {
    /// Adds an entry, or puts it in the place of one of the same key. The error says what was expected.
    fn add(&mut self, entry: &str) -> std::result::Result<(), String>;

    /// Takes an entry out, by its key.
    fn remove(&mut self, entry: &str);

    /// A file ends.
    fn end(&mut self) {}
}

/// Fills a view from all files of a list; `whole` where `#` may stand inside a line.
pub(crate) fn fill(view: &mut impl Table, list: &str, files: &[File], whole: bool) -> Result<()> {
    for file in files.iter().filter(|file| file.list() == Some(list)) {
        for (line, change) in file.changes(whole) {
            match change {
                Change::Add(entry) => view.add(entry).map_err(|what| file.error(line, what))?,
                Change::Remove(entry) => view.remove(entry),
            }
        }
        view.end();
    }
    Ok(())
}

/// The first two columns of a row.
pub(crate) fn pair<'a>(row: &'a str, expected: &str) -> std::result::Result<(&'a str, &'a str), String> {
    row.split_once('\t')
        .ok_or_else(|| format!("expected {expected}, with a tab between; found `{row}`"))
}
