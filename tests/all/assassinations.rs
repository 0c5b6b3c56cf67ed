//! Three assassinations of history, told by two reports each: what a reader answers, the ready-made queries answer.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{stdout, triplewire};

/// A graph of the articles.
fn graph() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store").to_str().unwrap().to_string();
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/assassinations/articles.jsonl");
    stdout(&mut triplewire(&[
        "graph",
        "add",
        articles.to_str().unwrap(),
        "--store",
        &store,
    ]));
    (folder, store)
}

/// The rows of a ready-made query.
fn rows(store: &str, words: &[&str]) -> Vec<Vec<String>> {
    let answer = stdout(&mut triplewire(
        &[&["graph", "query", "--store", store, "--ready"], words].concat(),
    ));
    let mut reader = csv::Reader::from_reader(answer.as_bytes());
    reader
        .records()
        .map(|row| row.unwrap().iter().map(String::from).collect())
        .collect()
}

#[test]
fn each_killing_is_one_row_with_the_names() {
    let (_folder, store) = graph();
    let killed = rows(&store, &["who-killed-whom"]);
    let brief: Vec<[&str; 3]> = killed
        .iter()
        .map(|row| [row[0].as_str(), &row[1], &row[2]])
        .collect();
    // Rabin's name is spelled two ways, each by one report; Abe's with and without its accent.
    let wanted = [
        ("1984-10-31", "Beant Singh", "Indira Gandhi"),
        ("1984-10-31", "Satwant Singh", "Indira Gandhi"),
        ("1995-11-04", "Yigal Amir", "Rabin"),
        ("2022-07-08", "Tetsuya Yamagami", "Abe"),
        ("", "border policemen", "Beant Singh"),
    ];
    assert_eq!(brief.len(), wanted.len(), "{brief:?}");
    for (row, (date, killer, victim)) in brief.iter().zip(wanted) {
        assert!(
            row[0] == date && row[1] == killer && row[2].ends_with(victim),
            "{row:?}"
        );
    }
    // Each is told by both reports, but for the guard's.
    for row in &killed[..4] {
        assert_eq!(row.last().unwrap(), "2", "{row:?}");
        assert!(!row[3].starts_with("; ") && !row[3].ends_with("; "), "{row:?}");
    }
}

#[test]
fn reports_that_agree_contradict_each_other_nowhere() {
    let (_folder, store) = graph();
    let told = rows(&store, &["contradictions"]);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn spellings_titles_and_parts_of_names_find_the_card() {
    let (_folder, store) = graph();
    for (asked, found) in [
        ("Itzhak Rabin", "Rabin  [PER]"),
        ("Yitzak Rabin", "Rabin  [PER]"),
        ("Prime Minister Rabin", "Rabin  [PER]"),
        ("Shinzō Abe", "Abe  [PER]"),
        ("S. Abe", "Abe  [PER]"),
        ("Yamagami", "Tetsuya Yamagami  [PER]"),
        ("President Clinton", "Bill Clinton  [PER]"),
        ("Satwant", "Satwant Singh  [PER]"),
    ] {
        let card = stdout(&mut triplewire(&["graph", "show", asked, "--store", &store]));
        let first = card.lines().next().unwrap_or_default();
        assert!(first.ends_with(found), "{asked}: {card}");
    }
    let card = stdout(&mut triplewire(&["graph", "show", "Singh", "--store", &store]));
    assert!(
        card.contains("Beant Singh") && card.contains("Satwant Singh"),
        "{card}"
    );
    // A name that nobody has gives way to the one that is like it.
    let timeline = rows(&store, &["timeline", "Prime Minister Rabin"]);
    assert!(timeline.iter().any(|row| row[0] == "1995-11-04"), "{timeline:?}");
}

#[test]
fn a_comma_in_an_iri_shifts_no_column() {
    let (_folder, store) = graph();
    let query = "SELECT ?span ?words { ?span <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#anchorOf> ?words }";
    let answer = stdout(&mut triplewire(&["graph", "query", "--store", &store, query]));
    let mut reader = csv::Reader::from_reader(answer.as_bytes());
    let all: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(all.iter().any(|row| row[0].contains("#char=")));
    assert!(all.iter().all(|row| row.len() == 2));
}
