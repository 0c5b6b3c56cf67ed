//! What a document tells about an event beyond its roles: who says so, how many, where exactly, and which event mentions are coreferent.

use serde_json::Value;

use crate::support::{documents, json, pipeline};

/// The events of a text of one type, as JSON.
fn events(text: &str, kind: &str) -> (Value, Vec<Value>) {
    let found = pipeline().extract(documents(&[text.to_string()])).unwrap();
    let document = json(&found[0]);
    let all = document["events"].as_array().unwrap().clone();
    let of_kind = all.into_iter().filter(|event| event["type"] == kind);
    let events = of_kind.collect();
    (document, events)
}

fn source(document: &Value, event: &Value) -> Option<String> {
    let entities = document["entities"].as_array()?;
    let entity = entities.iter().find(|entity| entity["id"] == event["source"])?;
    Some(entity["name"].as_str()?.to_string())
}

/// Texts and rules of the fillers of a role, in their order.
fn fillers(event: &Value, role: &str) -> Vec<(String, String)> {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let arguments = event["arguments"].as_array().unwrap().iter();
    let of_role = arguments.filter(|argument| argument["role"] == role);
    of_role
        .map(|argument| (string(&argument["text"]), string(&argument["rule"])))
        .collect()
}

#[test]
fn the_speaker_of_a_quotation_is_the_source_of_all_its_sentences() {
    for text in [
        "\"The smugglers came at night. They killed three guards,\" Ana Lindqvist said.",
        "\"The smugglers came at night,\" said Ana Lindqvist. \"They killed three guards.\"",
        "Ana Lindqvist said: “The smugglers came at night. They killed three guards.”",
    ] {
        let (document, killings) = events(text, "Killing");
        assert_eq!(killings.len(), 1, "{text}");
        assert_eq!(
            source(&document, &killings[0]).as_deref(),
            Some("Ana Lindqvist"),
            "{text}"
        );
    }
    let (document, killings) = events(
        "\"It rained,\" Ana Lindqvist said. Smugglers killed three guards.",
        "Killing",
    );
    assert_eq!(source(&document, &killings[0]), None);
}

#[test]
fn numbers_are_kept_as_a_count_beside_the_text() {
    let counts = |text: &str| -> Vec<(Value, Value)> {
        let (_, killings) = events(text, "Killing");
        let arguments = killings[0]["arguments"].as_array().unwrap().clone();
        let victims = arguments
            .into_iter()
            .filter(|argument| argument["role"] == "victim");
        victims
            .map(|victim| (victim["text"].clone(), victim["count"].clone()))
            .collect()
    };
    for (text, victim, count) in [
        (
            "Gunmen killed at least three other guards in Lima.",
            "at least three other guards",
            Value::from(3),
        ),
        (
            "Gunmen killed 1,240 inmates in Lima.",
            "1,240 inmates",
            Value::from(1240),
        ),
        (
            "Gunmen killed Ana Lindqvist in Lima.",
            "Ana Lindqvist",
            Value::Null,
        ),
        (
            "Gunmen killed dozens of inmates in Lima.",
            "dozens of inmates",
            Value::Null,
        ),
    ] {
        assert_eq!(counts(text), [(Value::from(victim), count)], "{text}");
    }
}

#[test]
fn places_go_from_the_most_specific_to_the_widest() {
    let (_, killings) = events(
        "Two guards were killed by gunmen in a cafe in the old town of Cusco in Peru.",
        "Killing",
    );
    let places = fillers(&killings[0], "place");
    let texts: Vec<&str> = places.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts.first(), Some(&"cafe"), "{texts:?}");
    assert!(texts.contains(&"Cusco"), "{texts:?}");
    assert!(
        places.iter().any(|(_, rule)| rule.ends_with("++inside")),
        "{places:?}"
    );
}

#[test]
fn the_dateline_is_a_guess_where_no_place_is_named() {
    let (_, killings) = events(
        "LIMA (Wire) — Gunmen killed three guards on Monday, the minister said.",
        "Killing",
    );
    assert_eq!(
        fillers(&killings[0], "place"),
        [("LIMA".to_string(), "dateline".to_string())]
    );
    let score = killings[0]["arguments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|argument| argument["role"] == "place");
    assert!(score.unwrap()["score"].as_f64().unwrap() < 0.5);
    let (_, killings) = events(
        "LIMA (Wire) — Gunmen killed three guards in Cusco on Monday.",
        "Killing",
    );
    assert_eq!(fillers(&killings[0], "place").len(), 1);
}

#[test]
fn mentions_without_names_are_one_event_when_nothing_contradicts_it() {
    let number = |text: &str| events(text, "Killing").1.len();
    assert_eq!(
        number(
            "Gunmen killed three guards in Cusco on Monday. The guards were killed by the gunmen at dawn."
        ),
        1
    );
    assert_eq!(
        number("Gunmen killed three guards in Cusco. In Cusco, gunmen killed three guards."),
        1
    );
    // Two killings stay two: other places, other numbers, other days, or nothing that points back.
    assert_eq!(
        number("Gunmen killed three guards in Cusco. Gunmen killed three guards in Puno."),
        2
    );
    assert_eq!(
        number("Gunmen killed three guards in Cusco. Gunmen killed five guards in Cusco."),
        2
    );
    assert_eq!(
        number("Gunmen killed a guard on Monday. Gunmen killed a guard on Tuesday."),
        2
    );
    assert_eq!(
        number("Gunmen killed a guard in Cusco. Robbers later killed a guard."),
        2
    );
}
