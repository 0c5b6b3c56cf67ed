//! `model import` from outside, and the models that it makes.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use triplewire::Pipeline;
use triplewire_encoder::{Model, Options};
use triplewire_nlp::rules::RuleSet;

use crate::{
    checkpoint,
    support::{complaint, documents, file, stdout, triplewire},
};

const STORY: &str =
    "a gunman killed two soldiers near the bridge. police said that they had arrested three men.";

const MARRIAGE: &str = "Karl married Ana in 1950.";

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
fn an_imported_tagger_gets_the_parser_of_en_small() {
    let home = home(0);
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "ours"]));
    let (_folder, story) = file("story.txt", STORY);
    let written = stdout(&mut at(
        &home,
        &["extract", &story, "--model", "ours", "--to", "jsonl"],
    ));
    let object: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(object["warnings"], json!([]));
    assert!(object["model"].as_str().unwrap().starts_with("ours "), "{object}");
    let rules = RuleSet::builtin().unwrap();
    // The tagger finds no name at all; what the events are about are nouns.
    for (kind, role, text) in [
        ("Killing", "attacker", "gunman"),
        ("Killing", "victim", "two soldiers"),
        ("Arrest", "suspect", "three men"),
    ] {
        let events = object["events"].as_array().unwrap().iter();
        let event = events.clone().find(|event| event["type"] == kind);
        let event = event.unwrap_or_else(|| panic!("no {kind}: {object}"));
        let rule = event["triggers"][0]["rule"].as_str().unwrap();
        let frame = rule.split('/').next();
        assert!(rules.names().any(|name| Some(name) == frame), "{rule}");
        let mut arguments = event["arguments"].as_array().unwrap().iter();
        assert!(
            arguments.any(|one| one["role"] == role && one["text"] == text),
            "{role}: {event}"
        );
    }
    let parsed = stdout(&mut at(&home, &["parse", &story, "--model", "ours"]));
    assert!(parsed.contains("nsubj"), "{parsed}");
}

#[test]
fn an_imported_tagger_gets_relations() {
    // A name at every word.
    let home = home(1);
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "ours"]));
    let (_folder, story) = file("story.txt", MARRIAGE);
    let written = stdout(&mut at(
        &home,
        &["extract", &story, "--model", "ours", "--to", "jsonl"],
    ));
    let object: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(object["warnings"], json!([]));
    let relations = object["relations"].as_array().unwrap();
    assert!(relations.iter().any(|one| one["type"] == "spouse"), "{object}");
}

#[test]
fn without_any_parser_there_are_entities_and_a_warning() {
    let home = home(1);
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "ours"]));
    let tagger = Model::load(&home.path().join("models/ours"), Options::default()).unwrap();
    let pipeline = Pipeline::new(tagger, RuleSet::builtin().unwrap(), 8);
    let found = pipeline.extract(documents(&[STORY, MARRIAGE])).unwrap();
    for facts in found {
        assert!(!facts.entities.is_empty());
        assert!(facts.events.is_empty() && facts.relations.is_empty(), "{facts:?}");
        assert_eq!(facts.warnings.len(), 1, "{:?}", facts.warnings);
        assert!(facts.warnings[0].contains("no parser"), "{:?}", facts.warnings);
    }
    let said = pipeline.explain("killing", STORY).unwrap_err().to_string();
    assert!(said.contains("no parser"), "{said}");
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

/// The version of the checkpoint on the hub of the tests.
const COMMIT: &str = "0123abc";

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
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .map(|line| line.to_ascii_lowercase())
                .collect();
            let range = head.iter().find_map(|line| line.strip_prefix("range: bytes="));
            let path = request.split(' ').nth(1).unwrap();
            let (head, body) =
                answer(&folder, id, path, range).unwrap_or_else(|| ("404 Not Found".into(), Vec::new()));
            let head = format!(
                "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&body));
        }
    });
    address
}

/// Status and headers, and the body: the list of files, or a part of one of them.
fn answer(folder: &Path, id: &str, path: &str, range: Option<&str>) -> Option<(String, Vec<u8>)> {
    if path == format!("/api/models/{id}/revision/main") {
        let files: Vec<Value> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| json!({"rfilename": entry.unwrap().file_name().to_str()}))
            .collect();
        let info = json!({"sha": COMMIT, "siblings": files});
        return Some(("200 OK".into(), info.to_string().into_bytes()));
    }
    let name = path.strip_prefix(&format!("/{id}/resolve/main/"))?;
    let content = fs::read(folder.join(name)).ok()?;
    let (start, end) = range?.split_once('-')?;
    let start: usize = start.parse().ok()?;
    let end = end.parse().map_or(content.len(), |last: usize| last + 1);
    let head = format!(
        "206 Partial Content\r\nContent-Range: bytes {start}-{}/{}\r\nETag: \"{name}\"\r\nX-Repo-Commit: {COMMIT}",
        end - 1,
        content.len()
    );
    Some((head, content[start..end].to_vec()))
}

