//! Names that the tagger cut apart are put together again.
//!
//! In: the names of one sentence with its tree. The idea: hyphens ("Anne-Marie Lund"), particles ("Omar ibn Said", "Jan van der
//! Ode") and a surname that is a place or a month elsewhere ("Theo London") hold a person's name together; "and", commas and a
//! closing "LLP" or "& Partners" that of a firm; and a name keeps its "'s" where the grammar leaves no possession ("Moody's cut").

use super::{Kind, Mention, Place, names::head};
use crate::syntax::{SentenceGraph, span};
use std::ops::Range;
use triplewire_facts::annotation::{Class, Upos};

/// Words in lower case inside names, none of which stands between two names otherwise.
const PARTICLES: [&str; 30] = [
    "al", "el", "ibn", "bin", "ben", "bint", "abu", "ould", "van", "von", "der", "den", "ter", "ten", "de",
    "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "zu", "zur", "af", "av", "y",
];

/// Last words of firms that are called after several people, and those that do it behind "&" only.
const FIRMS: [&str; 6] = ["llp", "pllc", "lllp", "partners", "associates", "solicitors"];
const FIRMS_OF_TWO: [&str; 6] = ["co", "sons", "company", "brothers", "inc", "ltd"];

/// Most words of a particle between two parts of a name.
const SEAM: usize = 3;

/// Titles before which a single capitalised word is a person's surname, whatever else it names.
const SURE_TITLES: [&str; 26] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "sen",
    "senator",
    "rep",
    "gov",
    "judge",
    "justice",
    "mayor",
    "congressman",
    "congresswoman",
    "councillor",
    "detective",
    "sergeant",
    "sgt",
    "lieutenant",
    "lt",
    "capt",
    "col",
    "gen",
    "maj",
    "prof",
];

/// Puts the names of one sentence together; `found` holds them left to right.
pub fn join(here: &Place, found: &mut Vec<Mention>, first: usize) {
    let graph = here.graph;
    titled(here, found, first);
    let mut at = first;
    while at < found.len() {
        if let Some(next) = found.get(at + 1) {
            // "Bishop", "Martin Lund": a title that the tagger took for a name.
            if is_title(here, &found[at], next) {
                found.remove(at);
                continue;
            }
            if one_person(here, &found[at], next) {
                let next = found.remove(at + 1);
                let words = found[at].words.start..next.words.end;
                grow(graph, &mut found[at], words, Class::Per, next.score);
                continue;
            }
        }
        let longer = rest_of_person(here, &found[at])
            .filter(|&end| found.get(at + 1).is_none_or(|next| end <= next.words.start));
        if let Some(end) = longer {
            let (words, score) = (found[at].words.start..end, found[at].score);
            grow(graph, &mut found[at], words, Class::Per, score);
            continue;
        }
        if let Some((names, end)) = firm(here, &found[at..]) {
            let words = found[at].words.start..end;
            let score = found[at..at + names]
                .iter()
                .fold(1.0, |least: f32, name| least.min(name.score));
            found.drain(at + 1..at + names);
            grow(graph, &mut found[at], words, Class::Org, score);
        } else if keeps_possessive(here, &found[at]) {
            let (words, score) = (found[at].words.start..found[at].words.end + 1, found[at].score);
            let class = found[at].class.filter(|class| *class != Class::Per);
            grow(graph, &mut found[at], words, class.unwrap_or(Class::Org), score);
        }
        at += 1;
    }
}

fn grow(graph: &SentenceGraph, name: &mut Mention, words: Range<usize>, class: Class, score: f32) {
    name.span = span(graph, &words);
    name.head = head(graph, &words);
    name.words = words;
    name.class = Some(class);
    name.score = name.score.min(score);
}

fn form<'a>(here: &'a Place, word: usize) -> &'a str {
    here.graph
        .words()
        .get(word)
        .map_or("", |word| word.span.of(here.text))
}

