//! Checkpoints of all kinds against what Hugging Face's implementation says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tch::{Kind, Tensor};
use tempfile::TempDir;

use super::{checkpoint::Checkpoint, tokenizer, *};
use crate::{Model, Options, Result, posterior, viterbi};
use triplewire_lexicon::Lexicon;
use triplewire_nlp::text;

#[path = "../../../../../tests/all/checkpoint.rs"]
mod made;
mod wrong;

const TEXT: &str = "karl met anna in rome. zoe left.\n\nthe end of the day";

fn folder(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    made::write(folder.path(), name);
    folder
}

/// The network of a checkpoint, straight from its files.
fn network(folder: &Path) -> Result<Network> {
    let settings = Settings::read(folder)?;
    let source = Source {
        architecture: settings.architecture.to_string(),
        scheme: Scheme::Iob2,
        marks: Marks::default(),
        labels: mapping::map(&settings.labels, &[], &Lexicon::builtin()?)?,
    };
    let checkpoint = Checkpoint::read(folder)?;
    let get = |name: &str, shape: &[i64]| Ok(checkpoint.get(name, shape)?.to_kind(Kind::Float));
    Network::new(folder, &settings, &source, &get)
}

/// The scores of the reference's wordpieces, and by how much the largest differs from the reference.
fn scores(folder: &Path, reference: &Value) -> (Tensor, f64) {
    let ids: Vec<i64> = serde_json::from_value(reference["ids"].clone()).unwrap();
    let wanted: Vec<Vec<f32>> = serde_json::from_value(reference["scores"].clone()).unwrap();
    let scores = tch::no_grad(|| network(folder).unwrap().logits(&ids).unwrap());
    let wanted = Tensor::from_slice2(&wanted);
    let away = (&scores - wanted).abs().max().double_value(&[]);
    (scores, away)
}

#[test]
fn every_architecture_gives_hugging_faces_scores() {
    for (name, reference) in made::references() {
        let folder = folder(&name);
        let (scores, away) = scores(folder.path(), &reference);
        assert_eq!(scores.size(), [28, 5], "{name}");
        assert!(away < 2e-4, "{name}: {away}");
    }
}

#[test]
fn files_that_pytorch_saved_give_the_same_scores() {
    for (name, file) in [("distilbert", "distilbert.bin"), ("bert", "bert-old.bin")] {
        let folder = folder(name);
        fs::remove_file(folder.path().join("model.safetensors")).unwrap();
        let saved = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/data")
            .join(file);
        fs::copy(saved, folder.path().join("pytorch_model.bin")).unwrap();
        let away = scores(folder.path(), &made::references()[name]).1;
        assert!(away < 2e-4, "{file}: {away}");
    }
}

#[test]
fn weights_in_parts_are_put_together() {
    let folder = folder("electra");
    let shapes = made::shapes(&made::references()["electra"]);
    let (one, two) = shapes
        .clone()
        .into_iter()
        .partition(|(name, _)| name.len() % 2 == 0);
    made::write_weights(&folder.path().join("model-1.safetensors"), &one);
    made::write_weights(&folder.path().join("model-2.safetensors"), &two);
    fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    let part = |name: &String| format!("model-{}.safetensors", 1 + name.len() % 2);
    let index = |part: &dyn Fn(&String) -> String| {
        let map: serde_json::Map<_, _> = shapes
            .keys()
            .map(|name| (name.clone(), part(name).into()))
            .collect();
        let index = serde_json::json!({ "weight_map": map });
        fs::write(
            folder.path().join("model.safetensors.index.json"),
            index.to_string(),
        )
        .unwrap();
    };
    index(&part);
    assert!(scores(folder.path(), &made::references()["electra"]).1 < 2e-4);
    index(&|name| format!("../{}", part(name)));
    let said = network(folder.path()).err().unwrap().to_string();
    assert!(said.contains("no file name"), "{said}");
}

type Map = [(String, String)];

fn imported(checkpoint: &Path, map: &Map, dtype: Option<Dtype>) -> (TempDir, PathBuf, Result<Imported>) {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("tiny");
    let lexicon = Lexicon::builtin().unwrap();
    let import = Import {
        checkpoint,
        name: "tiny",
        out: &out,
        lexicon: &lexicon,
        map,
        scheme: Some(Scheme::Iob2),
        window: Some(12),
        dtype,
        force: false,
    };
    let result = super::import(&import);
    (home, out, result)
}

#[test]
fn an_imported_model_says_what_its_network_says() {
    for name in made::references().keys() {
        let checkpoint = folder(name);
        let (_home, out, result) = imported(checkpoint.path(), &[], None);
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
        let model = Model::load(
            &out,
            Options {
                threads: 2,
                ..Options::default()
            },
        )
        .unwrap();
        let sentences = text::segment(TEXT, &Lexicon::builtin().unwrap());
        let encoded = &model.encode(&[(TEXT, &sentences)], 3).unwrap()[0];
        assert_eq!(encoded.len(), 3, "{name}");
        let marks = &model.info().source.as_ref().unwrap().marks;
        let mut pieces = crate::pieces::Pieces::load(&out, 64, 36, marks).unwrap();
        let network = network(checkpoint.path()).unwrap();
        // One sentence a window: the budget is short.
        for (sentence, encoded) in sentences.iter().zip(encoded) {
            let mut ids = vec![i64::from(pieces.cls)];
            let mut first = Vec::new();
            for token in &sentence.tokens {
                first.push(ids.len() as i64);
                ids.extend(pieces.of(token.of(TEXT)).iter().map(|&id| i64::from(id)));
            }
            ids.push(i64::from(pieces.sep));
            // The labels of these checkpoints stand in the order of our tags.
            let logits = tch::no_grad(|| network.logits(&ids).unwrap());
            let words = logits.index_select(0, &Tensor::from_slice(&first));
            let rows: Vec<f32> = Vec::try_from(words.log_softmax(-1, Kind::Float).reshape([-1])).unwrap();
            let tags = viterbi::decode(&rows, network.tags());
            assert_eq!(encoded.tags, tags, "{name}");
            let wanted = posterior::scores(&rows, network.tags(), &tags);
            for (score, wanted) in encoded.tag_scores.iter().zip(&wanted) {
                assert!((score - wanted).abs() < 1e-4, "{name}: {score} {wanted}");
            }
            assert_eq!((encoded.heads.as_ref(), encoded.upos.len()), (None, 0));
        }
    }
}

