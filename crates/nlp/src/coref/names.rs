//! Sieve: different forms of a person's name.
//!
//! Full names first: "Andrey Karlov", "A. Karlov" and "Andrey G. Karlov" are coreferent when first and middle names are compatible;
//! different first names are different people. Then each surname alone is resolved to the person who has it ([`people`]): the one
//! whose title or gender it shows, or whom the text calls so already; where several have it and nothing decides, to none of them.
//! Relatives are others: in "Lund's father, Jan Lund" "Lund" is not Jan Lund. A first name alone is resolved to the only person
//! who has it.

use rustc_hash::FxHashSet;
use triplewire_facts::{annotation::Class, sets::DisjointSets};

use super::{
    Context, apposition,
    key::{Group, Name, QUALIFIERS},
    people::{Alone, Full, People},
};
use crate::{mention::Kind, text::lower};

/// Words that open a surname and are no first names.
const PARTICLES: [&str; 17] = [
    "al", "el", "bin", "ibn", "ben", "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos",
    "la", "le",
];

/// Words after the surname.
const GENERATIONS: [&str; 7] = ["jr", "sr", "i", "ii", "iii", "iv", "esq"];

/// The parts of a person's name.
pub(super) struct Parts<'a> {
    /// First and middle names, an initial as one letter.
    pub given: &'a [String],
    pub surname: &'a str,
    pub generation: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub fn of(words: &'a [String]) -> Self {
        Self::new(words, false)
    }

    /// The parts where the first word is known to be a given name, whether or not it is a particle elsewhere.
    fn new(words: &'a [String], first_is_given: bool) -> Self {
        let (mut words, mut generation) = (words, None);
        if let [rest @ .., last] = words
            && !rest.is_empty()
            && GENERATIONS.contains(&last.as_str())
        {
            (words, generation) = (rest, Some(last.as_str()));
        }
        let (given, surname) = match words.split_last() {
            Some((surname, given)) => (given, surname.as_str()),
            None => (words, ""),
        };
        let particles = given
            .iter()
            .take_while(|word| PARTICLES.contains(&word.as_str()))
            .count();
        let particles = if first_is_given { 0 } else { particles };
        let mut given = &given[particles..];
        while let [rest @ .., last] = given
            && PARTICLES.contains(&last.as_str())
            && !(first_is_given && rest.is_empty())
        {
            given = rest;
        }
        Self {
            given,
            surname,
            generation,
        }
    }
}

pub fn link(context: &Context, names: &[Option<Name>], chains: &mut DisjointSets) {
    let people: Vec<(usize, &Name)> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.as_ref().filter(|name| name.group == Group::Person)?)))
        .collect();
    if people.is_empty() {
        return;
    }
    let relatives = relatives(context, names);
    let surnames = surnames(&people);
    let opens = |at: usize, name: &Name| opens_with_given(context, at, name, &surnames);
    let mut known = People::default();
    for &(at, name) in &people {
        let parts = Parts::new(&name.words, opens(at, name));
        if !parts.given.is_empty() {
            let (titles, kin) = described(context, at, name);
            let gender = name
                .gender
                .or_else(|| {
                    context
                        .lexicon
                        .given_gender(parts.given.first().map_or("", String::as_str))
                })
                .or_else(|| titles.iter().find_map(|title| context.lexicon.noun_gender(title)));
            let full = Full {
                mention: at,
                sentence: context.mentions[at].sentence,
                key: &name.key,
                parts,
                gender,
                titles,
                relative: relatives.contains(&at),
                kin,
            };
            known.add(full, chains);
        }
    }
    let mut alone = Alone::default();
    for &(at, name) in &people {
        let parts = Parts::new(&name.words, opens(at, name));
        if !parts.given.is_empty() {
            continue;
        }
        match known.meant(at, context.mentions[at].sentence, name, parts.surname) {
            Some(mention) => chains.join(mention, at),
            None => {
                if let Some(earlier) = alone.earlier(at, name, parts.surname) {
                    chains.join(earlier, at);
                }
            }
        }
    }
}

/// Particles that are given names too: "Ben Ode", "Al Ode".
const GIVEN_TOO: [&str; 2] = ["al", "ben"];

/// The last two words of longer names: who is called "Omar Al Said" is "Al Said" for short.
fn surnames<'a>(people: &[(usize, &'a Name)]) -> FxHashSet<&'a [String]> {
    let long = people.iter().filter(|(_, name)| name.words.len() > 2);
    long.filter_map(|(_, name)| name.words.get(name.words.len() - 2..))
        .collect()
}

/// Whether a name opens with a given name that looks like a particle.
fn opens_with_given(context: &Context, at: usize, name: &Name, surnames: &FxHashSet<&[String]>) -> bool {
    let [first, _] = name.words.as_slice() else {
        return false;
    };
    let mention = &context.mentions[at];
    let Some(graph) = context.graphs.get(mention.sentence) else {
        return false;
    };
    let hyphen = matches!(context.form(graph, mention.words.start + 1), "-" | "‑");
    let capital = context
        .form(graph, mention.words.start)
        .starts_with(char::is_uppercase);
    GIVEN_TOO.contains(&first.as_str()) && capital && !hyphen && !surnames.contains(name.words.as_slice())
}

