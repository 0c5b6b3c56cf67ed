//! Cross-document coreference: which entities, and which events, of different documents are the same.
//!
//! In: a [`DocumentProfile`] for each document's facts. Out: [`Cluster`]s of coreferent entities and of coreferent events, and
//! candidate pairs, which may be coreferent but are kept apart. Two profiles are compared by themselves, without a look at any
//! third. Entities that coreferent pairs connect are a cluster; a bare surname joins the only cluster of its bearers, or none, and
//! so never connects two. Events that coreferent pairs connect are parted so that no cluster has two that are incompatible.
//! The order of documents changes nothing. Blocking keys keep the number of comparisons small.

pub(crate) mod blocking;
mod cluster;
mod days;
mod entity;
mod event;
mod ids;
pub(crate) mod names;
mod profile;

use rustc_hash::{FxHashMap, FxHashSet};

use blocking::BlockingKeys;
#[cfg(feature = "store")]
pub(crate) use cluster::partition;
pub use event::compatible_types;
pub use ids::{Anchor, entity_anchor, entity_id, event_anchor, event_id};
pub use profile::{Described, DocumentProfile, EntityProfile, EventProfile, is_unique_key};

use triplewire_lexicon::Ontology;

/// The evidence for and against two profiles being coreferent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Points for it minus points against it.
    pub points: f32,
    /// Points from which on the two are coreferent.
    pub threshold: f32,
    /// Each reason with its points; a reason that rules coreference out has none.
    pub reasons: Vec<(Option<f32>, String)>,
    /// Whether something speaks against it so strongly that no third may bring the two together.
    pub is_conflicting: bool,
}

/// Share of the threshold from which on two profiles are a candidate pair.
const CANDIDATE_SHARE: f32 = 0.7;

impl Comparison {
    fn new(threshold: f32) -> Self {
        Self {
            threshold,
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

    /// Whether the points reach the threshold and nothing rules coreference out.
    pub fn is_coreferent(&self) -> bool {
        !self.is_ruled_out() && self.points >= self.threshold
    }

    /// Whether the two must not be in one cluster, even where each is coreferent with a third.
    pub fn is_incompatible(&self) -> bool {
        self.is_ruled_out() || self.is_conflicting && !self.is_coreferent()
    }

    /// Whether the points fall just short of the threshold: the two may be coreferent, but are kept apart.
    pub fn is_candidate_pair(&self) -> bool {
        !self.is_ruled_out() && !self.is_coreferent() && self.points >= CANDIDATE_SHARE * self.threshold
    }

    /// Points as a share of the threshold, 0 to 1.
    pub fn score(&self) -> f32 {
        match self.is_ruled_out() {
            true => 0.0,
            false => (self.points / self.threshold).clamp(0.0, 1.0),
        }
    }
}

/// An entity or event of a document: the index of the document, and of the profile in it.
pub type Member = (usize, usize);

/// Coreferent entities, or coreferent events.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Follows from the members alone: "per/ana-ruiz/1f2e3d4c", "geonames/323786", "event/attack/...".
    pub id: String,
    /// Sorted by document id.
    pub members: Vec<Member>,
}

/// Two clusters of entities that may be coreferent but are kept apart.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidatePair {
    /// Indices into [`Merged::entities`].
    pub pair: [usize; 2],
    /// The highest [score](Comparison::score) of a pair of their members; below 1.
    pub score: f32,
}

/// All clusters over a set of documents, those with a single member included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// Clusters of coreferent entities.
    pub entities: Vec<Cluster>,
    /// Clusters of coreferent events.
    pub events: Vec<Cluster>,
    /// Pairs that may be coreferent but are kept apart.
    pub candidates: Vec<CandidatePair>,
}

/// Whether two entities of different documents are coreferent; `None` when their names do not match at all.
pub fn compare_entities(
    one: (&DocumentProfile, usize),
    other: (&DocumentProfile, usize),
) -> Option<Comparison> {
    let (one, other) = in_order(one, other);
    entity::compare(
        (one.0, &one.0.entities[one.1]),
        (other.0, &other.0.entities[other.1]),
    )
}

/// Whether two events of different documents are coreferent; `None` when types or times rule it out.
pub fn compare_events(
    ontology: &Ontology,
    one: (&DocumentProfile, usize),
    other: (&DocumentProfile, usize),
) -> Option<Comparison> {
    let (one, other) = in_order(one, other);
    event::compare(
        ontology,
        (one.0, &one.0.events[one.1]),
        (other.0, &other.0.events[other.1]),
    )
}

