//! Sieve: capitalised noun phrases that the tagger has no class for ("the Constitution", "the Act") mean the same wherever
//! the same words stand.
//!
//! Only with a proper noun as head, no plural, and never people: a Secretary may be somebody else's later on.

use rustc_hash::FxHashMap;

use super::{
    Context,
    clusters::Clusters,
    traits::{Article, Traits},
};
use crate::{
    encoder::{Class, Upos},
    mention::{Kind, Mention},
};

pub fn link(context: &Context, traits: &[Traits], clusters: &mut Clusters) {
    let mut first: FxHashMap<(&str, &[String]), usize> = FxHashMap::default();
    for (at, mention) in context.mentions.iter().enumerate() {
        let own = &traits[at];
        if own.article == Article::Indefinite || own.plural == Some(true) || !is_proper(context, mention) {
            continue;
        }
        let earlier = *first.entry((&own.lemma, &own.modifiers)).or_insert(at);
        if earlier != at && clusters.compatible(earlier, at) {
            clusters.join(earlier, at);
        }
    }
}

/// A phrase with a proper noun as head, in a sentence that is not written in capitals throughout.
fn is_proper(context: &Context, mention: &Mention) -> bool {
    let graph = &context.graphs[mention.sentence];
    let Some(word) = graph.words().get(mention.head) else {
        return false;
    };
    let capital = |word: &crate::syntax::Word| word.span.of(context.text).starts_with(char::is_uppercase);
    mention.kind == Kind::Nominal
        && mention.class != Some(Class::Per)
        && word.upos == Upos::Propn
        && capital(word)
        && graph.words().iter().any(|word| {
            let form = word.span.of(context.text);
            form.starts_with(char::is_lowercase) && form.len() > 3
        })
}
