//! Profiles: which of the events that the rules find count for a purpose, such as one answer key's idea of an incident.
//!
//! In: `[[profile]]` tables. Out: a [`Profile`] that the event stage applies when one is asked for. The rules themselves
//! know nothing of it.

use serde::Deserialize;

use super::{compile::RuleSet, realis::Realis, source::Text};
use crate::{Error, Result};
use triplewire_facts::annotation::Class;

/// `[[profile]]`: what counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileTable {
    pub name: Text,
    /// Event types, with all below them; others are left out.
    pub types: Vec<Text>,
    /// Realis values that count.
    pub realis: Vec<Text>,
    /// Events that do not count.
    #[serde(default)]
    pub drop: Vec<ConditionTable>,
    /// Fillers that do not count; an event that they leave without a required role does not either.
    #[serde(default)]
    pub clear: Vec<ConditionTable>,
}

/// Fillers of some roles and what they are, and in which events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionTable {
    /// None where the condition is about the event alone.
    #[serde(default)]
    pub roles: Vec<Text>,
    /// Entity classes in upper case, word lists in lower case, of which one must hold a word of the filler; any filler
    /// where none are named.
    #[serde(default)]
    pub are: Vec<Text>,
    /// As `are`, for fillers that the condition does not mean.
    #[serde(default)]
    pub unless: Vec<Text>,
    /// Whether only fillers with a name, or only those without, are meant.
    pub named: Option<bool>,
    /// Roles that must all be empty in the event.
    #[serde(default)]
    pub lacks: Vec<Text>,
    /// Word lists of which one must hold a word of each trigger.
    #[serde(default)]
    pub triggers: Vec<Text>,
}

/// A compiled profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// What it is asked for by.
    pub name: String,
    /// Event types that count, with all below them; all when empty.
    pub types: Vec<String>,
    /// Realis that counts; any when empty.
    pub realis: Vec<Realis>,
    /// An event is left out when it has fillers in the condition's roles and all of them meet it; without roles, when the
    /// event does.
    pub drop: Vec<Condition>,
    /// A filler that meets the condition is left out.
    pub clear: Vec<Condition>,
}

/// A compiled condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Condition {
    pub roles: Vec<String>,
    pub are: Vec<Kind>,
    pub unless: Vec<Kind>,
    pub named: Option<bool>,
    pub lacks: Vec<String>,
    /// Names of word lists.
    pub triggers: Vec<String>,
}

/// What a filler may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Class(Class),
    /// Name of a word list.
    List(String),
}

impl RuleSet {
    /// Selects a profile for the events to come.
    ///
    /// # Errors
    /// [`Error::Usage`] when the rules have none of that name.
    pub fn with_profile(mut self, name: &str) -> Result<Self> {
        let found = self.profiles.iter().find(|profile| profile.name == name);
        let Some(found) = found.cloned() else {
            let known: Vec<&str> = self
                .profiles
                .iter()
                .map(|profile| profile.name.as_str())
                .collect();
            return Err(Error::Usage(format!(
                "no profile {name:?}; there are: {}",
                known.join(", ")
            )));
        };
        self.profile = Some(found);
        Ok(self)
    }
}

/// Where in the file a mistake stands, and what it is.
type Mistake = (usize, String);

impl Profile {
    /// Compiles a table against the types and word lists that there are.
    pub(super) fn compile(table: &ProfileTable, rules: &RuleSet) -> std::result::Result<Self, Mistake> {
        let place = |text: &Text| text.span().start;
        let realis = |text: &Text| {
            let known = || Realis::ALL.map(Realis::as_str).join(", ");
            let what = || format!("`realis`: {:?} is none of {}", text.get_ref(), known());
            text.get_ref()
                .parse::<Realis>()
                .map_err(|()| (place(text), what()))
        };
        for name in &table.types {
            if rules.ontology.get(name.get_ref()).is_none() {
                return Err((
                    place(name),
                    format!("`types`: `{}` is no event type of the ontology", name.get_ref()),
                ));
            }
        }
        let conditions = |tables: &[ConditionTable]| {
            tables
                .iter()
                .map(|table| Condition::compile(table, rules))
                .collect::<std::result::Result<Vec<_>, _>>()
        };
        Ok(Self {
            name: table.name.get_ref().clone(),
            types: table.types.iter().map(|name| name.get_ref().clone()).collect(),
            realis: table
                .realis
                .iter()
                .map(realis)
                .collect::<std::result::Result<_, _>>()?,
            drop: conditions(&table.drop)?,
            clear: conditions(&table.clear)?,
        })
    }
}

impl Condition {
    fn compile(table: &ConditionTable, rules: &RuleSet) -> std::result::Result<Self, Mistake> {
        let kind = |text: &Text| {
            let name = text.get_ref();
            if let Some(class) = Class::ALL.iter().copied().find(|class| class.as_str() == name) {
                return Ok(Kind::Class(class));
            }
            if rules.lists.has(name) {
                return Ok(Kind::List(name.clone()));
            }
            let what = format!("`{name}` is neither an entity class (PER, ORG, ...) nor a word list");
            Err((text.span().start, what))
        };
        let kinds = |list: &[Text]| list.iter().map(kind).collect::<std::result::Result<Vec<_>, _>>();
        let names = |list: &[Text]| list.iter().map(|name| name.get_ref().clone()).collect();
        if let Some(list) = table
            .triggers
            .iter()
            .find(|list| !rules.lists.has(list.get_ref()))
        {
            let what = format!("`triggers`: `{}` is no word list", list.get_ref());
            return Err((list.span().start, what));
        }
        Ok(Self {
            roles: names(&table.roles),
            are: kinds(&table.are)?,
            unless: kinds(&table.unless)?,
            named: table.named,
            lacks: names(&table.lacks),
            triggers: names(&table.triggers),
        })
    }
}
