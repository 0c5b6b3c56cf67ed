//! The program from outside: what it says, where, and with which exit status.

use std::{
    fs,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support::{complaint, file, stdout, triplewire};

const STORY: &str = "Police arrested Dario Lenz in Port Salvio on Monday.";

#[test]
fn a_missing_file_is_named() {
    let said = complaint(&mut triplewire(&["extract", "no/such/file.txt"]));
    assert!(said.contains("no/such/file.txt"), "{said}");
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for command in ["extract", "tag", "parse"] {
        let said = complaint(&mut triplewire(&[command, path]));
        assert!(said.contains(path) && said.contains("directory"), "{said}");
    }
}

#[test]
fn invalid_utf8_is_reported_with_its_offset() {
    let (_folder, path) = file("latin1.txt", b"Bogot\xe1 is calm.");
    for command in ["extract", "parse"] {
        let said = complaint(&mut triplewire(&[command, &path]));
        assert!(said.contains("offset 5"), "{said}");
    }
}

#[test]
fn random_bytes_are_refused() {
    let mut state = 1u64;
    let bytes: Vec<u8> = (0..1_000_000)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        })
        .collect();
    let (_folder, path) = file("noise.txt", &bytes);
    assert!(complaint(&mut triplewire(&["extract", &path])).contains("UTF-8"));
    let (_folder, path) = file("noise.jsonl", &bytes);
    let output = triplewire(&["extract", &path])
        .assert()
        .code(2)
        .get_output()
        .clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.lines().count() <= 101 && said.trim_end().ends_with("more problems like these"),
        "{said}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_with_its_place() {
    let (_folder, path) = file("story.txt", STORY);
    let said = complaint(&mut triplewire(&["extract", &path, "-o", "/dev/full"]));
    assert!(said.contains("/dev/full"), "{said}");
}

#[test]
fn an_empty_file_is_a_document_with_nothing_in_it() {
    let (_folder, path) = file("empty.txt", "");
    let object: Value = serde_json::from_str(&stdout(&mut triplewire(&["extract", &path]))).unwrap();
    assert_eq!(object["id"], "empty");
    assert_eq!(object["entities"], Value::Array(Vec::new()));
    assert_eq!(stdout(&mut triplewire(&["tag", &path])), "");
    assert_eq!(stdout(&mut triplewire(&["parse", &path])), "");
}

#[test]
fn a_line_of_a_megabyte_goes_through() {
    let (_folder, path) = file("long.txt", "x".repeat(1_000_000));
    let written = stdout(&mut triplewire(&["extract", &path]));
    assert_eq!(written.lines().count(), 1);
}

#[test]
fn broken_jsonl_lines_are_reported_and_the_others_done() {
    let content = format!(
        "{{\"id\": 1, \"text\": \"{STORY}\"}}\n{{\"text\": 5}}\nnot json\n\n{{\"id\": \"two\", \"text\": \"{STORY}\"}}\n"
    );
    let (_folder, path) = file("wire.jsonl", content);
    let output = triplewire(&["extract", &path])
        .assert()
        .code(2)
        .get_output()
        .clone();
    let ids: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, ["1", "two"]);
    let said = String::from_utf8(output.stderr).unwrap();
    let places: Vec<bool> = said
        .lines()
        .zip([":2:", ":3:"])
        .map(|(line, place)| line.contains(place))
        .collect();
    assert_eq!(places, [true, true], "{said}");
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let (_folder, path) = file("story.txt", STORY);
    let assert = triplewire(&["extract", "missing.txt", &path, "--to", "triples"])
        .assert()
        .code(2);
    let output = assert.get_output();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("doc\tevent\ttype"));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

#[test]
fn standard_input_is_read_by_default_and_for_a_dash() {
    let by_default = stdout(triplewire(&["extract"]).write_stdin(STORY));
    let by_dash = stdout(triplewire(&["extract", "-"]).write_stdin(STORY));
    assert_eq!(by_default, by_dash);
    assert!(by_default.contains("Dario Lenz"));
}

