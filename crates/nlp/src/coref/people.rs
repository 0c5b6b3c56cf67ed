//! The people of a document who are named in full, and whom a surname or first name alone refers to.

use rustc_hash::FxHashMap;
use triplewire_facts::sets::DisjointSets;
use triplewire_lexicon::Gender;

use super::{
    key::Name,
    names::{Parts, agree, differ, initial, is_initial},
};

/// Number of full names that are tried, nearest first, before a name stays unresolved.
const TRIES: usize = 8;

/// Where several have a surname and none is called by it yet: greatest distance in sentences to the one, and least distance
/// to the others.
const RECENT: usize = 2;
const FORGOTTEN: usize = 7;

/// A person known by a full name.
struct Person {
    given: Vec<String>,
    generation: Option<String>,
    gender: Option<Gender>,
    mention: usize,
    /// Whether the person is called a relative (mother, wife, brother) of somebody with the same surname.
    relative: bool,
    /// Whether the person is called a relative of somebody.
    kin: bool,
    /// Titles and nouns that the person goes by.
    titles: Vec<String>,
    /// How often the surname alone referred to the person, and the sentence of the last time.
    alone: usize,
    last: usize,
}

/// A full name in the text.
pub struct Full<'a> {
    pub mention: usize,
    pub sentence: usize,
    pub key: &'a str,
    pub parts: Parts<'a>,
    pub gender: Option<Gender>,
    pub titles: Vec<String>,
    pub relative: bool,
    pub kin: bool,
}

/// A full name of a person in the text.
#[derive(Clone, Copy)]
struct Place {
    mention: usize,
    sentence: usize,
    person: usize,
}

/// Full names by their parts; each list in text order.
#[derive(Default)]
pub struct People {
    persons: Vec<Person>,
    /// Persons by surname and each given name or initial.
    by_given: FxHashMap<(String, String), Vec<usize>>,
    /// Full names by surname.
    by_surname: FxHashMap<String, Vec<Place>>,
    /// The same by each given name of more than a letter.
    by_first: FxHashMap<String, Vec<Place>>,
    by_key: FxHashMap<String, usize>,
}

impl People {
    /// Joins a full name to the person who has it.
    pub fn add(&mut self, full: Full, chains: &mut DisjointSets) {
        let Full {
            mention,
            sentence,
            key,
            parts,
            gender,
            titles,
            relative,
            kin,
        } = full;
        let person = match self.by_key.get(key) {
            Some(&person) => person,
            None => {
                let person = self
                    .same(&parts, gender)
                    .unwrap_or_else(|| self.create(mention, &parts));
                self.by_key.insert(key.to_string(), person);
                self.learn(person, &parts);
                person
            }
        };
        let found = &mut self.persons[person];
        found.gender = found.gender.or(gender);
        found.relative |= relative && found.mention == mention;
        found.kin |= kin;
        for title in titles {
            if !found.titles.contains(&title) {
                found.titles.push(title);
            }
        }
        chains.join(found.mention, mention);
        let place = Place {
            mention,
            sentence,
            person,
        };
        self.by_surname
            .entry(parts.surname.to_string())
            .or_default()
            .push(place);
        for given in parts.given.iter().filter(|given| !is_initial(given)) {
            self.by_first.entry(given.clone()).or_default().push(place);
        }
    }

