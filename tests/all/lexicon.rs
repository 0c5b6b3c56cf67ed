//! A word list of `--rules DIR` changes the facts from the first stage to the last.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{stdout, triplewire};

/// The facts of a text, without and with a folder of lists.
fn facts(text: &str, lists: &[(&str, &str)]) -> [Value; 2] {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("article.txt");
    fs::write(&article, text).unwrap();
    let rules = folder.path().join("mine");
    fs::create_dir(&rules).unwrap();
    for (name, words) in lists {
        fs::write(rules.join(name), words).unwrap();
    }
    let (article, rules) = (article.to_str().unwrap(), rules.to_str().unwrap());
    [&[][..], &["--rules", rules]].map(|more| {
        let mut call = triplewire(&["extract", article, "--to", "json"]);
        serde_json::from_str(&stdout(call.args(more))).unwrap()
    })
}

/// Whoever has the role in an event.
fn filler(facts: &Value, role: &str) -> Option<String> {
    let events = facts["events"].as_array()?.iter();
    let mut arguments = events.flat_map(|event| event["arguments"].as_array().into_iter().flatten());
    let found = arguments.find(|argument| argument["role"] == role)?;
    found["text"].as_str().map(String::from)
}

#[test]
fn a_person_noun_is_a_mention_and_an_attacker() {
    let [without, with] = facts(
        "The falconer killed two soldiers in Mosul.",
        &[("person_nouns.txt", "falconer\n")],
    );
    assert_eq!(filler(&without, "attacker"), None);
    assert_eq!(filler(&with, "attacker").as_deref(), Some("falconer"));
}

#[test]
fn a_noun_of_a_rules_list_is_an_instrument() {
    let [without, with] = facts(
        "A gunman killed two soldiers with an umbrella in Mosul.",
        &[("weapon.txt", "umbrella\n")],
    );
    assert_eq!(filler(&without, "instrument"), None);
    assert_eq!(filler(&with, "instrument").as_deref(), Some("umbrella"));
}

#[test]
fn an_occupation_is_a_relation() {
    let text = "Omar Said, a glossator for the Lisbon Herald, left.";
    let lists = [
        ("person_nouns.txt", "glossator\n"),
        ("occupation.txt", "glossator\n"),
    ];
    let [without, with] = facts(text, &lists);
    let employers = |facts: &Value| {
        let relations = facts["relations"].as_array().into_iter().flatten();
        relations.filter(|one| one["type"] == "employer").count()
    };
    assert_eq!((employers(&without), employers(&with)), (0, 1), "{with:#}");
}

#[test]
fn a_mistake_in_a_table_names_file_and_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("time.tsv"), "month\tzorktober\n").unwrap();
    let mut call = triplewire(&["rules", "list", "--rules", folder.path().to_str().unwrap()]);
    let output = call.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("time.tsv:1: expected kind, words and value"),
        "{said}"
    );
}
