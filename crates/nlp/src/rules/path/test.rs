//! What a path asks of a word that it reaches: `[lemma=kill|murder]`, `[class!=PER]`.

use super::{Wanted, fits, parse::wanted};
use crate::{
    mention::Kind,
    rules::{lists::Lists, scene::Scene, symbols::bit},
    text::lower,
};
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::Ontology;

/// The keys that a test can have, for messages.
const KEYS: &str = "lemma, form, suffix, upos, deprel, child, first, case, mark, side, list, forms, class, kind, trigger or event";

/// A question to a word, or its opposite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Test {
    negated: bool,
    question: Question,
    /// As the rule file writes it, without brackets.
    pub(super) source: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Question {
    Lemma(Vec<u32>),
    /// The word as it is written, whatever its case.
    Form(Vec<String>),
    /// Ending of the form, lower-cased.
    Suffix(Vec<String>),
    Upos(Vec<Upos>),
    /// Relation of the word to its own head.
    Deprel(Vec<Wanted>),
    /// Relation of some child.
    Child(Vec<Wanted>),
    /// Relation of the leftmost child, but for punctuation, conjunctions and adverbs, whose relations come second.
    First(Vec<Wanted>, Vec<Wanted>),
    /// Lemma of a `case` child.
    Case(Vec<u32>),
    /// Lemma of a `mark` child.
    Mark(Vec<u32>),
    /// Whether the word stands left of the word before on the path.
    Left,
    /// Word lists that hold the lemma.
    List(Vec<usize>),
    /// Word lists that hold the word as it is written, whatever its case.
    Forms(Vec<usize>),
    /// Class of the mention at the word, `None` where there is none.
    Class(Vec<Option<Class>>),
    /// Kind of the mention at the word.
    Kind(Vec<Kind>),
    /// Types of event that the word triggers; with `true`, that were found there.
    Event(Vec<usize>, bool),
}

/// Parses what stands between the brackets.
pub(super) fn parse(text: &str, lists: &mut Lists, ontology: &Ontology) -> Result<Test, String> {
    let (key, values) = text
        .split_once('=')
        .ok_or_else(|| format!("test `{text}`: expected `key=value` or `key!=value`"))?;
    let (key, negated) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
    let values: Vec<&str> = values.split('|').collect();
    if values.iter().any(|value| value.is_empty()) {
        return Err(format!("test `{text}`: a value is missing"));
    }
    let mut left = false;
    let mut words = || -> Vec<u32> {
        values
            .iter()
            .map(|word| lists.symbols.add(&lower(word)))
            .collect()
    };
    let named = |lists: &Lists| {
        each(&values, |name| {
            lists.number(name).ok_or_else(|| no_list(name, lists))
        })
    };
    let lowered = || values.iter().map(|value| value.to_lowercase()).collect();
    let question = match key {
        "lemma" => Question::Lemma(words()),
        "case" => Question::Case(words()),
        "mark" => Question::Mark(words()),
        "form" => Question::Form(lowered()),
        "suffix" => Question::Suffix(lowered()),
        "deprel" => Question::Deprel(values.iter().map(|value| wanted(value, lists)).collect()),
        "child" => Question::Child(values.iter().map(|value| wanted(value, lists)).collect()),
        "first" => Question::First(
            values.iter().map(|value| wanted(value, lists)).collect(),
            ["punct", "cc", "advmod"]
                .map(|value| wanted(value, lists))
                .to_vec(),
        ),
        "upos" => Question::Upos(each(&values, upos)?),
        "list" => Question::List(named(lists)?),
        "forms" => Question::Forms(named(lists)?),
        "class" => Question::Class(each(&values, class)?),
        "kind" => Question::Kind(each(&values, kind)?),
        "trigger" | "event" => {
            let types = each(&values, |name| {
                ontology.below(name).ok_or_else(|| no_type(name, ontology))
            })?;
            Question::Event(types.concat(), key == "event")
        }
        "side" => {
            left = match values[..] {
                ["left"] => true,
                ["right"] => false,
                _ => return Err(format!("test `{text}`: expected left or right")),
            };
            Question::Left
        }
        other => return Err(format!("unknown test `{other}`; expected one of {KEYS}")),
    };
    Ok(Test {
        negated: negated != (question == Question::Left && !left),
        question,
        source: text.to_string(),
    })
}

