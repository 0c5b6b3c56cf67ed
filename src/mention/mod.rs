//! Entity tags and noun phrases become mentions: names, nominals, pronouns.

use crate::{encoder::Class, text::Span};

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A proper name ("Andrey G. Karlov").
    Name,
    /// A noun phrase with a common noun as head ("the gunman").
    Nominal,
    /// A pronoun ("he").
    Pronoun,
}

/// A piece of text that refers to something.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub span: Span,
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// Its words in the sentence, end exclusive.
    pub words: std::ops::Range<usize>,
    /// The syntactic head among them, an index into the sentence.
    pub head: usize,
    pub kind: Kind,
    /// Class as the tagger or the word lists say; `None` for a nominal of unknown class.
    pub class: Option<Class>,
    /// Probability of the mention, 0 to 1.
    pub score: f32,
}
