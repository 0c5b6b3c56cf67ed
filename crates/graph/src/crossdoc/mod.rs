//! Across documents: which entities are one, and which events.
//!
//! In: [`Document`]s, each the profile of one document's facts. Out: [`Cluster`]s of entities and of events, and the pairs
//! that may be one but are kept apart. Whether two profiles are one depends on the two alone, and a cluster is all that hangs
//! together by such pairs, so that neither the order in which documents come nor what else is there changes anything: what
//! was joined stays joined, and a document that is new can only be compared with those that share a block with it.

pub(crate) mod blocks;
mod days;
mod entity;
mod event;
mod ids;
mod names;
mod profile;

use rustc_hash::{FxHashMap, FxHashSet};

use blocks::Blocks;
pub use event::kindred;
pub use ids::{Anchor, entity_anchor, entity_id, event_anchor, event_id};
pub use profile::{Document, Happening, Profile, is_unique};

use triplewire_facts::sets::DisjointSets;
use triplewire_lexicon::Ontology;

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

/// Two clusters of entities that are kept apart and may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Places in [`Merged::entities`].
    pub pair: [usize; 2],
    /// That of the nearest members: below 1, where they would be one.
    pub score: f32,
}

/// All clusters of a set of documents, those of one member too.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// Entities that are one.
    pub entities: Vec<Cluster>,
    /// Events that are one.
    pub events: Vec<Cluster>,
    /// Pairs that may be one but are kept apart.
    pub candidates: Vec<Candidate>,
}

/// Whether two entities of two documents are one; `None` when their names have nothing to do with each other.
pub fn compare_entities(one: (&Document, usize), other: (&Document, usize)) -> Option<Comparison> {
    let (one, other) = in_order(one, other);
    entity::compare(
        (one.0, &one.0.entities[one.1]),
        (other.0, &other.0.entities[other.1]),
    )
}

/// Whether two events of two documents are one; `None` when kinds or times rule it out.
pub fn compare_events(
    ontology: &Ontology,
    one: (&Document, usize),
    other: (&Document, usize),
) -> Option<Comparison> {
    let (one, other) = in_order(one, other);
    event::compare(
        ontology,
        (one.0, &one.0.events[one.1]),
        (other.0, &other.0.events[other.1]),
    )
}

/// Which of the two comes first must not matter.
fn in_order<'a>(
    one: (&'a Document, usize),
    other: (&'a Document, usize),
) -> ((&'a Document, usize), (&'a Document, usize)) {
    match (&one.0.id, one.1) <= (&other.0.id, other.1) {
        true => (one, other),
        false => (other, one),
    }
}

/// Merges documents; their order does not matter.
pub fn merge(ontology: &Ontology, documents: &[Document]) -> Merged {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|&one, &other| documents[one].id.cmp(&documents[other].id));

    let members: Vec<Member> = order
        .iter()
        .flat_map(|&at| (0..documents[at].entities.len()).map(move |entity| (at, entity)))
        .collect();
    let blocks = |&(at, entity): &Member| blocks::entity(&documents[at], &documents[at].entities[entity]);
    let compare = |one: Member, other: Member| {
        compare_entities((&documents[one.0], one.1), (&documents[other.0], other.1))
    };
    let (groups, candidates) = cluster(&members, blocks, compare);
    let entities = groups.into_iter().map(|members| Cluster {
        id: cluster_entity_id(documents, &members),
        members,
    });
    let entities = entities.collect();

    let members: Vec<Member> = order
        .iter()
        .flat_map(|&at| (0..documents[at].events.len()).map(move |event| (at, event)))
        .collect();
    let stories: Vec<Blocks> = documents.iter().map(story).collect();
    let compare = |one: Member, other: Member| {
        compare_events(
            ontology,
            (&documents[one.0], one.1),
            (&documents[other.0], other.1),
        )
    };
    let (groups, _) = cluster(&members, |&(at, _)| stories[at].clone(), compare);
    let events = groups.into_iter().map(|members| Cluster {
        id: anchor(documents, &members, event_anchor)
            .map_or_else(String::new, |one| event_id(ontology, &one)),
        members,
    });
    Merged {
        entities,
        events: events.collect(),
        candidates,
    }
}

