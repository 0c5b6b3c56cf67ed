//! The graph on disk: what goes in comes out, once, whole, and whatever happens in between.

use std::{collections::BTreeSet, fs, path::Path};

use triplewire_facts::Facts;
use triplewire_graph::store::oxigraph::store::Store as Database;
use triplewire_graph::store::{Answer, Change, Store};

use crate::{
    facts::{add, killing, lines, rows},
    support::{complaint, file, stdout, triplewire},
};

/// Everything in the store, one quad a line.
fn everything(graph: &Store) -> BTreeSet<String> {
    let query = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }";
    rows(graph, query).into_iter().map(|row| row.join("\t")).collect()
}

#[test]
fn a_document_again_changes_nothing_and_a_new_version_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Store::open(folder.path(), None).unwrap();
    let (first, other) = (
        killing("a", "gunman", "Ann Lund"),
        killing("b", "gunman", "Bo Ek"),
    );
    assert_eq!(
        add(&graph, &[first.clone(), other.clone()]),
        [Change::Added, Change::Added]
    );
    let before = everything(&graph);
    assert_eq!(add(&graph, std::slice::from_ref(&first)), [Change::Unchanged]);
    assert_eq!(everything(&graph), before);

    let second = killing("a", "soldier", "Eva Dahl");
    // Twice in one transaction: the last one stays.
    let changes = add(&graph, &[killing("a", "x", "y"), second.clone()]);
    assert_eq!(changes, [Change::Replaced, Change::Replaced]);
    let after = everything(&graph);
    assert!(!after.iter().any(|quad| quad.contains("Ann Lund")));
    assert!(after.iter().any(|quad| quad.contains("Eva Dahl")));

    let fresh = tempfile::tempdir().unwrap();
    let fresh = Store::open(fresh.path(), None).unwrap();
    add(&fresh, &[other, second]);
    assert_eq!(
        everything(&fresh),
        after,
        "the way to a state leaves no trace in it"
    );
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Store::open(folder.path(), None).unwrap();
    let mut batch = graph.batch().unwrap();
    batch.add(&killing("a", "gunman", "Ann Lund")).unwrap();
    drop(batch);
    assert!(everything(&graph).is_empty());
}

#[test]
fn what_was_added_is_asked_shown_and_exported() {
    let (place, path) = file(
        "facts.jsonl",
        lines(&[
            killing("a", "Juan Orth", "Ann Lund"),
            killing("b", "Max Aub", "Ann Lund"),
        ]),
    );
    let store = place.path().join("store");
    let store = store.to_str().unwrap();
    let call = |words: &[&str]| {
        stdout(&mut triplewire(
            &[&["graph"], words, &["--store", store]].concat(),
        ))
    };
    assert_eq!(call(&["add", &path]), "added\ta\nadded\tb\n");
    assert_eq!(call(&["add", &path]), "unchanged\ta\nunchanged\tb\n");

    let killed = call(&["query", "--ready", "who-killed-whom"]);
    assert_eq!(killed.lines().count(), 3, "{killed}");
    assert!(
        killed.contains("2016-12-19,Juan Orth,Ann Lund,Ankara,actual,Juan Orth killed Ann Lund in Ankara .")
    );
    let timeline = call(&["query", "--ready", "timeline", "ANN LUND", "--to", "json"]);
    let timeline: serde_json::Value = serde_json::from_str(&timeline).unwrap();
    let bindings = timeline["results"]["bindings"].as_array().unwrap();
    assert_eq!(bindings.len(), 1, "two accounts of one event: {timeline}");
    let value = |name: &str| bindings[0][name]["value"].as_str().unwrap();
    let roles: BTreeSet<&str> = value("roles").split("; ").collect();
    assert_eq!(
        roles,
        [
            "attacker: Juan Orth",
            "attacker: Max Aub",
            "place: Ankara",
            "victim: Ann Lund"
        ]
        .into()
    );
    assert_eq!((value("date"), value("documents")), ("2016-12-19", "2"));
    assert!(value("document").ends_with("/doc/a") && value("sentence").starts_with("Juan Orth killed"));
    assert!(call(&["query", "--ready", "place", "Ankara"]).contains("Killing,"));
    assert!(call(&["query", "--ready", "positions"]).contains("Ann Lund,Ann Lund,"));
    let told = call(&["query", "--ready", "contradictions"]);
    assert!(
        told.contains("\nKilling,attacker,Juan Orth,Max Aub,Juan Orth killed Ann Lund in Ankara .,"),
        "{told}"
    );

    let card = call(&["show", "ann lund"]);
    assert!(
        card.starts_with("Ann Lund  [PER]\n") && card.contains("“Max Aub killed Ann Lund in Ankara .” [b]"),
        "{card}"
    );
    assert!(
        call(&["stats"]).starts_with("documents\t2\nsentences\t2\nentities\t6\nevents\t2\nrelations\t2\n")
    );
    assert_eq!(
        call(&["export", "--to", "jsonl"]),
        fs::read_to_string(&path).unwrap()
    );
    let quads = call(&["export"]);
    let loaded = Database::new().unwrap();
    loaded
        .load_from_slice(triplewire_graph::store::oxigraph::io::RdfFormat::NQuads, &quads)
        .unwrap();
    assert_eq!(loaded.len().unwrap(), quads.lines().count());
}