    fn create(&mut self, at: usize, parts: &Parts) -> usize {
        self.persons.push(Person {
            given: parts.given.to_vec(),
            generation: parts.generation.map(str::to_string),
            gender: None,
            mention: at,
            relative: false,
            kin: false,
            titles: Vec::new(),
            alone: 0,
            last: 0,
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

    /// The first mention of the person whom a name of one word refers to.
    pub fn meant(&mut self, at: usize, sentence: usize, name: &Name, word: &str) -> Option<usize> {
        let person = match self.by_surname.get(word) {
            Some(list) => self.of_surname(list, at, sentence, name)?,
            None => {
                let list = self.by_first.get(word)?;
                let allowed = |person: usize| !differ(self.persons[person].gender, name.gender);
                let unique = list.iter().all(|place| place.person == list[0].person);
                if !(unique || name.titled) {
                    return None;
                }
                nearest(list, at, allowed)?
            }
        };
        let found = &mut self.persons[person];
        found.gender = found.gender.or(name.gender);
        found.alone += 1;
        found.last = sentence;
        Some(found.mention)
    }

    /// The bearer of a surname whom it means. The surname alone rather refers to the person whose relative is named than to
    /// the relative.
    fn of_surname(&self, list: &[Place], at: usize, sentence: usize, name: &Name) -> Option<usize> {
        let allowed = |person: usize| {
            let known = &self.persons[person];
            !known.relative && !differ(known.gender, name.gender)
        };
        let distinct = |places: &[Place]| {
            let mut found: Vec<usize> = Vec::new();
            for place in places.iter().filter(|place| allowed(place.person)) {
                if !found.contains(&place.person) {
                    found.push(place.person);
                }
            }
            found
        };
        let before = &list[..list.partition_point(|place| place.mention < at)];
        // Whoever has the title anywhere, else whoever has none.
        for title in name.long_title.iter().chain(&name.title) {
            let mut all: Vec<usize> = list.iter().map(|place| place.person).collect();
            all.sort_unstable();
            all.dedup();
            all.retain(|&person| {
                let known = &self.persons[person];
                !differ(known.gender, name.gender) && known.titles.contains(title)
            });
            match all[..] {
                [] => {}
                [person] => return Some(person),
                _ => return None,
            }
        }
        let gendered = |person: &usize| name.gender.is_some() && self.persons[*person].gender == name.gender;
        let mut people = distinct(before);
        if people.is_empty() {
            people = distinct(list);
        }
        if people.len() > 1 && people.iter().any(gendered) {
            people.retain(gendered);
        }
        if people.len() > 1 && people.iter().any(|&person| !self.persons[person].kin) {
            people.retain(|&person| !self.persons[person].kin);
        }
        if let [person] = people[..] {
            return Some(person);
        }
        if name.title.is_some() {
            return only(
                people
                    .into_iter()
                    .filter(|&person| self.persons[person].titles.is_empty()),
            );
        }
        let told = |person: usize| {
            let own = before.iter().rev().filter(|place| place.person == person);
            own.clone().next().map(|place| (place.sentence, own.count()))
        };
        if let Some(main) = only(
            people
                .iter()
                .copied()
                .filter(|&person| self.persons[person].alone > 0),
        ) {
            // Another who came up once in the meantime does not take over.
            let passing = |person: usize| {
                told(person).is_none_or(|(last, times)| times == 1 || last < self.persons[main].last)
            };
            let clear = people.iter().all(|&person| person == main || passing(person));
            return clear.then_some(main);
        }
        let last = |person: usize| {
            told(person)
                .map_or(0, |(last, _)| last)
                .max(self.persons[person].last)
        };
        let near = only(
            people
                .iter()
                .copied()
                .filter(|&person| last(person) + RECENT >= sentence),
        )?;
        let others = people
            .iter()
            .all(|&person| person == near || last(person) + FORGOTTEN <= sentence);
        (others && told(near).is_some()).then_some(near)
    }
}

/// The single element, if there is one.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The last full name before the mention, else the first after it.
fn nearest(list: &[Place], at: usize, allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let split = list.partition_point(|place| place.mention < at);
    let (before, after) = list.split_at(split);
    let candidates = before.iter().rev().take(TRIES).chain(after.iter().take(TRIES));
    candidates
        .map(|place| place.person)
        .find(|&person| allowed(person))
}

/// Surnames without a full name in the document: one person each, unless titles or genders differ.
#[derive(Default)]
pub struct Alone {
    groups: FxHashMap<String, Vec<Bearer>>,
}

struct Bearer {
    title: Option<String>,
    gender: Option<Gender>,
    mention: usize,
}

impl Alone {
    /// An earlier mention of the same person; notes the mention otherwise.
    pub fn earlier(&mut self, at: usize, name: &Name, surname: &str) -> Option<usize> {
        let bearers = self.groups.entry(surname.to_string()).or_default();
        let alike = |bearer: &Bearer| bearer.title == name.title && bearer.gender == name.gender;
        let fits = |bearer: &Bearer| {
            !differ(bearer.title.as_deref(), name.title.as_deref()) && !differ(bearer.gender, name.gender)
        };
        let found = bearers
            .iter()
            .position(alike)
            .or_else(|| only((0..bearers.len()).filter(|&bearer| fits(&bearers[bearer]))));
        match found {
            Some(found) => {
                let bearer = &mut bearers[found];
                bearer.title = bearer.title.take().or_else(|| name.title.clone());
                bearer.gender = bearer.gender.or(name.gender);
                Some(bearer.mention)
            }
            None => {
                bearers.push(Bearer {
                    title: name.title.clone(),
                    gender: name.gender,
                    mention: at,
                });
                None
            }
        }
    }
}
