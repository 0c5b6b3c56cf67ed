//! Gold files of CoNLL04, KnowledgeNet, WikiEvents and RAMS in one form.
//!
//! In: a file of one of the four formats; which one is read off its first line. Out: documents with their text, the gold
//! tokens as ranges of code points in it, and what is annotated over ranges of tokens, end exclusive.

use std::{ops::Range, path::Path};

use serde::Deserialize;

use super::{conll04, knowledgenet};
use crate::predictions::lines;
use crate::{Error, Result};

/// Reads one line of a corpus.
type Parse = fn(&str) -> std::result::Result<Document, String>;
/// First and last word of a span, the last one included.
type Between = (usize, usize);
/// An event type of RAMS with its weight.
type Weighed = (String, f64);
/// A token of WikiEvents with its first and last character.
type Token = (String, i64, i64);

/// What a file annotates, and so what is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corpus {
    /// Relations between entities of a sentence (Roth and Yih 2004).
    Conll04,
    /// Facts in passages of the web, property by property (Mesquita et al. 2019).
    KnowledgeNet,
    /// All events of a document (Li, Ji and Han 2021).
    WikiEvents,
    /// One event in a window of five sentences (Ebner et al. 2020).
    Rams,
}

/// A gold document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its id in the file.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Code point offsets of the gold tokens.
    pub tokens: Vec<Range<usize>>,
    /// CoNLL04 and KnowledgeNet: who or what is related to whom or what.
    pub links: Vec<Link>,
    /// KnowledgeNet: the properties of which the passage is annotated; of others nothing is known.
    pub asked: Vec<String>,
    /// WikiEvents and RAMS: the events.
    pub events: Vec<Event>,
}

/// A gold relation, with the code points of its two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub kind: String,
    pub subject: Range<usize>,
    pub object: Range<usize>,
}

/// A gold event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: String,
    pub trigger: Range<usize>,
    /// Roles with their fillers.
    pub arguments: Vec<(String, Range<usize>)>,
}

impl Document {
    /// Appends a token after a blank; `length` counts the code points so far.
    pub(super) fn push(&mut self, word: &str, length: &mut usize) {
        if !self.text.is_empty() {
            self.text.push(' ');
            *length += 1;
        }
        self.text.push_str(word);
        let start = *length;
        *length += word.chars().count();
        self.tokens.push(start..*length);
    }

    /// A gold token's string; empty where there is none.
    pub fn word(&self, at: usize) -> String {
        self.slice(&self.tokens.get(at).cloned().unwrap_or_default())
    }

    /// The string at a range of code points.
    pub fn slice(&self, place: &Range<usize>) -> String {
        self.text.chars().skip(place.start).take(place.len()).collect()
    }

