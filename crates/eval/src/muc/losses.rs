//! Why a filler is missing or too much: the table that rules are worked on with.
//!
//! In: gold and predicted entities of a document with its text and facts. Out: one cause for each entity that does not
//! count. The causes are read off the strings, in the order in which the stages run: what no stage has seen is the
//! tagger's loss, what stands in no event's sentence a missing trigger's, and so on.

use std::collections::HashSet;

use super::{Fillers, Role, align, fill::is_incident, normalise};
use triplewire_facts::{Facts, Trigger};
use triplewire_lexicon::Ontology;

/// A gold entity that was not found, or a predicted one that is not in the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The role.
    pub role: Role,
    /// Whether the key has it (a miss) or not (a false alarm).
    pub missed: bool,
    /// The entity's words.
    pub text: String,
    /// Why it was lost.
    pub cause: &'static str,
}

/// What goes into the search for causes.
pub struct Evidence<'a> {
    /// The event types.
    pub ontology: &'a Ontology,
    /// The document's text.
    pub text: &'a str,
    /// What was extracted from it.
    pub facts: &'a Facts,
}

/// The losses of one document.
pub fn losses(evidence: &Evidence, gold: &Fillers, predicted: &Fillers) -> Vec<Loss> {
    let (gold, predicted) = (gold.normalised(), predicted.normalised());
    let mut found = Vec::new();
    for role in Role::ALL {
        let pairs = align(gold.of(role), predicted.of(role));
        for (at, entity) in gold.of(role).iter().enumerate() {
            if pairs.iter().all(|pair| pair.0 != at) {
                found.push(Loss {
                    role,
                    missed: true,
                    text: entity.join(" / "),
                    cause: missed(evidence, role, entity, &predicted),
                });
            }
        }
        for (at, entity) in predicted.of(role).iter().enumerate() {
            if pairs.iter().all(|pair| pair.1 != at) {
                found.push(Loss {
                    role,
                    missed: false,
                    text: entity.join(" / "),
                    cause: spurious(role, entity, &gold),
                });
            }
        }
    }
    found
}

fn missed(evidence: &Evidence, role: Role, entity: &[String], predicted: &Fillers) -> &'static str {
    let has = |other: Role| {
        predicted
            .of(other)
            .iter()
            .flatten()
            .any(|text| entity.contains(text))
    };
    if Role::ALL.into_iter().any(|other| other != role && has(other)) {
        return "wrong role";
    }
    if predicted
        .of(role)
        .iter()
        .flatten()
        .any(|text| entity.iter().any(|one| overlap(one, text)))
    {
        return "wrong span";
    }
    let facts = evidence.facts;
    let argument_of = |incident: bool| {
        let events = facts.events.iter();
        events
            .filter(|event| is_incident(evidence.ontology, event) == incident)
            .flat_map(|event| &event.arguments)
            .any(|argument| entity.contains(&normalise(&argument.text)))
    };
    if argument_of(true) {
        return "other argument";
    }
    if argument_of(false) {
        return "type or realis";
    }
    let mentions = facts.entities.iter().flat_map(|entity| &entity.mentions);
    if role == Role::Victim
        && !mentions
            .clone()
            .any(|mention| entity.contains(&normalise(&mention.text)))
    {
        return "no such mention";
    }
    let plain = normalise(evidence.text);
    let near = |trigger: &Trigger| {
        sentence_of(evidence.text, trigger.start).is_some_and(|sentence| {
            let sentence = normalise(sentence);
            entity.iter().any(|mention| sentence.contains(mention.as_str()))
        })
    };
    let incidents = facts
        .events
        .iter()
        .filter(|event| is_incident(evidence.ontology, event));
    if incidents.flat_map(|event| &event.triggers).any(near) {
        return "missing construction";
    }
    if entity.iter().all(|mention| !plain.contains(mention.as_str())) {
        return "not in the text";
    }
    "missing trigger"
}

fn spurious(role: Role, entity: &[String], gold: &Fillers) -> &'static str {
    let within = |other: Role| {
        gold.of(other)
            .iter()
            .any(|known| entity.iter().all(|one| known.contains(one)))
    };
    if within(role) {
        return "counted already";
    }
    if Role::ALL.into_iter().any(within) {
        return "wrong role";
    }
    let near = |known: &String| entity.iter().any(|one| overlap(one, known));
    if gold.of(role).iter().flatten().any(near) {
        return "wrong span";
    }
    if Role::ALL.into_iter().all(|role| gold.of(role).is_empty()) {
        return "no incident in the key";
    }
    "not in the key"
}

