//! Noun phrases out of the dependency graph.
//!
//! In: the graph of a sentence and a head word. Out: a range of words, always contiguous, so that it is one span of the
//! text. The idea: keep the dependents that say *which* thing is meant, drop those that tell more about it.
//!
//! Kept: determiners, adjectives, numbers with their hedges ("at least three"), compounds, name parts, titles,
//! possessors with their 's, and `of` phrases ("a group of protesters"). Dropped: a leading article, conjuncts,
//! appositions, relative clauses and participles, parentheses, every other prepositional phrase, and what belongs to the
//! clause when the noun is its predicate (subject, copula, adverbs).

use std::ops::Range;

use super::{SentenceGraph, Word};
use triplewire_facts::annotation::Upos;

const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Heads of the hedges that stand before a number ("at least", "more than", "nearly").
const HEDGES: [&str; 14] = [
    "least",
    "most",
    "more",
    "many",
    "less",
    "fewer",
    "about",
    "nearly",
    "almost",
    "around",
    "roughly",
    "over",
    "approximately",
    "some",
];

/// Whether `form` is an article, in any case.
pub fn is_article(form: &str) -> bool {
    ARTICLES.iter().any(|article| form.eq_ignore_ascii_case(article))
}

/// The words of the noun phrase of `head`, without a leading article, conjuncts and clauses. Empty when there is no such
/// word.
pub fn noun_phrase(graph: &SentenceGraph, head: usize) -> Range<usize> {
    let count = graph.words().len();
    if head >= count {
        return head..head;
    }
    trim(graph, around(graph, head), head)
}

/// The text of a range of words, as one span; the empty span for the empty range.
pub fn span(graph: &SentenceGraph, words: &Range<usize>) -> crate::text::Span {
    match graph.words().get(words.clone()) {
        Some([first, .., last]) => first.span.join(last.span),
        Some([only]) => only.span,
        _ => Default::default(),
    }
}

/// The unbroken run of kept words around the head; punctuation between two kept words does not break it.
fn around(graph: &SentenceGraph, head: usize) -> Range<usize> {
    let mut kept = Vec::new();
    collect(graph, head, true, &mut kept);
    kept.sort_unstable();
    let at = kept.binary_search(&head).unwrap_or(0);
    let mut start = head;
    for &word in kept[..at].iter().rev() {
        if !joined(graph, word, start) {
            break;
        }
        start = word;
    }
    let mut end = head + 1;
    for &word in &kept[at + 1..] {
        if !joined(graph, end - 1, word) {
            break;
        }
        end = word + 1;
    }
    start..end
}

/// Whether nothing but one or two marks stands between the words.
fn joined(graph: &SentenceGraph, left: usize, right: usize) -> bool {
    right - left <= 3
        && graph.words()[left + 1..right]
            .iter()
            .all(|word| word.upos == Upos::Punct)
}

/// Adds `head` and everything below it that belongs to its phrase. `top` is the phrase's own head, whose preposition or
/// possessive mark stays outside.
fn collect(graph: &SentenceGraph, head: usize, top: bool, kept: &mut Vec<usize>) {
    let mut waiting = vec![(head, top)];
    while let Some((head, top)) = waiting.pop() {
        kept.push(head);
        for &child in graph.children(head) {
            if belongs(graph, head, child, top) {
                waiting.push((child, false));
            }
        }
    }
}

fn belongs(graph: &SentenceGraph, head: usize, child: usize, top: bool) -> bool {
    let words = graph.words();
    let word = &words[child];
    match word.deprel.universal() {
        "det" | "amod" | "nummod" | "compound" | "flat" | "fixed" | "goeswith" | "clf" => true,
        "case" => !top,
        "nmod" => match word.deprel.as_str() {
            "nmod:poss" | "nmod:desc" => true,
            "nmod:unmarked" => child < head,
            _ => of_phrase(graph, head, child) || (child < head && hedge(graph, head, word)),
        },
        // "well - known", "massively diluted": below a modifier an adverb is part of it.
        "advmod" if child < head && !top => true,
        // "16-year-old daughter": the measure of an adjective.
        "obl" if word.deprel.as_str() == "obl:unmarked" && !top => child < head,
        "advmod" | "obl" => child < head && hedge(graph, head, word),
        _ => false,
    }
}

