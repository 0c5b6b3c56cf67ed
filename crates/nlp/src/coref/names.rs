//! Sieve: different forms of a person's name.
//!
//! Full names first: "Andrey Karlov", "A. Karlov" and "Andrey G. Karlov" are coreferent when first and middle names are compatible;
//! different first names are different people. Then each surname alone is resolved to the nearest full name before it, or to the
//! first one after it, unless the gender of a title or first name differs, or the two are relatives: in "Lund's father, Jan Lund"
//! "Lund" is not Jan Lund. A first name alone is resolved to the only person who has it.

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_facts::sets::DisjointSets;
use triplewire_lexicon::{Gender, Lexicon};

use super::{
    Context, apposition,
    key::{Group, Name},
};

/// Number of full names that are tried, nearest first, before a name stays unresolved.
const TRIES: usize = 8;

/// Words that open a surname and are no first names.
const PARTICLES: [&str; 17] = [
    "al", "el", "bin", "ibn", "ben", "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos",
    "la", "le",
];

/// Words after the surname.
const GENERATIONS: [&str; 7] = ["jr", "sr", "i", "ii", "iii", "iv", "esq"];

/// The parts of a person's name.
struct Parts<'a> {
    /// First and middle names, an initial as one letter.
    given: &'a [String],
    surname: &'a str,
    generation: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(words: &'a [String]) -> Self {
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
        let mut given = &given[particles..];
        while let [rest @ .., last] = given
            && PARTICLES.contains(&last.as_str())
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

/// A person known by a full name.
struct Person {
    given: Vec<String>,
    generation: Option<String>,
    gender: Option<Gender>,
    mention: usize,
    /// Whether the person is called a relative (mother, wife, brother) of somebody with the same surname.
    relative: bool,
}

/// Full names by their parts; each list in text order.
#[derive(Default)]
struct People {
    persons: Vec<Person>,
    /// Persons by surname and each given name or initial.
    by_given: FxHashMap<(String, String), Vec<usize>>,
    /// Mentions of full names by surname, with the person.
    by_surname: FxHashMap<String, Vec<(usize, usize)>>,
    /// The same by each given name of more than a letter.
    by_first: FxHashMap<String, Vec<(usize, usize)>>,
    by_key: FxHashMap<String, usize>,
}

pub fn link(context: &Context, names: &[Option<Name>], chains: &mut DisjointSets) {
    let relatives = relatives(context, names);
    let people: Vec<(usize, &Name)> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.as_ref().filter(|name| name.group == Group::Person)?)))
        .collect();
    let mut known = People::default();
    for &(at, name) in &people {
        if !Parts::of(&name.words).given.is_empty() {
            known.add(context.lexicon, (at, name), chains, relatives.contains(&at));
        }
    }
    let mut alone: FxHashMap<(&str, Option<Gender>), usize> = FxHashMap::default();
    for &(at, name) in &people {
        let parts = Parts::of(&name.words);
        if !parts.given.is_empty() {
            continue;
        }
        if let Some(person) = known.meant(at, name, parts.surname) {
            let person = &mut known.persons[person];
            person.gender = person.gender.or(name.gender);
            chains.join(person.mention, at);
        } else {
            let earlier = *alone.entry((parts.surname, name.gender)).or_insert(at);
            let any = *alone.entry((parts.surname, None)).or_insert(earlier);
            let opposite = name.gender.is_some() && any != earlier;
            chains.join(if opposite { earlier } else { any }, at);
        }
    }
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

