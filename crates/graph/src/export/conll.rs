//! Facts as columns: a token a line, a blank line after each sentence, `-DOCSTART-` before each document (CoNLL-2003).
//!
//! Columns, with tabs: the token; its BIO tag, from the names; the entities that it is a mention of (`e1`, several with a
//! bar); the events that it tells of (`v1:Assassination`); the roles that it plays (`v1:victim`). `_` stands for nothing.
//! `triplewire tag --from conll` reads the same file.

use std::io::{self, Write};

use triplewire_facts::Facts;
use triplewire_facts::annotation::Span;

use super::{Writer, format::Tokenize};

/// Writes columns into a stream.
pub struct ConllWriter<W> {
    out: W,
    tokenize: Tokenize,
}

impl<W: Write> ConllWriter<W> {
    pub fn new(out: W, tokenize: Tokenize) -> Self {
        Self { out, tokenize }
    }
}

impl<W: Write> Writer for ConllWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        writeln!(self.out, "-DOCSTART-\tO\t{}\t_\t_\n", one_word(&facts.id))?;
        for sentence in &facts.sentences {
            let Some(text) = &sentence.text else {
                let what = format!("document {}: sentences have no `text`; extract it anew", facts.id);
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            };
            let mut last = None;
            for (start, end) in tokens(&(self.tokenize)(text), text) {
                let (from, to) = (sentence.start + start.1, sentence.start + end.1);
                let name = name_at(facts, from, to);
                let tag = match name {
                    None => "O".to_string(),
                    Some(name) if last == Some(name) => format!("I-{}", facts.entities[name.0].class),
                    Some(name) => format!("B-{}", facts.entities[name.0].class),
                };
                last = name;
                writeln!(
                    self.out,
                    "{}\t{}\t{}\t{}\t{}",
                    one_word(&text[start.0..end.0]),
                    one_word(&tag),
                    entities(facts, from, to),
                    events(facts, from, to),
                    roles(facts, from, to)
                )?;
            }
            writeln!(self.out)?;
        }
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// Start and end of each token, in bytes and in code points.
fn tokens(spans: &[Span], text: &str) -> Vec<((usize, usize), (usize, usize))> {
    let (mut bytes, mut points) = (0, 0);
    let mut at = |byte: usize| {
        points += text[bytes..byte].chars().count();
        bytes = byte;
        (byte, points)
    };
    spans.iter().map(|span| (at(span.start), at(span.end))).collect()
}

/// Entity and mention of the longest name that covers a part of the token.
fn name_at(facts: &Facts, from: usize, to: usize) -> Option<(usize, usize)> {
    let mut found: Option<((usize, usize), usize)> = None;
    for (number, entity) in facts.entities.iter().enumerate() {
        for (at, mention) in entity.mentions.iter().enumerate() {
            let length = mention.end - mention.start;
            let longer = found.is_none_or(|(_, before)| length > before);
            if mention.kind == "name" && mention.start < to && from < mention.end && longer {
                found = Some(((number, at), length));
            }
        }
    }
    found.map(|(name, _)| name)
}

fn entities(facts: &Facts, from: usize, to: usize) -> String {
    let within = |entity: &&triplewire_facts::Entity| {
        let mut mentions = entity.mentions.iter();
        mentions.any(|mention| mention.start < to && from < mention.end)
    };
    joined(
        facts
            .entities
            .iter()
            .filter(within)
            .map(|entity| one_word(&entity.id)),
    )
}

fn events(facts: &Facts, from: usize, to: usize) -> String {
    let told = facts.events.iter().filter(|event| {
        let mut triggers = event.triggers.iter();
        triggers.any(|trigger| trigger.start < to && from < trigger.end)
    });
    joined(told.map(|event| format!("{}:{}", one_word(&event.id), one_word(&event.kind))))
}

fn roles(facts: &Facts, from: usize, to: usize) -> String {
    let arguments = facts.events.iter().flat_map(|event| {
        let played = event.arguments.iter();
        let played = played.filter(|argument| argument.start < to && from < argument.end);
        played.map(|argument| format!("{}:{}", one_word(&event.id), one_word(&argument.role)))
    });
    joined(arguments)
}

fn joined(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    words.dedup();
    if words.is_empty() {
        "_".into()
    } else {
        words.join("|")
    }
}

/// A word that stays in its column: white space and control characters become underscores.
fn one_word(text: &str) -> String {
    let safe = |c: char| {
        if c.is_whitespace() || c.is_control() {
            '_'
        } else {
            c
        }
    };
    if text.is_empty() {
        "_".into()
    } else {
        text.chars().map(safe).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use std::sync::Arc;

    #[test]
    fn names_triggers_and_roles_stand_beside_their_tokens() {
        let facts = sample::assassination();
        let mut out = Vec::new();
        let tokenize: Tokenize = Arc::new(|text| {
            let mut end = 0;
            let token = |word: &str| {
                let start = end + text[end..].find(word).unwrap();
                end = start + word.len();
                Span::new(start, end)
            };
            text.split_whitespace().map(token).collect()
        });
        let mut writer = Box::new(ConllWriter::new(&mut out, tokenize));
        writer.write(&facts).unwrap();
        writer.finish().unwrap();
        let written = String::from_utf8(out).unwrap();
        let line = |word: &str| {
            let mut lines = written.lines();
            lines
                .find(|line| line.starts_with(&format!("{word}\t")))
                .unwrap()
                .to_string()
        };
        assert_eq!(line("Ann"), "Ann\tB-PER\te1\t_\tv1:victim");
        assert_eq!(line("Lund"), "Lund\tI-PER\te1\t_\tv1:victim");
        assert_eq!(line("shot"), "shot\tO\t_\tv1:Assassination\t_");
        assert_eq!(line("gunman"), "gunman\tO\te3\t_\tv1:attacker");
        assert!(written.starts_with("-DOCSTART-\tO\toslo\t_\t_\n\n"), "{written}");
        assert!(
            written
                .lines()
                .all(|line| line.is_empty() || line.matches('\t').count() == 4)
        );
    }
}
