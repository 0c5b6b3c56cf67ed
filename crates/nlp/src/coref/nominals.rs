//! Sieve: definite noun phrases with an earlier antecedent.
//!
//! "The gunman" is resolved to the nearest gunman before, "the ambassador" to the person who was called an ambassador, "the
//! assailant" perhaps to the gunman (`rules/lexicon/role_words.txt`: groups of words for the same people), "the ministry" to the
//! ministry with a name. Modifiers must not add anything ("the second gunman"), numbers must not differ, and possessors must be
//! coreferent ("his mother").

use rustc_hash::FxHashMap;

use super::{
    Context,
    clusters::Clusters,
    traits::{Article, Traits},
};
use crate::mention::{Kind, Mention};
use triplewire_facts::annotation::Class;

/// Greatest distance in sentences to the same noun, and to a synonym.
const SAME_NOUN: usize = 15;
const OTHER_WORD: usize = 6;
/// Number of mentions of a noun that are tried, nearest first.
const TRIES: usize = 6;

pub fn link(context: &Context, traits: &[Traits], clusters: &mut Clusters) {
    // Mentions so far, by head noun, by group of words, and names by their last word.
    let mut by_noun: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut by_role: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, mention) in context.mentions.iter().enumerate() {
        let own = &traits[at];
        match mention.kind {
            Kind::Pronoun => {}
            Kind::Name => {
                if !matches!(
                    mention.class,
                    Some(Class::Per | Class::Norp | Class::Date | Class::Money)
                ) {
                    by_name.entry(&own.lemma).or_default().push(at);
                }
            }
            Kind::Nominal => {
                let roles = context.lexicon.role_groups(&own.lemma);
                if own.article == Article::Definite {
                    let same = nearest(by_noun.get(own.lemma.as_str()), |&other| {
                        near(context, other, at, SAME_NOUN) && fits(context, traits, clusters, other, at)
                    });
                    let named = || {
                        nearest(by_name.get(own.lemma.as_str()), |&other| {
                            own.modifiers.is_empty()
                                && own.plural != Some(true)
                                && near(context, other, at, SAME_NOUN)
                        })
                    };
                    let found = same.or_else(named);
                    let exchanged = |other: &usize, clusters: &mut Clusters| {
                        near(context, *other, at, OTHER_WORD) && fits(context, traits, clusters, *other, at)
                    };
                    let found = found.or_else(|| {
                        let mut lists = roles.iter().filter(|_| own.plural == Some(false));
                        lists.find_map(|role| nearest(by_role.get(role), |other| exchanged(other, clusters)))
                    });
                    if let Some(other) = found
                        && clusters.compatible(other, at)
                    {
                        clusters.join(other, at);
                    }
                }
                by_noun.entry(&own.lemma).or_default().push(at);
                for &role in roles {
                    by_role.entry(role).or_default().push(at);
                }
            }
        }
    }
}

fn nearest(list: Option<&Vec<usize>>, fits: impl FnMut(&usize) -> bool) -> Option<usize> {
    list?.iter().rev().take(TRIES).copied().find(fits)
}

fn near(context: &Context, earlier: usize, later: usize, sentences: usize) -> bool {
    let place = |at: usize| context.mentions[at].sentence;
    place(later) - place(earlier) <= sentences
}

/// Whether the later noun phrase adds nothing to the earlier one.
fn fits(context: &Context, traits: &[Traits], clusters: &mut Clusters, earlier: usize, later: usize) -> bool {
    let (before, after) = (&traits[earlier], &traits[later]);
    let [one, other] = [earlier, later].map(|at| &context.mentions[at]);
    let added = after
        .modifiers
        .iter()
        .any(|word| !before.modifiers.contains(word));
    let numbers = |traits: &Traits| traits.plural;
    !inside(one, other)
        && !inside(other, one)
        && !added
        && numbers(before) == numbers(after)
        && owner(context, clusters, earlier)
            .is_none_or(|one| owner(context, clusters, later).is_none_or(|other| one == other))
        && (owner(context, clusters, later).is_none()
            || owner(context, clusters, earlier) == owner(context, clusters, later))
}

fn inside(inner: &Mention, outer: &Mention) -> bool {
    inner.sentence == outer.sentence
        && outer.words.start <= inner.words.start
        && inner.words.end <= outer.words.end
}

/// The chain of a possessor; a country is among the modifiers instead ("Russia's envoy", "the Russian envoy").
fn owner(context: &Context, clusters: &mut Clusters, at: usize) -> Option<usize> {
    let mention = &context.mentions[at];
    let graph = &context.graphs[mention.sentence];
    let possessor = graph
        .children(mention.head)
        .iter()
        .copied()
        .find(|&child| graph.words()[child].deprel.as_str() == "nmod:poss")
        .filter(|&child| {
            context
                .lexicon
                .country_meant(&graph.words()[child].lemma)
                .is_none()
        })?;
    let owner = context.index.at(mention.sentence, possessor)?;
    Some(clusters.root(owner))
}