fn each<T>(values: &[&str], parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    values.iter().map(|value| parse(value)).collect()
}

fn upos(name: &str) -> Result<Upos, String> {
    let all = || {
        Upos::ALL
            .iter()
            .map(|upos| upos.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    name.parse()
        .map_err(|()| format!("`{name}` is no part of speech; expected one of {}", all()))
}

fn class(name: &str) -> Result<Option<Class>, String> {
    let all = || {
        Class::ALL
            .iter()
            .map(|class| class.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match name {
        "none" => Ok(None),
        name => name
            .parse()
            .map(Some)
            .map_err(|()| format!("`{name}` is no entity class; expected one of {} or none", all())),
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    let all = [Kind::Name, Kind::Nominal, Kind::Pronoun];
    let found = all.into_iter().find(|kind| kind.as_str() == name);
    found.ok_or_else(|| format!("`{name}` is no kind of mention; expected name, nominal or pronoun"))
}

/// What is said of a word list that is not there.
pub(in crate::rules) fn no_list(name: &str, lists: &Lists) -> String {
    format!(
        "there is no word list `{name}`; there are {}",
        lists.names().join(", ")
    )
}

/// What is said of an event type that is not there.
pub(in crate::rules) fn no_type(name: &str, ontology: &Ontology) -> String {
    let names: Vec<&str> = ontology
        .types()
        .into_iter()
        .map(|kind| kind.name.as_str())
        .collect();
    format!("`{name}` is no event type; there are {}", names.join(", "))
}

impl Test {
    /// Whether the word answers as it should, reached from the word `from`.
    pub(super) fn holds(&self, scene: &Scene, from: usize, word: usize) -> bool {
        let children = || scene.graph.children(word).iter().copied();
        let child_lemma = |relation: u32, lemmas: &[u32]| {
            if scene.below(word) & bit(relation) == 0 {
                return false;
            }
            let mut children = children().filter(|&child| scene.relation(child).universal == relation);
            children.any(|child| lemmas.contains(&scene.symbol(child)))
        };
        let symbols = &scene.lists.symbols;
        let found = match &self.question {
            Question::Lemma(lemmas) => lemmas.contains(&scene.symbol(word)),
            Question::Form(forms) => forms.iter().any(|form| *form == lower(scene.form(word))),
            Question::Suffix(endings) => {
                let form = lower(scene.form(word));
                endings.iter().any(|ending| form.ends_with(ending))
            }
            Question::Upos(wanted) => wanted.contains(&scene.graph.words()[word].upos),
            Question::Deprel(wanted) => fits(wanted, scene.relation(word)),
            Question::Child(wanted) => children().any(|child| fits(wanted, scene.relation(child))),
            Question::First(wanted, passed) => {
                let mut children = children().filter(|&child| !fits(passed, scene.relation(child)));
                children
                    .next()
                    .is_some_and(|child| child < word && fits(wanted, scene.relation(child)))
            }
            Question::Case(lemmas) => child_lemma(symbols.case, lemmas),
            Question::Mark(lemmas) => child_lemma(symbols.mark, lemmas),
            Question::Left => word < from,
            Question::List(lists) => {
                let lemma = scene.symbol(word);
                lists.iter().any(|&list| scene.lists.holds(list, lemma))
            }
            Question::Forms(lists) => {
                let form = symbols.get(&lower(scene.form(word)));
                lists.iter().any(|&list| scene.lists.holds(list, form))
            }
            Question::Class(classes) => classes.contains(&scene.seen_as(word).and_then(|(_, class)| class)),
            Question::Kind(kinds) => scene.seen_as(word).is_some_and(|(kind, _)| kinds.contains(&kind)),
            Question::Event(kinds, found) => scene.triggers_type(word, kinds, *found),
        };
        found != self.negated
    }
}
