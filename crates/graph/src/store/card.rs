//! A card: everything that the store knows about an entity, as text for people.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use oxigraph::model::NamedNode;

use super::{Match, Store};
use crate::{Result, rdf::iri::part, text::one_line};
use triplewire_facts::{Entity, Event, Facts};

/// What is shown about an entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// Names with the number of documents that use them, most first.
    pub names: Vec<(String, usize)>,
    /// Classes that documents give it.
    pub types: BTreeSet<String>,
    /// What documents say of it ("age: 62").
    pub attributes: BTreeSet<String>,
    /// Where it lies.
    pub places: BTreeSet<String>,
    /// Ids of the documents that speak of it.
    pub documents: BTreeSet<String>,
    /// Lasting facts ("position held: ambassador"), each with its proofs.
    pub relations: BTreeMap<String, Vec<Proof>>,
    /// Events in which it plays a role.
    pub events: Vec<CardEvent>,
}

/// A sentence that states a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// The document's id.
    pub document: String,
    /// The sentence's words.
    pub sentence: String,
}

/// An event in which the entity plays a role.
#[derive(Debug, Clone, PartialEq)]
pub struct CardEvent {
    /// TIMEX3 value of its time; its words where it has no value.
    pub time: String,
    /// "Assassination (actual), as victim".
    pub what: String,
    /// "attacker: gunman; place: Ankara".
    pub others: String,
    pub proofs: Vec<Proof>,
}

impl Store {
    /// The card of an entity that was [found](Store::find).
    ///
    /// # Errors
    /// As [`Store::facts`].
    pub fn card(&self, found: &Match) -> Result<Card> {
        let mut card = Card::default();
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_document: BTreeMap<&NamedNode, Vec<&NamedNode>> = BTreeMap::new();
        for one in &found.members {
            by_document.entry(&one.document).or_default().push(&one.entity);
        }
        for (document, entities) in by_document {
            let Some(facts) = self.facts(document)? else {
                continue;
            };
            let wanted = |entity: &&Entity| entities.contains(&&part(document, &entity.id));
            for entity in facts.entities.iter().filter(wanted) {
                card.documents.insert(facts.id.clone());
                card.add_attributes(entity);
                let mentioned = entity.mentions.iter().filter(|mention| mention.kind == "name");
                let mut own: BTreeSet<String> = mentioned.map(|mention| one_line(&mention.text)).collect();
                own.insert(one_line(&entity.name));
                for name in own {
                    *names.entry(name).or_default() += 1;
                }
                card.add_relations(&facts, entity);
                facts
                    .events
                    .iter()
                    .for_each(|event| card.add_event(&facts, entity, event));
            }
        }
        card.names = names.into_iter().collect();
        card.names
            .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| b.0.len().cmp(&a.0.len())));
        // What the graph calls it comes first.
        let label = one_line(&self.label(found)?.0);
        card.names.sort_by_key(|(name, _)| *name != label);
        let key = |event: &CardEvent| {
            let (time, what, others) = (event.time.clone(), event.what.clone(), event.others.clone());
            (time.is_empty(), time, what, others)
        };
        card.events.sort_by_key(key);
        // Events that documents report in the same words are shown once, with all their proofs.
        card.events.dedup_by(|event, first| {
            let same = key(event) == key(first);
            if same {
                first.proofs.append(&mut event.proofs);
            }
            same
        });
        Ok(card)
    }
}

impl Card {
    fn add_attributes(&mut self, entity: &Entity) {
        self.types.insert(entity.class.clone());
        for attribute in &entity.attributes {
            self.attributes
                .insert(one_line(&format!("{}: {}", attribute.kind, attribute.value)));
        }
        if let Some(place) = &entity.place {
            let country = place.country.as_deref().unwrap_or("country not known");
            let at = match (place.latitude, place.longitude) {
                (Some(latitude), Some(longitude)) => format!(", {latitude}, {longitude}"),
                _ => String::new(),
            };
            let id = place
                .id
                .as_deref()
                .map(|id| format!(", {id}"))
                .unwrap_or_default();
            self.places.insert(one_line(&format!("{country}{at}{id}")));
        }
    }

