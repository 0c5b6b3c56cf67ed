//! Traits of a mention: number, gender, animacy, article, head noun and modifiers.

use std::borrow::Cow;

use triplewire_lexicon::{Gender, names::normalised};

use super::Context;
use crate::{
    mention::{Kind, Mention},
    syntax::SentenceGraph,
    text::lower,
};
use triplewire_facts::annotation::{Class, Upos};

/// How a noun phrase begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Article {
    /// "The", "this", or a possessor.
    Definite,
    /// "A", "another", "some".
    Indefinite,
    Bare,
}

/// A personal pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pronoun {
    /// 1, 2 or 3.
    pub person: u8,
    pub reflexive: bool,
    pub possessive: bool,
}

/// The traits by which mentions agree; `None` where a mention does not show one.
#[derive(Debug, Clone)]
pub struct Traits {
    pub plural: Option<bool>,
    pub gender: Option<Gender>,
    /// Whether it is a person or people.
    pub human: Option<bool>,
    /// Lemma of the head, in lower case.
    pub lemma: String,
    /// Lemmas of adjectives, compounds, numbers and "of" phrases on the head; a country's name for its adjective, and for
    /// the country as possessor.
    pub modifiers: Vec<String>,
    pub article: Article,
    pub pronoun: Option<Pronoun>,
}

impl Traits {
    pub fn of(context: &Context, at: usize) -> Self {
        let mention = &context.mentions[at];
        let graph = &context.graphs[mention.sentence];
        let word = &graph.words()[mention.head];
        let form = lower(word.span.of(context.text));
        let mut traits = Self {
            plural: None,
            gender: None,
            human: mention.class.map(|class| class == Class::Per),
            lemma: lower(&word.lemma).into_owned(),
            modifiers: Vec::new(),
            article: Article::Bare,
            pronoun: None,
        };
        match mention.kind {
            // "Her" is both; the tree tells.
            Kind::Pronoun => traits.read_pronoun(&form, word.deprel.as_str() == "nmod:poss"),
            Kind::Name => traits.read_name(context, graph, mention),
            Kind::Nominal => traits.read_nominal(context, graph, mention, &form),
        }
        traits
    }

    fn read_pronoun(&mut self, form: &str, possessive: bool) {
        let (person, plural, gender, human) = match form {
            "i" | "me" | "my" | "mine" | "myself" => (1, Some(false), None, Some(true)),
            "we" | "us" | "our" | "ours" | "ourselves" => (1, Some(true), None, None),
            "you" | "your" | "yours" | "yourself" | "yourselves" => (2, None, None, Some(true)),
            "he" | "him" | "his" | "himself" => (3, Some(false), Some(Gender::Male), Some(true)),
            "she" | "her" | "hers" | "herself" => (3, Some(false), Some(Gender::Female), Some(true)),
            "it" | "its" | "itself" => (3, Some(false), None, Some(false)),
            _ => (3, Some(true), None, None),
        };
        (self.plural, self.gender, self.human) = (plural, gender, human);
        self.pronoun = Some(Pronoun {
            person,
            reflexive: form.ends_with("self") || form.ends_with("selves"),
            possessive: matches!(form, "my" | "our" | "your" | "his" | "its" | "their") || possessive,
        });
    }

    fn read_name(&mut self, context: &Context, graph: &SentenceGraph, mention: &Mention) {
        self.article = Article::Definite;
        match mention.class {
            Some(Class::Per) => {
                self.plural = Some(false);
                let title = mention
                    .words
                    .start
                    .checked_sub(1)
                    .map(|before| context.form(graph, before));
                let first = normalised(context.form(graph, mention.words.start));
                let lexicon = context.lexicon;
                let title = title.and_then(|form| lexicon.noun_gender(&normalised(form)));
                self.gender = title.or_else(|| lexicon.given_gender(&first));
            }
            Some(Class::Loc | Class::Fac | Class::Product) => self.plural = Some(false),
            _ => {}
        }
    }

    fn read_nominal(&mut self, context: &Context, graph: &SentenceGraph, mention: &Mention, form: &str) {
        let lexicon = context.lexicon;
        self.gender = lexicon.noun_gender(&self.lemma);
        let word = &graph.words()[mention.head];
        let meant = |lemma: Cow<str>| {
            let country = lexicon.country_meant(&lemma);
            country.unwrap_or_else(|| lemma.into_owned())
        };
        let mut counted = false;
        for &child in graph.children(mention.head) {
            let child_word = &graph.words()[child];
            let lemma = lower(&child_word.lemma);
            match child_word.deprel.as_str() {
                "det" => match &*lower(context.form(graph, child)) {
                    "the" | "this" | "that" | "these" | "those" => self.article = Article::Definite,
                    _ => self.article = Article::Indefinite,
                },
                "nmod:poss" => {
                    self.article = Article::Definite;
                    self.modifiers.extend(lexicon.country_meant(&lemma));
                }
                "nummod" => {
                    counted |= !matches!(&*lemma, "one" | "1");
                    self.modifiers.push(lemma.into_owned());
                }
                "amod" | "compound" => {
                    if matches!(&*lemma, "other" | "another" | "second" | "new") {
                        self.article = Article::Indefinite;
                    }
                    self.modifiers.push(meant(lemma));
                }
                "nmod" if child > mention.head => self.modifiers.push(meant(lemma)),
                _ => {}
            }
        }
        self.plural = match word.upos {
            _ if counted || ALWAYS_PLURAL.contains(&self.lemma.as_str()) => Some(true),
            Upos::Noun => Some(form != self.lemma),
            Upos::Propn => Some(false),
            _ => None,
        };
        // A group takes "it" and "they".
        if mention.class == Some(Class::Org) && self.plural == Some(false) {
            self.plural = None;
        }
    }

    /// Whether the two agree in number, gender and animacy.
    pub fn agrees(&self, other: &Traits) -> bool {
        fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        same(self.plural, other.plural) && same(self.gender, other.gender) && same(self.human, other.human)
    }

    /// Takes over the traits that only the other one has.
    pub fn learn(&mut self, other: &Traits) {
        self.plural = self.plural.or(other.plural);
        self.gender = self.gender.or(other.gender);
        self.human = self.human.or(other.human);
    }
}

/// Singular nouns for several people.
const ALWAYS_PLURAL: [&str; 7] = ["people", "police", "troops", "clergy", "cattle", "others", "folk"];
