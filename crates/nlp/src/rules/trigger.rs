//! The index from a lemma to the frames that it triggers, alone or with the other words of a phrase.

use std::{borrow::Cow, cell::LazyCell};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    scene::Scene,
    source::TriggerKind,
    symbols::{Symbols, UNKNOWN},
};
use crate::text::lower;
use triplewire_facts::annotation::Upos;

/// One trigger word or phrase of a frame.
#[derive(Debug, Clone)]
struct Entry {
    frame: usize,
    kind: TriggerKind,
    /// The words that must stand by the first one ("down" of "gun down"), each with its alternatives.
    rest: Vec<Vec<Lemma>>,
}

/// A lemma with its number.
#[derive(Debug, Clone)]
struct Lemma {
    text: String,
    symbol: u32,
}

/// Finds frames by the lemma of a trigger's head word.
#[derive(Debug, Clone, Default)]
pub struct TriggerIndex {
    entries: FxHashMap<u32, Vec<Entry>>,
}

/// A trigger found in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerHit {
    pub frame: usize,
    pub kind: TriggerKind,
    /// All its words in text order.
    pub words: Vec<usize>,
    /// The head word.
    pub head: usize,
}

impl TriggerIndex {
    /// Adds a phrase whose first word is the head ("gun down", "take|hold hostage", "assassination"); `|` parts
    /// alternatives.
    pub fn add(&mut self, frame: usize, phrase: &str, kind: TriggerKind, symbols: &mut Symbols) {
        let mut words = phrase.split_whitespace();
        let Some(heads) = words.next() else { return };
        let heads: Vec<u32> = alternatives(heads).map(|head| symbols.add(&head)).collect();
        let rest = words.map(|word| {
            let numbered = alternatives(word).map(|lemma| Lemma {
                symbol: symbols.add(&lemma),
                text: lemma.into_owned(),
            });
            numbered.collect::<Vec<Lemma>>()
        });
        let rest: Vec<Vec<Lemma>> = rest.collect();
        for head in heads {
            let rest = rest.clone();
            self.entries
                .entry(head)
                .or_default()
                .push(Entry { frame, kind, rest });
        }
    }

    /// Adds single words by the numbers of their lemmas, such as those of a word list.
    pub fn add_words(&mut self, frame: usize, lemmas: impl Iterator<Item = u32>, kind: TriggerKind) {
        for lemma in lemmas {
            let rest = Vec::new();
            self.entries
                .entry(lemma)
                .or_default()
                .push(Entry { frame, kind, rest });
        }
    }

    /// The frames of which a lemma, by its number, opens a trigger of this kind whose other words are all `near`.
    pub fn frames(&self, lemma: u32, kind: TriggerKind, near: &FxHashSet<u32>) -> Vec<usize> {
        let entries = self.entries.get(&lemma).map_or(&[][..], Vec::as_slice);
        let whole = |entry: &&Entry| {
            let mut rest = entry.rest.iter();
            entry.kind == kind && rest.all(|lemmas| lemmas.iter().any(|lemma| near.contains(&lemma.symbol)))
        };
        entries.iter().filter(whole).map(|entry| entry.frame).collect()
    }

    /// The frames that the word triggers; a longer phrase hides shorter ones at the same word.
    pub fn lookup(&self, scene: &Scene, word: usize) -> Vec<TriggerHit> {
        let lemma = scene.symbol(word);
        if lemma == UNKNOWN {
            return Vec::new();
        }
        let Some(entries) = self.entries.get(&lemma) else {
            return Vec::new();
        };
        let upos = scene.graph.words()[word].upos;
        let mut hits: Vec<(usize, TriggerHit)> = Vec::new();
        let around = LazyCell::new(|| near(scene, word));
        for entry in entries.iter().filter(|entry| suits(entry.kind, upos)) {
            let words = match entry.rest.is_empty() {
                true => Some(Vec::new()),
                false => together(scene, &around, &entry.rest),
            };
            if let Some(mut words) = words {
                words.push(word);
                words.sort_unstable();
                let hit = TriggerHit {
                    frame: entry.frame,
                    kind: entry.kind,
                    words,
                    head: word,
                };
                hits.push((entry.rest.len(), hit));
            }
        }
        let longest = hits.iter().map(|(length, _)| *length).max().unwrap_or(0);
        hits.retain(|(length, _)| *length == longest);
        let mut hits: Vec<TriggerHit> = hits.into_iter().map(|(_, hit)| hit).collect();
        hits.dedup_by_key(|hit| hit.frame);
        hits
    }

