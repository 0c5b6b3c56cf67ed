//! The matcher runs over the graphs; what it finds becomes events with roles, realis, source and time.

pub use crate::rules::Realis;
use crate::text::Span;

/// One real-world event with everything that the document tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// A type of the ontology ("Assassination").
    pub kind: String,
    pub realis: Realis,
    /// Index of the entity that says so.
    pub source: Option<usize>,
    /// At least one, in text order.
    pub triggers: Vec<Trigger>,
    pub arguments: Vec<Argument>,
    pub time: Option<Time>,
    /// 0 to 1.
    pub score: f32,
}

/// A word or phrase that tells of the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    pub span: Span,
    pub sentence: usize,
    /// The rule that found it ("killing/passive").
    pub rule: String,
}

/// Who or what plays a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// A role of the ontology ("attacker").
    pub role: String,
    /// Index of the entity.
    pub entity: Option<usize>,
    /// The noun phrase's head span, without leading article or relative clause.
    pub span: Span,
    pub sentence: usize,
    pub score: f32,
    pub rule: String,
}

/// When it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    pub span: Span,
    /// TIMEX3 value, where it could be resolved ("1927", "2016-12-19TEV").
    pub value: Option<String>,
}
