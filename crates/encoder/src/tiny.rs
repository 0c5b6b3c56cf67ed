//! A tiny model with made-up weights, written as a model folder.

use std::{collections::BTreeMap, fs, path::Path};

use safetensors::{Dtype, tensor::TensorView};
use serde_json::{Value, json};

const HIDDEN: usize = 8;
const POSITIONS: usize = 26;
pub const LABELS: &str = r#"{"name": "tiny", "version": "0", "ner": ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"],
    "upos": ["NOUN", "VERB", "PUNCT"], "deprel": ["dep", "nsubj", "parataxis", "root"], "window": 12}"#;

/// A vocabulary of single letters, so that a word has as many pieces as letters.
fn tokenizer() -> Value {
    let letters = ('a'..='z').flat_map(|c| [c.to_string(), format!("##{c}")]);
    let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        .map(String::from)
        .into_iter()
        .chain(letters);
    let vocabulary: BTreeMap<String, usize> = pieces.enumerate().map(|(id, piece)| (piece, id)).collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary}
    })
}

/// Names and shapes of all tensors: two layers, all heads.
pub fn shapes() -> BTreeMap<String, Vec<usize>> {
    let (inner, arc, rel) = (16, 6, 5);
    let mut shapes = BTreeMap::new();
    let mut add = |name: &str, shape: &[usize]| shapes.insert(name.to_owned(), shape.to_vec());
    for (name, rows) in [("word", 56), ("position", POSITIONS), ("token_type", 6)] {
        add(
            &format!("bert.embeddings.{name}_embeddings.weight"),
            &[rows, HIDDEN],
        );
    }
    let mut linear = vec![
        ("heads.ner".into(), 5, HIDDEN),
        ("heads.upos".into(), 3, HIDDEN),
        ("heads.arc_dep".into(), arc, HIDDEN),
        ("heads.arc_head".into(), arc, HIDDEN),
        ("heads.rel_dep".into(), rel, HIDDEN),
        ("heads.rel_head".into(), rel, HIDDEN),
    ];
    let mut norms = vec!["bert.embeddings.LayerNorm".to_owned()];
    for layer in 0..2 {
        let layer = format!("bert.encoder.layer.{layer}");
        for part in ["self.query", "self.key", "self.value", "output.dense"] {
            linear.push((format!("{layer}.attention.{part}"), HIDDEN, HIDDEN));
        }
        linear.push((format!("{layer}.intermediate.dense"), inner, HIDDEN));
        linear.push((format!("{layer}.output.dense"), HIDDEN, inner));
        norms.extend([
            format!("{layer}.attention.output.LayerNorm"),
            format!("{layer}.output.LayerNorm"),
        ]);
    }
    for (name, rows, columns) in linear {
        add(&format!("{name}.weight"), &[rows, columns]);
        add(&format!("{name}.bias"), &[rows]);
    }
    for norm in norms {
        add(&format!("{norm}.weight"), &[HIDDEN]);
        add(&format!("{norm}.bias"), &[HIDDEN]);
    }
    add("heads.root", &[HIDDEN]);
    add("heads.arc_bilinear", &[arc + 1, arc]);
    add("heads.rel_bilinear", &[4, rel + 1, rel + 1]);
    shapes
}

/// Numbers between -1 and 1 that look random: 127ths, so that int8 holds them exactly.
fn steps(count: usize, state: &mut u32) -> Vec<i8> {
    let mut step = || {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((*state >> 24) as i32 - 128).max(-127) as i8
    };
    (0..count).map(|_| step()).collect()
}

/// Writes the folder; matrices as int8 with scales or as f32.
pub fn write(folder: &Path, packed: bool, shapes: &BTreeMap<String, Vec<usize>>) {
    let mut tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    let mut state = 7;
    for (name, shape) in shapes {
        let steps = steps(shape.iter().product(), &mut state);
        if packed && shape.len() > 1 {
            let rows: usize = shape[..shape.len() - 1].iter().product();
            let scales = (0..rows).flat_map(|_| (1.0f32 / 127.0).to_le_bytes()).collect();
            let mut one = shape.clone();
            *one.last_mut().unwrap() = 1;
            tensors.push((format!("{name}.scale"), Dtype::F32, one, scales));
            let bytes = steps.iter().map(|&step| step as u8).collect();
            tensors.push((name.clone(), Dtype::I8, shape.clone(), bytes));
        } else {
            let scale = 1.0f32 / 127.0;
            let bytes = steps
                .iter()
                .flat_map(|&step| (f32::from(step) * scale).to_le_bytes())
                .collect();
            tensors.push((name.clone(), Dtype::F32, shape.clone(), bytes));
        }
    }
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (
            name.clone(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    fs::write(
        folder.join("model.safetensors"),
        safetensors::serialize(views, None).unwrap(),
    )
    .unwrap();
    let config = json!({
        "hidden_act": "gelu", "attention_probs_dropout_prob": 0.1, "hidden_dropout_prob": 0.1,
        "hidden_size": HIDDEN, "initializer_range": 0.02, "intermediate_size": 16,
        "max_position_embeddings": POSITIONS, "num_attention_heads": 2, "num_hidden_layers": 2,
        "type_vocab_size": 6, "vocab_size": 56
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer().to_string()).unwrap();
    fs::write(folder.join("labels.json"), LABELS).unwrap();
}
