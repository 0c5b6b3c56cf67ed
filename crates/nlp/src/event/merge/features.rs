//! Event features: an event mention as it is compared with another, worked out once.

use rustc_hash::FxHashMap;

use crate::{
    context::Context,
    event::{Argument, Event},
    rules::RuleSet,
    syntax::SentenceGraph,
};
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::{EventType, Side};

/// Determiners that make a noun phrase refer back to an earlier one.
const DEFINITE: [&str; 9] = [
    "the", "this", "that", "these", "those", "his", "her", "their", "its",
];

/// Words that tell of one more event of the kind.
const ANOTHER: [&str; 8] = [
    "another",
    "separate",
    "separately",
    "second",
    "similar",
    "different",
    "elsewhere",
    "other",
];

/// Words at the start of a sentence in which such a word tells of another event.
const OPENING: usize = 4;

/// The number of a named entity and of a role.
pub type Key = (usize, usize);

/// The types of the events that have a trigger at a byte.
pub struct Triggers<'a> {
    kinds: FxHashMap<usize, Vec<&'a str>>,
}

impl<'a> Triggers<'a> {
    pub fn new(events: &'a [Event]) -> Self {
        let mut kinds: FxHashMap<usize, Vec<&str>> = FxHashMap::default();
        for event in events {
            for trigger in &event.triggers {
                kinds.entry(trigger.span.start).or_default().push(&event.kind);
            }
        }
        Self { kinds }
    }

    fn at(&self, start: usize) -> Vec<&'a str> {
        self.kinds.get(&start).cloned().unwrap_or_default()
    }
}

/// The filler of a role.
pub struct Filler<'a> {
    pub role: &'a str,
    pub side: Side,
    /// Whether such fillers tell events of the type apart: those of its `once` role, else of its required roles.
    pub distinguishes: bool,
    pub entity: Option<usize>,
    pub named: bool,
    /// Lemma of the head word; of a number that stands alone, nothing.
    pub head: String,
    pub count: Option<u64>,
    /// Whether it has an article or pronoun that refers back.
    pub definite: bool,
    /// Whether it is one person or thing without a name, as far as its form tells.
    pub single: bool,
    /// Whether it is a plural without a name, or a number of them.
    pub several: bool,
    /// Whether its noun is one for people that there always are: "police".
    pub standing: bool,
    pub country: bool,
}

/// What an event comes from: the subject of its verb, or its own noun.
pub struct Cause<'a> {
    pub lemma: String,
    pub definite: bool,
    pub kinds: Vec<&'a str>,
}

/// An event mention.
pub struct EventFeatures<'a> {
    pub event: &'a Event,
    pub kind: Option<&'a EventType>,
    /// The most general type of its line.
    pub topmost: &'a str,
    pub fillers: Vec<Filler<'a>>,
    /// Its named fillers that tell events of the type apart.
    pub names: Vec<Key>,
    pub causes: Vec<Cause<'a>>,
    pub sentence: usize,
    /// Lemma of the first trigger's head.
    pub lemma: String,
    /// Whether its sentence opens as one that tells of another event.
    pub another: bool,
}

impl<'a> EventFeatures<'a> {
    pub fn new(rules: &'a RuleSet, context: &'a Context, triggers: &Triggers<'a>, event: &'a Event) -> Self {
        let kind = rules.ontology.get(&event.kind);
        let topmost = rules.ontology.line(&event.kind).last();
        let fillers: Vec<Filler> = event
            .arguments
            .iter()
            .filter_map(|argument| Filler::new(rules, context, event, kind, argument))
            .collect();
        let roles: Vec<&String> = kind.map(|kind| kind.roles.keys().collect()).unwrap_or_default();
        let number = |role: &str| roles.iter().position(|name| *name == role).unwrap_or(roles.len());
        let names = fillers
            .iter()
            .filter(|filler| filler.named && filler.distinguishes)
            .filter_map(|filler| Some((filler.entity?, number(filler.role))))
            .collect();
        let first = event.triggers.first();
        let sentence = first.map_or(0, |trigger| trigger.sentence);
        let graph = context.graphs.get(sentence);
        let head = first.and_then(|trigger| context.head(sentence, trigger.span));
        let word = graph.zip(head).map(|(graph, head)| &graph.words()[head]);
        Self {
            event,
            kind,
            topmost: topmost.map_or(event.kind.as_str(), |kind| &kind.name),
            fillers,
            names,
            causes: graph
                .zip(head)
                .map_or_else(Vec::new, |(graph, head)| causes(context, triggers, graph, head)),
            sentence,
            lemma: word.map(|word| word.lemma.to_lowercase()).unwrap_or_default(),
            another: graph.is_some_and(|graph| another(context, graph)),
        }
    }