    /// Why a word that a frame's triggers name does not trigger it, in words.
    pub(super) fn why_not(&self, scene: &Scene, word: usize, frame: usize) -> Vec<String> {
        let entries = self
            .entries
            .get(&scene.symbol(word))
            .map_or(&[][..], Vec::as_slice);
        let upos = scene.graph.words()[word].upos;
        let form = scene.form(word);
        let own = entries.iter().filter(|entry| entry.frame == frame);
        own.map(|entry| {
            let rest: Vec<String> = entry
                .rest
                .iter()
                .map(|lemmas| {
                    let texts: Vec<&str> = lemmas.iter().map(|lemma| lemma.text.as_str()).collect();
                    texts.join("|")
                })
                .collect();
            if !suits(entry.kind, upos) {
                format!(
                    "`{form}` is {upos}, and the frame has it as a {}",
                    entry.kind.as_str()
                )
            } else if together(scene, &near(scene, word), &entry.rest).is_none() {
                format!("`{form}` has no `{}` by it", rest.join(" "))
            } else {
                format!("`{form}` belongs to a longer trigger of another frame")
            }
        })
        .collect()
    }
}

/// The alternatives of a word of a phrase, in lower case.
fn alternatives(word: &str) -> impl Iterator<Item = Cow<'_, str>> {
    word.split('|').filter(|lemma| !lemma.is_empty()).map(lower)
}

fn suits(kind: TriggerKind, upos: Upos) -> bool {
    match kind {
        TriggerKind::Verb => upos == Upos::Verb,
        TriggerKind::Noun => matches!(upos, Upos::Noun | Upos::Propn),
        TriggerKind::Adjective => upos == Upos::Adj,
        TriggerKind::Any => true,
    }
}

/// The other words of a phrase, each the first that is `near`. `None` when one is missing.
fn together(scene: &Scene, near: &[usize], rest: &[Vec<Lemma>]) -> Option<Vec<usize>> {
    rest.iter()
        .map(|lemmas| {
            near.iter()
                .copied()
                .find(|&at| lemmas.iter().any(|lemma| lemma.symbol == scene.symbol(at)))
        })
        .collect()
}

/// Where English lets the other words of a phrase stand by `word`: among what hangs on it ("took two tourists hostage",
/// "hostages were taken"), with their prepositions and modifiers ("took into custody"), or above it ("the hostages taken in
/// the raid", "assassination attempt").
fn near(scene: &Scene, word: usize) -> Vec<usize> {
    let graph = scene.graph;
    let phrasal = |child: &usize| {
        let relation = &graph.words()[*child].deprel;
        matches!(
            relation.universal(),
            "compound" | "advmod" | "xcomp" | "obj" | "iobj" | "obl" | "nmod" | "amod" | "case" | "fixed"
        ) || relation.as_str() == "nsubj:pass"
    };
    let below = |child: &usize| {
        let relation = graph.words()[*child].deprel.universal();
        matches!(relation, "case" | "compound" | "amod" | "fixed")
    };
    let children = graph.children(word).iter().copied().filter(phrasal);
    let mut near: Vec<usize> = children.collect();
    for at in 0..near.len() {
        near.extend(graph.children(near[at]).iter().copied().filter(below));
    }
    let own = &graph.words()[word];
    if matches!(own.deprel.universal(), "acl" | "compound") {
        near.extend(own.head);
    }
    near
}
