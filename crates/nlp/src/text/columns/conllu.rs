//! CoNLL-U, the format of Universal Dependencies, becomes tokenised documents.
//!
//! Words are what the model sees; comments, multi-word tokens and empty nodes are kept as lines for the echo.
//! `# newdoc` opens a document; a file without it is one document.

use std::path::Path;

use super::Tokenised;
use crate::{Error, Result, read::stem};

/// The ten columns of a word line.
pub type Columns = [String; 10];

/// Indices of the columns.
pub mod column {
    /// Number of the word in the sentence, from 1.
    pub const ID: usize = 0;
    /// The word as it stands in the text.
    pub const FORM: usize = 1;
    /// Its lemma.
    pub const LEMMA: usize = 2;
    /// Its universal part of speech.
    pub const UPOS: usize = 3;
    /// Number of the governing word, 0 for the root.
    pub const HEAD: usize = 6;
    /// Its relation to that word.
    pub const DEPREL: usize = 7;
    /// Enhanced dependencies.
    pub const DEPS: usize = 8;
    /// Everything else.
    pub const MISC: usize = 9;
}

/// A CoNLL-U file: its documents for the model, its sentences line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Treebank {
    /// The documents.
    pub documents: Vec<Tokenised>,
    /// All sentences, in the order in which the documents hold them.
    pub sentences: Vec<Block>,
}

/// The lines of one sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Line of the file on which the block starts, from 1.
    pub line: usize,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

/// One line of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A comment with its `#`, or an empty node.
    Kept(String),
    /// A multi-word token: the numbers of its first and last word, and the whole line.
    Range {
        /// Number of its first word.
        first: usize,
        /// Number of its last word.
        last: usize,
        /// The whole line.
        text: String,
    },
    /// A word line.
    Word(Columns),
}

impl Block {
    /// The word lines.
    pub fn words(&self) -> impl Iterator<Item = &Columns> {
        self.lines.iter().filter_map(|line| match line {
            Line::Word(columns) => Some(columns),
            _ => None,
        })
    }

    /// The word lines, to be filled.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut Columns> {
        self.lines.iter_mut().filter_map(|line| match line {
            Line::Word(columns) => Some(columns),
            _ => None,
        })
    }

    /// The value of the comment `# key = value`.
    pub fn comment(&self, key: &str) -> Option<&str> {
        self.lines.iter().find_map(|line| match line {
            Line::Kept(text) => {
                let rest = text.strip_prefix('#')?.trim_start().strip_prefix(key)?;
                rest.trim_start().strip_prefix('=').map(str::trim)
            }
            _ => None,
        })
    }

    /// Whether a comment opens with `word` (`newdoc`, `newpar`), with or without a value.
    pub fn is_marked(&self, word: &str) -> bool {
        self.lines.iter().any(|line| match line {
            Line::Kept(text) => text
                .strip_prefix('#')
                .is_some_and(|rest| rest.split_whitespace().next() == Some(word)),
            _ => false,
        })
    }
}

impl std::fmt::Display for Block {
    /// The sentence as the format wants it, with the empty line that ends it.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for line in &self.lines {
            match line {
                Line::Kept(text) | Line::Range { text, .. } => writeln!(f, "{text}")?,
                Line::Word(columns) => writeln!(f, "{}", columns.join("\t"))?,
            }
        }
        writeln!(f)
    }
}

