//! The event types: each has examples enough, and docs/events.md lists them as the ontology has them.

use std::{collections::BTreeSet, fs};

use triplewire_lexicon::EventType;
use triplewire_nlp::rules::RuleSet;

use crate::support::project;

/// The least number of examples and of counterexamples in the frames of one type.
const EXAMPLES: usize = 6;
const COUNTEREXAMPLES: usize = 3;

#[test]
fn every_type_has_examples_and_counterexamples() {
    let rules = RuleSet::builtin().unwrap();
    let frames: BTreeSet<&str> = rules.frames.iter().map(|frame| frame.name.as_str()).collect();
    for kind in rules.ontology.types() {
        let of_kind = rules.examples.iter().filter(|one| {
            frames.contains(one.rule.as_str()) && one.kind.as_deref() == Some(kind.name.as_str())
        });
        let (examples, counterexamples): (Vec<_>, Vec<_>) = of_kind.partition(|one| one.expected);
        let distinct = |found: Vec<&_>, least: usize, what: &str| {
            let texts: BTreeSet<&str> = found
                .iter()
                .map(|one: &&triplewire_nlp::rules::ExampleOf| one.example.text.as_str())
                .collect();
            assert!(
                texts.len() >= least,
                "{} has {} {what}, {least} wanted",
                kind.name,
                texts.len()
            );
        };
        distinct(examples, EXAMPLES, "examples");
        distinct(counterexamples, COUNTEREXAMPLES, "counterexamples");
    }
}

/// The row of docs/events.md that a type should have.
fn row(kind: &EventType) -> String {
    let role = |name: &String| match kind.requires.contains(name) {
        true => format!("**`{name}`**"),
        false => format!("`{name}`"),
    };
    let roles: Vec<String> = kind.roles.keys().map(role).collect();
    let cell = |value: &Option<String>| value.clone().unwrap_or_default();
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} |",
        kind.name,
        cell(&kind.isa),
        roles.join(", "),
        cell(&kind.ace),
        cell(&kind.cameo),
        cell(&kind.plover),
        cell(&kind.wikidata)
    )
}

#[test]
fn the_list_in_the_docs_is_that_of_the_ontology() {
    let rules = RuleSet::builtin().unwrap();
    let list = fs::read_to_string(project("docs/events.md")).unwrap();
    let (types, roles) = list.split_once("## Roles").unwrap();
    let rows: Vec<&str> = types.lines().filter(|line| line.starts_with("| `")).collect();
    let wanted: Vec<String> = rules.ontology.types().into_iter().map(row).collect();
    for (row, wanted) in rows.iter().zip(&wanted) {
        assert_eq!(row, wanted);
    }
    assert_eq!(rows.len(), wanted.len());

    let listed: Vec<&str> = roles
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let types = rules.ontology.types();
    let known: BTreeSet<&str> = types
        .iter()
        .flat_map(|kind| kind.roles.keys())
        .map(String::as_str)
        .collect();
    assert_eq!(listed, known.into_iter().collect::<Vec<&str>>());
}
