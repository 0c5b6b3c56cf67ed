//! Across documents: which entities are one, and which events.
//!
//! In: [`Document`]s, each the profile of one document's facts. Out: [`Cluster`]s of entities and of events, and the pairs
//! that may be one but are kept apart. Whether two profiles are one depends on the two alone, and a cluster is all that hangs
//! together by such pairs, so that neither the order in which documents come nor what else is there changes anything: what
//! was joined stays joined, and a document that is new can only be compared with those that share a block with it.

mod days;
mod entity;
mod event;
mod names;
mod profile;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

pub use event::kindred;
pub use profile::{Document, Happening, Profile};

use crate::{coref::Chains, rules::Ontology};

/// What speaks for and against two being one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Points for it, less those against it.
    pub points: f32,
    /// Points that make two one.
    pub needed: f32,
    /// Each reason with its points; one that rules it out has none.
    pub reasons: Vec<(Option<f32>, String)>,
}

/// Part of the points needed at which two are worth a look.
const CANDIDATE: f32 = 0.7;

impl Comparison {
    fn new(needed: f32) -> Self {
        Self {
            needed,
            ..Self::default()
        }
    }

    fn add(&mut self, points: f32, reason: String) {
        if points != 0.0 {
            self.points += points;
            self.reasons.push((Some(points), reason));
        }
    }

    fn veto(&mut self, reason: &str) {
        self.reasons.push((None, reason.into()));
    }

    fn is_ruled_out(&self) -> bool {
        self.reasons.iter().any(|(points, _)| points.is_none())
    }

    /// Whether the points suffice and nothing rules it out.
    pub fn is_same(&self) -> bool {
        !self.is_ruled_out() && self.points >= self.needed
    }

    /// Whether the two may be one although they are kept apart.
    pub fn is_candidate(&self) -> bool {
        !self.is_ruled_out() && !self.is_same() && self.points >= CANDIDATE * self.needed
    }

    /// How near the two are to being one, 0 to 1.
    pub fn score(&self) -> f32 {
        match self.is_ruled_out() {
            true => 0.0,
            false => (self.points / self.needed).clamp(0.0, 1.0),
        }
    }
}

/// An entity or event of a document: numbers of the document and of the profile in it.
pub type Member = (usize, usize);

/// What is one across documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The same for the same members: "per/ana-ruiz/1f2e3d4c", "geonames/323786", "event/attack/...".
    pub id: String,
    /// In the order of their documents' ids.
    pub members: Vec<Member>,
}

/// Two that are kept apart and may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub pair: [Member; 2],
    /// Below 1, where they would be one.
    pub score: f32,
}

/// All clusters of a set of documents, those of one member too.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    pub entities: Vec<Cluster>,
    pub events: Vec<Cluster>,
    pub candidates: Vec<Candidate>,
}

/// Merges documents; their order does not matter.
pub fn merge(ontology: &Ontology, documents: &[Document]) -> Merged {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|&one, &other| documents[one].id.cmp(&documents[other].id));
    let mut candidates = Vec::new();

    let entities: Vec<Member> = order
        .iter()
        .flat_map(|&at| (0..documents[at].entities.len()).map(move |entity| (at, entity)))
        .collect();
    let blocks = |&(at, entity): &Member| documents[at].blocks(&documents[at].entities[entity]);
    let compare = |one: Member, other: Member| {
        let side = |(at, entity): Member| (&documents[at], &documents[at].entities[entity]);
        entity::compare(side(one), side(other))
    };
    let groups = cluster(&entities, blocks, compare, &mut candidates);
    let entities = groups.into_iter().map(|members| Cluster {
        id: entity_id(documents, &members),
        members,
    });
    let entities = entities.collect();

    let events: Vec<Member> = order
        .iter()
        .flat_map(|&at| (0..documents[at].events.len()).map(move |event| (at, event)))
        .collect();
    let blocks = |&(at, event): &Member| event_blocks(ontology, &documents[at], &documents[at].events[event]);
    let compare = |one: Member, other: Member| {
        let side = |(at, event): Member| (&documents[at], &documents[at].events[event]);
        event::compare(ontology, side(one), side(other))
    };
    let mut unsure = Vec::new();
    let groups = cluster(&events, blocks, compare, &mut unsure);
    let events = groups.into_iter().map(|members| Cluster {
        id: event_id(ontology, documents, &members),
        members,
    });
    Merged {
        entities,
        events: events.collect(),
        candidates,
    }
}

/// Two that were compared, each as "DOCUMENT#ID".
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub pair: [String; 2],
    /// `None` when they have nothing in common by which they could be one.
    pub comparison: Option<Comparison>,
}