#[test]
fn words_get_their_pieces_as_after_a_blank() {
    for (name, word, wanted) in [
        ("bert", "Kab", &["k", "##a", "##b"][..]),
        ("roberta", "kab", &["Ġk", "a", "b"]),
        ("roberta", "ab", &["Ġ", "a", "b"]),
        ("xlm-roberta", "ab", &["▁", "a", "b"]),
        ("albert", "Ab", &["▁", "a", "b"]),
        ("deberta-v2", "ab", &["▁", "a", "b"]),
    ] {
        let folder = folder(name);
        let architecture = Settings::read(folder.path()).unwrap().architecture;
        let (json, marks) = tokenizer::read(folder.path(), architecture).unwrap();
        // What was put together reads like what came as tokenizer.json.
        fs::write(folder.path().join("tokenizer.json"), json.to_string()).unwrap();
        assert_eq!(
            tokenizer::read(folder.path(), architecture).unwrap(),
            (json.clone(), marks),
            "{name}"
        );
        let tokenizer = tokenizers::Tokenizer::from_bytes(json.to_string()).unwrap();
        let encoding = tokenizer.encode(&[word][..], false).unwrap();
        assert_eq!(encoding.get_tokens(), wanted, "{name}");
    }
}

#[test]
fn options_of_the_tokenizer_are_heeded() {
    let folder = folder("bert");
    let options = |text: &str| {
        fs::write(folder.path().join("tokenizer_config.json"), text).unwrap();
        tokenizer::read(folder.path(), Architecture::Bert)
    };
    let cased = options(r#"{"do_lower_case": false}"#).unwrap().0;
    assert_eq!(cased["normalizer"]["lowercase"], false);
    fs::write(folder.path().join("tokenizer.json"), cased.to_string()).unwrap();
    assert_eq!(
        options(r#"{"do_lower_case": true}"#).unwrap().0["normalizer"]["lowercase"],
        true
    );
    let marks = options(r#"{"cls_token": {"content": "[MASK]"}, "sep_token": "[PAD]"}"#)
        .unwrap()
        .1;
    assert_eq!((marks.open.as_str(), marks.close.as_str()), ("[MASK]", "[PAD]"));
}

#[test]
fn numbers_are_written_as_they_are_or_as_asked_for() {
    let checkpoint = folder("bert");
    let size = |dtype| {
        let (_home, out, result) = imported(checkpoint.path(), &[], dtype);
        result.unwrap();
        fs::metadata(out.join("model.safetensors")).unwrap().len()
    };
    let (kept, half) = (size(None), size(Some(Dtype::F16)));
    assert_eq!(kept, size(Some(Dtype::F32)));
    assert!(half * 10 < kept * 7, "{half} {kept}");
}

#[test]
fn a_model_is_replaced_only_when_asked_and_only_by_a_whole_one() {
    let checkpoint = folder("bert");
    let (_home, out, result) = imported(checkpoint.path(), &[], None);
    result.unwrap();
    let again = |force: bool, window: usize, checkpoint: &Path| {
        let lexicon = Lexicon::builtin().unwrap();
        let import = Import {
            checkpoint,
            name: "tiny",
            out: &out,
            lexicon: &lexicon,
            map: &[],
            scheme: None,
            window: Some(window),
            dtype: None,
            force,
        };
        super::import(&import)
            .map(|imported| imported.window)
            .map_err(|error| error.to_string())
    };
    assert!(
        again(false, 12, checkpoint.path())
            .unwrap_err()
            .contains("--force")
    );
    assert!(
        again(true, 99, checkpoint.path())
            .unwrap_err()
            .contains("--window 99: the checkpoint takes 1 to 38")
    );
    assert!(
        again(true, 12, &out)
            .unwrap_err()
            .contains("the checkpoint itself")
    );
    let broken = folder("bert");
    made::write_weights(&broken.path().join("model.safetensors"), &Default::default());
    assert!(again(true, 12, broken.path()).unwrap_err().contains("no tensor"));
    assert!(
        Model::load(
            &out,
            Options {
                threads: 1,
                ..Options::default()
            }
        )
        .is_ok()
    );
    assert_eq!(again(true, 20, checkpoint.path()), Ok(20));
    assert_eq!(
        Model::load(
            &out,
            Options {
                threads: 1,
                ..Options::default()
            }
        )
        .unwrap()
        .info()
        .window,
        20
    );
    let files = fs::read_dir(out.parent().unwrap()).unwrap().count();
    assert_eq!(files, 1, "nothing is left lying about");
    fs::remove_file(out.join("labels.json")).unwrap();
    assert!(
        again(true, 12, checkpoint.path())
            .unwrap_err()
            .contains("no model folder")
    );
}
