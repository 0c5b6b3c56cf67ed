//! The page of a neighbourhood: a picture of it, and tables of the same facts with the sentences that prove them.
//!
//! The tables are all there is: the script draws the picture from them, and without it they stand alone.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    FACTS_SCRIPT, Pages,
    pieces::{self, Piece},
    rounded, words,
};
use crate::store::{Fact, Neighbourhood};
use triplewire_lexicon::Ontology;

pub(super) const SCRIPTS: &[&str] = &[
    include_str!("../../assets/page/vendor/cytoscape.min.js"),
    FACTS_SCRIPT,
    include_str!("../../assets/page/view.js"),
];

#[derive(Serialize)]
struct View<'a> {
    title: &'a str,
    left_out: usize,
    events: Vec<Row<'a>>,
    relations: Vec<Row<'a>>,
    entities: Vec<Entity<'a>>,
}

#[derive(Serialize)]
struct Entity<'a> {
    name: &'a str,
    class: &'a str,
    hop: usize,
    documents: Vec<&'a str>,
    facts: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: String,
    realis: Option<&'a str>,
    time: Option<&'a str>,
    score: String,
    rule: &'a str,
    roles: Vec<Filler<'a>>,
    proofs: Vec<Proof<'a>>,
}

#[derive(Serialize)]
struct Filler<'a> {
    role: &'a str,
    name: &'a str,
    /// Place among the entities.
    entity: Option<usize>,
}

#[derive(Serialize)]
struct Proof<'a> {
    document: &'a str,
    known: bool,
    pieces: Vec<Piece>,
}

/// Writes the page.
///
/// # Errors
/// Those of the sink.
pub fn view(out: &mut impl Write, ontology: &Ontology, around: &Neighbourhood) -> io::Result<()> {
    let title = around.entities.first().map_or("", |entity| entity.name.as_str());
    let rows = |events: bool| around.facts.iter().filter(move |fact| fact.event == events);
    let view = View {
        title,
        left_out: around.left_out,
        events: rows(true).map(Row::of).collect(),
        relations: rows(false).map(Row::of).collect(),
        entities: around
            .entities
            .iter()
            .enumerate()
            .map(|(at, entity)| Entity {
                name: &entity.name,
                class: &entity.class,
                hop: entity.hop,
                documents: entity.documents.iter().map(String::as_str).collect(),
                facts: around
                    .facts
                    .iter()
                    .filter(|fact| fact.roles.iter().any(|role| role.entity == Some(at)))
                    .count(),
            })
            .collect(),
    };
    Pages::new(ontology)?.write(out, "view.html", SCRIPTS, view)
}

impl<'a> Row<'a> {
    fn of(fact: &'a Fact) -> Self {
        Self {
            kind: words(&fact.kind),
            realis: fact.realis.as_deref(),
            time: fact.time.as_deref(),
            score: rounded(fact.score),
            rule: &fact.rule,
            roles: fact
                .roles
                .iter()
                .map(|role| Filler {
                    role: &role.role,
                    name: &role.words,
                    entity: role.entity,
                })
                .collect(),
            proofs: fact
                .proofs
                .iter()
                .map(|proof| Proof {
                    document: &proof.document,
                    known: proof.sentence.is_some(),
                    pieces: pieces::proof(proof.sentence.as_deref().unwrap_or(""), &proof.spans),
                })
                .collect(),
        }
    }
}
