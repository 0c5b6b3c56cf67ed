//! Where an event happened: its places, from the most specific to the widest.
//!
//! In: the places that the rules found. Out: the same, with the places that they lie in according to the sentence ("a cafe in the old
//! town of Lund": the cafe, the old town, Lund), or, where there is none at all, the dateline's as a guess.

use super::{Argument, Context, Event};
use crate::{
    mention::{Kind, Mention},
    rules::RuleSet,
};
use triplewire_facts::annotation::Class;

/// The role.
const PLACE: &str = "place";
/// Factor on the score from a place to the place that it lies in.
const WITHIN: f32 = 0.9;
/// Score of the dateline's place; it is low, as correspondents often write from a capital.
const GUESSED: f32 = 0.3;
/// Sentences, from the start of a document, that may be a dateline.
const OPENING: usize = 4;

/// Adds to an event what its places lie in and what lies in them, and puts them in order.
pub fn complete(rules: &RuleSet, context: &Context, event: &mut Event) {
    let places: Vec<Argument> = event
        .arguments
        .iter()
        .filter(|argument| argument.role == PLACE)
        .cloned()
        .collect();
    for place in &places {
        let found = within(context, place);
        for outer in found.into_iter().chain(inside(rules, context, place)) {
            let known = |have: &Argument| {
                have.span.covers(outer.span) && have.role != PLACE
                    || have.span == outer.span
                    || (have.role == PLACE && have.entity.is_some() && have.entity == outer.entity)
            };
            if !event.arguments.iter().any(known) {
                event.arguments.push(outer);
            }
        }
    }
    // The other roles keep their places; those of this role change among themselves.
    let slots: Vec<usize> = (0..event.arguments.len())
        .filter(|&at| event.arguments[at].role == PLACE)
        .collect();
    let mut sorted: Vec<Argument> = slots.iter().map(|&at| event.arguments[at].clone()).collect();
    sorted.sort_by_key(|place| (breadth(context, place), place.span.start));
    for (at, place) in slots.into_iter().zip(sorted) {
        event.arguments[at] = place;
    }
}

/// How wide a place is: a building, a part of a town, a town or region, a country.
fn breadth(context: &Context, place: &Argument) -> u8 {
    let entity = place.entity.map(|entity| &context.entities[entity]);
    match entity {
        Some(entity) if entity.class == Some(Class::Fac) => 0,
        Some(entity) if !place.entity.is_some_and(|entity| context.has_name(entity)) => match entity.class {
            Some(Class::Loc) => 1,
            _ => 0,
        },
        Some(entity) if context.lexicon.is_country(&entity.name) => 3,
        Some(_) => 2,
        None => 0,
    }
}

/// What a place lies in, step by step: "in", "of" and "at" phrases on it, and what a comma adds ("Tulsa, Oklahoma").
fn within(context: &Context, place: &Argument) -> Vec<Argument> {
    let mut found = Vec::new();
    let Some(mut at) = context.head(place.sentence, place.span) else {
        return found;
    };
    let graph = &context.graphs[place.sentence];
    // A graph has as many steps down as it has words.
    while let Some((word, mention)) = next(context, place.sentence, at) {
        found.push(Argument {
            role: PLACE.into(),
            entity: context.entity(Some(mention)),
            span: context.mentions[mention].span,
            sentence: place.sentence,
            score: place.score * context.mentions[mention].score * WITHIN.powi(found.len() as i32 + 1),
            rule: format!("{}++within", place.rule),
            count: None,
        });
        at = word;
        if found.len() >= graph.words().len() {
            break;
        }
    }
    found
}