    pub fn of_role(&self, role: &str) -> impl Iterator<Item = &Filler<'a>> {
        self.fillers.iter().filter(move |filler| filler.role == role)
    }

    /// The named entities of a role.
    pub fn names_of(&self, role: &str) -> Vec<&Filler<'a>> {
        self.of_role(role).filter(|filler| filler.named).collect()
    }
}

impl<'a> Filler<'a> {
    fn new(
        rules: &RuleSet,
        context: &Context,
        event: &Event,
        kind: Option<&EventType>,
        argument: &'a Argument,
    ) -> Option<Self> {
        let mut head = context.head(argument.sentence, argument.span)?;
        let graph = &context.graphs[argument.sentence];
        // "Three of his colleagues": colleagues.
        if graph.words()[head].upos == Upos::Num {
            head = graph.children_by(head, "nmod").next().unwrap_or(head);
        }
        let word = &graph.words()[head];
        let named = argument.entity.is_some_and(|entity| context.has_name(entity));
        let form = word.span.of(context.text).to_lowercase();
        let number = word.upos == Upos::Num || form.chars().all(|c| c.is_ascii_digit());
        let lemma = word.lemma.to_lowercase();
        let plural = word.upos == Upos::Noun && form != lemma;
        let singular = word.upos == Upos::Noun && form == lemma;
        let entity = argument.entity.map(|entity| &context.entities[entity]);
        Some(Self {
            role: &argument.role,
            side: rules.ontology.side(&event.kind, &argument.role),
            distinguishes: kind.is_some_and(|kind| distinguishes(kind, &argument.role)),
            entity: argument.entity,
            named,
            definite: is_definite(context, graph, head),
            single: !named && argument.count.map_or(singular, |count| count == 1),
            several: !named && argument.count.map_or(plural, |count| count > 1),
            standing: context.lexicon.contains("people", &lemma),
            count: argument.count,
            country: entity.is_some_and(|entity| {
                entity.class == Some(Class::Loc) && context.lexicon.is_country(&entity.name)
            }),
            head: if number { String::new() } else { lemma },
        })
    }

    /// Whether it stands for people of no kind: "eight", "14 people", "others".
    pub fn vague(&self) -> bool {
        matches!(self.head.as_str(), "" | "person" | "people" | "other" | "victim")
    }
}

/// Whether the fillers of a role tell events of the type apart.
fn distinguishes(kind: &EventType, role: &str) -> bool {
    match &kind.once {
        Some(once) => once == role,
        None => kind.requires.iter().any(|required| required == role),
    }
}

fn is_definite(context: &Context, graph: &SentenceGraph, word: usize) -> bool {
    let mut determiners = ["det", "nmod", "nmod:poss"]
        .into_iter()
        .flat_map(|relation| graph.children_by(word, relation));
    determiners.any(|child| {
        let form = graph.words()[child].span.of(context.text).to_lowercase();
        DEFINITE.contains(&form.as_str())
    })
}

/// The nouns from which the event at a word comes: itself, its subject or agent, what it happened in.
fn causes<'a>(
    context: &Context,
    triggers: &Triggers<'a>,
    graph: &SentenceGraph,
    head: usize,
) -> Vec<Cause<'a>> {
    let below = ["nsubj", "obl:agent", "obl"]
        .into_iter()
        .flat_map(|relation| graph.children_by(head, relation));
    let nouns = std::iter::once(head)
        .chain(below)
        .filter(|&word| graph.words()[word].upos == Upos::Noun)
        .filter(|&word| !context.lexicon.contains("people", &graph.words()[word].lemma));
    let cause = |word: usize| Cause {
        lemma: graph.words()[word].lemma.to_lowercase(),
        definite: is_definite(context, graph, word),
        kinds: triggers.at(graph.words()[word].span.start),
    };
    nouns.map(cause).collect()
}

fn another(context: &Context, graph: &SentenceGraph) -> bool {
    let mut opening = graph.words().iter().take(OPENING);
    opening.any(|word| ANOTHER.contains(&word.span.of(context.text).to_lowercase().as_str()))
}
