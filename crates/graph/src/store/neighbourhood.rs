//! The neighbourhood of an entity: its facts, the other entities in them, the facts of those, and so on for some hops.
//!
//! In: what was [found](Store::find). Out: a [`Neighbourhood`] of limited size, with the sentences that prove each fact. Coreferent
//! entities and events of several documents are one. What is nearest comes first; at equal distance actual events come before
//! denied or planned ones, and entities with many facts before others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::NamedNode;

use super::{
    Match, Member, Store,
    collect::{Collected, CollectedFact, Reader},
};
use crate::{Result, rdf::iri::part};
use triplewire_facts::{Entity, Facts};

/// Entities and the facts between them. Fillers are indices into `entities`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Neighbourhood {
    /// What was asked for, and who and what is around it.
    pub entities: Vec<Node>,
    /// Events and relations between them.
    pub facts: Vec<Fact>,
    /// Number of facts that there was no room for.
    pub left_out: usize,
}

/// An entity of a neighbourhood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    /// The name that most documents use.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Distance from the entity that was asked for; 0 for itself.
    pub hop: usize,
    /// Ids of the documents that speak of it.
    pub documents: BTreeSet<String>,
}

/// An event or a relation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fact {
    /// Its type.
    pub kind: String,
    /// Whether it is an event; otherwise it is a relation.
    pub event: bool,
    /// Realis of an event; status of a relation.
    pub realis: Option<String>,
    /// TIMEX3 value of its time.
    pub time: Option<String>,
    /// The highest score that a document gives it, 0 to 1.
    pub score: f64,
    /// The rule that found it.
    pub rule: String,
    /// Who and what takes part.
    pub roles: Vec<Role>,
    /// The sentences that say so.
    pub proofs: Vec<Proof>,
}

/// A role of a fact, with its filler.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Role {
    /// The role's name.
    pub role: String,
    /// Index into [`Neighbourhood::entities`]; `None` for a filler that is no entity.
    pub entity: Option<usize>,
    /// What the document calls it.
    pub words: String,
}

/// A sentence that states a fact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proof {
    /// The document's id.
    pub document: String,
    /// None where the document's facts do not have the text.
    pub sentence: Option<String>,
    /// Spans in it with their roles, in code points from its start.
    pub spans: Vec<(usize, usize, String)>,
}

/// The limits of a neighbourhood.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Steps from entity to entity, over an event or a relation.
    pub hops: usize,
    /// Entities and events, at most.
    pub nodes: usize,
}

impl Store {
    /// The neighbourhood of the entities [found](Store::find).
    ///
    /// # Errors
    /// As [`Store::facts`].
    pub fn neighbourhood(&self, found: &[Match], extent: Extent) -> Result<Neighbourhood> {
        let mut collected = Collected::default();
        let mut hops: BTreeMap<String, usize> = BTreeMap::new();
        let mut taken: Vec<String> = Vec::new();
        let mut events = 0;
        let mut frontier: BTreeSet<Member> =
            found.iter().flat_map(|one| one.members.iter().cloned()).collect();
        for hop in 0..extent.hops {
            let asked = self.collect_around(&frontier, &mut collected)?;
            if hop == 0 {
                hops.extend(asked.into_iter().map(|identity| (identity, 0)));
            }
            let mut reached: Vec<String> = Vec::new();
            for name in collected.ranked(&taken) {
                let Some(candidate) = collected.facts.get(&name) else {
                    continue;
                };
                let fillers: BTreeSet<&String> = candidate.fillers.iter().flatten().collect();
                let new: Vec<&String> = fillers
                    .into_iter()
                    .filter(|one| !hops.contains_key(*one))
                    .collect();
                let event = usize::from(candidate.fact.event);
                if hops.len() + events + new.len() + event > extent.nodes {
                    continue;
                }
                events += event;
                reached.extend(new.iter().map(|one| (*one).clone()));
                hops.extend(new.into_iter().map(|one| (one.clone(), hop + 1)));
                taken.push(name);
            }
            if hop + 1 < extent.hops {
                frontier = self.everywhere(&reached, &collected)?;
            }
        }
        Ok(collected.chosen(&taken, hops))
    }

