//! The whole encoder over the tiny model: results, limits, and folders that are wrong.

mod cut;
#[cfg(feature = "torch")]
mod reference;

use std::{fs, path::Path};

use proptest::prelude::*;
use tempfile::TempDir;

use super::{
    tiny::{LABELS, shapes, write},
    *,
};
use crate::Error;
use triplewire_facts::annotation::{Sentence, Span};

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), true, &shapes());
    folder
}

fn model(threads: usize) -> Model {
    Model::load(
        folder().path(),
        Options {
            threads,
            ..Options::default()
        },
    )
    .unwrap()
}

/// Sentences of words with one blank between.
fn document(sentences: &[&str]) -> (String, Vec<Sentence>) {
    let mut text = String::new();
    let mut found = Vec::new();
    for sentence in sentences {
        let start = text.len();
        let mut tokens = Vec::new();
        for word in sentence.split(' ').filter(|word| !word.is_empty()) {
            tokens.push(Span::new(text.len(), text.len() + word.len()));
            text.push_str(word);
            text.push(' ');
        }
        found.push(Sentence {
            span: Span::new(start, text.len()),
            tokens,
            apart: false,
        });
    }
    (text, found)
}

fn encode(model: &Model, documents: &[(String, Vec<Sentence>)], batch_size: usize) -> Vec<Vec<Encoded>> {
    let documents: Vec<_> = documents
        .iter()
        .map(|(text, sentences)| (&**text, &**sentences))
        .collect();
    model.encode(&documents, batch_size).unwrap()
}

/// Sentences of many lengths that differ from each other.
fn many(count: usize) -> Vec<String> {
    let word = |at: usize| ["Karla", "met", "the", "NATO", "of", "Rome", "x"][at * at % 7];
    (0..count)
        .map(|at| {
            (0..1 + at % 9)
                .map(|n| word(at + n))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn more_than_64_windows_in_one_call_keep_their_own_results() {
    let model = model(2);
    let sentences: Vec<String> = (0..90)
        .map(|at| format!("abcdef {}", "ghijkl".repeat(1 + at % 2)))
        .collect();
    let one = document(&sentences.iter().map(String::as_str).collect::<Vec<_>>());
    let together = encode(&model, &[one], 8);
    for (at, sentence) in sentences.iter().enumerate() {
        assert_eq!(
            encode(&model, &[document(&[sentence])], 1)[0][0],
            together[0][at],
            "sentence {at}"
        );
    }
}

#[test]
fn threads_batches_and_other_documents_change_nothing() {
    let sentences = many(200);
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let documents: Vec<_> = sentences.chunks(7).map(document).collect();
    let wanted = encode(&model(1), &documents, 1);
    assert!(
        wanted
            .iter()
            .flatten()
            .flat_map(|sentence| &sentence.tags)
            .any(|&tag| tag != Tag::O)
    );
    for (threads, batch_size) in [(1, 1000), (2, 3), (3, 16), (5, 0)] {
        assert_eq!(
            encode(&model(threads), &documents, batch_size),
            wanted,
            "{threads}, {batch_size}"
        );
    }
    let model = model(2);
    for (document, wanted) in documents.into_iter().zip(wanted) {
        assert_eq!(encode(&model, &[document], 4)[0], wanted);
    }
}

#[test]
fn int8_with_scales_is_the_same_as_f32() {
    let documents = [document(&["Karla met the NATO", "of Rome"])];
    let [(packed, packed_info), (plain, plain_info)] = [true, false].map(|packed| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), packed, &shapes());
        let options = Options {
            threads: 1,
            precision: Some(Precision::Fp32),
            ..Options::default()
        };
        let model = Model::load(folder.path(), options).unwrap();
        (encode(&model, &documents, 1), model.info().clone())
    });
    assert_eq!(packed, plain);
    assert!(plain_info.bytes > packed_info.bytes);
    assert_eq!(plain_info.parameters, packed_info.parameters);
}

