//! The matcher runs over the graphs; what it finds becomes events with roles, realis, source and time.

use crate::text::Span;

/// How the text commits itself to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Realis {
    Actual,
    Denied,
    Attempted,
    Planned,
    Hypothetical,
    Alleged,
}

impl Realis {
    /// The word that the output writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Realis::Actual => "actual",
            Realis::Denied => "denied",
            Realis::Attempted => "attempted",
            Realis::Planned => "planned",
            Realis::Hypothetical => "hypothetical",
            Realis::Alleged => "alleged",
        }
    }
}

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
