//! Column formats: documents that come with their sentences and tokens. The text is the tokens joined by blanks.

pub mod conll;
pub mod conllu;

use super::{Sentence, Span};
use crate::read::Document;

/// A document whose file already says where sentences and tokens are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokenised {
    /// Its text is the tokens joined by blanks.
    pub document: Document,
    /// Its sentences, as the file has them.
    pub sentences: Vec<Sentence>,
}

impl Tokenised {
    pub(super) fn new(id: String) -> Self {
        Self {
            document: Document {
                id,
                ..Document::default()
            },
            sentences: Vec::new(),
        }
    }

    /// Appends one sentence. Empty sentences are the caller's to leave out.
    pub(super) fn push_sentence<'a>(&mut self, forms: impl IntoIterator<Item = &'a str>) {
        let text = &mut self.document.text;
        let mut tokens = Vec::new();
        for form in forms {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            tokens.push(Span::new(start, text.len()));
        }
        let span = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.join(*last),
            _ => Span::new(text.len(), text.len()),
        };
        self.sentences.push(Sentence {
            span,
            tokens,
            apart: false,
        });
    }
}
