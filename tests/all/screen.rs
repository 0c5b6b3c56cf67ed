//! Pages in a browser: what is lit, drawn and left when somebody points, types or clicks.

use std::{fs, path::PathBuf};

use serde_json::json;
use triplewire_facts::Facts;

use crate::{
    browser::Browser,
    facts::{killing, lines, parsed},
    pages::{EVIL, document},
    support::{complaint, file, project, stdout, triplewire},
};

/// Where pages and pictures of the tests go, to be looked at.
fn place(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
#[ignore = "needs Chromium (apt-get install chromium): make test-browser"]
fn a_browser_lights_the_proof_of_a_fact() {
    let mut browser = Browser::start();
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
#[ignore = "needs Chromium (apt-get install chromium): make test-browser"]
fn a_page_holds_whatever_names_hold_at_any_width() {
    let mut browser = Browser::start();
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
#[ignore = "needs Chromium (apt-get install chromium): make test-browser"]
fn a_browser_draws_a_neighbourhood_and_shows_its_proofs() {
    let mut browser = Browser::start();
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
    // Ann Lund's killing is one event, whether it is told or denied; the victims' offices are no edges.
    let labels = browser.value(&format!("{GRAPH}.nodes().map(node => node.data('label')).sort()"));
    assert_eq!(
        labels,
        json!([EVIL, "Ankara", "Ann Lund", "Bo Ek", "Killing", "Killing"])
    );
    assert_eq!(browser.value(&format!("{GRAPH}.edges().length")), json!(6));
    let accounts =
        "rows.filter(row => row.dataset.label === 'Killing').map(row => row.dataset.realis).sort()";
    assert_eq!(browser.value(accounts), json!(["actual", "actual / denied"]));
    // What is denied somewhere is not drawn as a fact.
    let sure = format!("{GRAPH}.nodes('[kind = \"event\"]').map(node => node.data('sure')).sort()");
    assert_eq!(browser.value(&sure), json!([false, true]));
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
        left.contains("Killing|position held") && !left.contains("img"),
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