/// Puts the two in a fixed order, so that comparing them is symmetric.
fn in_order<'a>(
    one: (&'a DocumentProfile, usize),
    other: (&'a DocumentProfile, usize),
) -> ((&'a DocumentProfile, usize), (&'a DocumentProfile, usize)) {
    match (&one.0.id, one.1) <= (&other.0.id, other.1) {
        true => (one, other),
        false => (other, one),
    }
}

/// Clusters the entities and the events of all documents; the documents' order does not matter.
pub fn merge(ontology: &Ontology, documents: &[DocumentProfile]) -> Merged {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|&one, &other| documents[one].id.cmp(&documents[other].id));
    let (entities, candidates) = merge_entities(documents, &order);
    Merged {
        entities,
        events: merge_events(ontology, documents, &order),
        candidates,
    }
}

fn merge_entities(documents: &[DocumentProfile], order: &[usize]) -> (Vec<Cluster>, Vec<CandidatePair>) {
    let profile = |(at, number): Member| &documents[at].entities[number];
    let all = order
        .iter()
        .flat_map(|&at| (0..documents[at].entities.len()).map(move |entity| (at, entity)));
    // Whoever has no more than a surname joins the others once they are clustered.
    let (bare, members): (Vec<Member>, Vec<Member>) = all.partition(|&member| profile(member).is_bare());
    let keys_of = |&(at, entity): &Member| blocking::entity_keys(&documents[at], profile((at, entity)));
    let keys: Vec<BlockingKeys> = members.iter().map(keys_of).collect();
    let compare = |one: Member, other: Member| {
        compare_entities((&documents[one.0], one.1), (&documents[other.0], other.1))
    };
    let links = cluster::connect(
        &keys,
        |one, other| members[one].0 != members[other].0,
        |one, other| compare(members[one], members[other]),
    );
    let mut group_of = vec![0; members.len()];
    for (at, group) in links.groups.iter().enumerate() {
        group.iter().for_each(|&number| group_of[number] = at);
    }
    let mut groups: Vec<Vec<Member>> = links
        .groups
        .iter()
        .map(|group| group.iter().map(|&at| members[at]).collect())
        .collect();
    let pairs = links
        .candidates
        .iter()
        .map(|&(one, other, score)| (group_of[one], group_of[other], score));
    let mut pairs: Vec<(usize, usize, f32)> = pairs.collect();
    let mut stored: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (number, keys) in keys.iter().enumerate() {
        keys.stored
            .iter()
            .for_each(|key| stored.entry(key).or_default().push(number));
    }
    for one in bare {
        let keys = keys_of(&one);
        let found = keys
            .queried
            .iter()
            .filter_map(|key| stored.get(key.as_str()))
            .flatten();
        let found: std::collections::BTreeSet<usize> = found
            .copied()
            .filter(|&other| members[other].0 != one.0)
            .collect();
        let mut bearers = Bearers::default();
        for other in found {
            if let Some(compared) = compare(one, members[other]) {
                bearers.add(group_of[other], &compared);
            }
        }
        match bearers.only() {
            Some(group) => groups[group].push(one),
            None => {
                pairs.extend(
                    bearers
                        .scores()
                        .map(|(group, score)| (groups.len(), group, score)),
                );
                groups.push(vec![one]);
            }
        }
    }
    for group in &mut groups {
        group.sort_by(|one, other| (&documents[one.0].id, one.1).cmp(&(&documents[other.0].id, other.1)));
    }
    let clusters = groups.into_iter().map(|members| Cluster {
        id: cluster_entity_id(documents, &members),
        members,
    });
    let candidates = cluster::between_groups(pairs)
        .into_iter()
        .map(|((one, other), score)| CandidatePair {
            pair: [one, other],
            score,
        });
    (clusters.collect(), candidates.collect())
}

/// Who may be meant by a surname: the clusters with a member of that name, each with the score of the best.
#[derive(Debug)]
pub(crate) struct Bearers<T>(std::collections::BTreeMap<T, f32>);

impl<T> Default for Bearers<T> {
    fn default() -> Self {
        Self(Default::default())
    }
}

/// The score of a cluster that a surname would belong to, were it the only one.
const AMBIGUOUS: f32 = 0.99;

impl<T: Ord + Clone> Bearers<T> {
    /// Adds how the surname's bearer compares with a member of a cluster.
    pub(crate) fn add(&mut self, cluster: T, compared: &Comparison) {
        if compared.is_coreferent() || compared.is_candidate_pair() {
            let sure = compared.is_coreferent();
            self.add_score(cluster, if sure { 1.0 } else { compared.score() });
        }
    }

    /// Adds a cluster with a score; 1 for one of that person.
    pub(crate) fn add_score(&mut self, cluster: T, score: f32) {
        let best = self.0.entry(cluster).or_default();
        *best = best.max(score);
    }

    /// The only cluster that may be meant, where it surely is one of that person.
    pub(crate) fn only(&self) -> Option<T> {
        let (cluster, score) = self.0.first_key_value()?;
        (self.0.len() == 1 && *score >= 1.0).then(|| cluster.clone())
    }

