//! The same text gives the same bytes, whatever runs beside it and on however many threads.

use serde_json::json;

use crate::support::{file, project, stdout, triplewire};

const SAMPLES: [&str; 4] = ["harbor-city", "river-province", "lakeside-talks", "noisy-wire"];

fn sample(name: &str) -> String {
    std::fs::read_to_string(project(&format!("samples/{name}.txt"))).unwrap()
}

/// Articles of many lengths, cut out of the samples: one object a line.
fn wire() -> (Vec<String>, String) {
    let mut texts: Vec<String> = SAMPLES.iter().map(|name| sample(name)).collect();
    for name in SAMPLES {
        texts.extend(
            sample(name)
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned),
        );
    }
    let line = |(number, text): (usize, &String)| format!("{}\n", json!({"id": number, "text": text}));
    let lines = texts.iter().enumerate().map(line).collect();
    (texts, lines)
}

#[test]
fn neither_threads_nor_batch_size_change_a_byte() {
    let (_texts, lines) = wire();
    let (_folder, path) = file("wire.jsonl", lines);
    let run = |threads, batch| {
        stdout(&mut triplewire(&[
            "extract",
            &path,
            "--threads",
            threads,
            "--batch-size",
            batch,
        ]))
    };
    let wanted = run("1", "1");
    assert!(wanted.lines().count() > 20);
    for (threads, batch) in [("2", "8"), ("3", "1"), ("1", "1000")] {
        assert_eq!(
            run(threads, batch),
            wanted,
            "{threads} threads, batches of {batch}"
        );
    }
}

#[test]
fn an_article_alone_gives_what_it_gives_in_company() {
    let (texts, lines) = wire();
    let (_folder, path) = file("wire.jsonl", lines);
    let together = stdout(&mut triplewire(&["extract", &path]));
    for number in [0, 3, texts.len() - 1] {
        let one = format!("{}\n", json!({"id": number, "text": texts[number]}));
        let (_folder, path) = file("one.jsonl", one);
        let alone = stdout(&mut triplewire(&["extract", &path]));
        assert_eq!(
            together.lines().nth(number),
            alone.lines().next(),
            "article {number}"
        );
    }
}
