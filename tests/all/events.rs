//! `eval muc` and `eval relations` from outside, and profiles.

use std::fs;

use serde_json::Value;

use crate::support::{complaint, file, stdout, triplewire};

const KEYS: &str = concat!(
    r#"{"docid": "D1", "doctext": "Rebels killed Ana Ruiz in Port Salvio. The militia denied killing Bo Lund.", "#,
    r#""extracts": {"PerpInd": [[["rebels", 0]]], "PerpOrg": [], "Target": [], "Victim": [[["ana ruiz", 14]]], "Weapon": []}}"#,
    "\n",
    r#"{"docid": "D2", "doctext": "Parliament met on Monday.", "extracts": {"Victim": [[["Eva Roy", 3]]]}}"#,
    "\n",
);

const RELATIONS: &str = "#doc 9\n0\tAna\tB-Peop\t['N']\t[0]\n1\tRuiz\tI-Peop\t['Kill']\t[4]\n2\tkilled\tO\t['N']\t[2]\n\
                         3\tBo\tB-Peop\t['N']\t[3]\n4\tLund\tI-Peop\t['N']\t[4]\n5\t.\tO\t['N']\t[5]\n";

fn scores(said: &str) -> Value {
    serde_json::from_str::<Value>(said).unwrap()["scores"].clone()
}

#[test]
fn the_model_and_its_own_output_score_the_same_on_muc() {
    let (folder, keys) = file("keys.json", KEYS);
    let lines = r#"{"id": "D1", "text": "Rebels killed Ana Ruiz in Port Salvio. The militia denied killing Bo Lund."}
{"id": "D2", "text": "Parliament met on Monday."}
"#;
    let texts = folder.path().join("texts.jsonl");
    fs::write(&texts, lines).unwrap();
    let found = stdout(&mut triplewire(&[
        "extract",
        texts.to_str().unwrap(),
        "--profile",
        "muc",
        "--to",
        "jsonl",
    ]));
    let pred = folder.path().join("pred.jsonl");
    fs::write(&pred, &found).unwrap();
    let of_file = stdout(&mut triplewire(&[
        "eval",
        "muc",
        &keys,
        pred.to_str().unwrap(),
        "--json",
    ]));
    assert_eq!(
        stdout(&mut triplewire(&["eval", "muc", &keys, "--json"])),
        of_file
    );
    let victim = &scores(&of_file)["Victim"];
    assert_eq!(
        (&victim["gold"], &victim["predicted"], &victim["correct"]),
        (&2.into(), &1.into(), &1.into())
    );

    // The denial is no incident for the profile, but the general rules find it.
    let kinds = |found: &str| {
        found
            .lines()
            .map(|line| line.matches("\"realis\":\"denied\"").count())
            .sum::<usize>()
    };
    assert_eq!(kinds(&found), 0);
    let all = stdout(&mut triplewire(&[
        "extract",
        texts.to_str().unwrap(),
        "--to",
        "jsonl",
    ]));
    assert_eq!(kinds(&all), 1);
}

#[test]
fn losses_are_told_with_their_causes() {
    let (_folder, keys) = file("keys.json", KEYS);
    let said = stdout(&mut triplewire(&["eval", "muc", &keys, "--losses"]));
    assert!(
        said.contains("D2\tmissed\tVictim\tno such mention\teva roy"),
        "{said}"
    );
    let said = stdout(&mut triplewire(&["eval", "muc", &keys, "--losses", "--json"]));
    let both: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(both["losses"][0]["doc"], "D2");
    assert_eq!(both["report"]["documents"], 2);
}

#[test]
fn a_prediction_that_lacks_a_document_is_refused() {
    let (folder, keys) = file("keys.json", KEYS);
    let pred = folder.path().join("pred.jsonl");
    fs::write(
        &pred,
        "{\"id\": \"D1\", \"sentences\": [], \"entities\": [], \"events\": [], \"relations\": []}\n",
    )
    .unwrap();
    let said = complaint(&mut triplewire(&["eval", "muc", &keys, pred.to_str().unwrap()]));
    assert!(said.contains("pred.jsonl: no line of document D2"), "{said}");
}

