//! The program is killed while it adds to the graph: whatever it acknowledged is there, and nothing is there by half.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command as Process, Stdio},
    thread,
    time::Duration,
};

use triplewire_facts::Facts;
use triplewire_graph::store::Store;

use crate::{
    facts::{killing, lines, rows},
    merging::is_merged,
    support::{file, stdout, triplewire},
};

/// Whether each document of the store is as it was sent, and nothing else is there.
fn is_whole(store: &Path, sent: &[Facts]) -> BTreeSet<String> {
    let Ok(graph) = Store::open_read_only(store) else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    for (id, node) in graph.documents().unwrap() {
        let facts = graph.facts(&node).unwrap().unwrap();
        let original = sent.iter().find(|one| one.id == id).unwrap();
        assert_eq!(facts, *original);
        let count = format!("SELECT (COUNT(*) AS ?n) {{ GRAPH {node} {{ ?s ?p ?o }} }}");
        assert_eq!(
            rows(&graph, &count)[0][0],
            graph.quads().of(original).len().to_string(),
            "{id}"
        );
        found.insert(id);
    }
    let graphs = rows(&graph, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!(
        graphs.len(),
        if found.is_empty() { 0 } else { found.len() + 3 },
        "graphs without a document"
    );
    is_merged(&graph);
    found
}

#[test]
fn killing_the_program_loses_no_document_that_it_acknowledged() {
    let documents: Vec<Facts> = (0..400)
        .map(|number| {
            killing(
                &format!("d{number}"),
                &format!("Killer {number}"),
                &format!("Victim {number}"),
            )
        })
        .collect();
    let (place, path) = file("facts.jsonl", lines(&documents));
    let store = place.path().join("store");
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut killed = 0;
    for round in 0..8_u64 {
        let mut child = Process::new(env!("CARGO_BIN_EXE_triplewire"))
            .args([
                "graph",
                "add",
                "--batch",
                "3",
                &path,
                "--store",
                store.to_str().unwrap(),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        // The first round dies while the store is being made; later ones get further each time, and stop between two lines.
        if round == 0 {
            thread::sleep(Duration::from_millis(30));
        } else {
            let read = said.by_ref().take(round as usize * 40).map(Result::unwrap);
            acknowledged.extend(read.map(|line| line.split('\t').nth(1).unwrap().to_string()));
            thread::sleep(Duration::from_micros(round * 777));
        }
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(said.map_while(Result::ok).filter_map(|line| {
            let (what, id) = line.split_once('\t')?;
            ["added", "unchanged"].contains(&what).then(|| id.to_string())
        }));
        let found = is_whole(&store, &documents);
        let lost: Vec<_> = acknowledged.difference(&found).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
    }
    assert!(
        killed >= 4,
        "the program must be killed at work, and was so only {killed} times"
    );
    assert!(!acknowledged.is_empty());
    stdout(&mut triplewire(&[
        "graph",
        "add",
        &path,
        "--store",
        store.to_str().unwrap(),
    ]));
    assert_eq!(is_whole(&store, &documents).len(), documents.len());
}
