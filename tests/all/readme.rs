//! README.md and the pages of docs/: every command in them runs, shown output is what comes out, and every link leads
//! somewhere. docs/rules.md has a test of its own, since its rule files are tested with its commands.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{checkpoint, support::project};

/// What is not run as it stands; [`run`] looks at the rest of what it can.
const NOT_RUN: [&str; 6] = [
    "sudo apt-get install build-essential git python3 python3-pip",
    "export PATH=\"$PWD/target/release:$PATH\"",
    "cargo build --release",
    "cargo build --release --features store,import",
    "cargo bench -- parse",
    // From the network; tests/all/import.rs has a hub of its own.
    "triplewire model import owner/checkpoint --name theirs",
];

/// A command of a page, and the lines that the page shows as its output.
struct Step {
    command: String,
    shown: Option<Vec<String>>,
}

/// README.md and the pages of docs/, with their names.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(project("docs")).unwrap();
    let mut paths: Vec<PathBuf> = docs.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.push(project("README.md"));
    paths.sort();
    let name = |path: &Path| {
        path.strip_prefix(project(""))
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    let read = |path: &PathBuf| (name(path), fs::read_to_string(path).unwrap());
    paths.iter().map(read).collect()
}

/// The commands of a page's `sh` and `console` blocks, in order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut language = None;
    for line in page.lines() {
        if let Some(opening) = line.strip_prefix("```") {
            language = language.is_none().then_some(opening);
            continue;
        }
        match (language, line.strip_prefix("$ ")) {
            (Some("console"), Some(command)) => steps.push(Step {
                command: command.to_owned(),
                shown: Some(Vec::new()),
            }),
            (Some("console"), None) => {
                let shown = steps.last_mut().and_then(|step| step.shown.as_mut());
                shown
                    .expect("a console block begins with a command")
                    .push(line.trim_end().to_owned());
            }
            (Some("sh"), _) => {
                let command = line.split("  #").next().unwrap().trim();
                if !command.is_empty() && !command.starts_with('#') {
                    steps.push(Step {
                        command: command.to_owned(),
                        shown: None,
                    });
                }
            }
            _ => {}
        }
    }
    steps
}

/// What a page's block shows as the output of a command.
fn shown(page: &str, command: &str) -> String {
    let steps = steps(page);
    let step = steps.iter().find(|step| step.command == command).unwrap();
    step.shown.as_ref().unwrap().join("\n") + "\n"
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A folder with the files that the pages name: the samples, README's article, a file of articles, a checkpoint.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    copy(&project("samples"), &at("samples"));
    let readme = fs::read_to_string(project("README.md")).unwrap();
    fs::write(at("article.txt"), shown(&readme, "cat article.txt")).unwrap();
    fs::copy(at("samples/incidents/articles.jsonl"), at("wire.jsonl")).unwrap();
    fs::create_dir_all(at("checkpoints/bert-ner")).unwrap();
    checkpoint::write_single_minded(&at("checkpoints/bert-ner"), 1);
    folder
}

/// Runs a command line in a folder, with the built programs on the path; what it wrote on standard output.
fn run(folder: &Path, line: &str) -> String {
    let programs = assert_cmd::cargo::cargo_bin("triplewire");
    let mut path = vec![programs.parent().unwrap().to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap()));
    let mut command = Command::new("bash");
    command
        .args(["-o", "pipefail", "-c", line])
        .current_dir(folder)
        .env("PATH", env::join_paths(path).unwrap())
        .stdin(Stdio::null());
    for variable in ["HF_ENDPOINT", "HF_HOME", "TRIPLEWIRE_MODEL"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command, or looks at what it names where it would build, install or measure.
fn follow(folder: &Path, step: &Step) {
    let line = step.command.as_str();
    let (program, rest) = line.split_once(' ').unwrap_or((line, ""));
    match program {
        _ if NOT_RUN.contains(&line) => {}
        "make" => {
            let makefile = fs::read_to_string(project("Makefile")).unwrap();
            let target = format!("\n{rest}:");
            assert!(makefile.contains(&target), "{line}: no such target");
        }
        "cargo" => {
            let args = rest.strip_prefix("run --release -- ").expect(line);
            run(folder, &format!("triplewire {args}"));
        }
        _ if program.starts_with("scripts/") => {
            assert!(project(program).is_file(), "{line}: no such script");
        }
        "triplewire" | "triplewire-eval" | "cat" => {
            let said = run(folder, line);
            if let Some(shown) = &step.shown {
                let said: Vec<&str> = said.lines().map(str::trim_end).collect();
                assert_eq!(said.join("\n"), shown.join("\n").trim_end(), "{line}");
            }
        }
        _ => panic!("{line}: neither run nor in the list of what is not"),
    }
}

#[test]
fn the_commands_of_the_readme_run_and_give_what_is_shown() {
    let folder = folder();
    let page = fs::read_to_string(project("README.md")).unwrap();
    let steps = steps(&page);
    assert!(steps.len() >= 10, "{}", steps.len());
    assert!(steps.iter().any(|step| step.command.contains("--to table")));
    steps.iter().for_each(|step| follow(folder.path(), step));
}

#[test]
fn the_commands_of_the_pages_run() {
    let pages = pages();
    let pages = pages
        .iter()
        .filter(|(name, _)| !["README.md", "docs/rules.md"].contains(&name.as_str()));
    let mut followed = 0;
    for (_, page) in pages {
        let folder = folder();
        for step in steps(page) {
            follow(folder.path(), &step);
            followed += 1;
        }
    }
    assert!(followed >= 25, "{followed}");
}

#[test]
fn what_is_not_run_stands_in_a_page() {
    let pages = pages();
    let commands: Vec<String> = pages
        .iter()
        .flat_map(|(_, page)| steps(page))
        .map(|step| step.command)
        .collect();
    for line in NOT_RUN {
        assert!(commands.iter().any(|command| command == line), "{line}");
    }
}

/// The anchor that a heading gets on GitHub.
fn anchor(heading: &str) -> String {
    let letters = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = letters.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter => letter.is_alphanumeric().then_some(letter),
    });
    kept.collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut seen = 0;
    for (name, page) in pages() {
        let here = project(&name);
        for link in page.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                here.clone()
            } else {
                here.parent().unwrap().join(file)
            };
            assert!(target.is_file(), "{name}: {link}");
            if !place.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let headings = text.lines().filter(|line| line.starts_with('#'));
                assert!(headings.map(anchor).any(|found| found == place), "{name}: {link}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn the_readme_is_short() {
    let page = fs::read_to_string(project("README.md")).unwrap();
    assert!(page.split_whitespace().count() < 900);
}