/// Why two are one or not, each told by its document's id, `#` and its own id ("wire-7#e2"): the way from the one to the other
/// over those that were compared and found the same, or, where there is none, the direct comparison.
///
/// `None` when one of the two is not there, or one is an entity and one an event.
pub fn explain(ontology: &Ontology, documents: &[Document], one: &str, other: &str) -> Option<Vec<Step>> {
    let find = |name: &str| -> Option<(Member, bool)> {
        let (document, id) = name.rsplit_once('#')?;
        let at = documents.iter().position(|one| one.id == document)?;
        let entity = documents[at].entities.iter().position(|one| one.id == id);
        let event = documents[at].events.iter().position(|one| one.id == id);
        entity
            .map(|number| ((at, number), false))
            .or(event.map(|number| ((at, number), true)))
    };
    let ((one, is_event), (other, other_is_event)) = (find(one)?, find(other)?);
    if is_event != other_is_event {
        return None;
    }
    let name = |(at, number): Member| {
        let id = match is_event {
            true => &documents[at].events[number].id,
            false => &documents[at].entities[number].id,
        };
        format!("{}#{id}", documents[at].id)
    };
    let compare = |one: Member, other: Member| match is_event {
        true => {
            let side = |(at, event): Member| (&documents[at], &documents[at].events[event]);
            event::compare(ontology, side(one), side(other))
        }
        false => {
            let side = |(at, entity): Member| (&documents[at], &documents[at].entities[entity]);
            entity::compare(side(one), side(other))
        }
    };
    let merged = merge(ontology, documents);
    let clusters = if is_event {
        &merged.events
    } else {
        &merged.entities
    };
    let cluster = clusters.iter().find(|cluster| cluster.members.contains(&one));
    let together = cluster.filter(|cluster| cluster.members.contains(&other));
    // The shortest way over pairs that are the same.
    let members = together.map_or(&[][..], |cluster| &cluster.members);
    let mut came: FxHashMap<Member, Member> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([one]);
    while let Some(at) = queue.pop_front() {
        if at == other {
            break;
        }
        for &next in members {
            let new = next != one && next.0 != at.0 && !came.contains_key(&next);
            if new && compare(at, next).is_some_and(|compared| compared.is_same()) {
                came.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    let mut way = vec![other];
    while let Some(&before) = way.last().and_then(|at| came.get(at)) {
        way.push(before);
    }
    if way.last() != Some(&one) {
        way = vec![other, one];
    }
    way.reverse();
    let step = |pair: &[Member]| Step {
        pair: [name(pair[0]), name(pair[1])],
        comparison: compare(pair[0], pair[1]),
    };
    Some(way.windows(2).map(step).collect())
}

/// Joins what hangs together; members come and go in the order of their documents' ids.
fn cluster(
    members: &[Member],
    blocks: impl Fn(&Member) -> Vec<String>,
    compare: impl Fn(Member, Member) -> Option<Comparison>,
    candidates: &mut Vec<Candidate>,
) -> Vec<Vec<Member>> {
    let mut by_block: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, member) in members.iter().enumerate() {
        for block in blocks(member) {
            by_block.entry(block).or_default().push(number);
        }
    }
    let mut chains = Chains::new(members.len());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in by_block.values() {
        for (at, &one) in block.iter().enumerate() {
            let later = block[at + 1..]
                .iter()
                .filter(|&&other| members[one].0 != members[other].0);
            pairs.extend(later.map(|&other| (one, other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut unsure = Vec::new();
    for (one, other) in pairs {
        if chains.root(one) == chains.root(other) {
            continue;
        }
        let Some(compared) = compare(members[one], members[other]) else {
            continue;
        };
        if compared.is_same() {
            chains.join(one, other);
        } else if compared.is_candidate() {
            unsure.push((one, other, compared.score()));
        }
    }
    for (one, other, score) in unsure {
        if chains.root(one) != chains.root(other) {
            candidates.push(Candidate {
                pair: [members[one], members[other]],
                score,
            });
        }
    }
    let groups = chains.groups();
    groups
        .into_iter()
        .map(|group| group.into_iter().map(|number| members[number]).collect())
        .collect()
}

/// Days of a block of events; an event is in the block of its day and in that of some days before and after.
const FORTNIGHT: i32 = 16;

/// Events that may be one share a block: a family of kinds, and a fortnight.
fn event_blocks(ontology: &Ontology, document: &Document, event: &Happening) -> Vec<String> {
    let family = family(ontology, &event.kind);
    let Some(day) = document.day(event) else {
        return vec![family];
    };
    let first = (day.first - FORTNIGHT).div_euclid(FORTNIGHT);
    let last = (day.last + FORTNIGHT).div_euclid(FORTNIGHT);
    // A year has many fortnights; such a time is matched by little else anyway.
    let blocks = (first..=last).take(30);
    blocks.map(|block| format!("{family} {block}")).collect()
}

/// The most general kind above a kind.
fn family(ontology: &Ontology, kind: &str) -> String {
    if kind == "Explosion" {
        return "Attack".into();
    }
    let mut at = kind;
    while let Some(above) = ontology.get(at).and_then(|kind| kind.isa.as_deref()) {
        at = above;
    }
    at.to_string()
}

/// The first of the members by date, document and number: what an id hangs on while documents come in.
fn anchor(documents: &[Document], members: &[Member]) -> Option<Member> {
    let rank = |&(at, number): &Member| {
        let published = documents[at].published.map_or(i32::MAX, |days| days.first);
        (published, documents[at].id.clone(), number)
    };
    members.iter().copied().min_by_key(rank)
}

fn entity_id(documents: &[Document], members: &[Member]) -> String {
    let Some((at, number)) = anchor(documents, members) else {
        return String::new();
    };
    let keys: Vec<&str> = members
        .iter()
        .filter_map(|&(at, number)| documents[at].entities[number].key.as_deref())
        .collect();
    // A gazetteer id or a people is enough by itself.
    if let Some(key) = keys
        .iter()
        .filter(|key| key.starts_with("geonames/") || key.starts_with("norp/"))
        .min()
    {
        return key.to_string();
    }
    let entity = &documents[at].entities[number];
    let key = keys
        .iter()
        .max_by_key(|key| (key.len(), std::cmp::Reverse(**key)))
        .map_or_else(|| entity.class.to_lowercase(), ToString::to_string);
    format!("{key}/{}", hash(&[&documents[at].id, &entity.id]))
}

fn event_id(ontology: &Ontology, documents: &[Document], members: &[Member]) -> String {
    let Some((at, number)) = anchor(documents, members) else {
        return String::new();
    };
    let event = &documents[at].events[number];
    let family = family(ontology, &event.kind).to_lowercase();
    format!("event/{family}/{}", hash(&[&documents[at].id, &event.id]))
}

/// Eight hexadecimal digits of the SHA-256 of the parts.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
