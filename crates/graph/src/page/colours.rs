//! The colours of roles as style rules: from the ontology, or for a role without one from the palette of its side.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use triplewire_lexicon::{Ontology, Side};

/// Colours of roles that have none of their own.
fn palette(side: Side) -> &'static [&'static str] {
    match side {
        Side::Agent => &["red", "blue"],
        Side::Patient => &["purple", "pink"],
        Side::Peer => &["blue"],
        Side::Place => &["teal"],
        Side::Other => &["brown", "olive"],
    }
}

/// The colour of a role of a type. The same name has the same colour in every run.
fn colour<'a>(ontology: &'a Ontology, kind: &str, role: &str) -> &'a str {
    if let Some(colour) = ontology.role(role).and_then(|role| role.colour.as_deref()) {
        return colour;
    }
    let all = palette(ontology.side(kind, role));
    let sum: usize = role.bytes().map(usize::from).sum();
    all[sum % all.len()]
}

/// One style rule a colour, with all roles that have it.
pub(super) fn rules(ontology: &Ontology) -> String {
    let mut roles: BTreeMap<&str, &str> = BTreeMap::new();
    for kind in ontology.types() {
        for role in kind.roles.keys() {
            // A name that stands on different sides in different types has the colour of the first.
            let own = colour(ontology, &kind.name, role);
            roles.entry(role).or_insert(own);
        }
    }
    let colours: BTreeSet<&str> = roles.values().copied().collect();
    let mut out = String::from("\n/* Roles, as the ontology has them. */\n");
    for colour in colours {
        let of_colour = roles.iter().filter(|(_, other)| **other == colour);
        let selectors: Vec<String> = of_colour
            .map(|(role, _)| format!("[data-role=\"{}\"]", escaped(role)))
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{} {{ --role: var(--{colour}); }}", selectors.join(", "));
    }
    out
}

/// A name inside a string of CSS: what could end the string or the style's element is written by number.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out
}
