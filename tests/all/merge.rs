//! Entities and events merged across documents, through the program: `graph merge` and `eval merge`.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::support::{complaint, stdout, triplewire};

const ARTICLES: [(&str, &str, &str); 4] = [
    (
        "a-1",
        "2024-05-15",
        "Elena Varga, mayor of Tromso, Norway, was shot dead on Wednesday. Gunmen killed Varga outside the town hall.",
    ),
    (
        "b-1",
        "2024-05-16",
        "The mayor of Tromso in Norway, Elena M. Varga, was assassinated on Wednesday. A man was arrested on Thursday.",
    ),
    (
        "c-1",
        "2024-05-18",
        "In Tromso, Norway, thousands mourned Elena Varga, the mayor who was killed on May 15, 2024.",
    ),
    (
        "d-1",
        "2021-02-01",
        "The swimmer Elena Varga won two medals in Lima, Peru, on Saturday.",
    ),
];

/// A store with the articles, added in this order; the quads of its merged graph.
fn merged(folder: &Path, order: &[usize]) -> BTreeSet<String> {
    let articles = folder.join("articles.jsonl");
    let line = |&at: &usize| {
        let (id, published, text) = ARTICLES[at];
        serde_json::json!({"id": id, "published": published, "text": text}).to_string()
    };
    let lines: Vec<String> = order.iter().map(line).collect();
    fs::write(&articles, lines.join("\n")).unwrap();
    let store = folder.join("store");
    let (articles, store) = (articles.to_str().unwrap(), store.to_str().unwrap());
    stdout(&mut triplewire(&["graph", "add", articles, "--store", store]));
    let told = stdout(&mut triplewire(&["graph", "merge", "--store", store]));
    assert!(told.starts_with("documents\t4\n"), "{told}");
    let query = "SELECT ?s ?p ?o { GRAPH <https://triplewire.example/graph/merged> { ?s ?p ?o } }";
    let found = stdout(&mut triplewire(&[
        "graph", "query", query, "--store", store, "--to", "csv",
    ]));
    found.lines().map(String::from).collect()
}

#[test]
fn the_order_of_documents_changes_nothing() {
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let one = merged(folders[0].path(), &[0, 1, 2, 3]);
    assert!(one.len() > 20, "{one:?}");
    assert_eq!(merged(folders[1].path(), &[3, 1, 0, 2]), one);

    // In two goes, with a merge between: the second starts from what the first left.
    let store = folders[2].path();
    let name = "Elena Varga";
    assert_eq!(merged(store, &[2, 3, 0, 1]), one);
    assert_eq!(merged(store, &[0, 1, 2, 3]), one);
    let names = one
        .iter()
        .filter(|line| line.contains("rdf-schema#label") && line.contains(name));
    assert_eq!(names.count(), 2, "the mayor and the swimmer: {one:?}");
}

#[test]
fn explain_says_why_two_entities_were_merged_or_not() {
    let folder = tempfile::tempdir().unwrap();
    merged(folder.path(), &[0, 1, 2, 3]);
    let store = folder.path().join("store");
    let store = store.to_str().unwrap();
    let query = "SELECT ?e { GRAPH ?d { ?e <http://www.w3.org/2000/01/rdf-schema#label> ?n } \
                 FILTER(CONTAINS(?n, 'Varga')) FILTER(CONTAINS(STR(?d), '/doc/')) } ORDER BY ?e";
    let found = stdout(&mut triplewire(&[
        "graph", "query", query, "--store", store, "--to", "csv",
    ]));
    let id = |document: &str| -> String {
        let line = found
            .lines()
            .find(|line| line.contains(document))
            .unwrap_or_else(|| panic!("{found}"));
        line.trim().rsplit('/').next().unwrap().to_string()
    };
    let explain = |one: &str, other: &str| {
        stdout(&mut triplewire(&[
            "graph",
            "merge",
            "--store",
            store,
            "--explain",
            &id(one),
            &id(other),
        ]))
    };
    let same = explain("a-1", "b-1");
    assert!(
        same.contains(": coreferent, ") && same.contains("both have the role mayor"),
        "{same}"
    );
    let two = explain("a-1", "d-1");
    assert!(two.contains(": candidate pair, kept apart"), "{two}");
    let said = complaint(&mut triplewire(&[
        "graph",
        "merge",
        "--store",
        store,
        "--explain",
        "a-1#e99",
        "b-1#e1",
    ]));
    assert!(said.contains("a-1#e99") && said.contains("DOCUMENT#ID"), "{said}");
}

#[test]
fn merging_is_scored_against_gold_clusters() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.jsonl");
    let articles = folder.path().join("articles.jsonl");
    let line = |(id, published, text): &(&str, &str, &str)| {
        serde_json::json!({"id": id, "published": published, "text": text}).to_string()
    };
    fs::write(
        &articles,
        ARTICLES.iter().map(line).collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    fs::write(
        &facts,
        stdout(&mut triplewire(&[
            "extract",
            "--to",
            "jsonl",
            articles.to_str().unwrap(),
        ])),
    )
    .unwrap();
    let gold = folder.path().join("gold.json");
    let clusters = serde_json::json!({
        "entities": [
            {"id": "mayor", "type": "PER", "mentions": {"a-1": ["Elena Varga"], "b-1": ["Elena M. Varga"], "c-1": ["Elena Varga"]}},
            {"id": "swimmer", "type": "PER", "mentions": {"d-1": ["Elena Varga"]}},
        ],
        "events": [{"id": "murder", "type": "Assassination", "mentions": {"a-1": ["shot dead"], "b-1": ["assassinated"], "c-1": ["killed"]}}],
    });
    fs::write(&gold, clusters.to_string()).unwrap();
    let (gold, facts) = (gold.to_str().unwrap(), facts.to_str().unwrap());
    let report: Value = serde_json::from_str(&stdout(&mut triplewire(&[
        "eval", "merge", gold, facts, "--json",
    ])))
    .unwrap();
    assert_eq!(report["entities"]["all"]["f1"], 100.0, "{report}");
    assert_eq!(report["events"]["all"]["f1"], 100.0, "{report}");
    assert_eq!(
        stdout(&mut triplewire(&["eval", "merge", gold, facts, "--losses"])),
        ""
    );
}
