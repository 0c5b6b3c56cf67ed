//! Names inside names: "Lund" in "University of Lund", "Ode" in "the Ode Foundation".
//!
//! In: all mentions of a document. The idea: part of a body's, a building's or a work's name is a mention of its own where
//! the same words stand alone as a place or a person elsewhere in the document.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Kind, Mention, names::head};
use crate::{syntax::SentenceGraph, text::Span};
use triplewire_facts::annotation::Class;

/// Words of a name that is looked for inside another.
const LONGEST: usize = 4;

/// Adds the nested names; the order by position is kept.
pub fn add(text: &str, graphs: &[SentenceGraph], mentions: &mut Vec<Mention>) {
    let mut alone: FxHashMap<Vec<&str>, (Class, f32)> = FxHashMap::default();
    for mention in mentions.iter() {
        if let (Kind::Name, Some(class @ (Class::Loc | Class::Per))) = (mention.kind, mention.class)
            && let Some(graph) = graphs.get(mention.sentence)
            && mention.words.len() <= LONGEST
        {
            alone
                .entry(forms(text, graph, &mention.words))
                .or_insert((class, mention.score));
        }
    }
    let mut found = Vec::new();
    for outer in mentions.iter() {
        let holds = matches!(
            outer.class,
            Some(Class::Org | Class::Fac | Class::Misc | Class::Product)
        );
        if let Some(graph) = graphs.get(outer.sentence)
            && outer.kind == Kind::Name
            && holds
        {
            inside(text, graph, outer, &alone, &mut found);
        }
    }
    if !found.is_empty() {
        mentions.append(&mut found);
        mentions.sort_by_key(|one| (one.sentence, one.span.start, std::cmp::Reverse(one.span.end)));
    }
}

fn forms<'a>(text: &'a str, graph: &SentenceGraph, words: &Range<usize>) -> Vec<&'a str> {
    let words = graph.words().get(words.clone()).unwrap_or(&[]);
    words.iter().map(|word| word.span.of(text)).collect()
}

/// The longest known names in a name, left to right, none of them over another.
fn inside(
    text: &str,
    graph: &SentenceGraph,
    outer: &Mention,
    alone: &FxHashMap<Vec<&str>, (Class, f32)>,
    found: &mut Vec<Mention>,
) {
    let mut start = outer.words.start;
    while start < outer.words.end {
        let ends = (start + 1..=outer.words.end.min(start + LONGEST)).rev();
        let known = ends
            .map(|end| start..end)
            .filter(|words| *words != outer.words)
            .find_map(|words| Some((alone.get(&forms(text, graph, &words))?, words)));
        let Some((&(class, score), words)) = known else {
            start += 1;
            continue;
        };
        start = words.end;
        let head = head(graph, &words);
        // What the whole name hangs on is the whole name: "Lund" of "Brothers Lund".
        if head == outer.head {
            continue;
        }
        let all = graph.words();
        if let (Some(first), Some(last)) = (all.get(words.start), all.get(words.end - 1)) {
            found.push(Mention {
                span: Span::new(first.span.start, last.span.end),
                words,
                head,
                class: Some(class),
                score: score.min(outer.score),
                ..outer.clone()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Sample;

    fn names(lines: &str) -> Vec<String> {
        let sample = Sample::new(lines);
        let found = sample.mentions();
        found
            .iter()
            .map(|one| one.span.of(&sample.text).to_string())
            .collect()
    }

    const BODY: &str = "University/PROPN/-/root/B-ORG of/ADP/2/case/I-ORG Lund/PROPN/0/nmod/I-ORG";

    #[test]
    fn a_place_that_stands_alone_is_found_inside_a_name() {
        let found = names(&format!("{BODY}\nLund/PROPN/-/root/B-LOC"));
        assert_eq!(found, ["University of Lund", "Lund", "Lund"]);
        assert_eq!(names(BODY), ["University of Lund"]);
    }

    #[test]
    fn the_head_of_a_name_is_no_name_inside_it() {
        let line = "Lund/PROPN/-/root/B-ORG Brothers/PROPN/0/flat/I-ORG";
        let found = names(&format!("{line}\nLund/PROPN/-/root/B-LOC"));
        assert_eq!(found, ["Lund Brothers", "Lund"]);
    }
}
