//! Short texts, and what a careful reader takes from them: every file of `tests/data/cases` (its README says how they are written).
//!
//! What is not right yet is listed in `open.txt`. A case that turns wrong fails the test, and so does one that is right and
//! still listed: `UPDATE_GOLDEN=1 cargo test --release cases` writes the list anew, and the difference belongs into the review.

mod case;
mod judge;

use std::collections::BTreeSet;

use crate::support::{file, project, triplewire};
use case::Case;
use judge::Reading;

/// Standard output and standard error of a command over these lines; what it could not read may make it fail.
fn run(command: &[&str], lines: &[String]) -> (String, String) {
    let (_folder, path) = file("cases.jsonl", lines.join("\n") + "\n");
    let mut args = vec![command[0], &path];
    args.extend(&command[1..]);
    let output = triplewire(&args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

/// What the program makes of each case: all texts in one run, those that ask for warnings or lines in a run of their own.
fn readings(cases: &[Case]) -> Vec<Reading> {
    let together: Vec<String> = cases
        .iter()
        .filter(|case| !case.alone())
        .map(Case::line)
        .collect();
    let (facts, _) = run(&["extract", "--to", "jsonl"], &together);
    let (times, _) = run(&["times"], &together);
    cases
        .iter()
        .map(|case| {
            if case.alone() {
                let lines = case.lines.clone().unwrap_or_else(|| vec![case.line()]);
                let (facts, said) = run(&["extract", "--to", "jsonl"], &lines);
                Reading::new(&facts, None, "", said)
            } else {
                Reading::new(&facts, Some(&case.id), &times, String::new())
            }
        })
        .collect()
}

#[test]
fn all_cases_are_right_that_are_not_listed_as_open() {
    let folder = project("tests/data/cases");
    let cases = case::read(&folder);
    let readings = readings(&cases);
    let mut faults = String::new();
    let mut open = BTreeSet::new();
    for (case, reading) in cases.iter().zip(&readings) {
        let found = reading.faults(case);
        if !found.is_empty() {
            open.insert(case.id.as_str());
            faults += &format!("{}: {}\n    {}\n", case.id, case.text(), found.join("\n    "));
        }
    }
    let list = folder.join("open.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let lines: Vec<&str> = open.iter().copied().collect();
        std::fs::write(&list, lines.join("\n") + "\n").unwrap();
    }
    let listed = std::fs::read_to_string(&list).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    let wrong: Vec<_> = open.difference(&listed).collect();
    let right: Vec<_> = listed.difference(&open).collect();
    assert!(
        wrong.is_empty() && right.is_empty(),
        "no longer right: {wrong:?}; right, or no case, and still in open.txt: {right:?}\n{faults}"
    );
    let controls = cases.iter().filter(|case| case.control);
    let lost: Vec<_> = controls
        .map(|case| case.id.as_str())
        .filter(|id| open.contains(id))
        .collect();
    assert!(lost.is_empty(), "controls must stay right: {lost:?}");
}