/// What somebody is called besides the name: the title before it and the nouns that describe them ("Ann Lund, a judge", "Ann
/// Lund was elected mayor"); and whether that is a relative of somebody ("his wife, Ann Lund").
fn described(context: &Context, at: usize, name: &Name) -> (Vec<String>, bool) {
    let mut titles: Vec<String> = name.title.iter().chain(&name.long_title).cloned().collect();
    let mut kin = false;
    let mention = &context.mentions[at];
    let Some(graph) = context.graphs.get(mention.sentence) else {
        return (titles, kin);
    };
    let words = graph.words();
    let beside = apposition::neighbours(graph, mention.head).filter(|&word| {
        let nominal = context.index.headed(mention.sentence, word);
        nominal.is_some_and(|nominal| {
            let nominal = &context.mentions[nominal];
            nominal.kind == Kind::Nominal && nominal.class == Some(Class::Per)
        })
    });
    // "Vice president" is another office than "president".
    let office = |word: usize| {
        let noun = lower(&words[word].lemma);
        let before = graph
            .children(word)
            .iter()
            .map(|&child| lower(&words[child].lemma));
        match before
            .into_iter()
            .find(|qualifier| QUALIFIERS.contains(&&**qualifier))
        {
            Some(qualifier) => format!("{qualifier} {noun}"),
            None => noun.into_owned(),
        }
    };
    // "His wife, the singer Ann Lund".
    let mut above = mention.head;
    for _ in 0..3 {
        let Some(head) = words[above]
            .head
            .filter(|_| matches!(words[above].deprel.as_str(), "appos" | "nmod:desc" | "flat"))
        else {
            break;
        };
        above = head;
        kin |= context.lexicon.contains("kinship", &lower(&words[head].lemma))
            && graph.children_by(head, "nmod:poss").next().is_some();
    }
    for word in beside {
        let noun = office(word);
        let before = word.checked_sub(1).map(|before| lower(&words[before].lemma));
        titles.extend(before.map(|before| format!("{before} {noun}")));
        kin |= context.lexicon.contains("kinship", &noun)
            && graph.children_by(word, "nmod:poss").next().is_some();
        titles.push(noun);
    }
    let Some(head) = words.get(mention.head).and_then(|word| word.head) else {
        return (titles, kin);
    };
    let subject = words[mention.head].deprel.is("nsubj");
    if subject && graph.children_by(head, "cop").next().is_some() {
        titles.push(office(head));
    } else if subject || words[mention.head].deprel.is("obj") {
        let named = graph.children_by(head, "xcomp");
        titles.extend(named.map(office));
    }
    (titles, kin)
}

/// Names beside a phrase whose possessor has the same surname ("Lund's father, Jan Lund").
fn relatives(context: &Context, names: &[Option<Name>]) -> FxHashSet<usize> {
    let mut found = FxHashSet::default();
    for (at, name) in names.iter().enumerate() {
        let Some(name) = name.as_ref().filter(|name| name.group == Group::Person) else {
            continue;
        };
        let surname = Parts::of(&name.words).surname;
        let owner = &context.mentions[at];
        let Some(graph) = context.graphs.get(owner.sentence) else {
            continue;
        };
        let Some(word) = graph.words().get(owner.head) else {
            continue;
        };
        let Some(owned) = word.head.filter(|_| word.deprel.as_str() == "nmod:poss") else {
            continue;
        };
        let beside = apposition::neighbours(graph, owned).chain([owned]);
        for relative in beside.filter_map(|word| context.index.name_at(owner.sentence, word)) {
            let namesake = names[relative]
                .as_ref()
                .is_some_and(|other| Parts::of(&other.words).surname == surname);
            if relative != at && namesake {
                found.insert(relative);
            }
        }
    }
    found
}

/// Whether the given names may belong to one person: the first agree and so do middle names as far as both have them, or the
/// shorter is a single name that is a middle name of the longer ("Tayyip" of "Recep Tayyip").
pub(super) fn agree(one: &[String], other: &[String]) -> bool {
    let (long, short) = if one.len() >= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    match short {
        [single] if !is_initial(single) && long[1..].contains(single) => true,
        _ => short
            .iter()
            .zip(long)
            .all(|(short, long)| same_given(short, long)),
    }
}

fn same_given(one: &str, other: &str) -> bool {
    one == other || (is_initial(one) || is_initial(other)) && initial(one) == initial(other)
}

pub(super) fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

pub(super) fn is_initial(given: &str) -> bool {
    given.chars().nth(1).is_none()
}

pub(super) fn initial(given: &str) -> &str {
    let end = given.chars().next().map_or(0, char::len_utf8);
    &given[..end]
}
