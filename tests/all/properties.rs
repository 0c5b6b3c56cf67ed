//! Any string goes through: no panic, no span off a character boundary, `text[start:end]` is the text.

use std::path::Path;

use proptest::{prelude::*, test_runner::Config};
use triplewire_eval::chunk::chunks;
use triplewire_nlp::text::columns::{conll::Conll, conllu::Treebank};

use crate::support::{documents, json, pipeline, spans};

/// Text as news might bring it, good and bad.
fn news() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Police",
        "arrested",
        "killed",
        "Andrés",
        "Varga",
        "Mr.",
        "U.N.",
        "the",
        "by",
        "of",
        "was",
        "shot",
        "Köln",
        "n’t",
        "’s",
        "don't",
        ".",
        ",",
        "?",
        "“",
        "”",
        "\"",
        "(",
        ")",
        "—",
        "--",
        "...",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{200b}",
        "\u{202e}",
        "مرحبا",
        "北京",
        "👩‍👩‍👧",
        "e\u{301}",
        "\0",
        "$12.5",
        "10:30",
        "1,000",
        "#tag",
        "http://a.b/c?d=e",
        "\u{feff}",
        "\u{a0}",
        "İ",
        "ẞ",
    ]);
    prop::collection::vec((piece, prop::bool::weighted(0.7)), 0..60).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, blank)| {
                if blank {
                    format!("{piece} ")
                } else {
                    piece.to_owned()
                }
            })
            .collect()
    })
}

fn check(texts: &[String]) -> Result<(), TestCaseError> {
    let found = pipeline()
        .extract(documents(texts))
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(found.len(), texts.len());
    for (facts, text) in found.iter().zip(texts) {
        let characters: Vec<char> = text.chars().collect();
        let object = json(facts);
        for (start, end, words) in spans(&object) {
            prop_assert!(
                start < end && end <= characters.len(),
                "{}..{} in {:?}",
                start,
                end,
                text
            );
            prop_assert_eq!(characters[start..end].iter().collect::<String>(), words);
        }
        for sentence in object["sentences"].as_array().into_iter().flatten() {
            prop_assert!(sentence["end"].as_u64() <= Some(characters.len() as u64));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_strings_go_through_the_whole_way(texts in prop::collection::vec(any::<String>(), 1..12)) {
        check(&texts)?;
    }

    #[test]
    fn any_news_goes_through_the_whole_way(texts in prop::collection::vec(news(), 1..8)) {
        check(&texts)?;
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_column_file_is_read_or_refused(text in "([-A-Za-z0-9#. \t_é]{0,12}[\t \n]){0,40}") {
        let path = Path::new("x");
        if let Ok(file) = Conll::parse(&text, path) {
            let words: usize = file.documents.iter().flat_map(|one| &one.sentences).map(|s| s.tokens.len()).sum();
            let rows: usize = file.sentences().map(<[_]>::len).sum();
            prop_assert_eq!(words, rows);
        }
        let _ = Treebank::parse(&text, path);
    }

    #[test]
    fn chunks_are_in_order_and_do_not_overlap(tags in prop::collection::vec("O|[BI]-(PER|LOC)", 0..30)) {
        let found = chunks(tags.iter().map(String::as_str)).unwrap();
        let inside: usize = found.iter().map(|chunk| chunk.end - chunk.start).sum();
        prop_assert_eq!(inside, tags.iter().filter(|tag| *tag != "O").count());
        for pair in found.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
    }
}
