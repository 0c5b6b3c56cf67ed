//! Sieve: capitalised noun phrases that the tagger has no class for ("the Constitution", "the Student Union") are coreferent with
//! each other and with a name of the same words.
//!
//! Not plurals, and never people: a later "Secretary" may be another one.

use rustc_hash::FxHashMap;
use triplewire_lexicon::names::normalised;

use super::{
    Context,
    clusters::Clusters,
    key::{Group, Name},
    traits::{Article, Traits},
};
use crate::mention::{Kind, Mention};
use triplewire_facts::annotation::{Class, Upos};

/// Number of long words in lower case that show that a sentence is not a headline.
const SMALL: usize = 2;

pub fn link(context: &Context, names: &[Option<Name>], traits: &[Traits], clusters: &mut Clusters) {
    let mut first: FxHashMap<(&str, &[String]), usize> = FxHashMap::default();
    let mut named: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, name) in names.iter().enumerate() {
        if let Some(name) = name
            .as_ref()
            .filter(|name| name.group == Group::Thing && name.words.len() > 1)
        {
            named.entry(&name.key).or_insert(at);
        }
    }
    for (at, mention) in context.mentions.iter().enumerate() {
        let own = &traits[at];
        if own.article == Article::Indefinite || own.plural == Some(true) || !is_proper(context, mention) {
            continue;
        }
        let earlier = *first.entry((&own.lemma, &own.modifiers)).or_insert(at);
        let name = named.get(words(context, mention).as_str()).copied();
        for other in [Some(earlier), name].into_iter().flatten() {
            if other != at && clusters.compatible(other, at) {
                clusters.join(other, at);
            }
        }
    }
}

/// Words as names are compared, without an article or possessor before them.
fn words(context: &Context, mention: &Mention) -> String {
    let graph = &context.graphs[mention.sentence];
    let own = graph.words().get(mention.words.clone()).unwrap_or(&[]);
    let kept = own
        .iter()
        .filter(|word| !matches!(word.deprel.universal(), "det" | "nummod"));
    let words: Vec<String> = kept
        .map(|word| normalised(word.span.of(context.text)))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A phrase with a capital on its head, not at the start of a sentence, and the sentence not written in capitals.
fn is_proper(context: &Context, mention: &Mention) -> bool {
    let graph = &context.graphs[mention.sentence];
    let form = |word: usize| context.form(graph, word);
    let capital = |word: usize| form(word).starts_with(char::is_uppercase);
    let small = |&word: &usize| form(word).starts_with(char::is_lowercase) && form(word).len() > 3;
    let noun = |upos: Upos| match upos {
        Upos::Propn => true,
        Upos::Noun => mention.head > 0,
        _ => false,
    };
    mention.kind == Kind::Nominal
        && mention.class != Some(Class::Per)
        && graph
            .words()
            .get(mention.head)
            .is_some_and(|word| noun(word.upos))
        && capital(mention.head)
        && (0..graph.words().len()).filter(small).nth(SMALL - 1).is_some()
}
