//! One file under way: its variables, and where in it a mistake stands.

use crate::{
    Error, Result,
    rules::{lists::Lists, path::Path, source::Text, types::Types, variables::Variables},
};
use triplewire_lexicon::Ontology;
use triplewire_lexicon::files::File;

/// A file with the variables that it can use.
pub(super) struct Source<'a> {
    pub file: &'a File,
    pub variables: Variables,
    /// Offsets of the line ends.
    ends: Vec<usize>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a File) -> Self {
        Self {
            file,
            variables: Variables::default(),
            ends: file.text.match_indices('\n').map(|(end, _)| end).collect(),
        }
    }

    /// An error at a byte offset of the file.
    pub fn error(&self, offset: usize, what: String) -> Error {
        Error::Rule {
            file: self.file.shown.clone(),
            line: self.line(offset),
            what,
        }
    }

    /// Line number, counted from 1, of a byte offset.
    fn line(&self, offset: usize) -> usize {
        self.ends.partition_point(|&end| end < offset) + 1
    }

    /// File and line of a byte offset.
    pub fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.file.shown, self.line(offset))
    }

    /// The elements of a list with variables put in, each with its offset; `key` is for messages.
    pub fn strings(&self, key: &str, list: &[Text]) -> Result<Vec<(usize, String)>> {
        self.variables
            .expand(list)
            .map_err(|(offset, what)| self.error(offset, format!("`{key}`: {what}")))
    }

    /// The paths of a list.
    pub fn paths(
        &self,
        key: &str,
        list: &[Text],
        lists: &mut Lists,
        ontology: &Ontology,
    ) -> Result<Vec<Path>> {
        let strings = self.strings(key, list)?.into_iter();
        strings
            .map(|(offset, text)| {
                Path::parse(&text, lists, ontology)
                    .map_err(|what| self.error(offset, format!("`{key}`: path `{text}`: {what}")))
            })
            .collect()
    }

    /// The types of a list, ready to be asked, and as the file names them.
    pub fn types(
        &self,
        key: &str,
        list: &[Text],
        lists: &Lists,
        ontology: &Ontology,
    ) -> Result<(Types, Vec<String>)> {
        let mut types = Types::default();
        let strings = self.strings(key, list)?;
        for (offset, name) in &strings {
            types
                .add(name, lists, ontology)
                .map_err(|what| self.error(*offset, format!("`{key}`: {what}")))?;
        }
        Ok((types, strings.into_iter().map(|(_, name)| name).collect()))
    }
}
