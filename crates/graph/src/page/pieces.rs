//! A document's text cut where anything begins or ends, so that marks may overlap in any way.
//!
//! In: [`Facts`]. Out: paragraphs of sentences of pieces, in order; no piece is marked by halves. Paragraphs are guessed:
//! facts keep no white space between sentences but its length, and more than one character of it parts paragraphs.

use std::collections::BTreeSet;

use serde::Serialize;

use triplewire_facts::Facts;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Sentence {
    /// Counts from 1.
    pub number: usize,
    pub start: usize,
    pub end: usize,
    /// Whether its words are in the facts; without, it has no pieces.
    pub known: bool,
    pub pieces: Vec<Piece>,
}

/// Characters that the same things are said of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Piece {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// Type of the entity whose shortest mention it lies in.
    pub class: Option<String>,
    /// Role that it plays in the first event that gives it one.
    pub role: Option<String>,
    pub trigger: bool,
    /// Whether it belongs to anything.
    pub marked: bool,
}

/// Something said of a stretch of the text.
struct Mark<'a> {
    start: usize,
    end: usize,
    says: Says<'a>,
}

enum Says<'a> {
    Class(&'a str),
    Role(&'a str),
    Trigger,
    Proof,
}

fn marks(facts: &Facts) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let mut mark = |start, end, says| marks.push(Mark { start, end, says });
    for entity in &facts.entities {
        for mention in &entity.mentions {
            mark(mention.start, mention.end, Says::Class(&entity.class));
        }
    }
    for event in &facts.events {
        for trigger in &event.triggers {
            mark(trigger.start, trigger.end, Says::Trigger);
        }
        for argument in &event.arguments {
            mark(argument.start, argument.end, Says::Role(&argument.role));
        }
        if let Some(time) = &event.time {
            mark(time.start, time.end, Says::Role("time"));
        }
    }
    for relation in &facts.relations {
        mark(relation.start, relation.end, Says::Proof);
    }
    marks
}

/// The text by paragraphs.
pub(super) fn paragraphs(facts: &Facts) -> Vec<Vec<Sentence>> {
    let marks = marks(facts);
    // The marks of each sentence; almost every mark lies in one.
    let mut by_sentence: Vec<Vec<&Mark>> = vec![Vec::new(); facts.sentences.len()];
    for mark in &marks {
        let first = facts
            .sentences
            .partition_point(|sentence| sentence.end <= mark.start);
        for (at, sentence) in facts.sentences.iter().enumerate().skip(first) {
            if sentence.start >= mark.end {
                break;
            }
            by_sentence[at].push(mark);
        }
    }
    let mut paragraphs: Vec<Vec<Sentence>> = Vec::new();
    let mut end = 0;
    for (at, sentence) in facts.sentences.iter().enumerate() {
        let pieces = sentence.text.as_deref();
        let pieces = pieces.map(|text| pieces_of(text, sentence.start, &by_sentence[at]));
        let found = Sentence {
            number: at + 1,
            start: sentence.start,
            end: sentence.end,
            known: pieces.is_some(),
            pieces: pieces.unwrap_or_default(),
        };
        match paragraphs.last_mut() {
            Some(paragraph) if sentence.start <= end + 1 => paragraph.push(found),
            _ => paragraphs.push(vec![found]),
        }
        end = sentence.end;
    }
    paragraphs
}

/// A sentence cut at the spans of one fact, which count from its start; a trigger is a piece of its own kind.
#[cfg(feature = "store")]
pub(super) fn proof(text: &str, spans: &[(usize, usize, String)]) -> Vec<Piece> {
    let marks: Vec<Mark> = spans
        .iter()
        .map(|(start, end, role)| Mark {
            start: *start,
            end: *end,
            says: if role == "trigger" {
                Says::Trigger
            } else {
                Says::Role(role)
            },
        })
        .collect();
    pieces_of(text, 0, &marks.iter().collect::<Vec<_>>())
}

fn pieces_of(text: &str, start: usize, marks: &[&Mark]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let end = start + characters.len();
    let inside = |offset: usize| offset.clamp(start, end);
    let mut cuts: BTreeSet<usize> = marks
        .iter()
        .flat_map(|mark| [inside(mark.start), inside(mark.end)])
        .collect();
    cuts.extend([start, end]);
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let pairs = cuts.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .map(|(from, to)| {
            let over: Vec<&&Mark> = marks
                .iter()
                .filter(|mark| mark.start <= from && to <= mark.end)
                .collect();
            let class = over.iter().filter_map(|mark| match mark.says {
                Says::Class(class) => Some((mark.end - mark.start, class)),
                _ => None,
            });
            let role = over.iter().find_map(|mark| match mark.says {
                Says::Role(role) => Some(role.to_string()),
                _ => None,
            });
            Piece {
                text: characters[from - start..to - start].iter().collect(),
                start: from,
                end: to,
                class: class
                    .min_by_key(|&(length, _)| length)
                    .map(|(_, class)| class.to_string()),
                role,
                trigger: over.iter().any(|mark| matches!(mark.says, Says::Trigger)),
                marked: !over.is_empty(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn pieces_give_the_sentences_back_and_carry_what_is_said_of_them() {
        let facts = sample::assassination();
        let paragraphs = paragraphs(&facts);
        let sentences: Vec<&Sentence> = paragraphs.iter().flatten().collect();
        for (found, given) in sentences.iter().zip(&facts.sentences) {
            let text: String = found.pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(Some(text), given.text);
        }
        let piece = |text: &str| {
            sentences[0]
                .pieces
                .iter()
                .find(|piece| piece.text == text)
                .unwrap()
        };
        assert_eq!(piece("Ann Lund").class.as_deref(), Some("PER"));
        assert_eq!(piece("Ann Lund").role.as_deref(), Some("victim"));
        assert_eq!(piece("Monday").role.as_deref(), Some("time"));
        assert!(piece("shot dead").trigger);
        assert!(!piece(" in ").marked && piece("Mayor ").marked);
    }

    #[test]
    fn marks_may_cross_each_other_and_their_sentence() {
        let marks = [
            (2, 6, Says::Trigger),
            (4, 99, Says::Class("PER")),
            (4, 5, Says::Class("LOC")),
        ];
        let marks: Vec<Mark> = marks
            .into_iter()
            .map(|(start, end, says)| Mark { start, end, says })
            .collect();
        let pieces = pieces_of("abcdefgh", 0, &marks.iter().collect::<Vec<_>>());
        let told: Vec<(&str, Option<&str>, bool)> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.class.as_deref(), piece.trigger))
            .collect();
        assert_eq!(
            told,
            [
                ("ab", None, false),
                ("cd", None, true),
                ("e", Some("LOC"), true),
                ("f", Some("PER"), true),
                ("gh", Some("PER"), false)
            ]
        );
    }
}
