//! What is missing and what is too much, relation by relation.

use serde::Serialize;

use super::{
    Corpus, Document, conll04,
    gold::Link,
    pairs::{Places, named, overlaps, placed},
    property::Properties,
};
use triplewire_facts::Facts;
use triplewire_nlp::rules::RuleSet;

/// A relation of the gold file that was not found, or one that was and is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The document's id.
    pub doc: String,
    /// The relation's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the gold file has it; else it is spurious.
    pub missed: bool,
    /// Words of the one side.
    pub subject: String,
    /// Words of the other side.
    pub object: String,
    /// Of the whole document.
    pub text: String,
}

impl std::fmt::Display for Loss {
    /// Cells with tabs between.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let cause = if self.missed { "missed" } else { "spurious" };
        let cells = [
            &self.doc,
            cause,
            &self.kind,
            &self.subject,
            &self.object,
            &self.text,
        ];
        f.write_str(&cells.join("\t"))
    }
}

/// All losses of relations that the text is annotated for, Kill apart: by last words for CoNLL04, by overlap for
/// KnowledgeNet; none for files of events.
pub fn losses(rules: &RuleSet, corpus: Corpus, documents: &[(Document, Facts)]) -> Vec<Loss> {
    let properties = Properties::builtin();
    let mut all = Vec::new();
    for (document, facts) in documents {
        let kinds: Vec<&str> = match corpus {
            Corpus::KnowledgeNet => document.asked.iter().map(String::as_str).collect(),
            Corpus::Conll04 => conll04::KINDS
                .into_iter()
                .filter(|kind| *kind != "Kill")
                .collect(),
            Corpus::WikiEvents | Corpus::Rams => Vec::new(),
        };
        for kind in kinds {
            let found = if corpus == Corpus::KnowledgeNet {
                placed(&properties, kind, document, facts)
            } else {
                let tokens = named(rules, &properties, kind, document, facts);
                let places = |names: &Places| names.iter().map(|name| document.place(name)).collect();
                tokens
                    .iter()
                    .map(|(one, other)| (places(one), places(other)))
                    .collect()
            };
            of_kind(document, kind, &found, corpus == Corpus::Conll04, &mut all);
        }
    }
    all
}

fn of_kind(document: &Document, kind: &str, found: &[(Places, Places)], ends: bool, all: &mut Vec<Loss>) {
    let same = |places: &Places, gold: &std::ops::Range<usize>| match ends {
        true => places.iter().any(|place| place.end == gold.end),
        false => overlaps(places, gold),
    };
    let fits =
        |link: &Link, pair: &(Places, Places)| same(&pair.0, &link.subject) && same(&pair.1, &link.object);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let loss = |missed: bool, subject, object| Loss {
        doc: document.id.clone(),
        kind: kind.to_string(),
        missed,
        subject: one_line(&document.slice(subject)),
        object: one_line(&document.slice(object)),
        text: one_line(&document.text),
    };
    let gold: Vec<&Link> = document.links.iter().filter(|link| link.kind == kind).collect();
    let missed = gold
        .iter()
        .filter(|link| !found.iter().any(|pair| fits(link, pair)));
    all.extend(missed.map(|link| loss(true, &link.subject, &link.object)));
    let wrong = found
        .iter()
        .filter(|pair| !gold.iter().any(|link| fits(link, pair)));
    all.extend(wrong.filter_map(|(one, other)| Some(loss(false, one.first()?, other.first()?))));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::read, *};

    #[test]
    fn losses_are_told_with_both_sides_and_the_text() {
        let gold = "#doc 1\n0\tAna\tB-Peop\t['Live_In']\t[4]\n1\tleads\tO\t['N']\t[1]\n2\tNordo\tB-Org\t['OrgBased_In']\t[4]\n\
                    3\tin\tO\t['N']\t[3]\n4\tLim\tB-Loc\t['N']\t[4]\n";
        let (corpus, mut documents) = read(gold, Path::new("g")).unwrap();
        let facts = r#"{"id": "1:1", "entities": [
            {"id": "e1", "type": "PER", "name": "Ana", "mentions": [{"start": 0, "end": 3, "text": "Ana", "kind": "name"}]},
            {"id": "e2", "type": "ORG", "name": "Nordo", "mentions": [{"start": 10, "end": 15, "text": "Nordo", "kind": "name"}]},
            {"id": "e3", "type": "LOC", "name": "Lim", "mentions": [{"start": 19, "end": 22, "text": "Lim", "kind": "name"}]}],
            "relations": [
            {"type": "headquarters", "subject": "e2", "object": "e3", "value": null, "start": 10, "end": 22},
            {"type": "employer", "subject": "e1", "object": "e2", "value": null, "start": 0, "end": 15}]}"#;
        let facts: Facts = crate::partial::read(facts);
        let found = losses(
            &RuleSet::builtin().unwrap(),
            corpus,
            &[(documents.remove(0), facts)],
        );
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        let expected = [
            "1:1\tspurious\tWork_For\tAna\tNordo\tAna leads Nordo in Lim",
            "1:1\tmissed\tLive_In\tAna\tLim\tAna leads Nordo in Lim",
        ];
        assert_eq!(lines, expected);
    }
}
