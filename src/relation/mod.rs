//! The matcher runs over the graphs; what it finds becomes relations between entities.

use crate::text::Span;

/// A lasting fact about an entity: a position held, a membership.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// A relation of the ontology ("position_held").
    pub kind: String,
    /// Index of the entity that it is about.
    pub subject: usize,
    /// Index of the other entity, if it is one.
    pub object: Option<usize>,
    /// The other side as text ("ambassador to Turkey").
    pub value: Option<String>,
    /// The words that prove it.
    pub span: Span,
    pub sentence: usize,
    pub rule: String,
    /// 0 to 1.
    pub score: f32,
}
