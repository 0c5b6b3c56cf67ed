//! The rule files: their own examples, what a mistake in them says, and explanations.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::{complaint, project, stdout, triplewire};

/// A copy of the built-in rules with one file changed.
fn changed(file: &str, from: &str, to: &str) -> (TempDir, String) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&project("rules"), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let name = folder.path().to_str().unwrap().to_owned();
    (folder, name)
}

#[test]
fn the_builtin_rules_do_what_their_examples_say() {
    let said = stdout(&mut triplewire(&["rules", "test"]));
    assert!(said.ends_with(" 0 failed\n"), "{said}");
}

#[test]
fn an_example_that_fails_is_named_and_gives_status_1() {
    let (_folder, rules) = changed(
        "frames/justice.toml",
        "The illness arrested his growth.",
        "Police arrested a man.",
    );
    let output = triplewire(&["rules", "test", "--rules", &rules])
        .assert()
        .code(1)
        .get_output()
        .clone();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("frames/justice.toml:") && said.contains("Police arrested a man."),
        "{said}"
    );
    assert!(said.contains(" 1 failed"), "{said}");
}

#[test]
fn a_word_added_to_a_frame_is_understood_in_every_construction() {
    let (_folder, rules) = changed(
        "frames/justice.toml",
        "\"arrest\", \"rearrest\"",
        "\"collar\", \"arrest\", \"rearrest\"",
    );
    for text in [
        "Police collared the dealer in Rome.",
        "The dealer was collared by police in Rome.",
    ] {
        let call = &["extract", "--rules", &rules, "--to", "triples"];
        let said = stdout(triplewire(call).write_stdin(text));
        assert!(
            said.contains("\tArrest\tactual\tPolice\tdealer\tRome\t")
                || said.contains("\tArrest\tactual\tpolice\tdealer\tRome\t"),
            "{said}"
        );
    }
}

#[test]
fn a_mistake_in_a_rule_file_names_file_and_line() {
    let (_folder, rules) = changed("frames/justice.toml", "event = \"Arrest\"", "event = \"Arest\"");
    let said = complaint(&mut triplewire(&["rules", "list", "--rules", &rules]));
    assert!(
        said.contains("justice.toml:5: `event`: `Arest` is no event type; there are "),
        "{said}"
    );
}

#[test]
fn an_explanation_names_the_step_that_failed() {
    let said = stdout(&mut triplewire(&[
        "rules",
        "explain",
        "arrest",
        "The arrest was a mistake.",
    ]));
    assert!(said.contains("`arrest` triggers frame `arrest`"), "{said}");
    assert!(said.contains("required suspect not filled"), "{said}");
    let said = complaint(&mut triplewire(&["rules", "explain", "no-such-rule", "A text."]));
    assert!(said.contains("no-such-rule"), "{said}");
}