#[test]
fn queries_come_from_arguments_files_and_standard_input() {
    let (place, path) = file("facts.jsonl", lines(&[killing("a", "gunman", "Ann Lund")]));
    let store = place.path().join("store");
    let store = store.to_str().unwrap();
    stdout(&mut triplewire(&["graph", "add", "--store", store, &path]));
    let query = "ASK { ?event a <https://triplewire.example/vocabulary#Killing> }";
    let yes = "true\n";
    assert_eq!(
        stdout(&mut triplewire(&["graph", "query", "--store", store, query])),
        yes
    );
    let (_place, written) = file("ask.rq", query);
    assert_eq!(
        stdout(&mut triplewire(&[
            "graph", "query", "--store", store, "--file", &written
        ])),
        yes
    );
    assert_eq!(
        stdout(triplewire(&["graph", "query", "--store", store, "-"]).write_stdin(query)),
        yes
    );
    let table = stdout(&mut triplewire(&[
        "graph", "query", "--store", store, query, "--to", "table",
    ]));
    assert!(table.contains("yes") && table.ends_with("1 row\n"), "{table}");

    for (query, wanted) in [
        ("SELECT * WHERE { ?s ?p", "query: error at 1:"),
        ("DROP ALL", "query: this is an update"),
        ("", "query: error at 1:"),
    ] {
        let said = complaint(&mut triplewire(&[
            "graph", "query", "--store", store, query, "--to", "csv",
        ]));
        assert!(said.contains(wanted), "{said}");
    }
    let said = complaint(&mut triplewire(&[
        "graph", "query", "--store", store, "--ready", "timeline",
    ]));
    assert!(said.contains("takes PERSON"), "{said}");
    let said = complaint(&mut triplewire(&[
        "graph", "query", "--store", store, "--ready", "nonsense",
    ]));
    assert!(said.contains("who-killed-whom"), "{said}");
    let said = complaint(&mut triplewire(&["graph", "show", "--store", store, "Nobody"]));
    assert!(said.contains("nothing of the name"), "{said}");
}

