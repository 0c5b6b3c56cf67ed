//! Rule files as they are written: TOML tables that a linguist edits. Unknown keys are errors.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value},
};

pub use triplewire_lexicon::{
    ontology::{EventTable, Text},
    roles::RoleTable as NamedRole,
};

use super::profile::ProfileTable;
use crate::{Error, Result};

/// One file; it may hold any of these tables.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleFile {
    /// Whether a built-in file of the same path gives way as a whole.
    pub replace: bool,
    /// Files whose variables this one uses too.
    pub import: Vec<Text>,
    /// Named pieces of paths, or lists of strings.
    pub vars: BTreeMap<String, Texts>,
    pub event: Vec<EventTable>,
    pub role: Vec<NamedRole>,
    pub frame: Vec<FrameTable>,
    pub pattern: Vec<PatternTable>,
    pub carrier: Vec<CarrierTable>,
    pub link: Vec<LinkTable>,
    pub relation: Vec<RelationTable>,
    pub realis: Vec<RealisTable>,
    pub scope: Vec<ScopeTable>,
    pub attribution: Vec<AttributionTable>,
    pub profile: Vec<ProfileTable>,
}

/// `[[frame]]`: words that tell of an event type, and where its roles stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameTable {
    pub name: Text,
    pub event: Text,
    /// Frames of a lower number run first; later ones can ask for the events that they found.
    #[serde(default = "first")]
    pub priority: i32,
    #[serde(default)]
    pub verbs: Vec<Text>,
    #[serde(default)]
    pub nouns: Vec<Text>,
    #[serde(default)]
    pub adjectives: Vec<Text>,
    #[serde(default)]
    pub when: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    /// Roles that must all be filled, beyond what the type requires.
    #[serde(default)]
    pub needs: Vec<Text>,
    #[serde(default)]
    pub roles: BTreeMap<String, RoleTable>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<Text>,
}

fn first() -> i32 {
    1
}

fn second() -> i32 {
    2
}

/// Where a role's fillers stand: a list of functions and paths, or a table that says more.
#[derive(Debug, Default)]
pub struct RoleTable {
    /// Functions that patterns fill, `obl:PREPOSITION`, or paths from the trigger; best first.
    pub from: Vec<Text>,
    /// Narrower types than the ontology allows.
    pub types: Vec<Text>,
    pub required: bool,
    /// Whether conjuncts fill the role too.
    pub many: bool,
    /// Paths from the filler that must all, or must not, lead anywhere.
    pub when: Vec<Text>,
    pub unless: Vec<Text>,
}

/// The long form of a [`RoleTable`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFields {
    from: Vec<Text>,
    #[serde(default)]
    types: Vec<Text>,
    #[serde(default)]
    required: bool,
    #[serde(default = "yes")]
    many: bool,
    #[serde(default)]
    when: Vec<Text>,
    #[serde(default)]
    unless: Vec<Text>,
}

fn yes() -> bool {
    true
}

