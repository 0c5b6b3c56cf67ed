//! From a word that a path reached to the words that can fill a role, and whether their type is allowed.

use super::scene::Scene;
use crate::{
    encoder::{Class, Upos},
    mention::{Index, Kind, Mention},
};

/// The sentence with its mentions: what deciding about fillers needs.
#[derive(Debug, Clone, Copy)]
pub struct Fillers<'a> {
    pub scene: Scene<'a>,
    pub mentions: &'a [Mention],
    pub index: &'a Index,
    /// Index of the sentence in the document.
    pub sentence: usize,
}

impl Fillers<'_> {
    /// The mention at a word, an index into the document's mentions.
    pub fn mention(&self, word: usize) -> Option<usize> {
        self.index.at(self.sentence, word)
    }

    /// All words that fill a role when a path reached `word`: relative pronouns give way to their antecedents, and
    /// conjuncts count too, as long as they stand on the same side of the trigger.
    pub fn expand(&self, trigger: usize, word: usize) -> Vec<usize> {
        let first = self.antecedent(word).unwrap_or(word);
        let mut words = vec![first];
        let graph = self.scene.graph;
        // A verb under a noun is a parser's slip, never a filler.
        let joins = |conjunct: &usize| {
            graph.words()[*conjunct].upos != Upos::Verb && (*conjunct < trigger) == (first < trigger)
        };
        let mut next = 0;
        while next < words.len() {
            words.extend(graph.children_by(words[next], "conj").filter(joins));
            next += 1;
        }
        words
    }

    /// The word of a suitable type that `word` stands for: itself, or what a partitive counts ("hundreds of people").
    pub fn typed(&self, word: usize, allowed: &[String]) -> Option<usize> {
        if self.fits(word, allowed) {
            return Some(word);
        }
        let graph = self.scene.graph;
        let counts = graph.words()[word].upos == Upos::Num
            || self.scene.lexicon.contains("partitive", &self.scene.lemma(word));
        let below = graph.children_by(word, "nmod").filter(|_| counts);
        below
            .into_iter()
            .find(|&inner| self.has_case(inner, "of") && self.fits(inner, allowed))
    }

    /// Whether a `case` child of the word has this lemma.
    pub fn has_case(&self, word: usize, preposition: &str) -> bool {
        self.scene
            .graph
            .children_by(word, "case")
            .any(|child| self.scene.lemma(child) == preposition)
    }

    /// What a relative pronoun stands for: the noun that its clause hangs on. "Which" stands for no person.
    fn antecedent(&self, word: usize) -> Option<usize> {
        let graph = self.scene.graph;
        let lemma = self.scene.lemma(word);
        if graph.words()[word].upos != Upos::Pron || !matches!(&*lemma, "who" | "whom" | "which" | "that") {
            return None;
        }
        let clause = graph
            .ancestors(word)
            .find(|&at| graph.words()[at].deprel.as_str() == "acl:relcl")?;
        let noun = graph.words()[clause].head?;
        let class = self.mention(noun).and_then(|id| self.mentions[id].class);
        (lemma != "which" || class != Some(Class::Per)).then_some(noun)
    }

    fn fits(&self, word: usize, allowed: &[String]) -> bool {
        let class_allowed = |class: Class| allowed.iter().any(|name| name == class.as_str());
        match self.mention(word).and_then(|id| self.mentions.get(id)) {
            Some(mention) if mention.kind == Kind::Name => mention.class.is_some_and(class_allowed),
            Some(mention) if mention.kind == Kind::Pronoun => false,
            Some(mention) if mention.class.is_some_and(class_allowed) => true,
            _ => allowed
                .iter()
                .any(|list| self.scene.lexicon.contains(list, &self.scene.lemma(word))),
        }
    }
}