#[test]
fn an_unknown_profile_is_refused_with_those_that_there_are() {
    let said = complaint(&mut triplewire(&["extract", "x.txt", "--profile", "mcu"]));
    assert!(said.contains("no profile \"mcu\"; there are: muc"), "{said}");
}

#[test]
fn the_texts_of_gold_relations_can_be_extracted_and_scored() {
    let (folder, gold) = file("dev.txt", RELATIONS);
    let texts = folder.path().join("texts.jsonl");
    fs::write(
        &texts,
        stdout(&mut triplewire(&["eval", "relations", &gold, "--texts"])),
    )
    .unwrap();
    let pred = folder.path().join("pred.jsonl");
    fs::write(
        &pred,
        stdout(&mut triplewire(&[
            "extract",
            texts.to_str().unwrap(),
            "--to",
            "jsonl",
        ])),
    )
    .unwrap();
    let of_file = stdout(&mut triplewire(&[
        "eval",
        "relations",
        &gold,
        pred.to_str().unwrap(),
        "--json",
    ]));
    assert_eq!(
        stdout(&mut triplewire(&["eval", "relations", &gold, "--json"])),
        of_file
    );
    assert_eq!(scores(&of_file)["Kill boundaries"]["f1"], 100.0);

    fs::write(
        &pred,
        fs::read_to_string(&pred).unwrap().replace("Bo Lund", "Bo Lunt"),
    )
    .unwrap();
    let said = complaint(&mut triplewire(&[
        "eval",
        "relations",
        &gold,
        pred.to_str().unwrap(),
    ]));
    assert!(
        said.contains("\"Bo Lunt\" at 16 where the gold text has \"Bo Lund\""),
        "{said}"
    );
}

fn arguments(text: &str, options: &[&str]) -> Vec<(String, String)> {
    let (_folder, path) = file("story.txt", text);
    let call: Vec<&str> = [&["extract", &path, "--to", "jsonl"], options].concat();
    let found: Value = serde_json::from_str(&stdout(&mut triplewire(&call))).unwrap();
    let events = found["events"].as_array().unwrap().iter();
    let all = events.flat_map(|event| event["arguments"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    all.map(|one| (text(&one["role"]), text(&one["text"]))).collect()
}

fn fillers(found: &[(String, String)], role: &str) -> Vec<String> {
    let of = found.iter().filter(|(have, _)| have == role);
    of.map(|(_, text)| text.clone()).collect()
}

#[test]
fn an_organisation_acts_through_its_members_but_not_through_its_staff() {
    let found = arguments(
        "Two members of Al-Shabaab shot a customs officer in Kismayo.",
        &[],
    );
    assert_eq!(
        fillers(&found, "attacker"),
        ["Two members of Al-Shabaab", "Al-Shabaab"]
    );
    let found = arguments(
        "A former driver of Toyota shot a customs officer in Kismayo.",
        &[],
    );
    assert_eq!(fillers(&found, "attacker").len(), 1);
}

#[test]
fn the_muc_profile_leaves_out_war_and_places() {
    let war = "Rebels attacked an army battalion near Kidal.";
    assert!(!arguments(war, &[]).is_empty());
    assert!(arguments(war, &["--profile", "muc"]).is_empty());
    let raid = "Rebels attacked a hotel near Kidal.";
    assert_eq!(
        fillers(&arguments(raid, &["--profile", "muc"]), "target"),
        ["hotel"]
    );
    // Campaigns, and attacks of which nothing but the attacker is told.
    for little in [
        "The rebels launched an offensive against the hotel in May.",
        "The attack was carried out by gunmen.",
    ] {
        assert!(!arguments(little, &[]).is_empty(), "{little}");
        assert!(arguments(little, &["--profile", "muc"]).is_empty(), "{little}");
    }
}
