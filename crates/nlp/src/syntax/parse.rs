//! The heads that the encoder chose become a graph of words with lemmas.

use std::sync::Arc;

use crate::text::Sentence;
use triplewire_facts::annotation::{Encoded, Upos};
use triplewire_lexicon::Lexicon;

use super::{Deprel, SentenceGraph, Word, lemma::lemma, repair::repair};

/// Builds the graph of one sentence; `relations` are the model's, which [`Encoded::heads`] counts in.
///
/// Without a parser all words are roots.
pub fn parse(
    text: &str,
    sentence: &Sentence,
    encoded: &Encoded,
    relations: &[Arc<str>],
    lexicon: &Lexicon,
) -> SentenceGraph {
    let words = sentence.tokens.iter().enumerate().map(|(at, &span)| {
        let upos = encoded.upos.get(at).copied().unwrap_or(Upos::X);
        let head = encoded.heads.as_ref().and_then(|heads| heads.get(at));
        let relation = head.and_then(|head| relations.get(head.relation));
        Word {
            span,
            lemma: lemma(span.of(text), upos, lexicon),
            upos,
            head: head.and_then(|head| head.word),
            deprel: relation.map_or_else(|| Deprel::from("dep"), |relation| Deprel(relation.clone())),
        }
    });
    let mut words: Vec<Word> = words.collect();
    if encoded.heads.is_some() {
        repair(text, &mut words, lexicon);
    }
    SentenceGraph::new(words)
}
