//! What must stand in a sentence so that a rule could match it: without it a counterexample cannot fail, and proves nothing.
//!
//! No parser runs here. A word counts by each lemma that it may have as a verb, a noun or an adjective, and the words of a
//! phrase may stand anywhere in the sentence: what is missing then is missing however the sentence is read.

use std::fmt;

use rustc_hash::FxHashSet;

use triplewire_facts::annotation::Upos;

use super::RuleSet;
use crate::{
    rules::source::TriggerKind,
    syntax::lemma,
    text::{lower, segment},
};

/// How many triggers a message names.
const NAMED: usize = 12;

/// The triggers of one rule.
pub(super) enum Triggers<'a> {
    /// Those of a frame, by its number, and as the file writes them.
    Frame(usize, &'a [String]),
    /// Of patterns and carriers: those of this kind, of all frames that ask for one of the functions.
    Functions(TriggerKind, Vec<&'a str>),
    /// Of links: those of all frames of the types with these numbers; and the types as the file writes them.
    Types(&'a [usize], &'a [String]),
    /// Of relations: the nouns of a word list.
    List(&'a str),
}

impl Triggers<'_> {
    /// Whether one of them is in the text.
    pub(super) fn occur(&self, rules: &RuleSet, text: &str) -> bool {
        let words = Words::of(rules, text);
        match self {
            Self::List(list) => {
                let number = rules.lists.number(list);
                number.is_some_and(|list| words.nouns.iter().any(|&noun| rules.lists.holds(list, noun)))
            }
            Self::Frame(number, _) => words.trigger(rules, |frame, _| frame == *number),
            Self::Types(kinds, _) => {
                words.trigger(rules, |frame, _| kinds.contains(&rules.frames[frame].kind))
            }
            Self::Functions(wanted, names) => words.trigger(rules, |frame, kind| {
                let roles = rules.frames[frame].roles.iter();
                let mut functions = roles.flat_map(|role| &role.functions);
                (*wanted == TriggerKind::Any || *wanted == kind)
                    && functions.any(|function| names.iter().any(|name| function.may_be(name)))
            }),
        }
    }
}

/// What was looked for, for messages.
impl fmt::Display for Triggers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Frame(_, phrases) => {
                let named = &phrases[..phrases.len().min(NAMED)];
                write!(f, "one of {}", named.join(", "))?;
                match phrases.len() - named.len() {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::Functions(kind, names) => {
                let kind = match kind {
                    TriggerKind::Any => "word",
                    kind => kind.as_str(),
                };
                let names = names.join(", ");
                write!(
                    f,
                    "a {kind} that triggers a frame with one of the functions {names}"
                )
            }
            Self::Types(_, names) => write!(f, "a word that triggers {}", names.join(" or ")),
            Self::List(list) => write!(f, "a noun of the word list `{list}`"),
        }
    }
}

/// The numbers of all lemmas that the words of a text may have, by part of speech.
#[derive(Default)]
struct Words {
    verbs: Vec<u32>,
    nouns: Vec<u32>,
    adjectives: Vec<u32>,
    all: FxHashSet<u32>,
}

impl Words {
    fn of(rules: &RuleSet, text: &str) -> Self {
        let mut words = Self::default();
        let symbols = &rules.lists.symbols;
        let tokens = segment(text, &rules.lexicon)
            .into_iter()
            .flat_map(|sentence| sentence.tokens);
        for form in tokens.map(|token| token.of(text)) {
            let number = |upos| symbols.get(&lower(&lemma(form, upos, &rules.lexicon)));
            words.verbs.push(number(Upos::Verb));
            words.nouns.extend([number(Upos::Noun), number(Upos::Propn)]);
            words.adjectives.push(number(Upos::Adj));
            words.all.extend(Upos::ALL.iter().map(|&upos| number(upos)));
        }
        words
    }

    /// Whether a trigger is among them of a frame, and of a kind, that are `wanted`.
    fn trigger(&self, rules: &RuleSet, wanted: impl Fn(usize, TriggerKind) -> bool) -> bool {
        let heads = [
            (TriggerKind::Verb, &self.verbs),
            (TriggerKind::Noun, &self.nouns),
            (TriggerKind::Adjective, &self.adjectives),
        ];
        heads.into_iter().any(|(kind, heads)| {
            let mut heads = heads.iter();
            heads.any(|&head| {
                let frames = rules.triggers.frames(head, kind, &self.all);
                frames.into_iter().any(|frame| wanted(frame, kind))
            })
        })
    }
}
