//! How the relations of CoNLL04 and KnowledgeNet map to ours.

use std::ops::Range;

use super::Document;
use triplewire_facts::{Entity, Facts, Relation};

/// A relation of ours under the conditions on which it tells the other.
#[derive(Debug, PartialEq, Eq)]
struct Cell {
    kind: &'static str,
    /// Whether our object is their subject.
    turned: bool,
    class: Option<&'static str>,
    /// Words of which the value must hold one; none when any will do.
    words: Vec<&'static str>,
}

/// A relation of another scheme with those of ours that tell the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    pub theirs: &'static str,
    cells: Vec<Cell>,
}

/// The table of relations, in the order of the file.
#[derive(Debug)]
pub struct Properties(Vec<Property>);

/// One side of a relation: an entity, or a place in the text when it is none.
#[derive(Debug, Clone)]
pub enum Side<'a> {
    Entity(&'a Entity),
    Text(Range<usize>),
}

impl Side<'_> {
    /// Code points of everything that stands for it.
    pub fn places(&self) -> Vec<Range<usize>> {
        match self {
            Side::Entity(entity) => entity.mentions.iter().map(|one| one.start..one.end).collect(),
            Side::Text(place) => vec![place.clone()],
        }
    }

    /// What makes two sides one.
    fn key(&self) -> (&str, Range<usize>) {
        match self {
            Side::Entity(entity) => (&entity.id, 0..0),
            Side::Text(place) => ("", place.clone()),
        }
    }
}

impl Properties {
    /// The table that is part of the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("properties.tsv"))
    }

    fn parse(table: &'static str) -> Self {
        let rows = table
            .lines()
            .filter(|row| !row.starts_with('#') && !row.is_empty());
        let property = |row: &'static str| {
            let mut cells = row.split('\t');
            Some(Property {
                theirs: cells.next()?,
                cells: cells.map(Cell::parse).collect(),
            })
        };
        Self(rows.filter_map(property).collect())
    }

    pub fn of(&self, theirs: &str) -> Option<&Property> {
        self.0.iter().find(|property| property.theirs == theirs)
    }
}

impl Property {
    /// What was found of it: subject and object as the other scheme has them, each pair once.
    pub fn found<'a>(&self, document: &Document, facts: &'a Facts) -> Vec<(Side<'a>, Side<'a>)> {
        let mut found: Vec<(Side, Side)> = Vec::new();
        for relation in &facts.relations {
            let Some(cell) = self.cells.iter().find(|cell| cell.fits(relation, facts)) else {
                continue;
            };
            let subject = facts.entity_of(relation.subject.as_deref()).map(Side::Entity);
            let object = match facts.entity_of(relation.object.as_deref()) {
                Some(entity) => Some(Side::Entity(entity)),
                None => value(document, relation).map(Side::Text),
            };
            let (Some(subject), Some(object)) = (subject, object) else {
                continue;
            };
            let pair = if cell.turned {
                (object, subject)
            } else {
                (subject, object)
            };
            let known =
                |(one, other): &(Side, Side)| one.key() == pair.0.key() && other.key() == pair.1.key();
            if !found.iter().any(known) {
                found.push(pair);
            }
        }
        found
    }
}

impl Cell {
    fn parse(cell: &'static str) -> Self {
        let (turned, rest) = match cell.strip_prefix('<') {
            Some(rest) => (true, rest),
            None => (false, cell),
        };
        let (rest, words) = rest
            .split_once('=')
            .map_or((rest, vec![]), |(rest, words)| (rest, words.split('|').collect()));
        let (kind, class) = match rest.split_once(':') {
            Some((kind, class)) => (kind, Some(class)),
            None => (rest, None),
        };
        Self {
            kind,
            turned,
            class,
            words,
        }
    }

    fn fits(&self, relation: &Relation, facts: &Facts) -> bool {
        let object = || facts.entity_of(relation.object.as_deref());
        let value = relation.value.as_deref().unwrap_or("").to_lowercase();
        relation.kind == self.kind
            && self
                .class
                .is_none_or(|class| object().is_some_and(|entity| entity.class == class))
            && (self.words.is_empty() || self.words.iter().any(|words| value.contains(words)))
    }
}

/// Where a relation's value stands among the words that prove it; all of these when it does not.
fn value(document: &Document, relation: &Relation) -> Option<Range<usize>> {
    let wanted: Vec<char> = relation.value.as_deref()?.chars().collect();
    let count = relation.end.saturating_sub(relation.start);
    let here: Vec<char> = document.text.chars().skip(relation.start).take(count).collect();
    let at = (!wanted.is_empty()).then(|| here.windows(wanted.len()).position(|some| some == wanted));
    Some(match at.flatten() {
        Some(at) => relation.start + at..relation.start + at + wanted.len(),
        None => relation.start..relation.end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_direction_class_and_words() {
        let cell = Cell::parse("<position_held:ORG=chief executive|ceo");
        let expected = Cell {
            kind: "position_held",
            turned: true,
            class: Some("ORG"),
            words: vec!["chief executive", "ceo"],
        };
        assert_eq!(cell, expected);
        assert_eq!(Cell::parse("spouse").kind, "spouse");
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        let properties = Properties::builtin();
        let alone = Properties::parse("ELSEWHERE\n");
        assert!(alone.of("ELSEWHERE").is_some_and(|one| one.cells.is_empty()));
        let words = |c: char| c.is_ascii_lowercase() || c == '_';
        for property in &properties.0 {
            let kinds = property.cells.iter().map(|cell| cell.kind);
            kinds.for_each(|kind| assert!(!kind.is_empty() && kind.chars().all(words), "{kind}"));
        }
        assert_eq!(properties.0[0].theirs, "Work_For");
    }

    #[test]
    fn a_relation_is_turned_and_told_once() {
        let facts = r#"{"id": "d", "entities": [
            {"id": "e1", "type": "PER", "name": "Ana Ruiz", "mentions": [{"start": 0, "end": 8, "text": "Ana Ruiz", "kind": "name"}]},
            {"id": "e2", "type": "ORG", "name": "Nordo", "mentions": [{"start": 17, "end": 22, "text": "Nordo", "kind": "name"}]}],
            "relations": [
            {"type": "position_held", "subject": "e1", "object": "e2", "value": "CEO", "start": 10, "end": 22},
            {"type": "position_held", "subject": "e1", "object": "e2", "value": "chief executive", "start": 10, "end": 22},
            {"type": "position_held", "subject": "e1", "object": "e2", "value": "treasurer", "start": 10, "end": 22},
            {"type": "born_on", "subject": "e1", "object": null, "value": "1950", "start": 0, "end": 30}]}"#;
        let facts: Facts = crate::partial::read(facts);
        let document = Document {
            text: "Ana Ruiz, CEO of Nordo, b. 1950".into(),
            ..Document::default()
        };
        let properties = Properties::builtin();
        let places = |theirs: &str| -> Vec<_> {
            let found = properties.of(theirs).unwrap().found(&document, &facts);
            found
                .iter()
                .map(|(one, other)| (one.places()[0].clone(), other.places()[0].clone()))
                .collect()
        };
        assert_eq!(places("CEO"), [(17..22, 0..8)]);
        assert_eq!(places("EMPLOYEE_OR_MEMBER_OF"), [(0..8, 17..22)]);
        // "1950" lies past what is said to prove it: all of that is taken.
        assert_eq!(places("DATE_OF_BIRTH"), [(0..8, 0..30)]);
        assert!(places("SPOUSE").is_empty());
    }
}
