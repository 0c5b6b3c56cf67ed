//! Column formats through `tag`, `parse` and `eval`.

use serde_json::Value;

use crate::support::{complaint, file, stdout, triplewire};

const CONLL: &str = "-DOCSTART- -X- O O\n\nDario NNP I-NP I-PER\nLenz NNP I-NP I-PER\nleft VBD I-VP O\nGeneva NNP I-NP I-LOC\n\
    . . O O\n\n\n-DOCSTART- -X- O O\n\nIt PRP I-NP O\nrained VBD I-VP O\n";

const CONLLU: &str = "# newdoc id = a\n# sent_id = a-1\n# text = Dario Lenz didn't leave Geneva.\n\
    1\tDario\tDario\tPROPN\tNNP\tNumber=Sing\t5\tnsubj\t5:nsubj\t_\n2\tLenz\tLenz\tPROPN\tNNP\t_\t1\tflat\t1:flat\t_\n\
    3-4\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n3\tdid\tdo\tAUX\tVBD\t_\t5\taux\t5:aux\t_\n4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t5:advmod\t_\n\
    5\tleave\tleave\tVERB\tVB\t_\t0\troot\t0:root\t_\n6\tGeneva\tGeneva\tPROPN\tNNP\t_\t5\tobj\t5:obj\tSpaceAfter=No\n\
    7\t.\t.\tPUNCT\t.\t_\t5\tpunct\t5:punct\t_\n\n";

fn scores(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(triplewire(args).arg("--json"))).unwrap()
}

#[test]
fn tag_writes_the_same_lines_with_tags() {
    let (_folder, path) = file("news.conll", CONLL);
    let written = stdout(&mut triplewire(&["tag", &path, "--from", "conll"]));
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), CONLL.lines().count());
    assert_eq!(lines[0], "-DOCSTART-\tO");
    assert_eq!(lines[1], "");
    assert_eq!(lines[2], "Dario\tB-PER");
    assert_eq!(lines[3], "Lenz\tI-PER");
    assert_eq!(lines[5], "Geneva\tB-LOC");
    for (line, wanted) in lines.iter().zip(CONLL.lines()) {
        assert_eq!(line.split('\t').next(), Some(wanted.split(' ').next().unwrap()));
    }
}

#[test]
fn a_tagged_file_scores_as_the_model_does() {
    let (folder, gold) = file("news.conll", CONLL);
    let pred = folder.path().join("tagged").to_str().unwrap().to_owned();
    stdout(&mut triplewire(&["tag", &gold, "-o", &pred]));
    assert_eq!(
        scores(&["eval", "ner", &gold, &pred]),
        scores(&["eval", "ner", &gold])
    );
}

#[test]
fn a_gold_file_scores_full_marks_against_itself() {
    let (_folder, gold) = file("news.conll", CONLL);
    let found = scores(&["eval", "ner", &gold, &gold]);
    assert_eq!(found["scores"]["micro"]["f1"], 100.0);
    assert_eq!(found["scores"]["PER"]["gold"], 1);
    let (_folder, gold) = file("a.conllu", CONLLU);
    let found = scores(&["eval", "parse", &gold, &gold]);
    for measure in ["Tokens", "Sentences", "Words", "UPOS", "UAS", "LAS"] {
        assert_eq!(found["scores"][measure]["f1"], 100.0, "{measure}");
    }
}

#[test]
fn a_prediction_over_other_tokens_is_refused_with_its_line() {
    let (_folder, gold) = file("news.conll", CONLL);
    let (_other, pred) = file("pred.conll", "Dario\tB-PER\nLens\tI-PER\n");
    let said = complaint(&mut triplewire(&["eval", "ner", &gold, &pred]));
    assert!(
        said.contains("pred.conll:2:") && said.contains("\"Lenz\""),
        "{said}"
    );
    let (_other, pred) = file("pred.conll", "Dario\tB-PER\n");
    assert!(complaint(&mut triplewire(&["eval", "ner", &gold, &pred])).contains("\"Lenz\""));
}

#[test]
fn parse_keeps_the_words_comments_and_other_columns_of_conllu() {
    let (_folder, path) = file("a.conllu", CONLLU);
    let written = stdout(&mut triplewire(&["parse", &path, "--from", "conllu"]));
    let kept = |text: &str| -> Vec<String> {
        let columns = |line: &str| {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() < 10 {
                line.to_owned()
            } else {
                [0, 1, 4, 5].map(|at| columns[at]).join(" ")
            }
        };
        text.lines().map(columns).collect()
    };
    assert_eq!(kept(&written), kept(CONLLU));
    assert!(written.contains("NER=B-PER"), "{written}");
    assert!(written.contains("SpaceAfter=No"));
}

