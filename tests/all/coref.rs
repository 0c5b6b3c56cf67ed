//! `eval coref` from outside, and what `eval relations` says of lasting relations.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{complaint, file, stdout, triplewire};

/// "Ana Ruiz met Bo Lund. Ruiz left." with a chain for Ana Ruiz and one of one mention.
const CHAINS: &str = "# newdoc id = story\n\
    1\tAna\t_\tPROPN\t_\t_\t3\tnsubj\t_\tEntity=(1\n2\tRuiz\t_\tPROPN\t_\t_\t1\tflat\t_\tEntity=1)\n\
    3\tmet\t_\tVERB\t_\t_\t0\troot\t_\t_\n4\tBo\t_\tPROPN\t_\t_\t3\tobj\t_\tEntity=(2\n\
    5\tLund\t_\tPROPN\t_\t_\t4\tflat\t_\tEntity=2)|SpaceAfter=No\n6\t.\t_\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n\
    1\tRuiz\t_\tPROPN\t_\t_\t2\tnsubj\t_\tEntity=(1)\n2\tleft\t_\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n\
    3\t.\t_\tPUNCT\t_\t_\t2\tpunct\t_\t_\n";

const PRONOUNS: &str = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n\
    d-1\tÉva Ruiz left Oslo after Ann Roy came. Her car broke down.\tHer\t39\tÉva Ruiz\t0\tTRUE\tAnn Roy\t25\tFALSE\tu\n\
    d-2\tBo Lund met Ned Roy. He left.\tHe\t21\tBo Lund\t0\tTRUE\tNed Roy\t12\tFALSE\tu\n";

const FACTS: &str = r#"{"fold": "2", "doc": "9", "ps": "5", "pe": "60", "ss": "43", "se": "53", "os": "5", "oe": "13", "prop": "CEO", "passage": "Ana Ruiz, chief executive of the bank Nordo Bank, resigned."}
{"fold": "3", "doc": "9", "ps": "70", "pe": "90", "ss": "-", "se": "-", "os": "-", "oe": "-", "prop": "SPOUSE", "passage": "Parliament met on Monday."}
"#;

fn json(call: &[&str]) -> Value {
    serde_json::from_str(&stdout(&mut triplewire(&[call, &["--json"]].concat()))).unwrap()
}

/// Texts that `--texts` writes, through `extract`; the file's path.
fn extracted(folder: &Path, task: &str, gold: &str) -> String {
    let texts = folder.join("texts.jsonl");
    let written = stdout(&mut triplewire(&["eval", task, gold, "--texts"]));
    fs::write(&texts, written).unwrap();
    let pred = folder.join("pred.jsonl");
    let found = stdout(&mut triplewire(&[
        "extract",
        texts.to_str().unwrap(),
        "--to",
        "jsonl",
    ]));
    fs::write(&pred, found).unwrap();
    pred.to_str().unwrap().to_owned()
}

#[test]
fn names_of_one_person_are_a_chain_by_heads_and_by_spans() {
    let (folder, gold) = file("story.conllu", CHAINS);
    for options in [&[][..], &["--exact"], &["--names"]] {
        let call = [&["eval", "coref", &gold][..], options].concat();
        let found = json(&call);
        assert_eq!(found["scores"]["conll"]["f1"], 100.0, "{options:?}: {found}");
        assert_eq!((&found["gold_chains"], &found["words"]), (&1.into(), &9.into()));
    }
    let pred = extracted(folder.path(), "coref", &gold);
    let of_file = json(&["eval", "coref", &gold, "--pred", &pred]);
    assert_eq!(of_file, json(&["eval", "coref", &gold]));
    // A prediction may stand last, and a folder stands for its CoNLL-U files.
    assert_eq!(of_file, json(&["eval", "coref", &gold, &pred]));
    let folder = folder.path().to_str().unwrap();
    assert_eq!(of_file, json(&["eval", "coref", folder]));
    let table = stdout(&mut triplewire(&["eval", "coref", &gold, "--exact", "--names"]));
    assert!(
        table.contains("first and last words") && table.contains("names only"),
        "{table}"
    );
}