#[test]
fn all_instructions_give_the_same_scores_within_rounding() {
    let documents = [document(&["Karla met the NATO", "of Rome"])];
    let run = |precision, instructions| {
        let options = Options {
            threads: 1,
            precision: Some(precision),
            instructions: Some(instructions),
            ..Options::default()
        };
        encode(&Model::load(folder().path(), options).unwrap(), &documents, 1)
    };
    let wanted = run(Precision::Fp32, Instructions::Plain);
    for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
        for (precision, bound) in [(Precision::Fp32, 1e-4), (Precision::Int8, 0.05)] {
            for (found, wanted) in run(precision, instructions)[0].iter().zip(&wanted[0]) {
                assert_eq!(found.tags, wanted.tags, "{instructions} {precision:?}");
                for (a, b) in found.tag_scores.iter().zip(&wanted.tag_scores) {
                    assert!((a - b).abs() < bound, "{instructions} {precision:?}: {a} and {b}");
                }
            }
        }
    }
}

#[test]
fn what_the_native_backend_cannot_do_is_said() {
    let folder = folder();
    let refused = |options: Options| Model::load(folder.path(), options).err().unwrap().to_string();
    let cuda = refused(Options {
        processor: Processor::Cuda,
        ..Options::default()
    });
    assert!(cuda.contains("torch backend only"), "{cuda}");
    let half = refused(Options {
        precision: Some(Precision::Fp16),
        ..Options::default()
    });
    assert!(half.contains("fp16 runs on cuda only"), "{half}");
    if let Some(missing) = Instructions::ALL.into_iter().find(|one| !one.available()) {
        for backend in [BackendKind::Native, BackendKind::Torch] {
            let said = refused(Options {
                instructions: Some(missing),
                backend,
                ..Options::default()
            });
            assert!(said.contains(missing.as_str()), "{said}");
        }
    }
    if cfg!(not(feature = "torch")) {
        let torch = refused(Options {
            backend: BackendKind::Torch,
            ..Options::default()
        });
        assert!(torch.contains("without libtorch"), "{torch}");
    }
}

#[test]
fn a_sentence_of_any_length_is_read_to_its_end_and_gets_one_tree() {
    let long = "Karla met the NATO of Rome ".repeat(30);
    let encoded = &encode(&model(2), &[document(&["short", &long, "tail"])], 2)[0];
    assert_eq!(encoded[1].tags.len(), 180);
    assert_eq!(encoded[1].upos.len(), 180);
    let heads = encoded[1].heads.as_ref().unwrap();
    assert_tree(heads);
    let root = heads.iter().position(|head| head.word.is_none());
    assert!(
        heads
            .iter()
            .enumerate()
            .any(|(at, h)| at > 24 && h.word == root && h.relation == 2),
        "no joint"
    );
}

#[test]
fn a_word_without_end_still_fits() {
    let encoded = encode(&model(1), &[document(&[&"a".repeat(90), &"a.".repeat(5000)])], 1);
    assert_eq!([encoded[0][0].tags.len(), encoded[0][1].tags.len()], [1, 1]);
}

#[test]
fn nothing_gives_nothing() {
    let model = model(2);
    assert!(encode(&model, &[], 8).is_empty());
    let encoded = encode(&model, &[document(&[]), document(&["", "a"])], 8);
    assert!(encoded[0].is_empty());
    assert_eq!(
        encoded[1][0],
        Encoded {
            heads: Some(vec![]),
            ..Encoded::default()
        }
    );
    assert_eq!(
        encoded[1][1].heads,
        Some(vec![Head {
            word: None,
            relation: 3
        }])
    );
}

#[test]
fn spans_that_do_not_fit_the_text_are_unknown_words() {
    let sentence = Sentence {
        span: Span::new(0, 9),
        tokens: vec![Span::new(1, 2), Span::new(5, 900)],
        apart: false,
    };
    let encoded = model(1).encode(&[("é", &[sentence])], 1).unwrap();
    assert_eq!(encoded[0][0].tags.len(), 2);
}

