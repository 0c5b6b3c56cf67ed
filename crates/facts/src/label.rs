//! The closed label sets of the heads: entity classes, BIO tags, universal parts of speech.

use std::{fmt, str::FromStr};

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($variant),+ }

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
        Per = "PER", Org = "ORG", Loc = "LOC", Norp = "NORP", Fac = "FAC",
        Date = "DATE", Money = "MONEY", Product = "PRODUCT", Misc = "MISC",
    }
}

labels! {
    /// Universal part of speech (Universal Dependencies v2).
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
        Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
        Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

/// BIO tag of one word (IOB2: every entity opens with `B`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tag {
    #[default]
    O,
    B(Class),
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
