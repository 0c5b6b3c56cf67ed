//! Rule files as they are written: TOML tables that a linguist edits. Unknown keys are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::{Error, Result};

/// One file; it may hold any of these tables.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleFile {
    pub event: Vec<EventTable>,
    pub frame: Vec<FrameTable>,
    pub pattern: Vec<PatternTable>,
    pub relation: Vec<RelationTable>,
    pub realis: Vec<RealisTable>,
    pub attribution: Vec<AttributionTable>,
}

/// `[[event]]`: an event type of the ontology.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTable {
    pub r#type: Spanned<String>,
    /// The more general type; its roles are inherited.
    pub isa: Option<String>,
    /// Role whose filler can undergo such an event only once ("victim" of a killing).
    pub once: Option<String>,
    /// Roles of which at least one must be filled, or the event is not written.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Least number of fillers of the required roles together.
    #[serde(default = "one")]
    pub least: usize,
    /// Allowed types by role: entity classes in upper case, word lists in lower case.
    #[serde(default)]
    pub roles: BTreeMap<String, Vec<String>>,
    pub ace: Option<String>,
    pub cameo: Option<String>,
    pub plover: Option<String>,
    pub wikidata: Option<String>,
}

fn one() -> usize {
    1
}

/// `[[frame]]`: words that tell of an event type, and where its roles stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameTable {
    pub name: Spanned<String>,
    pub event: String,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    /// Roles that must all be filled, beyond what the type requires.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Functions by role, best first: names that patterns fill, or `obl:PREPOSITION`.
    pub roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

/// `[[pattern]]`: a construction, and the paths from its trigger to the functions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternTable {
    pub name: Spanned<String>,
    pub trigger: TriggerKind,
    #[serde(default)]
    pub when: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default = "certain")]
    pub weight: f32,
    /// Whether a name on any of the paths goes before a common noun on an earlier one.
    #[serde(default)]
    pub names_first: bool,
    pub functions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

fn certain() -> f32 {
    0.9
}

/// Which words of a frame a pattern starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TriggerKind {
    Verb,
    Noun,
    Any,
}

/// `[[relation]]`: a lasting fact, anchored at a noun of a word list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationTable {
    pub name: Spanned<String>,
    pub r#type: String,
    /// Word list of the anchor.
    pub list: String,
    pub subject: Vec<String>,
    pub object: Vec<String>,
    /// Paths to the object from the anchor, best first.
    pub object_paths: Vec<String>,
    pub patterns: Vec<RelationPatternTable>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

/// One construction of a relation: where the subject stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationPatternTable {
    pub name: Spanned<String>,
    pub subject: Vec<String>,
    #[serde(default)]
    pub when: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default = "certain")]
    pub weight: f32,
}

/// `[[realis]]`: paths from a trigger that show how the text commits itself; the first table that holds wins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealisTable {
    pub value: Spanned<String>,
    pub any: Vec<String>,
}

/// `[[attribution]]`: paths from a trigger to who says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributionTable {
    pub name: Spanned<String>,
    pub source: Vec<String>,
}

/// A sentence and what must be found in it: fillers by role, and optionally type, realis and frame.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    pub text: String,
    #[serde(flatten)]
    pub wanted: BTreeMap<String, String>,
}

impl RuleFile {
    /// Parses a file; `name` is for messages.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::Rule {
            file: name.to_string(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            what: error.message().to_string(),
        })
    }
}

/// Line number, counted from 1, of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()
        .iter()
        .take(offset)
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}
