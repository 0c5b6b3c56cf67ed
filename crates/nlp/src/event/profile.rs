//! Keeps the events that the chosen profile asks for.

use super::{Argument, Context, Event, Trigger};
use crate::{
    rules::{Condition, Kind, Profile, RuleSet},
    text::Span,
};

/// Leaves out events and fillers as the profile says.
pub fn apply(rules: &RuleSet, context: &Context, profile: &Profile, events: Vec<Event>) -> Vec<Event> {
    let counts = |event: &Event| {
        let typed = profile
            .types
            .iter()
            .any(|kind| rules.ontology.is_a(&event.kind, kind));
        let dropped = |condition: &Condition| {
            if !concerns(rules, context, condition, event) {
                return false;
            }
            if condition.roles.is_empty() {
                return true;
            }
            let mut fillers = event
                .arguments
                .iter()
                .filter(|argument| condition.roles.contains(&argument.role))
                .peekable();
            fillers.peek().is_some() && fillers.all(|argument| meets(rules, context, condition, argument))
        };
        typed && profile.realis.contains(&event.realis) && !profile.drop.iter().any(dropped)
    };
    let mut kept: Vec<Event> = events.into_iter().filter(counts).collect();
    for event in &mut kept {
        let conditions = profile.clear.iter();
        let conditions: Vec<&Condition> = conditions
            .filter(|condition| concerns(rules, context, condition, event))
            .collect();
        event.arguments.retain(|argument| {
            let cleared = |condition: &&Condition| {
                condition.roles.contains(&argument.role) && meets(rules, context, condition, argument)
            };
            !conditions.iter().any(cleared)
        });
    }
    kept.retain(|event| is_filled(rules, event));
    kept
}

/// Whether the event still has as many required fillers as its type needs.
fn is_filled(rules: &RuleSet, event: &Event) -> bool {
    rules.ontology.get(&event.kind).is_none_or(|kind| {
        let required = event
            .arguments
            .iter()
            .filter(|argument| kind.requires.contains(&argument.role));
        kind.requires.is_empty() || required.count() >= kind.least
    })
}

/// Whether the condition holds for the event.
fn concerns(rules: &RuleSet, context: &Context, condition: &Condition, event: &Event) -> bool {
    let lacking = event
        .arguments
        .iter()
        .all(|argument| !condition.lacks.contains(&argument.role));
    let listed = |trigger: &Trigger| {
        let mut lists = condition.triggers.iter();
        lists.any(|list| holds(rules, context, list, trigger.sentence, trigger.span))
    };
    lacking && (condition.triggers.is_empty() || event.triggers.iter().all(listed))
}

fn meets(rules: &RuleSet, context: &Context, condition: &Condition, argument: &Argument) -> bool {
    let is = |kinds: &[Kind]| kinds.iter().any(|kind| is(rules, context, kind, argument));
    let named = argument.entity.is_some_and(|entity| context.has_name(entity));
    condition.named.is_none_or(|wanted| wanted == named)
        && (condition.are.is_empty() || is(&condition.are))
        && !is(&condition.unless)
}

/// Whether the filler's class, or one of its words, is of the kind.
fn is(rules: &RuleSet, context: &Context, kind: &Kind, argument: &Argument) -> bool {
    match kind {
        Kind::Class(class) => argument
            .entity
            .is_some_and(|entity| context.entities[entity].class == Some(*class)),
        Kind::List(list) => holds(rules, context, list, argument.sentence, argument.span),
    }
}

/// Whether a word of the span is on the list.
fn holds(rules: &RuleSet, context: &Context, list: &str, sentence: usize, span: Span) -> bool {
    let words = context.graphs[sentence].words().iter();
    words
        .filter(|word| word.span.start >= span.start && word.span.end <= span.end)
        .any(|word| rules.lexicon.contains(list, &word.lemma.to_lowercase()))
}
