//! Facts of tests, which write no more keys than they look at.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads facts, or a part of them, whose missing keys are empty.
pub fn read<T: DeserializeOwned>(text: &str) -> T {
    let mut value: Value = serde_json::from_str(text).unwrap();
    fill(&mut value);
    serde_json::from_value(value).unwrap()
}

fn fill(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(fill),
        Value::Object(map) => {
            map.values_mut().for_each(fill);
            let lists = [
                "sentences",
                "entities",
                "events",
                "relations",
                "mentions",
                "triggers",
                "arguments",
            ];
            let texts = ["id", "text", "rule"];
            let empty = lists.map(|key| (key, json!([]))).into_iter();
            let empty = empty.chain(texts.map(|key| (key, json!(""))));
            for (key, empty) in empty.chain([("sentence", json!(0)), ("start", json!(0)), ("end", json!(0))])
            {
                map.entry(key).or_insert(empty);
            }
        }
        _ => {}
    }
}
