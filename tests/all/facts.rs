//! Documents of facts for the tests of the graph, made without a model.

use serde_json::{Value, json};
use tempfile::TempDir;
use triplewire_facts::Facts;
use triplewire_graph::store::{Change, Store};

/// A document in which `killer` kills `victim`; the words of its one sentence are the two names and more.
pub fn killing(id: &str, killer: &str, victim: &str) -> Facts {
    let text = format!("{killer} killed {victim} in Ankara .");
    let length = |text: &str| text.chars().count();
    let (verb, second) = (length(killer) + 1, length(killer) + 8);
    let place = second + length(victim) + 4;
    let entity = |id: &str, class: &str, name: &str, start: usize| {
        let key = match class {
            "LOC" => "geonames/323786".to_string(),
            _ => format!("{class}/{name}"),
        };
        json!({
            "id": id, "type": class, "name": name, "aliases": [name], "key": key,
            "attributes": [{"type": "age", "value": "62", "start": 0, "end": 1, "sentence": 0}], "place": null,
            "mentions": [{"start": start, "end": start + length(name), "text": name, "kind": "name", "sentence": 0,
                "score": 0.9}],
        })
    };
    let argument = |role: &str, entity: &str, name: &str, start: usize| {
        json!({"role": role, "entity": entity, "text": name, "start": start, "end": start + length(name), "score": 0.9,
            "rule": "killing/active", "count": null})
    };
    let object = json!({
        "id": id, "title": victim, "published": "2016-12-19", "url": null, "model": "test 1.0", "version": "0.1.0",
        "sentences": [{"start": 0, "end": length(&text), "text": text}],
        "entities": [entity("e1", "PER", killer, 0), entity("e2", "PER", victim, second),
            entity("e3", "LOC", "Ankara", place)],
        "events": [{
            "id": "v1", "type": "Killing", "realis": "actual", "source": null,
            "triggers": [{"start": verb, "end": verb + 6, "text": "killed", "sentence": 0, "rule": "killing/active"}],
            "arguments": [argument("attacker", "e1", killer, 0), argument("victim", "e2", victim, second),
                argument("place", "e3", "Ankara", place)],
            "time": {"text": "Monday", "start": 0, "end": 1, "value": "2016-12-19"}, "score": 0.9,
        }],
        "relations": [{"id": "r1", "type": "position_held", "subject": "e2", "object": null, "value": victim, "start": 0,
            "end": 1, "sentence": 0, "rule": "position/of", "score": 0.9}],
        "warnings": [],
    });
    parsed(&object)
}

pub fn parsed(object: &Value) -> Facts {
    Facts::parse(object.to_string().as_bytes()).unwrap()
}

/// Documents as JSON lines.
pub fn lines(documents: &[Facts]) -> String {
    documents
        .iter()
        .map(|facts| facts.to_json().unwrap() + "\n")
        .collect()
}

/// Adds documents in one batch.
pub fn add(graph: &Store, documents: &[Facts]) -> Vec<Change> {
    let mut batch = graph.batch().unwrap();
    documents.iter().for_each(|facts| {
        batch.add(facts).unwrap();
    });
    let changes = batch.commit().unwrap();
    changes.into_iter().map(|(_, change)| change).collect()
}

/// A new store with documents, in a folder that goes with it.
pub fn stored(documents: &[Facts]) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let graph = Store::open(folder.path(), None).unwrap();
    add(&graph, documents);
    (folder, graph)
}

/// The rows of a query.
pub fn rows(graph: &Store, query: &str) -> Vec<Vec<String>> {
    graph.query(query).unwrap().table().unwrap().1
}
