//! docs/rules.md: every rule file in it does what its examples say, and every command in it runs.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::{project, stdout, triplewire};

/// The fenced blocks of a language in the book, in order.
fn blocks(language: &str) -> Vec<String> {
    let book = fs::read_to_string(project("docs/rules.md")).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in book.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(opening), None) => open = Some((opening == language, String::new())),
            (Some(_), Some((wanted, block))) => {
                if wanted {
                    blocks.push(block);
                }
            }
            (None, Some((wanted, block))) => open = Some((wanted, block + line + "\n")),
            (None, None) => {}
        }
    }
    blocks
}

/// A folder with every file of the book, each under the name in its first line, and the article that a command reads.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for block in blocks("toml").into_iter().chain(blocks("text")) {
        let name = block.lines().next().unwrap().strip_prefix("# ").unwrap();
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &block).unwrap();
    }
    fs::write(
        folder.path().join("article.txt"),
        "Divers rescued a boy in Split.",
    )
    .unwrap();
    folder
}

/// The words of a command line; quotes keep blanks.
fn arguments(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(number, part)| match number % 2 {
            1 => vec![part.to_string()],
            _ => part.split_whitespace().map(str::to_string).collect(),
        })
        .collect()
}

fn run(folder: &Path, line: &str) -> String {
    let arguments = arguments(line);
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    stdout(triplewire(&arguments).current_dir(folder))
}

#[test]
fn the_files_do_what_their_examples_say_and_the_commands_run() {
    let folder = folder();
    let files = blocks("toml").len();
    assert!(files >= 10, "{files}");
    let lines = blocks("sh").concat();
    let mut lines: Vec<&str> = lines
        .lines()
        .filter(|line| line.starts_with("triplewire "))
        .collect();
    assert!(lines.len() >= 6, "{lines:?}");
    lines.dedup();
    for line in lines {
        let said = run(folder.path(), line);
        if line.contains("rules test") {
            assert!(said.ends_with(" 0 failed\n"), "{said}");
        }
    }
    let page = fs::read_to_string(folder.path().join("why.html")).unwrap();
    assert!(
        page.contains("<svg") && page.contains(">Rescue</text>") && page.contains(">rescuer</text>"),
        "{page}"
    );
}