/// The noun that an `of` phrase brings in: "protesters" for the head of "hundreds of protesters".
pub fn of_what(graph: &SentenceGraph, head: usize) -> Option<usize> {
    graph
        .children(head)
        .iter()
        .copied()
        .find(|&child| graph.words()[child].deprel.universal() == "nmod" && of_phrase(graph, head, child))
}

fn of_phrase(graph: &SentenceGraph, head: usize, child: usize) -> bool {
    child > head
        && graph
            .children_by(child, "case")
            .any(|case| graph.words()[case].lemma == "of")
}

/// "at least" in "at least three others", whether the parser hangs it on the number or on the noun.
fn hedge(graph: &SentenceGraph, head: usize, word: &Word) -> bool {
    let counted = graph.words()[head].upos == Upos::Num || graph.children_by(head, "nummod").next().is_some();
    counted && HEDGES.contains(&word.lemma.to_ascii_lowercase().as_str())
}

/// Takes articles and marks off the ends, never the head itself.
fn trim(graph: &SentenceGraph, range: Range<usize>, head: usize) -> Range<usize> {
    let words = graph.words();
    let Range { mut start, mut end } = range;
    while start < head && (words[start].upos == Upos::Punct || is_article(&words[start].lemma)) {
        start += 1;
    }
    while end > head + 1 && words[end - 1].upos == Upos::Punct {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Sample;

    fn phrase(sample: &str, head: usize) -> String {
        let sample = Sample::new(sample);
        let graph = &sample.graphs[0];
        span(graph, &noun_phrase(graph, head))
            .of(&sample.text)
            .to_string()
    }

    #[test]
    fn leaves_out_article_and_participle() {
        let sample = "by/ADP/4/case a/DET/4/det lone/ADJ/4/amod Turkish/ADJ/4/amod gunman/NOUN/-/root \
                      shouting/VERB/4/acl slogans/NOUN/5/obj";
        assert_eq!(phrase(sample, 4), "lone Turkish gunman");
    }

    #[test]
    fn keeps_hedged_numbers_wherever_they_hang() {
        let sample =
            "wounded/VERB/-/root at/ADP/2/case least/ADJ/3/nmod three/NUM/4/nummod others/NOUN/0/obj";
        assert_eq!(phrase(sample, 4), "at least three others");
        let sample = "wounded/VERB/-/root at/ADP/2/case least/ADJ/4/obl three/NUM/4/nummod others/NOUN/0/obj";
        assert_eq!(phrase(sample, 4), "at least three others");
    }

    #[test]
    fn keeps_possessors_and_leaves_conjuncts() {
        let sample = "Mr./PROPN/1/nmod:desc Ode/PROPN/3/nmod:poss ’s/PART/1/case mother/NOUN/7/nsubj:pass \
                      and/CCONJ/5/cc sister/NOUN/3/conj were/AUX/7/aux:pass arrested/VERB/-/root";
        assert_eq!(phrase(sample, 3), "Mr. Ode ’s mother");
        assert_eq!(phrase(sample, 1), "Mr. Ode");
    }

    #[test]
    fn keeps_of_phrases_only() {
        let sample = "a/DET/1/det group/NOUN/-/root of/ADP/3/case protesters/NOUN/1/nmod near/ADP/6/case the/DET/6/det \
                      gate/NOUN/1/nmod";
        assert_eq!(phrase(sample, 1), "group of protesters");
    }

    #[test]
    fn keeps_adverbs_of_modifiers() {
        let sample = "the/DET/2/det newly/ADV/2/advmod elected/VERB/3/amod mayor/NOUN/-/root";
        assert_eq!(phrase(sample, 3), "newly elected mayor");
    }

    #[test]
    fn drops_what_belongs_to_the_clause_of_a_predicate() {
        let sample = "He/PRON/4/nsubj was/AUX/4/cop also/ADV/4/advmod a/DET/4/det member/NOUN/-/root ,/PUNCT/6/punct \
                      reportedly/ADV/4/advmod";
        assert_eq!(phrase(sample, 4), "member");
    }

    #[test]
    fn a_word_that_is_not_there_has_no_phrase() {
        let sample = Sample::new("mayor/NOUN/-/root");
        assert_eq!(noun_phrase(&sample.graphs[0], 99), 99..99);
    }
}
