//! Tiny Hugging Face checkpoints, written by the tests themselves.
//!
//! `tests/data/checkpoints.json` has the names and shapes of their tensors and what Hugging Face's implementation says;
//! `tests/data/checkpoints.py` made it. The weights are made out of the names, there and here in the same way.

use std::{collections::BTreeMap, fs, path::Path};

use safetensors::{Dtype, tensor::TensorView};
use serde_json::{Map, Value, json};

/// All checkpoints of the file by name.
pub fn references() -> Map<String, Value> {
    serde_json::from_str(include_str!("../data/checkpoints.json")).unwrap()
}

/// Numbers that look random and depend on the tensor's name alone.
fn made_up(name: &str, count: usize) -> Vec<f32> {
    let mut state = name.bytes().fold(2_166_136_261u32, |state, byte| {
        (state ^ u32::from(byte)).wrapping_mul(16_777_619)
    });
    let norm = name.to_lowercase().contains("norm") && name.ends_with("weight");
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let step = ((state >> 24) as i32 - 128) as f32 / 256.0;
        if norm { step + 1.0 } else { step }
    };
    (0..count).map(|_| number()).collect()
}

/// Names and shapes of the tensors.
pub fn shapes(reference: &Value) -> BTreeMap<String, Vec<usize>> {
    serde_json::from_value(reference["tensors"].clone()).unwrap()
}

/// Writes tensors of these names and shapes.
pub fn write_weights(path: &Path, shapes: &BTreeMap<String, Vec<usize>>) {
    write_tensors(path, shapes, |_, _| ());
}

fn write_tensors(path: &Path, shapes: &BTreeMap<String, Vec<usize>>, change: impl Fn(&str, &mut [f32])) {
    let bytes: BTreeMap<&String, Vec<u8>> = shapes
        .iter()
        .map(|(name, shape)| {
            let mut numbers = made_up(name, shape.iter().product());
            change(name, &mut numbers);
            (
                name,
                numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
            )
        })
        .collect();
    let views = shapes.iter().map(|(name, shape)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), &bytes[name]).unwrap();
        (name.clone(), view)
    });
    fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

/// Writes a BERT that gives every wordpiece the label of that number.
#[allow(dead_code, reason = "the unit tests share this file and do not need it")]
pub fn write_single_minded(folder: &Path, label: usize) {
    write(folder, "bert");
    let shapes = shapes(&references()["bert"]);
    let path = folder.join("model.safetensors");
    write_tensors(&path, &shapes, |name, numbers| {
        if name == "classifier.bias" {
            numbers[label] += 1000.0;
        }
    });
}

/// Writes the checkpoint of that name with the vocabulary files that its kind has.
pub fn write(folder: &Path, name: &str) {
    let reference = &references()[name];
    fs::write(folder.join("config.json"), reference["config"].to_string()).unwrap();
    write_weights(&folder.join("model.safetensors"), &shapes(reference));
    write_vocabulary(folder, name.split(' ').next().unwrap());
}

fn letters() -> impl Iterator<Item = String> {
    ('a'..='z').map(String::from)
}

fn write_vocabulary(folder: &Path, kind: &str) {
    let special = |pieces: [&str; 5]| pieces.map(String::from).into_iter();
    match kind {
        "bert" | "distilbert" | "electra" => {
            let pieces = special(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
                .chain(letters())
                .chain(letters().map(|letter| format!("##{letter}")));
            fs::write(folder.join("vocab.txt"), pieces.collect::<Vec<_>>().join("\n")).unwrap();
        }
        "roberta" => {
            let pieces = special(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
                .chain(["Ġ".to_string(), "Ġk".to_string()])
                .chain(letters())
                .chain(('A'..='Z').map(String::from));
            let ids: Map<String, Value> = pieces.enumerate().map(|(id, piece)| (piece, json!(id))).collect();
            fs::write(folder.join("vocab.json"), Value::Object(ids).to_string()).unwrap();
            fs::write(folder.join("merges.txt"), "#version: 0.2\nĠ k\n").unwrap();
        }
        "albert" => {
            let pieces = special(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]);
            fs::write(folder.join("spiece.model"), sentence_pieces(pieces, 1)).unwrap();
        }
        "xlm-roberta" => {
            // The first three are the model's own, which the ids of the checkpoint do not count.
            let pieces = ["<unk>", "<s>", "</s>"].map(String::from).into_iter();
            fs::write(folder.join("sentencepiece.bpe.model"), sentence_pieces(pieces, 0)).unwrap();
        }
        "deberta-v2" => {
            let pieces = special(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]);
            fs::write(folder.join("spm.model"), sentence_pieces(pieces, 3)).unwrap();
        }
        other => panic!("no vocabulary for {other}"),
    }
}

/// A SentencePiece model of the special pieces, the blank, and letters.
fn sentence_pieces(special: impl Iterator<Item = String>, unknown: usize) -> Vec<u8> {
    let pieces = special.chain(["▁".to_string()]).chain(letters()).enumerate();
    let message = |field: u8, content: &[u8]| [&[field << 3 | 2, content.len() as u8], content].concat();
    let piece = |(id, piece): (usize, String)| {
        let kind = match id {
            id if id == unknown => 2,
            0..5 => 3,
            _ => 1,
        };
        let score = [&[2 << 3 | 5][..], &(-(id as f32)).to_le_bytes()].concat();
        message(
            1,
            &[message(1, piece.as_bytes()), score, vec![3 << 3, kind]].concat(),
        )
    };
    pieces.flat_map(piece).chain(message(2, &[3 << 3, 1])).collect()
}
