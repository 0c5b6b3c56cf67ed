//! `convert`: facts of a file in other formats, without a model.

use crate::{
    facts::{killing, lines},
    support::{complaint, file, stdout, triplewire, written},
};
use triplewire::Format;

#[test]
fn facts_are_written_as_extract_would_write_them() {
    let documents = [killing("a", "Ann", "Bo"), killing("b", "Cy", "Di")];
    let (_folder, path) = file("facts.jsonl", lines(&documents));
    assert_eq!(stdout(&mut triplewire(&["convert", &path])), lines(&documents));
    for format in [Format::Triples, Format::Ntriples, Format::Conll, Format::Graphml] {
        let converted = stdout(&mut triplewire(&["convert", &path, "--to", format.as_str()]));
        assert_eq!(converted, written(format, &documents));
    }
}

#[test]
fn a_line_that_is_wrong_is_named_and_the_rest_is_written() {
    let document = killing("a", "Ann", "Bo");
    let (_folder, path) = file("facts.jsonl", format!("{{\"id\": 3}}\n{}", lines(&[document])));
    let mut call = triplewire(&["convert", &path, "--to", "triples"]);
    assert!(complaint(&mut call).contains("facts.jsonl:1: "));
    let output = call.assert().get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
}