fn assert_tree(heads: &[Head]) {
    assert_eq!(heads.iter().filter(|head| head.word.is_none()).count(), 1);
    for (at, head) in heads.iter().enumerate() {
        assert_eq!(
            head.word.is_none(),
            head.relation == 3,
            "root is the relation of the root alone"
        );
        let up = std::iter::successors(Some(at), |&at| heads[at].word);
        assert!(up.take(heads.len() + 1).count() <= heads.len(), "a cycle at {at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_get_tags_and_a_tree(sentences in prop::collection::vec("[^ ]{1,9}( [^ ]{0,40}){0,30}", 0..6)) {
        thread_local!(static MODEL: Model = model(2));
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        let encoded = MODEL.with(|model| encode(model, &[document(&sentences)], 4));
        for ((sentence, encoded), text) in document(&sentences).1.iter().zip(&encoded[0]).zip(sentences) {
            prop_assert_eq!(encoded.tags.len(), sentence.tokens.len(), "{}", text);
            prop_assert!(encoded.tag_scores.iter().all(|score| (0.0..=1.0001).contains(score)));
            let heads = encoded.heads.as_ref().unwrap();
            prop_assert_eq!(heads.len(), sentence.tokens.len());
            if !heads.is_empty() {
                assert_tree(heads);
            }
        }
    }
}

/// Loads the tiny model after a change to its folder; what the error says.
fn complaint(change: impl Fn(&Path)) -> String {
    let folder = folder();
    change(folder.path());
    match Model::load(
        folder.path(),
        Options {
            threads: 1,
            ..Options::default()
        },
    ) {
        Err(error @ (Error::Model { .. } | Error::Io { .. })) => error.to_string(),
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("loaded"),
    }
}

#[test]
fn a_wrong_folder_is_named_and_so_is_what_is_wrong() {
    for file in [
        "config.json",
        "labels.json",
        "tokenizer.json",
        "model.safetensors",
    ] {
        let missing = complaint(|folder| fs::remove_file(folder.join(file)).unwrap());
        assert!(missing.contains(file), "{missing}");
        let broken = complaint(|folder| fs::write(folder.join(file), "{\"a\": [").unwrap());
        assert!(broken.contains(file), "{broken}");
    }
    assert!(complaint(|folder| fs::remove_dir_all(folder).unwrap()).contains("no such folder"));
    for (from, to, says) in [
        ("\"O\"", "\"P\"", "unknown label \"P\""),
        ("\"window\": 12", "\"window\": 25", "window is 25"),
        ("\"root\"", "\"top\"", "no relation root"),
        ("{", "{\"calibration\": {\"ner\": [0, 1]}, ", "a above 0"),
        ("\"VERB\", ", "", "heads.upos.bias is [3] where [2] is due"),
    ] {
        let said =
            complaint(|folder| fs::write(folder.join("labels.json"), LABELS.replace(from, to)).unwrap());
        assert!(said.contains(says), "{said}");
    }
    let config = |from: &'static str, to: &'static str| {
        move |folder: &Path| {
            let path = folder.join("config.json");
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{text}");
            fs::write(path, text.replace(from, to)).unwrap();
        }
    };
    for (from, to, says) in [
        (
            "\"num_attention_heads\":2",
            "\"num_attention_heads\":3",
            "no multiple",
        ),
        (
            "\"num_attention_heads\":2",
            "\"num_attention_heads\":0",
            "too small",
        ),
        ("\"vocab_size\":56", "\"vocab_size\":50", "vocab_size 50"),
        (
            "\"num_hidden_layers\":2",
            "\"num_hidden_layers\":3",
            "no tensor bert.encoder.layer.2",
        ),
        (
            "\"num_hidden_layers\":2",
            "\"num_hidden_layers\":1",
            "more layers than the 1",
        ),
    ] {
        let said = complaint(config(from, to));
        assert!(said.contains(says), "{said}");
    }
    let mut lacking = shapes();
    lacking.remove("heads.root");
    assert!(complaint(|folder| write(folder, true, &lacking)).contains("no tensor heads.root"));
}

#[test]
fn weights_out_of_all_bounds_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), false, &shapes());
    let file = folder.path().join("model.safetensors");
    let sound = fs::read(&file).unwrap();
    let documents = [document(&["ab cde fg", "a b c d e f g h i j k"])];
    // The largest number soon becomes infinite and no number at all, in whatever layer it is.
    for odd in [f32::MAX, f32::MIN] {
        for (start, end) in tensors(&sound) {
            // One number of a tensor, then all.
            for end in [start + 4, end] {
                let mut bytes = sound.clone();
                bytes[start..end]
                    .chunks_mut(4)
                    .for_each(|number| number.copy_from_slice(&odd.to_le_bytes()));
                fs::write(&file, bytes).unwrap();
                for precision in [Precision::Int8, Precision::Fp32] {
                    let options = Options {
                        threads: 1,
                        precision: Some(precision),
                        ..Options::default()
                    };
                    let model = Model::load(folder.path(), options).unwrap();
                    let encoded = encode(&model, &documents, 8).remove(0);
                    let words: Vec<usize> = encoded.iter().map(|one| one.tags.len()).collect();
                    assert_eq!(words, [3, 11]);
                    for encoded in &encoded {
                        assert_tree(encoded.heads.as_ref().unwrap());
                    }
                }
            }
        }
    }
}

