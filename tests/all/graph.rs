//! The graph on disk: what goes in comes out, once, whole, and whatever happens in between.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::Path,
    process::{Command as Process, Stdio},
    thread,
    time::Duration,
};

use oxigraph::{
    sparql::{QueryResults, SparqlEvaluator},
    store::Store,
};
use triplewire::graph::{
    facts::Facts,
    store::{Answer, Change, Graph, endpoint},
};

use crate::{
    facts::{killing, lines},
    support::{complaint, file, stdout, triplewire},
};

/// Adds documents in one batch.
fn add(graph: &Graph, documents: &[Facts]) -> Vec<Change> {
    let mut batch = graph.batch().unwrap();
    documents.iter().for_each(|facts| {
        batch.add(facts).unwrap();
    });
    batch
        .commit()
        .unwrap()
        .into_iter()
        .map(|(_, change)| change)
        .collect()
}

/// The rows of a query.
fn rows(graph: &Graph, query: &str) -> Vec<Vec<String>> {
    graph.query(query).unwrap().table().unwrap().1
}

/// Everything in the store, one quad a line.
fn everything(graph: &Graph) -> BTreeSet<String> {
    let query = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }";
    rows(graph, query).into_iter().map(|row| row.join("\t")).collect()
}

#[test]
fn a_document_again_changes_nothing_and_a_new_version_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Graph::write(folder.path(), None).unwrap();
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
    let fresh = Graph::write(fresh.path(), None).unwrap();
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
    let graph = Graph::write(folder.path(), None).unwrap();
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
    assert_eq!(timeline["results"]["bindings"].as_array().unwrap().len(), 2);
    let roles = timeline["results"]["bindings"][0]["roles"]["value"]
        .as_str()
        .unwrap();
    let roles: BTreeSet<&str> = roles.split("; ").collect();
    assert_eq!(
        roles,
        ["attacker: Juan Orth", "place: Ankara", "victim: Ann Lund"].into()
    );
    assert!(call(&["query", "--ready", "place", "Ankara"]).contains("Killing,"));
    assert!(call(&["query", "--ready", "positions"]).contains("Ann Lund,Ann Lund,"));
    let told = call(&["query", "--ready", "contradictions"]);
    assert!(
        told.contains("Ann Lund,actual by Juan Orth,actual by Max Aub,"),
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
    let loaded = Store::new().unwrap();
    loaded
        .load_from_slice(oxigraph::io::RdfFormat::NQuads, &quads)
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
    assert!(said.contains("knows nobody"), "{said}");
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
    assert!(said.contains("no triplewire store"), "{said}");
    let said = complaint(&mut triplewire(&[
        "graph",
        "stats",
        "--store",
        &format!("{here}/none"),
    ]));
    assert!(said.contains("there is no store here"), "{said}");
    let store = format!("{here}/store");
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
    let open = Graph::write(Path::new(&store), None).unwrap();
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

/// Whether each document of the store is as it was sent, and nothing else is there.
fn is_whole(store: &Path, sent: &[Facts]) -> BTreeSet<String> {
    let Ok(graph) = Graph::read(store) else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    for (id, node) in graph.documents().unwrap() {
        let facts = graph.facts(&node).unwrap().unwrap();
        let original = sent.iter().find(|one| one.id == id).unwrap();
        assert_eq!(facts, *original);
        let count = format!("SELECT (COUNT(*) AS ?n) {{ GRAPH {node} {{ ?s ?p ?o }} }}");
        assert_eq!(
            rows(&graph, &count)[0][0],
            graph.quads().of(original).len().to_string(),
            "{id}"
        );
        found.insert(id);
    }
    let graphs = rows(&graph, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!(
        graphs.len(),
        if found.is_empty() { 0 } else { found.len() + 1 },
        "graphs without a document"
    );
    found
}

#[test]
fn killing_the_program_loses_no_document_that_it_acknowledged() {
    let documents: Vec<Facts> = (0..400)
        .map(|number| {
            killing(
                &format!("d{number}"),
                &format!("Killer {number}"),
                &format!("Victim {number}"),
            )
        })
        .collect();
    let (place, path) = file("facts.jsonl", lines(&documents));
    let store = place.path().join("store");
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut killed = 0;
    for round in 0..8_u64 {
        let mut child = Process::new(env!("CARGO_BIN_EXE_triplewire"))
            .args([
                "graph",
                "add",
                "--batch",
                "3",
                &path,
                "--store",
                store.to_str().unwrap(),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        // The first round dies while the store is being made; later ones get further each time, and stop between two lines.
        if round == 0 {
            thread::sleep(Duration::from_millis(30));
        } else {
            let read = said.by_ref().take(round as usize * 40).map(Result::unwrap);
            acknowledged.extend(read.map(|line| line.split('\t').nth(1).unwrap().to_string()));
            thread::sleep(Duration::from_micros(round * 777));
        }
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(said.map_while(Result::ok).filter_map(|line| {
            let (what, id) = line.split_once('\t')?;
            ["added", "unchanged"].contains(&what).then(|| id.to_string())
        }));
        let found = is_whole(&store, &documents);
        let lost: Vec<_> = acknowledged.difference(&found).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
    }
    assert!(
        killed >= 4,
        "the program must be killed at work, and was so only {killed} times"
    );
    assert!(!acknowledged.is_empty());
    stdout(&mut triplewire(&[
        "graph",
        "add",
        &path,
        "--store",
        store.to_str().unwrap(),
    ]));
    assert_eq!(is_whole(&store, &documents).len(), documents.len());
}

/// A server that runs the updates it is sent on a store in memory; answers `count` requests.
fn server(count: usize) -> (String, thread::JoinHandle<Store>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/update", listener.local_addr().unwrap());
    let running = thread::spawn(move || {
        let store = Store::new().unwrap();
        for _ in 0..count {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let start = head.len();
                assert!(reader.read_line(&mut head).unwrap() > 0);
                let line = head[start..].to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            assert!(
                head.starts_with("POST /update ") && head.contains("application/sparql-update"),
                "{head}"
            );
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let update = SparqlEvaluator::new()
                .parse_update(std::str::from_utf8(&body).unwrap())
                .unwrap();
            update.on_store(&store).execute().unwrap();
            let answer = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            reader.into_inner().write_all(answer.as_bytes()).unwrap();
        }
        store
    });
    (url, running)
}

#[test]
fn a_server_gets_each_document_as_an_update_of_its_graph() {
    let evil = killing("evil \"id\"", "a\"} } ; DROP ALL #", "b\nc\\");
    let documents = [
        killing("a", "gunman", "Ann Lund"),
        evil.clone(),
        killing("a", "soldier", "Bo Ek"),
    ];
    let (_place, path) = file("facts.jsonl", lines(&documents));
    let (url, running) = server(3);
    let said = stdout(&mut triplewire(&[
        "graph",
        "add",
        "--sparql-endpoint",
        &url,
        &path,
    ]));
    assert_eq!(said, "sent\ta\nsent\tevil \"id\"\nsent\ta\n");
    let store = running.join().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let own = Graph::write(folder.path(), None).unwrap();
    let wanted = own.quads().of(&documents[2]).len() + own.quads().of(&evil).len();
    assert_eq!(store.len().unwrap(), wanted);
    let update = endpoint::update(&evil, own.quads());
    assert!(SparqlEvaluator::new().parse_update(&update).is_ok());
    let ask = SparqlEvaluator::new()
        .parse_query("ASK { GRAPH ?g { ?s ?p \"b\\nc\\\\\" } }")
        .unwrap();
    assert!(matches!(
        ask.on_store(&store).execute().unwrap(),
        QueryResults::Boolean(true)
    ));

    let said = complaint(&mut triplewire(&[
        "graph",
        "add",
        "--sparql-endpoint",
        "http://127.0.0.1:1/",
        &path,
    ]));
    assert!(said.contains("127.0.0.1:1"), "{said}");
}

#[test]
fn a_construct_query_gives_triples() {
    let folder = tempfile::tempdir().unwrap();
    let graph = Graph::write(folder.path(), None).unwrap();
    add(&graph, &[killing("a", "gunman", "Ann Lund")]);
    let query = "CONSTRUCT { ?a <https://x.org/killed> ?v } WHERE {
        ?e <http://www.wikidata.org/prop/direct/P8031> ?a ; <http://www.wikidata.org/prop/direct/P8032> ?v }";
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
