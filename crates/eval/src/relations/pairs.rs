//! Lasting relations: CoNLL04's four beside Kill, and the properties of KnowledgeNet.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Document, conll04, counted, kill,
    property::{Properties, Side},
};
use crate::Score;
use triplewire_facts::Facts;
use triplewire_nlp::rules::RuleSet;

/// Ranges of one side, any of which will do.
pub type Places = Vec<Range<usize>>;

/// Relations of CoNLL04 under both criteria, then all five micro-averaged.
pub fn conll04(rules: &RuleSet, documents: &[(Document, Facts)]) -> Vec<(String, Score)> {
    let properties = Properties::builtin();
    let mut scores = kill::score(rules, documents);
    for kind in conll04::KINDS.into_iter().filter(|kind| *kind != "Kill") {
        let (mut boundaries, mut heads) = (Score::default(), Score::default());
        for (document, facts) in documents {
            let gold: Vec<_> = document.linked(kind).collect();
            let found = named(rules, &properties, kind, document, facts);
            let ends = |one: &Range<usize>, other: &Range<usize>| one.end == other.end;
            let (wanted, predicted) = (gold.len(), found.len());
            boundaries.add(counted(wanted, predicted, |at, other| {
                found[other].0.contains(&gold[at].0) && found[other].1.contains(&gold[at].1)
            }));
            heads.add(counted(wanted, predicted, |at, other| {
                found[other].0.iter().any(|name| ends(name, &gold[at].0))
                    && found[other].1.iter().any(|name| ends(name, &gold[at].1))
            }));
        }
        scores.push((format!("{kind} boundaries"), boundaries));
        scores.push((format!("{kind} head"), heads));
    }
    for criterion in ["boundaries", "head"] {
        let mut micro = Score::default();
        let of_it = scores.iter().filter(|(name, _)| name.ends_with(criterion));
        of_it.for_each(|(_, score)| micro.add(*score));
        scores.push((format!("micro {criterion}"), micro));
    }
    scores
}

/// The token ranges of what was found of a relation; a pair of which a side has no name is left out.
pub fn named(
    rules: &RuleSet,
    properties: &Properties,
    kind: &str,
    document: &Document,
    facts: &Facts,
) -> Vec<(Places, Places)> {
    let sides = properties
        .of(kind)
        .map(|property| property.found(document, facts));
    let sides = sides.unwrap_or_default();
    let pairs = sides
        .iter()
        .map(|(subject, object)| (names(rules, document, subject), names(rules, document, object)));
    pairs
        .filter(|(subject, object)| !subject.is_empty() && !object.is_empty())
        .collect()
}

/// The code points of what was found of a property.
pub fn placed(
    properties: &Properties,
    theirs: &str,
    document: &Document,
    facts: &Facts,
) -> Vec<(Places, Places)> {
    let sides = properties
        .of(theirs)
        .map(|property| property.found(document, facts));
    let sides = sides.unwrap_or_default().into_iter();
    sides
        .map(|(subject, object)| (subject.places(), object.places()))
        .collect()
}

/// The tokens of every name of a side, those of persons with the titles before them, which CoNLL04 counts in.
fn names(rules: &RuleSet, document: &Document, side: &Side) -> Places {
    let Side::Entity(entity) = side else {
        let places = side.places();
        return places
            .iter()
            .map(|place| document.touched(place.start, place.end))
            .collect();
    };
    let named = entity.mentions.iter().filter(|mention| mention.kind == "name");
    let tokens = named.map(|mention| document.touched(mention.start, mention.end));
    let whole = tokens.filter(|tokens| !tokens.is_empty());
    whole
        .map(|tokens| match entity.class.as_str() {
            "PER" => kill::titled(rules, document, tokens),
            _ => tokens,
        })
        .collect()
}

/// Properties of KnowledgeNet, then all micro-averaged, as its own evaluator counts them: a gold fact is found when a
/// predicted one of its property overlaps its subject and its object, whatever else that one was taken for; a predicted
/// fact that finds none is wrong, if the passage is annotated for the property.
pub fn knowledgenet(documents: &[(Document, Facts)]) -> Vec<(String, Score)> {
    let properties = Properties::builtin();
    let mut by_name: BTreeMap<&str, Score> = BTreeMap::new();
    for (document, facts) in documents {
        for theirs in &document.asked {
            let score = by_name.entry(theirs).or_default();
            let gold: Vec<_> = document
                .links
                .iter()
                .filter(|link| link.kind == *theirs)
                .collect();
            let found = placed(&properties, theirs, document, facts);
            let fits = |at: usize, other: usize| {
                overlaps(&found[other].0, &gold[at].subject) && overlaps(&found[other].1, &gold[at].object)
            };
            let right = (0..gold.len()).filter(|&at| (0..found.len()).any(|other| fits(at, other)));
            let right = right.count();
            let wrong = (0..found.len()).filter(|&other| !(0..gold.len()).any(|at| fits(at, other)));
            score.add(Score {
                gold: gold.len(),
                predicted: right + wrong.count(),
                correct: right,
            });
        }
    }
    let mut micro = Score::default();
    by_name.values().for_each(|score| micro.add(*score));
    let named = by_name.into_iter().map(|(name, score)| (name.to_string(), score));
    named.chain([("micro".to_string(), micro)]).collect()
}

