//! Facts as brat standoff (Stenetorp et al. 2012): `ID.txt` with the text and `ID.ann` with what was found in it, and the
//! `annotation.conf` that brat asks for.
//!
//! Text-bound annotations never reach over a line end, so none is discontinuous. Coreference is `Equiv`, realis an
//! attribute; the second and further mentions of an event are events of their own, joined to the first by a note.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use triplewire_facts::{Facts, Relation};

use super::Writer;
use crate::{name::file_name, text};

/// Writes two files a document, and at the end the configuration.
pub struct BratWriter {
    folder: PathBuf,
    entities: BTreeSet<String>,
    relations: BTreeSet<String>,
    /// Roles by event type.
    events: BTreeMap<String, BTreeSet<String>>,
    realis: BTreeSet<String>,
}

impl BratWriter {
    /// Writes into a folder that is there.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            entities: BTreeSet::new(),
            relations: BTreeSet::new(),
            events: BTreeMap::new(),
            realis: BTreeSet::new(),
        }
    }
}

impl Writer for BratWriter {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let Some(text) = text::text(facts) else {
            let what = format!("document {}: sentences have no `text`; extract it anew", facts.id);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        };
        let name = file_name(&facts.id);
        let annotations = Annotations::of(facts, &text);
        let words: String = text.iter().collect();
        fs::write(self.folder.join(format!("{name}.txt")), words)?;
        fs::write(self.folder.join(format!("{name}.ann")), &annotations.lines)?;
        self.entities.extend(annotations.entities);
        self.relations.extend(annotations.relations);
        self.realis.extend(annotations.realis);
        for (kind, roles) in annotations.events {
            self.events.entry(kind).or_default().extend(roles);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let mut out = String::from("[entities]\n");
        self.entities.iter().for_each(|kind| line(&mut out, kind));
        out.push_str("\n[relations]\n");
        for kind in &self.relations {
            line(&mut out, &format!("{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>"));
        }
        line(&mut out, "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>");
        out.push_str("\n[events]\n");
        for (kind, roles) in &self.events {
            let roles: Vec<String> = roles.iter().map(|role| format!("{role}*:<ENTITY>")).collect();
            line(&mut out, format!("{kind}\t{}", roles.join(", ")).trim_end());
        }
        out.push_str("\n[attributes]\n");
        if !self.realis.is_empty() {
            let values: Vec<&str> = self.realis.iter().map(String::as_str).collect();
            line(
                &mut out,
                &format!("Realis\tArg:<EVENT>, Value:{}", values.join("|")),
            );
        }
        fs::write(self.folder.join("annotation.conf"), out)
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// The lines of one document, and the types in them.
#[derive(Default)]
struct Annotations<'a> {
    text: &'a [char],
    lines: String,
    /// Number of the text-bound annotation of each span and type.
    bounds: BTreeMap<(usize, usize, String), usize>,
    relation_count: usize,
    event_count: usize,
    attribute_count: usize,
    note_count: usize,
    entities: BTreeSet<String>,
    relations: BTreeSet<String>,
    events: BTreeMap<String, BTreeSet<String>>,
    realis: BTreeSet<String>,
}

impl<'a> Annotations<'a> {
    fn of(facts: &Facts, text: &'a [char]) -> Self {
        let mut found = Self {
            text,
            ..Self::default()
        };
        for entity in &facts.entities {
            let kind = word(&entity.class);
            found.entities.insert(kind.clone());
            let mentions = entity.mentions.iter();
            let mut bounds: Vec<usize> = mentions
                .filter_map(|mention| found.bound(mention.start, mention.end, &kind))
                .collect();
            bounds.dedup();
            if bounds.len() > 1 {
                let all: Vec<String> = bounds.iter().map(|bound| format!("T{bound}")).collect();
                line(&mut found.lines, &format!("*\tEquiv {}", all.join(" ")));
            }
        }
        facts.events.iter().for_each(|event| found.event(facts, event));
        facts
            .relations
            .iter()
            .for_each(|relation| found.relation(facts, relation));
        found
    }

    /// The annotation of a span, written where it is new; none for a span without characters.
    fn bound(&mut self, start: usize, end: usize, kind: &str) -> Option<usize> {
        let words = self.text.get(start..end).filter(|words| !words.is_empty())?;
        let next = self.bounds.len() + 1;
        let key = (start, end, kind.to_string());
        if let Some(&known) = self.bounds.get(&key) {
            return Some(known);
        }
        let words: String = words.iter().map(|&c| if c == '\n' { ' ' } else { c }).collect();
        line(
            &mut self.lines,
            &format!("T{next}\t{kind} {start} {end}\t{words}"),
        );
        self.bounds.insert(key, next);
        Some(next)
    }

