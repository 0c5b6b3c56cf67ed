//! Text becomes sentences and tokens, as byte ranges into it.

mod span;

pub use span::Span;

/// A sentence and its tokens in order. Token spans lie inside `span`, on character boundaries, and do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    pub span: Span,
    pub tokens: Vec<Span>,
}