#[test]
fn every_format_can_be_written() {
    let (_folder, path) = file("story.txt", STORY);
    let written = |to: &str| stdout(&mut triplewire(&["extract", &path, "--to", to]));
    assert!(
        serde_json::from_str::<Value>(&written("jsonl"))
            .unwrap()
            .is_object()
    );
    assert!(
        serde_json::from_str::<Value>(&written("json"))
            .unwrap()
            .is_object()
    );
    assert!(written("table").contains("Dario Lenz"));
    assert!(written("triples").starts_with("doc\t"));
    let two = stdout(&mut triplewire(&["extract", &path, &path, "--to", "json"]));
    assert_eq!(
        serde_json::from_str::<Value>(&two)
            .unwrap()
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[test]
fn an_output_file_appears_whole_and_alone() {
    let (folder, path) = file("story.txt", STORY);
    let out = folder.path().join("facts.jsonl");
    assert_eq!(
        stdout(&mut triplewire(&["extract", &path, "-o", out.to_str().unwrap()])),
        ""
    );
    assert!(fs::read_to_string(&out).unwrap().ends_with("}\n"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_failed_call_leaves_an_output_file_as_it_was() {
    let (folder, path) = file("bad.conllu", "no columns here\n");
    let out = folder.path().join("out");
    fs::write(&out, "before").unwrap();
    complaint(&mut triplewire(&["parse", &path, "-o", out.to_str().unwrap()]));
    assert_eq!(fs::read_to_string(&out).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (folder, path) = file("story.txt", STORY.repeat(50));
    let store = folder.path().join("store");
    let store = store.to_str().unwrap();
    stdout(&mut triplewire(&["graph", "add", &path, "--store", store]));
    let all = "SELECT * { GRAPH ?g { ?s ?p ?o } }";
    for args in [
        &["extract", &path][..],
        &["parse", &path],
        &["help", "extract"],
        &["graph", "query", all, "--store", store],
        &["graph", "export", "--store", store],
    ] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("triplewire"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{args:?}: {:?}", output.status);
        assert!(
            output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_call_that_makes_no_sense_is_answered_in_one_line() {
    for args in [
        &["extract", "--to", "xml"][..],
        &["fly"],
        &["extract", "--threads", "0"],
        &["eval", "ner"],
    ] {
        complaint(&mut triplewire(args));
    }
}

#[test]
fn help_has_examples() {
    for args in [&["--help"][..], &["help", "extract"], &["tag", "--help"]] {
        let said = stdout(&mut triplewire(args));
        assert!(said.contains("Examples:\n  triplewire "), "{said}");
    }
    let said = stdout(&mut triplewire(&["eval", "--help"]));
    assert!(said.contains("Examples:\n  triplewire-eval "), "{said}");
    assert!(stdout(&mut triplewire(&["--version"])).starts_with("triplewire "));
}

#[test]
fn a_model_that_is_not_there_is_said_with_the_places_looked_at() {
    let (_folder, path) = file("story.txt", STORY);
    let said = complaint(&mut triplewire(&["extract", &path, "--model", "no-such-model"]));
    assert!(
        said.contains("no-such-model") && said.contains("models"),
        "{said}"
    );
}

#[test]
fn a_model_folder_without_its_files_is_said_so() {
    let (folder, path) = file("story.txt", STORY);
    let said = complaint(&mut triplewire(&[
        "extract",
        &path,
        "--model",
        folder.path().to_str().unwrap(),
    ]));
    assert!(said.contains("config.json"), "{said}");
}

#[test]
fn model_info_says_what_the_model_is() {
    let said = stdout(&mut triplewire(&["model", "info"]));
    assert!(
        said.contains("en-small") && said.contains("PER ORG LOC"),
        "{said}"
    );
}

#[test]
fn timings_name_every_stage_and_the_words_on_standard_error() {
    let output = triplewire(&["extract", "-", "--timings"])
        .write_stdin("Police arrested two men in Ankara.")
        .assert()
        .success()
        .get_output()
        .clone();
    let table = String::from_utf8(output.stderr).unwrap();
    for stage in [
        "load",
        "read",
        "segment",
        "windows",
        "encode",
        "decode",
        "syntax",
        "mention",
        "coref",
        "events",
        "relations",
        "write",
    ] {
        let line = table.lines().find(|line| line.starts_with(stage));
        let line = line.unwrap_or_else(|| panic!("no {stage}: {table}"));
        assert!(line.ends_with('%'), "{line}");
    }
    assert!(table.contains("6 words in "), "{table}");
    let facts = String::from_utf8(output.stdout).unwrap();
    assert!(facts.starts_with('{') && facts.lines().count() == 1, "{facts}");
}

#[test]
fn a_device_or_precision_that_cannot_be_had_is_said_in_one_line() {
    let said = complaint(triplewire(&["extract", "-", "--precision", "fp16"]).write_stdin("A man."));
    assert!(said.contains("fp16 runs on cuda only"), "{said}");
    let said = complaint(triplewire(&["extract", "-", "--device", "cuda"]).write_stdin("A man."));
    let wanted = if cfg!(feature = "torch") {
        "cuda cannot be used"
    } else {
        "built without libtorch"
    };
    assert!(said.contains(wanted), "{said}");
}
