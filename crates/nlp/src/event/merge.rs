//! Several tellings of one event become one event; their evidence is kept.
//!
//! Two tellings are one event when their types are on one line of the ontology, their realis is the same, nothing speaks
//! against it (other fillers, other numbers, other places, other times), and they share
//! - a named filler of the type's `once` role (nobody is killed twice), or as many named fillers of the required roles as
//!   the type needs; or
//! - fillers without names that may be the same people ("three policemen", later "the policemen"), when the later telling
//!   points back to them, or time, place or a name in another role agree.

mod telling;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Argument, Context, Event};
use crate::rules::RuleSet;
use telling::{Key, Telling};
use triplewire_lexicon::EventType;

/// Sentences over which a noun phrase points back to fillers without a name.
const REACH: usize = 12;

/// Events with the same filler that are tried, the last first.
const TRIES: usize = 32;
/// Arguments of a merged event that may be those of the same sentence.
const NEAR: usize = 64;

/// Merges what belongs together; the order of the first tellings is kept.
pub fn merge(rules: &RuleSet, context: &Context, events: Vec<Event>) -> Vec<Event> {
    let mut merged: Vec<Merged> = Vec::new();
    // Filler in a role -> events that have it there; the tellings of one event always share one.
    let mut by_filler: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for event in events {
        let keys = match rules.ontology.get(&event.kind) {
            Some(kind) => Telling::new(context, &event).keys(kind),
            None => Vec::new(),
        };
        let recent = keys.iter().filter_map(|key| by_filler.get(key));
        let mut candidates = recent.flat_map(|list| list.iter().rev().take(TRIES)).copied();
        let at = match candidates.find(|&at| same(rules, context, &merged[at].outline, &event)) {
            Some(at) => {
                merged[at].absorb(rules, context, event);
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

/// An event with all its tellings, and what the next one is compared with: each filler once, however often it is told of, so
/// that a comparison does not grow with the tellings.
struct Merged {
    event: Event,
    outline: Event,
    fillers: FxHashSet<(Key, Option<u64>)>,
}

impl Merged {
    fn new(context: &Context, event: Event) -> Self {
        let outline = Event {
            arguments: Vec::new(),
            ..event.clone()
        };
        let mut merged = Self {
            event: Event {
                arguments: Vec::new(),
                ..event.clone()
            },
            outline,
            fillers: FxHashSet::default(),
        };
        merged.take_up(context, event);
        merged
    }

    fn absorb(&mut self, rules: &RuleSet, context: &Context, event: Event) {
        if rules.ontology.is_a(&event.kind, &self.event.kind) {
            self.event.kind.clone_from(&event.kind);
            self.outline.kind.clone_from(&event.kind);
        }
        self.event.triggers.extend(event.triggers.iter().cloned());
        self.event.triggers.sort_by_key(|trigger| trigger.span);
        self.outline.triggers.clone_from(&event.triggers);
        self.event.source = self.event.source.or(event.source);
        self.event.score = self.event.score.max(event.score);
        if self.event.time.is_none() {
            self.event.time.clone_from(&event.time);
            self.outline.time.clone_from(&event.time);
        }
        self.take_up(context, event);
    }

    /// Adds a telling's arguments.
    fn take_up(&mut self, context: &Context, event: Event) {
        let keys: Vec<Option<Key>> = {
            let telling = Telling::new(context, &event);
            event
                .arguments
                .iter()
                .map(|argument| telling.key(argument))
                .collect()
        };
        for (argument, key) in event.arguments.into_iter().zip(keys) {
            if key.is_none_or(|key| self.fillers.insert((key, argument.count))) {
                self.outline.arguments.push(argument.clone());
            }
            // The same words are told of in one sentence, so near each other.
            let known = |have: &Argument| have.role == argument.role && have.span == argument.span;
            if !self.event.arguments.iter().rev().take(NEAR).any(known) {
                self.event.arguments.push(argument);
            }
        }
    }
}

fn same(rules: &RuleSet, context: &Context, one: &Event, other: &Event) -> bool {
    let ontology = &rules.ontology;
    let related = ontology.is_a(&one.kind, &other.kind) || ontology.is_a(&other.kind, &one.kind);
    let Some(kind) = ontology.get(&one.kind) else {
        return false;
    };
    if !related || one.realis != other.realis {
        return false;
    }
    let (one, other) = (Telling::new(context, one), Telling::new(context, other));
    let shared = one.shared_names(&other, kind);
    if kind.once.is_some() && shared > 0 {
        return true;
    }
    if one.conflicts(&other) {
        return false;
    }
    let enough = |shared: usize| shared >= kind.least.max(1);
    one.event.kind == other.event.kind && shared > 0 && enough(shared)
        || points_back(&one, &other, kind) && enough(shared + one.shared_nominals(&other, kind))
}

/// Whether the later telling means the fillers without a name of the earlier one.
fn points_back(earlier: &Telling, later: &Telling, kind: &EventType) -> bool {
    later.distance(earlier) <= REACH && (later.is_definite(earlier, kind) || later.agrees(earlier))
}
