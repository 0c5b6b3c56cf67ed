//! Values as literals of RDF.

use oxrdf::{Literal, Term, vocab::xsd};

use super::date::{Moment, moment};

pub fn string(text: &str) -> Term {
    Literal::new_simple_literal(text).into()
}

/// A date where it is one, else the words.
pub fn dated(text: &str) -> Term {
    match moment(text) {
        Some(Moment::At(date)) => date.into(),
        _ => string(text),
    }
}

pub fn number(value: f64) -> Term {
    Literal::from(value).into()
}

pub fn index(value: usize) -> Term {
    Literal::new_typed_literal(value.to_string(), xsd::NON_NEGATIVE_INTEGER).into()
}
