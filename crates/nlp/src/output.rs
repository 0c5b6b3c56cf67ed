//! One JSON object a document.
//!
//! Ids count in text order: entities by their first mention, events by their first trigger, relations by their span.

mod object;

use std::io::{self, Write};

use super::{Extraction, offsets::Offsets};
use crate::{identity, relation::Status, text::Span};
use object::{
    Argument, Attribute, Candidate, Entity, Event, Mention, Object, Place, Relation, Sentence, Time, Trigger,
};

/// Writes the object on one line, without the line end.
pub fn write_compact(out: &mut impl Write, extraction: &Extraction) -> io::Result<()> {
    let ids = ids(extraction);
    Ok(serde_json::to_writer(
        out,
        &Builder::new(extraction, &ids).object(),
    )?)
}

/// Writes the object over several lines, without the last line end.
pub fn write_pretty(out: &mut impl Write, extraction: &Extraction) -> io::Result<()> {
    let ids = ids(extraction);
    Ok(serde_json::to_writer_pretty(
        out,
        &Builder::new(extraction, &ids).object(),
    )?)
}

/// Three decimals, as the contract has them.
fn rounded(score: f32) -> f64 {
    let score = if score.is_finite() { f64::from(score) } else { 0.0 };
    (score * 1000.0).round() / 1000.0
}

/// Id of each entity that is written, `None` for the others.
fn ids(extraction: &Extraction) -> Vec<Option<String>> {
    let shown = extraction.shown();
    let mut ids = vec![None; shown.len()];
    let written = entity_order(extraction)
        .into_iter()
        .filter(|&entity| shown[entity]);
    for (number, entity) in written.enumerate() {
        ids[entity] = Some(format!("e{}", number + 1));
    }
    ids
}

/// Entities by the place of their first mention.
fn entity_order(extraction: &Extraction) -> Vec<usize> {
    let mut order: Vec<usize> = (0..extraction.entities.len()).collect();
    order.sort_by_key(|&entity| {
        let first = extraction.entities[entity].mentions.first();
        first
            .and_then(|&mention| extraction.mentions.get(mention))
            .map(|mention| (mention.span.start, mention.span.end))
    });
    order
}

struct Builder<'a> {
    extraction: &'a Extraction,
    text: &'a str,
    offsets: Offsets<'a>,
    ids: &'a [Option<String>],
}

impl<'a> Builder<'a> {
    fn new(extraction: &'a Extraction, ids: &'a [Option<String>]) -> Self {
        let text = extraction.document.text.as_str();
        Self {
            extraction,
            text,
            offsets: Offsets::new(text),
            ids,
        }
    }

