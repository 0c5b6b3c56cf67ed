//! Sentences that the start head cuts anew.

use super::*;

/// The tiny model with a start head and these thresholds.
fn cutter(keep: f32, split: f32) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let mut shapes = shapes();
    shapes.insert("heads.start.weight".into(), vec![1, 8]);
    shapes.insert("heads.start.bias".into(), vec![1]);
    write(folder.path(), true, &shapes);
    let start = format!(r#"{{"start": {{"keep": {keep}, "split": {split}}}, "#);
    fs::write(folder.path().join("labels.json"), LABELS.replacen('{', &start, 1)).unwrap();
    Model::load(
        folder.path(),
        Options {
            threads: 2,
            ..Options::default()
        },
    )
    .unwrap()
}

fn cut(model: &Model, (text, sentences): &(String, Vec<Sentence>)) -> (Vec<Sentence>, Vec<Encoded>) {
    model
        .encode_and_cut(&[(text, sentences)], 3)
        .unwrap()
        .pop()
        .unwrap()
}

/// A document of sentences that each fit into one window; of three one is set apart.
fn prose() -> (String, Vec<Sentence>) {
    let sentences = many(60);
    let short = |sentence: &String| -> String { sentence.split_inclusive(' ').take(4).collect() };
    let sentences: Vec<String> = sentences.iter().map(short).collect();
    let (text, mut sentences) = document(&sentences.iter().map(String::as_str).collect::<Vec<_>>());
    for (at, sentence) in sentences.iter_mut().enumerate() {
        sentence.apart = at % 3 == 0;
        sentence.span = Span::new(sentence.tokens[0].start, sentence.tokens.last().unwrap().end);
    }
    (text, sentences)
}

#[test]
fn without_a_start_head_the_cut_stays() {
    let (document, model) = (prose(), model(2));
    let (sentences, encoded) = cut(&model, &document);
    assert_eq!(sentences, document.1);
    assert_eq!(encoded, encode(&model, &[document], 1)[0]);
}

#[test]
fn a_start_head_that_is_never_sure_enough_changes_nothing() {
    let (document, model) = (prose(), cutter(-1.0, 2.0));
    let (sentences, encoded) = cut(&model, &document);
    assert_eq!(sentences, document.1);
    assert_eq!(encoded, encode(&model, &[document], 1)[0]);
}

#[test]
fn the_start_head_moves_boundaries_but_no_token() {
    let document = prose();
    let tokens = |sentences: &[Sentence]| -> Vec<Span> {
        sentences
            .iter()
            .flat_map(|sentence| sentence.tokens.clone())
            .collect()
    };
    for (keep, split) in [(2.0, 2.0), (0.5, 0.5), (2.0, 0.4), (-1.0, -1.0)] {
        let (sentences, encoded) = cut(&cutter(keep, split), &document);
        assert_eq!(tokens(&sentences), tokens(&document.1));
        assert_ne!(sentences, document.1, "{keep}, {split}");
        for (sentence, encoded) in sentences.iter().zip(&encoded) {
            assert_eq!(encoded.tags.len(), sentence.tokens.len());
            assert_eq!(encoded.upos.len(), sentence.tokens.len());
            assert_tree(encoded.heads.as_ref().unwrap());
            assert!(
                !matches!(encoded.tags[0], Tag::I(_)),
                "an entity crosses a boundary"
            );
            assert!(sentence.span.covers(sentence.tokens[0]));
        }
        let starts: Vec<usize> = sentences.iter().map(|sentence| sentence.span.start).collect();
        let apart = document.1.iter().filter(|sentence| sentence.apart);
        assert!(
            apart
                .map(|one| one.span.start)
                .all(|start| starts.contains(&start))
        );
        if split < 0.0 {
            assert_eq!(sentences.len(), tokens(&sentences).len());
        }
    }
}

#[test]
fn a_sentence_over_several_windows_stays_one_where_the_start_head_says_nothing() {
    let long = "Karla met the NATO of Rome ".repeat(30);
    let document = document(&["short", &long, "tail"]);
    let (sentences, encoded) = cut(&cutter(-1.0, 2.0), &document);
    assert_eq!(sentences[1].tokens, document.1[1].tokens);
    assert_eq!(encoded, encode(&cutter(-1.0, 2.0), &[document], 1)[0]);
    assert!(cut(&cutter(0.5, 0.5), &(String::new(), Vec::new())).0.is_empty());
}
