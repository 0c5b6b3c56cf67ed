//! A document's page: its text with everything marked, and tables of what was found, each fact with the spans that prove it.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use serde::Serialize;

use super::{
    FACTS_SCRIPT, Pages,
    pieces::{Sentence, paragraphs},
    rounded, words,
};
use crate::export::Writer;
use triplewire_facts::{Argument, Entity, Event, Facts, Relation};
use triplewire_lexicon::Ontology;

pub(super) const SCRIPTS: &[&str] = &[FACTS_SCRIPT, include_str!("../../assets/page/document.js")];

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    id: &'a str,
    published: Option<&'a str>,
    /// Only what a browser fetches from the web, should the reader follow it.
    url: Option<&'a str>,
    model: &'a str,
    warnings: &'a [String],
    /// Whether the words of some sentence are not known.
    gaps: bool,
    paragraphs: Vec<Vec<Sentence>>,
    /// Entity types that occur.
    classes: BTreeSet<&'a str>,
    groups: [Group<'a>; 2],
    entities: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'static str,
    rows: Vec<Row<'a>>,
}

/// A line of a table. Its spans are all there is to light in the text.
#[derive(Default, Serialize)]
struct Row<'a> {
    kind: String,
    realis: Option<&'a str>,
    source: Option<Span<'a>>,
    roles: Vec<Span<'a>>,
    time: Option<Span<'a>>,
    score: String,
    /// Where the text says so.
    proofs: Vec<Span<'a>>,
    rules: Vec<&'a str>,
    /// Of an entity: its other names, and what is known of it.
    aliases: Vec<&'a str>,
    notes: Vec<String>,
}

/// Something with its place in the text.
#[derive(Default, Serialize)]
struct Span<'a> {
    role: &'a str,
    /// How a person would call it.
    name: &'a str,
    /// The words there, where they are others; then the score and the rule.
    detail: String,
    /// No place where the facts name none.
    start: Option<usize>,
    end: Option<usize>,
    /// Number of the sentence.
    sentence: Option<usize>,
}

impl<'a> Span<'a> {
    fn at(facts: &Facts, role: &'a str, name: &'a str, start: usize, end: usize) -> Self {
        Self {
            role,
            name,
            start: Some(start),
            end: Some(end),
            sentence: facts.sentence_at(start).map(|sentence| sentence + 1),
            ..Self::default()
        }
    }

    /// An entity where it is mentioned nearest to `near`.
    fn nearest(facts: &Facts, role: &'a str, entity: &'a Entity, near: usize) -> Self {
        let mentions = entity.mentions.iter();
        match mentions.min_by_key(|mention| mention.start.abs_diff(near)) {
            Some(mention) => Self::at(facts, role, &entity.name, mention.start, mention.end),
            None => Self {
                role,
                name: &entity.name,
                ..Self::default()
            },
        }
    }

    fn filler(facts: &'a Facts, argument: &'a Argument) -> Self {
        let name = facts.filler(argument);
        let mut detail = Vec::new();
        if name != argument.text {
            detail.push(format!("“{}”", argument.text));
        }
        if let Some(count) = argument.count {
            detail.push(format!("count {count}"));
        }
        detail.push(format!("score {}", rounded(argument.score)));
        detail.push(argument.rule.clone());
        Self {
            detail: detail.join(", "),
            ..Self::at(facts, &argument.role, name, argument.start, argument.end)
        }
    }
}

impl<'a> Document<'a> {
    fn of(facts: &'a Facts) -> Self {
        Self {
            title: title(facts),
            id: &facts.id,
            published: facts.published.as_deref(),
            url: facts
                .url
                .as_deref()
                .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            model: &facts.model,
            warnings: &facts.warnings,
            gaps: facts.sentences.iter().any(|sentence| sentence.text.is_none()),
            paragraphs: paragraphs(facts),
            classes: facts
                .entities
                .iter()
                .map(|entity| entity.class.as_str())
                .collect(),
            groups: [
                Group {
                    name: "Events",
                    rows: facts
                        .events
                        .iter()
                        .map(|event| Row::event(facts, event))
                        .collect(),
                },
                Group {
                    name: "Relations",
                    rows: facts
                        .relations
                        .iter()
                        .map(|relation| Row::relation(facts, relation))
                        .collect(),
                },
            ],
            entities: facts
                .entities
                .iter()
                .map(|entity| Row::entity(facts, entity))
                .collect(),
        }
    }
}

