//! Sieve: a noun phrase in apposition to a name, or a title that governs it, is coreferent with the name.
//!
//! Strict: the phrase is singular, of the name's class by the word lists, not conjoined, and next to the name: "the envoy,
//! Ann Lund", "Ann Lund, a photographer", "President Lund".

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_facts::sets::DisjointSets;

use super::Context;
use crate::{
    mention::{Kind, Mention},
    syntax::{SentenceGraph, Word},
};
use triplewire_facts::annotation::{Class, Upos};

/// Words of a title before a name.
const TITLES: usize = 3;

/// Words that may stand between the phrase and the name: a comma, an article, an age between commas; and where all of them
/// describe one of the two ("the gunman, 31-year-old former soldier Ann Lund").
const GAP: usize = 5;
const WITHIN: usize = 14;

pub fn link(context: &Context, chains: &mut DisjointSets) {
    let beside = beside(context);
    let mut described: FxHashSet<usize> = beside.values().copied().collect();
    for (&name, &nominal) in &beside {
        chains.join(nominal, name);
    }
    for (at, nominal) in context.mentions.iter().enumerate() {
        let graph = &context.graphs[nominal.sentence];
        if nominal.kind != Kind::Nominal || is_plural(context, graph, nominal) {
            continue;
        }
        if let Some(other) = second(context, graph, nominal) {
            chains.join(other, at);
        }
        let named = |word: usize| context.index.name_at(nominal.sentence, word);
        // A phrase right beside a name is a surer antecedent than the one that the parser attaches the name to.
        let taken = |name: &usize| beside.get(name).is_some_and(|&other| other != at);
        let fits = |name: &usize| suits(graph, nominal, &context.mentions[*name]) && !taken(name);
        let adjacent = adjacent(context, graph, nominal);
        if let Some(name) = neighbours(graph, nominal.head)
            .filter_map(named)
            .chain(adjacent)
            .find(fits)
        {
            chains.join(at, name);
            described.insert(at);
        }
    }
    for (at, name) in context.mentions.iter().enumerate() {
        if let Some(nominal) = outer(context, name)
            && !described.contains(&nominal)
            && !beside.contains_key(&at)
        {
            described.insert(nominal);
            chains.join(nominal, at);
        }
    }
}

/// The phrase that a second one behind a comma describes: "the attacker, a 40-year-old man, Bo Ode".
fn second(context: &Context, graph: &SentenceGraph, nominal: &Mention) -> Option<usize> {
    let word = &graph.words()[nominal.head];
    let head = word.head.filter(|_| word.deprel.is("appos"))?;
    let first = context.index.headed(nominal.sentence, head)?;
    let mention = &context.mentions[first];
    let article = |at: usize| graph.children_by(at, "det").next().is_some();
    let alike = mention.kind == Kind::Nominal
        && mention.class == Some(Class::Per)
        && nominal.class == Some(Class::Per)
        && mention.words.end <= nominal.words.start
        && !is_plural(context, graph, mention);
    let alone = |at: usize| graph.children_by(at, "conj").next().is_none();
    (alike
        && article(head)
        && article(nominal.head)
        && alone(head)
        && alone(nominal.head)
        && neighbours(graph, head).any(|beside| beside == nominal.head))
    .then_some(first)
}

/// The phrase that a name between commas behind another person's name names: "the suspect in the killing of Ann Lund, Bo Ode,
/// was held", where the parser takes the second for the first.
fn outer(context: &Context, name: &Mention) -> Option<usize> {
    let person = |mention: &Mention| mention.kind == Kind::Name && mention.class == Some(Class::Per);
    if !person(name) {
        return None;
    }
    let graph = context.graphs.get(name.sentence)?;
    let words = graph.words();
    let form = |at: usize| words.get(at).map_or("", |word| word.span.of(context.text));
    let own = words.get(name.head)?;
    // Without "and" a conjunct is one as well.
    let listed = |at: usize| graph.children_by(at, "cc").next().is_some();
    let single = |at: usize| graph.children_by(at, "conj").count() == 1 && !listed(name.head);
    let other = own
        .head
        .filter(|&head| own.deprel.is("appos") || own.deprel.is("conj") && single(head))?;
    let other = &context.mentions[context.index.name_at(name.sentence, other)?];
    let commas = name
        .words
        .start
        .checked_sub(1)
        .is_some_and(|before| form(before) == ",")
        && form(name.words.end) == ","
        && name.words.start == other.words.end + 1;
    let name_of_another = person(other) || matches!(other.class, Some(Class::Loc | Class::Org));
    if !(commas && name_of_another) || graph.children_by(name.head, "conj").next().is_some() {
        return None;
    }
    let mut above = graph.ancestors(other.head);
    above.find_map(|word| {
        let at = context.index.headed(name.sentence, word)?;
        let nominal = &context.mentions[at];
        let describes = nominal.kind == Kind::Nominal
            && nominal.class == Some(Class::Per)
            && word < other.words.start
            && !is_plural(context, graph, nominal)
            // The noun right before the first name is what that one is.
            && word + 1 != other.words.start
            && matches!(words[word].deprel.universal(), "nsubj" | "obj" | "obl" | "nmod");
        describes.then_some(at)
    })
}

