//! The programs of `examples/`, as `cargo test` builds them beside the tests.

use std::path::Path;

use assert_cmd::Command;

use crate::{
    facts::{killing, lines},
    support::{file, stdout},
};

/// A call of an example.
fn example(name: &str, args: &[&str]) -> Command {
    let folder = Path::new(env!("CARGO_BIN_EXE_triplewire")).with_file_name("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "cargo build --release --examples makes {}",
        program.display()
    );
    let mut command = Command::new(program);
    command.args(args);
    command
}

#[test]
fn events_are_printed_with_their_proof() {
    let text = "Ali Hassan killed Omar Said in Mosul.";
    let printed = stdout(&mut example("events", &[text]));
    for line in [
        "Killing (actual)",
        "  attacker: Ali Hassan",
        "  victim: Omar Said",
        "  place: Mosul",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{printed}");
    }
    let proof = format!("  \"killed\" in {text:?}, by ");
    assert!(printed.contains(&proof), "{printed}");
    assert!(printed.contains("PER Omar Said: 1 mentions"), "{printed}");
}

#[test]
fn a_file_of_articles_becomes_triples() {
    let articles = "{\"id\": \"a\", \"text\": \"Ali Hassan killed Omar Said in Mosul.\"}\n{\"id\": 1\n";
    let (_folder, path) = file("wire.jsonl", articles);
    let output = example("triples", &[&path])
        .assert()
        .success()
        .get_output()
        .clone();
    let triples = String::from_utf8(output.stdout).unwrap();
    assert!(triples.lines().count() > 20 && triples.lines().all(|line| line.ends_with(" .")));
    assert!(triples.contains("\"Omar Said\""), "{triples}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("wire.jsonl:2: "), "{told}");
}

#[test]
fn a_store_is_asked_who_killed_whom() {
    let documents = [
        killing("a", "Mevlut Altintas", "Andrey Karlov"),
        killing("b", "Ann", "Bo"),
    ];
    let (folder, path) = file("facts.jsonl", lines(&documents));
    let store = folder.path().join("graph");
    for _ in 0..2 {
        let answer = stdout(&mut example("ask", &[&path, store.to_str().unwrap()]));
        assert_eq!(answer, "Ann\tBo\nMevlut Altintas\tAndrey Karlov\n");
    }
}