    /// Collects the facts of the entities with all their fillers; returns the identities of the entities.
    fn collect_around(
        &self,
        around: &BTreeSet<Member>,
        collected: &mut Collected,
    ) -> Result<BTreeSet<String>> {
        let mut by_document: BTreeMap<&NamedNode, Vec<&NamedNode>> = BTreeMap::new();
        for one in around {
            by_document.entry(&one.document).or_default().push(&one.entity);
        }
        let mut asked = BTreeSet::new();
        // The same events in other documents.
        let mut other_reports: BTreeMap<NamedNode, BTreeSet<NamedNode>> = BTreeMap::new();
        for (document, entities) in by_document {
            let Some(facts) = self.facts(document)? else {
                continue;
            };
            let wanted = |entity: &&Entity| entities.contains(&&part(document, &entity.id));
            let ids: BTreeSet<&str> = facts
                .entities
                .iter()
                .filter(wanted)
                .map(|one| one.id.as_str())
                .collect();
            let mut reader = self.reader(&facts, document, collected)?;
            for id in &ids {
                asked.extend(reader.identity(id));
            }
            let is = |id: &Option<String>| id.as_deref().is_some_and(|id| ids.contains(id));
            for event in &facts.events {
                if is(&event.source) || event.arguments.iter().any(|argument| is(&argument.entity)) {
                    let merged = self.merged_node(&part(document, &event.id))?;
                    if let Some(merged) = &merged {
                        for other in self.members(merged)? {
                            other_reports
                                .entry(other.document)
                                .or_default()
                                .insert(other.entity);
                        }
                    }
                    reader.event(event, merged);
                }
            }
            for relation in &facts.relations {
                if is(&relation.subject) || is(&relation.object) {
                    reader.relation(relation);
                }
            }
        }
        for (document, mut events) in other_reports {
            events.retain(|event| !collected.seen_events.contains(event));
            if events.is_empty() {
                continue;
            }
            let Some(facts) = self.facts(&document)? else {
                continue;
            };
            let mut reader = self.reader(&facts, &document, collected)?;
            for event in &facts.events {
                let node = part(&document, &event.id);
                if events.contains(&node) {
                    reader.event(event, self.merged_node(&node)?);
                }
            }
        }
        Ok(asked)
    }

    fn reader<'a>(
        &self,
        facts: &'a Facts,
        document: &'a NamedNode,
        collected: &'a mut Collected,
    ) -> Result<Reader<'a>> {
        let mut nodes = HashMap::new();
        for entity in &facts.entities {
            if let Some(node) = self.merged_node(&part(document, &entity.id))? {
                nodes.insert(entity.id.as_str(), node);
            }
        }
        Ok(Reader {
            facts,
            document,
            nodes,
            collected,
        })
    }

    /// The members of these entities in all documents.
    fn everywhere(&self, identities: &[String], collected: &Collected) -> Result<BTreeSet<Member>> {
        let mut found = BTreeSet::new();
        for identity in identities {
            found.extend(
                collected
                    .known
                    .get(identity)
                    .into_iter()
                    .flat_map(|known| known.members.clone()),
            );
            found.extend(self.members(&NamedNode::new_unchecked(identity))?);
        }
        Ok(found)
    }
}

impl Collected {
    /// The collected facts that are not taken yet, the most important first.
    fn ranked(&self, taken: &[String]) -> Vec<String> {
        let taken: BTreeSet<&String> = taken.iter().collect();
        let mut facts_of: HashMap<&str, usize> = HashMap::new();
        for filler in self.facts.values().flat_map(|one| one.fillers.iter().flatten()) {
            *facts_of.entry(filler).or_default() += 1;
        }
        let rank = |candidate: &CollectedFact| {
            let fillers = candidate.fillers.iter().flatten();
            let weight: usize = fillers
                .map(|one| facts_of.get(one.as_str()).copied().unwrap_or(0))
                .sum();
            let is_actual = candidate
                .fact
                .realis
                .as_deref()
                .is_none_or(|realis| realis.contains("actual"));
            (is_actual, candidate.fact.proofs.len(), weight)
        };
        let mut open: Vec<(&String, &CollectedFact)> = self
            .facts
            .iter()
            .filter(|(name, _)| !taken.contains(name))
            .collect();
        open.sort_by(|(a_name, a), (b_name, b)| {
            let by_rank = rank(b).cmp(&rank(a));
            by_rank
                .then_with(|| b.fact.score.total_cmp(&a.fact.score))
                .then_with(|| a_name.cmp(b_name))
        });
        open.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The neighbourhood that holds the facts taken.
    fn chosen(mut self, taken: &[String], hops: BTreeMap<String, usize>) -> Neighbourhood {
        let mut order: Vec<(usize, String)> =
            hops.into_iter().map(|(identity, hop)| (hop, identity)).collect();
        order.sort();
        let places: HashMap<&str, usize> = order
            .iter()
            .enumerate()
            .map(|(at, (_, identity))| (identity.as_str(), at))
            .collect();
        let mut facts = Vec::new();
        for name in taken {
            let Some(CollectedFact { mut fact, fillers }) = self.facts.remove(name) else {
                continue;
            };
            for (role, filler) in fact.roles.iter_mut().zip(&fillers) {
                role.entity = filler.as_deref().and_then(|filler| places.get(filler).copied());
            }
            facts.push(fact);
        }
        let node = |(hop, identity): &(usize, String)| {
            let known = self.known.get(identity);
            let names = known.into_iter().flat_map(|known| &known.names);
            let name = names.max_by_key(|(name, times)| (**times, name.len()));
            Node {
                name: name.map_or_else(|| identity.clone(), |(name, _)| name.clone()),
                class: known.map(|known| known.class.clone()).unwrap_or_default(),
                hop: *hop,
                documents: known.map(|known| known.documents.clone()).unwrap_or_default(),
            }
        };
        Neighbourhood {
            entities: order.iter().map(node).collect(),
            facts,
            left_out: self.facts.len(),
        }
    }
}
