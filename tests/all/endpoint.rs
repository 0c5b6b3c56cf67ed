//! Facts sent to a SPARQL server, which the test is.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
};

use triplewire_graph::store::oxigraph::{
    sparql::{QueryResults, SparqlEvaluator},
    store::Store as Database,
};
use triplewire_graph::store::{Store, endpoint};

use crate::{
    facts::{killing, lines},
    support::{complaint, file, stdout, triplewire},
};

/// A server that runs the updates it is sent on a store in memory; answers `count` requests.
fn server(count: usize) -> (String, thread::JoinHandle<Database>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/update", listener.local_addr().unwrap());
    let running = thread::spawn(move || {
        let store = Database::new().unwrap();
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
    let own = Store::open(folder.path(), None).unwrap();
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
    assert!(
        said.contains("http://127.0.0.1:1/: ") && said.contains("is the server running"),
        "{said}"
    );
}

#[test]
fn what_a_server_refuses_is_said_in_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/query", listener.local_addr().unwrap());
    let running = thread::spawn(move || {
        let mut reader = BufReader::new(listener.accept().unwrap().0);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).unwrap() > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        reader.read_exact(&mut vec![0; length]).unwrap();
        let body = "only\nqueries here";
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        reader.into_inner().write_all((head + body).as_bytes()).unwrap();
    });
    let (_place, path) = file("facts.jsonl", lines(&[killing("a", "gunman", "Ann Lund")]));
    let said = complaint(&mut triplewire(&[
        "graph",
        "add",
        "--sparql-endpoint",
        &url,
        &path,
    ]));
    let wanted = format!("{url}: the server answered 400: only queries here; does it take SPARQL updates");
    assert!(said.contains(&wanted), "{said}");
    running.join().unwrap();
}
