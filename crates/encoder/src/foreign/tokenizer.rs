//! The tokenizer of a checkpoint as one `tokenizer.json`, whatever files it came in.
//!
//! In: the checkpoint's folder. Out: the JSON and the marks around a window. `tokenizer.json` is taken where there is one,
//! else it is put together from the vocabulary files as Hugging Face's own converters do. Words are encoded one by one
//! here, so that a word at the start of the text must not look different from one after a blank.

use std::path::Path;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use tokenizers::Tokenizer;

use super::{Architecture, Marks, sentencepiece::SentencePiece};
use crate::{
    Error, Result,
    folder::{self, wrong},
};

/// Reads the tokenizer of a folder; the JSON is one that loads.
///
/// # Errors
/// [`Error::Io`] or [`Error::Model`] that names the file that is missing or wrong.
pub fn read(folder: &Path, architecture: Architecture) -> Result<(Value, Marks)> {
    let options = Options::read(folder)?;
    let files = vocabulary_files(architecture);
    let has = |file: &str| folder.join(file).is_file();
    let (file, mut json) = if has("tokenizer.json") {
        ("tokenizer.json", folder::json(folder, "tokenizer.json")?)
    } else if files.iter().all(|file| has(file)) {
        (files[0], build(folder, architecture, &options)?)
    } else {
        let missing: Vec<&str> = files.iter().copied().filter(|file| !has(file)).collect();
        let what = format!(
            "there is no tokenizer: neither tokenizer.json nor {}",
            missing.join(" and ")
        );
        return Err(wrong(folder, what));
    };
    blank_before_words(&mut json);
    if let (Some(lower), Some(normalizer)) = (options.flag("do_lower_case"), json.get_mut("normalizer")) {
        // Hugging Face, too, goes by the option where the two files differ.
        if normalizer.get("type").and_then(Value::as_str) == Some("BertNormalizer") {
            normalizer["lowercase"] = lower.into();
        }
    }
    let loaded = serde_json::to_vec(&json).map_err(|e| e.to_string());
    let loaded = loaded.and_then(|bytes| Tokenizer::from_bytes(bytes).map_err(|e| e.to_string()));
    let tokenizer = loaded.map_err(|e| wrong(folder, format!("{file}: {e}")))?;
    let mark = |name: &str, usual: &[&str]| {
        let named = options.token(name).into_iter();
        let mut known = named.chain(usual.iter().map(|piece| piece.to_string()));
        let found = known.find(|piece| tokenizer.token_to_id(piece).is_some());
        found.ok_or_else(|| wrong(folder, format!("{file}: has no {}", usual.join(" or "))))
    };
    let (open, close): (&[&str], &[&str]) = match architecture {
        Architecture::Roberta | Architecture::XlmRoberta => (&["<s>", "[CLS]"], &["</s>", "[SEP]"]),
        _ => (&["[CLS]", "<s>"], &["[SEP]", "</s>"]),
    };
    let marks = Marks {
        open: mark("cls_token", open)?,
        close: mark("sep_token", close)?,
        unknown: mark("unk_token", &["[UNK]", "<unk>"])?,
    };
    Ok((json, marks))
}

/// Files that a tokenizer of the architecture can be put together from.
pub fn vocabulary_files(architecture: Architecture) -> &'static [&'static str] {
    match architecture {
        Architecture::Bert | Architecture::DistilBert | Architecture::Electra => &["vocab.txt"],
        Architecture::Roberta => &["vocab.json", "merges.txt"],
        Architecture::XlmRoberta => &["sentencepiece.bpe.model"],
        Architecture::DebertaV2 => &["spm.model"],
        Architecture::Albert => &["spiece.model"],
    }
}

/// Files with options of the tokenizer; they may be missing.
pub const OPTION_FILES: [&str; 2] = ["tokenizer_config.json", "special_tokens_map.json"];

struct Options(Map<String, Value>);

impl Options {
    fn read(folder: &Path) -> Result<Self> {
        let mut all = Map::new();
        for file in OPTION_FILES {
            if folder.join(file).is_file() {
                all.extend(folder::json::<Map<String, Value>>(folder, file)?);
            }
        }
        Ok(Self(all))
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name).and_then(Value::as_bool)
    }

    /// A special token: a string, or an object with its text.
    fn token(&self, name: &str) -> Option<String> {
        let value = self.0.get(name)?;
        value
            .as_str()
            .or_else(|| value.get("content")?.as_str())
            .map(str::to_owned)
    }
}

/// Byte-level and SentencePiece vocabularies have two pieces for a word, with and without a blank before it; words that
/// are encoded alone must get the first.
fn blank_before_words(json: &mut Value) {
    let each = |one: &mut Value| match one.get("type").and_then(Value::as_str) {
        Some("ByteLevel") => one["add_prefix_space"] = true.into(),
        Some("Metaspace") => {
            if one.get("prepend_scheme").is_some() {
                one["prepend_scheme"] = "always".into();
            }
            if one.get("add_prefix_space").is_some() {
                one["add_prefix_space"] = true.into();
            }
        }
        _ => {}
    };
    let Some(splitter) = json.get_mut("pre_tokenizer") else {
        return;
    };
    each(splitter);
    if let Some(parts) = splitter.get_mut("pretokenizers").and_then(Value::as_array_mut) {
        parts.iter_mut().for_each(each);
    }
}

