//! Facts for Neo4j: tables for its bulk import, and a Cypher script that may be run any number of times.
//!
//! In: nodes and edges of [`property`](crate::property). Out: a folder with `nodes.csv`, `relationships.csv` (their headers
//! are those of `neo4j-admin database import`, which wants `--multiline-fields=true`), `import.cypher` and `indexes.cypher`.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use triplewire_facts::Facts;

use super::{Merged, MergedForm, Writer};
use crate::{
    property::{self, COLUMNS, Column, Edge, Kind, Node, Value},
    rdf::Iris,
};

/// Written once into a new database, so that the script finds its nodes quickly.
const INDEXES: &str = "CREATE INDEX FOR (n:Document) ON (n.id);\nCREATE INDEX FOR (n:Entity) ON (n.id);\n\
    CREATE INDEX FOR (n:Event) ON (n.id);\nCREATE INDEX FOR (n:Position) ON (n.id);\n\
    CREATE INDEX FOR (n:Merged) ON (n.id);\n";

/// Writes the files of the folder side by side.
pub struct Neo4jWriter {
    nodes: csv::Writer<BufWriter<File>>,
    relationships: csv::Writer<BufWriter<File>>,
    script: BufWriter<File>,
    iris: Iris,
}

impl Neo4jWriter {
    /// Begins the files in a folder that is there.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn new(folder: &Path, iris: Iris) -> io::Result<Self> {
        let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
        file("indexes.cypher")?.write_all(INDEXES.as_bytes())?;
        let mut nodes = csv::Writer::from_writer(file("nodes.csv")?);
        let mut header = vec!["id:ID".to_string()];
        header.extend(columns(|column| column.nodes).map(typed));
        header.push(":LABEL".into());
        nodes.write_record(&header)?;
        let mut relationships = csv::Writer::from_writer(file("relationships.csv")?);
        let mut header = vec!["id".to_string(), ":START_ID".into(), ":END_ID".into()];
        header.extend(columns(|column| column.edges).map(typed));
        header.push(":TYPE".into());
        relationships.write_record(&header)?;
        Ok(Self {
            nodes,
            relationships,
            script: file("import.cypher")?,
            iris,
        })
    }

    fn add(&mut self, nodes: &[Node], edges: &[Edge]) -> io::Result<()> {
        for node in nodes {
            let mut row = vec![node.id.clone()];
            row.extend(columns(|column| column.nodes).map(|column| cell(&node.values, column)));
            row.push(node.labels.join(";"));
            self.nodes.write_record(&row)?;
            self.script.write_all(node_statement(node).as_bytes())?;
        }
        for edge in edges {
            let mut row = vec![edge.id.clone(), edge.from.clone(), edge.to.clone()];
            row.extend(columns(|column| column.edges).map(|column| cell(&edge.values, column)));
            row.push(edge.kind.clone());
            self.relationships.write_record(&row)?;
            self.script.write_all(edge_statement(edge).as_bytes())?;
        }
        Ok(())
    }
}

impl Writer for Neo4jWriter {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let (nodes, edges) = property::graph(facts, &self.iris);
        self.add(&nodes, &edges)
    }

    /// The script finds the ends of an edge only when both are there.
    fn merged_form(&self) -> MergedForm {
        MergedForm::NodesThenEdges
    }

    fn write_merged(&mut self, part: Merged) -> io::Result<()> {
        match part {
            Merged::Node(node) => self.add(&[node.node()], &[]),
            Merged::Edges(node) => self.add(&[], &node.edges()),
            Merged::Candidate(pair) => self.add(&[], &[pair.edge()]),
            Merged::Quads(_) => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.nodes.flush()?;
        self.relationships.flush()?;
        self.script.flush()
    }
}

fn columns(on: fn(&Column) -> bool) -> impl Iterator<Item = &'static Column> {
    COLUMNS
        .iter()
        .filter(move |column| on(column) && column.name != "label")
}

fn typed(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text => "",
        Kind::Whole => ":long",
        Kind::Real => ":double",
    };
    format!("{}{kind}", column.name)
}

fn cell(values: &[(&'static str, Value)], column: &Column) -> String {
    let found = values.iter().find(|(name, _)| *name == column.name);
    found.map(|(_, value)| value.to_string()).unwrap_or_default()
}

fn node_statement(node: &Node) -> String {
    let first = node.labels.first().map_or("Node", String::as_str);
    let more: String = node
        .labels
        .iter()
        .skip(1)
        .map(|label| format!(", n:{label}"))
        .collect();
    format!(
        "MERGE (n:{first} {{id: {}}}) SET n += {}{more};\n",
        quoted(&node.id),
        map(&node.values)
    )
}

fn edge_statement(edge: &Edge) -> String {
    let [from, to] = edge.labels;
    format!(
        "MATCH (a:{from} {{id: {}}}), (b:{to} {{id: {}}}) MERGE (a)-[r:{} {{id: {}}}]->(b) SET r += {};\n",
        quoted(&edge.from),
        quoted(&edge.to),
        edge.kind,
        quoted(&edge.id),
        map(&edge.values)
    )
}

fn map(values: &[(&'static str, Value)]) -> String {
    let each = values.iter().map(|(name, value)| match value {
        Value::Text(text) => format!("{name}: {}", quoted(text)),
        Value::Whole(number) => format!("{name}: {number}"),
        // With a point, or 1.0 would be a whole number.
        Value::Real(number) => format!("{name}: {number:?}"),
    });
    format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
}

/// A Cypher string on one line: quotes, backslashes and control characters are escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_stays_inside_its_quotes() {
        assert_eq!(quoted("O'Neill\\"), r"'O\'Neill\\'");
        assert_eq!(quoted("a\nb\u{7}"), r"'a\nb\u0007'");
        assert_eq!(quoted("'}) DETACH DELETE n //"), r"'\'}) DETACH DELETE n //'");
    }
}
