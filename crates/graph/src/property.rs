//! Facts as a property graph: the nodes and edges that Neo4j and GraphML hold.
//!
//! In: [`Facts`]. Out: nodes for the document, its entities and its events, and edges for arguments, relations and sources,
//! each with its proof as properties: the sentence's words, the span, the rule and the score. Ids are the IRIs of RDF. Out of a
//! store come also the merged nodes of entities and events across documents, with edges to their members.

use std::fmt;

use oxrdf::NamedNode;

use triplewire_facts::Facts;

use super::rdf::{Iris, iri::part};

/// What a property holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Whole(u64),
    Real(f64),
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Whole(number) => write!(out, "{number}"),
            Self::Real(number) => write!(out, "{number}"),
        }
    }
}

/// The type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    Real,
}

/// A property that nodes or edges may have.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nodes: bool,
    pub edges: bool,
}

const fn column(name: &'static str, kind: Kind, nodes: bool, edges: bool) -> Column {
    Column {
        name,
        kind,
        nodes,
        edges,
    }
}

/// All properties; `label` is what a node is or an edge means.
pub const COLUMNS: [Column; 22] = [
    column("label", Kind::Text, true, true),
    column("name", Kind::Text, true, false),
    column("type", Kind::Text, true, false),
    column("aliases", Kind::Text, true, false),
    column("key", Kind::Text, true, false),
    column("published", Kind::Text, true, false),
    column("url", Kind::Text, true, false),
    column("model", Kind::Text, true, false),
    column("realis", Kind::Text, true, false),
    column("time", Kind::Text, true, false),
    column("latitude", Kind::Real, true, false),
    column("longitude", Kind::Real, true, false),
    column("mentions", Kind::Whole, true, false),
    column("members", Kind::Whole, true, false),
    column("text", Kind::Text, true, true),
    column("sentence", Kind::Text, true, true),
    column("rule", Kind::Text, true, true),
    column("start", Kind::Whole, true, true),
    column("end", Kind::Whole, true, true),
    column("status", Kind::Text, false, true),
    column("count", Kind::Whole, false, true),
    column("score", Kind::Real, true, true),
];

/// A node; its properties stand in the order of [`COLUMNS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Tells it apart from all other nodes.
    pub id: String,
    /// Labels as Neo4j has them: `Entity`, `PER`.
    pub labels: Vec<String>,
    pub values: Vec<(&'static str, Value)>,
}

/// A directed edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Tells edges between the same nodes apart, and makes loading them twice harmless.
    pub id: String,
    pub from: String,
    pub to: String,
    /// First labels of both ends.
    pub labels: [&'static str; 2],
    /// In capitals: `ATTACKER`, `MENTIONS`.
    pub kind: String,
    pub values: Vec<(&'static str, Value)>,
}

/// A merged node: an entity or event across documents; ids of nodes are IRIs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MergedNode {
    /// The node's IRI.
    pub id: String,
    /// Whether it is an event; else it is an entity.
    pub event: bool,
    /// Class of an entity, types of an event.
    pub kind: String,
    /// The name that is shown.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Keys that documents share.
    pub keys: Vec<String>,
    /// TIMEX3 value of an event's time.
    pub time: Option<String>,
    /// Roles of an event with the merged entities that play them.
    pub parts: Vec<(String, String)>,
    /// Entities or events of documents.
    pub members: Vec<String>,
}

/// Two merged entities that may be coreferent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CandidatePair {
    /// IRIs of the two nodes.
    pub pair: [String; 2],
    /// How near they are to being one, 0 to 1.
    pub score: f64,
}

impl MergedNode {
    /// The node; its edges may be written once all nodes are.
    pub fn node(&self) -> Node {
        let mut values = vec![("name", text(&self.name)), ("type", text(&self.kind))];
        for (name, list) in [("aliases", &self.aliases), ("key", &self.keys)] {
            if !list.is_empty() {
                values.push((name, text(&list.join("; "))));
            }
        }
        optional(&mut values, "time", self.time.as_deref());
        values.push(("members", Value::Whole(self.members.len() as u64)));
        let kinds = self.kind.split("; ").map(label);
        Node {
            id: self.id.clone(),
            labels: std::iter::once("Merged".to_string()).chain(kinds).collect(),
            values,
        }
    }

