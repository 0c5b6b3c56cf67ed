//! Merges the coreferent event mentions of a document into one event that keeps all their evidence.
//!
//! Every event mention is compared with those before it of a related type, and [`coreference`] says how strong the evidence for
//! the pair is, if there is any, and which pairs are incompatible (other victims, another town, another day). [`cluster`] then
//! joins the pairs, the stronger evidence first, and never so that two that are incompatible become one event: the outcome does
//! not depend on the order in which pairs are looked at.

mod cluster;
mod coreference;
mod features;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Argument, Context, Event};
use crate::rules::RuleSet;
use cluster::Link;
use features::{EventFeatures, Key};

/// Number of event mentions of a related type that an event mention is compared with, the latest first.
const MAX_CANDIDATES: usize = 48;
/// Number of event mentions with the same named filler that it is compared with beyond these.
const MAX_NAMESAKES: usize = 32;
/// Number of a merged event's latest arguments among which duplicates are looked for.
const RECENT_ARGUMENTS: usize = 64;

/// Merges coreferent event mentions; the events are in the order of their first mentions.
pub fn merge(rules: &RuleSet, context: &Context, events: Vec<Event>) -> Vec<Event> {
    let cluster_of = {
        let found = features::Triggers::new(&events);
        let features: Vec<EventFeatures> = events
            .iter()
            .map(|event| EventFeatures::new(rules, context, &found, event))
            .collect();
        let links = links(rules, context, &features);
        cluster::cluster(features.len(), links, |one, other| {
            coreference::incompatible(rules, context, &features[one], &features[other])
        })
    };
    let mut merged: Vec<Merged> = Vec::new();
    let mut at_of: FxHashMap<usize, usize> = FxHashMap::default();
    for (event, cluster) in events.into_iter().zip(cluster_of) {
        match at_of.get(&cluster) {
            Some(&at) => merged[at].add_mention(rules, event),
            None => {
                at_of.insert(cluster, merged.len());
                merged.push(Merged::new(event));
            }
        }
    }
    merged.into_iter().map(|merged| merged.event).collect()
}

/// The pairs with evidence that they are one event.
fn links(rules: &RuleSet, context: &Context, features: &[EventFeatures]) -> Vec<Link> {
    let mut links = Vec::new();
    // The topmost type -> event mentions of it; a named filler in a role -> event mentions that have it there.
    let mut by_type: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut by_name: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for (at, mention) in features.iter().enumerate() {
        let mut seen = FxHashSet::default();
        let related = by_type.entry(mention.topmost).or_default();
        let latest = related.iter().rev().take(MAX_CANDIDATES).copied();
        let namesakes = mention.names.iter().filter_map(|key| by_name.get(key));
        let namesakes = namesakes.flat_map(|list| list.iter().rev().take(MAX_NAMESAKES).copied());
        for other in latest.chain(namesakes).filter(|&other| seen.insert(other)) {
            if let Some(strength) = coreference::evidence(rules, context, &features[other], mention) {
                links.push(Link {
                    pair: (other, at),
                    strength,
                });
            }
        }
        related.push(at);
        for &key in &mention.names {
            by_name.entry(key).or_default().push(at);
        }
    }
    links
}

/// An event with all its mentions.
struct Merged {
    event: Event,
}

impl Merged {
    fn new(event: Event) -> Self {
        Self { event }
    }

    fn add_mention(&mut self, rules: &RuleSet, event: Event) {
        if rules.ontology.is_a(&event.kind, &self.event.kind) {
            self.event.kind.clone_from(&event.kind);
        }
        self.event.triggers.extend(event.triggers);
        self.event.triggers.sort_by_key(|trigger| trigger.span);
        self.event.source = self.event.source.or(event.source);
        self.event.score = self.event.score.max(event.score);
        let valued = |event: &Event| event.time.as_ref().is_some_and(|time| time.value.is_some());
        if self.event.time.is_none()
            || !valued(&self.event) && event.time.as_ref().is_some_and(|time| time.value.is_some())
        {
            self.event.time = event.time;
        }
        for argument in event.arguments {
            // Duplicates come from the same sentence, so they are near each other.
            let known = |have: &Argument| have.role == argument.role && have.span == argument.span;
            let have = &self.event.arguments;
            if !have.iter().rev().take(RECENT_ARGUMENTS).any(known) {
                self.event.arguments.push(argument);
            }
        }
    }
}
