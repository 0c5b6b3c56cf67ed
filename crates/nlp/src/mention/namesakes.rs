//! Surnames that name a place, a month or a thing elsewhere ("Florence", "May", "Jordan"): once a person was named in full, they
//! are that person where the text does not speak of the other.
//!
//! In: all mentions of a document. The idea: behind the full name, the word alone is the person unless it stands as a place or a
//! time does ("in Florence", "3 May", "the Florence museum"); where the document also has the place, only an age ("Sydney, 50,")
//! or the subject of a verb that is no country decides.

use rustc_hash::FxHashMap;

use super::{Kind, Mention, Place, joined::person};
use crate::{syntax::SentenceGraph, text::lower};
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::{Lexicon, names::normalised};

/// Words before places.
const OF_PLACES: [&str; 18] = [
    "in",
    "at",
    "from",
    "to",
    "near",
    "into",
    "outside",
    "inside",
    "across",
    "toward",
    "towards",
    "through",
    "around",
    "within",
    "throughout",
    "off",
    "beyond",
    "via",
];
/// Words before months.
const OF_MONTHS: [&str; 14] = [
    "in", "since", "until", "till", "by", "before", "after", "during", "of", "on", "from", "to", "for",
    "between",
];
/// Words that name no surname at the end of a name.
const GENERATIONS: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "esq"];

/// A surname in the document.
struct Surname {
    /// Sentence and word of the first full name that ends in it.
    first: (usize, usize),
    /// Whether the word stands for a place or a time somewhere.
    other: bool,
    /// Whether somebody has it in a full name, and not only behind a title.
    full: bool,
}

/// Makes mentions of people of such surnames; the order by position is kept.
pub fn adopt(text: &str, graphs: &[SentenceGraph], lexicon: &Lexicon, mentions: &mut Vec<Mention>) {
    let mut known: FxHashMap<String, Surname> = FxHashMap::default();
    for mention in mentions.iter() {
        if let Some(surname) = surname(text, graphs, mention) {
            let first = (mention.sentence, mention.words.start);
            let full = mention.words.len() > 1;
            known
                .entry(surname)
                .or_insert(Surname {
                    first,
                    other: false,
                    full,
                })
                .full |= full;
        }
    }
    if known.is_empty() {
        return;
    }
    let mut found: Vec<(Option<usize>, Mention)> = Vec::new();
    let mut candidates: Vec<(Option<usize>, usize, usize)> = Vec::new();
    let mut next = 0;
    for (sentence, graph) in graphs.iter().enumerate() {
        let from = next;
        while mentions
            .get(next)
            .is_some_and(|mention| mention.sentence == sentence)
        {
            next += 1;
        }
        for (at, word) in graph.words().iter().enumerate() {
            let form = word.span.of(text);
            if word.upos != Upos::Propn || !form.starts_with(char::is_uppercase) {
                continue;
            }
            let Some(surname) = known.get_mut(&normalised(form)) else {
                continue;
            };
            let names = (from..next).filter(|&name| mentions[name].kind == Kind::Name);
            let name = names.into_iter().find(|&name| mentions[name].words.contains(&at));
            let alone = match name.map(|name| &mentions[name]) {
                None => !joins(graph, at),
                Some(name) if name.class == Some(Class::Date) => {
                    name.words.len() == 1 || !dated(graph, text, at)
                }
                Some(name) => {
                    name.words.len() == 1 && matches!(name.class, Some(Class::Loc | Class::Fac | Class::Misc))
                }
            };
            let person = name.is_some_and(|name| mentions[name].class == Some(Class::Per));
            if person || !alone {
                continue;
            }
            let class = name.and_then(|name| mentions[name].class);
            if stands_otherwise(text, graph, at, class) {
                surname.other |= class.is_some();
            } else if (sentence, at) > surname.first {
                candidates.push((name, sentence, at));
            }
        }
    }
    for (name, sentence, at) in candidates {
        let graph = &graphs[sentence];
        let key = normalised(graph.words()[at].span.of(text));
        let other = known.get(&key).is_none_or(|surname| surname.other);
        let subject = matches!(graph.words()[at].deprel.as_str(), "nsubj" | "nsubj:pass");
        let place = name.is_some_and(|name| mentions[name].class == Some(Class::Loc));
        let sure = aged(text, graph, at) || !place && subject || subject && !lexicon.is_country(&key);
        let full = known.get(&key).is_some_and(|surname| surname.full);
        let country = !full && place && lexicon.is_country(&key);
        if (!other || sure) && !country {
            let here = Place {
                text,
                sentence,
                graph,
                lexicon,
            };
            found.push((name, person(&here, at)));
        }
    }
    let mut changed = false;
    for (name, person) in found {
        match name {
            Some(name) if mentions[name].words.len() == 1 => mentions[name] = person,
            Some(_) => {}
            None => {
                changed = true;
                mentions.retain(|other| {
                    (other.sentence, other.head, other.kind) != (person.sentence, person.head, Kind::Nominal)
                });
                mentions.push(person);
            }
        }
    }
    if changed {
        mentions.sort_by_key(|one| (one.sentence, one.span.start, std::cmp::Reverse(one.span.end)));
    }
}

