//! The object of one document, key by key.
//!
//! The structs stand in the order in which the keys are written; no key is ever left out.

use serde::Serialize;

#[derive(Serialize)]
pub struct Object<'a> {
    pub id: &'a str,
    pub title: Option<&'a str>,
    pub published: Option<&'a str>,
    pub url: Option<&'a str>,
    pub model: &'a str,
    pub version: &'a str,
    pub sentences: Vec<Sentence<'a>>,
    pub entities: Vec<Entity<'a>>,
    pub events: Vec<Event<'a>>,
    pub relations: Vec<Relation<'a>>,
    pub warnings: &'a [String],
}

#[derive(Serialize)]
pub struct Sentence<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
}

#[derive(Serialize)]
pub struct Entity<'a> {
    pub id: String,
    #[serde(rename = "type")]
    pub class: &'a str,
    pub name: String,
    pub mentions: Vec<Mention<'a>>,
    pub aliases: &'a [String],
    pub attributes: Vec<Attribute<'a>>,
    pub key: Option<&'a str>,
    pub place: Option<Place<'a>>,
}

#[derive(Serialize)]
pub struct Attribute<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub value: &'a str,
    pub start: usize,
    pub end: usize,
    pub sentence: usize,
}

#[derive(Serialize)]
pub struct Place<'a> {
    pub id: Option<&'a str>,
    pub country: Option<&'a str>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub candidates: Vec<Candidate<'a>>,
}

#[derive(Serialize)]
pub struct Candidate<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub country: &'a str,
}

#[derive(Serialize)]
pub struct Mention<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    pub kind: &'a str,
    pub sentence: usize,
    pub score: f64,
}

#[derive(Serialize)]
pub struct Event<'a> {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub realis: &'a str,
    pub source: Option<&'a str>,
    pub triggers: Vec<Trigger<'a>>,
    pub arguments: Vec<Argument<'a>>,
    pub time: Option<Time<'a>>,
    pub score: f64,
}

#[derive(Serialize)]
pub struct Trigger<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    pub sentence: usize,
    pub rule: &'a str,
}

#[derive(Serialize)]
pub struct Argument<'a> {
    pub role: &'a str,
    pub entity: Option<&'a str>,
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    pub score: f64,
    pub rule: &'a str,
    pub count: Option<u64>,
}

#[derive(Serialize)]
pub struct Time<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    pub value: Option<&'a str>,
}

#[derive(Serialize)]
pub struct Relation<'a> {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub subject: Option<&'a str>,
    pub object: Option<&'a str>,
    pub value: Option<&'a str>,
    pub start: usize,
    pub end: usize,
    pub sentence: usize,
    pub rule: &'a str,
    pub score: f64,
    pub status: Option<&'a str>,
}
