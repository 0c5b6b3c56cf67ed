//! What the tests share: the program, the model, and readers of its output.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use triplewire::Pipeline;
use triplewire_encoder::{self as encoder, Model};
use triplewire_facts::Facts;
use triplewire_facts::annotation::Document;
use triplewire_graph::{
    Format,
    export::{Options, Target},
    rdf::{BASE, Iris, Quads, Vocabulary},
};
use triplewire_lexicon::{Lexicon, Ontology};
use triplewire_nlp::{rules::RuleSet, text::segment};

/// A call of the program.
pub fn triplewire(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("triplewire").unwrap();
    // Servers of the tests are here, whatever the proxy of this machine.
    command.args(args).env("NO_PROXY", "127.0.0.1");
    command
}

pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folder of the model under test.
fn model_folder() -> PathBuf {
    std::env::var_os("TRIPLEWIRE_MODEL").map_or_else(|| project("models/en-small"), PathBuf::from)
}

/// The library's pipeline, loaded once for all tests.
pub fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let model = Model::load(
            &model_folder(),
            encoder::Options {
                threads: 2,
                ..encoder::Options::default()
            },
        )
        .unwrap();
        Pipeline::new(model, RuleSet::builtin().unwrap(), 8)
    })
}

pub fn documents(texts: &[impl AsRef<str>]) -> Vec<Document> {
    let document = |(number, text): (usize, &str)| Document {
        id: format!("d{number}"),
        text: text.to_owned(),
        ..Document::default()
    };
    texts
        .iter()
        .map(AsRef::as_ref)
        .enumerate()
        .map(document)
        .collect()
}

/// Facts as the object that the program writes.
pub fn json(facts: &Facts) -> Value {
    serde_json::to_value(facts).unwrap()
}

/// The built-in word lists.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::builtin().unwrap())
}

/// Documents in a format that is a stream.
pub fn written(format: Format, documents: &[Facts]) -> String {
    let mut out = Vec::new();
    let mut writer = format
        .writer(Target::Stream(Box::new(&mut out)), options())
        .unwrap();
    documents.iter().for_each(|facts| writer.write(facts).unwrap());
    writer.finish().unwrap();
    String::from_utf8(out).unwrap()
}

/// What the writers need, with the built-in vocabulary.
pub fn options() -> Options {
    Options {
        ontology: Arc::new(Ontology::builtin().unwrap().clone()),
        quads: Quads::new(Vocabulary::builtin().unwrap(), Iris::new(BASE).unwrap()),
        width: 100,
        tokenize: Arc::new(|text| {
            let cut = segment(text, lexicon());
            cut.into_iter().flat_map(|part| part.tokens).collect()
        }),
    }
}

/// The list under a key; nothing where there is none.
pub fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The string under a key; empty where there is none.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Everything in an object that has `start`, `end` and `text`.
pub fn spans(value: &Value) -> Vec<(usize, usize, String)> {
    let number = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_u64)
            .map(|number| number as usize)
    };
    let own = match (
        number("start"),
        number("end"),
        value.get("text").and_then(Value::as_str),
    ) {
        (Some(start), Some(end), Some(text)) => vec![(start, end, text.to_owned())],
        _ => Vec::new(),
    };
    let inner: Vec<_> = match value {
        Value::Array(list) => list.iter().flat_map(spans).collect(),
        Value::Object(map) => map.values().flat_map(spans).collect(),
        _ => Vec::new(),
    };
    own.into_iter().chain(inner).collect()
}

/// A folder with one file in it.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

pub fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

/// Runs a call that must fail with status 2; what it wrote on standard error, which must be one line.
pub fn complaint(command: &mut Command) -> String {
    let output = command.assert().code(2).get_output().clone();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "one line wanted: {text}");
    assert!(text.starts_with("triplewire: "), "{text}");
    text
}