#[test]
fn parsing_what_was_parsed_changes_nothing() {
    let (folder, path) = file("a.conllu", CONLLU);
    let once = stdout(&mut triplewire(&["parse", &path]));
    let again = folder.path().join("once.conllu");
    std::fs::write(&again, &once).unwrap();
    assert_eq!(stdout(&mut triplewire(&["parse", again.to_str().unwrap()])), once);
}

#[test]
fn raw_text_becomes_conllu_that_gives_the_text_back() {
    let text = "Dario Lenz didn't leave Geneva. “Why not?” asked Ms. Varga.";
    let (folder, path) = file("story.txt", text);
    let written = stdout(&mut triplewire(&["parse", &path]));
    assert!(
        written.starts_with("# newdoc id = story\n# sent_id = story-1\n# text = Dario"),
        "{written}"
    );
    let characters: Vec<char> = text.chars().collect();
    for line in written.lines().filter(|line| line.contains("start_char=")) {
        let columns: Vec<&str> = line.split('\t').collect();
        let offset = |key: &str| -> usize {
            columns[9]
                .split('|')
                .find_map(|item| item.strip_prefix(key))
                .unwrap()
                .parse()
                .unwrap()
        };
        let slice: String = characters[offset("start_char=")..offset("end_char=")]
            .iter()
            .collect();
        assert_eq!(slice, columns[1]);
    }
    let parsed = folder.path().join("parsed.conllu");
    std::fs::write(&parsed, &written).unwrap();
    let parsed = parsed.to_str().unwrap();
    assert_eq!(
        scores(&["eval", "parse", parsed, "--raw"])["scores"]["LAS"]["f1"],
        100.0
    );
}

#[test]
fn a_gold_file_without_heads_is_refused_with_its_line() {
    let (_folder, gold) = file("a.conllu", "1\tHi\t_\t_\t_\t_\t_\t_\t_\t_\n");
    let said = complaint(&mut triplewire(&["eval", "parse", &gold]));
    assert!(said.contains("a.conllu:1: HEAD"), "{said}");
}

#[test]
fn calibration_is_measured_and_fitted_and_drawn() {
    let (folder, gold) = file("news.conll", CONLL);
    let drawing = folder.path().join("reliability.svg");
    let found = scores(&[
        "eval",
        "calibration",
        &gold,
        &gold,
        "--fit",
        "--svg",
        drawing.to_str().unwrap(),
    ]);
    assert_eq!(found["sets"].as_array().unwrap().len(), 3);
    assert_eq!(found["sets"][0]["all"]["entities"], 2);
    assert_eq!(found["sets"][2]["all"]["entities"], 4);
    assert_eq!(found["sets"][0]["ece"], found["sets"][2]["ece"]);
    assert!(found["fit"][0].is_f64() && found["held_out"] == false);
    assert!(std::fs::read_to_string(drawing).unwrap().contains("</svg>"));
    let folded = scores(&["eval", "calibration", &gold, "--fold"]);
    assert_eq!(
        folded["sets"][0]["all"]["right"],
        found["sets"][0]["all"]["right"]
    );
    assert!(folded["held_out"] == true && folded["fit"].is_null());
    let table = stdout(&mut triplewire(&["eval", "calibration", &gold, "--fit"]));
    assert!(
        table.contains("2 predicted entities") && table.contains("\"calibration\": {\"ner\": ["),
        "{table}"
    );
    assert!(complaint(&mut triplewire(&["eval", "calibration", "no.conll"])).contains("no.conll"));
}

#[test]
fn lists_without_full_stops_are_cut_where_sentences_start_and_given_sentences_are_kept() {
    let text = "Mon: Meeting in Oslo Tue: Meeting in Rome Wed: Flight home";
    let sentences = |parsed: &str| parsed.lines().filter(|line| line.starts_with("# text")).count();
    let (folder, path) = file("diary.txt", text);
    assert_eq!(sentences(&stdout(&mut triplewire(&["parse", &path]))), 3);
    let words = text.split(' ').enumerate();
    let lines = words.map(|(at, word)| format!("{}\t{word}\t_\t_\t_\t_\t_\t_\t_\t_\n", at + 1));
    let given = folder.path().join("given.conllu").to_str().unwrap().to_owned();
    let content = format!("# text = {text}\n{}\n", lines.collect::<String>());
    std::fs::write(&given, content).unwrap();
    assert_eq!(sentences(&stdout(&mut triplewire(&["parse", &given]))), 1);
}
