//! CoNLL04's Kill: who killed whom, both persons with a name.

use std::{collections::BTreeSet, ops::Range};

use super::{Document, counted};
use crate::Score;
use triplewire_facts::{Argument, Event, Facts};
use triplewire_nlp::rules::RuleSet;

type Pair = (Range<usize>, Range<usize>);

/// Pairs under both criteria.
pub fn score(rules: &RuleSet, documents: &[(Document, Facts)]) -> Vec<(String, Score)> {
    let (mut boundaries, mut heads) = (Score::default(), Score::default());
    for (document, facts) in documents {
        let found = kills(rules, document, facts);
        let gold: Vec<Pair> = document.linked("Kill").collect();
        boundaries.add(counted(gold.len(), found.len(), |at, other| {
            gold[at] == found[other]
        }));
        let ends = |pair: &Pair| (pair.0.end, pair.1.end);
        heads.add(counted(gold.len(), found.len(), |at, other| {
            ends(&gold[at]) == ends(&found[other])
        }));
    }
    vec![
        ("Kill boundaries".into(), boundaries),
        ("Kill head".into(), heads),
    ]
}

/// Every attacker with every victim of a killing or attack, each pair once. CoNLL04 calls it Kill when one person shot
/// another, and marks attempts and allegations too, but no denials.
fn kills(rules: &RuleSet, document: &Document, facts: &Facts) -> Vec<Pair> {
    let mut found = BTreeSet::new();
    let deed = |event: &&Event| {
        ["Killing", "Attack"]
            .iter()
            .any(|kind| rules.ontology.is_a(&event.kind, kind))
    };
    let killings = facts.events.iter().filter(deed);
    for event in killings.filter(|event| event.realis != "denied") {
        let of = |role: &'static str| {
            let arguments = event
                .arguments
                .iter()
                .filter(move |argument| argument.role == role);
            arguments.filter_map(|argument| person(rules, document, facts, event, argument))
        };
        for attacker in of("attacker") {
            for victim in of("victim").filter(|victim| *victim != attacker) {
                found.insert((attacker.start, attacker.end, victim.start, victim.end));
            }
        }
    }
    found.into_iter().map(|(a, b, c, d)| (a..b, c..d)).collect()
}

/// The tokens of the person's name that stands for an argument: itself, else the one nearest to the argument.
fn person(
    rules: &RuleSet,
    document: &Document,
    facts: &Facts,
    event: &Event,
    argument: &Argument,
) -> Option<Range<usize>> {
    let entity = facts
        .entity_of(argument.entity.as_deref())
        .filter(|entity| entity.class == "PER")?;
    let from = if argument.end > argument.start {
        argument.start
    } else {
        event.triggers.first()?.start
    };
    let names = entity.mentions.iter().filter(|mention| mention.kind == "name");
    let nearest = names.min_by_key(|mention| mention.start.abs_diff(from))?;
    let range = document.touched(nearest.start, nearest.end);
    (!range.is_empty()).then(|| titled(rules, document, range))
}

/// The name with the title before it, which CoNLL04 counts as part of it: capitalised words in a row, if one of them is a
/// title ("New York Sen. Ana Ruiz").
pub(super) fn titled(rules: &RuleSet, document: &Document, name: Range<usize>) -> Range<usize> {
    let capital = |at: &usize| document.word(*at).starts_with(char::is_uppercase);
    let before: Vec<usize> = (0..name.start).rev().take_while(capital).collect();
    let is_title = |at: &usize| {
        let word = document.word(*at).to_lowercase();
        let bare = word.trim_end_matches('.');
        // A star in the list marks titles that never stand inside a name.
        [bare, &format!("*{bare}")]
            .iter()
            .any(|title| rules.lexicon.contains("titles", title))
    };
    match before.iter().any(is_title) {
        true => before.last().copied().unwrap_or(name.start)..name.end,
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::read, *};
    use triplewire_nlp::rules::RuleSet;

    const GOLD: &str = "#doc 1\n0\tSen.\tB-Peop\t['N']\t[0]\n1\tAna\tI-Peop\t['N']\t[1]\n2\tRuiz\tI-Peop\t['Kill']\t[4]\n\
                        3\tshot\tO\t['N']\t[3]\n4\tRoy\tB-Peop\t['N']\t[4]\n5\t.\tO\t['N']\t[5]\n";

    /// "Sen. Ana Ruiz shot Roy ."
    fn facts(kind: &str, realis: &str, attacker: (usize, usize), victim_class: &str) -> Facts {
        let text = "Sen. Ana Ruiz shot Roy .";
        let (start, end) = attacker;
        let line = format!(
            r#"{{"id": "1:1", "entities": [
            {{"id": "e1", "type": "PER", "name": "Ana Ruiz", "mentions": [{{"start": {start}, "end": {end}, "text": "{}", "kind": "name"}}]}},
            {{"id": "e2", "type": "{victim_class}", "name": "Roy", "mentions": [{{"start": 19, "end": 22, "text": "Roy", "kind": "name"}}]}}],
            "events": [{{"type": "{kind}", "realis": "{realis}", "triggers": [{{"start": 14, "end": 18, "text": "shot"}}], "arguments": [
            {{"role": "attacker", "entity": "e1", "start": {start}, "end": {end}, "text": "x"}},
            {{"role": "victim", "entity": "e2", "start": 19, "end": 22, "text": "Roy"}}]}}]}}"#,
            &text[start..end]
        );
        crate::partial::read(&line)
    }

    fn scored(facts: Facts) -> [(usize, usize); 2] {
        let (_, mut documents) = read(GOLD, Path::new("g")).unwrap();
        let rules = RuleSet::builtin().unwrap();
        let scores = score(&rules, &[(documents.remove(0), facts)]);
        assert!(scores.iter().all(|(_, score)| score.gold == 1));
        [0, 1].map(|at| (scores[at].1.predicted, scores[at].1.correct))
    }

    #[test]
    fn a_pair_counts_by_its_spans_or_by_their_last_words() {
        assert_eq!(
            scored(facts("Assassination", "actual", (0, 13), "PER")),
            [(1, 1), (1, 1)]
        );
        assert_eq!(
            scored(facts("Killing", "alleged", (5, 8), "PER")),
            [(1, 0), (1, 0)]
        );
    }

    #[test]
    fn a_name_is_widened_over_the_title_before_it() {
        for name in [(5, 13), (9, 13)] {
            assert_eq!(scored(facts("Killing", "alleged", name, "PER")), [(1, 1), (1, 1)]);
        }
    }

    #[test]
    fn other_events_denials_and_things_make_no_pair() {
        for (kind, realis, class) in [
            ("Arrest", "actual", "PER"),
            ("Killing", "denied", "PER"),
            ("Killing", "actual", "ORG"),
        ] {
            assert_eq!(scored(facts(kind, realis, (5, 13), class)), [(0, 0), (0, 0)]);
        }
    }
}
