//! Whether two names may be names of the same person, organisation or place.

use strsim::levenshtein;

/// How well two names match; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// A surname and a full name that ends in it, or an acronym and the name that it stands for.
    Partial,
    /// An initial for a first name, or a spelling variant ("Qassir", "Kassir").
    Variant,
    /// The same first name and surname, with middle names that are compatible or left out.
    MiddleName,
    /// The same words.
    Exact,
}

/// Compares two names of people, each in normalised words; `None` when they do not match.
pub fn compare_people(one: &[String], other: &[String]) -> Option<NameMatch> {
    if one == other {
        return (one.len() > 1)
            .then_some(NameMatch::Exact)
            .or(Some(NameMatch::Partial));
    }
    // "Abu Zaid" and "Abuzaid".
    if one.len() != other.len() && one.concat() == other.concat() {
        return Some(NameMatch::MiddleName);
    }
    let (surname, other_surname) = (one.last()?, other.last()?);
    let (given, other_given) = (&one[..one.len() - 1], &other[..other.len() - 1]);
    if given.is_empty() || other_given.is_empty() {
        return is_spelling_variant(surname, other_surname).then_some(NameMatch::Partial);
    }
    if !is_spelling_variant(surname, other_surname) {
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
        return Some(NameMatch::MiddleName);
    }
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    let same =
        is_spelling_variant(first, other_first) || initial(first, other_first) || initial(other_first, first);
    same.then_some(NameMatch::Variant)
}

/// Compares two names of organisations, places or others, each in normalised words; `None` when they do not match.
pub fn compare_others(one: &[String], other: &[String]) -> Option<NameMatch> {
    if one == other {
        return Some(NameMatch::Exact);
    }
    if one.len() == other.len() && one.len() > 1 {
        let same = one
            .iter()
            .zip(other)
            .all(|(one, other)| is_spelling_variant(one, other));
        return same.then_some(NameMatch::Variant);
    }
    let acronym = |short: &[String], long: &[String]| {
        let [short] = short else { return false };
        initials(long).is_some_and(|initials| *short == initials)
    };
    (acronym(one, other) || acronym(other, one)).then_some(NameMatch::Partial)
}

/// The first letters of a name of three words or more, small words left out.
pub fn initials(name: &[String]) -> Option<String> {
    let small = |word: &String| matches!(word.as_str(), "of" | "the" | "for" | "and" | "de" | "del" | "la");
    let words = name.iter().filter(|word| !small(word));
    (name.len() > 2).then(|| words.filter_map(|word| word.chars().next()).collect())
}

/// Letters that transliterations write in several ways, written in one: "andrei" and "andrey", "anis" and "anees".
fn romanised(word: &str) -> String {
    let word = word
        .replace("ee", "i")
        .replace("oo", "u")
        .replace("ou", "u")
        .replace("ph", "f");
    let mut found = String::with_capacity(word.len());
    for letter in word.chars() {
        let letter = match letter {
            'y' | 'j' => 'i',
            'q' => 'k',
            'w' => 'v',
            '\'' | '’' | '-' => continue,
            other => other,
        };
        // Doubled letters are written once.
        if !found.ends_with(letter) {
            found.push(letter);
        }
    }
    found
}

/// Whether two words are spellings of the same one: equal phonetic keys, and at most one edit from five letters on, two from
/// eight on, as they are written or with what transliterations write in several ways made equal.
pub fn is_spelling_variant(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let length = one.chars().count().min(other.chars().count());
    let allowed = match length {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    };
    let near = || levenshtein(one, other).min(levenshtein(&romanised(one), &romanised(other))) <= allowed;
    allowed > 0 && phonetic_key(one) == phonetic_key(other) && near()
}

/// A key that spellings of a surname share: its consonants, doubled ones once, those that transliterations interchange as one
/// ("qassir", "kassir": "ksr").
pub fn phonetic_key(word: &str) -> String {
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
    fn spellings_of_a_persons_name_match() {
        let compare = |one: &str, other: &str| compare_people(&words(one), &words(other));
        assert_eq!(compare("ana ruiz", "ana ruiz"), Some(NameMatch::Exact));
        assert_eq!(compare("ana maria ruiz", "ana ruiz"), Some(NameMatch::MiddleName));
        assert_eq!(
            compare("ana m ruiz", "ana maria ruiz"),
            Some(NameMatch::MiddleName)
        );
        assert_eq!(compare("ana m ruiz", "ana g ruiz"), None);
        assert_eq!(compare("a ruiz", "ana ruiz"), Some(NameMatch::Variant));
        assert_eq!(compare("hadi qassir", "hadi kassir"), Some(NameMatch::Variant));
        assert_eq!(compare("ruiz", "ana ruiz"), Some(NameMatch::Partial));
        assert_eq!(compare("bo ruiz", "ana ruiz"), None);
        assert_eq!(compare("ana ruiz", "ana lund"), None);
        assert_eq!(compare_people(&[], &words("ana")), None);
    }

    #[test]
    fn an_organisation_matches_its_acronym() {
        let compare = |one: &str, other: &str| compare_others(&words(one), &words(other));
        assert_eq!(compare("ode lund bank", "olb"), Some(NameMatch::Partial));
        assert_eq!(
            compare("movement for the rights of women", "mrw"),
            Some(NameMatch::Partial)
        );
        assert_eq!(compare("wadi brigade", "wady brigade"), None);
        assert_eq!(
            compare("sahara brigade", "zahara brigade"),
            Some(NameMatch::Variant)
        );
        assert_eq!(compare("ode bank", "lund bank"), None);
    }

    #[test]
    fn spellings_of_a_surname_share_a_phonetic_key() {
        for (one, other) in [
            ("qassir", "kassir"),
            ("ukaili", "okaily"),
            ("mohammed", "muhamad"),
        ] {
            assert_eq!(phonetic_key(one), phonetic_key(other), "{one} {other}");
        }
        assert_ne!(phonetic_key("ruiz"), phonetic_key("lund"));
        assert_eq!(phonetic_key("ode"), "ode");
    }
}
