//! The native backend beside libtorch, with the models and the sample articles of the project.

use std::path::PathBuf;

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::{Device, Tensor, nn::VarStore};

use super::*;
use crate::{
    folder,
    weights::{Tensors, Weights},
    window::Window,
};
use triplewire_lexicon::Lexicon;
use triplewire_nlp::text;

const MODELS: [&str; 2] = ["en-small", "en-fast"];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn load(model: &str, backend: BackendKind, precision: Precision) -> Model {
    let options = Options {
        backend,
        precision: Some(precision),
        ..Options::default()
    };
    Model::load(&path("models").join(model), options).unwrap()
}

fn articles() -> Vec<(String, Vec<Sentence>)> {
    let lexicon = Lexicon::builtin().unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(path("samples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    assert!(!files.is_empty());
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let sentences = text::segment(&text, &lexicon);
        (text, sentences)
    };
    files.iter().map(read).collect()
}

/// Hidden states of all windows, as a model's backend gives them.
fn states(model: &Model, windows: &[&Window]) -> Vec<f32> {
    let mut states = Vec::new();
    model.backend_of_test(|backend| backend.run(windows, &mut states).unwrap());
    states
}

/// Hidden states of all windows, as rust-bert gives them.
fn wanted(model: &str, windows: &[&Window]) -> Vec<f32> {
    let folder = path("models").join(model);
    let config: BertConfig = folder::json(&folder, "config.json").unwrap();
    let weights = Weights::read(&folder).unwrap();
    let mut store = VarStore::new(Device::Cpu);
    let bert: BertModel<BertEmbeddings> =
        BertModel::new_with_optional_pooler(store.root() / "bert", &config, false);
    store.freeze();
    for (name, mut place) in store.variables() {
        let shape: Vec<usize> = place.size().iter().map(|&size| size as usize).collect();
        let numbers = Tensor::from_slice(&weights.floats(&name, &shape).unwrap());
        tch::no_grad(|| place.copy_(&numbers.reshape(place.size())));
    }
    let mut states = Vec::new();
    for window in windows {
        let row = |numbers: Vec<i64>| Tensor::from_slice(&numbers).unsqueeze(0);
        let ids = row(window.ids.iter().map(|&id| id.into()).collect());
        let types = row(window.shapes.iter().map(|&shape| shape.into()).collect());
        let run = || bert.forward_t(Some(&ids), None, Some(&types), None, None, None, None, false);
        let found = tch::no_grad(run).unwrap().hidden_state;
        states.extend(Vec::<f32>::try_from(found.reshape([-1])).unwrap());
    }
    states
}

#[test]
fn hidden_states_are_rust_berts() {
    let articles = articles();
    let documents: Vec<(&str, &[Sentence])> = articles.iter().map(|(text, cut)| (&**text, &**cut)).collect();
    for name in MODELS {
        let (exact, rounded) = (
            load(name, BackendKind::Native, Precision::Fp32),
            load(name, BackendKind::Native, Precision::Int8),
        );
        let windows = exact.windows(&documents);
        let windows: Vec<&Window> = windows.iter().collect();
        let wanted = wanted(name, &windows);
        let (exact, rounded) = (states(&exact, &windows), states(&rounded, &windows));
        assert_eq!((exact.len(), rounded.len()), (wanted.len(), wanted.len()));
        let off = exact
            .iter()
            .zip(&wanted)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(off < 1e-3, "{name}: {off}");
        let mut start = 0;
        let mut cosines = Vec::new();
        for window in &windows {
            for &word in &window.first {
                let own = (start + word) * 384..(start + word + 1) * 384;
                cosines.push(cosine(&rounded[own.clone()], &wanted[own]));
            }
            start += window.ids.len();
        }
        cosines.sort_by(f32::total_cmp);
        let (least, hundredth) = (cosines[0], cosines[cosines.len() / 100]);
        println!(
            "{name}: fp32 off by {off:.1e} at most; int8 cosine {least:.5} at least, 99 of 100 {hundredth:.5}"
        );
        assert!(
            least >= 0.998 && hundredth >= 0.999,
            "{name}: {least} {hundredth}"
        );
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Tags, parts of speech and heads of all words; how many there are, and how many of them differ.
fn differences(name: &str, precision: Precision) -> (usize, usize) {
    let articles = articles();
    let [native, torch] = [BackendKind::Native, BackendKind::Torch]
        .map(|kind| encode(&load(name, kind, precision), &articles, 8));
    let (mut all, mut different) = (0, 0);
    for (native, torch) in native.iter().flatten().zip(torch.iter().flatten()) {
        let (ours, theirs) = (native.heads.as_ref().unwrap(), torch.heads.as_ref().unwrap());
        for word in 0..torch.tags.len() {
            all += 3;
            different += usize::from(native.tags[word] != torch.tags[word]);
            different += usize::from(native.upos[word] != torch.upos[word]);
            different += usize::from(ours[word] != theirs[word]);
        }
    }
    assert!(all > 1000);
    (all, different)
}

#[test]
fn tags_and_trees_are_those_of_libtorch() {
    for name in MODELS {
        assert_eq!(differences(name, Precision::Fp32).1, 0, "{name}");
        // The backends round differently in 8 bits, and what was undecided may fall to the other side.
        let (all, different) = differences(name, Precision::Int8);
        println!("{name}: {different} of {all} differ in int8");
        assert!(different * 100 < all, "{name}: {different} of {all}");
    }
}
