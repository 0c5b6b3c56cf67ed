//! Triggers and arguments of WikiEvents and RAMS, by event type.

use std::{collections::BTreeMap, ops::Range};

use super::{Corpus, Document, Schemes, counted, head};
use crate::Score;
use triplewire_facts::Facts;
use triplewire_lexicon::Ontology;

/// Types that are always reported, also when a file has none.
const APART: [&str; 5] = ["Attack", "Death", "Injury", "Arrest", "Kidnapping"];

/// A trigger: its type and tokens.
type Trigger = (&'static str, Range<usize>);

/// An argument of the gold file: type, our roles that it may have, head; of a prediction: type, its role, head.
type Argument<R> = (&'static str, R, usize);

/// What of a document is compared.
#[derive(Default)]
struct Told {
    gold_triggers: Vec<Trigger>,
    gold_arguments: Vec<Argument<Vec<&'static str>>>,
    triggers: Vec<Trigger>,
    arguments: Vec<Argument<String>>,
}

/// Scores a type, those reported apart first, and micro-averages.
pub fn score(ontology: &Ontology, corpus: Corpus, documents: &[(Document, Facts)]) -> Vec<(String, Score)> {
    let schemes = Schemes::builtin();
    let kinds = documents.iter().flat_map(|(document, _)| &document.events);
    let mut types: Vec<&'static str> = APART.to_vec();
    for found in kinds.filter_map(|event| schemes.of(&event.kind)) {
        if !types.contains(&found.ours) {
            types.push(found.ours);
        }
    }
    types[APART.len()..].sort_unstable();

    let mut triggers: BTreeMap<&'static str, Score> = BTreeMap::new();
    let mut arguments: BTreeMap<&'static str, Score> = BTreeMap::new();
    for (document, facts) in documents {
        let told = told(ontology, &schemes, corpus, &types, document, facts);
        for &kind in &types {
            let gold: Vec<_> = told.gold_triggers.iter().filter(|one| one.0 == kind).collect();
            let found: Vec<_> = told.triggers.iter().filter(|one| one.0 == kind).collect();
            let fits = |at: usize, other: usize| overlap(&gold[at].1, &found[other].1);
            triggers
                .entry(kind)
                .or_default()
                .add(counted(gold.len(), found.len(), fits));

            let gold: Vec<_> = told.gold_arguments.iter().filter(|one| one.0 == kind).collect();
            let found: Vec<_> = told.arguments.iter().filter(|one| one.0 == kind).collect();
            let fits = |at: usize, other: usize| {
                let (gold, found): (&Argument<Vec<&str>>, &Argument<String>) = (gold[at], found[other]);
                gold.1.contains(&found.1.as_str()) && gold.2 == found.2
            };
            arguments
                .entry(kind)
                .or_default()
                .add(counted(gold.len(), found.len(), fits));
        }
    }
    let mut scores = Vec::new();
    for (what, by_type) in [("trigger", &triggers), ("argument", &arguments)] {
        let mut micro = Score::default();
        for kind in &types {
            let score = by_type.get(kind).copied().unwrap_or_default();
            micro.add(score);
            scores.push((format!("{what} {kind}"), score));
        }
        scores.push((format!("{what} micro"), micro));
    }
    scores
}

fn told(
    ontology: &Ontology,
    schemes: &Schemes,
    corpus: Corpus,
    types: &[&'static str],
    document: &Document,
    facts: &Facts,
) -> Told {
    let mut told = Told::default();
    for event in &document.events {
        let Some(found) = schemes.of(&event.kind) else {
            continue;
        };
        told.gold_triggers.push((found.ours, event.trigger.clone()));
        for (role, range) in &event.arguments {
            let roles = found.roles_of(role).to_vec();
            let argument = (found.ours, roles, head(document, range));
            if !argument.1.is_empty() && !told.gold_arguments.contains(&argument) {
                told.gold_arguments.push(argument);
            }
        }
    }
    for event in &facts.events {
        let Some(kind) = schemes.label(ontology, event, types) else {
            continue;
        };
        let triggers: Vec<Range<usize>> = event
            .triggers
            .iter()
            .map(|trigger| document.touched(trigger.start, trigger.end))
            .collect();
        let annotated =
            |range: &Range<usize>| document.events.iter().any(|gold| overlap(&gold.trigger, range));
        if corpus == Corpus::Rams && !triggers.iter().any(annotated) {
            continue;
        }
        for range in triggers {
            let counts = corpus != Corpus::Rams || annotated(&range);
            if counts && !told.triggers.contains(&(kind, range.clone())) {
                told.triggers.push((kind, range));
            }
        }
        // Roles that no gold type of this one knows cannot be right or wrong.
        let known = |role: &str| schemes.counterparts(kind).any(|one| one.covers(role));
        for argument in event.arguments.iter().filter(|argument| known(&argument.role)) {
            let range = document.touched(argument.start, argument.end);
            let argument = (kind, argument.role.clone(), head(document, &range));
            if !told.arguments.contains(&argument) {
                told.arguments.push(argument);
            }
        }
    }
    told
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::read, *};
    use triplewire_nlp::rules::RuleSet;

    /// "Rebels killed a guard . Police fled ." with a killing annotated; `found` are the predicted events.
    fn scored(found: &str) -> Vec<(String, Score)> {
        let gold = r#"{"doc_key": "d", "sentences": [["Rebels", "killed", "a", "guard", "."], ["Police", "fled", "."]],
            "evt_triggers": [[1, 1, [["life.die.deathcausedbyviolentevents", 1.0]]]],
            "gold_evt_links": [[[1, 1], [0, 0], "evt1arg01killer"], [[1, 1], [2, 3], "evt1arg02victim"], [[1, 1], [5, 5], "evt1arg03medicalissue"]]}"#;
        let (corpus, mut documents) = read(&gold.replace('\n', ""), Path::new("g")).unwrap();
        let facts: Facts = crate::partial::read(&format!("{{\"id\": \"d\", \"events\": [{found}]}}"));
        let rules = RuleSet::builtin().unwrap();
        let scores = score(&rules.ontology, corpus, &[(documents.remove(0), facts)]);
        scores
            .into_iter()
            .filter(|(_, score)| *score != Score::default())
            .collect()
    }

    fn of(gold: usize, predicted: usize, correct: usize) -> Score {
        Score {
            gold,
            predicted,
            correct,
        }
    }

    #[test]
    fn types_and_roles_are_mapped_and_arguments_match_by_head() {
        let found = scored(
            r#"{"type": "Killing", "realis": "actual", "triggers": [{"start": 7, "end": 13, "text": "killed"}], "arguments": [
            {"role": "attacker", "entity": null, "start": 0, "end": 6, "text": "Rebels"},
            {"role": "victim", "entity": null, "start": 16, "end": 21, "text": "guard"},
            {"role": "victim", "entity": null, "start": 24, "end": 30, "text": "Police"}]}"#,
        );
        let expected = [
            ("trigger Death".to_string(), of(1, 1, 1)),
            ("trigger micro".to_string(), of(1, 1, 1)),
            ("argument Death".to_string(), of(2, 3, 2)),
            ("argument micro".to_string(), of(2, 3, 2)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_rams_does_not_annotate_is_not_counted() {
        let elsewhere = r#"{"type": "Injury", "realis": "actual", "triggers": [{"start": 31, "end": 35, "text": "fled"}]}"#;
        assert_eq!(scored(elsewhere)[0], ("trigger Death".to_string(), of(1, 0, 0)));
        assert_eq!(scored(elsewhere).len(), 4);
        let wrong = elsewhere.replace("31", "7").replace("35", "13");
        assert_eq!(scored(&wrong)[1], ("trigger Injury".to_string(), of(0, 1, 0)));
    }
}
