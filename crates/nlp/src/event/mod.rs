//! Makes events with roles, realis, source and time from what the matcher finds in the dependency trees.
//!
//! In: the document with its mentions and entities. Out: events in the order of their first triggers, coreferent event mentions
//! merged.

mod behind;
mod count;
mod merge;
mod place;
mod profile;

use std::cell::OnceCell;

pub use crate::rules::Realis;
use crate::{
    context::Context,
    time::{Time, Times},
};
use crate::{
    coref::Quotations,
    mention::Kind,
    rules::{Filled, Match, RuleSet},
    syntax,
    text::Span,
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Side;

/// An event with everything that the document says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// A type of the ontology ("Assassination").
    pub kind: String,
    /// Whether the document says that it happened.
    pub realis: Realis,
    /// Index of the entity that reports it.
    pub source: Option<usize>,
    /// At least one, in text order.
    pub triggers: Vec<Trigger>,
    /// Who and what takes part.
    pub arguments: Vec<Argument>,
    /// When it happened.
    pub time: Option<Time>,
    /// 0 to 1.
    pub score: f32,
}

/// A word or phrase that expresses the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Its bytes.
    pub span: Span,
    /// Number of its sentence.
    pub sentence: usize,
    /// The rule that found it ("killing/passive").
    pub rule: String,
}

/// The filler of a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// A role of the ontology ("attacker").
    pub role: String,
    /// Index of the entity.
    pub entity: Option<usize>,
    /// The noun phrase's head span, without leading article or relative clause.
    pub span: Span,
    /// Number of its sentence.
    pub sentence: usize,
    /// 0 to 1.
    pub score: f32,
    /// The rule that found it.
    pub rule: String,
    /// How many they are, where the text gives a number.
    pub count: Option<u64>,
}

/// What the frames match, sentence by sentence: events, and relations for the stage below.
pub fn matches(rules: &RuleSet, context: &Context) -> Vec<Vec<Match>> {
    let sentences = context.graphs.iter().enumerate();
    let matched = sentences.map(|(sentence, graph)| {
        let fillers = rules.fillers(context.text, graph, sentence, context.mentions, &context.index);
        rules.events(fillers)
    });
    matched.collect()
}

/// Whether any of the matches is an event: a document without one needs no times.
pub fn any(rules: &RuleSet, matches: &[Vec<Match>]) -> bool {
    matches.iter().flatten().any(|found| !rules.is_relation(found))
}

/// Makes the events of a document out of what the frames matched.
pub fn find(rules: &RuleSet, context: &Context, matches: &[Vec<Match>], times: &Times) -> Vec<Event> {
    let mut events = Vec::new();
    // A document without events needs no quotations.
    let quotations = OnceCell::new();
    for (sentence, matched) in matches.iter().enumerate() {
        for found in matched.iter().filter(|found| !rules.is_relation(found)) {
            let time = times.of_event(rules, context, sentence, found, matched);
            let mut event = event(rules, context, sentence, found, time);
            if event.source.is_none() {
                let quotations =
                    quotations.get_or_init(|| Quotations::new(context.text, context.graphs, context.lexicon));
                let speaker = quotations.at(event.triggers[0].span).flatten();
                event.source = speaker.and_then(|(sentence, word)| source(context, sentence, word));
            }
            if !apart(rules, &mut event) {
                continue;
            }
            place::complete(rules, context, &mut event);
            events.push(event);
        }
    }
    let mut events = merge::merge(rules, context, events);
    for event in &mut events {
        let guess = place::guess(rules, context, event);
        event.arguments.extend(guess);
    }
    match &rules.profile {
        Some(profile) => profile::apply(rules, context, profile, events),
        None => events,
    }
}

