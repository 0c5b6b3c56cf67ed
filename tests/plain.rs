//! What the program without features says: the one that `make demo` builds. Nothing to run in a build with all of them.

#![cfg(not(all(feature = "store", feature = "import")))]

use assert_cmd::Command;

fn triplewire(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("triplewire"));
    command.args(arguments);
    command
}

/// The one line that a command complains with.
fn complaint(arguments: &[&str]) -> String {
    let output = triplewire(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    said
}

#[cfg(not(feature = "store"))]
#[test]
fn commands_of_the_graph_say_how_to_get_them() {
    for arguments in [
        &["graph"][..],
        &["graph", "add", "news.jsonl"],
        &["graph", "query", "--ready", "timeline", "Oslo"],
        &["graph", "export", "--to", "nquads", "-o", "all.nq"],
        &["graph", "stats", "--help"],
    ] {
        assert!(complaint(arguments).contains("make build"), "{arguments:?}");
    }
}

#[cfg(not(feature = "import"))]
#[test]
fn so_does_the_import_of_models() {
    assert!(complaint(&["model", "import", "somewhere", "--name", "theirs"]).contains("make build"));
}

#[test]
fn every_format_is_written() {
    for (format, has) in [
        ("json", "\"Killing\""),
        ("table", "Killing"),
        ("ntriples", "<http"),
        ("nquads", "<http"),
        ("turtle", "@prefix"),
        ("jsonld", "@graph"),
        ("graphml", "<graphml"),
        ("triples", "Ali Hassan"),
        ("conll", "B-PER"),
        ("html", "<html"),
    ] {
        let mut command = triplewire(&["extract", "-", "--to", format]);
        let output = command
            .write_stdin("Ali Hassan killed Omar Said in Mosul.")
            .output()
            .unwrap();
        let written = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{format}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(written.contains(has), "{format}: {written}");
    }
}
