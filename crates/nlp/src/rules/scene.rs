//! What the matcher sees of one sentence.

use std::borrow::Cow;

use super::{
    lists::Lists,
    symbols::{Relation, UNKNOWN},
    types::Types,
};
use crate::{
    mention::{Index, Kind, Mention},
    syntax::SentenceGraph,
    text::lower,
};
use triplewire_facts::annotation::Class;

/// One sentence's graph with the text it stands in, its mentions, the word lists, and the events found in it so far.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    pub text: &'a str,
    pub graph: &'a SentenceGraph,
    pub lists: &'a Lists,
    /// All mentions of the document, and where they are.
    pub mentions: &'a [Mention],
    pub index: &'a Index,
    /// Index of the sentence in the document.
    pub sentence: usize,
    numbers: Vec<Numbers>,
    /// The relations of each word's dependents, as [`Relation::bits`].
    below: Vec<u64>,
    /// Words that trigger an event type, each with the type's number, and whether the event was found.
    triggers: Vec<TypedTrigger>,
}

/// A word's lemma and relation as the rules know them.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    lemma: u32,
    relation: Relation,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct TypedTrigger {
    word: usize,
    kind: usize,
    found: bool,
}

impl<'a> Scene<'a> {
    pub fn new(
        text: &'a str,
        graph: &'a SentenceGraph,
        lists: &'a Lists,
        mentions: &'a [Mention],
        index: &'a Index,
        sentence: usize,
    ) -> Self {
        let words = graph.words();
        let numbers = words.iter().map(|word| Numbers {
            lemma: lists.symbols.get(&lower(&word.lemma)),
            relation: lists.symbols.relation(word.deprel.as_str()),
        });
        let numbers: Vec<Numbers> = numbers.collect();
        let mut below = vec![0; words.len()];
        for (word, numbers) in words.iter().zip(&numbers) {
            if let Some(bits) = word.head.and_then(|head| below.get_mut(head)) {
                *bits |= numbers.relation.bits();
            }
        }
        Self {
            text,
            graph,
            lists,
            mentions,
            index,
            sentence,
            numbers,
            below,
            triggers: Vec::new(),
        }
    }

    /// A word as it is written.
    pub fn form(&self, word: usize) -> &'a str {
        self.graph.words().get(word).map_or("", |w| w.span.of(self.text))
    }

    /// A word's lemma in lower case.
    pub fn lemma(&self, word: usize) -> Cow<'a, str> {
        self.graph
            .words()
            .get(word)
            .map_or("".into(), |w| lower(&w.lemma))
    }

    /// Number of a word's lemma.
    pub(super) fn symbol(&self, word: usize) -> u32 {
        self.numbers.get(word).map_or(UNKNOWN, |numbers| numbers.lemma)
    }

    /// Numbers of the relation by which a word hangs.
    pub(super) fn relation(&self, word: usize) -> Relation {
        self.numbers
            .get(word)
            .map_or(Relation::default(), |numbers| numbers.relation)
    }

    /// The relations of a word's dependents, as [`Relation::bits`].
    pub(super) fn below(&self, word: usize) -> u64 {
        self.below.get(word).copied().unwrap_or(0)
    }

    /// The mention at a word, an index into the document's mentions.
    pub fn mention(&self, word: usize) -> Option<usize> {
        self.index.at(self.sentence, word)
    }

    /// Class and kind of the mention at a word; a pronoun of which one knows whom it stands for is as good as their name.
    pub(super) fn seen_as(&self, word: usize) -> Option<(Kind, Option<Class>)> {
        let mention = self.mentions.get(self.mention(word)?)?;
        let kind = if mention.resolved {
            Kind::Name
        } else {
            mention.kind
        };
        Some((kind, mention.class))
    }

    /// Notes that a word triggers an event type.
    pub(super) fn add_trigger(&mut self, word: usize, kind: usize) {
        self.triggers.push(TypedTrigger {
            word,
            kind,
            found: false,
        });
    }

    /// Notes that an event was found at a word.
    pub(super) fn add_event(&mut self, word: usize, kind: usize) {
        self.triggers.push(TypedTrigger {
            word,
            kind,
            found: true,
        });
    }

    /// Whether a word triggers one of the types; with `found`, whether such an event was found there.
    pub(super) fn triggers_type(&self, word: usize, kinds: &[usize], found: bool) -> bool {
        let of = |triggers: &TypedTrigger| {
            triggers.word == word && (triggers.found || !found) && kinds.contains(&triggers.kind)
        };
        self.triggers.iter().any(of)
    }

    /// Whether a word may fill a place that takes these types.
    pub(super) fn fits(&self, word: usize, types: &Types) -> bool {
        if !types.events.is_empty() && self.triggers_type(word, &types.events, true) {
            return true;
        }
        let listed = || {
            let lemma = self.symbol(word);
            types.lists.iter().any(|&list| self.lists.holds(list, lemma))
        };
        match self.seen_as(word) {
            Some((Kind::Name, class)) => class.is_some_and(|class| types.takes(class)),
            Some((Kind::Pronoun, _)) => false,
            Some((_, Some(class))) if types.takes(class) => true,
            _ => listed(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::{
        syntax::{Deprel, SentenceGraph, Word},
        text::Span,
    };

    /// Builds a graph and its text from rows of form, lemma, UPOS, head (1-based, 0 the root) and relation.
    pub(crate) fn graph(rows: &[(&str, &str, &str, usize, &str)]) -> (String, SentenceGraph) {
        let mut text = String::new();
        let mut words = Vec::new();
        for (form, lemma, upos, head, relation) in rows {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            words.push(Word {
                span: Span::new(start, text.len()),
                lemma: lemma.to_string(),
                upos: upos.parse().unwrap(),
                head: head.checked_sub(1),
                deprel: Deprel::from(*relation),
            });
        }
        (text, SentenceGraph::new(words))
    }
}
