//! The dependency graph of one sentence (Universal Dependencies v2, basic tree).

use std::{fmt, sync::Arc};

use crate::text::Span;
use triplewire_facts::annotation::Upos;

/// Dependency relation with its subtype (`nsubj:pass`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deprel(pub Arc<str>);

impl Deprel {
    /// With its subtype.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The universal part, without subtype: `nsubj` of `nsubj:pass`.
    pub fn universal(&self) -> &str {
        let end = self.0.bytes().position(|byte| byte == b':');
        end.map_or(&self.0, |end| &self.0[..end])
    }

    /// Whether the relation is `name`, or a subtype of it when `name` has none.
    pub fn is(&self, name: &str) -> bool {
        let rest = self.0.strip_prefix(name);
        rest.is_some_and(|subtype| subtype.is_empty() || subtype.starts_with(':'))
    }
}

impl From<&str> for Deprel {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Deprel {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One token in its sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Its bytes.
    pub span: Span,
    /// Its lemma, in lower case but for names.
    pub lemma: String,
    /// Its universal part of speech.
    pub upos: Upos,
    /// Index of the governing word, `None` for the root.
    pub head: Option<usize>,
    /// Its relation to the governing word.
    pub deprel: Deprel,
}

/// The words of one sentence with their tree: one root, no cycle. Where no parser ran every word is a root.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SentenceGraph {
    words: Vec<Word>,
    children: Vec<Vec<usize>>,
}

impl SentenceGraph {
    /// Links the words.
    pub fn new(words: Vec<Word>) -> Self {
        let mut children = vec![Vec::new(); words.len()];
        for (index, word) in words.iter().enumerate() {
            if let Some(list) = word.head.and_then(|head| children.get_mut(head)) {
                list.push(index);
            }
        }
        Self { words, children }
    }

    /// The words, in text order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Dependents of a word, left to right.
    pub fn children(&self, word: usize) -> &[usize] {
        self.children.get(word).map_or(&[], Vec::as_slice)
    }

    /// Dependents of a word by a relation ([`Deprel::is`]).
    pub fn children_by<'a>(&'a self, word: usize, relation: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.children(word)
            .iter()
            .copied()
            .filter(move |&child| self.words[child].deprel.is(relation))
    }

    /// All words below `word`, itself included, in text order; `keep` prunes whole branches by their top word.
    pub fn subtree(&self, word: usize, keep: impl Fn(&Word) -> bool) -> Vec<usize> {
        let mut found = vec![word];
        let mut next = 0;
        while next < found.len() {
            let children = self.children(found[next]);
            found.extend(children.iter().copied().filter(|&child| keep(&self.words[child])));
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// From a word up to the root, the word itself first.
    pub fn ancestors(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(word), |&at| self.words.get(at).and_then(|w| w.head))
            .take(self.words.len())
    }
}
