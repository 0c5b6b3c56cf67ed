//! The examples of rules: every rule has some, and they ask only for what there is.

use std::collections::BTreeMap;

use super::{ExampleOf, RuleSet, check::Source, triggers::Triggers};
use crate::{
    Result,
    rules::{
        path::no_type,
        source::{Example, Text},
    },
};

/// What an example can ask for beside the roles of its type.
const KEYS: [&str; 8] = [
    "type", "realis", "source", "time", "subject", "object", "value", "count",
];

/// What the examples of a rule are examples of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'a> {
    /// Events or relations of a type; an example may name another.
    Kind(&'a str),
    /// Events of any type.
    Construction,
    /// What the rule adds to events of any type; its counterexamples may have events, but nothing added by it.
    Addition,
}

impl RuleSet {
    /// Takes up the examples of the rule `name`, which must give some; each counterexample must hold one of `triggers`.
    ///
    /// Built-in counterexamples are not asked: a folder on top may have taken their triggers away, and a test asks them.
    pub(super) fn add_examples(
        &mut self,
        source: &Source,
        name: &Text,
        of: Of,
        triggers: Triggers,
        (examples, counterexamples): (Vec<Example>, Vec<Text>),
    ) -> Result<()> {
        let (offset, rule) = (name.span().start, name.get_ref());
        for (key, missing) in [
            ("examples", examples.is_empty()),
            ("counterexamples", counterexamples.is_empty()),
        ] {
            if missing {
                let what = format!("rule `{rule}` needs at least one of `{key}`");
                return Err(source.error(offset, what));
            }
        }
        for text in counterexamples.iter().filter(|_| source.file.own) {
            if !triggers.occur(self, text.get_ref()) {
                let what = format!(
                    "rule `{rule}`: counterexample {:?} has no trigger of the rule, so that it cannot fail; expected {triggers}",
                    text.get_ref()
                );
                return Err(source.error(text.span().start, what));
            }
        }
        self.take_examples(source, name, of, examples, counterexamples)
    }

    /// Takes up the examples of a rule that may do without counterexamples.
    pub(super) fn take_examples(
        &mut self,
        source: &Source,
        name: &Text,
        of: Of,
        examples: Vec<Example>,
        counterexamples: Vec<Text>,
    ) -> Result<()> {
        let (kind, adds) = match of {
            Of::Kind(kind) => (Some(kind), false),
            Of::Construction => (None, false),
            Of::Addition => (None, true),
        };
        let (offset, rule) = (name.span().start, name.get_ref());
        for example in &examples {
            self.check_example(rule, kind, example)
                .map_err(|what| source.error(offset, what))?;
        }
        let against = counterexamples.into_iter().map(|text| Example {
            text: text.into_inner(),
            wanted: BTreeMap::new(),
        });
        let wanted = examples.into_iter().map(|example| (example, true));
        let place = source.place(offset);
        for (example, expected) in wanted.chain(against.map(|example| (example, false))) {
            self.examples.push(ExampleOf {
                place: place.clone(),
                rule: rule.clone(),
                kind: kind.map(str::to_string),
                example,
                expected,
                adds,
            });
        }
        Ok(())
    }

    fn check_example(
        &self,
        rule: &str,
        kind: Option<&str>,
        example: &Example,
    ) -> std::result::Result<(), String> {
        let text = &example.text;
        let named = example.wanted.get("type").map(String::as_str);
        // Relations have types that no ontology lists.
        let kind = match (named, kind) {
            (Some(name), _) => self.ontology.get(name).map(Some).ok_or_else(|| {
                format!(
                    "rule `{rule}`: example {text:?}: {}",
                    no_type(name, &self.ontology)
                )
            })?,
            (None, kind) => kind.and_then(|kind| self.ontology.get(kind)),
        };
        let Some(kind) = kind else { return Ok(()) };
        let unknown = |role: &&String| !KEYS.contains(&role.as_str()) && !kind.roles.contains_key(*role);
        match example.wanted.keys().find(unknown) {
            Some(role) => {
                let roles: Vec<&str> = kind.roles.keys().map(String::as_str).collect();
                Err(format!(
                    "rule `{rule}`: example {text:?}: type {} has no role `{role}`; expected one of {}, {}",
                    kind.name,
                    roles.join(", "),
                    KEYS.join(", ")
                ))
            }
            None => Ok(()),
        }
    }
}