fn build(folder: &Path, architecture: Architecture, options: &Options) -> Result<Value> {
    let text = |file: &str| {
        let path = folder.join(file);
        std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))
    };
    let (model, normalizer, splitter) = match architecture {
        Architecture::Bert | Architecture::DistilBert | Architecture::Electra => {
            word_pieces(&text("vocab.txt")?, options)
        }
        Architecture::Roberta => {
            let vocabulary: Map<String, Value> = folder::json(folder, "vocab.json")?;
            byte_pairs(vocabulary, &text("merges.txt")?)
        }
        Architecture::DebertaV2 | Architecture::Albert | Architecture::XlmRoberta => {
            let file = vocabulary_files(architecture)[0];
            let path = folder.join(file);
            let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
            let model =
                SentencePiece::parse(&bytes).map_err(|what| wrong(folder, format!("{file}: {what}")))?;
            unigrams(model, architecture, options)
        }
    };
    Ok(json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": normalizer,
        "pre_tokenizer": splitter, "post_processor": null, "decoder": null, "model": model,
    }))
}

fn word_pieces(vocabulary: &str, options: &Options) -> (Value, Value, Value) {
    let pieces = vocabulary.lines().map(|line| line.trim_end_matches('\r'));
    let ids: Map<String, Value> = pieces
        .enumerate()
        .map(|(id, piece)| (piece.to_owned(), id.into()))
        .collect();
    let model = json!({
        "type": "WordPiece", "unk_token": options.token("unk_token").unwrap_or_else(|| "[UNK]".into()),
        "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": ids,
    });
    let normalizer = json!({
        "type": "BertNormalizer", "clean_text": true, "strip_accents": options.flag("strip_accents"),
        "handle_chinese_chars": options.flag("tokenize_chinese_chars").unwrap_or(true),
        "lowercase": options.flag("do_lower_case").unwrap_or(true),
    });
    (model, normalizer, json!({"type": "BertPreTokenizer"}))
}

fn byte_pairs(vocabulary: Map<String, Value>, merges: &str) -> (Value, Value, Value) {
    let merges: Vec<&str> = merges
        .lines()
        .filter(|line| !line.starts_with("#version") && !line.is_empty())
        .collect();
    let model = json!({
        "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
        "end_of_word_suffix": "", "fuse_unk": false, "vocab": vocabulary, "merges": merges,
    });
    let splitter =
        json!({"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true});
    (model, Value::Null, splitter)
}

fn unigrams(
    mut model: SentencePiece,
    architecture: Architecture,
    options: &Options,
) -> (Value, Value, Value) {
    let mut steps = Vec::new();
    if architecture == Architecture::XlmRoberta {
        // Its ids are those of fairseq, which has special pieces of its own before and after the model's.
        let special = |piece: &str| (piece.to_owned(), 0.0);
        let own = model.pieces.drain(..).skip(3);
        let pieces = ["<s>", "<pad>", "</s>", "<unk>"].into_iter().map(special);
        model.pieces = pieces
            .chain(own.collect::<Vec<_>>())
            .chain([special("<mask>")])
            .collect();
        model.unknown = Some(3);
    }
    if architecture == Architecture::Albert {
        for quotes in ["``", "''"] {
            steps.push(json!({"type": "Replace", "pattern": {"String": quotes}, "content": "\""}));
        }
        if !options.flag("keep_accents").unwrap_or(false) {
            steps.extend([json!({"type": "NFKD"}), json!({"type": "StripAccents"})]);
        }
    }
    if options
        .flag("do_lower_case")
        .unwrap_or(architecture == Architecture::Albert)
    {
        steps.push(json!({"type": "Lowercase"}));
    }
    if !model.characters.is_empty() {
        steps.push(
            json!({"type": "Precompiled", "precompiled_charsmap": BASE64_STANDARD.encode(&model.characters)}),
        );
    }
    let blanks = json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true});
    let splitter = if options.flag("split_by_punct").unwrap_or(false) {
        let marks = json!({"type": "Punctuation", "behavior": "Isolated"});
        json!({"type": "Sequence", "pretokenizers": [marks, blanks]})
    } else {
        blanks
    };
    let pieces: Vec<Value> = model
        .pieces
        .iter()
        .map(|(piece, score)| json!([piece, score]))
        .collect();
    let unigram =
        json!({"type": "Unigram", "unk_id": model.unknown, "vocab": pieces, "byte_fallback": false});
    (
        unigram,
        json!({"type": "Sequence", "normalizers": steps}),
        splitter,
    )
}