impl<'de> Deserialize<'de> for RoleTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RoleTable;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of functions and paths, or a table with from, types, required, many, when, unless")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<RoleTable, A::Error> {
                let from = Vec::deserialize(value::SeqAccessDeserializer::new(list))?;
                Ok(RoleTable {
                    from,
                    many: true,
                    ..RoleTable::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<RoleTable, A::Error> {
                let fields = RoleFields::deserialize(value::MapAccessDeserializer::new(map))?;
                Ok(RoleTable {
                    from: fields.from,
                    types: fields.types,
                    required: fields.required,
                    many: fields.many,
                    when: fields.when,
                    unless: fields.unless,
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// What a variable stands for.
#[derive(Debug, Clone)]
pub enum Texts {
    /// A piece of a string.
    One(String),
    /// Elements of a list.
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> std::result::Result<Texts, E> {
                Ok(Texts::One(text.to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<Texts, A::Error> {
                Vec::deserialize(value::SeqAccessDeserializer::new(list)).map(Texts::Many)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// `[[pattern]]`: a construction, and the paths from its trigger to the functions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternTable {
    pub name: Text,
    pub trigger: TriggerKind,
    /// Patterns of a lower number are tried first; among equals the order of the files counts.
    #[serde(default = "first")]
    pub priority: i32,
    #[serde(default)]
    pub when: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default = "certain")]
    pub weight: f32,
    /// Whether a name on any of the paths goes before a common noun on an earlier one.
    #[serde(default)]
    pub names_first: bool,
    /// Whether conjuncts of what a path reaches count, too.
    #[serde(default = "always")]
    pub many: bool,
    pub functions: BTreeMap<String, Vec<Text>>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<Text>,
}

fn always() -> bool {
    true
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
    Adjective,
    Any,
}

impl TriggerKind {
    /// The word that files write.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verb => "verb",
            Self::Noun => "noun",
            Self::Adjective => "adjective",
            Self::Any => "any",
        }
    }
}

/// `[[carrier]]`: verbs that only carry an event noun ("carried out an attack"); what stands around them in any
/// construction is the noun's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierTable {
    pub name: Text,
    /// Paths from the event noun to the verb, best first.
    pub paths: Vec<Text>,
    /// Function towards the verb, and the function that it is towards the noun.
    pub functions: BTreeMap<String, Text>,
    #[serde(default = "certain")]
    pub weight: f32,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<Text>,
}

/// `[[link]]`: what one part of a sentence adds to an event that was found in another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTable {
    pub name: Text,
    #[serde(default = "second")]
    pub priority: i32,
    /// Types of the event that is added to; those below them count.
    pub event: Vec<Text>,
    #[serde(default)]
    pub when: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    /// Paths from the event's trigger to that of another event.
    #[serde(default)]
    pub other: Vec<Text>,
    /// Roles that the other event hands over: its role, and the role here.
    #[serde(default)]
    pub share: BTreeMap<String, Text>,
    /// Paths from the event's trigger to fillers, by role.
    #[serde(default)]
    pub roles: BTreeMap<String, Vec<Text>>,
    /// The type that the event has once something was added.
    pub becomes: Option<Text>,
    /// The realis that it then has.
    pub realis: Option<Text>,
    #[serde(default = "certain")]
    pub weight: f32,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<Text>,
}

/// `[[relation]]`: a lasting fact, anchored at a noun of a word list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationTable {
    pub name: Text,
    pub r#type: String,
    /// Word list of the anchor.
    pub list: Text,
    pub subject: Vec<Text>,
    pub object: Vec<Text>,
    /// Paths to the object from the anchor, best first.
    pub object_paths: Vec<Text>,
    pub patterns: Vec<RelationPatternTable>,
    /// How the office is held: "former", "acting" or "incoming"; without it the words of the office tell.
    pub status: Option<Text>,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counterexamples: Vec<Text>,
}

/// One construction of a relation: where the subject stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationPatternTable {
    pub name: Text,
    pub subject: Vec<Text>,
    #[serde(default)]
    pub when: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default = "certain")]
    pub weight: f32,
}

/// `[[realis]]`: paths from a word that show how the text commits itself to what the word tells of, or governs; the first
/// table that holds at the word wins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealisTable {
    pub value: Text,
    pub any: Vec<Text>,
    /// Whether no word further up is asked.
    #[serde(default)]
    pub settles: bool,
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// `[[scope]]`: paths from a word to one that governs it and speaks for it too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeTable {
    pub name: Text,
    pub paths: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// `[[attribution]]`: paths from a word to who says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributionTable {
    pub name: Text,
    pub source: Vec<Text>,
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// A sentence and what must be found in it: fillers by role, and optionally type, realis and frame.
#[derive(Debug, Clone)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Fillers by role; "type", "realis" and "frame" stand beside them.
    pub wanted: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let mut wanted = BTreeMap::<String, String>::deserialize(deserializer)?;
        let text = wanted.remove("text");
        let text = text.ok_or_else(|| de::Error::missing_field("text"))?;
        Ok(Self { text, wanted })
    }
}

impl RuleFile {
    /// Parses a file; `name` is for messages.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let what = error.message();
            let key = match what.starts_with("unknown field") {
                true => None,
                false => key_before(text, start),
            };
            Error::Rule {
                file: name.to_string(),
                line: line_of(text, start),
                what: key.map_or(what.to_string(), |key| format!("`{key}`: {what}")),
            }
        })
    }
}

/// The key whose value a byte offset lies in: the last `key =` or `[[table]]` before it.
fn key_before(text: &str, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let (left, _) = before.rsplit_once('=')?;
    let key = left.trim_end();
    let start = key
        .rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .map_or(0, |at| at + 1);
    Some(&key[start..]).filter(|key| !key.is_empty())
}

/// Line number, counted from 1, of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}
