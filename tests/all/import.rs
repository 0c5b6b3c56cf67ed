//! `model import` from outside, and the models that it makes.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    checkpoint,
    support::{complaint, file, stdout, triplewire},
};

const STORY: &str =
    "a gunman killed two soldiers near the bridge. police said that they had arrested three men.";

/// A folder with a checkpoint in `theirs` that gives every word the label of that number.
fn home(label: usize) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let theirs = home.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    checkpoint::write_single_minded(&theirs, label);
    home
}

/// The program with a folder as the current one.
fn at(home: &TempDir, args: &[&str]) -> assert_cmd::Command {
    let mut command = triplewire(args);
    command.current_dir(home.path());
    for variable in ["HF_ENDPOINT", "HF_HOME", "TRIPLEWIRE_MODEL"] {
        command.env_remove(variable);
    }
    command
}

#[test]
fn an_imported_checkpoint_serves_all_commands() {
    let home = home(1);
    let said = stdout(&mut at(
        &home,
        &[
            "model",
            "import",
            "theirs",
            "--name",
            "ours",
            "--map",
            "I-LOC=B-FAC",
        ],
    ));
    assert!(
        said.contains("B-PER  B-PER\n") && said.contains("I-LOC  B-FAC\n"),
        "{said}"
    );
    assert!(
        said.ends_with(
            "bert from model.safetensors, names open with B, windows of 38 wordpieces: models/ours\n"
        ),
        "{said}"
    );
    let listed = stdout(&mut at(&home, &["model", "list"]));
    assert!(listed.lines().any(|line| line.starts_with("ours ")), "{listed}");
    assert!(
        listed.lines().any(|line| line.starts_with("en-small ")),
        "{listed}"
    );
    for model in ["ours", "models/ours"] {
        let info = stdout(&mut at(&home, &["model", "info", model]));
        for line in [
            "encoder     bert, 2 layers, 12 wide, 64 wordpieces",
            "entities    PER LOC FAC",
            "parser      none",
        ] {
            assert!(info.lines().any(|have| have == line), "{line}: {info}");
        }
    }
    let (_folder, gold) = file("gold.conll", "karl B-PER\nmet O\nanna B-PER\n");
    let tagged = stdout(&mut at(&home, &["tag", &gold, "--model", "ours"]));
    assert_eq!(tagged, "karl\tB-PER\nmet\tB-PER\nanna\tB-PER\n");
    let score: Value = serde_json::from_str(&stdout(&mut at(
        &home,
        &["eval", "ner", &gold, "--json", "--model", "ours"],
    )))
    .unwrap();
    assert_eq!(score["scores"]["micro"]["f1"], 80.0, "two of three");
}

#[test]
fn without_a_parser_events_come_from_patterns_and_the_output_says_so() {
    let home = home(0);
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "ours"]));
    let (_folder, story) = file("story.txt", STORY);
    let written = stdout(&mut at(
        &home,
        &["extract", &story, "--model", "ours", "--to", "jsonl"],
    ));
    let object: Value = serde_json::from_str(&written).unwrap();
    let warning =
        "the model has no parser: events come from patterns over tags; relations are not looked for";
    assert_eq!(object["warnings"], Value::from(vec![warning]));
    let events: Vec<String> = object["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let arguments = event["arguments"].as_array().unwrap().iter();
            let arguments: Vec<String> = arguments
                .map(|one| {
                    format!(
                        "{}={}",
                        one["role"].as_str().unwrap(),
                        one["text"].as_str().unwrap()
                    )
                })
                .collect();
            assert!(
                event["triggers"][0]["rule"].as_str().unwrap().contains("/tags-"),
                "{event}"
            );
            assert!(event["score"].as_f64().unwrap() < 0.7, "{event}");
            format!("{} {}", event["type"].as_str().unwrap(), arguments.join(" "))
        })
        .collect();
    assert_eq!(
        events,
        [
            "Killing attacker=gunman victim=two soldiers place=bridge",
            "Arrest suspect=three men"
        ]
    );
    let explained = stdout(&mut at(
        &home,
        &["rules", "explain", "killing", STORY, "--model", "ours"],
    ));
    assert!(
        explained.contains("victim `soldiers` by tags-active"),
        "{explained}"
    );
}

