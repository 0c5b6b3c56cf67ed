//! An extraction becomes [`Facts`]: spans become code point offsets and strings, indices become ids.
//!
//! Ids count in text order: entities by their first mention, events by their first trigger, relations by their span.

use triplewire_facts::{
    Argument, Attribute, Candidate, Entity, Event, Facts, Mention, Place, Relation, Sentence, Time, Trigger,
    Wikidata, annotation::Span, offsets::Offsets,
};

use crate::{Extraction, event, identity, relation::Status, text::Source};

/// The facts of one document. An entity that has no name, one mention, and no part in an event or relation is left out.
pub fn facts(extraction: &Extraction) -> Facts {
    let ids = ids(extraction);
    Builder::new(extraction, &ids).facts()
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
        // What is written counts in the text as it was given.
        let read = extraction.document.text.as_str();
        let text = extraction.source.as_ref().map_or(read, Source::text);
        Self {
            extraction,
            text,
            offsets: Offsets::new(text),
            ids,
        }
    }

    fn facts(&self) -> Facts {
        let Extraction { document, .. } = self.extraction;
        Facts {
            id: document.id.clone(),
            title: document.title.clone(),
            published: document.published.clone(),
            url: document.url.clone(),
            model: self.extraction.model.clone(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            sentences: self.sentences(),
            entities: self.entities(),
            events: self.events(),
            relations: self.relations(),
            warnings: self.extraction.warnings.clone(),
        }
    }

    fn id(&self, entity: Option<usize>) -> Option<String> {
        self.ids.get(entity?)?.clone()
    }

    /// A span of the text that was read in the text as it was given.
    fn given(&self, span: Span) -> Span {
        let source = self.extraction.source.as_ref();
        source.map_or(span, |source| source.given(span))
    }

    fn slice(&self, span: Span) -> String {
        self.given(span).of(self.text).to_string()
    }

    /// Start and end in code points.
    fn offsets(&self, span: Span) -> (usize, usize) {
        self.offsets.of(self.given(span))
    }

    fn sentences(&self) -> Vec<Sentence> {
        let sentences = self.extraction.sentences.iter().map(|sentence| {
            let (start, end) = self.offsets(sentence.span);
            let text = Some(self.slice(sentence.span));
            Sentence { start, end, text }
        });
        sentences.collect()
    }

    fn entities(&self) -> Vec<Entity> {
        let order = entity_order(self.extraction).into_iter();
        let written = order.filter_map(|entity| Some((self.ids.get(entity)?.clone()?, entity)));
        written.map(|(id, entity)| self.entity(id, entity)).collect()
    }

    fn entity(&self, id: String, entity: usize) -> Entity {
        let identity = self.extraction.identities.get(entity);
        let attributes = identity.into_iter().flat_map(|identity| &identity.attributes);
        let attributes = attributes.map(|one| {
            let (start, end) = self.offsets(one.span);
            Attribute {
                kind: one.kind.to_string(),
                value: one.value.clone(),
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
            let (start, end) = self.offsets(mention.span);
            Mention {
                start,
                end,
                text: self.slice(mention.span),
                kind: mention.kind.as_str().to_string(),
                sentence: mention.sentence,
                score: rounded(mention.score),
            }
        });
        // A nominal that no list knows is some thing or other.
        let class = entity.class.map_or("MISC", |class| class.as_str());
        Entity {
            id,
            class: class.to_string(),
            name: entity.name.clone(),
            mentions: mentions.collect(),
            aliases: identity.map_or_else(Vec::new, |identity| identity.aliases.clone()),
            attributes: attributes.collect(),
            key: identity.and_then(|identity| identity.key.clone()),
            place: identity.and_then(|identity| identity.place.as_ref()).map(place),
            wikidata: identity
                .and_then(|identity| identity.world.as_ref())
                .map(wikidata),
        }
    }

    fn events(&self) -> Vec<Event> {
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

    fn event(&self, id: String, event: &event::Event) -> Event {
        let triggers = event.triggers.iter().map(|trigger| {
            let (start, end) = self.offsets(trigger.span);
            Trigger {
                start,
                end,
                text: self.slice(trigger.span),
                sentence: trigger.sentence,
                rule: trigger.rule.clone(),
            }
        });
        let arguments = event.arguments.iter().map(|argument| {
            let (start, end) = self.offsets(argument.span);
            Argument {
                role: argument.role.clone(),
                entity: self.id(argument.entity),
                text: self.slice(argument.span),
                start,
                end,
                score: rounded(argument.score),
                rule: argument.rule.clone(),
                count: argument.count,
            }
        });
        let time = event.time.as_ref().map(|time| {
            let (start, end) = self.offsets(time.span);
            Time {
                text: self.slice(time.span),
                start,
                end,
                value: time.value.clone(),
            }
        });
        Event {
            id,
            kind: event.kind.clone(),
            realis: event.realis.as_str().to_string(),
            source: self.id(event.source),
            triggers: triggers.collect(),
            arguments: arguments.collect(),
            time,
            score: rounded(event.score),
        }
    }

    fn relations(&self) -> Vec<Relation> {
        let mut relations: Vec<_> = self.extraction.relations.iter().collect();
        relations.sort_by_key(|relation| (relation.span.start, relation.span.end));
        let numbered = relations.into_iter().enumerate();
        let written = numbered.map(|(number, relation)| {
            let (start, end) = self.offsets(relation.span);
            Relation {
                id: format!("r{}", number + 1),
                kind: relation.kind.clone(),
                subject: self.id(Some(relation.subject)),
                object: self.id(relation.object),
                value: relation.value.clone(),
                start,
                end,
                sentence: relation.sentence,
                rule: relation.rule.clone(),
                score: rounded(relation.score),
                status: relation.status.map(|status| Status::as_str(status).to_string()),
            }
        });
        written.collect()
    }
}

fn place(place: &identity::Place) -> Place {
    let candidates = place.candidates.iter().map(|candidate| Candidate {
        id: candidate.id.clone(),
        name: candidate.name.clone(),
        country: Some(candidate.country.clone()),
    });
    Place {
        id: place.id.clone(),
        country: place.country.clone(),
        latitude: place.point.map(|(latitude, _)| latitude),
        longitude: place.point.map(|(_, longitude)| longitude),
        candidates: candidates.collect(),
    }
}

fn wikidata(world: &identity::World) -> Wikidata {
    Wikidata {
        id: world.id.clone(),
        score: world.score.map(rounded),
        candidates: world.candidates.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use serde_json::Value;

    fn written(extraction: &Extraction) -> String {
        facts(extraction).to_json().unwrap()
    }

    /// With `UPDATE_GOLDEN` set, the file is written anew.
    #[test]
    fn the_sample_of_other_crates_is_what_is_written() {
        let written = facts(&sample::assassination()).to_json().unwrap() + "\n";
        let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
        let written = written.replace(&version, "\"version\":\"0.0.0\"");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(
                concat!(env!("CARGO_MANIFEST_DIR"), "/../facts/src/sample.jsonl"),
                &written,
            )
            .unwrap();
        } else {
            assert_eq!(written, sample::WRITTEN);
        }
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
