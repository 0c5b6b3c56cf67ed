//! Whether two names may be one person's, body's or place's.

use strsim::levenshtein;

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// A surname alone and a full name that has it.
    Part,
    /// An initial for a first name, or a letter or two apart ("Qassir", "Kassir").
    Variant,
    /// The same but for middle names, which one of the two leaves out.
    Longer,
    /// The same words.
    Same,
}

/// Compares two names of people, each in normalised words.
pub fn people(one: &[String], other: &[String]) -> Option<Likeness> {
    if one == other {
        return (one.len() > 1).then_some(Likeness::Same).or(Some(Likeness::Part));
    }
    let (surname, other_surname) = (one.last()?, other.last()?);
    let (given, other_given) = (&one[..one.len() - 1], &other[..other.len() - 1]);
    if given.is_empty() || other_given.is_empty() {
        return alike(surname, other_surname).then_some(Likeness::Part);
    }
    if !alike(surname, other_surname) {
        return None;
    }
    let (first, other_first) = (&given[0], &other_given[0]);
    let middle = |one: &String, other: &String| one.chars().next() == other.chars().next();
    if !given[1..]
        .iter()
        .zip(&other_given[1..])
        .all(|(one, other)| middle(one, other))
    {
        return None;
    }
    if first == other_first && surname == other_surname {
        return Some(Likeness::Longer);
    }
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    let same = alike(first, other_first) || initial(first, other_first) || initial(other_first, first);
    same.then_some(Likeness::Variant)
}

/// Compares the names of bodies and places, each in normalised words.
pub fn things(one: &[String], other: &[String]) -> Option<Likeness> {
    if one == other {
        return Some(Likeness::Same);
    }
    if one.len() == other.len() && one.len() > 1 {
        let same = one.iter().zip(other).all(|(one, other)| alike(one, other));
        return same.then_some(Likeness::Variant);
    }
    let acronym = |short: &[String], long: &[String]| {
        let [short] = short else { return false };
        initials(long).is_some_and(|initials| *short == initials)
    };
    (acronym(one, other) || acronym(other, one)).then_some(Likeness::Part)
}

/// The first letters of a name of three words or more, small words left out.
pub fn initials(name: &[String]) -> Option<String> {
    let small = |word: &String| matches!(word.as_str(), "of" | "the" | "for" | "and" | "de" | "del" | "la");
    let words = name.iter().filter(|word| !small(word));
    (name.len() > 2).then(|| words.filter_map(|word| word.chars().next()).collect())
}

/// Whether two words are one, spelled in two ways: their consonants meet, with an edit for five letters, two for eight.
fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let length = one.chars().count().min(other.chars().count());
    let allowed = match length {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    };
    allowed > 0 && skeleton(one) == skeleton(other) && levenshtein(one, other) <= allowed
}

/// The letters by which spellings of a surname meet: its consonants, each once, those that are written for each other as one.
pub fn skeleton(word: &str) -> String {
    let mut found = String::new();
    for letter in word.chars() {
        let letter = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' | '\'' => continue,
            'q' | 'c' | 'g' => 'k',
            'z' => 's',
            'v' | 'p' => 'b',
            'd' => 't',
            'j' => 'k',
            other => other,
        };
        if !found.ends_with(letter) {
            found.push(letter);
        }
    }
    if found.chars().count() < 2 {
        return word.to_string();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        name.split(' ').map(String::from).collect()
    }

    #[test]
    fn people_may_be_written_in_several_ways() {
        let compare = |one: &str, other: &str| people(&words(one), &words(other));
        assert_eq!(compare("ana ruiz", "ana ruiz"), Some(Likeness::Same));
        assert_eq!(compare("ana maria ruiz", "ana ruiz"), Some(Likeness::Longer));
        assert_eq!(compare("ana m ruiz", "ana maria ruiz"), Some(Likeness::Longer));
        assert_eq!(compare("ana m ruiz", "ana g ruiz"), None);
        assert_eq!(compare("a ruiz", "ana ruiz"), Some(Likeness::Variant));
        assert_eq!(compare("hadi qassir", "hadi kassir"), Some(Likeness::Variant));
        assert_eq!(compare("ruiz", "ana ruiz"), Some(Likeness::Part));
        assert_eq!(compare("bo ruiz", "ana ruiz"), None);
        assert_eq!(compare("ana ruiz", "ana lund"), None);
        assert_eq!(people(&[], &words("ana")), None);
    }

    #[test]
    fn bodies_may_be_written_as_their_letters() {
        let compare = |one: &str, other: &str| things(&words(one), &words(other));
        assert_eq!(compare("ode lund bank", "olb"), Some(Likeness::Part));
        assert_eq!(
            compare("movement for the rights of women", "mrw"),
            Some(Likeness::Part)
        );
        assert_eq!(compare("wadi brigade", "wady brigade"), None);
        assert_eq!(
            compare("sahara brigade", "zahara brigade"),
            Some(Likeness::Variant)
        );
        assert_eq!(compare("ode bank", "lund bank"), None);
    }

    #[test]
    fn spellings_of_a_surname_meet() {
        for (one, other) in [
            ("qassir", "kassir"),
            ("ukaili", "okaily"),
            ("mohammed", "muhamad"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        assert_ne!(skeleton("ruiz"), skeleton("lund"));
        assert_eq!(skeleton("ode"), "ode");
    }
}
