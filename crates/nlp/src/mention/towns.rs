//! Places that the tagger takes for people or organisations: what is attacked may be a town.
//!
//! "Rebels attacked Bukavu" has the shape of "rebels attacked Ferreira". A name that the gazetteer has as a town of some size, as a division
//! or as a country, and that stands where a place can (behind a verb of attack, or behind "in" or "near"), is a place, unless
//! the document has a person of that name. An apposition tells groups from people: "Ansar al-Wafa, an armed group".

use rustc_hash::FxHashSet;

use super::{Kind, Mention};
use crate::syntax::SentenceGraph;
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{
    Lexicon,
    gazetteer::Sort,
    names::{normalised, normalised_phrase},
};

/// Verbs whose object may be a place that is fought over.
const STRIKES: &[&str] = &[
    "attack",
    "besiege",
    "bomb",
    "bombard",
    "capture",
    "hit",
    "invade",
    "loot",
    "overrun",
    "pound",
    "raid",
    "recapture",
    "retake",
    "seize",
    "shell",
    "storm",
    "strike",
    "evacuate",
    "occupy",
    "liberate",
    "encircle",
    "rocket",
    "target",
];
/// Prepositions before places.
const BEFORE: &[&str] = &["in", "near", "outside", "around", "across", "throughout"];
/// Inhabitants of a town that is known by its name alone.
const TOWN: u64 = 20_000;

/// Mends the classes of the names of a document.
pub fn settle(text: &str, graphs: &[SentenceGraph], lexicon: &Lexicon, mentions: &mut [Mention]) {
    let groups: Vec<usize> = (0..mentions.len())
        .filter(|&at| is_group(graphs, mentions, at))
        .collect();
    for at in groups {
        mentions[at].class = Some(Class::Org);
    }
    let doubtful = |mention: &Mention| {
        mention.kind == Kind::Name && matches!(mention.class, Some(Class::Per | Class::Org | Class::Misc))
    };
    let candidates: Vec<usize> = (0..mentions.len())
        .filter(|&at| doubtful(&mentions[at]))
        .filter(|&at| {
            graphs
                .get(mentions[at].sentence)
                .is_some_and(|graph| stands(text, graph, &mentions[at]))
        })
        .filter(|&at| is_place(lexicon, mentions[at].span.of(text)))
        .collect();
    if candidates.is_empty() {
        return;
    }
    let people = parts_of_people(text, mentions);
    for at in candidates {
        let mention = &mut mentions[at];
        let name = mention.span.of(text);
        let person = people.contains(&normalised_phrase(name)) || lexicon.given_gender(name).is_some();
        let titled = titled(text, graphs, lexicon, mention);
        if !person && !titled {
            mention.class = Some(Class::Loc);
        }
    }
}

/// A person by the tagger with an apposition that is a group.
fn is_group(graphs: &[SentenceGraph], mentions: &[Mention], at: usize) -> bool {
    let mention = &mentions[at];
    if mention.kind != Kind::Name || mention.class != Some(Class::Per) {
        return false;
    }
    let Some(graph) = graphs.get(mention.sentence) else {
        return false;
    };
    let near = mentions
        .iter()
        .skip(at + 1)
        .take_while(|other| other.sentence == mention.sentence);
    let mut appositions = near.filter(|other| {
        other.kind == Kind::Nominal
            && graph
                .words()
                .get(other.head)
                .is_some_and(|word| word.deprel.as_str() == "appos" && word.head == Some(mention.head))
    });
    appositions
        .next()
        .is_some_and(|first| first.class == Some(Class::Org))
}

/// Whether a name stands where a place can: as the object of an attack, or behind a preposition of place.
fn stands(text: &str, graph: &SentenceGraph, mention: &Mention) -> bool {
    let words = graph.words();
    let mut at = mention.head;
    // "Bosaso and Baidoa"
    while let Some(word) = words.get(at)
        && word.deprel.universal() == "conj"
        && let Some(above) = word.head
        && above < at
    {
        at = above;
    }
    let Some(word) = words.get(at) else { return false };
    let strikes = || {
        let verb = word.head.and_then(|head| words.get(head));
        verb.is_some_and(|verb| STRIKES.contains(&verb.lemma.to_lowercase().as_str()))
    };
    match word.deprel.as_str() {
        "obj" | "nsubj:pass" => strikes(),
        relation if relation.starts_with("obl") || relation.starts_with("nmod") => {
            let preposition = mention.words.start.checked_sub(1).filter(|_| at == mention.head);
            let preposition = preposition.and_then(|before| words.get(before));
            preposition.is_some_and(|word| BEFORE.contains(&word.span.of(text).to_lowercase().as_str()))
        }
        _ => false,
    }
}

/// Whether the gazetteer has a place of this name that is known by the name alone.
fn is_place(lexicon: &Lexicon, name: &str) -> bool {
    let key = normalised_phrase(name);
    lexicon.places(&key).any(|row| match row.sort {
        Sort::Country | Sort::State | Sort::Capital | Sort::Region => true,
        Sort::City => row.people >= TOWN,
        Sort::County | Sort::Part => false,
    })
}

/// First names and surnames of the people of the document.
fn parts_of_people(text: &str, mentions: &[Mention]) -> FxHashSet<String> {
    let people = mentions.iter().filter(|mention| {
        mention.kind == Kind::Name && mention.class == Some(Class::Per) && mention.words.len() > 1
    });
    people
        .flat_map(|mention| mention.span.of(text).split_whitespace())
        .map(normalised)
        .collect()
}

/// Whether a title of a person stands right before a name.
fn titled(text: &str, graphs: &[SentenceGraph], lexicon: &Lexicon, mention: &Mention) -> bool {
    let words = graphs
        .get(mention.sentence)
        .map_or(&[][..], |graph| graph.words());
    let before = mention
        .words
        .start
        .checked_sub(1)
        .and_then(|before| words.get(before));
    before.is_some_and(|word| lexicon.titles().at_start(&[word.span.of(text)]) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Sample;

    fn class(line: &str, name: &str) -> Option<Class> {
        let sample = Sample::new(line);
        let mentions = sample.mentions();
        let one = mentions
            .iter()
            .find(|mention| mention.span.of(&sample.text) == name);
        one.and_then(|mention| mention.class)
    }

    #[test]
    fn an_attacked_town_is_a_place() {
        let line = "Rebels/NOUN/1/nsubj attack/VERB/-/root Bosaso/PROPN/1/obj/B-ORG and/CCONJ/4/cc Baidoa/PROPN/2/conj/B-PER";
        assert_eq!(class(line, "Bosaso"), Some(Class::Loc));
        assert_eq!(class(line, "Baidoa"), Some(Class::Loc));
    }

    #[test]
    fn an_attacked_man_is_a_person() {
        let line = "Rebels/NOUN/1/nsubj attack/VERB/-/root Ferreira/PROPN/1/obj/B-PER";
        assert_eq!(class(line, "Ferreira"), Some(Class::Per));
        let line = "Nadia/PROPN/2/nsubj/B-PER Bosaso/PROPN/0/flat/I-PER left/VERB/-/root\n\
                    Rebels/NOUN/1/nsubj attack/VERB/-/root Bosaso/PROPN/1/obj/B-PER";
        assert_eq!(class(line, "Bosaso"), Some(Class::Per));
    }
}
