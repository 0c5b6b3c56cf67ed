//! Values as literals of RDF.

use oxrdf::{Literal, Term, vocab::xsd};

use super::date::{Moment, moment};

/// Words as a plain literal.
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

/// A number as `xsd:double`.
pub fn number(value: f64) -> Term {
    Literal::from(value).into()
}

/// A count or offset as `xsd:nonNegativeInteger`.
pub fn index(value: usize) -> Term {
    Literal::new_typed_literal(value.to_string(), xsd::NON_NEGATIVE_INTEGER).into()
}