/// The surname of a person who is named in full, or behind a title that only people have.
fn surname(text: &str, graphs: &[SentenceGraph], mention: &Mention) -> Option<String> {
    if mention.kind != Kind::Name || mention.class != Some(Class::Per) {
        return None;
    }
    let words = graphs.get(mention.sentence)?.words();
    let mut own = words.get(mention.words.clone())?;
    while let [rest @ .., last] = own
        && GENERATIONS.contains(&normalised(last.span.of(text)).as_str())
    {
        own = rest;
    }
    let titled = || {
        let before = mention
            .words
            .start
            .checked_sub(1)
            .and_then(|before| words.get(before));
        before.is_some_and(|word| {
            matches!(
                &*normalised(word.span.of(text)),
                "mr" | "mrs" | "ms" | "miss" | "dr"
            )
        })
    };
    let last = own.last()?.span.of(text);
    (last.chars().nth(1).is_some() && (own.len() > 1 || titled())).then(|| normalised(last))
}

/// Whether a word is part of a longer name or compound.
fn joins(graph: &SentenceGraph, at: usize) -> bool {
    let word = &graph.words()[at];
    matches!(word.deprel.universal(), "flat" | "compound")
        || graph.children(at).iter().any(|&child| {
            let child = &graph.words()[child];
            child.upos == Upos::Propn && matches!(child.deprel.universal(), "flat" | "compound")
        })
}

/// Whether a month has a day or a year by it.
fn dated(graph: &SentenceGraph, text: &str, at: usize) -> bool {
    let number = |word: Option<usize>| {
        word.and_then(|word| graph.words().get(word))
            .is_some_and(|word| word.span.of(text).starts_with(|c: char| c.is_ascii_digit()))
    };
    number(at.checked_sub(1)) || number(Some(at + 1))
}

/// Whether the word stands as a place or a time does.
fn stands_otherwise(text: &str, graph: &SentenceGraph, at: usize, class: Option<Class>) -> bool {
    let word = &graph.words()[at];
    let month = class == Some(Class::Date);
    let listed: &[&str] = if month { &OF_MONTHS } else { &OF_PLACES };
    let case = graph
        .children_by(at, "case")
        .any(|case| listed.contains(&&*lower(graph.words()[case].span.of(text))));
    let modifier = matches!(word.deprel.universal(), "compound" | "amod" | "flat" | "appos" | "list")
        || matches!(word.deprel.as_str(), "nmod:unmarked" | "obl:unmarked" | "nmod:desc" | "obl:tmod" | "nmod:tmod")
        // "Paris, Texas" has the state by it.
        || graph.children(at).iter().any(|&child| {
            let child = &graph.words()[child];
            child.upos == Upos::Propn
                && matches!(child.deprel.universal(), "flat" | "compound" | "appos" | "list" | "nmod")
                && child.deprel.as_str() != "nmod:poss"
        });
    case || modifier || month && dated(graph, text, at)
}

/// Whether an age stands behind the word: "Sydney, 50, was".
fn aged(text: &str, graph: &SentenceGraph, at: usize) -> bool {
    let form = |at: usize| graph.words().get(at).map_or("", |word| word.span.of(text));
    let age = form(at + 2);
    let number = (1..=3).contains(&age.len()) && age.bytes().all(|byte| byte.is_ascii_digit());
    form(at + 1) == "," && number && matches!(form(at + 3), "," | "." | "")
}
