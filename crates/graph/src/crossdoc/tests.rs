use super::*;
use triplewire_facts::Facts;
use triplewire_lexicon::Lexicon;

/// A document of names and events in a few words: "PER Ana Ruiz", "LOC Kirkuk=geonames/94787", "Killing 2024-05-14 victim=0 place=1".
fn document(id: &str, published: &str, entities: &[&str], events: &[&str]) -> DocumentProfile {
    let entities: Vec<serde_json::Value> = entities
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let mut parts = line.split(" / ");
            let (class, name) = parts.next().unwrap().split_once(' ').unwrap();
            let (name, key) = match name.split_once('=') {
                Some((name, key)) => (name, key.to_string()),
                None => (name, format!("{}/{}", class.to_lowercase(), name.to_lowercase().replace(' ', "-"))),
            };
            let attributes: Vec<serde_json::Value> = parts
                .map(|part| {
                    let (kind, value) = part.split_once(' ').unwrap();
                    serde_json::json!({"type": kind, "value": value, "start": 0, "end": 1, "sentence": 0})
                })
                .collect();
            serde_json::json!({
                "id": format!("e{number}"), "type": class, "name": name, "attributes": attributes,
                "key": (!key.is_empty()).then_some(key),
                "mentions": [{"start": 0, "end": 1, "text": name, "kind": "name", "sentence": 0, "score": 1.0}],
            })
        })
        .collect();
    let events: Vec<serde_json::Value> = events
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let mut words = line.split(' ');
            let (kind, day) = (words.next().unwrap(), words.next().unwrap());
            let arguments: Vec<serde_json::Value> = words
                .map(|word| {
                    let (role, entity) = word.split_once('=').unwrap();
                    let (entity, count) = match entity.strip_prefix('#') {
                        Some(count) => (None, count.parse::<u64>().ok()),
                        None => (Some(format!("e{entity}")), None),
                    };
                    serde_json::json!({"role": role, "entity": entity, "text": "x", "start": 0, "end": 1, "score": 1.0,
                                       "rule": "r", "count": count})
                })
                .collect();
            let time = (day != "-")
                .then(|| serde_json::json!({"text": day, "start": 0, "end": 1, "value": day}));
            serde_json::json!({
                "id": format!("v{number}"), "type": kind, "realis": "actual", "source": null, "time": time, "score": 1.0,
                "triggers": [{"start": 0, "end": 1, "text": "t", "sentence": 0, "rule": "r"}], "arguments": arguments,
            })
        })
        .collect();
    let facts = serde_json::json!({
        "id": id, "published": published, "sentences": [{"start": 0, "end": 9}], "entities": entities, "events": events,
        "relations": [],
    });
    DocumentProfile::of(
        &Lexicon::builtin().unwrap(),
        &Facts::parse(facts.to_string().as_bytes()).unwrap(),
    )
}

fn merged(documents: &[DocumentProfile]) -> Merged {
    merge(Ontology::builtin().unwrap(), documents)
}

/// The clusters of more than one member, as "a:e0 b:e1".
fn shown(documents: &[DocumentProfile], clusters: &[Cluster], events: bool) -> Vec<String> {
    let long = clusters.iter().filter(|cluster| cluster.members.len() > 1);
    let mut found: Vec<String> = long
        .map(|cluster| {
            let each = cluster.members.iter().map(|&(at, number)| {
                let id = match events {
                    true => &documents[at].events[number].id,
                    false => &documents[at].entities[number].id,
                };
                format!("{}:{id}", documents[at].id)
            });
            each.collect::<Vec<_>>().join(" ")
        })
        .collect();
    found.sort();
    found
}

const TOWN: &str = "LOC Kirkuk=geonames/94787";

