//! Makes an entity of a coreference chain: its class by vote, its canonical name the fullest one.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::Entity;
use crate::mention::{Kind, Mention};
use triplewire_facts::annotation::Class;

/// Builds the entity of a chain, whose mentions are in text order.
pub fn entity(text: &str, mentions: &[Mention], chain: Vec<usize>) -> Entity {
    let names: Vec<&Mention> = chain
        .iter()
        .map(|&at| &mentions[at])
        .filter(|mention| mention.kind == Kind::Name)
        .collect();
    if names.is_empty() {
        let all = || chain.iter().map(|&at| &mentions[at]);
        let first = all()
            .find(|mention| mention.kind == Kind::Nominal)
            .or_else(|| all().next());
        let name = first.map_or(String::new(), |mention| one_line(mention.span.of(text)));
        return Entity {
            class: first.and_then(|mention| mention.class),
            name,
            mentions: chain,
            owner: None,
        };
    }
    Entity {
        class: vote(&names),
        name: fullest(text, &names),
        mentions: chain,
        owner: None,
    }
}

/// The class with the largest sum of scores.
fn vote(names: &[&Mention]) -> Option<Class> {
    let mut sums: Vec<(Class, f32)> = Class::ALL.iter().map(|&class| (class, 0.0)).collect();
    for name in names {
        if let Some(sum) = sums.iter_mut().find(|(class, _)| Some(*class) == name.class) {
            sum.1 += name.score;
        }
    }
    let best = sums
        .into_iter()
        .rev()
        .max_by(|one, other| one.1.total_cmp(&other.1));
    best.map(|(class, _)| class)
}

/// Most words; then natural case rather than capitals; then the most frequent; then the first.
fn fullest(text: &str, names: &[&Mention]) -> String {
    let mut counts: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    for (at, name) in names.iter().enumerate() {
        let words = one_line(name.span.of(text));
        counts
            .entry(words)
            .and_modify(|(count, _)| *count += 1)
            .or_insert((1, at));
    }
    let rank = |(name, (count, first)): &(String, (usize, usize))| {
        (
            name.split(' ')
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .count(),
            !shouted(name),
            *count,
            Reverse(*first),
        )
    };
    counts
        .into_iter()
        .max_by_key(rank)
        .map_or(String::new(), |(name, _)| name)
}

fn shouted(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.chars().any(char::is_lowercase)
}

fn one_line(text: &str) -> String {
    if !text.contains(char::is_whitespace) {
        return text.to_string();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
