//! The closed label sets of the heads: entity classes, BIO tags, universal parts of speech.

use std::{fmt, str::FromStr};

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$note])* $variant),+ }

        impl $name {
            /// All labels, in their fixed order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as files write it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok($name::$variant),)+ _ => Err(()) }
            }
        }
    };
}

labels! {
    /// Entity class: the nine that the model knows.
    Class {
        /// A person.
        Per = "PER",
        /// An organisation.
        Org = "ORG",
        /// A country, city or other place.
        Loc = "LOC",
        /// A nationality, religious or political group.
        Norp = "NORP",
        /// A building or other work of hands.
        Fac = "FAC",
        /// A date or time.
        Date = "DATE",
        /// A sum of money.
        Money = "MONEY",
        /// A product, vehicle or weapon.
        Product = "PRODUCT",
        /// Any other name.
        Misc = "MISC",
    }
}

labels! {
    /// Universal part of speech (Universal Dependencies v2).
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Common noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

/// The classes as files write them, for the schema.
#[cfg(feature = "schema")]
pub(crate) fn classes() -> Vec<&'static str> {
    Class::ALL.iter().map(|class| class.as_str()).collect()
}

/// BIO tag of one word (IOB2: every entity opens with `B`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Part of no entity.
    #[default]
    O,
    /// First word of an entity.
    B(Class),
    /// Later word of an entity.
    I(Class),
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Tag::O => f.write_str("O"),
            Tag::B(class) => write!(f, "B-{class}"),
            Tag::I(class) => write!(f, "I-{class}"),
        }
    }
}

impl FromStr for Tag {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once('-') {
            None if text == "O" => Ok(Tag::O),
            Some(("B", class)) => Ok(Tag::B(class.parse()?)),
            Some(("I", class)) => Ok(Tag::I(class.parse()?)),
            _ => Err(()),
        }
    }
}

/// Which classes are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Labels {
    /// The nine of the model.
    #[default]
    Nine,
    /// The four of CoNLL-2003: NORP and PRODUCT count as MISC, FAC as LOC; DATE and MONEY have no place there.
    Conll,
}

impl Labels {
    /// The set that a gold file uses: CoNLL's when it has no class beyond those four.
    pub fn of<'a>(classes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut classes = classes
            .into_iter()
            .map(|class| plain_name(class).to_owned())
            .peekable();
        let seen = classes.peek().is_some();
        let conll = classes.all(|class| matches!(class.as_str(), "PER" | "ORG" | "LOC" | "MISC"));
        if seen && conll {
            Labels::Conll
        } else {
            Labels::Nine
        }
    }

    /// A class name of a file or of the model as this set writes it; `None` when the set has no such class.
    pub fn map(self, class: &str) -> Option<&str> {
        let name = plain_name(class);
        match (self, name) {
            (Labels::Conll, "NORP" | "PRODUCT") => Some("MISC"),
            (Labels::Conll, "FAC") => Some("LOC"),
            (Labels::Conll, "DATE" | "MONEY") => None,
            _ => Some(name),
        }
    }
}

/// The model's name for a class that other corpora spell differently; any other name as it is.
fn plain_name(class: &str) -> &str {
    const NAMES: &[(&str, &str)] = &[
        ("Person", "PER"),
        ("PERSON", "PER"),
        ("Organization", "ORG"),
        ("ORGANIZATION", "ORG"),
        ("Location", "LOC"),
        ("LOCATION", "LOC"),
        ("GPE", "LOC"),
        ("Facility", "FAC"),
        ("Date", "DATE"),
        ("Money", "MONEY"),
        ("Product", "PRODUCT"),
        ("Misc", "MISC"),
    ];
    NAMES
        .iter()
        .find(|(other, _)| *other == class)
        .map_or(class, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conll_has_four_classes() {
        assert_eq!(Labels::of(["I-PER", "MISC"]), Labels::Nine);
        assert_eq!(Labels::of(["PER", "MISC"]), Labels::Conll);
        assert_eq!(Labels::of([]), Labels::Nine);
        assert_eq!(Labels::Conll.map("Facility"), Some("LOC"));
        assert_eq!(Labels::Conll.map("DATE"), None);
        assert_eq!(Labels::Nine.map("Person"), Some("PER"));
    }
}