/// Names in apposition, each with the phrase that ends right before it: "the envoy, Ann Lund", "the gunman Ann Lund",
/// wherever the parser attaches the name; and where it takes both for subjects, "Minister for Trade, Ann Lund, said".
fn beside(context: &Context) -> FxHashMap<usize, usize> {
    let mut found = FxHashMap::default();
    for (at, nominal) in context.mentions.iter().enumerate() {
        let graph = &context.graphs[nominal.sentence];
        let suited = nominal.kind == Kind::Nominal && nominal.class == Some(Class::Per);
        if !suited || is_plural(context, graph, nominal) {
            continue;
        }
        let word = |at: usize| {
            graph
                .words()
                .get(at)
                .map_or("", |word| word.span.of(context.text))
        };
        let complements = graph.children_by(nominal.head, "nmod");
        // What stands in apposition to a complement is what is looked for.
        let within = |word: &Word| !word.deprel.is("appos");
        let last = complements.filter_map(|child| graph.subtree(child, within).last().copied());
        let end = last.fold(nominal.words.end, |end, last| end.max(last + 1));
        for end in [nominal.words.end, end] {
            let comma = if word(end) == "," { end + 1 } else { end };
            // "The minister of trade, Dr. Ann Lund".
            let forms: Vec<&str> = (comma..comma + TITLES).map(word).collect();
            let start = comma + context.lexicon.titles().at_start(&forms);
            let Some(name) = context.index.name_at(nominal.sentence, start) else {
                continue;
            };
            let named = &context.mentions[name];
            let [one, other] = [nominal, named].map(|mention| &graph.words()[mention.head]);
            let article = graph.children_by(nominal.head, "det").next().is_some();
            let subjects = one.head == other.head && [one, other].iter().all(|word| word.deprel.is("nsubj"));
            let apposed = other.deprel.as_str() == "appos" && article || subjects;
            if named.words.start == start && named.class == nominal.class && apposed {
                found.insert(name, at);
            }
        }
    }
    found
}

/// The person whose name follows the phrase directly, however the parser attaches it: "the candidate Ann
/// Lund". Not the subject of a clause on the phrase: "the candidate Lund supports".
fn adjacent(context: &Context, graph: &SentenceGraph, nominal: &Mention) -> Option<usize> {
    let next = nominal.words.end;
    let name = context.index.name_at(nominal.sentence, next)?;
    let mention = &context.mentions[name];
    let deprel = graph.words()[mention.head].deprel.universal();
    let follows =
        mention.words.start == next && nominal.head + 1 == next && mention.class == Some(Class::Per);
    (follows && !matches!(deprel, "nsubj" | "obj")).then_some(name)
}

/// Words in apposition to `head` on either side, and the parts of the name that a title governs or describes.
pub(super) fn neighbours(graph: &SentenceGraph, head: usize) -> impl Iterator<Item = usize> + '_ {
    let word = &graph.words()[head];
    let conjoined = graph.children_by(head, "conj").next().is_some();
    // "The butler Ann Lund, not her son": a contrast.
    let denied = move |at: usize| {
        let mut adverbs = graph.children_by(at, "advmod").chain(graph.children_by(at, "cc"));
        adverbs.any(|adverb| matches!(graph.words()[adverb].lemma.as_str(), "not" | "never"))
    };
    let above = word
        .head
        .filter(|_| matches!(word.deprel.as_str(), "appos" | "nmod:desc") && !denied(head));
    // "His father, farmer Jan Lund": the name stands below a second phrase.
    let appositions = graph.children_by(head, "appos").filter(move |&at| !denied(at));
    let below = appositions
        .flat_map(|at| [at].into_iter().chain(graph.children_by(at, "appos")))
        .chain(graph.children_by(head, "flat"));
    above.into_iter().chain(below).filter(move |_| !conjoined)
}

fn suits(graph: &SentenceGraph, nominal: &Mention, name: &Mention) -> bool {
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
    let within = || {
        let between = nominal.words.end..name.words.start;
        let below = |word: usize| graph.ancestors(word).any(|above| above == nominal.head);
        gap <= WITHIN && between.end > between.start && between.clone().all(below)
    };
    same && apart && (gap <= GAP || within())
}

/// A plural noun means several, a name one.
fn is_plural(context: &Context, graph: &SentenceGraph, nominal: &Mention) -> bool {
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
