//! Coreference chains as disjoint sets, each with the combined traits of its mentions.

use super::{Context, traits::Traits};
use crate::mention::Kind;
use triplewire_facts::annotation::Class;
use triplewire_facts::sets::DisjointSets;

/// What is known about a chain from its mentions.
#[derive(Debug, Clone)]
pub struct Shown {
    pub traits: Traits,
    /// Class of its names, else of its nouns.
    pub class: Option<Class>,
    pub named: bool,
    /// How many mentions it has so far.
    pub mentions: usize,
}

/// Mentions in chains, each chain with its traits.
pub struct Clusters<'a> {
    chains: &'a mut DisjointSets,
    /// By the chain's first mention.
    shown: Vec<Shown>,
}

impl<'a> Clusters<'a> {
    pub fn new(context: &Context, chains: &'a mut DisjointSets, traits: &[Traits]) -> Self {
        let mentions = context.mentions.iter().zip(traits);
        let shown = mentions.map(|(mention, traits)| Shown {
            traits: traits.clone(),
            class: mention.class,
            named: mention.kind == Kind::Name,
            mentions: 1,
        });
        let mut clusters = Self {
            shown: shown.collect(),
            chains,
        };
        for at in 0..traits.len() {
            let root = clusters.chains.root(at);
            if root != at {
                clusters.take_up(root, at);
            }
        }
        clusters
    }

    pub fn root(&mut self, mention: usize) -> usize {
        self.chains.root(mention)
    }

    pub fn shown(&mut self, mention: usize) -> &Shown {
        let root = self.chains.root(mention);
        &self.shown[root]
    }

    /// Whether two chains may be coreferent: their traits agree, and not both have names.
    pub fn compatible(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        let (one, other) = (&self.shown[one], &self.shown[other]);
        !(one.named && other.named) && one.traits.agrees(&other.traits)
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.chains.join(one, other);
            self.take_up(one.min(other), one.max(other));
        }
    }

    fn take_up(&mut self, into: usize, from: usize) {
        let from = self.shown[from].clone();
        let into = &mut self.shown[into];
        into.traits.learn(&from.traits);
        into.class = if from.named && !into.named {
            from.class.or(into.class)
        } else {
            into.class.or(from.class)
        };
        into.named |= from.named;
        into.mentions += from.mentions;
    }
}
