//! From a word back to the mention that it stands for.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Kind, Mention};

/// Finds mentions by sentence and word.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Best mention whose head is the word.
    headed: FxHashMap<(usize, usize), usize>,
    /// Name that the word is part of.
    named: FxHashMap<(usize, usize), usize>,
    /// Mentions of each sentence: a range, since mentions are sorted by position.
    sentences: FxHashMap<usize, Range<usize>>,
}

impl Index {
    /// Indexes mentions that are sorted by position.
    pub fn new(mentions: &[Mention]) -> Self {
        let mut index = Self::default();
        index.headed.reserve(mentions.len());
        index.named.reserve(mentions.len());
        for (at, mention) in mentions.iter().enumerate() {
            let place = (mention.sentence, mention.head);
            let name = mention.kind == Kind::Name;
            index
                .headed
                .entry(place)
                .and_modify(|best| *best = if name { at } else { *best })
                .or_insert(at);
            if name {
                for word in mention.words.clone() {
                    index.named.entry((mention.sentence, word)).or_insert(at);
                }
            }
            index
                .sentences
                .entry(mention.sentence)
                .and_modify(|range| range.end = at + 1)
                .or_insert(at..at + 1);
        }
        index
    }

    /// The mention whose head the word is, names first.
    pub fn headed(&self, sentence: usize, word: usize) -> Option<usize> {
        self.headed.get(&(sentence, word)).copied()
    }

    /// The name that the word is part of.
    pub fn name_at(&self, sentence: usize, word: usize) -> Option<usize> {
        self.named.get(&(sentence, word)).copied()
    }

    /// The mention that the word stands for: the name it is part of, else the phrase that it heads.
    pub fn at(&self, sentence: usize, word: usize) -> Option<usize> {
        self.name_at(sentence, word)
            .or_else(|| self.headed(sentence, word))
    }

    /// All mentions of a sentence, left to right.
    pub fn in_sentence(&self, sentence: usize) -> Range<usize> {
        self.sentences.get(&sentence).cloned().unwrap_or(0..0)
    }
}