    /// To its members, and from an event to those that play its roles.
    pub fn edges(&self) -> Vec<Edge> {
        let of = if self.event { "Event" } else { "Entity" };
        let members = self.members.iter().map(|member| {
            let ends = [("Merged", self.id.as_str()), (of, member.as_str())];
            edge("MEMBER", ends, "member", Vec::new())
        });
        let parts = self.parts.iter().map(|(role, filler)| {
            let ends = [("Merged", self.id.as_str()), ("Merged", filler.as_str())];
            edge(&kind(role), ends, role, Vec::new())
        });
        members.chain(parts).collect()
    }
}

impl CandidatePair {
    /// The pair as an edge.
    pub fn edge(&self) -> Edge {
        let [one, other] = &self.pair;
        let ends = [("Merged", one.as_str()), ("Merged", other.as_str())];
        edge("MAY_BE", ends, "may-be", vec![("score", Value::Real(self.score))])
    }
}

/// The property graph of one document.
pub fn graph(facts: &Facts, iris: &Iris) -> (Vec<Node>, Vec<Edge>) {
    let document = iris.document(&facts.id);
    let mut builder = Builder {
        facts,
        document: &document,
        nodes: Vec::new(),
        edges: Vec::new(),
    };
    builder.document();
    builder.entities();
    builder.events();
    builder.relations();
    (builder.nodes, builder.edges)
}