impl Treebank {
    /// Reads a file's text; `path` is named in errors and gives documents without a name their ids.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let stem = stem(path);
        let mut bank = Self::default();
        let mut block = Block::default();
        let mut words = 0;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let error = |what: String| Error::Line {
                path: path.to_path_buf(),
                line: number,
                what,
            };
            if line.trim_ascii().is_empty() {
                bank.close(std::mem::take(&mut block), &stem);
                words = 0;
                continue;
            }
            if block.lines.is_empty() {
                block.line = number;
            }
            let line = read_line(line, words + 1).map_err(error)?;
            words += usize::from(matches!(line, Line::Word(_)));
            block.lines.push(line);
        }
        bank.close(block, &stem);
        Ok(bank)
    }

    fn close(&mut self, done: Block, stem: &str) {
        if done.words().next().is_none() {
            return;
        }
        if self.documents.is_empty() || done.is_marked("newdoc") {
            let number = self.documents.len() + 1;
            let id = done
                .comment("newdoc id")
                .map_or_else(|| format!("{stem}-{number}"), str::to_owned);
            self.documents.push(Tokenised::new(id));
        }
        if let Some(document) = self.documents.last_mut() {
            document.push_sentence(done.words().map(|columns| columns[column::FORM].as_str()));
        }
        self.sentences.push(done);
    }
}

/// Reads one line that is not empty; a word must carry the number `expected`.
fn read_line(line: &str, expected: usize) -> std::result::Result<Line, String> {
    if line.starts_with('#') {
        return Ok(Line::Kept(line.to_owned()));
    }
    let fields: Vec<&str> = line.split('\t').collect();
    let count = fields.len();
    let columns: [&str; 10] = fields
        .try_into()
        .map_err(|_| format!("10 columns apart by tabs wanted, {count} found"))?;
    let id = columns[column::ID];
    if let Some((first, last)) = id.split_once('-') {
        let range = first
            .parse()
            .ok()
            .zip(last.parse().ok())
            .filter(|(first, last)| first <= last);
        let (first, last) = range.ok_or_else(|| format!("{id:?} is no range of words"))?;
        return Ok(Line::Range {
            first,
            last,
            text: line.to_owned(),
        });
    }
    if id.contains('.') {
        return Ok(Line::Kept(line.to_owned()));
    }
    if id.parse() != Ok(expected) {
        return Err(format!("word number {expected} wanted, {id:?} found"));
    }
    if columns[column::FORM].is_empty() {
        return Err("the second column, FORM, is empty".into());
    }
    Ok(Line::Word(columns.map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# newdoc id = d7\n# sent_id = 1\n# text = I don't.\n\
        1\tI\tI\tPRON\t_\t_\t4\tnsubj\t_\t_\n2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
        2\tdo\tdo\tAUX\t_\t_\t0\troot\t_\t_\n3\tn't\tnot\tPART\t_\t_\t2\tadvmod\t_\t_\n\
        3.1\tgo\t_\t_\t_\t_\t_\t_\t_\t_\n4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n";

    #[test]
    fn words_are_read_and_every_line_is_written_back() {
        let bank = Treebank::parse(FILE, Path::new("a.conllu")).unwrap();
        assert_eq!(bank.documents[0].document.id, "d7");
        assert_eq!(bank.documents[0].document.text, "I do n't .");
        assert_eq!(bank.sentences[0].comment("text"), Some("I don't."));
        assert_eq!(bank.sentences[0].to_string(), FILE);
    }

    #[test]
    fn newdoc_opens_documents() {
        let word = "1\tHi\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
        let text = format!("# newdoc\n{word}{word}# newdoc id = b\n{word}");
        let bank = Treebank::parse(&text, Path::new("a.conllu")).unwrap();
        let ids: Vec<_> = bank.documents.iter().map(|d| d.document.id.as_str()).collect();
        assert_eq!(ids, ["a-1", "b"]);
        assert_eq!(bank.documents[0].sentences.len(), 2);
    }

    #[test]
    fn broken_lines_are_errors_with_their_place() {
        let error = |text: &str| {
            Treebank::parse(text, Path::new("a.conllu"))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("# x\nHi\n"),
            "a.conllu:2: 10 columns apart by tabs wanted, 1 found"
        );
        assert_eq!(
            error("2\tHi\t_\t_\t_\t_\t_\t_\t_\t_\n"),
            "a.conllu:1: word number 1 wanted, \"2\" found"
        );
        assert_eq!(
            error("2-1\tHi\t_\t_\t_\t_\t_\t_\t_\t_\n"),
            "a.conllu:1: \"2-1\" is no range of words"
        );
    }
}
