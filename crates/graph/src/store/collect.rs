//! Collects what documents say about an entity, before a [`Neighbourhood`](super::Neighbourhood) of limited size is chosen from it.
//!
//! In: the facts of one document after the other. Out: [`CollectedFact`]s. Coreferent entities are one entity, and an event or a
//! relation that several documents report is one fact, with all its proofs.

use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry};

use oxigraph::model::NamedNode;

use super::{
    Member,
    neighbourhood::{Fact, Proof, Role},
};
use crate::rdf::iri::part;
use triplewire_facts::{Event, Facts, Relation};

/// A fact that a neighbourhood may hold.
pub(super) struct CollectedFact {
    pub fact: Fact,
    /// The identity of each role's filler, in the order of the fact's roles; none for a filler that is no entity.
    pub fillers: Vec<Option<String>>,
}

impl CollectedFact {
    /// Adds another document's report of the event: the roles that are new or filled otherwise, and its proofs.
    fn add_report(&mut self, fact: Fact, fillers: Vec<Option<String>>) {
        for (role, filler) in fact.roles.into_iter().zip(fillers) {
            let is_known = self
                .fact
                .roles
                .iter()
                .zip(&self.fillers)
                .any(|(known, known_filler)| {
                    known.role == role.role
                        && (known.words == role.words || filler.is_some() && *known_filler == filler)
                });
            if !is_known {
                self.fact.roles.push(role);
                self.fillers.push(filler);
            }
        }
        let said: BTreeSet<&str> = [&self.fact.realis, &fact.realis]
            .into_iter()
            .flatten()
            .flat_map(|realis| realis.split(" / "))
            .collect();
        let said: Vec<&str> = said.into_iter().collect();
        self.fact.realis = (!said.is_empty()).then(|| said.join(" / "));
        self.fact.time = self.fact.time.take().or(fact.time);
        self.fact.score = self.fact.score.max(fact.score);
        self.fact.proofs.extend(fact.proofs);
    }
}

/// What the documents say about an entity.
#[derive(Default)]
pub(super) struct KnownEntity {
    /// Its names, each with the number of entities of documents that have it.
    pub names: BTreeMap<String, usize>,
    pub class: String,
    pub documents: BTreeSet<String>,
    pub members: BTreeSet<Member>,
}

#[derive(Default)]
pub(super) struct Collected {
    pub known: BTreeMap<String, KnownEntity>,
    /// Events by their merged node, relations by their content.
    pub facts: BTreeMap<String, CollectedFact>,
    /// Events of documents that were collected.
    pub seen_events: BTreeSet<NamedNode>,
}

/// Collects facts of one document.
pub(super) struct Reader<'a> {
    pub facts: &'a Facts,
    pub document: &'a NamedNode,
    /// Merged nodes of its entities, by their ids.
    pub nodes: HashMap<&'a str, NamedNode>,
    pub collected: &'a mut Collected,
}