/// Whether two strings share a word of some weight.
fn overlap(one: &str, other: &str) -> bool {
    let words: HashSet<&str> = one.split(' ').filter(|word| word.chars().count() > 3).collect();
    other.split(' ').any(|word| words.contains(word))
}

/// The stretch between sentence ends around a code point offset; rough, since only words are looked for in it.
fn sentence_of(text: &str, offset: usize) -> Option<&str> {
    let (byte, _) = text.char_indices().nth(offset)?;
    let start = text[..byte].rfind(". ").map_or(0, |at| at + 1);
    let end = text[byte..].find(". ").map_or(text.len(), |at| byte + at);
    text.get(start..end)
}

/// Counts by cause and role, most frequent first, misses and false alarms apart.
pub fn outcome(losses: &[Loss]) -> Vec<(bool, &'static str, [usize; 5])> {
    let mut table: Vec<(bool, &'static str, [usize; 5])> = Vec::new();
    for loss in losses {
        let known = table
            .iter()
            .position(|row| (row.0, row.1) == (loss.missed, loss.cause));
        let at = known.unwrap_or_else(|| {
            table.push((loss.missed, loss.cause, [0; 5]));
            table.len() - 1
        });
        table[at].2[loss.role as usize] += 1;
    }
    table.sort_by_key(|(missed, cause, counts)| {
        (!missed, std::cmp::Reverse(counts.iter().sum::<usize>()), *cause)
    });
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_nlp::rules::RuleSet;

    fn causes(gold: &[(Role, &str)], predicted: &[(Role, &str)]) -> Vec<(bool, &'static str)> {
        let fillers = |list: &[(Role, &str)]| {
            let mut fillers = Fillers::default();
            list.iter()
                .for_each(|(role, text)| fillers.push(*role, vec![text.to_string()]));
            fillers
        };
        let facts: Facts = crate::partial::read(
            r#"{"id": "d", "entities": [], "events": [{"type": "Attack", "realis": "actual",
            "triggers": [{"start": 7, "end": 15, "text": "attacked"}], "arguments": []}]}"#,
        );
        let evidence = Evidence {
            ontology: &RuleSet::builtin().unwrap().ontology,
            text: "Rebels attacked a mill with rifles. Two bridges fell later. The night was calm.",
            facts: &facts,
        };
        let found = losses(&evidence, &fillers(gold), &fillers(predicted));
        found.into_iter().map(|loss| (loss.missed, loss.cause)).collect()
    }

    #[test]
    fn each_loss_has_its_cause() {
        use Role::{PerpInd, PerpOrg, Target, Weapon};
        assert_eq!(
            causes(&[(Weapon, "rifles")], &[]),
            [(true, "missing construction")]
        );
        assert_eq!(
            causes(&[(Target, "two bridges")], &[]),
            [(true, "missing trigger")]
        );
        let wrong_role = [(true, "wrong role"), (false, "wrong role")];
        assert_eq!(causes(&[(PerpInd, "rebels")], &[(PerpOrg, "rebels")]), wrong_role);
        let wrong_span = [(true, "wrong span"), (false, "wrong span")];
        assert_eq!(
            causes(&[(Target, "two bridges")], &[(Target, "bridges")]),
            wrong_span
        );
        assert_eq!(
            causes(&[], &[(Target, "mill")]),
            [(false, "no incident in the key")]
        );
        assert!(causes(&[(Target, "mill")], &[(Target, "mill")]).is_empty());
    }

    #[test]
    fn causes_are_counted_by_role() {
        let loss = |role, missed, cause| Loss {
            role,
            missed,
            text: String::new(),
            cause,
        };
        let table = outcome(&[
            loss(Role::Target, false, "wrong span"),
            loss(Role::Victim, true, "missing trigger"),
            loss(Role::Victim, true, "missing trigger"),
        ]);
        let expected = [
            (true, "missing trigger", [0, 0, 0, 2, 0]),
            (false, "wrong span", [0, 0, 1, 0, 0]),
        ];
        assert_eq!(table, expected);
    }
}
