//! Clusters of coreferent members: what no pair would join, no chain of pairs joins.
//!
//! In: members, and what comparing two of them says. Out: groups. Both depend on the members alone, not on their order of arrival:
//! callers number members by document id.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Comparison, blocking::BlockingKeys};
use triplewire_facts::sets::DisjointSets;

/// What blocking and comparing found among numbered members.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Members that coreferent pairs connect, each group in order.
    pub groups: Vec<Vec<usize>>,
    /// Candidate pairs with their scores.
    pub candidates: Vec<(usize, usize, f32)>,
}

/// Connects the members of coreferent pairs. `may_meet` says whether two may be compared.
pub(super) fn connect(
    keys: &[BlockingKeys],
    may_meet: impl Fn(usize, usize) -> bool,
    compare: impl Fn(usize, usize) -> Option<Comparison>,
) -> Links {
    let mut chains = DisjointSets::new(keys.len());
    let mut stored: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut exact: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, keys) in keys.iter().enumerate() {
        for key in &keys.stored {
            stored.entry(key).or_default().push(number);
        }
        if let Some(key) = &keys.exact {
            chains.join(*exact.entry(key).or_insert(number), number);
        }
    }
    let mut candidates = Vec::new();
    for (one, keys) in keys.iter().enumerate() {
        let found = keys.queried.iter().filter_map(|key| stored.get(key.as_str()));
        let mut others: Vec<usize> = found
            .flatten()
            .copied()
            .filter(|&other| other < one && may_meet(one, other))
            .collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            if chains.root(one) == chains.root(other) {
                continue;
            }
            match compare(one, other) {
                Some(compared) if compared.is_coreferent() => chains.join(one, other),
                Some(compared) if compared.is_candidate_pair() => {
                    candidates.push((one, other, compared.score()));
                }
                _ => {}
            }
        }
    }
    Links {
        groups: chains.groups(),
        candidates,
    }
}

/// The best score of the candidate pairs between two groups.
pub(super) fn between_groups(
    pairs: impl IntoIterator<Item = (usize, usize, f32)>,
) -> BTreeMap<(usize, usize), f32> {
    let mut best: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (one, other, score) in pairs {
        if one != other {
            let known = best.entry((one.min(other), one.max(other))).or_default();
            *known = known.max(score);
        }
    }
    best
}

/// Parts members that coreferent pairs connect so that no part has two that are incompatible. The pairs with most points are joined
/// first; a pair whose parts hold incompatible members is left alone. `may_join` says which pairs may bring parts together.
pub(crate) fn partition(
    count: usize,
    may_join: impl Fn(usize, usize) -> bool,
    compare: impl Fn(usize, usize) -> Option<Comparison>,
) -> Vec<Vec<usize>> {
    let mut incompatible = vec![false; count * count];
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for one in 0..count {
        for other in one + 1..count {
            let compared = compare(one, other);
            let apart = compared.as_ref().is_none_or(Comparison::is_incompatible);
            incompatible[one * count + other] = apart;
            if let Some(compared) = compared
                && compared.is_coreferent()
                && may_join(one, other)
            {
                pairs.push((compared.points, one, other));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut parts: Vec<Vec<usize>> = (0..count).map(|member| vec![member]).collect();
    let mut part_of: Vec<usize> = (0..count).collect();
    for (_, one, other) in pairs {
        let (into, from) = (part_of[one].min(part_of[other]), part_of[one].max(part_of[other]));
        if into == from {
            continue;
        }
        let apart = |one: usize, other: usize| incompatible[one.min(other) * count + one.max(other)];
        if parts[into]
            .iter()
            .any(|&one| parts[from].iter().any(|&other| apart(one, other)))
        {
            continue;
        }
        let moved = std::mem::take(&mut parts[from]);
        moved.iter().for_each(|&member| part_of[member] = into);
        parts[into].extend(moved);
    }
    parts.retain(|part| !part.is_empty());
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts
}