fn capital(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

/// A single word behind a sure title is a person ("Mrs May", "Judge Paris"), unless it goes on.
fn titled(here: &Place, found: &mut Vec<Mention>, first: usize) {
    let words = here.graph.words();
    for at in 1..words.len() {
        let title = form(here, at - 1);
        let sure = || {
            let title = title.trim_end_matches('.').to_lowercase();
            SURE_TITLES.contains(&title.as_str())
        };
        let proper = words[at].upos == Upos::Propn && capital(form(here, at));
        if !(proper && capital(title) && sure()) || apart(here, at - 1, at) > 1 {
            continue;
        }
        let alone = words.get(at + 1).is_none_or(|next| next.upos != Upos::Propn)
            && !form(here, at + 1).starts_with(['-', '–']);
        if !alone {
            continue;
        }
        let name = found[first..].iter().position(|name| name.words.contains(&at));
        match name.map(|name| first + name) {
            Some(name) if found[name].words == (at..at + 1) => {
                if matches!(found[name].class, Some(Class::Loc | Class::Date | Class::Misc)) {
                    found[name].class = Some(Class::Per);
                }
            }
            Some(_) => {}
            None => {
                let place = found[first..].partition_point(|name| name.words.start < at);
                found.insert(first + place, person(here, at));
            }
        }
    }
}

/// A mention of one word as a person whom the tagger did not see.
pub(super) fn person(here: &Place, at: usize) -> Mention {
    Mention {
        span: here.graph.words()[at].span,
        sentence: here.sentence,
        words: at..at + 1,
        head: at,
        kind: Kind::Name,
        class: Some(Class::Per),
        score: 0.7,
        resolved: false,
    }
}

/// Bytes between two neighbouring words.
fn apart(here: &Place, left: usize, right: usize) -> usize {
    let words = here.graph.words();
    words[right].span.start.saturating_sub(words[left].span.end)
}

/// Whether a name, with the words behind it, is the title of the person who follows.
fn is_title(here: &Place, name: &Mention, next: &Mention) -> bool {
    let words = name.words.start..next.words.start;
    let person = name.class == Some(Class::Per) && next.class == Some(Class::Per);
    if !person || words.len() > SEAM {
        return false;
    }
    let forms: Vec<&str> = words.map(|word| form(here, word)).collect();
    here.lexicon.titles().at_start(&forms) == forms.len()
}

fn is_particle(form: &str) -> bool {
    PARTICLES.contains(&form)
}

/// Whether two names in a row are parts of one person's.
fn one_person(here: &Place, one: &Mention, next: &Mention) -> bool {
    let between = one.words.end..next.words.start;
    if one.class != Some(Class::Per) {
        return false;
    }
    let single = |name: &Mention| name.words.len() == 1;
    let flat = || {
        let word = &here.graph.words()[next.head];
        word.deprel.is("flat") && word.head.is_some_and(|head| one.words.contains(&head))
    };
    if between.is_empty() {
        let seam = is_particle(form(here, one.words.end - 1)) || is_particle(form(here, next.words.start));
        let surname = single(one) && single(next) && flat() && capital(form(here, next.words.start));
        return seam && next.class == Some(Class::Per) || surname && next.class != Some(Class::Norp);
    }
    let particles = between.len() <= SEAM && between.clone().all(|word| is_particle(form(here, word)));
    if particles {
        // "Ana Ruiz y Omar Said" are two.
        return next.class == Some(Class::Per) && !(between.len() == 1 && form(here, between.start) == "y");
    }
    let hyphen = between.len() == 1
        && matches!(form(here, between.start), "-" | "‑")
        && apart(here, between.start - 1, between.start) == 0
        && apart(here, between.start, next.words.start) == 0;
    let given = |name: &Mention| {
        here.lexicon
            .given_gender(&form(here, name.head).to_lowercase())
            .is_some()
    };
    // "The Ruiz-Said debate" is one of two people.
    if words_modify(here, one) {
        return false;
    }
    let whole = one.words.len() == 1 || next.words.len() == 1;
    let longer = one.words.len() + next.words.len() > 2;
    hyphen && whole && (longer || flat() || given(one) && given(next)) && next.class != Some(Class::Norp)
}

/// The end of a person's name whose last part the tagger left out ("Omar" of "Omar-Said", "Clement" of "Clement May").
fn rest_of_person(here: &Place, name: &Mention) -> Option<usize> {
    let words = here.graph.words();
    let end = name.words.end;
    if name.class != Some(Class::Per) {
        return None;
    }
    let flat = |at: usize| {
        words.get(at).is_some_and(|word| {
            word.upos == Upos::Propn
                && word.deprel.is("flat")
                && word.head.is_some_and(|head| name.words.contains(&head))
                && capital(form(here, at))
        })
    };
    if name.words.len() == 1 && flat(end) && !is_mark_of_rank(form(here, end)) {
        return Some(end + 1);
    }
    let hyphen =
        matches!(form(here, end), "-" | "‑") && apart(here, end - 1, end) == 0 && !words_modify(here, name);
    (hyphen && flat(end + 1) && apart(here, end, end + 1) == 0).then_some(end + 2)
}

/// Whether a single word describes a noun behind it: "the Lund-Ode talks".
fn words_modify(here: &Place, name: &Mention) -> bool {
    name.words.len() == 1
        && matches!(
            here.graph.words()[name.head].deprel.universal(),
            "compound" | "amod"
        )
}

/// What stands behind a name without being part of it.
fn is_mark_of_rank(form: &str) -> bool {
    form.ends_with('.') || form.chars().all(|c| c.is_uppercase())
}

/// How many names from the first on make up the name of one firm, and its end: "Lund, Ode and Ruiz LLP".
fn firm(here: &Place, names: &[Mention]) -> Option<(usize, usize)> {
    let open = |name: &Mention| matches!(name.class, Some(Class::Per | Class::Org)) && name.words.len() <= 2;
    let start = names.first().filter(|name| open(name))?.words.start;
    if start > 0 && matches!(form(here, start - 1), "," | "and" | "&") {
        return None;
    }
    let mut count = 1;
    let (mut linked, mut ampersand) = (false, false);
    loop {
        let last = &names[count - 1];
        let inside = |mark: &str| count > 1 && last.words.clone().any(|word| form(here, word) == mark);
        linked |= inside("&");
        ampersand |= inside("&");
        let behind = form(here, last.words.end);
        let end = [last.words.end, last.words.end + 1].into_iter().find(|&end| {
            let firm = form(here, end - 1).trim_end_matches('.').to_lowercase();
            let within =
                end == last.words.end && last.words.len() > 1 || end > last.words.end && capital(behind);
            within && (FIRMS.contains(&firm.as_str()) || ampersand && FIRMS_OF_TWO.contains(&firm.as_str()))
        });
        if let Some(end) = end {
            // "Lund, Ode & Co. and Ruiz" is a list.
            let listed = matches!(form(here, end), "," | "and" | "&")
                && names.get(count).is_some_and(|next| next.words.start == end + 1);
            return (count > 1 && linked && !listed).then_some((count, end));
        }
        let next = names.get(count).filter(|_| count < 6)?;
        let forms: Vec<&str> = (last.words.end..next.words.start)
            .map(|word| form(here, word))
            .collect();
        match forms.as_slice() {
            [","] if !linked => {}
            ["and"] | [",", "and"] if !linked => linked = true,
            ["&"] | [",", "&"] if !linked => (linked, ampersand) = (true, true),
            _ => return None,
        }
        if !(matches!(next.class, Some(Class::Per | Class::Org)) && next.words.len() <= 4) {
            return None;
        }
        count += 1;
    }
}

/// Whether the "'s" behind a name is part of it: it is on the list of such names, or the name is the subject of the verb that
/// follows, or stands by the noun for a body before it ("the bakery chain Ode's").
fn keeps_possessive(here: &Place, name: &Mention) -> bool {
    let words = here.graph.words();
    let mark = name.words.end;
    if !matches!(form(here, mark), "'s" | "’s") || words[mark].upos == Upos::Aux || name.words.len() > 2 {
        return false;
    }
    if !matches!(
        name.class,
        Some(Class::Org | Class::Per | Class::Misc | Class::Product)
    ) {
        return false;
    }
    let forms: Vec<String> = name
        .words
        .clone()
        .map(|word| form(here, word).to_lowercase())
        .collect();
    let person = name.class == Some(Class::Per);
    if !person
        && here
            .lexicon
            .contains("possessive_name", &format!("{}'s", forms.join(" ")))
    {
        return true;
    }
    if words[mark].deprel.as_str() != "case" || words[mark].head != Some(name.head) {
        return false;
    }
    let word = &words[name.head];
    let verb = words[mark + 1..]
        .iter()
        .position(|next| next.upos != Upos::Adv)
        .map(|next| mark + 1 + next);
    let follows = verb.is_some_and(|verb| words[verb].upos == Upos::Verb);
    match (word.deprel.as_str(), word.head) {
        ("nsubj", Some(head)) => follows && verb == Some(head),
        ("appos", Some(head)) => head + 1 == name.words.start && follows,
        _ => false,
    }
}