#[test]
fn weights_that_are_no_numbers_are_said_so() {
    for odd in [f32::NAN, f32::NEG_INFINITY] {
        let said = complaint(|folder| {
            write(folder, false, &shapes());
            let file = folder.join("model.safetensors");
            let mut bytes = fs::read(&file).unwrap();
            let (start, _) = tensors(&bytes)[3];
            bytes[start..start + 4].copy_from_slice(&odd.to_le_bytes());
            fs::write(file, bytes).unwrap();
        });
        assert!(said.contains("not finite"), "{said}");
    }
}

/// Where each tensor's numbers lie in a file of tensors.
fn tensors(file: &[u8]) -> Vec<(usize, usize)> {
    let (header, metadata) = safetensors::SafeTensors::read_metadata(file).unwrap();
    let tensors = metadata.tensors();
    let places = tensors.values().map(|one| one.data_offsets);
    places
        .map(|(start, end)| (header + 8 + start, header + 8 + end))
        .collect()
}

#[test]
fn a_file_of_weights_that_ends_early_is_said_so() {
    let folder = folder();
    let file = folder.path().join("model.safetensors");
    let whole = fs::read(&file).unwrap();
    for length in (0..whole.len()).step_by(97).chain([1, 7, 8, 9, whole.len() - 1]) {
        let said = complaint(|folder| fs::write(folder.join("model.safetensors"), &whole[..length]).unwrap());
        assert!(said.contains("model.safetensors"), "{length}: {said}");
    }
}

#[test]
fn a_tagger_beside_a_parser_gives_its_tags_and_nothing_else() {
    let other = folder();
    // The same network with other names for what it finds, and shorter windows.
    let swapped = LABELS
        .replace("PER", "ORG")
        .replace("\"window\": 12", "\"window\": 5");
    fs::write(other.path().join("labels.json"), swapped).unwrap();
    let load = |folder: &Path| {
        let options = Options {
            threads: 2,
            ..Options::default()
        };
        Model::load(folder, options).unwrap()
    };
    let sentences = many(40);
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let documents: Vec<_> = sentences.chunks(7).map(document).collect();
    let tagged = encode(&load(other.path()), &documents, 3);
    let parsed = encode(&load(folder().path()), &documents, 3);
    let both = load(folder().path()).with_tagger(load(other.path()));
    let cut = both
        .encode_and_cut(&[(&documents[0].0, &documents[0].1)], 2)
        .unwrap();
    let tokens = |of: &[Sentence]| -> Vec<Vec<Span>> { of.iter().map(|one| one.tokens.clone()).collect() };
    assert_eq!(tokens(&cut[0].0), tokens(&documents[0].1));
    for (number, both) in encode(&both, &documents, 3).into_iter().enumerate() {
        for (at, both) in both.into_iter().enumerate() {
            assert_eq!(both.tags, tagged[number][at].tags);
            assert_eq!(both.tag_scores, tagged[number][at].tag_scores);
            assert_eq!(both.heads, parsed[number][at].heads);
            assert_eq!(both.upos, parsed[number][at].upos);
            if number == 0 {
                assert_eq!(cut[0].1[at], both);
            }
        }
    }
}

#[test]
fn a_model_without_parser_gives_tags_alone() {
    let folder = folder();
    let labels = LABELS.replace(r#""deprel": ["dep", "nsubj", "parataxis", "root"], "#, "");
    fs::write(folder.path().join("labels.json"), labels).unwrap();
    let model = Model::load(
        folder.path(),
        Options {
            threads: 1,
            ..Options::default()
        },
    )
    .unwrap();
    let encoded = encode(&model, &[document(&["Karla met"])], 1);
    assert_eq!(encoded[0][0].heads, None);
    assert_eq!(encoded[0][0].tags.len(), 2);
    assert!(model.relations().is_empty());
}