    fn add_relations(&mut self, facts: &Facts, entity: &Entity) {
        for relation in &facts.relations {
            let name = |id: &Option<String>| {
                let found = id.as_deref().and_then(|id| facts.entity(id));
                found.map(|found| one_line(&found.name)).unwrap_or_default()
            };
            let status = relation
                .status
                .iter()
                .map(|status| format!(" ({})", one_line(status)));
            let kind = relation.kind.replace('_', " ") + &status.collect::<String>();
            let value = one_line(relation.value.as_deref().unwrap_or(""));
            let is = |id: &Option<String>| id.as_deref() == Some(entity.id.as_str());
            let line = if is(&relation.subject) {
                let rest = [value, name(&relation.object)]
                    .into_iter()
                    .filter(|word| !word.is_empty());
                format!("{kind}: {}", rest.collect::<Vec<_>>().join(", "))
            } else if is(&relation.object) {
                let value = if value.is_empty() {
                    value
                } else {
                    format!(" ({value})")
                };
                format!("{kind} of {}{value}", name(&relation.subject))
            } else {
                continue;
            };
            let proof = proof(facts, relation.sentence);
            self.relations.entry(line).or_default().push(proof);
        }
    }

    fn add_event(&mut self, facts: &Facts, entity: &Entity, event: &Event) {
        let own = |role: &&triplewire_facts::Argument| role.entity.as_deref() == Some(entity.id.as_str());
        let roles: BTreeSet<&str> = event
            .arguments
            .iter()
            .filter(own)
            .map(|one| one.role.as_str())
            .collect();
        let is_source = event.source.as_deref() == Some(entity.id.as_str());
        if roles.is_empty() && !is_source {
            return;
        }
        let roles: Vec<&str> = roles
            .into_iter()
            .chain(is_source.then_some("who says so"))
            .collect();
        let others = event.arguments.iter().filter(|one| !own(one));
        let others: Vec<String> = others
            .map(|one| format!("{}: {}", one.role, one_line(facts.filler(one))))
            .collect();
        let time = event.time.as_ref();
        let time = time.map(|time| time.value.clone().unwrap_or_else(|| one_line(&time.text)));
        let sentences: BTreeSet<usize> = event.triggers.iter().map(|trigger| trigger.sentence).collect();
        self.events.push(CardEvent {
            time: time.unwrap_or_default(),
            what: format!("{} ({}), as {}", event.kind, event.realis, roles.join(" and ")),
            others: others.join("; "),
            proofs: sentences
                .into_iter()
                .map(|sentence| proof(facts, sentence))
                .collect(),
        });
    }

    /// Writes the card as text, without control characters from the documents.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut names = self.names.iter();
        let Some((first, _)) = names.next() else {
            return Ok(());
        };
        let types: Vec<&str> = self.types.iter().map(String::as_str).collect();
        writeln!(out, "{first}  [{}]", types.join(", "))?;
        let also: Vec<String> = names.map(|(name, times)| format!("{name} ({times})")).collect();
        let documents: Vec<&str> = self.documents.iter().map(String::as_str).collect();
        let lists = [
            ("also", also.join(", ")),
            (
                "is",
                self.attributes.iter().cloned().collect::<Vec<_>>().join(", "),
            ),
            (
                "where",
                self.places.iter().cloned().collect::<Vec<_>>().join("; "),
            ),
            ("in", one_line(&documents.join(", "))),
        ];
        for (head, list) in lists {
            if !list.is_empty() {
                writeln!(out, "  {head:<6} {list}")?;
            }
        }
        for (line, proofs) in &self.relations {
            writeln!(out, "\n- {line}")?;
            proofs.iter().try_for_each(|proof| proof.write(out))?;
        }
        for event in &self.events {
            let time = if event.time.is_empty() {
                String::new()
            } else {
                format!("{}  ", one_line(&event.time))
            };
            writeln!(out, "\n- {time}{}", one_line(&event.what))?;
            if !event.others.is_empty() {
                writeln!(out, "    {}", event.others)?;
            }
            event.proofs.iter().try_for_each(|proof| proof.write(out))?;
        }
        Ok(())
    }
}

impl Proof {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if self.sentence.is_empty() {
            return writeln!(out, "    [{}]", one_line(&self.document));
        }
        writeln!(out, "    “{}” [{}]", self.sentence, one_line(&self.document))
    }
}

fn proof(facts: &Facts, sentence: usize) -> Proof {
    Proof {
        document: facts.id.clone(),
        sentence: one_line(facts.sentence_text(sentence).unwrap_or("")),
    }
}