impl Reader<'_> {
    /// The identity of an entity: its merged node, else its own node. Also collects what the document says about it.
    pub fn identity(&mut self, id: &str) -> Option<String> {
        let entity = self.facts.entity(id)?;
        let node = part(self.document, id);
        let identity = self.nodes.get(id).unwrap_or(&node).as_str().to_string();
        let known = self.collected.known.entry(identity.clone()).or_default();
        let member = Member {
            document: self.document.clone(),
            entity: node,
        };
        if known.members.insert(member) {
            known.class.clone_from(&entity.class);
            known.documents.insert(self.facts.id.clone());
            *known.names.entry(entity.name.clone()).or_default() += 1;
        }
        Some(identity)
    }

    /// Collects an event; `merged` is its node in the merged graph.
    pub fn event(&mut self, event: &Event, merged: Option<NamedNode>) {
        let own = part(self.document, &event.id);
        if !self.collected.seen_events.insert(own.clone()) {
            return;
        }
        let name = merged.unwrap_or(own).into_string();
        let (mut roles, mut fillers) = (Vec::new(), Vec::new());
        for argument in &event.arguments {
            let filler = argument.entity.as_deref().and_then(|id| self.identity(id));
            let role = Role {
                role: argument.role.clone(),
                entity: None,
                words: self.facts.filler(argument).to_string(),
            };
            // A second mention of the event may fill a role with the same entity again.
            if !roles.iter().zip(&fillers).any(|known| known == (&role, &filler)) {
                roles.push(role);
                fillers.push(filler);
            }
        }
        if let Some(entity) = event.source.as_deref().and_then(|id| self.facts.entity(id)) {
            fillers.push(self.identity(&entity.id));
            roles.push(Role {
                role: "source".into(),
                entity: None,
                words: entity.name.clone(),
            });
        }
        let triggers = event.triggers.iter();
        let mut spans: Vec<(usize, usize, &str)> = triggers
            .map(|trigger| (trigger.start, trigger.end, "trigger"))
            .collect();
        spans.extend(
            event
                .arguments
                .iter()
                .map(|one| (one.start, one.end, one.role.as_str())),
        );
        spans.extend(event.time.iter().map(|time| (time.start, time.end, "time")));
        let sentences: BTreeSet<usize> = event.triggers.iter().map(|trigger| trigger.sentence).collect();
        let time = event.time.as_ref();
        let fact = Fact {
            kind: event.kind.clone(),
            event: true,
            realis: Some(event.realis.clone()),
            time: time.map(|time| time.value.clone().unwrap_or_else(|| time.text.clone())),
            score: event.score,
            rule: event
                .triggers
                .first()
                .map(|trigger| trigger.rule.clone())
                .unwrap_or_default(),
            roles,
            proofs: sentences.into_iter().map(|at| self.proof(at, &spans)).collect(),
        };
        match self.collected.facts.entry(name) {
            Entry::Vacant(place) => {
                place.insert(CollectedFact { fact, fillers });
            }
            Entry::Occupied(mut known) => known.get_mut().add_report(fact, fillers),
        }
    }

    /// Collects a relation.
    pub fn relation(&mut self, relation: &Relation) {
        let (mut roles, mut fillers) = (Vec::new(), Vec::new());
        for (role, id) in [("subject", &relation.subject), ("object", &relation.object)] {
            if let Some(entity) = id.as_deref().and_then(|id| self.facts.entity(id)) {
                fillers.push(self.identity(&entity.id));
                roles.push(Role {
                    role: role.into(),
                    entity: None,
                    words: entity.name.clone(),
                });
            }
        }
        if let Some(value) = &relation.value
            && !roles
                .iter()
                .any(|role| role.role == "object" && role.words == *value)
        {
            fillers.push(None);
            roles.push(Role {
                role: "value".into(),
                entity: None,
                words: value.clone(),
            });
        }
        let proof = self.proof(relation.sentence, &[(relation.start, relation.end, "proof")]);
        let value = relation.value.as_deref().map(str::to_lowercase);
        let name = format!("{:?}", (&relation.kind, &fillers, value, &relation.status));
        if let Some(known) = self.collected.facts.get_mut(&name) {
            if !known.fact.proofs.contains(&proof) {
                known.fact.proofs.push(proof);
            }
            return;
        }
        let fact = Fact {
            kind: relation.kind.clone(),
            event: false,
            realis: relation.status.clone(),
            time: None,
            score: relation.score,
            rule: relation.rule.clone(),
            roles,
            proofs: vec![proof],
        };
        self.collected.facts.insert(name, CollectedFact { fact, fillers });
    }

    fn proof(&self, sentence: usize, spans: &[(usize, usize, &str)]) -> Proof {
        let place = self.facts.sentences.get(sentence);
        let (start, end) = place.map_or((0, 0), |place| (place.start, place.end));
        let inside = spans.iter().filter(|span| start <= span.0 && span.1 <= end);
        Proof {
            document: self.facts.id.clone(),
            sentence: self.facts.sentence_text(sentence).map(str::to_string),
            spans: inside
                .map(|&(from, to, role)| (from - start, to - start, role.to_string()))
                .collect(),
        }
    }
}