/// What lies in a place, step by step: the nouns for places that it hangs on ("a cafe in Lund").
fn inside(rules: &RuleSet, context: &Context, place: &Argument) -> Vec<Argument> {
    let mut found = Vec::new();
    let graph = &context.graphs[place.sentence];
    let Some(mut at) = context.head(place.sentence, place.span) else {
        return found;
    };
    while let Some(above) = graph.words()[at].head {
        let relation = graph.words()[at].deprel.as_str();
        let hangs = matches!(
            relation,
            "nmod" | "nmod:poss" | "compound" | "appos" | "nmod:unmarked"
        );
        let Some(mention) = context.index.at(place.sentence, above).filter(|_| hangs) else {
            break;
        };
        let noun = &context.mentions[mention];
        let facility = || {
            rules
                .lexicon
                .contains("facility", &graph.words()[above].lemma.to_lowercase())
        };
        if !(matches!(noun.class, Some(Class::Loc | Class::Fac)) || noun.class.is_none() && facility()) {
            break;
        }
        found.push(Argument {
            role: PLACE.into(),
            entity: context.entity(Some(mention)),
            span: noun.span,
            sentence: place.sentence,
            score: place.score * noun.score * WITHIN.powi(found.len() as i32 + 1),
            rule: format!("{}++inside", place.rule),
            count: None,
        });
        at = above;
    }
    found
}

fn next(context: &Context, sentence: usize, at: usize) -> Option<(usize, usize)> {
    let graph = &context.graphs[sentence];
    let holds = |&child: &usize| {
        let case = |lemmas: &[&str]| {
            let mut cases = graph.children_by(child, "case");
            cases.any(|case| lemmas.contains(&graph.words()[case].lemma.as_str()))
        };
        match graph.words()[child].deprel.as_str() {
            "nmod" => case(&["in", "of", "at", "on", "inside", "within"]),
            "appos" | "nmod:unmarked" | "list" | "parataxis" => {
                child > at && graph.children_by(child, "case").next().is_none()
            }
            _ => false,
        }
    };
    let mut children = graph.children(at).iter().copied().filter(holds);
    children.find_map(|child| {
        let mention = context.index.at(sentence, child)?;
        let found = &context.mentions[mention];
        let is_place = matches!(found.class, Some(Class::Loc | Class::Fac)) && found.kind != Kind::Pronoun;
        is_place.then_some((found.head, mention))
    })
}

/// The dateline's place, for an event without one that the first sentence under it tells without naming any place.
pub fn guess(rules: &RuleSet, context: &Context, event: &Event) -> Option<Argument> {
    if event.arguments.iter().any(|argument| argument.role == PLACE) {
        return None;
    }
    let sentence = event.triggers.first()?.sentence;
    let dateline = sentence
        .checked_sub(1)
        .filter(|&before| before < OPENING && is_dateline(context, before))?;
    let placed = |mention: &&Mention| matches!(mention.class, Some(Class::Loc | Class::Fac));
    let of = |sentence: usize| context.index.in_sentence(sentence);
    if context.mentions[of(sentence)]
        .iter()
        .any(|mention| placed(&mention))
    {
        return None;
    }
    let takes = rules.ontology.get(&event.kind)?.roles.get(PLACE)?;
    let mention = of(dateline).find(|&at| {
        let mention = &context.mentions[at];
        mention.kind == Kind::Name && mention.class == Some(Class::Loc)
    })?;
    takes
        .iter()
        .any(|kind| kind == Class::Loc.as_str())
        .then(|| Argument {
            role: PLACE.into(),
            entity: context.entity(Some(mention)),
            span: context.mentions[mention].span,
            sentence: dateline,
            score: context.mentions[mention].score * GUESSED,
            rule: "dateline".into(),
            count: None,
        })
}

/// Whether a sentence is a dateline, which text/ cuts off behind its dash.
fn is_dateline(context: &Context, sentence: usize) -> bool {
    let words = context
        .graphs
        .get(sentence)
        .map_or(&[][..], |graph| graph.words());
    let last = words.last().map_or("", |word| word.span.of(context.text));
    words.len() > 1 && last.chars().all(|c| matches!(c, '-' | '–' | '—' | '―')) && !last.is_empty()
}
