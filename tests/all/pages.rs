//! Pages as files: what comes out of documents stays text, whoever reads it.

use std::{collections::BTreeSet, fs};

use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};
use proptest::prelude::*;
use triplewire_facts::Facts;
use triplewire_graph::{
    Format, page,
    store::{Extent, Neighbourhood},
};
use triplewire_lexicon::Ontology;

use crate::{
    facts::{killing, stored},
    support::{complaint, file, stdout, triplewire, written},
};

pub const EVIL: &str =
    "</script></style><script>document.title = 'taken'</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}";

/// The page of a document.
pub fn document(facts: &Facts) -> String {
    written(Format::Html, std::slice::from_ref(facts))
}

fn view(around: &Neighbourhood) -> String {
    let mut out = Vec::new();
    page::view(&mut out, Ontology::builtin().unwrap(), around).unwrap();
    String::from_utf8(out).unwrap()
}

/// Documents in a store, and what lies around somebody in it.
fn neighbourhood(documents: &[Facts], name: &str, hops: usize, nodes: usize) -> Neighbourhood {
    let (_folder, graph) = stored(documents);
    let found = graph.find(name).unwrap();
    graph.neighbourhood(&found, Extent { hops, nodes }).unwrap()
}

/// A page read by a parser: its elements with the names of their attributes, and its text but for scripts, styles and the
/// numbers of sentences.
fn read(html: &str) -> (Vec<String>, String) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut elements, mut text, mut silent) = (Vec::new(), String::new(), false);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes: Vec<_> = tag
                    .attributes
                    .keys()
                    .map(|key| String::from_utf8_lossy(key).into_owned())
                    .collect();
                silent = ["script", "style", "sup"].contains(&name.as_str());
                elements.push(format!("{name} {}", attributes.join(" ")));
            }
            Token::EndTag(_) => silent = false,
            Token::String(string) if !silent => text.push_str(&String::from_utf8_lossy(&string)),
            Token::Error(error) => panic!("{error:?}"),
            _ => {}
        }
    }
    (elements, text)
}

/// What the page should show for a string: control characters have pictures.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            9 | 10 => c,
            control @ 0..=31 => char::from_u32(0x2400 + control).unwrap(),
            127 => '␡',
            128..=159 | 0xfdd0..=0xfdef => '\u{fffd}',
            other if other % 0x10000 >= 0xfffe => '\u{fffd}',
            _ => c,
        })
        .collect()
}

fn plain(text: &str) -> String {
    "x".repeat(text.chars().count())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_name_leaves_its_place(killer in "(?s).{1,60}|[<>&\"'/a-z!-]{1,60}", victim in "(?s)[^x].{0,60}", tail in 0..3_usize) {
        let killer = killer + ["", EVIL, "\0\r\n\u{85}\u{feff}"][tail];
        let facts = killing("id", &killer, &victim);
        let (elements, text) = read(&document(&facts));
        prop_assert!(text.contains(&shown(facts.sentence_text(0).unwrap())), "{text}");
        // The same elements as for harmless names; the title is shown where it is not blank.
        let harmless = killing("id", &plain(&killer), &plain(&victim));
        if !victim.trim().is_empty() {
            prop_assert_eq!(elements, read(&document(&harmless)).0);
        }

        let around = neighbourhood(std::slice::from_ref(&facts), "Ankara", 2, 60);
        let (elements, text) = read(&view(&around));
        prop_assert!(text.contains(&shown(&killer)) && text.contains(&shown(&victim)));
        prop_assert_eq!(elements.iter().filter(|one| one.starts_with("script")).count(), 3);
        prop_assert!(!elements.iter().any(|one| one.starts_with("img") || one.contains("onerror")));
    }
}

#[test]
fn words_that_are_not_known_are_missed_aloud() {
    let mut facts = killing("old", "gunman", "Ann Lund");
    facts.sentences[0].text = None;
    let (_, text) = read(&document(&facts));
    assert!(text.contains("[words not known: characters 0 to 34]"), "{text}");
    assert!(text.contains("Extract it anew"));
    assert!(text.contains("Ann Lund") && text.contains("killed"));
}

#[test]
fn a_page_is_of_one_document_and_a_folder_of_many() {
    let (place, articles) = file(
        "wire.jsonl",
        "{\"id\": \"index\", \"text\": \"Rebels killed the mayor of Oslo, Ann Lund, on Monday.\"}\n\
         {\"id\": \"a/b\", \"title\": \"<Two>\", \"text\": \"Police arrested Bo Ek in Lund.\"}\n",
    );
    let refused = complaint(&mut triplewire(&["extract", &articles, "--to", "html"]));
    assert!(refused.contains("-o DIR"), "{refused}");
    let pages = place.path().join("pages");
    stdout(&mut triplewire(&[
        "extract",
        &articles,
        "--to",
        "html",
        "-o",
        pages.to_str().unwrap(),
    ]));
    let names: BTreeSet<String> = fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.iter().eq(["%69ndex.html", "a%2Fb.html", "index.html"]),
        "{names:?}"
    );
    let index = fs::read_to_string(pages.join("index.html")).unwrap();
    // The address of a file with a percent sign in its name.
    assert!(
        index.contains("href=\"%2569ndex.html\"") && index.contains("href=\"a%252Fb.html\""),
        "{index}"
    );
    assert!(index.contains("&lt;Two&gt;") && index.trim_end().ends_with("</html>"));
    let one = place.path().join("one.html");
    let (_kept, article) = file("b.txt", "Police arrested Bo Ek in Lund.");
    stdout(&mut triplewire(&[
        "extract",
        &article,
        "--to",
        "html",
        "-o",
        one.to_str().unwrap(),
    ]));
    assert!(one.is_file());
}

#[test]
fn a_neighbourhood_joins_documents_and_keeps_to_its_size() {
    let documents = [
        killing("a", "Bo Ek", "Ann Lund"),
        killing("b", "Bo Ek", "Eva Dahl"),
        killing("c", "Eva Dahl", "Ulf Moe"),
    ];
    let names = |around: &Neighbourhood| {
        let mut names: Vec<(usize, String)> = around
            .entities
            .iter()
            .map(|one| (one.hop, one.name.clone()))
            .collect();
        names.sort();
        names
    };
    let one = neighbourhood(&documents, "Bo Ek", 1, 60);
    assert_eq!(
        names(&one),
        [(0, "Bo Ek"), (1, "Ankara"), (1, "Ann Lund"), (1, "Eva Dahl")]
            .map(|(hop, name)| (hop, name.to_string()))
    );
    assert_eq!((one.facts.len(), one.left_out), (2, 0));
    assert_eq!(one.entities[0].documents.len(), 2);
    let sentence = one.facts[0].proofs[0].sentence.as_deref().unwrap();
    assert!(sentence.starts_with("Bo Ek killed "), "{sentence}");

    let two = neighbourhood(&documents, "Bo Ek", 2, 60);
    assert!(names(&two).contains(&(2, "Ulf Moe".to_string())));
    // Three events and the two offices of those who were killed.
    assert_eq!(two.facts.iter().filter(|fact| fact.event).count(), 3);

    let few = neighbourhood(&documents, "Bo Ek", 2, 4);
    assert!(few.entities.len() + few.facts.iter().filter(|fact| fact.event).count() <= 4);
    assert!(few.left_out > 0);
    assert!(read(&view(&few)).1.contains("more facts are left out"));
}
