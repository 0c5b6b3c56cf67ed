//! Nominals where no parser ran: phrases that a known noun heads.
//!
//! The noun lists are all that tells a noun here, so a phrase must open with an article or a number, or its noun must
//! stand in the plural: "a gunman", "three soldiers", "rebels", but not "guard", which may be a verb.

use super::{Kind, Mention, Place};
use crate::syntax::{
    chunk::{Chunk, Seen, chunks, is_determiner},
    closed::{may_be_noun, may_describe},
    is_article, lemma, span,
};
use triplewire_facts::annotation::Upos;

/// The nominals of one sentence, left to right; `names` are its names.
pub fn find(here: &Place, names: &[Mention]) -> Vec<Mention> {
    let &Place {
        text,
        sentence,
        graph,
        lexicon,
    } = here;
    let forms: Vec<String> = graph
        .words()
        .iter()
        .map(|word| word.span.of(text).to_lowercase())
        .collect();
    let count = forms.len();
    let (mut opens, mut named) = (vec![None; count], vec![false; count]);
    for name in names {
        let words = name.words.start.min(count)..name.words.end.min(count);
        if !words.is_empty() {
            opens[words.start] = Some(words.end);
            named[words].fill(true);
        }
    }
    let before = |at: usize| at.checked_sub(1).map_or("", |before| forms[before].as_str());
    let singular = |at: usize| lemma(&forms[at], Upos::Noun, lexicon);
    let class = |at: usize| {
        let noun = !named[at] && may_be_noun(&forms[at], before(at), lexicon);
        let noun_class = || lexicon.noun_class(&singular(at));
        noun.then(noun_class).flatten()
    };
    let nouns: Vec<bool> = (0..count).map(|at| class(at).is_some()).collect();
    let fillers: Vec<bool> = (0..count)
        .map(|at| !named[at] && may_describe(&forms[at], before(at), lexicon))
        .collect();
    let found = chunks(&Seen {
        forms: &forms,
        names: &opens,
        nouns: &nouns,
        fillers: &fillers,
    });
    let nominal = |chunk: Chunk| {
        let head = chunk.head;
        let class = class(head)?;
        let plural = singular(head) != forms[head];
        let opened = is_determiner(&forms[chunk.words.start]);
        if !(plural || opened || chunk.words.len() > 1 || matches!(forms[head].as_str(), "police" | "people"))
        {
            return None;
        }
        let start = chunk
            .words
            .clone()
            .find(|&at| at == head || !is_article(&forms[at]) && forms[at] != "no")?;
        let words = start..head + 1;
        Some(Mention {
            span: span(graph, &words),
            sentence,
            words,
            head,
            kind: Kind::Nominal,
            class: Some(class),
            score: 0.8,
            resolved: false,
        })
    };
    found.into_iter().filter_map(nominal).collect()
}
