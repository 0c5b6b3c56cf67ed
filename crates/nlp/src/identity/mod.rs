//! The identities of entities: their aliases and attributes, their key across documents, and where places are.
//!
//! In: a document with its entities and relations. Out: an [`Identity`] for each entity, in the same order. Nothing is guessed: an
//! attribute has the words that prove it, and an ambiguous place has a list of candidates instead of an id.

mod attributes;
mod key;
mod place;
mod world;

pub use attributes::Attribute;
pub use place::{Candidate, Place};
pub use world::World;

use crate::{
    context::Context,
    mention::{Kind, Mention},
    relation::Relation,
};

/// What is known of an entity beyond its mentions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// Other names in the document, by first mention; without the canonical name.
    pub aliases: Vec<String>,
    /// Title, role, nationality and age, in text order.
    pub attributes: Vec<Attribute>,
    /// The same for the same name in any document ("per/ana-ruiz"); `None` for an entity that has no name, or only one that
    /// every country has ("Interior Ministry").
    pub key: Option<String>,
    /// Where a place is, if the gazetteer has it.
    pub place: Option<Place>,
    /// Who or what it is in Wikidata, if the table of entities has it.
    pub world: Option<World>,
}

/// The identity of each entity of the document.
pub fn find(context: &Context, relations: &[Relation]) -> Vec<Identity> {
    let mut places = place::link(context);
    let mut world = world::link(context, &places);
    let mut attributes = attributes::find(context, relations);
    let each = context.entities.iter().enumerate().map(|(at, entity)| {
        let place = places[at].take();
        Identity {
            aliases: aliases(context, at),
            attributes: std::mem::take(&mut attributes[at]),
            key: key::of(context, at, entity, place.as_ref()),
            place,
            world: world[at].take(),
        }
    });
    each.collect()
}

/// The name mentions of an entity, in text order.
fn names<'a>(context: &'a Context, entity: usize) -> impl Iterator<Item = &'a Mention> {
    let mentions = context.entities[entity]
        .mentions
        .iter()
        .map(|&at| &context.mentions[at]);
    mentions.filter(|mention| mention.kind == Kind::Name)
}

/// Other names, each once whatever its case; the first spelling in natural case stands.
fn aliases(context: &Context, entity: usize) -> Vec<String> {
    let canonical = context.entities[entity].name.to_lowercase();
    let mut found: Vec<String> = Vec::new();
    for mention in names(context, entity) {
        let name = one_line(mention.span.of(context.text));
        let lower = name.to_lowercase();
        match found.iter_mut().find(|known| known.to_lowercase() == lower) {
            Some(known) if !known.chars().any(char::is_lowercase) => *known = name,
            Some(_) => {}
            None if lower == canonical => {}
            None => found.push(name),
        }
    }
    found
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
