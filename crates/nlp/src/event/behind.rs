//! The organisation that the actors belong to: in "members of the Red Front ambushed a patrol" the Red Front is an attacker, too.
//!
//! In: a filler whose head is one of the words of `rules/lexicon/member.txt`. Out: the organisations in its noun phrase,
//! which fill the same role beside it, where the ontology lets an organisation fill it.

use super::{Argument, Context};
use crate::{
    mention::Kind,
    rules::{Filled, RuleSet},
};
use triplewire_facts::annotation::Class;

/// Weight of the step from the people to their organisation.
const WEIGHT: f32 = 0.85;

/// The organisations that a filler's people belong to, as arguments of the same role.
pub fn organisations(
    rules: &RuleSet,
    context: &Context,
    sentence: usize,
    kind: &str,
    filled: &Filled,
    people: &Argument,
) -> Vec<Argument> {
    let graph = &context.graphs[sentence];
    let lemma = |word: usize| graph.words()[word].lemma.to_lowercase();
    let allows = |role: &str| {
        let allowed = rules.ontology.get(kind).and_then(|kind| kind.roles.get(role));
        allowed.is_some_and(|types| types.iter().any(|name| name == Class::Org.as_str()))
    };
    if !allows(&filled.role) || !rules.lexicon.contains("member", &lemma(filled.word)) {
        return Vec::new();
    }
    let mut found: Vec<Argument> = Vec::new();
    let mut words = vec![filled.word];
    let mut next = 0;
    while let Some(&word) = words.get(next) {
        next += 1;
        for &child in graph.children(word) {
            let part = match graph.words()[child].deprel.as_str() {
                "compound" | "amod" | "appos" | "nmod:poss" | "nmod:desc" | "flat" => true,
                "nmod" => graph
                    .children_by(child, "case")
                    .any(|case| matches!(lemma(case).as_str(), "of" | "from")),
                _ => false,
            };
            // Only words for membership lead on to an organisation: "members of the 8th front of the Red Army".
            if !part {
                continue;
            }
            let name = context
                .index
                .name_at(sentence, child)
                .map(|id| (id, &context.mentions[id]));
            match name {
                Some((id, mention)) if mention.kind == Kind::Name && mention.class == Some(Class::Org) => {
                    let argument = Argument {
                        role: filled.role.clone(),
                        entity: context.entity(Some(id)),
                        span: mention.span,
                        sentence,
                        score: mention.score * people.score * WEIGHT,
                        rule: format!("{}++member-of", people.rule),
                        count: None,
                    };
                    if found.iter().all(|have| have.span != argument.span) {
                        found.push(argument);
                    }
                }
                Some(_) => {}
                None => words.push(child),
            }
        }
    }
    found
}