impl People {
    fn add(
        &mut self,
        lexicon: &Lexicon,
        (at, name): (usize, &Name),
        chains: &mut DisjointSets,
        relative: bool,
    ) {
        let parts = Parts::of(&name.words);
        let gender = name
            .gender
            .or_else(|| lexicon.given_gender(parts.given.first().map_or("", String::as_str)));
        let person = match self.by_key.get(&name.key) {
            Some(&person) => person,
            None => {
                let person = self
                    .same(&parts, gender)
                    .unwrap_or_else(|| self.create(at, &parts, relative));
                self.by_key.insert(name.key.clone(), person);
                self.learn(person, &parts);
                person
            }
        };
        let found = &mut self.persons[person];
        found.gender = found.gender.or(gender);
        chains.join(found.mention, at);
        self.by_surname
            .entry(parts.surname.to_string())
            .or_default()
            .push((at, person));
        for given in parts.given.iter().filter(|given| !is_initial(given)) {
            self.by_first.entry(given.clone()).or_default().push((at, person));
        }
    }

    fn create(&mut self, at: usize, parts: &Parts, relative: bool) -> usize {
        let given = parts.given.to_vec();
        let generation = parts.generation.map(str::to_string);
        self.persons.push(Person {
            given,
            generation,
            gender: None,
            mention: at,
            relative,
        });
        self.persons.len() - 1
    }

    /// Indexes the person by the parts of the name, and takes over a fuller name.
    fn learn(&mut self, person: usize, parts: &Parts) {
        for given in parts.given {
            for form in [given.as_str(), initial(given)] {
                let list = self
                    .by_given
                    .entry((parts.surname.to_string(), form.to_string()))
                    .or_default();
                if list.last() != Some(&person) {
                    list.push(person);
                }
            }
        }
        let known = &mut self.persons[person];
        if parts.given.len() > known.given.len() || known.given.first().is_some_and(|first| is_initial(first))
        {
            known.given = parts.given.to_vec();
        }
        known.generation = known.generation.take().or(parts.generation.map(str::to_string));
    }

    /// The person whose name is compatible with this one; none when several are.
    fn same(&self, parts: &Parts, gender: Option<Gender>) -> Option<usize> {
        let mut found = None;
        for form in parts
            .given
            .iter()
            .flat_map(|given| [given.as_str(), initial(given)])
        {
            let key = (parts.surname.to_string(), form.to_string());
            for &person in self
                .by_given
                .get(&key)
                .map_or(&[][..], Vec::as_slice)
                .iter()
                .rev()
                .take(TRIES)
            {
                let known = &self.persons[person];
                if agree(&known.given, parts.given)
                    && !differ(known.generation.as_deref(), parts.generation)
                    && !differ(known.gender, gender)
                    && found != Some(person)
                {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(person);
                }
            }
        }
        found
    }

    /// The person that a name of one word refers to.
    fn meant(&self, at: usize, name: &Name, word: &str) -> Option<usize> {
        let allowed = |person: usize| !differ(self.persons[person].gender, name.gender);
        if let Some(list) = self.by_surname.get(word) {
            // The surname alone rather refers to the person whose relative is named than to the relative.
            let first = |person: usize| allowed(person) && !self.persons[person].relative;
            return nearest(list, at, first);
        }
        let list = self.by_first.get(word)?;
        let unique = list.iter().all(|&(_, person)| person == list[0].1);
        if unique || name.titled {
            nearest(list, at, allowed)
        } else {
            None
        }
    }
}

/// The last full name before the mention, else the first after it.
fn nearest(list: &[(usize, usize)], at: usize, allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let split = list.partition_point(|&(mention, _)| mention < at);
    let (before, after) = list.split_at(split);
    let candidates = before.iter().rev().take(TRIES).chain(after.iter().take(TRIES));
    candidates
        .map(|&(_, person)| person)
        .find(|&person| allowed(person))
}

/// Whether the given names may belong to one person: the first agree and so do middle names as far as both have them, or the
/// shorter is a single name that is a middle name of the longer ("Tayyip" of "Recep Tayyip").
fn agree(one: &[String], other: &[String]) -> bool {
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

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

fn is_initial(given: &str) -> bool {
    given.chars().nth(1).is_none()
}

fn initial(given: &str) -> &str {
    let end = given.chars().next().map_or(0, char::len_utf8);
    &given[..end]
}