impl<'a> Row<'a> {
    fn event(facts: &'a Facts, event: &'a Event) -> Self {
        let first = event.triggers.first().map_or(0, |trigger| trigger.start);
        let source = event.source.as_deref().and_then(|id| facts.entity(id));
        let mut rules: Vec<&str> = event
            .triggers
            .iter()
            .map(|trigger| trigger.rule.as_str())
            .collect();
        rules.dedup();
        Self {
            kind: words(&event.kind),
            realis: Some(&event.realis),
            source: source.map(|entity| Span::nearest(facts, "source", entity, first)),
            roles: event
                .arguments
                .iter()
                .map(|argument| Span::filler(facts, argument))
                .collect(),
            time: event.time.as_ref().map(|time| Span {
                detail: time
                    .value
                    .as_ref()
                    .map(|_| format!("“{}”", time.text))
                    .unwrap_or_default(),
                ..Span::at(
                    facts,
                    "time",
                    time.value.as_deref().unwrap_or(&time.text),
                    time.start,
                    time.end,
                )
            }),
            score: rounded(event.score),
            proofs: event
                .triggers
                .iter()
                .map(|trigger| Span::at(facts, "trigger", &trigger.text, trigger.start, trigger.end))
                .collect(),
            rules,
            ..Self::default()
        }
    }

    fn relation(facts: &'a Facts, relation: &'a Relation) -> Self {
        let entity = |role, id: &'a Option<String>| {
            let found = id.as_deref().and_then(|id| facts.entity(id))?;
            Some(Span::nearest(facts, role, found, relation.start))
        };
        let (subject, object) = (
            entity("subject", &relation.subject),
            entity("object", &relation.object),
        );
        let said = object.as_ref().map(|object| object.name);
        let value = relation.value.as_deref().filter(|value| Some(*value) != said);
        let value = value.map(|value| Span {
            role: "value",
            name: value,
            ..Span::default()
        });
        let roles = [subject, value, object];
        let proof = facts.words(relation.start, relation.end).unwrap_or("");
        Self {
            kind: words(&relation.kind),
            realis: relation.status.as_deref(),
            roles: roles.into_iter().flatten().collect(),
            score: rounded(relation.score),
            proofs: vec![Span::at(facts, "proof", proof, relation.start, relation.end)],
            rules: vec![&relation.rule],
            ..Self::default()
        }
    }

    fn entity(facts: &'a Facts, entity: &'a Entity) -> Self {
        let mut notes: Vec<String> = entity
            .attributes
            .iter()
            .map(|attribute| format!("{}: {}", words(&attribute.kind), attribute.value))
            .collect();
        notes.sort();
        notes.dedup();
        if let Some(place) = &entity.place {
            notes.extend(place.country.iter().map(|country| format!("country: {country}")));
            notes.extend(place.id.clone());
            if place.id.is_none() && !place.candidates.is_empty() {
                notes.push(format!("one of {} places of the name", place.candidates.len()));
            }
        }
        let names = entity.aliases.iter().map(String::as_str);
        Self {
            kind: entity.name.clone(),
            realis: Some(&entity.class),
            aliases: names.filter(|name| *name != entity.name).collect(),
            notes,
            proofs: entity
                .mentions
                .iter()
                .map(|mention| Span {
                    detail: format!("{}, score {}", mention.kind, rounded(mention.score)),
                    ..Span::at(facts, "mention", &mention.text, mention.start, mention.end)
                })
                .collect(),
            ..Self::default()
        }
    }
}

/// Writes the page of the one document that it gets.
pub struct DocumentWriter<W: Write> {
    out: W,
    pages: Pages,
    /// Held back: of two documents nothing is written.
    page: Option<Vec<u8>>,
}

impl<W: Write> DocumentWriter<W> {
    /// # Errors
    /// None with the built-in templates.
    pub fn new(out: W, ontology: &Ontology) -> io::Result<Self> {
        Ok(Self {
            out,
            pages: Pages::new(ontology)?,
            page: None,
        })
    }
}

impl<W: Write> Writer for DocumentWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        if self.page.is_some() {
            let what = "html is a page a document, and there are several; name a folder with -o DIR";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let mut page = Vec::new();
        write(&self.pages, &mut page, facts)?;
        self.page = Some(page);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if let Some(page) = &self.page {
            self.out.write_all(page)?;
        }
        self.out.flush()
    }
}

/// Writes the page of a document.
///
/// # Errors
/// Those of the sink.
pub(super) fn write(pages: &Pages, out: &mut impl Write, facts: &Facts) -> io::Result<()> {
    pages.write(out, "document.html", SCRIPTS, Document::of(facts))
}

/// What the page is called.
pub(super) fn title(facts: &Facts) -> &str {
    let title = facts.title.as_deref().filter(|title| !title.trim().is_empty());
    title.unwrap_or(&facts.id)
}
