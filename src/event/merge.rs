//! Several tellings of one event become one event; their evidence is kept.
//!
//! Two tellings are one event when their types are on one line of the ontology, their realis is the same, and either a
//! named filler of the type's `once` role is shared (nobody is killed twice), or as many named fillers of the required
//! roles as the type needs are shared and no other role speaks against it.

use rustc_hash::FxHashMap;

use super::{Context, Event, time};
use crate::rules::RuleSet;

/// Merges what belongs together; the order of the first tellings is kept.
pub fn merge(rules: &RuleSet, context: &Context, events: Vec<Event>) -> Vec<Event> {
    let mut merged: Vec<Event> = Vec::new();
    // Named entity in a role -> events that have it there; the tellings of one event always share one.
    let mut by_filler: FxHashMap<(usize, String), Vec<usize>> = FxHashMap::default();
    for event in events {
        let keys = keys(rules, context, &event);
        let mut candidates = keys
            .iter()
            .filter_map(|key| by_filler.get(key))
            .flatten()
            .copied();
        let at = match candidates.find(|&at| same(rules, context, &merged[at], &event)) {
            Some(at) => {
                absorb(rules, &mut merged[at], event);
                at
            }
            None => {
                merged.push(event);
                merged.len() - 1
            }
        };
        for key in keys {
            let list = by_filler.entry(key).or_default();
            if !list.contains(&at) {
                list.push(at);
            }
        }
    }
    merged
}

fn keys(rules: &RuleSet, context: &Context, event: &Event) -> Vec<(usize, String)> {
    let Some(kind) = rules.ontology.get(&event.kind) else {
        return Vec::new();
    };
    let counts = |role: &String| {
        kind.once
            .as_ref()
            .map_or(kind.requires.contains(role), |once| once == role)
    };
    let fillers = event.arguments.iter().filter(|argument| counts(&argument.role));
    let named = fillers.filter_map(|argument| Some((argument.entity?, argument.role.clone())));
    named.filter(|(entity, _)| context.has_name(*entity)).collect()
}

fn same(rules: &RuleSet, context: &Context, one: &Event, other: &Event) -> bool {
    let ontology = &rules.ontology;
    let related = ontology.is_a(&one.kind, &other.kind) || ontology.is_a(&other.kind, &one.kind);
    if !related || one.realis != other.realis {
        return false;
    }
    let Some(kind) = ontology.get(&one.kind) else {
        return false;
    };
    let keys_of_other = keys(rules, context, other);
    let shared = keys(rules, context, one)
        .iter()
        .filter(|key| keys_of_other.contains(key))
        .count();
    kind.once.is_some() || (one.kind == other.kind && shared >= kind.least && agree(context, one, other))
}

/// Whether no role that both fill with names has different fillers, and no dates differ.
fn agree(context: &Context, one: &Event, other: &Event) -> bool {
    let named = |event: &Event, role: &str| -> Vec<usize> {
        let fillers = event.arguments.iter().filter(|argument| argument.role == role);
        fillers
            .filter_map(|argument| argument.entity)
            .filter(|&entity| context.has_name(entity))
            .collect()
    };
    let roles_agree = one.arguments.iter().all(|argument| {
        let (left, right) = (named(one, &argument.role), named(other, &argument.role));
        left.is_empty() || right.is_empty() || left.iter().any(|entity| right.contains(entity))
    });
    let times_agree = match (&one.time, &other.time) {
        (Some(left), Some(right)) => !time::conflict(context.text, left, right),
        _ => true,
    };
    roles_agree && times_agree
}

fn absorb(rules: &RuleSet, into: &mut Event, event: Event) {
    if rules.ontology.is_a(&event.kind, &into.kind) {
        into.kind = event.kind;
    }
    into.triggers.extend(event.triggers);
    into.triggers.sort_by_key(|trigger| trigger.span);
    for argument in event.arguments {
        let known = |have: &super::Argument| have.role == argument.role && have.span == argument.span;
        if !into.arguments.iter().any(known) {
            into.arguments.push(argument);
        }
    }
    into.source = into.source.or(event.source);
    into.time = into.time.take().or(event.time);
    into.score = into.score.max(event.score);
}
