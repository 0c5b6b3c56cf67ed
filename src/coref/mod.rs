//! Mentions become entities: one sieve a file, most precise first.

use crate::encoder::Class;

/// One person, place, organisation or thing of a document, with all its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub class: Option<Class>,
    /// Canonical name: the fullest, in natural case; for a chain without a name its first nominal.
    pub name: String,
    /// Indices into the document's mentions, in text order.
    pub mentions: Vec<usize>,
}
