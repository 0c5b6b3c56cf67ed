//! CoNLL columns, as the shared tasks on entity tagging write them, become tokenised documents.
//!
//! One token a line, the token in the first column and its tag in the last, columns apart by tabs or blanks; an empty
//! line ends a sentence, a `-DOCSTART-` line opens a document. Every row is kept, so that a tagged file can be written
//! line for line beside the one that was read.

use std::path::Path;

use super::Tokenised;
use crate::{Error, Result, read::stem};

/// The first column of the line that opens a document.
pub const DOCSTART: &str = "-DOCSTART-";

/// A column file: its documents for the model, its rows for the echo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conll {
    /// Documents with at least one token.
    pub documents: Vec<Tokenised>,
    /// The lines, in order. The tokens of all documents follow one another in the same order.
    pub rows: Vec<Row>,
}

/// One line of a column file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// An empty line.
    Blank,
    /// A `-DOCSTART-` line.
    Boundary,
    /// A token with its columns.
    Token {
        /// The token.
        form: String,
        /// The last column, when there is more than one.
        tag: Option<String>,
        /// Line in the file, from 1.
        line: usize,
    },
}

impl Conll {
    /// Reads a file's text; `path` is named in errors and gives the documents their ids.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let mut reader = Reader {
            stem: stem(path),
            ..Reader::default()
        };
        for (index, line) in text.lines().enumerate() {
            reader.line(line, index + 1).map_err(|what| Error::Line {
                path: path.to_path_buf(),
                line: index + 1,
                what,
            })?;
        }
        reader.end_document();
        Ok(reader.file)
    }

    /// The tokens' rows, sentence by sentence, empty sentences left out.
    pub fn sentences(&self) -> impl Iterator<Item = &[Row]> {
        self.rows
            .split(|row| !matches!(row, Row::Token { .. }))
            .filter(|rows| !rows.is_empty())
    }
}

#[derive(Default)]
struct Reader {
    stem: String,
    file: Conll,
    document: Tokenised,
    sentence: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) -> std::result::Result<(), String> {
        if line.trim_ascii().is_empty() {
            self.end_sentence();
            self.file.rows.push(Row::Blank);
            return Ok(());
        }
        let (form, tag) = columns(line);
        if form.is_empty() {
            return Err("the first column, the token, is empty".into());
        }
        if form == DOCSTART {
            self.end_document();
            self.file.rows.push(Row::Boundary);
            return Ok(());
        }
        self.sentence.push(form.to_owned());
        self.file.rows.push(Row::Token {
            form: form.to_owned(),
            tag: tag.map(str::to_owned),
            line: number,
        });
        Ok(())
    }

    fn end_sentence(&mut self) {
        if !self.sentence.is_empty() {
            self.document
                .push_sentence(self.sentence.iter().map(String::as_str));
            self.sentence.clear();
        }
    }

    fn end_document(&mut self) {
        self.end_sentence();
        let mut done = std::mem::take(&mut self.document);
        if !done.sentences.is_empty() {
            done.document.id = format!("{}-{}", self.stem, self.file.documents.len() + 1);
            self.file.documents.push(done);
        }
    }
}

/// First and last column. A line with a tab is split at tabs only, so that its token may hold a blank.
fn columns(line: &str) -> (&str, Option<&str>) {
    fn ends<'a>(mut columns: impl DoubleEndedIterator<Item = &'a str>) -> (&'a str, Option<&'a str>) {
        let first = columns.next().unwrap_or("");
        (first, columns.next_back())
    }
    if line.contains('\t') {
        ends(line.split('\t').map(str::trim_ascii))
    } else {
        ends(line.split_ascii_whitespace())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Conll {
        Conll::parse(text, Path::new("news.conll")).unwrap()
    }

    #[test]
    fn sentences_end_at_empty_lines_and_documents_at_docstart() {
        let file =
            parse("-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ O O\n\n-DOCSTART- O\nBonn I-LOC\n");
        assert_eq!(file.documents.len(), 2);
        assert_eq!(file.documents[0].document.text, "EU rejects");
        assert_eq!(file.documents[0].document.id, "news-1");
        assert_eq!(file.documents[1].document.id, "news-2");
        assert_eq!(file.documents[1].sentences[0].tokens.len(), 1);
        assert_eq!(file.sentences().count(), 2);
    }

    #[test]
    fn a_tab_separated_token_may_hold_a_blank() {
        let file = parse("11 pm.\tO\n");
        assert_eq!(file.documents[0].document.text, "11 pm.");
        assert_eq!(
            file.rows,
            [Row::Token {
                form: "11 pm.".into(),
                tag: Some("O".into()),
                line: 1
            }]
        );
    }

    #[test]
    fn a_file_without_tags_or_final_newline_is_read() {
        let file = parse("Hello\r\nworld");
        assert_eq!(file.documents[0].document.text, "Hello world");
        assert!(
            file.rows
                .iter()
                .all(|row| matches!(row, Row::Token { tag: None, .. }))
        );
    }

    #[test]
    fn an_empty_first_column_is_an_error_with_its_line() {
        let error = Conll::parse("EU\tO\n\tO\n", Path::new("x.conll")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.conll:2: the first column, the token, is empty"
        );
    }
}
