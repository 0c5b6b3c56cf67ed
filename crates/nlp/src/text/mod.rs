//! Text becomes sentences and tokens, as byte ranges into it.
//!
//! In: any string. Out: [`Sentence`]s in order, with tokens as the English Universal Dependencies treebanks cut them
//! (`do n't`, `Smith 's`, `well - known`, `$ 5`, `U.S.`). Every character that is neither white space nor invisible
//! belongs to exactly one token.
//!
//! Three passes, each linear: [`layout`] finds the line ends that part sentences whatever the words say, [`token`] cuts
//! words, [`sentence`] decides which full stops end a sentence. A full stop that may belong to an abbreviation
//! stays with its word until the sentence pass has seen what follows.

mod chars;
pub mod columns;
mod dateline;
mod layout;
mod lexicon;
mod sentence;
mod shape;
mod span;
mod token;
mod word;

pub(crate) use chars::may_open;
pub use span::Span;

/// A sentence and its tokens in order. Token spans lie inside `span`, on character boundaries, and do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    pub span: Span,
    pub tokens: Vec<Span>,
    /// Set off from the sentence before by layout alone: a blank line, a list item, a dateline. No reading of the words
    /// can undo such a boundary.
    pub apart: bool,
}

impl Sentence {
    /// Appends tokens, which must stand after those that are there.
    pub fn append(&mut self, tokens: impl IntoIterator<Item = Span>) {
        self.tokens.extend(tokens);
        if let (Some(&first), Some(&last)) = (self.tokens.first(), self.tokens.last()) {
            self.span = first.join(last);
        }
    }
}

/// Cuts a text into sentences and tokens. Sentences of more than 200 tokens are cut at the best place.
///
/// ```
/// use triplewire::text::segment;
///
/// let text = "Mr. Smith didn't go. Why?";
/// let words: Vec<Vec<&str>> =
///     segment(text).iter().map(|s| s.tokens.iter().map(|t| t.of(text)).collect()).collect();
/// assert_eq!(words, [vec!["Mr.", "Smith", "did", "n't", "go", "."], vec!["Why", "?"]]);
/// ```
pub fn segment(text: &str) -> Vec<Sentence> {
    sentence::split(text, &token::tokens(text), &layout::breaks(text))
}
