//! What the program says that `make demo` builds, without features; and what it needs around it.

use assert_cmd::Command;

fn triplewire(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("triplewire"));
    command.args(arguments);
    command
}

/// The one line that a command complains with.
#[cfg(not(all(feature = "store", feature = "import")))]
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
fn shells_and_manuals_know_the_commands() {
    for (shell, has) in [
        ("bash", "complete"),
        ("zsh", "#compdef triplewire"),
        ("fish", "complete -c triplewire"),
    ] {
        let output = triplewire(&["completions", shell]).output().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && written.contains(has) && written.contains("extract"),
            "{shell}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man");
    assert!(
        triplewire(&["man", pages.to_str().unwrap()])
            .output()
            .unwrap()
            .status
            .success()
    );
    let extract = std::fs::read_to_string(pages.join("triplewire-extract.1")).unwrap();
    assert!(extract.contains(".TH") && extract.contains("published"));
    assert!(pages.join("triplewire.1").is_file());
    // A hidden command is not for the readers of manuals.
    assert!(!pages.join("triplewire-man.1").exists());
}

#[test]
fn bash_completes_commands_and_options() {
    let output = triplewire(&["completions", "bash"]).output().unwrap();
    let script = String::from_utf8(output.stdout).unwrap();
    for (words, wanted) in [
        ("triplewire ext", "extract"),
        ("triplewire extract --tim", "--timings"),
        ("triplewire model inf", "info"),
    ] {
        let ask = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _triplewire triplewire \"${{COMP_WORDS[COMP_CWORD]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        let output = bash.args(["--norc", "-s"]).write_stdin(ask).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim(),
            wanted,
            "{words}: {said}"
        );
    }
}

#[test]
fn a_model_beside_the_program_or_in_its_share_is_found() {
    let built = assert_cmd::cargo::cargo_bin!("triplewire");
    let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/en-small");
    for (program, models) in [
        ("triplewire", "models"),
        ("bin/triplewire", "share/triplewire/models"),
    ] {
        // On the file system that the program lies on.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (program, models) = (folder.path().join(program), folder.path().join(models));
        std::fs::create_dir_all(program.parent().unwrap()).unwrap();
        std::fs::create_dir_all(models.join("own")).unwrap();
        // A program that was just written cannot run as long as a child of another test holds it open; a link can.
        std::fs::hard_link(built, &program)
            .or_else(|_| std::fs::copy(built, &program).map(drop))
            .unwrap();
        for file in std::fs::read_dir(&model).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), models.join("own").join(file.file_name())).unwrap();
        }
        let mut command = Command::new(&program);
        let output = command
            .args(["extract", "-", "--model", "own", "--to", "triples"])
            .env_clear();
        let output = output
            .write_stdin("Ali Hassan killed Omar Said in Mosul.")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(String::from_utf8_lossy(&output.stdout).contains("Omar Said"));
    }
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