#[test]
fn a_person_in_two_documents_of_one_story_is_merged() {
    let documents = [
        document("a", "2024-05-14", &["PER Ana Ruiz / role mayor", TOWN], &[]),
        document("b", "2024-05-15", &["PER Ana G. Ruiz / role mayor", TOWN], &[]),
        document("c", "2024-05-15", &["PER Bo Ruiz / role mayor", TOWN], &[]),
    ];
    let found = merged(&documents);
    assert_eq!(
        shown(&documents, &found.entities, false),
        ["a:e0 b:e0", "a:e1 b:e1 c:e1"]
    );
}

#[test]
fn two_people_of_one_name_are_kept_apart() {
    let documents = [
        document(
            "a",
            "2024-01-14",
            &["PER Ana Ruiz / role minister", TOWN, "ORG Ode Bank"],
            &[],
        ),
        document(
            "b",
            "2024-01-15",
            &["PER Ana Ruiz / role footballer", "LOC Antwerp=geonames/2803138"],
            &[],
        ),
    ];
    let found = merged(&documents);
    assert!(shown(&documents, &found.entities, false).is_empty());
    let ids: Vec<&str> = found
        .entities
        .iter()
        .map(|one| one.id.as_str())
        .filter(|id| id.starts_with("per/"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn ages_and_nations_that_differ_are_two_people() {
    let with = |attribute: &str| {
        document(
            "b",
            "2024-05-15",
            &[&format!("PER Ana Ruiz / {attribute}"), TOWN],
            &[],
        )
    };
    let first = document(
        "a",
        "2024-05-14",
        &["PER Ana Ruiz / age 52 / nationality Chile", TOWN],
        &[],
    );
    for (attribute, one) in [
        ("age 52", true),
        ("age 53", true),
        ("age 31", false),
        ("nationality Peru", false),
    ] {
        let documents = [first.clone(), with(attribute)];
        let found = shown(&documents, &merged(&documents).entities, false);
        assert_eq!(found.contains(&"a:e0 b:e0".to_string()), one, "{attribute}");
    }
}

#[test]
fn reports_of_one_bombing_are_merged_whatever_the_toll() {
    let documents = [
        document(
            "a",
            "2024-09-08",
            &[TOWN],
            &["Bombing 2024-09-08 place=0 victim=#11"],
        ),
        document(
            "b",
            "2024-09-10",
            &[TOWN],
            &["Explosion 2024-09-08 place=0 victim=#14"],
        ),
        document(
            "c",
            "2024-09-12",
            &[TOWN],
            &["Bombing 2024-09-11 place=0 victim=#5"],
        ),
        document("d", "2024-09-09", &[TOWN], &["Kidnapping 2024-09-08 place=0"]),
    ];
    let found = merged(&documents);
    let events = shown(&documents, &found.events, true);
    assert!(
        !events
            .iter()
            .any(|one| one.contains("c:v0") || one.contains("d:v0")),
        "{events:?}"
    );
    assert_eq!(events, ["a:v0 b:v0"]);
}

#[test]
fn a_person_can_be_killed_only_once() {
    let event = ["Assassination 2024-05-14 victim=0 place=1"];
    let documents = [
        document("a", "2024-05-14", &["PER Ana Ruiz", TOWN], &event),
        document("b", "2024-05-15", &["PER Ana Ruiz", TOWN], &event),
        document("c", "2024-05-15", &["PER Bo Lund", TOWN], &event),
    ];
    let found = merged(&documents);
    assert_eq!(shown(&documents, &found.events, true), ["a:v0 b:v0"]);
}

#[test]
fn the_order_of_documents_changes_nothing() {
    let documents = [
        document(
            "a",
            "2024-05-14",
            &["PER Ana Ruiz / role mayor", TOWN],
            &["Killing 2024-05-14 victim=0 place=1"],
        ),
        document(
            "b",
            "2024-05-15",
            &["PER A. Ruiz", TOWN],
            &["Killing 2024-05-14 victim=0 place=1"],
        ),
        document(
            "c",
            "2024-05-16",
            &["PER Ruiz", TOWN],
            &["Killing - victim=0 place=1"],
        ),
        document(
            "d",
            "2024-05-16",
            &["PER Bo Lund", TOWN],
            &["Killing - victim=0 place=1"],
        ),
    ];
    let names = |documents: &[DocumentProfile]| {
        let found = merged(documents);
        let mut all: Vec<(String, Vec<String>)> = found
            .entities
            .iter()
            .chain(&found.events)
            .map(|cluster| {
                let mut members: Vec<String> = cluster
                    .members
                    .iter()
                    .map(|&(at, number)| format!("{}:{number}", documents[at].id))
                    .collect();
                members.sort();
                (cluster.id.clone(), members)
            })
            .collect();
        all.sort();
        all
    };
    let wanted = names(&documents);
    for turn in 1..documents.len() {
        let mut turned = documents.to_vec();
        turned.rotate_left(turn);
        assert_eq!(names(&turned), wanted);
        turned.reverse();
        assert_eq!(names(&turned), wanted);
    }
}

/// Whether the first entities of two documents are coreferent.
fn coreferent(mine: &[&str], theirs: &[&str]) -> bool {
    let (mine, theirs) = (
        document("a", "2024-05-14", mine, &[]),
        document("b", "2024-05-15", theirs, &[]),
    );
    let compared = compare_entities((&mine, 0), (&theirs, 0));
    assert_eq!(
        compared.clone().map(|one| one.points),
        compare_entities((&theirs, 0), (&mine, 0)).map(|one| one.points)
    );
    compared.is_some_and(|one| one.is_coreferent())
}

const STORY: [&str; 4] = ["PER Ana Ruiz", "PER Bo Ek", "ORG Ode Lund Bank", TOWN];

#[test]
fn an_organisation_with_a_known_acronym_is_merged_under_all_its_names_and_no_other() {
    let (short, long) = (
        "ORG UN=org/united-nations",
        "ORG United Nations=org/united-nations",
    );
    assert!(coreferent(&[short], &[long]));
    let with = |organisation: &'static str| [&[organisation], &STORY[..]].concat();
    assert!(!coreferent(
        &with(short),
        &with("ORG Union of Nurses=org/union-of-nurses")
    ));
    // An acronym that is not known may stand for any name with those initials.
    assert!(coreferent(
        &with("ORG OLB=org/olb"),
        &with("ORG Ode Lagos Brewery=org/ode-lagos-brewery")
    ));
}

#[test]
fn organisations_of_different_countries_are_kept_apart() {
    let india = "ORG Parliament=org/india/parliament";
    let with =
        |organisation: &'static str, more: &[&'static str]| [&[organisation], &STORY[..], more].concat();
    assert!(!coreferent(
        &with(india, &["LOC India"]),
        &with("ORG Parliament=org/kenya/parliament", &["LOC Kenya"])
    ));
    // One without a country.
    let plain = "ORG Parliament=";
    assert!(!coreferent(
        &with(india, &["LOC India"]),
        &with(plain, &["LOC Kenya"])
    ));
    assert!(coreferent(
        &with(india, &["LOC India"]),
        &with(plain, &["NORP Indian=norp/india"])
    ));
    // An owner need not be a country.
    let town = "ORG Police=org/kirkuk/police";
    assert!(coreferent(&with(town, &[]), &with("ORG Police=", &[])));
    assert!(!coreferent(
        &with("ORG Police=org/lund/police", &[]),
        &with("ORG Police=", &[])
    ));
    let hyphen = "ORG Parliament=org/guinea-bissau/parliament";
    assert!(coreferent(
        &with(hyphen, &["LOC Guinea-Bissau"]),
        &with(plain, &["LOC Guinea-Bissau"])
    ));
    let two = ["LOC India", "LOC Kenya"];
    assert!(!coreferent(
        &[&[india], &two[..], &["PER Ana Ruiz"]].concat(),
        &[&[plain], &two[..], &["PER Ana Ruiz"]].concat()
    ));
}

#[test]
fn a_bare_surname_joins_its_only_bearer_and_bridges_nobody() {
    let with = |id: &str, name: &str| {
        let name = format!("PER {name} / role mayor");
        document(
            id,
            "2024-05-14",
            &[&name, TOWN, "ORG Ode Bank", "PER Max Aub"],
            &[],
        )
    };
    let (ana, bo, bare) = (with("a", "Ana Ruiz"), with("b", "Bo Ruiz"), with("c", "Ruiz"));
    let people = |documents: &[DocumentProfile]| {
        let found = merged(documents);
        let all = shown(documents, &found.entities, false);
        all.into_iter()
            .filter(|one| one.contains(":e0"))
            .collect::<Vec<String>>()
    };
    assert_eq!(people(&[ana.clone(), bare.clone()]), ["a:e0 c:e0"]);
    assert!(people(&[ana.clone(), bo.clone(), bare.clone()]).is_empty());
    assert!(people(&[with("d", "Ruiz"), bare.clone()]).is_empty());
    // It says nothing of the node's identity.
    let id = |documents: &[DocumentProfile]| merged(documents).entities[0].id.clone();
    assert_eq!(id(&[ana.clone(), bare]), id(&[ana]));
}

#[test]
fn no_chain_joins_events_of_two_days() {
    let documents = [
        document(
            "a",
            "2024-09-08",
            &[TOWN, "ORG Wadi Brigade"],
            &["Bombing 2024-09-08 place=0 target=1"],
        ),
        document(
            "b",
            "2024-09-10",
            &[TOWN, "ORG Wadi Brigade"],
            &["Bombing - place=0 target=1"],
        ),
        document(
            "c",
            "2024-09-12",
            &[TOWN, "ORG Wadi Brigade"],
            &["Bombing 2024-09-11 place=0 target=1"],
        ),
    ];
    let joined = |one: usize, other: usize| {
        shown(
            &[documents[one].clone(), documents[other].clone()],
            &merged(&[documents[one].clone(), documents[other].clone()]).events,
            true,
        )
    };
    assert_eq!(
        (joined(0, 1).len(), joined(1, 2).len(), joined(0, 2).len()),
        (1, 1, 0)
    );
    let all = shown(&documents, &merged(&documents).events, true);
    assert!(
        !all.iter().any(|one| one.contains("a:v0") && one.contains("c:v0")),
        "{all:?}"
    );
    assert_eq!(all.len(), 1);
}

#[test]
fn what_happened_is_not_what_was_denied_or_tried_on_another_day() {
    let account = |id: &str, day: &str, realis: &str| {
        let event = format!("Attack {day} attacker=1 target=2 place=0");
        let mut found = document(
            id,
            "2024-09-09",
            &[TOWN, "PER Ana Ruiz", "ORG Ode Bank"],
            &[&event],
        );
        found.events[0].realis = realis.into();
        found
    };
    let one = |other: &DocumentProfile| {
        let documents = [account("a", "2024-09-08", "actual"), other.clone()];
        shown(&documents, &merged(&documents).events, true).len()
    };
    assert_eq!(one(&account("b", "2024-09-08", "actual")), 1);
    assert_eq!(one(&account("b", "2024-09-08", "denied")), 1);
    for realis in ["denied", "attempted", "planned"] {
        assert_eq!(one(&account("b", "2024-09-07", realis)), 0, "{realis}");
    }
    assert_eq!(one(&account("b", "-", "hypothetical")), 0);
}

#[test]
fn a_rare_name_of_one_word_joins_and_a_common_one_does_not() {
    let with = |id: &str, name: &str, day: &str| document(id, day, &[&format!("ORG {name}")], &[]);
    for (name, one) in [("Boeing", 1), ("CNN", 1), ("Congress", 0), ("Rangers", 0)] {
        let documents = [with("a", name, "2024-05-14"), with("b", name, "2023-01-15")];
        assert_eq!(
            shown(&documents, &merged(&documents).entities, false).len(),
            one,
            "{name}"
        );
    }
}