/// The blocks of a document's events.
fn story(document: &Document) -> Blocks {
    let story = blocks::story(document);
    let keys = document.keys.keys().map(|key| format!("anytime {key}"));
    let (mut keep, mut look) = (story.keep, story.look);
    keep.extend(keys);
    look.extend(story.anytime.iter().map(|key| format!("anytime {key}")));
    Blocks {
        hub: None,
        keep,
        look,
    }
}

/// Two that were compared, each as "DOCUMENT#ID".
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Who was compared with whom.
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
    let compare = |one: Member, other: Member| {
        let (one, other) = ((&documents[one.0], one.1), (&documents[other.0], other.1));
        match is_event {
            true => compare_events(ontology, one, other),
            false => compare_entities(one, other),
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

/// Joins what hangs together; members come and go in the order of their documents' ids. Also which of the groups may be
/// one, by their places.
fn cluster(
    members: &[Member],
    blocks: impl Fn(&Member) -> Blocks,
    compare: impl Fn(Member, Member) -> Option<Comparison>,
) -> (Vec<Vec<Member>>, Vec<Candidate>) {
    let mut chains = DisjointSets::new(members.len());
    let all: Vec<Blocks> = members.iter().map(blocks).collect();
    let mut kept: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut hubs: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, blocks) in all.iter().enumerate() {
        for block in &blocks.keep {
            kept.entry(block).or_default().push(number);
        }
        if let Some(hub) = &blocks.hub {
            chains.join(*hubs.entry(hub).or_insert(number), number);
        }
    }
    let mut unsure = Vec::new();
    for (one, blocks) in all.iter().enumerate() {
        let found = blocks.look.iter().filter_map(|block| kept.get(block.as_str()));
        let mut others: Vec<usize> = found
            .flatten()
            .copied()
            .filter(|&other| other < one && members[one].0 != members[other].0)
            .collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            if chains.root(one) == chains.root(other) {
                continue;
            }
            match compare(members[one], members[other]) {
                Some(compared) if compared.is_same() => chains.join(one, other),
                Some(compared) if compared.is_candidate() => unsure.push((one, other, compared.score())),
                _ => {}
            }
        }
    }
    let groups = chains.groups();
    let mut place = vec![0; members.len()];
    for (at, group) in groups.iter().enumerate() {
        group.iter().for_each(|&number| place[number] = at);
    }
    let mut candidates: std::collections::BTreeMap<(usize, usize), f32> = Default::default();
    for (one, other, score) in unsure {
        let (one, other) = (place[one], place[other]);
        if one != other {
            let best = candidates.entry((one.min(other), one.max(other))).or_default();
            *best = best.max(score);
        }
    }
    let candidates = candidates.into_iter().map(|((one, other), score)| Candidate {
        pair: [one, other],
        score,
    });
    let groups = groups
        .into_iter()
        .map(|group| group.into_iter().map(|number| members[number]).collect());
    (groups.collect(), candidates.collect())
}

fn anchor(
    documents: &[Document],
    members: &[Member],
    of: impl Fn(&Document, usize) -> Anchor,
) -> Option<Anchor> {
    members
        .iter()
        .map(|&(at, number)| of(&documents[at], number))
        .min()
}

fn cluster_entity_id(documents: &[Document], members: &[Member]) -> String {
    let keys: FxHashSet<&str> = members
        .iter()
        .filter_map(|&(at, number)| documents[at].entities[number].key.as_deref())
        .collect();
    entity_id(keys, anchor(documents, members, entity_anchor).as_ref())
}

#[cfg(test)]
mod tests;
