//! Time expressions from outside: their values, and the events that they belong to.

use serde_json::Value;

use crate::support::{complaint, file, stdout, triplewire};

/// Text and value.
type Time = (String, Option<String>);

/// Type and time of each event in a text written on Monday, 19 December 2016.
fn events(text: &str) -> Vec<(String, Option<Time>)> {
    let (_folder, path) = file("story.txt", text.as_bytes());
    let args = ["extract", &path, "--published", "2016-12-19", "--to", "json"];
    let found: Value = serde_json::from_str(&stdout(&mut triplewire(&args))).unwrap();
    let string = |value: &Value| value.as_str().map(str::to_string);
    let event = |event: &Value| {
        let time = &event["time"];
        let time = string(&time["text"]).map(|words| (words, string(&time["value"])));
        (string(&event["type"]).unwrap(), time)
    };
    found["events"].as_array().unwrap().iter().map(event).collect()
}

/// Asserts that the text has one event of the type, at the given time.
fn check(text: &str, kind: &str, time: Option<(&str, Option<&str>)>) {
    let found = events(text);
    let owned = time.map(|(words, value)| (words.to_string(), value.map(str::to_string)));
    let of_kind: Vec<_> = found.iter().filter(|event| event.0 == kind).collect();
    assert!(
        matches!(&of_kind[..], [event] if event.1 == owned),
        "{text}\n{found:?}"
    );
}

#[test]
fn an_event_has_the_time_of_its_clause() {
    let cases = [
        (
            "Police in Quito arrested two men on Monday evening, months after the killing of the governor.",
            "Arrest",
            "Monday evening",
            "2016-12-19TEV",
        ),
        (
            "In 1927, a student shot the consul in Marseille.",
            "Shooting",
            "1927",
            "1927",
        ),
        (
            "Soldiers who were arrested last month said rebels had killed the mayor on 19 June 1986.",
            "Killing",
            "19 June 1986",
            "1986-06-19",
        ),
        (
            "Gunmen opened fire on a bus on Saturday, killing four pilgrims near Multan.",
            "Killing",
            "Saturday",
            "2016-12-17",
        ),
        (
            "Three soldiers were wounded when a mine went off near Achin on July 8.",
            "Injury",
            "July 8",
            "2016-07-08",
        ),
        (
            "A guard was killed and two soldiers were wounded when militants attacked a checkpoint on December 5.",
            "Killing",
            "December 5",
            "2016-12-05",
        ),
        (
            "Last week's bombing of the station killed nine commuters.",
            "Killing",
            "Last week",
            "2016-W50",
        ),
    ];
    for (text, kind, words, value) in cases {
        check(text, kind, Some((words, Some(value))));
    }
}

#[test]
fn how_long_is_not_when() {
    check(
        "Rebels killed the judge after three years of threats.",
        "Killing",
        None,
    );
}

#[test]
fn a_time_of_the_verb_of_saying_is_not_that_of_the_event() {
    check(
        "The army said on Friday that rebels had killed the judge.",
        "Killing",
        None,
    );
}

#[test]
fn the_day_of_writing_may_stand_in_the_dateline() {
    let (_folder, path) = file(
        "story.txt",
        b"BOGOTA, 19 Jun 86 (AFP) -- Rebels killed the mayor yesterday.",
    );
    let said = stdout(&mut triplewire(&["times", &path]));
    let values: Vec<&str> = said.lines().filter_map(|line| line.split('\t').nth(5)).collect();
    assert_eq!(values, ["1986-06-19", "1986-06-18"]);
}

#[test]
fn times_are_listed_with_offsets_in_characters() {
    let (_folder, path) = file("añb.txt", "Él llegó. She left in 1927 for two days.".as_bytes());
    let said = stdout(&mut triplewire(&["times", &path]));
    assert_eq!(
        said,
        "añb\t22\t26\tDATE\t1927\t1927\nañb\t31\t39\tDURATION\ttwo days\tP2D\n"
    );
}

#[test]
fn a_document_keeps_its_own_date() {
    let line = br#"{"id": "a", "published": "2011-03-04", "text": "The talks failed last month."}"#;
    let (_folder, path) = file("wire.jsonl", line);
    let said = stdout(&mut triplewire(&["times", &path, "--published", "2016-12-19"]));
    assert!(said.ends_with("last month\t2011-02\n"), "{said}");
}

#[test]
fn a_date_that_is_none_is_refused() {
    let (_folder, path) = file("story.txt", b"The talks failed.");
    for command in ["extract", "times"] {
        let said = complaint(&mut triplewire(&[command, &path, "--published", "soon"]));
        assert!(said.contains("soon") && said.contains("2016-12-19"), "{said}");
    }
}

#[test]
fn a_source_date_that_cannot_be_read_is_a_warning() {
    let line = br#"{"id": "a", "published": "soon", "text": "The talks failed last month."}"#;
    let (_folder, path) = file("wire.jsonl", line);
    let found = stdout(&mut triplewire(&["extract", &path, "--to", "jsonl"]));
    let found: Value = serde_json::from_str(&found).unwrap();
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("publication date"), "{warnings}");
}
