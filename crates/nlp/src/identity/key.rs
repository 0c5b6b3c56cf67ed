//! The key of an entity, by which it is compared with entities of other documents.
//!
//! The class and the normalised name, without what varies: case, accents, full stops, articles, titles, middle initials, a company
//! suffix. Two entities of one key are probably coreferent; merging across documents weighs their other attributes. The key of a
//! linked place is its gazetteer id.

use sha2::{Digest, Sha256};

use super::place::Place;
use crate::{
    context::Context,
    coref::{self, Entity},
};
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{Lexicon, names::normalised_phrase};

/// Greatest length in bytes of a name in a key; a longer name is cut and ends in a hash.
const LONGEST: usize = 100;

/// The key of an entity; `None` where a name would not tell it from others of that name.
pub fn of(context: &Context, at: usize, entity: &Entity, place: Option<&Place>) -> Option<String> {
    if !context.has_name(at) {
        return None;
    }
    let words = normalised_phrase(&entity.name);
    let words: Vec<String> = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(Into::into)
        .collect();
    let name = match entity.class? {
        // A date or a sum of money is a value, not an entity that other documents mention.
        Class::Date | Class::Money => return None,
        Class::Per => format!("per/{}", slug(&person(&words))),
        Class::Norp => format!("norp/{}", slug(&context.lexicon.owner_key(&words))),
        Class::Loc => match place {
            Some(Place { id: Some(id), .. }) => id.replace(':', "/"),
            Some(Place {
                country: Some(country),
                ..
            }) => format!("loc/{}/{}", country.to_lowercase(), slug(&words.join(" "))),
            _ => format!("loc/{}", slug(&words.join(" "))),
        },
        Class::Org => organisation(context.lexicon, entity, &words)?,
        class => format!("{}/{}", class.as_str().to_lowercase(), slug(&words.join(" "))),
    };
    (!name.ends_with('/')).then_some(name)
}

/// First name, middle names and surname, without initials in the middle.
fn person(words: &[String]) -> String {
    let last = words.len().saturating_sub(1);
    let kept = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || *at == last || word.chars().nth(1).is_some());
    kept.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
}

/// The key of an organisation that every country has contains its owner.
fn organisation(lexicon: &Lexicon, entity: &Entity, words: &[String]) -> Option<String> {
    if lexicon.is_shared(words) {
        let (own, base) = coref::split_owner(lexicon, words);
        let owner = own.or(entity.owner.clone())?;
        return Some(format!("org/{}/{}", slug(&owner), slug(&base.join(" "))));
    }
    Some(format!("org/{}", slug(&coref::base_name(lexicon, words))))
}

/// Letters and digits with hyphens between.
fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.len() <= LONGEST {
        return slug;
    }
    let hash = Sha256::digest(slug.as_bytes());
    let end = (0..=LONGEST)
        .rev()
        .find(|&end| slug.is_char_boundary(end))
        .unwrap_or(0);
    format!("{}-{}", &slug[..end], hex::encode(&hash[..6]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_letters_digits_and_hyphens() {
        assert_eq!(slug("ode & sons, \"lund\" <b>"), "ode-sons-lund-b");
        assert_eq!(slug("王 五"), "王-五");
        assert_eq!(slug(" -' "), "");
    }

    #[test]
    fn a_long_name_ends_in_its_hash() {
        let (one, other) = ("é".repeat(5000), "é".repeat(5001));
        assert!(slug(&one).len() < 120);
        assert_ne!(slug(&one), slug(&other));
    }

    #[test]
    fn middle_initials_tell_nobody_apart() {
        let key = |name: &str| person(&name.split(' ').map(String::from).collect::<Vec<_>>());
        assert_eq!(key("ana g ruiz"), "ana ruiz");
        assert_eq!(key("j ruiz"), "j ruiz");
        assert_eq!(key("ana maria ruiz"), "ana maria ruiz");
    }
}
