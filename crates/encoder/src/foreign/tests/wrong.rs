//! Checkpoints that are wrong: each error names what it is about.

use std::{fs, path::Path};

use serde_json::Value;

use super::{folder, imported, made, references};
use crate::{Error, Model, Options};
use triplewire_facts::annotation::Tag;

/// Imports the checkpoint of a name after a change to its folder; what the error says.
fn complaint(name: &str, change: impl Fn(&Path)) -> String {
    let folder = folder(name);
    change(folder.path());
    let (home, _, result) = imported(folder.path(), &[], None);
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        0,
        "something is left lying about"
    );
    match result {
        Err(error @ (Error::Model { .. } | Error::Io { .. } | Error::Usage(_))) => error.to_string(),
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("imported"),
    }
}

#[test]
fn what_is_missing_is_named() {
    for (name, file) in [
        ("bert", "config.json"),
        ("bert", "vocab.txt"),
        ("roberta", "merges.txt"),
        ("albert", "spiece.model"),
        ("deberta-v2", "spm.model"),
        ("distilbert", "model.safetensors"),
    ] {
        let said = complaint(name, |folder| fs::remove_file(folder.join(file)).unwrap());
        assert!(said.contains(file), "{said}");
    }
    for (name, reference) in references() {
        let shapes = made::shapes(&reference);
        for lacking in shapes.keys().step_by(13) {
            let said = complaint(&name, |folder| {
                let mut fewer = shapes.clone();
                fewer.remove(lacking);
                made::write_weights(&folder.join("model.safetensors"), &fewer);
            });
            assert!(
                said.contains(&format!("model.safetensors has no tensor {lacking}")),
                "{said}"
            );
            let said = complaint(&name, |folder| {
                let mut other = shapes.clone();
                other.get_mut(lacking).unwrap().push(1);
                made::write_weights(&folder.join("model.safetensors"), &other);
            });
            assert!(said.contains(lacking) && said.contains("is due"), "{said}");
        }
    }
}

#[test]
fn a_configuration_that_does_not_fit_is_said_so() {
    for (key, value, says) in [
        (
            "model_type",
            "gpt2".into(),
            "model_type \"gpt2\" is not supported; these are: bert, distilbert",
        ),
        (
            "architectures",
            vec!["BertForMaskedLM"].into(),
            "is a BertForMaskedLM",
        ),
        ("id2label", Value::Null, "id2label is missing"),
        (
            "id2label",
            serde_json::json!({"0": "O", "2": "B-PER"}),
            "id2label: number \"2\"",
        ),
        ("hidden_size", 13.into(), "width 13 is no multiple of the 2"),
        ("hidden_size", 1000.into(), "where [64, 1000] is due"),
        ("hidden_size", "wide".into(), "hidden_size is no whole number"),
        (
            "num_attention_heads",
            0.into(),
            "num_attention_heads is too small",
        ),
        ("num_hidden_layers", 3.into(), "no tensor bert.encoder.layer.2"),
        (
            "num_hidden_layers",
            2_000_000_000.into(),
            "no tensor bert.encoder.layer.",
        ),
        (
            "vocab_size",
            2_000_000_000.into(),
            "word_embeddings.weight is [64, 12] where [2000000000, 12] is due",
        ),
        (
            "type_vocab_size",
            2_000_000_000.into(),
            "token_type_embeddings.weight is [2, 12] where",
        ),
        (
            "max_position_embeddings",
            2.into(),
            "max_position_embeddings is too small",
        ),
        ("hidden_act", "sine".into(), "sine"),
        (
            "position_embedding_type",
            "relative_key".into(),
            "\"relative_key\" is not supported",
        ),
    ] {
        let said = complaint("bert", |folder| {
            let path = folder.join("config.json");
            let mut config: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            config[key] = value.clone();
            fs::write(path, config.to_string()).unwrap();
        });
        assert!(said.contains(says), "{key}: {said}");
    }
}

#[test]
fn labels_that_nobody_knows_are_asked_for() {
    let unnamed = |folder: &Path| {
        let path = folder.join("config.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("B-LOC", "LABEL_3").replace("I-LOC", "LABEL_4")).unwrap();
    };
    let said = complaint("bert", unnamed);
    assert!(
        said.contains("LABEL_3, LABEL_4;") && said.contains("--map LABEL=CLASS"),
        "{said}"
    );
    let folder = folder("bert");
    unnamed(folder.path());
    let map = [("LABEL_3", "B-FAC"), ("LABEL_4", "O")].map(|(a, b)| (a.to_string(), b.to_string()));
    let (_home, out, result) = imported(folder.path(), &map, None);
    result.unwrap();
    let info = Model::load(
        &out,
        Options {
            threads: 1,
            ..Options::default()
        },
    )
    .unwrap()
    .info()
    .clone();
    assert_eq!(info.tags, ["O", "B-PER", "I-PER", "B-FAC", "I-FAC"]);
    assert_eq!(info.source.unwrap().labels[4].tag, Tag::O.to_string());
}

#[test]
fn broken_files_are_errors_and_no_more() {
    let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    for file in ["distilbert.bin", "bert-old.bin"] {
        let whole = fs::read(saved.join(file)).unwrap();
        let name = file.split(['.', '-']).next().unwrap();
        for cut in [0, 1, 20, 300, whole.len() / 2, whole.len() - 1] {
            let said = complaint(name, |folder| {
                fs::remove_file(folder.join("model.safetensors")).unwrap();
                fs::write(folder.join("pytorch_model.bin"), &whole[..cut]).unwrap();
            });
            assert!(said.contains("pytorch_model.bin"), "{said}");
        }
    }
    for (file, content) in [
        ("model.safetensors", "no tensors"),
        ("config.json", "{"),
        ("tokenizer.json", "[]"),
    ] {
        let said = complaint("bert", |folder| fs::write(folder.join(file), content).unwrap());
        assert!(said.contains(file), "{said}");
    }
}

#[test]
fn a_folder_that_is_not_imported_yet_says_how() {
    let folder = folder("bert");
    let said = Model::load(
        folder.path(),
        Options {
            threads: 1,
            ..Options::default()
        },
    )
    .err()
    .unwrap()
    .to_string();
    assert!(
        said.contains("triplewire model import") && said.contains("--name"),
        "{said}"
    );
}