    /// The code points of a range of tokens; none when there are no such tokens.
    pub fn place(&self, tokens: &Range<usize>) -> Range<usize> {
        let tokens = self.tokens.get(tokens.clone()).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The tokens that a range of code points touches.
    pub fn touched(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.tokens.partition_point(|token| token.end <= start);
        let last = self.tokens.partition_point(|token| token.start < end);
        first..last.max(first)
    }

    /// Subject and object of the relations of a kind, as token ranges.
    pub fn linked(&self, kind: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let links = self.links.iter().filter(move |link| link.kind == kind);
        let tokens = |place: &Range<usize>| self.touched(place.start, place.end);
        links.map(move |link| (tokens(&link.subject), tokens(&link.object)))
    }

    fn holds(&self, range: &Range<usize>) -> bool {
        range.start < range.end && range.end <= self.tokens.len()
    }
}

/// Reads a file of any of the four.
///
/// # Errors
/// [`Error::Line`] for the first line that breaks the format.
pub fn read(file: &str, path: &Path) -> Result<(Corpus, Vec<Document>)> {
    let error = |line: usize, what: String| Error::Line {
        path: path.into(),
        line,
        what,
    };
    let Some((first, line)) = lines(file).next() else {
        return Err(error(1, "the file is empty".into()));
    };
    if line.starts_with("#doc") {
        let found = conll04::read(file).map_err(|(line, what)| error(line, what))?;
        return Ok((Corpus::Conll04, found));
    }
    if line.contains("\"passage\"") {
        let found = knowledgenet::read(file).map_err(|(line, what)| error(line, what))?;
        return Ok((Corpus::KnowledgeNet, found));
    }
    let (corpus, parse): (_, Parse) = if line.contains("\"evt_triggers\"") {
        (Corpus::Rams, rams)
    } else if line.contains("\"event_mentions\"") {
        (Corpus::WikiEvents, wikievents)
    } else {
        let what = "CoNLL04 (#doc), KnowledgeNet (\"passage\"), WikiEvents (\"event_mentions\") or RAMS (\"evt_triggers\") wanted";
        return Err(error(first, what.into()));
    };
    let found = lines(file).map(|(number, line)| parse(line).map_err(|what| error(number, what)));
    Ok((corpus, found.collect::<Result<_>>()?))
}

#[derive(Deserialize)]
struct RamsLine {
    doc_key: String,
    sentences: Vec<Vec<String>>,
    /// First token, last token, types with weights.
    evt_triggers: Vec<(usize, usize, Vec<Weighed>)>,
    /// Trigger, argument, role as `evt089arg01victim`.
    #[serde(default)]
    gold_evt_links: Vec<(Between, Between, String)>,
}

fn rams(line: &str) -> std::result::Result<Document, String> {
    let line: RamsLine = serde_json::from_str(line).map_err(|error| format!("no line of RAMS: {error}"))?;
    let mut document = Document {
        id: line.doc_key,
        ..Document::default()
    };
    let mut length = 0;
    line.sentences
        .iter()
        .flatten()
        .for_each(|word| document.push(word, &mut length));
    for (first, last, kinds) in line.evt_triggers {
        let Some((kind, _)) = kinds.into_iter().next() else {
            return Err("a trigger without a type in \"evt_triggers\"".into());
        };
        let links = line.gold_evt_links.iter().filter(|link| link.0 == (first, last));
        let role = |name: &str| {
            name.trim_start_matches("evt")
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .to_string()
        };
        let arguments = links.map(|(_, (first, last), name)| {
            let name = role(name);
            let name = name.strip_prefix("arg").unwrap_or(&name);
            (
                name.trim_start_matches(|c: char| c.is_ascii_digit()).to_string(),
                *first..last + 1,
            )
        });
        document.events.push(Event {
            kind,
            trigger: first..last + 1,
            arguments: arguments.collect(),
        });
    }
    checked(document)
}

#[derive(Deserialize)]
struct WikiLine {
    doc_id: String,
    /// Tokens with offsets, and the sentence's text.
    sentences: Vec<(Vec<Token>, String)>,
    entity_mentions: Vec<WikiEntity>,
    event_mentions: Vec<WikiEvent>,
}

#[derive(Deserialize)]
struct WikiEntity {
    id: String,
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct WikiEvent {
    event_type: String,
    trigger: WikiTrigger,
    arguments: Vec<WikiArgument>,
}

#[derive(Deserialize)]
struct WikiTrigger {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct WikiArgument {
    entity_id: String,
    role: String,
}

fn wikievents(line: &str) -> std::result::Result<Document, String> {
    let line: WikiLine =
        serde_json::from_str(line).map_err(|error| format!("no line of WikiEvents: {error}"))?;
    let mut document = Document {
        id: line.doc_id,
        ..Document::default()
    };
    let mut length = 0;
    for (tokens, text) in &line.sentences {
        if !document.text.is_empty() {
            document.text.push(' ');
            length += 1;
        }
        // The offsets of the file count from different starts; the words are found again one after the other.
        let (mut rest, mut at) = (text.as_str(), length);
        for (word, _, _) in tokens {
            let Some(skipped) = rest.find(word.as_str()) else {
                return Err(format!("token {word:?} does not stand in its sentence's text"));
            };
            at += rest[..skipped].chars().count();
            let end = at + word.chars().count();
            document.tokens.push(at..end);
            (rest, at) = (&rest[skipped + word.len()..], end);
        }
        document.text.push_str(text);
        length += text.chars().count();
    }
    for event in line.event_mentions {
        let mut arguments = Vec::new();
        for argument in event.arguments {
            let entity = line
                .entity_mentions
                .iter()
                .find(|entity| entity.id == argument.entity_id);
            let Some(entity) = entity else {
                return Err(format!(
                    "no entity {:?} in \"entity_mentions\"",
                    argument.entity_id
                ));
            };
            arguments.push((argument.role, entity.start..entity.end));
        }
        document.events.push(Event {
            kind: event.event_type,
            trigger: event.trigger.start..event.trigger.end,
            arguments,
        });
    }
    checked(document)
}

/// Fails where an annotation points outside the tokens.
fn checked(document: Document) -> std::result::Result<Document, String> {
    for event in &document.events {
        let ranges = event.arguments.iter().map(|(_, range)| range);
        if let Some(range) = std::iter::once(&event.trigger)
            .chain(ranges)
            .find(|range| !document.holds(range))
        {
            return Err(format!(
                "tokens {range:?} are not among the document's {}",
                document.tokens.len()
            ));
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(file: &str, corpus: Corpus) -> Document {
        let (found, mut documents) = read(file, Path::new("gold")).unwrap();
        assert_eq!((found, documents.len()), (corpus, 1));
        documents.remove(0)
    }

    fn slice(document: &Document, range: &Range<usize>) -> String {
        let (start, end) = (
            document.tokens[range.start].start,
            document.tokens[range.end - 1].end,
        );
        document.text.chars().skip(start).take(end - start).collect()
    }

    #[test]
    fn roles_of_rams_lose_their_numbers() {
        let file = r#"{"doc_key": "d", "sentences": [["Calm", "."], ["Rebels", "shot", "a", "guard", "."]],
            "evt_triggers": [[3, 3, [["life.die.x", 1.0]]]],
            "gold_evt_links": [[[3, 3], [2, 2], "evt011arg01killer"], [[3, 3], [4, 5], "evt011arg02victim"]]}"#;
        let found = one(&file.replace('\n', ""), Corpus::Rams);
        assert_eq!(
            found.events[0].arguments,
            [("killer".into(), 2..3), ("victim".into(), 4..6)]
        );
        assert_eq!(slice(&found, &(4..6)), "a guard");
    }

    #[test]
    fn words_of_wikievents_are_found_in_their_sentences() {
        let file = r#"{"doc_id": "d", "sentences": [[[["Émile", 5, 6], ["’s", 5, 6]], "Émile’s"], [[["arrest", 0, 6], [".", 6, 7]], "arrest."]],
            "entity_mentions": [{"id": "T1", "start": 0, "end": 1}],
            "event_mentions": [{"event_type": "Justice.ArrestJailDetain.Unspecified", "trigger": {"start": 2, "end": 3},
            "arguments": [{"entity_id": "T1", "role": "Detainee"}]}]}"#;
        let found = one(&file.replace('\n', ""), Corpus::WikiEvents);
        assert_eq!(found.text, "Émile’s arrest.");
        assert_eq!(slice(&found, &found.events[0].trigger), "arrest");
        assert_eq!(slice(&found, &found.events[0].arguments[0].1), "Émile");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_with_its_line() {
        let complaint = |file: &str| read(file, Path::new("g")).unwrap_err().to_string();
        assert!(complaint("").starts_with("g:1: the file is empty"));
        assert!(complaint("\nhello").starts_with("g:2: CoNLL04 (#doc), KnowledgeNet"));
        assert!(complaint("#doc 1\n0\tAna\tO\n").starts_with("g:2: 5 columns wanted, 3 found"));
        let outside =
            r#"{"doc_key": "d", "sentences": [["A"]], "evt_triggers": [[3, 3, [["life.die", 1.0]]]]}"#;
        assert!(complaint(outside).contains("g:1: tokens 3..4 are not among the document's 1"));
    }
}
