//! Names that a bad program pasted side by side are cut apart.
//!
//! In: all mentions of a document. The idea: a place called "Turkey Syria" is two when both parts stand alone as places
//! elsewhere in the document. One known part is not enough: "South Sudan" is one name beside "Sudan".

use rustc_hash::FxHashSet;

use super::{Kind, Mention, names::head};
use crate::{syntax::SentenceGraph, text::Span};
use triplewire_facts::annotation::Class;

/// Replaces every run of pasted place names by its parts; the order by position is kept.
pub fn cut(text: &str, graphs: &[SentenceGraph], mentions: &mut Vec<Mention>) {
    let is_place = |mention: &Mention| mention.kind == Kind::Name && mention.class == Some(Class::Loc);
    let places = mentions
        .iter()
        .filter(|mention| is_place(mention) && mention.words.len() <= 2);
    let seen: FxHashSet<&str> = places.map(|mention| mention.span.of(text)).collect();
    // Two words that are places each may be pasted themselves, and prove nothing.
    let pasted = |name: &str| {
        name.split_once(' ')
            .is_some_and(|(one, two)| seen.contains(one) && seen.contains(two))
    };
    let alone: FxHashSet<&str> = seen.iter().copied().filter(|name| !pasted(name)).collect();
    let mut changed = Vec::with_capacity(mentions.len());
    for mention in mentions.drain(..) {
        let graph = graphs.get(mention.sentence);
        let parts = graph
            .filter(|_| is_place(&mention))
            .and_then(|graph| parts(text, graph, &mention, &alone));
        match parts {
            Some(parts) => changed.extend(parts),
            None => changed.push(mention),
        }
    }
    *mentions = changed;
}

/// The mention's parts when at least two of them are known: known names from the right, and what is left of them.
fn parts(
    text: &str,
    graph: &SentenceGraph,
    mention: &Mention,
    alone: &FxHashSet<&str>,
) -> Option<Vec<Mention>> {
    let span_of = |start: usize, end: usize| -> Option<Span> {
        Some(
            graph
                .words()
                .get(start)?
                .span
                .join(graph.words().get(end.checked_sub(1)?)?.span),
        )
    };
    let mut cuts = Vec::new();
    let mut end = mention.words.end;
    while end > mention.words.start {
        let longest = mention.words.start.max(end.saturating_sub(2));
        let known = (longest..end).find(|&start| {
            // The mention as a whole is no proof that it is a name.
            (start..end) != mention.words
                && span_of(start, end).is_some_and(|span| alone.contains(span.of(text)))
        });
        let Some(start) = known else { break };
        cuts.push(start..end);
        end = start;
    }
    if cuts.len() < 2 {
        return None;
    }
    if end > mention.words.start {
        cuts.push(mention.words.start..end);
    }
    let part = |words: std::ops::Range<usize>| {
        let span = span_of(words.start, words.end)?;
        Some(Mention {
            span,
            head: head(graph, &words),
            words,
            ..mention.clone()
        })
    };
    cuts.into_iter().rev().map(part).collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Sample;

    fn names(lines: &str) -> Vec<String> {
        let sample = Sample::new(lines);
        let found = sample.mentions();
        found
            .iter()
            .map(|mention| mention.span.of(&sample.text).to_string())
            .collect()
    }

    #[test]
    fn pasted_places_are_cut_and_compound_ones_are_not() {
        let alone = "Chad/PROPN/-/root/B-LOC and/CCONJ/2/cc Mali/PROPN/0/conj/B-LOC";
        let pasted = "Chad/PROPN/1/compound/B-LOC Mali/PROPN/-/root/I-LOC";
        assert_eq!(
            names(&format!("{alone}\n{pasted}")),
            ["Chad", "Mali", "Chad", "Mali"]
        );
        let longer = "Gao/PROPN/2/compound/B-LOC Chad/PROPN/2/compound/I-LOC Mali/PROPN/-/root/I-LOC";
        assert_eq!(
            names(&format!("{alone}\n{longer}")),
            ["Chad", "Mali", "Gao", "Chad", "Mali"]
        );
        let north = "North/PROPN/1/compound/B-LOC Chad/PROPN/-/root/I-LOC";
        assert_eq!(
            names(&format!("{alone}\n{north}")),
            ["Chad", "Mali", "North Chad"]
        );
    }
}