/// An import of a name on a hub, with the folder `cache` as the hub's own.
fn import(home: &TempDir, id: &str, name: &str, endpoint: &str) -> assert_cmd::Command {
    let mut command = at(home, &["model", "import", id, "--name", name]);
    command
        .env("HF_ENDPOINT", endpoint)
        .env("HF_HOME", home.path().join("cache"));
    command
}

/// An address where nobody answers.
fn nobody() -> String {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    format!("http://{address}")
}

fn assert_same(home: &TempDir, one: &str, other: &str) {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let read = |name: &str| fs::read(home.path().join("models").join(name).join(file)).unwrap();
        assert_eq!(read(one), read(other), "{file}");
    }
}

#[test]
fn a_name_on_the_hub_is_fetched_once() {
    let home = home(1);
    let endpoint = hub(&home.path().join("theirs"), "some-owner/their.ner");
    stdout(&mut import(&home, "some-owner/their.ner", "ours", &endpoint));
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "same"]));
    assert_same(&home, "ours", "same");
    // The second time the cache has it.
    stdout(&mut import(&home, "some-owner/their.ner", "again", &nobody()));
    assert_same(&home, "again", "same");
    // Until a file is missing there.
    let snapshot = format!("cache/hub/models--some-owner--their.ner/snapshots/{COMMIT}");
    fs::remove_file(home.path().join(snapshot).join("model.safetensors")).unwrap();
    let said = complaint(&mut import(&home, "some-owner/their.ner", "x", &nobody()));
    assert!(said.contains("cannot be reached"), "{said}");
    stdout(&mut import(&home, "some-owner/their.ner", "mended", &endpoint));
    assert_same(&home, "mended", "same");
}

#[test]
fn a_fetch_that_was_broken_off_goes_on() {
    let home = home(1);
    let theirs = home.path().join("theirs");
    let endpoint = hub(&theirs, "some-owner/ner");
    let blobs = home.path().join("cache/hub/models--some-owner--ner/blobs");
    fs::create_dir_all(&blobs).unwrap();
    let mut begun = fs::read(theirs.join("model.safetensors")).unwrap();
    begun.truncate(1000);
    fs::write(blobs.join("model.part"), begun).unwrap();
    stdout(&mut import(&home, "some-owner/ner", "ours", &endpoint));
    assert!(!blobs.join("model.part").exists());
    stdout(&mut at(&home, &["model", "import", "theirs", "--name", "same"]));
    assert_same(&home, "ours", "same");
}

#[test]
fn what_cannot_be_fetched_is_said_with_its_address() {
    let home = home(1);
    let endpoint = hub(&home.path().join("theirs"), "some-owner/ner");
    let said = complaint(&mut import(&home, "some-owner/other", "x", &endpoint));
    let wanted = format!("{endpoint}/some-owner/other: the server does not have it; is the name right?");
    assert!(said.contains(&wanted), "{said}");

    let away = nobody();
    let said = complaint(&mut import(&home, "some-owner/ner", "x", &away));
    assert!(
        said.contains(&format!("{away}/some-owner/ner: cannot be reached: ")),
        "{said}"
    );
    assert!(said.contains("check the network and HF_ENDPOINT"), "{said}");

    fs::remove_file(home.path().join("theirs/config.json")).unwrap();
    let said = complaint(&mut import(&home, "some-owner/ner", "x", &endpoint));
    assert!(
        said.contains("/some-owner/ner: the checkpoint has no config.json"),
        "{said}"
    );
    assert!(
        !home.path().join("models").exists(),
        "nothing is left lying about"
    );
}

#[test]
fn the_cache_of_the_hub_is_used_before_the_network() {
    let home = home(1);
    let cached = home.path().join("cache/hub/models--some-owner--ner");
    fs::create_dir_all(cached.join("refs")).unwrap();
    fs::create_dir_all(cached.join("snapshots")).unwrap();
    fs::write(cached.join("refs/main"), "0123abc").unwrap();
    fs::rename(home.path().join("theirs"), cached.join("snapshots/0123abc")).unwrap();
    let said = stdout(&mut import(&home, "some-owner/ner", "ours", &nobody()));
    assert!(said.contains("models/ours"));
}