#[test]
fn what_cannot_be_imported_is_said_in_one_line() {
    let home = home(0);
    for (args, says) in [
        (
            &["nowhere", "--name", "x"][..],
            "nowhere: there is no such folder",
        ),
        (&["theirs", "--name", "a/b"], "a name has no slashes"),
        (
            &["theirs", "--name", "x", "--window", "39"],
            "takes 1 to 38 wordpieces",
        ),
        (&["theirs", "--name", "x", "--map", "B-DOG=PER"], "no such label"),
        (
            &["theirs", "--name", "x", "--map", "PER"],
            "LABEL=CLASS is wanted",
        ),
        (
            &["theirs", "--name", "x", "--out", "theirs", "--force"],
            "the checkpoint itself",
        ),
    ] {
        let said = complaint(&mut at(&home, &[&["model", "import"], args].concat()));
        assert!(said.contains(says), "{said}");
    }
    let said = complaint(at(&home, &["extract", "-", "--model", "theirs"]).write_stdin(STORY));
    assert!(said.contains("triplewire model import theirs --name"), "{said}");
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        1,
        "nothing is left lying about"
    );
}

/// Serves the files of a folder as the hub would, for as many requests as there are; gives the address.
fn hub(folder: &Path, id: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().take(50) {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let path = request.split(' ').nth(1).unwrap();
            let name = path.strip_prefix(&format!("/{id}/resolve/main/"));
            let content = name.and_then(|name| fs::read(folder.join(name)).ok());
            let (status, body) = content.map_or(("404 Not Found", Vec::new()), |content| ("200 OK", content));
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&body));
        }
    });
    address
}

#[test]
fn a_name_on_the_hub_is_fetched_from_the_endpoint() {
    let home = home(1);
    let endpoint = hub(&home.path().join("theirs"), "some-owner/their.ner");
    let import = |id: &str, name: &str, endpoint: &str| {
        let mut command = at(&home, &["model", "import", id, "--name", name]);
        command
            .env("HF_ENDPOINT", endpoint)
            .env("HF_HOME", home.path().join("no-cache"));
        command
    };
    stdout(&mut import("some-owner/their.ner", "ours", &endpoint));
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "same"]));
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let read = |name: &str| fs::read(home.path().join("models").join(name).join(file)).unwrap();
        assert_eq!(read("ours"), read("same"), "{file}");
    }
    let said = complaint(&mut import("some-owner/other", "x", &endpoint));
    assert!(said.contains("has no checkpoint some-owner/other"), "{said}");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = complaint(&mut import(
        "some-owner/their.ner",
        "x",
        &format!("http://{nobody}"),
    ));
    assert!(
        said.contains("/some-owner/their.ner/resolve/main/config.json: "),
        "{said}"
    );
    let left: Vec<_> = fs::read_dir(home.path().join("models"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn the_cache_of_the_hub_is_used_before_the_network() {
    let home = home(1);
    let cached = home.path().join("hf/hub/models--some-owner--ner");
    fs::create_dir_all(cached.join("refs")).unwrap();
    fs::create_dir_all(cached.join("snapshots")).unwrap();
    fs::write(cached.join("refs/main"), "0123abc").unwrap();
    fs::rename(home.path().join("theirs"), cached.join("snapshots/0123abc")).unwrap();
    let mut command = at(&home, &["model", "import", "some-owner/ner", "--name", "ours"]);
    command
        .env("HF_ENDPOINT", "http://127.0.0.1:1")
        .env("HF_HOME", home.path().join("hf"));
    assert!(stdout(&mut command).contains("models/ours"));
}