    /// All clusters with their scores, below 1.
    pub(crate) fn scores(&self) -> impl Iterator<Item = (T, f32)> {
        self.0
            .iter()
            .map(|(cluster, score)| (cluster.clone(), score.min(AMBIGUOUS)))
    }
}

fn merge_events(ontology: &Ontology, documents: &[DocumentProfile], order: &[usize]) -> Vec<Cluster> {
    let members: Vec<Member> = order
        .iter()
        .flat_map(|&at| (0..documents[at].events.len()).map(move |event| (at, event)))
        .collect();
    let event_keys: Vec<BlockingKeys> = documents.iter().map(event_keys).collect();
    let keys: Vec<BlockingKeys> = members.iter().map(|&(at, _)| event_keys[at].clone()).collect();
    let compare = |one: usize, other: usize| {
        let (one, other) = (members[one], members[other]);
        compare_events(
            ontology,
            (&documents[one.0], one.1),
            (&documents[other.0], other.1),
        )
    };
    let may_join = |one: usize, other: usize| members[one].0 != members[other].0;
    let mut clusters = Vec::new();
    for group in cluster::connect(&keys, may_join, compare).groups {
        let parts = cluster::partition(
            group.len(),
            |one, other| may_join(group[one], group[other]),
            |one, other| compare(group[one], group[other]),
        );
        for part in parts {
            let members: Vec<Member> = part.into_iter().map(|at| members[group[at]]).collect();
            clusters.push(Cluster {
                id: anchor(documents, &members, event_anchor)
                    .map_or_else(String::new, |one| event_id(ontology, &one)),
                members,
            });
        }
    }
    clusters
}

/// The blocking keys of a document's events.
fn event_keys(document: &DocumentProfile) -> BlockingKeys {
    let keys = blocking::event_keys(document);
    let (mut stored, mut queried) = (keys.stored, keys.queried);
    stored.extend(document.keys.keys().map(|key| format!("anytime {key}")));
    queried.extend(keys.undated.iter().map(|key| format!("anytime {key}")));
    BlockingKeys {
        exact: None,
        stored,
        queried,
    }
}

/// One comparison of an explanation; each of the two is written "DOCUMENT#ID".
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Who was compared with whom.
    pub pair: [String; 2],
    /// `None` when names, types or times rule coreference out from the start.
    pub comparison: Option<Comparison>,
}

/// Why two entities, or two events, are coreferent or not; each is named by its document's id, `#` and its own id
/// ("wire-7#e2"). The steps are the shortest path from one to the other over coreferent pairs or, where there is none, their direct
/// comparison.
///
/// `None` when one of the two does not exist, or one is an entity and the other an event.
pub fn explain(
    ontology: &Ontology,
    documents: &[DocumentProfile],
    one: &str,
    other: &str,
) -> Option<Vec<Step>> {
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
    // Breadth-first search over coreferent pairs.
    let members = together.map_or(&[][..], |cluster| &cluster.members);
    let mut reached_from: FxHashMap<Member, Member> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([one]);
    while let Some(at) = queue.pop_front() {
        if at == other {
            break;
        }
        for &next in members {
            let new = next != one && next.0 != at.0 && !reached_from.contains_key(&next);
            if new && compare(at, next).is_some_and(|compared| compared.is_coreferent()) {
                reached_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    let mut path = vec![other];
    while let Some(&before) = path.last().and_then(|at| reached_from.get(at)) {
        path.push(before);
    }
    if path.last() != Some(&one) {
        path = vec![other, one];
    }
    path.reverse();
    let step = |pair: &[Member]| Step {
        pair: [name(pair[0]), name(pair[1])],
        comparison: compare(pair[0], pair[1]),
    };
    Some(path.windows(2).map(step).collect())
}

/// The member that gives the cluster its id.
fn anchor(
    documents: &[DocumentProfile],
    members: &[Member],
    of: impl Fn(&DocumentProfile, usize) -> Anchor,
) -> Option<Anchor> {
    members
        .iter()
        .map(|&(at, number)| of(&documents[at], number))
        .min()
}

/// A surname names a cluster only where it stands alone.
fn cluster_entity_id(documents: &[DocumentProfile], members: &[Member]) -> String {
    let named = |&&(at, number): &&Member| !documents[at].entities[number].is_bare();
    let named: Vec<Member> = members.iter().filter(named).copied().collect();
    let members = if named.is_empty() { members } else { &named };
    let keys: FxHashSet<&str> = members
        .iter()
        .filter_map(|&(at, number)| documents[at].entities[number].key.as_deref())
        .collect();
    entity_id(keys, anchor(documents, members, entity_anchor).as_ref())
}

#[cfg(test)]
mod tests;
