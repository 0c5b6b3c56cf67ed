//! Sieve: a noun phrase in apposition to a name, or a title that governs it, means the one who is named.
//!
//! Strict: the phrase is singular, of the name's class by the word lists, not conjoined, and next to the name: "the envoy,
//! Ann Lund", "Ann Lund, a photographer", "President Lund".

use super::{Context, chains::Chains};
use crate::{
    encoder::{Class, Upos},
    mention::{Kind, Mention},
    syntax::Graph,
};

/// Words that may stand between the phrase and the name: a comma, an article, an age between commas.
const GAP: usize = 5;

pub fn link(context: &Context, chains: &mut Chains) {
    for (at, nominal) in context.mentions.iter().enumerate() {
        let Some(graph) = context
            .graphs
            .get(nominal.sentence)
            .filter(|graph| graph.is_parsed())
        else {
            continue;
        };
        if nominal.kind != Kind::Nominal || is_plural(context, graph, nominal) {
            continue;
        }
        let named = |word: usize| context.index.name_at(nominal.sentence, word);
        let fits = |name: &usize| suits(nominal, &context.mentions[*name]);
        if let Some(name) = neighbours(graph, nominal.head).filter_map(named).find(fits) {
            chains.join(at, name);
        }
    }
}

/// Words in apposition to `head` on either side, and the parts of the name that a title governs or describes.
fn neighbours(graph: &Graph, head: usize) -> impl Iterator<Item = usize> + '_ {
    let word = &graph.words()[head];
    let conjoined = graph.children_by(head, "conj").next().is_some();
    let above = word
        .head
        .filter(|_| matches!(word.deprel.as_str(), "appos" | "nmod:desc"));
    let below = graph
        .children_by(head, "appos")
        .chain(graph.children_by(head, "flat"));
    above.into_iter().chain(below).filter(move |_| !conjoined)
}

fn suits(nominal: &Mention, name: &Mention) -> bool {
    let same = match (nominal.class, name.class) {
        (Some(Class::Loc), Some(Class::Fac)) => true,
        (Some(one), Some(other)) => one == other,
        _ => false,
    };
    let gap = name
        .words
        .start
        .saturating_sub(nominal.words.end)
        .max(nominal.words.start.saturating_sub(name.words.end));
    let apart = name.words.end <= nominal.words.start || nominal.words.end <= name.words.start;
    same && apart && gap <= GAP
}

/// A plural noun means several, a name one.
fn is_plural(context: &Context, graph: &Graph, nominal: &Mention) -> bool {
    let word = &graph.words()[nominal.head];
    match word.upos {
        Upos::Noun => !word
            .span
            .of(context.text)
            .to_lowercase()
            .eq(&word.lemma.to_lowercase()),
        Upos::Propn => false,
        _ => true,
    }
}
