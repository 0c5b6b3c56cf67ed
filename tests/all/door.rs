//! The front door: one extractor, for one text, for streams, and with rules of one's own.

use std::{fs, thread};

use triplewire::{Document, Error, Extractor, Format};

use crate::support::{documents, pipeline, project};

const TEXT: &str = "Ali Hassan killed Omar Said in Mosul.";

fn extractor() -> Extractor {
    Extractor::open(project("models/en-small")).unwrap().threads(2)
}

#[test]
fn an_extractor_finds_what_the_pipeline_finds() {
    let extractor = extractor();
    let texts = [
        TEXT,
        "",
        "Police arrested two men in Oslo on Monday. One of them, Per Dahl, is 52.",
    ];
    let wanted = pipeline().extract(documents(&texts)).unwrap();
    let stream = extractor.stream(documents(&texts).into_iter().map(Ok));
    assert_eq!(stream.collect::<Result<Vec<_>, _>>().unwrap(), wanted);
    let once = extractor.extract_document(documents(&texts).remove(2)).unwrap();
    assert_eq!(
        (once.events.len(), once.entities),
        (wanted[2].events.len(), wanted[2].entities.clone())
    );
    // Several threads may ask at a time.
    let facts = thread::scope(|scope| {
        let calls = [0, 1, 2].map(|_| scope.spawn(|| extractor.extract(TEXT).unwrap()));
        calls.map(|call| call.join().unwrap())
    });
    assert!(facts.iter().all(|one| *one == facts[0]));
    let event = facts[0].events().next().unwrap();
    assert_eq!(
        (event.role("attacker"), event.role("victim")),
        (Some("Ali Hassan"), Some("Omar Said"))
    );
}

#[test]
fn an_error_of_a_stream_stands_in_its_place() {
    let one = Document {
        text: TEXT.into(),
        ..Document::default()
    };
    let stream = [Ok(one.clone()), Err(Error::Usage("broken".into())), Ok(one)];
    let found: Vec<_> = extractor().stream(stream).collect();
    assert!(matches!(&found[1], Err(Error::Usage(what)) if what == "broken"));
    assert_eq!(found[0].as_ref().unwrap(), found[2].as_ref().unwrap());
}

#[test]
fn rules_of_a_folder_go_on_top() {
    let folder = tempfile::tempdir().unwrap();
    let rules = r#"
        [[frame]]
        name = "collaring"
        event = "Arrest"
        verbs = ["collar"]
        roles = { authority = ["agent"], suspect = ["patient"] }
        examples = [{ text = "Police collared the dealer.", suspect = "dealer" }]
        counterexamples = ["The coats were collared in fur."]
    "#;
    fs::write(folder.path().join("own.toml"), rules).unwrap();
    let text = "Police collared the dealer in Rome.";
    let facts = extractor().rules(folder.path()).unwrap().extract(text).unwrap();
    let event = facts.events().next().unwrap();
    assert_eq!(
        (event.kind.as_str(), event.role("suspect")),
        ("Arrest", Some("dealer"))
    );
    assert_eq!(event.proof().unwrap().rule, "collaring/active");
    assert!(extractor().extract(text).unwrap().events.is_empty());

    fs::write(folder.path().join("own.toml"), "[[frame]]\nname = 3\n").unwrap();
    let refused = extractor().rules(folder.path());
    assert!(matches!(refused, Err(Error::Rule { line: 2, .. })));
}

#[test]
fn facts_go_into_any_format_that_is_a_stream() {
    let facts = pipeline().extract(documents(&[TEXT])).unwrap();
    let mut out = Vec::new();
    let mut writer = triplewire::writer(Format::Triples, &mut out).unwrap();
    writer.write(&facts[0]).unwrap();
    writer.finish().unwrap();
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains("\tKilling\tactual\tAli Hassan\tOmar Said\tMosul\t")
    );
    let folder = triplewire::writer(Format::Brat, Vec::new());
    assert!(matches!(folder, Err(Error::Usage(what)) if what.contains("folder")));
}