/// Whether one of the places shares a code point with a gold one.
pub fn overlaps(places: &[Range<usize>], gold: &Range<usize>) -> bool {
    places
        .iter()
        .any(|place| place.start < gold.end && gold.start < place.end)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::read, *};

    fn facts(id: &str, relations: &str) -> Facts {
        let line = format!(
            r#"{{"id": "{id}", "entities": [
            {{"id": "e1", "type": "PER", "name": "Ana Ruiz", "mentions": [{{"start": 5, "end": 13, "text": "Ana Ruiz", "kind": "name"}},
            {{"start": 32, "end": 35, "text": "She", "kind": "pronoun"}}]}},
            {{"id": "e2", "type": "ORG", "name": "Nordo Bank", "mentions": [{{"start": 19, "end": 29, "text": "Nordo Bank", "kind": "name"}}]}}],
            "relations": [{relations}]}}"#
        );
        crate::partial::read(&line)
    }

    fn relation(kind: &str, subject: &str, object: &str) -> String {
        format!(
            r#"{{"type": "{kind}", "subject": "{subject}", "object": "{object}", "value": null, "start": 5, "end": 29}}"#
        )
    }

    fn of(gold: usize, predicted: usize, correct: usize) -> Score {
        Score {
            gold,
            predicted,
            correct,
        }
    }

    #[test]
    fn relations_of_conll04_match_by_spans_or_last_words() {
        // "Sen. Ana Ruiz runs Nordo Bank in Lim": the gold name holds the title, the gold bank its last word only.
        let gold = "#doc 1\n0\tSen.\tB-Peop\t['N']\t[0]\n1\tAna\tI-Peop\t['N']\t[1]\n2\tRuiz\tI-Peop\t['Work_For']\t[5]\n\
                    3\truns\tO\t['N']\t[3]\n4\tNordo\tO\t['N']\t[4]\n5\tBank\tB-Org\t['OrgBased_In']\t[7]\n6\tin\tO\t['N']\t[6]\n\
                    7\tLim\tB-Loc\t['N']\t[7]\n";
        let (_, mut documents) = read(gold, Path::new("g")).unwrap();
        let found = [
            relation("employer", "e1", "e2"),
            relation("headquarters", "e2", "e1"),
        ]
        .join(",");
        let rules = RuleSet::builtin().unwrap();
        let scores = conll04(&rules, &[(documents.remove(0), facts("1:1", &found))]);
        let get = |name: &str| scores.iter().find(|one| one.0 == name).map(|one| one.1);
        assert_eq!(get("Work_For boundaries"), Some(of(1, 1, 0)));
        assert_eq!(get("Work_For head"), Some(of(1, 1, 1)));
        assert_eq!(get("OrgBased_In head"), Some(of(1, 1, 0)));
        assert_eq!(get("Kill head"), Some(of(0, 0, 0)));
        assert_eq!(get("micro head"), Some(of(2, 2, 1)));
    }

    /// A line of KnowledgeNet about "Sen. Ana Ruiz runs Nordo Bank. She is new."
    fn line(prop: &str, places: [usize; 4]) -> String {
        let [ss, se, os, oe] = places.map(|at| if at == 99 { "-".to_string() } else { at.to_string() });
        format!(
            r#"{{"fold": "1", "doc": "4", "ps": "0", "pe": "42", "ss": "{ss}", "se": "{se}", "os": "{os}", "oe": "{oe}", "prop": "{prop}", "passage": "Sen. Ana Ruiz runs Nordo Bank.  She is new."}}"#
        )
    }

    #[test]
    fn a_fact_is_found_by_any_mention_and_a_wrong_one_counts_where_annotated() {
        let member = "EMPLOYEE_OR_MEMBER_OF";
        let gold = [
            line(member, [9, 13, 19, 29]),
            line(member, [32, 35, 19, 29]),
            line("SPOUSE", [99; 4]),
            line("DATE_FOUNDED", [19, 24, 32, 35]),
        ];
        let (_, mut documents) = read(&gold.join("\n"), Path::new("g")).unwrap();
        let found = [
            relation("employer", "e1", "e2"),
            relation("spouse", "e1", "e2"),
            relation("headquarters", "e2", "e1"),
        ];
        let scores = knowledgenet(&[(documents.remove(0), facts("1/4:0", &found.join(",")))]);
        let expected = [
            ("DATE_FOUNDED".to_string(), of(1, 0, 0)),
            (member.to_string(), of(2, 2, 2)),
            ("SPOUSE".to_string(), of(0, 1, 0)),
            ("micro".to_string(), of(3, 3, 2)),
        ];
        assert_eq!(scores, expected);
    }
}