#[test]
fn a_prediction_of_another_text_is_refused() {
    let (folder, gold) = file("story.conllu", CHAINS);
    let pred = folder.path().join("pred.jsonl");
    let line = r#"{"id": "story", "sentences": [{"start": 0, "end": 3}], "events": [], "relations": [], "entities": [{"id": "e1", "type": "PER", "name": "Eva", "mentions": [{"start": 0, "end": 3, "text": "Eva", "kind": "name", "sentence": 0}]}]}"#;
    fs::write(&pred, line).unwrap();
    let said = complaint(&mut triplewire(&[
        "eval",
        "coref",
        &gold,
        "--pred",
        pred.to_str().unwrap(),
    ]));
    assert!(
        said.contains("pred.jsonl: story: \"Eva\" at 0 where the gold text has \"Ana\""),
        "{said}"
    );
}

#[test]
fn pronouns_of_gap_are_told_apart_by_gender() {
    let (folder, gold) = file("gap.tsv", PRONOUNS);
    let found = json(&["eval", "coref", &gold]);
    let score = |found: &Value, name: &str, key: &str| found["scores"][name][key].as_f64().unwrap();
    assert_eq!(score(&found, "overall", "gold"), 2.0);
    assert_eq!(score(&found, "feminine", "gold"), 1.0);

    let mention = |start: usize, end: usize, text: &str, kind: &str| {
        format!(r#"{{"start": {start}, "end": {end}, "text": "{text}", "kind": "{kind}", "sentence": 0}}"#)
    };
    let lines = [
        (
            "d-1",
            [
                mention(0, 8, "Éva Ruiz", "name"),
                mention(39, 42, "Her", "pronoun"),
            ],
        ),
        (
            "d-2",
            [
                mention(12, 19, "Ned Roy", "name"),
                mention(21, 23, "He", "pronoun"),
            ],
        ),
    ];
    let lines = lines.map(|(id, mentions)| {
        let mentions = mentions.join(", ");
        format!(r#"{{"id": "{id}", "sentences": [{{"start": 0, "end": 60}}], "events": [], "relations": [], "entities": [{{"id": "e1", "type": "PER", "name": "x", "mentions": [{mentions}]}}]}}"#)
    });
    let pred = folder.path().join("pred.jsonl");
    fs::write(&pred, lines.join("\n")).unwrap();
    let found = json(&["eval", "coref", &gold, pred.to_str().unwrap()]);
    assert_eq!(
        (score(&found, "overall", "f1"), score(&found, "feminine", "f1")),
        (50.0, 100.0)
    );
    let said = complaint(&mut triplewire(&["eval", "coref", &gold, "--names"]));
    assert!(said.contains("are for chains"), "{said}");
}

#[test]
fn facts_of_knowledgenet_are_found_fold_by_fold() {
    let (folder, gold) = file("facts.jsonl", FACTS);
    let all = json(&["eval", "relations", &gold]);
    assert_eq!(
        (&all["passages"], &all["scores"]["micro"]["gold"]),
        (&2.into(), &1.into())
    );
    let pred = extracted(folder.path(), "relations", &gold);
    assert_eq!(json(&["eval", "relations", &gold, &pred]), all);
    let said = stdout(&mut triplewire(&["eval", "relations", &gold, "--losses"]));
    let line = "2/9:5\tmissed\tCEO\tNordo Bank\tAna Ruiz\tAna Ruiz, chief";
    let found = all["scores"]["micro"]["correct"] == 1;
    assert_eq!(said.contains(line), !found, "{said}");
    let third = json(&["eval", "relations", &gold, "--fold", "3"]);
    assert_eq!((&third["passages"], &third["facts"]), (&1.into(), &0.into()));
    let said = complaint(&mut triplewire(&["eval", "relations", &gold, "--fold", "7"]));
    assert!(said.contains("no line of fold 7"), "{said}");
}
