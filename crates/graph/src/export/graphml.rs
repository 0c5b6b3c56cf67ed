//! Facts as GraphML (Brandes et al. 2002): one graph of documents, entities and events, for tools such as networkx, Gephi
//! and yEd.
//!
//! Nodes and edges hold the same as those of [`property`](crate::property); XML cannot hold most control characters,
//! U+FFFD stands in for them.

use std::io::{self, Write};

use quick_xml::{
    Writer as XmlWriter,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event as Xml},
};

use triplewire_facts::Facts;

use super::{Merged, MergedForm, Writer};
use crate::{
    property::{self, COLUMNS, Edge, Kind, Node, Value},
    rdf::Iris,
};

/// Writes nodes and edges as they come.
pub struct GraphmlWriter<W: Write> {
    xml: XmlWriter<W>,
    iris: Iris,
    edges: usize,
}

impl<W: Write> GraphmlWriter<W> {
    /// Opens the graph.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn new(out: W, iris: Iris) -> io::Result<Self> {
        let mut xml = XmlWriter::new_with_indent(out, b' ', 1);
        xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root =
            BytesStart::new("graphml").with_attributes([("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
        xml.write_event(Xml::Start(root))?;
        for column in COLUMNS {
            let kind = match column.kind {
                Kind::Text => "string",
                Kind::Whole => "long",
                Kind::Real => "double",
            };
            for (on, target) in [(column.nodes, "node"), (column.edges, "edge")] {
                if on {
                    let id = key(target, column.name);
                    let attributes = [
                        ("id", id.as_str()),
                        ("for", target),
                        ("attr.name", column.name),
                        ("attr.type", kind),
                    ];
                    xml.write_event(Xml::Empty(BytesStart::new("key").with_attributes(attributes)))?;
                }
            }
        }
        let graph = BytesStart::new("graph").with_attributes([("id", "facts"), ("edgedefault", "directed")]);
        xml.write_event(Xml::Start(graph))?;
        Ok(Self { xml, iris, edges: 0 })
    }

    fn node(&mut self, node: &Node) -> io::Result<()> {
        let start = BytesStart::new("node").with_attributes([("id", node.id.as_str())]);
        self.xml.write_event(Xml::Start(start))?;
        self.data("node", "label", &node.labels.join(";"))?;
        self.values("node", &node.values)?;
        self.xml.write_event(Xml::End(BytesEnd::new("node")))
    }

    fn edge(&mut self, edge: &Edge) -> io::Result<()> {
        self.edges += 1;
        let id = format!("edge{}", self.edges);
        let attributes = [
            ("id", id.as_str()),
            ("source", edge.from.as_str()),
            ("target", edge.to.as_str()),
        ];
        self.xml
            .write_event(Xml::Start(BytesStart::new("edge").with_attributes(attributes)))?;
        self.data("edge", "label", &edge.kind)?;
        self.values("edge", &edge.values)?;
        self.xml.write_event(Xml::End(BytesEnd::new("edge")))
    }

    fn values(&mut self, target: &str, values: &[(&'static str, Value)]) -> io::Result<()> {
        for (name, value) in values {
            self.data(target, name, &value.to_string())?;
        }
        Ok(())
    }

    fn data(&mut self, target: &str, name: &str, text: &str) -> io::Result<()> {
        let id = key(target, name);
        let start = BytesStart::new("data").with_attributes([("key", id.as_str())]);
        self.xml.write_event(Xml::Start(start))?;
        self.xml
            .write_event(Xml::Text(BytesText::from_escaped(escaped(text))))?;
        self.xml.write_event(Xml::End(BytesEnd::new("data")))
    }
}

impl<W: Write> Writer for GraphmlWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let (nodes, edges) = property::graph(facts, &self.iris);
        nodes.iter().try_for_each(|node| self.node(node))?;
        edges.iter().try_for_each(|edge| self.edge(edge))
    }

    fn merged_form(&self) -> MergedForm {
        MergedForm::Nodes
    }

    fn write_merged(&mut self, part: Merged) -> io::Result<()> {
        match part {
            Merged::Node(node) => self.node(&node.node()),
            Merged::Edges(node) => node.edges().iter().try_for_each(|edge| self.edge(edge)),
            Merged::Candidate(pair) => self.edge(&pair.edge()),
            Merged::Quads(_) => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.xml.write_event(Xml::End(BytesEnd::new("graph")))?;
        self.xml.write_event(Xml::End(BytesEnd::new("graphml")))?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()
    }
}

fn key(target: &str, name: &str) -> String {
    format!("{target}-{name}")
}

/// The text as XML 1.0 holds it. A carriage return is written as a reference: readers make line feeds of bare ones.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(c),
        }
    }
    out
}
