//! One test for each mistake that was made once, here or in the libraries beneath.

use crate::support::{documents, json, pipeline};

/// rust-bert's own tagger writes the results of the 65th and later windows of a call over those of the first 64.
#[test]
fn more_than_64_windows_in_one_call_keep_their_own_results() {
    let cities = ["Geneva", "Lisbon", "Nairobi", "Toronto", "Jakarta"];
    let texts: Vec<String> = (0..80)
        .map(|number| {
            format!(
                "Minister {number} flew to {} on Monday.",
                cities[number % cities.len()]
            )
        })
        .collect();
    let together = pipeline().extract(documents(&texts)).unwrap();
    for (number, facts) in together.iter().enumerate() {
        let found = json(facts)["entities"].to_string();
        assert!(
            found.contains(cities[number % cities.len()]),
            "article {number}: {found}"
        );
    }
    // One document of as many windows: every sentence is about its own city.
    let filler = "The talks went on for hours and nobody would say what had been agreed upon. ".repeat(6);
    let text: String = texts
        .iter()
        .map(|sentence| format!("{sentence} {filler}"))
        .collect();
    let facts = &pipeline().extract(documents(&[text])).unwrap()[0];
    let entities = facts.entities.iter().filter(|entity| entity.is_named());
    let mut mentions: Vec<_> = entities.flat_map(|entity| &entity.mentions).collect();
    mentions.sort_by_key(|mention| mention.start);
    let found: Vec<&str> = mentions
        .into_iter()
        .map(|mention| mention.text.as_str())
        .filter(|name| cities.contains(name))
        .collect();
    let wanted: Vec<&str> = (0..80).map(|number| cities[number % cities.len()]).collect();
    assert_eq!(found, wanted);
}

/// Every event mention was compared with all fillers of all mentions before: ten thousand of one meeting
/// did not end within a quarter of an hour.
#[test]
fn an_event_that_is_told_thousands_of_times_is_one_event() {
    let text = "Ana Lindqvist met Omar Said in Geneva. ".repeat(3000);
    let found = pipeline().extract(documents(&[text])).unwrap();
    let document = json(&found[0]);
    let meetings: Vec<_> = document["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == "Meeting")
        .collect();
    assert_eq!(meetings.len(), 1);
    assert!(meetings[0]["triggers"].as_array().unwrap().len() > 2900);
}
