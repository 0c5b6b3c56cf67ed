//! Checkpoints of all kinds against what Hugging Face's implementation says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{checkpoint::Checkpoint, tokenizer, *};
use crate::{
    BackendKind, Instructions, Model, Options, Precision, Result, backend,
    compute::log_softmax,
    form::Form,
    heads::{self, Heads},
    posterior, viterbi,
    weights::Tensors,
    window::Window,
};
use triplewire_facts::annotation::Tag;
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

/// What there is to run a checkpoint with in this build.
fn backends(name: &str) -> Vec<BackendKind> {
    let native = matches!(name, "bert" | "distilbert").then_some(BackendKind::Native);
    native
        .into_iter()
        .chain(cfg!(feature = "torch").then_some(BackendKind::Torch))
        .collect()
}

/// All of the references that this build can run.
fn references() -> impl Iterator<Item = (String, Value)> {
    let all = made::references().into_iter();
    all.filter(|(name, _)| !backends(name).is_empty())
}

/// Log-probabilities of a checkpoint's labels, straight from its files: those of the words that begin at `first`.
fn labels(folder: &Path, kind: BackendKind, ids: &[u32], first: Vec<usize>) -> Result<Vec<f32>> {
    struct Read<'a>(Checkpoint<'a>);
    impl Tensors for Read<'_> {
        fn has(&self, name: &str) -> bool {
            self.0.has(name)
        }
        fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
            Ok(self.0.get(name, shape)?.floats())
        }
    }
    let settings = Settings::read(folder)?;
    let source = Source {
        architecture: settings.architecture.to_string(),
        scheme: Scheme::Iob2,
        marks: Marks::default(),
        labels: mapping::map(&settings.labels, &[], &Lexicon::builtin()?)?,
    };
    let tensors = Read(Checkpoint::read(folder)?);
    let form = Form {
        precision: Precision::Fp32,
        instructions: Instructions::detected(),
    };
    let mut backend = backend::imported(folder, &settings, &tensors, form, kind, 1)?.remove(0);
    let (width, count) = (settings.hidden as usize, settings.labels.len());
    let heads = Heads::imported(&tensors, width, count, Table::new(&source).unwrap(), form)?;
    let window = Window {
        ids: ids.to_vec(),
        shapes: vec![0; ids.len()],
        first,
        ..Window::default()
    };
    let mut states = Vec::new();
    backend.run(&[&window], &mut states)?;
    Ok(heads.labels(&states, &window, &mut heads::Scratch::default()))
}

/// By how much the log-probabilities of the reference's wordpieces differ from the reference at most.
fn away(folder: &Path, kind: BackendKind, reference: &Value) -> f32 {
    let ids: Vec<u32> = serde_json::from_value(reference["ids"].clone()).unwrap();
    let mut wanted: Vec<Vec<f32>> = serde_json::from_value(reference["scores"].clone()).unwrap();
    let found = labels(folder, kind, &ids, (0..ids.len()).collect()).unwrap();
    assert_eq!((wanted.len(), wanted[0].len(), found.len()), (28, 5, 140));
    wanted.iter_mut().for_each(|row| log_softmax(row, 5));
    let both = found.iter().zip(wanted.iter().flatten());
    both.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn every_architecture_gives_hugging_faces_scores() {
    for (name, reference) in references() {
        let folder = folder(&name);
        for kind in backends(&name) {
            let away = away(folder.path(), kind, &reference);
            assert!(away < 2e-4, "{name}: {away}");
        }
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
        let away = away(folder.path(), BackendKind::Native, &made::references()[name]);
        assert!(away < 2e-4, "{file}: {away}");
    }
}

#[test]
fn weights_in_parts_are_put_together() {
    let folder = folder("distilbert");
    let reference = &made::references()["distilbert"];
    let shapes = made::shapes(reference);
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
    assert!(away(folder.path(), BackendKind::Native, reference) < 2e-4);
    index(&|name| format!("../{}", part(name)));
    let said = labels(folder.path(), BackendKind::Native, &[1], vec![0])
        .unwrap_err()
        .to_string();
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
    for (name, _) in references() {
        let (name, kind) = (name.as_str(), backends(&name)[0]);
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
        // The labels of these checkpoints stand in the order of our tags.
        let own: Vec<Tag> = model.info().tags.iter().map(|tag| tag.parse().unwrap()).collect();
        // One sentence a window: the budget is short.
        for (sentence, encoded) in sentences.iter().zip(encoded) {
            let mut ids = vec![pieces.cls];
            let mut first = Vec::new();
            for token in &sentence.tokens {
                first.push(ids.len());
                ids.extend_from_slice(pieces.of(token.of(TEXT)));
            }
            ids.push(pieces.sep);
            let rows = labels(checkpoint.path(), kind, &ids, first).unwrap();
            let tags = viterbi::decode(&rows, &own);
            assert_eq!(encoded.tags, tags, "{name}");
            let wanted = posterior::scores(&rows, &own, &tags);
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