/// Nobody does to himself what an event tells of: where one entity stands on the agent's and on the patient's side, a pronoun was
/// resolved wrongly, and neither side is told. Whether what remains is an event.
fn apart(rules: &RuleSet, event: &mut Event) -> bool {
    let side = |argument: &Argument| rules.ontology.side(&event.kind, &argument.role);
    let on = |wanted: Side| -> Vec<usize> {
        let arguments = event.arguments.iter().filter(|one| side(one) == wanted);
        arguments.filter_map(|one| one.entity).collect()
    };
    let patients = on(Side::Patient);
    let both: Vec<usize> = on(Side::Agent)
        .into_iter()
        .filter(|entity| patients.contains(entity))
        .collect();
    if both.is_empty() {
        return true;
    }
    let kept: Vec<Argument> = event
        .arguments
        .iter()
        .filter(|one| {
            !one.entity.is_some_and(|entity| both.contains(&entity))
                || !matches!(side(one), Side::Agent | Side::Patient)
        })
        .cloned()
        .collect();
    event.arguments = kept;
    rules.ontology.get(&event.kind).is_none_or(|kind| {
        let required = event
            .arguments
            .iter()
            .filter(|one| kind.requires.contains(&one.role));
        kind.requires.is_empty() || required.count() >= kind.least
    })
}

fn event(rules: &RuleSet, context: &Context, sentence: usize, found: &Match, time: Option<Time>) -> Event {
    let frame = &rules.frames[found.frame].name;
    let required = |filled: &&Filled| {
        rules
            .ontology
            .get(&found.event)
            .is_some_and(|kind| kind.requires.contains(&filled.role))
    };
    let rule = found
        .roles
        .iter()
        .find(required)
        .map_or("", |filled| filled.pattern.as_str());
    let mut arguments: Vec<Argument> = found
        .roles
        .iter()
        .map(|filled| argument(context, sentence, frame, filled))
        .collect();
    let scores = found
        .roles
        .iter()
        .zip(&arguments)
        .filter(|(filled, _)| required(filled))
        .map(|(_, a)| a.score);
    let score = scores.fold(0.0, f32::max);
    for (filled, people) in found.roles.iter().zip(arguments.clone()) {
        let behind = behind::organisations(rules, context, sentence, &found.event, filled, &people);
        let known = |one: &Argument| {
            arguments
                .iter()
                .any(|have| have.role == one.role && have.span == one.span)
        };
        let new: Vec<Argument> = behind.into_iter().filter(|one| !known(one)).collect();
        arguments.extend(new);
    }
    Event {
        kind: found.event.clone(),
        realis: found.realis,
        source: found.source.and_then(|word| source(context, sentence, word)),
        triggers: vec![Trigger {
            span: trigger_span(context, sentence, found),
            sentence,
            rule: format!("{frame}/{rule}"),
        }],
        time,
        score,
        arguments,
    }
}

fn argument(context: &Context, sentence: usize, frame: &str, filled: &Filled) -> Argument {
    let (mut span, score) = context.filler(sentence, filled.word, filled.mention);
    let graph = &context.graphs[sentence];
    if filled.event && graph.words()[filled.word].upos == Upos::Verb {
        span = syntax::span(graph, &(filled.word..filled.word + 1));
    }
    Argument {
        role: filled.role.clone(),
        entity: context.entity(filled.mention),
        span,
        sentence,
        score: score * filled.weight,
        rule: match filled.pattern.contains('/') {
            true => filled.pattern.clone(),
            false => format!("{frame}/{}", filled.pattern),
        },
        count: counted(context, filled)
            .then(|| count::count(context.lexicon, context.text, graph, filled.word))
            .flatten(),
    }
}

/// Whether a number before a filler counts it: not inside a name, nor of money.
fn counted(context: &Context, filled: &Filled) -> bool {
    let mention = filled.mention.map(|id| &context.mentions[id]);
    mention.is_none_or(|mention| mention.kind != Kind::Name)
}

/// The entity at a word, unless the text only has pronouns for it.
fn source(context: &Context, sentence: usize, word: usize) -> Option<usize> {
    let entity = context.entity(context.index.at(sentence, word))?;
    let mut mentions = context.entities[entity].mentions.iter();
    mentions
        .any(|&mention| context.mentions[mention].kind != Kind::Pronoun)
        .then_some(entity)
}

/// The trigger's words when nothing stands between them, else its head word.
fn trigger_span(context: &Context, sentence: usize, found: &Match) -> Span {
    let graph = &context.graphs[sentence];
    match (found.trigger.first(), found.trigger.last()) {
        (Some(&first), Some(&last)) if last - first + 1 == found.trigger.len() => {
            syntax::span(graph, &(first..last + 1))
        }
        _ => syntax::span(graph, &(found.head..found.head + 1)),
    }
}