struct Builder<'a> {
    facts: &'a Facts,
    document: &'a NamedNode,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Builder<'_> {
    fn id(&self, part_id: &str) -> String {
        part(self.document, part_id).into_string()
    }

    fn document(&mut self) {
        let facts = self.facts;
        let mut values = vec![("name", text(facts.title.as_deref().unwrap_or(&facts.id)))];
        values.push(("type", text("document")));
        optional(&mut values, "published", facts.published.as_deref());
        optional(&mut values, "url", facts.url.as_deref());
        values.push(("model", text(&facts.model)));
        self.nodes.push(Node {
            id: self.document.as_str().to_string(),
            labels: vec!["Document".into()],
            values,
        });
    }

    fn entities(&mut self) {
        for entity in &self.facts.entities {
            let mut values = vec![("name", text(&entity.name)), ("type", text(&entity.class))];
            if !entity.aliases.is_empty() {
                values.push(("aliases", text(&entity.aliases.join("; "))));
            }
            optional(&mut values, "key", entity.key.as_deref());
            if let Some(place) = &entity.place {
                if let Some(latitude) = place.latitude {
                    values.push(("latitude", Value::Real(latitude)));
                }
                if let Some(longitude) = place.longitude {
                    values.push(("longitude", Value::Real(longitude)));
                }
            }
            values.push(("mentions", Value::Whole(entity.mentions.len() as u64)));
            let id = self.id(&entity.id);
            self.nodes.push(Node {
                id: id.clone(),
                labels: vec!["Entity".into(), label(&entity.class)],
                values,
            });
            let document = self.document.as_str().to_string();
            let proof = entity.mentions.first().map(|first| {
                let sentence = self.facts.sentence_text(first.sentence);
                proof(Some(&first.text), sentence, "", first.start, first.end)
            });
            let ends = [("Document", document.as_str()), ("Entity", id.as_str())];
            self.edge("MENTIONS", ends, "mentions", proof.unwrap_or_default());
        }
    }

    fn events(&mut self) {
        for event in &self.facts.events {
            let id = self.id(&event.id);
            let mut values = vec![("name", text(&event.kind)), ("type", text(&event.kind))];
            values.push(("realis", text(&event.realis)));
            let time = event.time.as_ref();
            optional(
                &mut values,
                "time",
                time.map(|time| time.value.as_deref().unwrap_or(&time.text)),
            );
            if let Some(trigger) = event.triggers.first() {
                let sentence = self.facts.sentence_text(trigger.sentence);
                values.extend(proof(
                    Some(&trigger.text),
                    sentence,
                    &trigger.rule,
                    trigger.start,
                    trigger.end,
                ));
            }
            values.push(("score", Value::Real(event.score)));
            self.nodes.push(Node {
                id: id.clone(),
                labels: vec!["Event".into(), label(&event.kind)],
                values,
            });
            let document = self.document.as_str().to_string();
            let ends = [("Document", document.as_str()), ("Event", id.as_str())];
            self.edge("TELLS", ends, "tells", Vec::new());
            if let Some(source) = &event.source {
                let source = self.id(source);
                let ends = [("Event", id.as_str()), ("Entity", source.as_str())];
                self.edge("ACCORDING_TO", ends, "source", Vec::new());
            }
            for (at, argument) in event.arguments.iter().enumerate() {
                let Some(entity) = &argument.entity else { continue };
                let entity = self.id(entity);
                let sentence = self.facts.sentence_at(argument.start);
                let sentence = sentence.and_then(|sentence| self.facts.sentence_text(sentence));
                let mut values = proof(
                    Some(&argument.text),
                    sentence,
                    &argument.rule,
                    argument.start,
                    argument.end,
                );
                if let Some(count) = argument.count {
                    values.push(("count", Value::Whole(count)));
                }
                values.push(("score", Value::Real(argument.score)));
                let ends = [("Event", id.as_str()), ("Entity", entity.as_str())];
                self.edge(&kind(&argument.role), ends, &format!("a{}", at + 1), values);
            }
        }
    }

    fn relations(&mut self) {
        for relation in &self.facts.relations {
            let Some(subject) = &relation.subject else {
                continue;
            };
            let from = self.id(subject);
            let (to, to_label) = match (&relation.object, &relation.value) {
                (Some(object), _) => (self.id(object), "Entity"),
                // An office of no known organisation is a node of its own.
                (None, Some(value)) => {
                    let id = self.id(&relation.id);
                    self.nodes.push(Node {
                        id: id.clone(),
                        labels: vec!["Position".into()],
                        values: vec![("name", text(value)), ("type", text("position"))],
                    });
                    (id, "Position")
                }
                (None, None) => continue,
            };
            let sentence = self.facts.sentence_text(relation.sentence);
            let mut values = proof(
                relation.value.as_deref(),
                sentence,
                &relation.rule,
                relation.start,
                relation.end,
            );
            optional(&mut values, "status", relation.status.as_deref());
            values.push(("score", Value::Real(relation.score)));
            let ends = [("Entity", from.as_str()), (to_label, to.as_str())];
            self.edge(&kind(&relation.kind), ends, &relation.id, values);
        }
    }

    fn edge(
        &mut self,
        kind: &str,
        ends: [(&'static str, &str); 2],
        id: &str,
        values: Vec<(&'static str, Value)>,
    ) {
        self.edges.push(edge(kind, ends, id, values));
    }
}

/// `ends` are the first label and the id of where it comes from and where it goes.
fn edge(kind: &str, ends: [(&'static str, &str); 2], id: &str, values: Vec<(&'static str, Value)>) -> Edge {
    let [(from_label, from), (to_label, to)] = ends;
    Edge {
        id: format!("{from}>{id}>{to}"),
        from: from.to_string(),
        to: to.to_string(),
        labels: [from_label, to_label],
        kind: kind.to_string(),
        values,
    }
}

fn proof(
    words: Option<&str>,
    sentence: Option<&str>,
    rule: &str,
    start: usize,
    end: usize,
) -> Vec<(&'static str, Value)> {
    let mut values = Vec::new();
    optional(&mut values, "text", words);
    optional(&mut values, "sentence", sentence);
    optional(&mut values, "rule", Some(rule).filter(|rule| !rule.is_empty()));
    values.push(("start", Value::Whole(start as u64)));
    values.push(("end", Value::Whole(end as u64)));
    values
}

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

fn optional(values: &mut Vec<(&'static str, Value)>, name: &'static str, found: Option<&str>) {
    if let Some(found) = found {
        values.push((name, text(found)));
    }
}

/// A label of letters, digits and underscores alone: it stands outside of quotes in Cypher and in CSV headers.
fn label(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let label: String = name.chars().take(100).map(safe).collect();
    match label.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => label,
        _ => format!("T_{label}"),
    }
}

fn kind(role: &str) -> String {
    label(role).to_ascii_uppercase()
}
