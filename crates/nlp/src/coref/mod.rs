//! Coreference within a document, by sieves: one file each, applied from the most to the least precise.
//!
//! In: the mentions of a document with its dependency trees. Out: entities, each a coreference chain; every mention is in exactly
//! one. A sieve can only join chains (after Raghunathan et al. 2010, "A multi-pass sieve for coreference resolution"); a mention
//! that no sieve joins is a chain by itself. Sieves look names up by key instead of comparing all pairs, so that the cost is
//! linear in the number of mentions.

mod apposition;
mod canonical;
mod clusters;
mod exact;
mod key;
mod names;
mod nominals;
mod organisations;
mod people;
mod places;
mod predicate;
mod pronouns;
mod proper;
mod quotation;
mod traits;

pub use organisations::{base_name, split_owner};
pub use quotation::Quotations;

use crate::{
    mention::{Index, Kind, Mention},
    syntax::SentenceGraph,
    text::Sentence,
};
use clusters::Clusters;
use key::Name;
use traits::Traits;
use triplewire_facts::annotation::Class;
use triplewire_facts::sets::DisjointSets as Chains;
use triplewire_lexicon::Lexicon;

/// A person, place, organisation or other entity of a document, with all its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The class of most of its mentions; `None` when none has one.
    pub class: Option<Class>,
    /// Canonical name: the fullest, in natural case; for a chain without a name its first nominal.
    pub name: String,
    /// Indices into the document's mentions, in text order.
    pub mentions: Vec<usize>,
    /// The owner of an organisation that every country has: "turkey" for "the Turkish Foreign Ministry".
    pub owner: Option<String>,
}

/// Score of a pronoun with only one possible antecedent.
const RESOLVED: f32 = 0.8;

/// What the sieves read.
struct Context<'a> {
    text: &'a str,
    graphs: &'a [SentenceGraph],
    mentions: &'a [Mention],
    index: Index,
    lexicon: &'a Lexicon,
}

impl<'a> Context<'a> {
    /// The form of a word, as it is written.
    fn form(&self, graph: &SentenceGraph, word: usize) -> &'a str {
        graph.words().get(word).map_or("", |word| word.span.of(self.text))
    }
}

/// Groups the mentions of a document into entities, in the order of their first mentions. A pronoun with a sure antecedent takes
/// over its class.
pub fn resolve(
    text: &str,
    sentences: &[Sentence],
    graphs: &[SentenceGraph],
    mentions: &mut [Mention],
    lexicon: &Lexicon,
) -> Vec<Entity> {
    debug_assert_eq!(sentences.len(), graphs.len());
    let context = Context {
        text,
        graphs,
        mentions,
        index: Index::new(mentions),
        lexicon,
    };
    let mut names: Vec<Option<Name>> = (0..mentions.len()).map(|at| Name::of(&context, at)).collect();
    let mut chains = Chains::new(mentions.len());

    exact::link(&context, &mut names, &mut chains);
    names::link(&context, &names, &mut chains);
    let owners = organisations::link(&context, &names, &mut chains);
    apposition::link(&context, &mut chains);
    let traits: Vec<Traits> = (0..mentions.len()).map(|at| Traits::of(&context, at)).collect();
    let mut clusters = Clusters::new(&context, &mut chains, &traits);
    predicate::link(&context, &traits, &mut clusters);
    proper::link(&context, &names, &traits, &mut clusters);
    nominals::link(&context, &traits, &mut clusters);
    let quotations = Quotations::new(text, graphs, lexicon);
    let sure = pronouns::link(&context, &traits, &quotations, &mut clusters);
    // Once more, now that possessors are resolved: "his mother".
    nominals::link(&context, &traits, &mut clusters);

    let groups = chains.groups();
    let entity = |group| canonical::entity(text, mentions, group);
    let mut entities: Vec<Entity> = groups.into_iter().map(entity).collect();
    for entity in entities.iter_mut().filter(|_| !owners.is_empty()) {
        entity.owner = entity.mentions.iter().find_map(|at| owners.get(at).cloned());
    }
    for entity in &entities {
        // What the tagger took for a thing in one sentence is the person that it is in the others.
        if entity.class == Some(Class::Per) {
            for &at in &entity.mentions {
                let mention = &mut mentions[at];
                if mention.kind == Kind::Name && mention.class != Some(Class::Per) {
                    mention.class = Some(Class::Per);
                }
            }
        }
        if entity
            .mentions
            .iter()
            .all(|&at| mentions[at].kind == Kind::Pronoun)
        {
            continue;
        }
        let pronouns = entity.mentions.iter().filter(|&&at| sure.get(at) == Some(&true));
        for &at in pronouns {
            let mention = &mut mentions[at];
            (mention.resolved, mention.class, mention.score) = (true, entity.class, RESOLVED);
        }
    }
    entities
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