    fn event(&mut self, facts: &Facts, event: &triplewire_facts::Event) {
        let kind = word(&event.kind);
        let roles = self.events.entry(kind.clone()).or_default();
        roles.extend(event.arguments.iter().map(|argument| word(&argument.role)));
        let mut fillers = String::new();
        let mut played: BTreeMap<String, usize> = BTreeMap::new();
        for argument in &event.arguments {
            let entity = argument.entity.as_deref().and_then(|id| facts.entity(id));
            let class = entity.map_or_else(|| "MISC".to_string(), |entity| word(&entity.class));
            let Some(bound) = self.bound(argument.start, argument.end, &class) else {
                continue;
            };
            self.entities.insert(class);
            let role = word(&argument.role);
            let times = played.entry(role.clone()).or_default();
            *times += 1;
            // The second of a role is role2.
            let number = if *times > 1 {
                times.to_string()
            } else {
                String::new()
            };
            // Writing to a string cannot fail.
            let _ = write!(fillers, " {role}{number}:T{bound}");
        }
        let mut first: Option<usize> = None;
        for trigger in &event.triggers {
            let Some(bound) = self.bound(trigger.start, trigger.end, &kind) else {
                continue;
            };
            self.event_count += 1;
            let number = self.event_count;
            let Some(first) = first else {
                line(&mut self.lines, &format!("E{number}\t{kind}:T{bound}{fillers}"));
                self.attribute_count += 1;
                let realis = word(&event.realis);
                line(
                    &mut self.lines,
                    &format!("A{}\tRealis E{number} {realis}", self.attribute_count),
                );
                self.realis.insert(realis);
                first = Some(number);
                continue;
            };
            line(&mut self.lines, &format!("E{number}\t{kind}:T{bound}"));
            self.note(&format!("E{number}"), &format!("tells again of E{first}"));
        }
    }

    fn relation(&mut self, facts: &Facts, relation: &Relation) {
        let kind = word(&relation.kind);
        let subject = self.mention(facts, relation.subject.as_deref(), relation);
        let object = self.mention(facts, relation.object.as_deref(), relation);
        let Some(subject) = subject else { return };
        if let Some(object) = object {
            self.relation_count += 1;
            let number = self.relation_count;
            line(
                &mut self.lines,
                &format!("R{number}\t{kind} Arg1:T{subject} Arg2:T{object}"),
            );
            self.relations.insert(kind);
            if let Some(value) = &relation.value {
                self.note(&format!("R{number}"), value);
            }
        } else if let Some(value) = &relation.value {
            self.note(&format!("T{subject}"), &format!("{kind}: {value}"));
        }
    }

    /// The entity's mention nearest to where the relation stands.
    fn mention(&mut self, facts: &Facts, entity: Option<&str>, relation: &Relation) -> Option<usize> {
        let entity = facts.entity(entity?)?;
        let nearest = entity
            .mentions
            .iter()
            .min_by_key(|mention| mention.start.abs_diff(relation.start))?;
        self.bound(nearest.start, nearest.end, &word(&entity.class))
    }

    fn note(&mut self, of: &str, text: &str) {
        self.note_count += 1;
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        line(
            &mut self.lines,
            &format!("#{}\tAnnotatorNotes {of}\t{text}", self.note_count),
        );
    }
}

/// A type as brat takes it: letters, digits, `_` and `-`.
fn word(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    let word: String = name.chars().take(100).map(safe).collect();
    if word.is_empty() { "_".into() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn annotations_give_the_words_at_their_offsets() {
        let facts = sample::assassination();
        let text = text::text(&facts).unwrap();
        let annotations = Annotations::of(&facts, &text);
        let lines: Vec<&str> = annotations.lines.lines().collect();
        assert!(lines.contains(&"T1\tPER 8 16\tAnn Lund"), "{lines:?}");
        assert!(lines.contains(&"*\tEquiv T1 T2"), "{lines:?}");
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("E1\tAssassination:T") && line.contains("victim:T1"))
        );
        assert!(lines.contains(&"A1\tRealis E1 actual"), "{lines:?}");
        assert!(
            lines
                .iter()
                .any(|line| line.ends_with("AnnotatorNotes T1\tposition_held: Mayor")),
            "{lines:?}"
        );
    }
}
