//! The merged graph as documents are added, replaced and removed: it depends only on the documents that are there.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use triplewire_facts::Facts;
use triplewire_graph::{
    crossdoc::{self, DocumentProfile},
    rdf::iri,
    store::Store,
};
use triplewire_lexicon::Ontology;

use crate::{
    facts::{killing, lines, parsed, rows, stored},
    support::{file, lexicon, stdout, triplewire},
};

const VOCABULARY: &str = "PREFIX tw: <https://triplewire.example/vocabulary#> \
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ";

/// Whether the merged graph is what merging all documents at once gives.
pub fn is_merged(graph: &Store) {
    let mut facts: Vec<Facts> = Vec::new();
    for (_, node) in graph.documents().unwrap() {
        facts.push(graph.facts(&node).unwrap().unwrap());
    }
    let documents: Vec<DocumentProfile> = facts
        .iter()
        .map(|facts| DocumentProfile::of(lexicon(), facts))
        .collect();
    let wanted = crossdoc::merge(Ontology::builtin().unwrap(), &documents);
    let iris = &graph.quads().iris;
    let name = |id: &str| iris.identity(id).into_string();

    let mut clusters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (events, all) in [(false, &wanted.entities), (true, &wanted.events)] {
        for cluster in all {
            let members = cluster.members.iter().map(|&(at, number)| {
                let id = match events {
                    true => &documents[at].events[number].id,
                    false => &documents[at].entities[number].id,
                };
                iri::part(&iris.document(&documents[at].id), id).into_string()
            });
            clusters.insert(name(&cluster.id), members.collect());
        }
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let merged = iris.graph("merged");
    let query =
        format!("{VOCABULARY} SELECT ?node ?member {{ GRAPH {merged} {{ ?node tw:member ?member }} }}");
    for row in rows(graph, &query) {
        found.entry(row[0].clone()).or_default().insert(row[1].clone());
    }
    assert_eq!(found, clusters);

    let candidates: BTreeSet<(BTreeSet<String>, String)> = wanted
        .candidates
        .iter()
        .map(|one| {
            let pair = one.pair.map(|at| name(&wanted.entities[at].id));
            (pair.into(), format!("{:.4}", one.score))
        })
        .collect();
    let query = format!(
        "{VOCABULARY} SELECT ?one ?other ?score {{ GRAPH {merged} {{ \
         ?pair a tw:Candidate ; rdf:subject ?one ; rdf:object ?other ; tw:score ?score }} }}"
    );
    let found: BTreeSet<(BTreeSet<String>, String)> = rows(graph, &query)
        .into_iter()
        .map(|row| {
            let score: f64 = row[2].parse().unwrap();
            ([row[0].clone(), row[1].clone()].into(), format!("{score:.4}"))
        })
        .collect();
    assert_eq!(found, candidates);
}

/// Everything that is not a document's own.
fn of_the_store(graph: &Store) -> BTreeSet<String> {
    let query = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/graph/')) }";
    rows(graph, query).into_iter().map(|row| row.join("\t")).collect()
}

/// Class, name, key, attributes.
type Entity = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const ENTITIES: [Entity; 14] = [
    ("PER", "Ana Ruiz", "per/ana-ruiz", &[("role", "mayor")]),
    ("PER", "Ana Ruiz", "per/ana-ruiz", &[("role", "footballer")]),
    ("PER", "Ana Maria Ruiz", "per/ana-maria-ruiz", &[("age", "52")]),
    ("PER", "A. Ruiz", "per/a-ruiz", &[]),
    ("PER", "Ruiz", "per/ruiz", &[("role", "mayor")]),
    (
        "PER",
        "Hadi Qassir",
        "per/hadi-qassir",
        &[("nationality", "Iraq")],
    ),
    ("PER", "Hadi Kassir", "per/hadi-kassir", &[]),
    ("LOC", "Kirkuk", "geonames/94787", &[]),
    ("LOC", "Kirkuk", "loc/kirkuk", &[]),
    ("LOC", "Tuz", "loc/tuz", &[]),
    ("ORG", "Sahara Brigade", "org/sahara-brigade", &[]),
    ("ORG", "Zahara Brigade", "org/zahara-brigade", &[]),
    ("ORG", "Interior Ministry", "org/interior-ministry/iq", &[]),
    ("NORP", "Sahara Brigade", "norp/sahara-brigade", &[]),
];

const DAYS: [Option<&str>; 5] = [
    Some("2024-05-14"),
    Some("2024-05-15"),
    Some("2024-06-20"),
    Some("2024"),
    None,
];

/// A document: places in the tables above, and events of a kind, a day and a victim.
type Sketch = (usize, usize, Vec<usize>, Vec<(usize, usize, usize)>);

fn sketch() -> impl Strategy<Value = Sketch> {
    (
        0..6usize,
        0..DAYS.len(),
        proptest::collection::vec(0..ENTITIES.len(), 1..6),
        proptest::collection::vec((0..3usize, 0..DAYS.len(), 0..6usize), 0..3),
    )
}

fn facts((id, published, entities, events): &Sketch) -> Facts {
    let mention = |text: &str| json!([{"start": 0, "end": 1, "text": text, "kind": "name", "sentence": 0, "score": 1.0}]);
    let entity = |(number, &at): (usize, &usize)| {
        let (class, name, key, attributes) = ENTITIES[at];
        let attributes = attributes
            .iter()
            .map(|(kind, value)| json!({"type": kind, "value": value, "start": 0, "end": 1, "sentence": 0}));
        json!({"id": format!("e{number}"), "type": class, "name": name, "key": key, "mentions": mention(name),
            "attributes": attributes.collect::<Vec<Value>>()})
    };
    let event = |(number, &(kind, day, victim)): (usize, &(usize, usize, usize))| {
        let part = |role: &str, entity: usize| {
            json!({"role": role, "entity": format!("e{}", entity % entities.len()), "text": "x", "start": 0, "end": 1,
                "score": 1.0, "rule": "r", "count": null})
        };
        let time = DAYS[day].map(|day| json!({"text": day, "start": 0, "end": 1, "value": day}));
        json!({"id": format!("v{number}"), "type": (["Killing", "Attack", "Bombing"][kind]), "realis": "actual",
            "triggers": [{"start": 0, "end": 1, "text": "t", "sentence": 0, "rule": "r"}], "time": time, "score": 1.0,
            "arguments": [part("victim", victim), part("place", victim + 1)]})
    };
    parsed(&json!({
        "id": format!("d{id}"), "published": DAYS[*published].filter(|day| day.len() > 4),
        "sentences": [{"start": 0, "end": 9}], "relations": [],
        "entities": entities.iter().enumerate().map(entity).collect::<Vec<Value>>(),
        "events": events.iter().enumerate().map(event).collect::<Vec<Value>>(),
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_merged_graph_depends_only_on_the_documents_that_are_there(
        sketches in proptest::collection::vec(sketch(), 1..12),
        together in 1..4usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let graph = Store::open(folder.path(), None).unwrap();
        let mut last: BTreeMap<String, Facts> = BTreeMap::new();
        for some in sketches.chunks(together) {
            let mut batch = graph.batch().unwrap();
            for sketch in some {
                let facts = facts(sketch);
                batch.add(&facts).unwrap();
                last.insert(facts.id.clone(), facts);
            }
            batch.commit().unwrap();
            is_merged(&graph);
        }
        let other = tempfile::tempdir().unwrap();
        let mut other = Store::open(other.path(), None).unwrap();
        let mut batch = other.batch().unwrap();
        for facts in last.values().rev() {
            batch.add(facts).unwrap();
        }
        batch.commit().unwrap();
        let found = of_the_store(&graph);
        prop_assert_eq!(&of_the_store(&other), &found);
        other.merge().unwrap();
        prop_assert_eq!(&of_the_store(&other), &found);
    }
}

#[test]
fn a_batch_that_is_dropped_leaves_the_merged_graph_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Store::open(folder.path(), None).unwrap();
    let first = facts(&(0, 0, vec![0, 7], vec![(0, 0, 0)]));
    let mut batch = graph.batch().unwrap();
    batch.add(&first).unwrap();
    batch.commit().unwrap();
    let before = of_the_store(&graph);
    let mut batch = graph.batch().unwrap();
    batch.add(&facts(&(0, 1, vec![5, 9], vec![]))).unwrap();
    batch.add(&facts(&(1, 1, vec![0, 7], vec![(0, 0, 0)]))).unwrap();
    drop(batch);
    assert_eq!(of_the_store(&graph), before);
    let mut batch = graph.batch().unwrap();
    batch.add(&facts(&(2, 1, vec![0, 7], vec![(0, 0, 0)]))).unwrap();
    batch.commit().unwrap();
    is_merged(&graph);
}

#[test]
fn merged_nodes_are_exported_with_their_members_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "O'Neill \"\\\n</node> <x>,";
    let (_place, path) = file(
        "facts.jsonl",
        lines(&[killing("a", "Bo Ek", evil), killing("b", "Bo Ek", evil)]),
    );
    let store = folder.path().join("store");
    let store = store.to_str().unwrap();
    stdout(&mut triplewire(&["graph", "add", &path, "--store", store]));
    let export = |words: &[&str]| {
        stdout(&mut triplewire(
            &[&["graph", "export", "--store", store, "--to"], words].concat(),
        ))
    };

    let graph = Store::open_read_only(std::path::Path::new(store)).unwrap();
    let inside = rows(
        &graph,
        "SELECT ?s ?p ?o { GRAPH <https://triplewire.example/graph/merged> { ?s ?p ?o } }",
    );
    let quads = export(&["nquads", "--base-iri", "https://b.org/"]);
    let merged: Vec<&str> = quads
        .lines()
        .filter(|line| line.ends_with("<https://b.org/graph/merged> ."))
        .collect();
    assert_eq!(merged.len(), inside.len());
    assert!(quads.contains("<https://b.org/doc/a#v1> ") && !quads.contains("triplewire.example/entity"));
    drop(graph);

    let graphml = export(&["graphml"]);
    let count = |what: &str| graphml.matches(what).count();
    assert_eq!(
        count(">MEMBER<"),
        8,
        "three entities and an event in two documents: {graphml}"
    );
    assert!(count(">VICTIM<") == 3 && count(">ATTACKER<") == 3);

    let tables = folder.path().join("neo4j");
    export(&["neo4j", "-o", tables.to_str().unwrap()]);
    let column = |file: &str, name: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_path(tables.join(file)).unwrap();
        let at = reader
            .headers()
            .unwrap()
            .iter()
            .position(|head| head == name)
            .unwrap();
        reader.records().map(|row| row.unwrap()[at].to_string()).collect()
    };
    let nodes: BTreeSet<String> = column("nodes.csv", "id:ID").into_iter().collect();
    for end in [":START_ID", ":END_ID"] {
        assert!(
            column("relationships.csv", end)
                .iter()
                .all(|id| nodes.contains(id))
        );
    }
    let names = column("nodes.csv", "name");
    assert_eq!(
        names.iter().filter(|name| *name == evil).count(),
        7,
        "two victims, two offices, two titles, one node"
    );
}

/// A document in which somebody killed Ann Lund: a class, a name and a key.
fn killed_by(id: &str, class: &str, name: &str, key: &str) -> Facts {
    let mut facts = killing(id, name, "Ann Lund");
    facts.entities[0].class = class.into();
    facts.entities[0].key = Some(key.into());
    facts
}

#[test]
fn a_country_and_its_people_are_no_two_accounts() {
    let ask = |documents: &[Facts]| {
        let (_folder, graph) = stored(documents);
        let query = include_str!("../../crates/graph/assets/queries/contradictions.rq");
        rows(&graph, query)
    };
    let kenya = killed_by("a", "LOC", "Kenya", "geonames/192950");
    let kenyans = killed_by("b", "NORP", "Kenyans", "norp/kenya");
    let ugandans = killed_by("b", "NORP", "Ugandans", "norp/uganda");
    assert!(ask(&[kenya.clone(), kenyans]).is_empty());
    let answer = ask(&[kenya, ugandans]);
    assert_eq!(answer.len(), 1);
    assert!(
        answer[0].iter().any(|cell| cell.contains("Kenya"))
            && answer[0].iter().any(|cell| cell.contains("Ugandans"))
    );
}
