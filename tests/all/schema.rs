//! `docs/schema.json`, and whether what is written keeps to it.

use std::fs;

use serde_json::{Value, json};
use triplewire_facts::annotation::Class;
use triplewire_nlp::rules::Realis;

use crate::support::{documents, json as written, pipeline, project, stdout, triplewire};

/// What is wrong with a value, after a schema of JSON Schema 2020-12. Knows the keywords that ours uses, and no others; a key
/// that the schema does not name is wrong, too.
fn faults(root: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                faults(root, root.pointer(name).unwrap(), value, place, found);
                true
            }
            "anyOf" => wanted.as_array().unwrap().iter().any(|one| {
                let mut inner = Vec::new();
                faults(root, one, value, place, &mut inner);
                inner.is_empty()
            }),
            "type" => match wanted {
                Value::Array(kinds) => kinds.iter().any(|kind| is(value, kind.as_str().unwrap())),
                kind => is(value, kind.as_str().unwrap()),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "required" => value.as_object().is_none_or(|object| {
                let mut keys = wanted.as_array().unwrap().iter();
                keys.all(|key| object.contains_key(key.as_str().unwrap()))
            }),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(root, wanted, item, &format!("{place}/{at}"), found);
                }
                true
            }
            "properties" => {
                for (key, item) in value.as_object().into_iter().flatten() {
                    match wanted.get(key) {
                        Some(schema) => faults(root, schema, item, &format!("{place}/{key}"), found),
                        None => found.push(format!("{place}/{key} is not in the schema")),
                    }
                }
                true
            }
            other => panic!("the schema has a keyword that this test does not know: {other}"),
        };
        if !holds {
            found.push(format!("{place}: {keyword} {wanted} does not hold for {value}"));
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        other => panic!("no type of JSON: {other}"),
    }
}

fn schema() -> Value {
    serde_json::from_str(&fs::read_to_string(project("docs/schema.json")).unwrap()).unwrap()
}

fn wrong(value: &Value) -> Vec<String> {
    let (schema, mut found) = (schema(), Vec::new());
    faults(&schema, &schema, value, "", &mut found);
    found
}

#[test]
fn the_page_is_what_the_command_writes() {
    let written = stdout(&mut triplewire(&["schema"]));
    let page = fs::read_to_string(project("docs/schema.json")).unwrap();
    assert_eq!(
        written, page,
        "triplewire schema -o docs/schema.json makes the page"
    );
}

#[test]
fn the_samples_keep_to_the_schema() {
    let samples = ["harbor-city", "lakeside-talks", "noisy-wire", "river-province"];
    let texts = samples.map(|name| fs::read_to_string(project(&format!("samples/{name}.txt"))).unwrap());
    for facts in pipeline().extract(documents(&texts)).unwrap() {
        assert!(!facts.events.is_empty() && !facts.relations.is_empty());
        assert_eq!(wrong(&written(&facts)), Vec::<String>::new());
    }
}

#[test]
fn what_breaks_the_schema_is_found() {
    let text = "Ali Hassan killed Omar Said in Mosul.";
    let good = written(&pipeline().extract(documents(&[text])).unwrap()[0]);
    assert_eq!(wrong(&good), Vec::<String>::new());
    let broken = |place: &str, value: Value| {
        let mut facts = good.clone();
        *facts.pointer_mut(place).unwrap() = value;
        !wrong(&facts).is_empty()
    };
    assert!(broken("/id", json!(null)));
    assert!(broken("/events/0/realis", json!("perhaps")));
    assert!(broken("/events/0/score", json!(1.5)));
    assert!(broken("/events/0/triggers/0/start", json!(-1)));
    assert!(broken("/entities/0/mentions/0", json!({"start": 0, "end": 3})));
    assert!(broken("/entities/0/place", json!("Mosul")));
    assert!(broken(
        "/sentences/0",
        json!({"start": 0, "end": 3, "text": "Ali", "more": 1})
    ));
}

/// The crate of the facts writes these lists out, since it stands below those that know them.
#[test]
fn closed_lists_are_those_of_the_program() {
    let schema = schema();
    let listed = |place: &str| -> Vec<String> {
        let words = schema.pointer(place).unwrap_or_else(|| panic!("no {place}"));
        let mut words: Vec<String> = serde_json::from_value(words.clone()).unwrap();
        words.sort();
        words
    };
    let mut realis = Realis::ALL.map(|realis| realis.as_str().to_string()).to_vec();
    realis.sort();
    assert_eq!(listed("/$defs/Event/properties/realis/enum"), realis);
    let mut classes: Vec<_> = Class::ALL
        .iter()
        .map(|class| class.as_str().to_string())
        .collect();
    classes.sort();
    assert_eq!(listed("/$defs/Entity/properties/type/enum"), classes);
}
