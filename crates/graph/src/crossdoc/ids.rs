//! Ids of clusters: stable while documents come in, and the same whatever their order.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::profile::{DocumentProfile, is_unique_key};
use triplewire_lexicon::Ontology;

/// The most general type above an event type, or above the one as which it may be reported.
fn root_type(ontology: &Ontology, kind: &str) -> String {
    let akin = ontology.line(kind).find_map(|kind| kind.akin.as_deref());
    let top = ontology.line(akin.unwrap_or(kind)).last();
    top.map_or(kind, |kind| kind.name.as_str()).to_string()
}

/// The member that gives a cluster its id: the first by date, document and number, so that the id seldom changes while
/// documents come in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Anchor {
    /// The document's date as a number of days; documents without a date come last.
    pub published: i32,
    /// Id of the document.
    pub document: String,
    /// Index of the profile in the document.
    pub number: usize,
    /// The member's id in the document.
    pub id: String,
    /// Class of an entity, type of an event.
    pub kind: String,
}

/// An entity as an anchor of its cluster.
pub fn entity_anchor(document: &DocumentProfile, number: usize) -> Anchor {
    let entity = &document.entities[number];
    Anchor::of(document, number, &entity.id, &entity.class)
}

/// An event as an anchor of its cluster.
pub fn event_anchor(document: &DocumentProfile, number: usize) -> Anchor {
    let event = &document.events[number];
    Anchor::of(document, number, &event.id, &event.kind)
}

impl Anchor {
    fn of(document: &DocumentProfile, number: usize, id: &str, kind: &str) -> Self {
        Self {
            published: document.published.map_or(i32::MAX, |days| days.first),
            document: document.id.clone(),
            number,
            id: id.into(),
            kind: kind.into(),
        }
    }
}

/// The id of a cluster of entities, from their keys and the anchor: "per/ana-ruiz/1f2e3d4c", "geonames/323786".
pub fn entity_id<'a>(keys: impl IntoIterator<Item = &'a str> + Clone, anchor: Option<&Anchor>) -> String {
    // A gazetteer id or the name of a people needs nothing beside it.
    if let Some(key) = keys.clone().into_iter().filter(|key| is_unique_key(key)).min() {
        return key.to_string();
    }
    let key = keys
        .into_iter()
        .max_by_key(|key| (key.len(), std::cmp::Reverse(*key)));
    let Some(anchor) = anchor else {
        return key.unwrap_or_default().to_string();
    };
    let key = key.map_or_else(|| anchor.kind.to_lowercase(), ToString::to_string);
    format!("{key}/{}", hash(&[&anchor.document, &anchor.id]))
}

/// The id of a cluster of events, from the anchor: "event/attack/...".
pub fn event_id(ontology: &Ontology, anchor: &Anchor) -> String {
    let kind = root_type(ontology, &anchor.kind).to_lowercase();
    format!("event/{kind}/{}", hash(&[&anchor.document, &anchor.id]))
}

/// Sixteen hexadecimal digits of the SHA-256 of the parts.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex::encode(&hasher.finalize()[..8])
}
