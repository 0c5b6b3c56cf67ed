//! Mentions become entities: one sieve a file, most precise first.
//!
//! In: the mentions of a document with its graphs. Out: entities, each a chain of mentions, every mention in exactly one.
//! A sieve only ever joins chains (after Raghunathan et al. 2010, "A multi-pass sieve for coreference resolution"); what
//! no sieve joins stays a chain of its own. Sieves look names up by key and never compare all pairs, so that the work
//! grows with the number of mentions only.

mod apposition;
mod canonical;
mod chains;
mod exact;
mod key;
mod lexicon;
mod names;
mod organisations;
mod quotation;

pub use lexicon::{country_of, is_country};
pub use quotation::Quotations;

use crate::{
    encoder::Class,
    mention::{Index, Mention},
    syntax::Graph,
    text::Sentence,
};
use chains::Chains;
use key::Name;

/// One person, place, organisation or thing of a document, with all its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub class: Option<Class>,
    /// Canonical name: the fullest, in natural case; for a chain without a name its first nominal.
    pub name: String,
    /// Indices into the document's mentions, in text order.
    pub mentions: Vec<usize>,
}

/// What the sieves read.
struct Context<'a> {
    text: &'a str,
    graphs: &'a [Graph],
    mentions: &'a [Mention],
    index: Index,
}

/// Joins the mentions of a document to entities, in the order of their first mentions.
pub fn resolve(text: &str, sentences: &[Sentence], graphs: &[Graph], mentions: &[Mention]) -> Vec<Entity> {
    debug_assert_eq!(sentences.len(), graphs.len());
    let context = Context {
        text,
        graphs,
        mentions,
        index: Index::new(mentions),
    };
    let mut names: Vec<Option<Name>> = (0..mentions.len()).map(|at| Name::of(&context, at)).collect();
    let mut chains = Chains::new(mentions.len());

    exact::link(&mut names, &mut chains);
    names::link(&names, &mut chains);
    organisations::link(&context, &names, &mut chains);
    apposition::link(&context, &mut chains);

    let groups = chains.groups();
    groups
        .into_iter()
        .map(|group| canonical::entity(text, mentions, group))
        .collect()
}

/// For each of `count` mentions the index of its entity, if it is in one.
pub fn entity_of(entities: &[Entity], count: usize) -> Vec<Option<usize>> {
    let mut found = vec![None; count];
    for (index, entity) in entities.iter().enumerate() {
        for &mention in &entity.mentions {
            if let Some(place) = found.get_mut(mention) {
                *place = Some(index);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
