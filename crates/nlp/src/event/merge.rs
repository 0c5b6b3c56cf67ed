//! Merges the coreferent event mentions of a document into one event that keeps all their evidence.
//!
//! Two event mentions are coreferent when one type is the other or a subtype of it, their realis is the same, fillers, numbers,
//! places and times do not contradict each other, and they share
//! - a named filler of the type's `once` role (nobody is killed twice), or as many named fillers of the required roles as
//!   the type needs; or
//! - unnamed fillers that may be the same people ("three policemen", later "the policemen"), when the later mention refers back
//!   to them, or time, place or a name in another role agree.

mod features;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Argument, Context, Event};
use crate::rules::RuleSet;
use features::{EventFeatures, Key};
use triplewire_lexicon::EventType;

/// Greatest distance in sentences at which a noun phrase refers back to an unnamed filler.
const MAX_DISTANCE: usize = 12;

/// Number of events with the same filler that an event mention is compared with, the latest first.
const MAX_CANDIDATES: usize = 32;
/// Number of a merged event's latest arguments among which duplicates are looked for.
const RECENT_ARGUMENTS: usize = 64;

/// Merges coreferent event mentions; the events are in the order of their first mentions.
pub fn merge(rules: &RuleSet, context: &Context, events: Vec<Event>) -> Vec<Event> {
    let mut merged: Vec<Merged> = Vec::new();
    // A filler in a role -> events that have it there; coreferent event mentions always share one.
    let mut by_filler: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for event in events {
        let keys = match rules.ontology.get(&event.kind) {
            Some(kind) => EventFeatures::new(context, &event).keys(kind),
            None => Vec::new(),
        };
        let recent = keys.iter().filter_map(|key| by_filler.get(key));
        let mut candidates = recent
            .flat_map(|list| list.iter().rev().take(MAX_CANDIDATES))
            .copied();
        let at = match candidates.find(|&at| are_coreferent(rules, context, &merged[at].combined, &event)) {
            Some(at) => {
                merged[at].add_mention(rules, context, event);
                at
            }
            None => {
                merged.push(Merged::new(context, event));
                merged.len() - 1
            }
        };
        for key in keys {
            let list = by_filler.entry(key).or_default();
            if list.last() != Some(&at) && !list.contains(&at) {
                list.push(at);
            }
        }
    }
    merged.into_iter().map(|merged| merged.event).collect()
}

/// An event with all its mentions, and the combined features that the next mention is compared with: each filler once, so that
/// the cost of a comparison does not grow with the number of mentions.
struct Merged {
    event: Event,
    combined: Event,
    fillers: FxHashSet<(Key, Option<u64>)>,
}

impl Merged {
    fn new(context: &Context, event: Event) -> Self {
        let combined = Event {
            arguments: Vec::new(),
            ..event.clone()
        };
        let mut merged = Self {
            event: Event {
                arguments: Vec::new(),
                ..event.clone()
            },
            combined,
            fillers: FxHashSet::default(),
        };
        merged.add_arguments(context, event);
        merged
    }

    fn add_mention(&mut self, rules: &RuleSet, context: &Context, event: Event) {
        if rules.ontology.is_a(&event.kind, &self.event.kind) {
            self.event.kind.clone_from(&event.kind);
            self.combined.kind.clone_from(&event.kind);
        }
        self.event.triggers.extend(event.triggers.iter().cloned());
        self.event.triggers.sort_by_key(|trigger| trigger.span);
        self.combined.triggers.clone_from(&event.triggers);
        self.event.source = self.event.source.or(event.source);
        self.event.score = self.event.score.max(event.score);
        if self.event.time.is_none() {
            self.event.time.clone_from(&event.time);
            self.combined.time.clone_from(&event.time);
        }
        self.add_arguments(context, event);
    }

    /// Adds the arguments of an event mention.
    fn add_arguments(&mut self, context: &Context, event: Event) {
        let keys: Vec<Option<Key>> = {
            let features = EventFeatures::new(context, &event);
            event
                .arguments
                .iter()
                .map(|argument| features.key(argument))
                .collect()
        };
        for (argument, key) in event.arguments.into_iter().zip(keys) {
            if key.is_none_or(|key| self.fillers.insert((key, argument.count))) {
                self.combined.arguments.push(argument.clone());
            }
            // Duplicates come from the same sentence, so they are near each other.
            let known = |have: &Argument| have.role == argument.role && have.span == argument.span;
            if !self
                .event
                .arguments
                .iter()
                .rev()
                .take(RECENT_ARGUMENTS)
                .any(known)
            {
                self.event.arguments.push(argument);
            }
        }
    }
}

/// Whether two event mentions are coreferent.
fn are_coreferent(rules: &RuleSet, context: &Context, one: &Event, other: &Event) -> bool {
    let ontology = &rules.ontology;
    let related = ontology.is_a(&one.kind, &other.kind) || ontology.is_a(&other.kind, &one.kind);
    let Some(kind) = ontology.get(&one.kind) else {
        return false;
    };
    if !related || one.realis != other.realis {
        return false;
    }
    let (one, other) = (
        EventFeatures::new(context, one),
        EventFeatures::new(context, other),
    );
    let shared = one.shared_names(&other, kind);
    if kind.once.is_some() && shared > 0 {
        return true;
    }
    if one.contradicts(&other) {
        return false;
    }
    let enough = |shared: usize| shared >= kind.least.max(1);
    one.event.kind == other.event.kind && shared > 0 && enough(shared)
        || refers_back(&one, &other, kind) && enough(shared + one.shared_nominals(&other, kind))
}

/// Whether the later event mention refers back to the unnamed fillers of the earlier one.
fn refers_back(earlier: &EventFeatures, later: &EventFeatures, kind: &EventType) -> bool {
    later.distance(earlier) <= MAX_DISTANCE && (later.is_definite(earlier, kind) || later.agrees(earlier))
}
