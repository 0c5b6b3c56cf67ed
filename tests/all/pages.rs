//! Pages: what comes out of documents stays text, and a browser shows what the facts say.

use std::{fs, path::PathBuf};

use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};
use proptest::prelude::*;
use serde_json::json;
use triplewire::graph::{
    export::{StreamFormat, StreamWriter},
    facts::Facts,
    page,
    rdf::{BASE, Iris, Quads, Vocabulary},
    store::{Extent, Graph, Neighbourhood},
};

use crate::{
    browser::Browser,
    facts::{killing, lines, parsed},
    support::{complaint, file, project, stdout, triplewire},
};

const EVIL: &str =
    "</script></style><script>document.title = 'taken'</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}";

fn document(facts: &Facts) -> String {
    let quads = Quads::new(Vocabulary::builtin().unwrap(), Iris::new(BASE).unwrap());
    let mut writer = StreamWriter::new(Vec::new(), StreamFormat::Html, quads).unwrap();
    writer.write(facts).unwrap();
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

fn view(around: &Neighbourhood) -> String {
    let mut out = Vec::new();
    page::view(&mut out, around).unwrap();
    String::from_utf8(out).unwrap()
}

/// Documents in a store, and what lies around somebody in it.
fn neighbourhood(documents: &[Facts], name: &str, hops: usize, nodes: usize) -> Neighbourhood {
    let folder = tempfile::tempdir().unwrap();
    let graph = Graph::write(folder.path(), None).unwrap();
    let mut batch = graph.batch().unwrap();
    documents.iter().for_each(|facts| {
        batch.add(facts).unwrap();
    });
    batch.commit().unwrap();
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
    let names: std::collections::BTreeSet<String> = fs::read_dir(&pages)
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
        killing("c", "Ulf Moe", "Eva Dahl"),
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

/// Where pages and pictures of the tests go, to be looked at.
fn place(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn a_browser_lights_the_proof_of_a_fact() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let page = place("harbor-city.html");
    let article = project("samples/harbor-city.txt");
    stdout(&mut triplewire(&[
        "extract",
        article.to_str().unwrap(),
        "--to",
        "html",
        "-o",
        page.to_str().unwrap(),
    ]));
    browser.size(1280, 800);
    browser.open(&page, "");
    browser.settle();
    let lit = "[...document.querySelectorAll('#words .lit.piece')].map(one => one.dataset.role + ':' + one.textContent).join('|')";
    assert_eq!(browser.text(lit), "");

    // The mouse: over a fact, and away from it.
    browser.point("#events-1 .realis", false);
    let proof = browser.text(lit);
    assert!(
        proof.contains("trigger:assassinated") && proof.contains("attacker:two gunmen"),
        "{proof}"
    );
    let arrows = browser
        .value("document.querySelectorAll('#arrows svg > path').length")
        .as_u64()
        .unwrap();
    let roles =
        browser.text("[...document.querySelectorAll('.chip')].map(one => one.textContent).sort().join()");
    assert_eq!(
        (arrows, roles.as_str()),
        (4, "Assassination,attacker,place,time,victim")
    );
    // No name of a role covers another, or leaves the text.
    let apart = "(() => { const boxes = [...document.querySelectorAll('.chip')].map(one => one.getBoundingClientRect()); \
        const frame = document.getElementById('words').getBoundingClientRect(); \
        return boxes.every((a, at) => a.left >= frame.left && a.right <= frame.right + 1 && boxes.every((b, other) => at === other \
        || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top)); })()";
    let facts = browser
        .value("document.querySelectorAll('.fact').length")
        .as_u64()
        .unwrap();
    for at in 0..facts {
        browser.value(&format!("show(rows[{at}])"));
        assert_eq!(browser.value(apart), true, "fact {at}");
    }
    browser.point("h1", false);
    browser.value("show(null)");

    // The keyboard: into the table, on, keep, let go.
    browser.value("document.querySelector('#events-1 button').focus()");
    assert!(browser.text(lit).contains("trigger:assassinated"));
    browser.press("ArrowDown");
    assert_eq!(
        browser.text("document.activeElement.closest('tr').id"),
        "events-2"
    );
    browser.press("Enter");
    assert_eq!(browser.text("kept.id"), "events-2");
    browser.press("Tab");
    assert_ne!(browser.text("document.activeElement.tagName"), "BUTTON");
    browser.press("Escape");
    assert_eq!(browser.value("kept"), json!(null));

    // From the text to the table, and by the address.
    browser.point("#words .piece.trigger", true);
    assert_eq!(browser.text("kept.id"), "events-1");
    browser.picture(&place("harbor-city-light.png"));
    browser.dark(true);
    browser.picture(&place("harbor-city-dark.png"));
    browser.dark(false);
    browser.open(&page, "#events-3");
    browser.settle();
    assert_eq!(browser.text("kept.id"), "events-3");
    assert_eq!(browser.complaints(), Vec::<String>::new());

    // Nothing but the page's own scripts runs, whatever gets into it.
    browser.value(
        "(() => { const one = document.createElement('script'); one.textContent = 'document.title = 1'; document.body.append(one); })()",
    );
    assert_eq!(browser.text("document.title"), "harbor-city");
    assert!(
        browser
            .complaints()
            .iter()
            .any(|line| line.contains("Content Security Policy"))
    );
}

#[test]
fn a_page_holds_whatever_names_hold_at_any_width() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let page = place("names.html");
    let long = "Llanfair".repeat(1_250);
    fs::write(&page, document(&killing(EVIL, EVIL, &long))).unwrap();
    for width in [320, 700, 1280] {
        browser.size(width, 800);
        browser.open(&page, "#events-1");
        browser.settle();
        let wide = browser
            .value("document.documentElement.scrollWidth")
            .as_u64()
            .unwrap();
        assert!(wide <= u64::from(width), "{wide} of {width}");
        assert!(
            browser
                .text("document.getElementById('words').textContent")
                .contains(EVIL)
        );
        assert_eq!(
            browser.text("document.querySelectorAll('script').length + document.title.slice(0, 8)"),
            "2Llanfair"
        );
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
    browser.picture(&place("names.png"));
}

#[test]
fn a_browser_draws_a_neighbourhood_and_shows_its_proofs() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let documents = [
        killing("a", "Bo Ek", "Ann Lund"),
        killing("b", "Bo Ek", EVIL),
        denial(),
    ];
    let (folder, facts) = file("facts.jsonl", lines(&documents));
    let store = folder.path().join("g");
    let store = store.to_str().unwrap();
    stdout(&mut triplewire(&["graph", "add", "--store", store, &facts]));
    let page = place("bo-ek.html");
    let path = page.to_str().unwrap();
    stdout(&mut triplewire(&[
        "graph", "view", "bo ek", "--store", store, "--hops", "2", "-o", path,
    ]));
    let nobody = complaint(&mut triplewire(&["graph", "view", "nobody", "--store", store]));
    assert!(nobody.contains("\"nobody\""), "{nobody}");

    browser.size(1280, 800);
    browser.open(&page, "");
    browser.settle();
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let counted = browser.value(&format!("[{GRAPH}.nodes().length, {GRAPH}.edges().length]"));
    // Bo Ek, two victims, Ankara; three events with three roles each; the victims' offices are no edges.
    assert_eq!(counted, json!([7, 9]));
    let overlap = format!(
        "{GRAPH}.nodes().some((a, at, all) => all.slice(at + 1).some((b) => {{ const [x, y] = [a.boundingBox(), b.boundingBox()]; \
         return x.x1 < y.x2 && y.x1 < x.x2 && x.y1 < y.y2 && y.y1 < x.y2; }}))"
    );
    assert_eq!(browser.value(&overlap), false);
    let places = format!("JSON.stringify({GRAPH}.nodes().map(node => node.position()))");
    let drawn = browser.text(&places);
    browser.picture(&place("bo-ek-light.png"));

    // A click on a node leaves its facts, with their sentences; Escape brings the others back.
    let visible = "rows.filter(row => !row.hidden).map(row => row.dataset.label).join('|')";
    let at = format!(
        "(() => {{ const frame = document.getElementById('canvas').getBoundingClientRect(); \
         const {{ x, y }} = {GRAPH}.nodes('[label = \"Ann Lund\"]').renderedPosition(); return [frame.x + x, frame.y + y]; }})()"
    );
    let at = browser.value(&at);
    browser.point_at(&at[0], &at[1], true);
    assert_eq!(browser.text("kept.dataset.label"), "Ann Lund");
    let left = browser.text(visible);
    assert!(
        left.contains("Killing|Killing|position held") && !left.contains("img"),
        "{left}"
    );
    assert!(
        browser
            .text("facts.innerText")
            .contains("Bo Ek killed Ann Lund in Ankara")
    );
    browser.press("Escape");
    assert!(browser.text(visible).contains("img"));

    // The keyboard: from the middle to a neighbour, which is then kept.
    browser.value("document.getElementById('canvas').focus()");
    browser.press("ArrowDown");
    assert_eq!(browser.text("shown.dataset.label"), "Bo Ek");
    for key in ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] {
        browser.press(key);
    }
    browser.press("Enter");
    assert_ne!(browser.text("document.getElementById('said').textContent"), "");
    assert!(
        browser
            .value(&format!("{GRAPH}.elements('.lit').length"))
            .as_u64()
            > Some(0)
    );
    browser.dark(true);
    browser.picture(&place("bo-ek-dark.png"));
    browser.dark(false);
    assert_eq!(browser.complaints(), Vec::<String>::new());

    // The same facts are drawn the same way again, and without scripts the tables stand alone.
    browser.open(&page, "");
    browser.settle();
    assert_eq!(browser.text(&places), drawn);
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&page, "");
    assert_eq!(browser.value("document.getElementById('picture').hidden"), true);
    assert!(
        browser
            .text("document.getElementById('facts').innerText")
            .contains("Bo Ek killed Ann Lund in Ankara")
    );
}

/// The graph that the page has drawn.
const GRAPH: &str = "document.getElementById('canvas').graph";

/// Ann Lund's killing is denied elsewhere.
fn denial() -> Facts {
    let told = killing("c", "Bo Ek", "Ann Lund");
    let mut object = serde_json::to_value(&told).unwrap();
    object["events"][0]["realis"] = json!("denied");
    parsed(&object)
}
