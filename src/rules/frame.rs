//! Frames: word lists with roles by grammatical function, and the index from lemma to frame.

use rustc_hash::FxHashMap;

use super::{path::Path, scene::Scene};
use crate::encoder::Upos;

/// A compiled frame.
#[derive(Debug, Clone)]
pub struct Frame {
    pub name: String,
    /// Event type.
    pub event: String,
    pub unless: Vec<Path>,
    /// Roles that must all be filled, beyond what the type requires.
    pub needs: Vec<String>,
    /// Role and the functions that may fill it, best first.
    pub roles: Vec<(String, Vec<Function>)>,
}

/// Where a filler stands, seen from the trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// A function that patterns fill: agent, patient, place, ...
    Named(String),
    /// An oblique with this preposition.
    Oblique(String),
}

impl Function {
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("obl:") {
            Some(preposition) => Self::Oblique(preposition.to_string()),
            None => Self::Named(text.to_string()),
        }
    }

    /// Whether what a pattern's function of this name reaches can stand so; for an oblique its preposition decides.
    pub(super) fn may_be(&self, name: &str) -> bool {
        match self {
            Self::Named(wanted) => wanted == name,
            Self::Oblique(_) => name == "oblique",
        }
    }
}

/// One trigger word or phrase of a frame.
#[derive(Debug, Clone)]
struct Entry {
    frame: usize,
    noun: bool,
    /// Lemmas that must stand below the first word ("down" of "gun down").
    rest: Vec<String>,
}

/// Finds frames by the lemma of a trigger's head word.
#[derive(Debug, Clone, Default)]
pub struct TriggerIndex {
    entries: FxHashMap<String, Vec<Entry>>,
}

/// A trigger found in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerHit {
    pub frame: usize,
    pub noun: bool,
    /// All its words in text order.
    pub words: Vec<usize>,
    /// The head word.
    pub head: usize,
}

impl TriggerIndex {
    /// Adds a phrase whose first word is the head ("gun down", "take hostage", "assassination").
    pub fn add(&mut self, frame: usize, phrase: &str, noun: bool) {
        let mut words = phrase.split_whitespace().map(str::to_lowercase);
        if let Some(first) = words.next() {
            self.entries.entry(first).or_default().push(Entry {
                frame,
                noun,
                rest: words.collect(),
            });
        }
    }

    /// The frames that a lemma triggers, with the words of the phrase; `rest` finds the words after the first. A longer
    /// phrase hides shorter ones.
    pub fn phrases(
        &self,
        lemma: &str,
        noun: bool,
        rest: impl Fn(&[String]) -> Option<Vec<usize>>,
    ) -> Vec<(usize, Vec<usize>)> {
        let entries = self.entries.get(lemma).map_or(&[][..], Vec::as_slice);
        let found = entries.iter().filter(|entry| entry.noun == noun);
        let found: Vec<_> = found
            .filter_map(|entry| Some((entry.frame, rest(&entry.rest)?)))
            .collect();
        let longest = found.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        found
            .into_iter()
            .filter(|(_, words)| words.len() == longest)
            .collect()
    }

    /// The frames that the word triggers; a longer phrase hides shorter ones at the same word.
    pub fn lookup(&self, scene: &Scene, word: usize) -> Vec<TriggerHit> {
        let upos = scene.graph.words()[word].upos;
        let Some(entries) = self.entries.get(&*scene.lemma(word)) else {
            return Vec::new();
        };
        let mut hits: Vec<(usize, TriggerHit)> = Vec::new();
        for entry in entries {
            let fits = if entry.noun {
                matches!(upos, Upos::Noun | Upos::Propn)
            } else {
                upos == Upos::Verb
            };
            if !fits {
                continue;
            }
            if let Some(mut words) = below(scene, word, &entry.rest) {
                words.push(word);
                words.sort_unstable();
                let hit = TriggerHit {
                    frame: entry.frame,
                    noun: entry.noun,
                    words,
                    head: word,
                };
                hits.push((entry.rest.len(), hit));
            }
        }
        let longest = hits.iter().map(|(length, _)| *length).max().unwrap_or(0);
        hits.into_iter()
            .filter(|(length, _)| *length == longest)
            .map(|(_, hit)| hit)
            .collect()
    }
}

/// Words with the given lemmas in the phrase of `word`: children that are no clause, and their prepositions ("to death").
/// `None` when one is missing.
fn below(scene: &Scene, word: usize, lemmas: &[String]) -> Option<Vec<usize>> {
    let graph = scene.graph;
    let phrasal = |child: &usize| {
        let relation = graph.words()[*child].deprel.universal();
        matches!(
            relation,
            "compound" | "advmod" | "xcomp" | "obj" | "obl" | "nmod" | "amod" | "case" | "fixed"
        )
    };
    let near: Vec<usize> = match lemmas {
        [] => Vec::new(),
        _ => {
            let children: Vec<usize> = graph.children(word).iter().copied().filter(phrasal).collect();
            let cases = children
                .iter()
                .flat_map(|&child| graph.children_by(child, "case"));
            children.iter().copied().chain(cases).collect()
        }
    };
    lemmas
        .iter()
        .map(|lemma| near.iter().copied().find(|&at| scene.lemma(at) == *lemma))
        .collect()
}