    fn object(&self) -> Object<'a> {
        let Extraction { document, .. } = self.extraction;
        Object {
            id: &document.id,
            title: document.title.as_deref(),
            published: document.published.as_deref(),
            url: document.url.as_deref(),
            model: &self.extraction.model,
            version: env!("CARGO_PKG_VERSION"),
            sentences: self.sentences(),
            entities: self.entities(),
            events: self.events(),
            relations: self.relations(),
            warnings: &self.extraction.warnings,
        }
    }

    fn id(&self, entity: Option<usize>) -> Option<&'a str> {
        self.ids.get(entity?)?.as_deref()
    }

    fn slice(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    fn sentences(&self) -> Vec<Sentence<'a>> {
        let sentences = self.extraction.sentences.iter().map(|sentence| {
            let (start, end) = self.offsets.of(sentence.span);
            let text = self.slice(sentence.span);
            Sentence { start, end, text }
        });
        sentences.collect()
    }

    fn entities(&self) -> Vec<Entity<'a>> {
        let order = entity_order(self.extraction).into_iter();
        let written = order.filter_map(|entity| Some((self.ids.get(entity)?.clone()?, entity)));
        written.map(|(id, entity)| self.entity(id, entity)).collect()
    }

    fn entity(&self, id: String, entity: usize) -> Entity<'a> {
        let identity = self.extraction.identities.get(entity);
        let attributes = identity.into_iter().flat_map(|identity| &identity.attributes);
        let attributes = attributes.map(|one| {
            let (start, end) = self.offsets.of(one.span);
            Attribute {
                kind: one.kind,
                value: &one.value,
                start,
                end,
                sentence: one.sentence,
            }
        });
        let entity = &self.extraction.entities[entity];
        let mentions = entity
            .mentions
            .iter()
            .filter_map(|&mention| self.extraction.mentions.get(mention));
        let mentions = mentions.map(|mention| {
            let (start, end) = self.offsets.of(mention.span);
            Mention {
                start,
                end,
                text: self.slice(mention.span),
                kind: mention.kind.as_str(),
                sentence: mention.sentence,
                score: rounded(mention.score),
            }
        });
        // A nominal that no list knows is some thing or other.
        let class = entity.class.map_or("MISC", |class| class.as_str());
        Entity {
            id,
            class,
            name: entity.name.clone(),
            mentions: mentions.collect(),
            aliases: identity.map_or(&[], |identity| &identity.aliases),
            attributes: attributes.collect(),
            key: identity.and_then(|identity| identity.key.as_deref()),
            place: identity.and_then(|identity| identity.place.as_ref()).map(place),
        }
    }

    fn events(&self) -> Vec<Event<'a>> {
        let mut events: Vec<_> = self.extraction.events.iter().collect();
        events.sort_by_key(|event| {
            event
                .triggers
                .first()
                .map(|trigger| (trigger.span.start, trigger.span.end))
        });
        events
            .into_iter()
            .enumerate()
            .map(|(number, event)| self.event(format!("v{}", number + 1), event))
            .collect()
    }

    fn event(&self, id: String, event: &'a crate::event::Event) -> Event<'a> {
        let triggers = event.triggers.iter().map(|trigger| {
            let (start, end) = self.offsets.of(trigger.span);
            Trigger {
                start,
                end,
                text: self.slice(trigger.span),
                sentence: trigger.sentence,
                rule: &trigger.rule,
            }
        });
        let arguments = event.arguments.iter().map(|argument| {
            let (start, end) = self.offsets.of(argument.span);
            Argument {
                role: &argument.role,
                entity: self.id(argument.entity),
                text: self.slice(argument.span),
                start,
                end,
                score: rounded(argument.score),
                rule: &argument.rule,
                count: argument.count,
            }
        });
        let time = event.time.as_ref().map(|time| {
            let (start, end) = self.offsets.of(time.span);
            Time {
                text: self.slice(time.span),
                start,
                end,
                value: time.value.as_deref(),
            }
        });
        Event {
            id,
            kind: &event.kind,
            realis: event.realis.as_str(),
            source: self.id(event.source),
            triggers: triggers.collect(),
            arguments: arguments.collect(),
            time,
            score: rounded(event.score),
        }
    }

    fn relations(&self) -> Vec<Relation<'a>> {
        let mut relations: Vec<_> = self.extraction.relations.iter().collect();
        relations.sort_by_key(|relation| (relation.span.start, relation.span.end));
        let numbered = relations.into_iter().enumerate();
        let written = numbered.map(|(number, relation)| {
            let (start, end) = self.offsets.of(relation.span);
            Relation {
                id: format!("r{}", number + 1),
                kind: &relation.kind,
                subject: self.id(Some(relation.subject)),
                object: self.id(relation.object),
                value: relation.value.as_deref(),
                start,
                end,
                sentence: relation.sentence,
                rule: &relation.rule,
                score: rounded(relation.score),
                status: relation.status.map(Status::as_str),
            }
        });
        written.collect()
    }
}

fn place(place: &identity::Place) -> Place<'_> {
    let candidates = place.candidates.iter().map(|candidate| Candidate {
        id: &candidate.id,
        name: candidate.name,
        country: candidate.country,
    });
    Place {
        id: place.id.as_deref(),
        country: place.country,
        latitude: place.point.map(|(latitude, _)| latitude),
        longitude: place.point.map(|(_, longitude)| longitude),
        candidates: candidates.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};
    use serde_json::Value;

    fn written(extraction: &Extraction) -> String {
        let mut out = Vec::new();
        write_compact(&mut out, extraction).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn keys_stand_in_the_contracts_order() {
        let json = written(&sample::assassination());
        let keys = [
            "id",
            "title",
            "published",
            "url",
            "model",
            "version",
            "sentences",
            "entities",
            "events",
        ];
        let places: Vec<_> = keys
            .iter()
            .map(|key| json.find(&format!("\"{key}\":")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{json}");
        assert!(json.ends_with("\"warnings\":[]}"));
        assert!(json.contains("\"title\":null"));
        assert!(json.contains("{\"role\":\"attacker\",\"entity\":\"e3\",\"text\":\"gunman\",\"start\":"));
    }

    #[test]
    fn offsets_are_code_points_into_the_text() {
        let extraction = sample::assassination();
        let value: Value = serde_json::from_str(&written(&extraction)).unwrap();
        let characters: Vec<char> = extraction.document.text.chars().collect();
        let at = |item: &Value, key: &str| item[key].as_u64().unwrap() as usize;
        let mut seen = 0;
        for entity in value["entities"].as_array().unwrap() {
            for mention in entity["mentions"].as_array().unwrap() {
                let slice: String = characters[at(mention, "start")..at(mention, "end")]
                    .iter()
                    .collect();
                assert_eq!(slice, mention["text"].as_str().unwrap());
                seen += 1;
            }
        }
        assert_eq!(seen, 4);
    }

    #[test]
    fn a_nominal_that_nothing_uses_is_left_out() {
        let mut extraction = sample::assassination();
        extraction.events.clear();
        let value: Value = serde_json::from_str(&written(&extraction)).unwrap();
        let names: Vec<_> = value["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entity| &entity["name"])
            .collect();
        assert_eq!(names, ["Ann Lund", "Oslo"]);
    }

    #[test]
    fn scores_have_three_decimals() {
        assert_eq!(rounded(0.998_456), 0.998);
        assert_eq!(rounded(f32::NAN), 0.0);
    }
}