#[test]
fn a_line_that_breaks_the_schema_is_named_and_the_others_are_kept() {
    let good = lines(&[killing("a", "gunman", "Ann Lund")]);
    let broken = good
        .replace("\"entity\":\"e2\"", "\"entity\":\"e7\"")
        .replace("\"id\":\"a\"", "\"id\":\"b\"");
    let (place, path) = file("facts.jsonl", format!("{good}{broken}"));
    let store = place.path().join("store");
    let store = store.to_str().unwrap();
    let mut call = triplewire(&["graph", "add", "--store", store, &path]);
    let output = call.assert().code(2).get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "added\ta\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("facts.jsonl:2: event v1: arguments[1]: there is no entity \"e7\"\n"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn folders_that_cannot_be_used_are_refused_in_one_line() {
    let (place, path) = file("facts.jsonl", lines(&[killing("a", "gunman", "Ann Lund")]));
    let here = place.path().to_str().unwrap();
    let said = complaint(&mut triplewire(&["graph", "add", "--store", here, &path]));
    assert!(said.contains("not a triplewire store"), "{said}");
    let said = complaint(&mut triplewire(&[
        "graph",
        "stats",
        "--store",
        &format!("{here}/none"),
    ]));
    assert!(said.contains("there is no store here"), "{said}");
    let store = format!("{here}/store");
    let said = complaint(&mut triplewire(&[
        "graph",
        "add",
        "--store",
        &store,
        &format!("{here}/none.jsonl"),
    ]));
    assert!(said.contains("none.jsonl: No such file"), "{said}");
    assert!(!Path::new(&store).exists());
    stdout(&mut triplewire(&["graph", "add", "--store", &store, &path]));

    let other = triplewire(&[
        "graph",
        "add",
        "--store",
        &store,
        "--base-iri",
        "https://b.org/",
        &path,
    ]);
    assert!(complaint(&mut { other }).contains("one base"));
    let open = Store::open(Path::new(&store), None).unwrap();
    let said = complaint(&mut triplewire(&["graph", "add", "--store", &store, &path]));
    assert!(said.contains("another triplewire has this store open"), "{said}");
    let said = complaint(&mut triplewire(&["graph", "stats", "--store", &store]));
    assert!(said.contains("another triplewire is writing"), "{said}");
    drop(open);

    let mark = format!("{store}/triplewire.json");
    let newer = fs::read_to_string(&mark)
        .unwrap()
        .replace("\"format\":1", "\"format\":2");
    fs::write(&mark, newer).unwrap();
    let said = complaint(&mut triplewire(&["graph", "stats", "--store", &store]));
    assert!(said.contains("the store has format 2"), "{said}");
}

#[test]
fn a_construct_query_gives_triples() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Store::open(folder.path(), None).unwrap();
    add(&graph, &[killing("a", "gunman", "Ann Lund")]);
    let query = "CONSTRUCT { ?a <https://x.org/killed> ?v } WHERE {
        ?e <http://www.wikidata.org/prop/direct/P8031> ?a ; <http://www.wikidata.org/prop/direct/P8032> ?v ;
           <https://triplewire.example/vocabulary#realis> ?told }";
    assert!(matches!(graph.query(query).unwrap(), Answer::Triples(_)));
    assert_eq!(rows(&graph, query).len(), 1);
}

#[test]
fn articles_go_through_the_model_into_the_graph() {
    let (place, path) = file("a.txt", "Rebels killed Ann Lund in Oslo on Monday.");
    let store = place.path().join("store");
    let store = store.to_str().unwrap();
    assert_eq!(
        stdout(&mut triplewire(&["graph", "add", "--store", store, &path])),
        "added\ta\n"
    );
    assert_eq!(
        stdout(&mut triplewire(&["graph", "add", "--store", store, &path])),
        "unchanged\ta\n"
    );
    let card = stdout(&mut triplewire(&["graph", "show", "--store", store, "Ann Lund"]));
    assert!(
        card.contains("as victim") && card.contains("“Rebels killed"),
        "{card}"
    );
}

/// A call of the program that can write no file of more than so many KiB, as where the disk is full.
#[cfg(unix)]
fn cramped(room: u32, args: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new("sh");
    let program = assert_cmd::cargo::cargo_bin("triplewire");
    command
        .args([
            "-c",
            &format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", room * 2),
        ])
        .arg(program)
        .args(args);
    command
}

#[cfg(unix)]
#[test]
fn where_the_disk_is_full_what_was_added_stays_and_nothing_else_appears() {
    let documents: Vec<Facts> = (0..40)
        .map(|number| killing(&format!("d{number}"), "gunman", &format!("Ann Lund{number}")))
        .collect();
    let (place, path) = file("facts.jsonl", lines(&documents));
    let store = place.path().join("store");
    let store = store.to_str().unwrap();
    let output = cramped(1024, &["graph", "add", "--store", store, "--batch", "1", &path])
        .assert()
        .code(2)
        .get_output()
        .clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with(&format!("triplewire: {store}: ")), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let told = String::from_utf8(output.stdout).unwrap().lines().count();
    let held = Store::open_read_only(Path::new(store))
        .unwrap()
        .documents()
        .unwrap()
        .len();
    assert!(
        (told..=told + 1).contains(&held) && 0 < told && held < documents.len(),
        "{told} {held}"
    );

    stdout(&mut triplewire(&["graph", "add", "--store", store, &path]));
    let graph = Store::open_read_only(Path::new(store)).unwrap();
    assert_eq!(graph.documents().unwrap().len(), documents.len());
    drop(graph);
    for format in ["nquads", "graphml", "neo4j"] {
        let target = place.path().join(format);
        let target = target.to_str().unwrap();
        let args = ["graph", "export", "--store", store, "--to", format, "-o", target];
        let said = complaint(&mut cramped(8, &args));
        assert!(said.starts_with(&format!("triplewire: {target}: ")), "{said}");
        assert!(!Path::new(target).exists());
    }
}
