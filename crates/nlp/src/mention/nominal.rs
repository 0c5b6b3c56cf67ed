//! Noun phrases with a common noun as head, and personal pronouns.

use std::ops::Range;

use super::{Kind, Mention, Place};
use crate::syntax::{SentenceGraph, Word, noun_phrase, of_what, span};
use triplewire_facts::annotation::{Class, Upos};

/// Words that stand for people or things without being nouns ("three others", "some of those").
const NOUN_LIKE: [&str; 17] = [
    "other",
    "others",
    "those",
    "these",
    "one",
    "someone",
    "somebody",
    "anyone",
    "anybody",
    "everyone",
    "everybody",
    "many",
    "several",
    "some",
    "dozens",
    "hundreds",
    "thousands",
];

/// Whether a form is a personal pronoun, and the class that it tells.
fn personal(form: &str) -> Option<Option<Class>> {
    match form {
        "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" => Some(Some(Class::Per)),
        "i" | "me" | "my" | "mine" | "myself" | "you" | "your" | "yours" | "yourself" => {
            Some(Some(Class::Per))
        }
        "we" | "us" | "our" | "ours" | "ourselves" | "it" | "its" | "itself" => Some(None),
        "they" | "them" | "their" | "theirs" | "themselves" => Some(None),
        _ => None,
    }
}

/// Adds the nominals and pronouns of one sentence; `in_name` says which words belong to a name.
pub fn find(here: &Place, in_name: &[bool], found: &mut Vec<Mention>) {
    let &Place {
        text,
        sentence,
        graph,
        ..
    } = here;
    for (index, word) in graph.words().iter().enumerate() {
        if in_name.get(index).copied().unwrap_or(false) || inner(word) && !opens_phrase(text, graph, index) {
            continue;
        }
        let form = word.span.of(text).to_lowercase();
        let pronoun = if word.upos == Upos::Pron {
            personal(&form)
        } else {
            None
        };
        if let Some(class) = pronoun {
            let words = index..index + 1;
            let span = word.span;
            found.push(Mention {
                span,
                sentence,
                words,
                head: index,
                kind: Kind::Pronoun,
                class,
                score: 1.0,
                resolved: false,
            });
        } else if is_nominal(graph, index, &form) {
            let words = before_name(graph, index, in_name, noun_phrase(graph, index));
            let span = span(graph, &words);
            let class = class(here, index);
            found.push(Mention {
                span,
                sentence,
                words,
                head: index,
                kind: Kind::Nominal,
                class,
                score: 1.0,
                resolved: false,
            });
        }
    }
}

/// Class by the word lists; "hundreds of protesters" are what the protesters are.
fn class(here: &Place, index: usize) -> Option<Class> {
    let (graph, lexicon) = (here.graph, here.lexicon);
    let (mut at, mut lemma) = (index, graph.words()[index].lemma.to_lowercase());
    // One step is enough for "dozens of soldiers"; three for "a group of hundreds of them".
    for _ in 0..3 {
        let form = || graph.words()[at].span.of(here.text).to_lowercase();
        let class = lexicon.noun_class(&lemma);
        if let Some(class) = class.or_else(|| lexicon.noun_class(&form())) {
            return Some(class);
        }
        // "Two of his guards" are guards.
        let counts = lexicon.is_partitive(&lemma) || graph.words()[at].upos == Upos::Num;
        at = of_what(graph, at).filter(|_| counts)?;
        lemma = graph.words()[at].lemma.to_lowercase();
    }
    None
}

/// Where a title governs the name after it ("President Ann Lund"), the title alone is the phrase.
fn before_name(graph: &SentenceGraph, index: usize, in_name: &[bool], words: Range<usize>) -> Range<usize> {
    let part = |child: &usize| *child > index && in_name.get(*child).copied().unwrap_or(false);
    let first = graph.children_by(index, "flat").find(part);
    words.start..first.unwrap_or(words.end).min(words.end)
}

/// Words inside a larger name or compound are no phrase of their own.
fn inner(word: &Word) -> bool {
    matches!(
        word.deprel.universal(),
        "compound" | "flat" | "fixed" | "goeswith" | "punct" | "case" | "reparandum"
    )
}

/// Whether a noun inside a larger compound has an article of its own: then the parser has run two phrases together, as in
/// "minister the gunman Ann Lund".
fn opens_phrase(text: &str, graph: &SentenceGraph, index: usize) -> bool {
    let word = &graph.words()[index];
    let mut articles = graph.children_by(index, "det");
    word.upos == Upos::Noun
        && word.deprel.is("compound")
        && articles.any(|article| graph.words()[article].span.of(text).eq_ignore_ascii_case("the"))
}

fn is_nominal(graph: &SentenceGraph, index: usize, form: &str) -> bool {
    let word = &graph.words()[index];
    // "Mr." describes a name; it is no phrase that could refer.
    if form.ends_with('.') && word.deprel.as_str() == "nmod:desc" {
        return false;
    }
    let governed = || {
        matches!(
            word.deprel.universal(),
            "nsubj" | "obj" | "iobj" | "obl" | "nmod" | "conj" | "appos"
        )
    };
    match word.upos {
        Upos::Noun | Upos::Propn => !form.is_empty() && form.chars().any(char::is_alphanumeric),
        Upos::Pron | Upos::Det => NOUN_LIKE.contains(&form) && word.deprel.universal() != "det",
        // "killed three", "the two met"; a year or an amount stands as obl or nummod.
        Upos::Num => matches!(word.deprel.universal(), "nsubj" | "obj" | "iobj"),
        // "the wounded"
        Upos::Adj => governed() && graph.children_by(index, "det").next().is_some(),
        _ => false,
    }
}
