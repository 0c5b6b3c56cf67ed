//! Facts in the formats that others read: one stream, or a folder of files.
//!
//! In: [`Facts`], from an extraction or out of the store. Out: the bytes of a format. Documents are written as they come;
//! nothing grows with their number.

use std::{
    io::{self, Write},
    path::Path,
};

use super::{
    brat::BratWriter,
    conll,
    facts::Facts,
    graphml::GraphmlWriter,
    neo4j::Neo4jWriter,
    page::{DocumentWriter, PageFolder},
    property,
    rdf::{
        Iris, Quads,
        write::{RdfKind, RdfWriter},
    },
    store::{Graph, Merged},
};

/// Formats that are one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// The facts themselves, one JSON object a line.
    Jsonl,
    Rdf(RdfKind),
    Graphml,
    /// Columns, a token a line.
    Conll,
    /// The page of one document.
    Html,
}

/// Formats that are a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderFormat {
    /// Tables for Neo4j's import, and a Cypher script.
    Neo4j,
    /// Two files a document.
    Brat,
    /// A page a document, and an index.
    Html,
}

/// What stops the writing of the merged graph.
#[derive(Debug, thiserror::Error)]
pub enum MergedError {
    #[error(transparent)]
    Store(#[from] crate::Error),
    #[error(transparent)]
    Sink(#[from] io::Error),
}

/// Writes documents into a stream.
pub struct StreamWriter<W: Write> {
    inner: Stream<W>,
    quads: Quads,
}

enum Stream<W: Write> {
    Jsonl(W),
    Rdf(Box<RdfWriter<W>>),
    Graphml(GraphmlWriter<W>),
    Conll(W),
    Html(Box<DocumentWriter<W>>),
}

impl<W: Write> StreamWriter<W> {
    /// # Errors
    /// Those of the sink.
    pub fn new(out: W, format: StreamFormat, quads: Quads) -> io::Result<Self> {
        let inner = match format {
            StreamFormat::Jsonl => Stream::Jsonl(out),
            StreamFormat::Rdf(kind) => Stream::Rdf(Box::new(RdfWriter::new(out, kind, &quads.vocabulary)?)),
            StreamFormat::Graphml => Stream::Graphml(GraphmlWriter::new(out)?),
            StreamFormat::Conll => Stream::Conll(out),
            StreamFormat::Html => Stream::Html(Box::new(DocumentWriter::new(out)?)),
        };
        Ok(Self { inner, quads })
    }

    /// # Errors
    /// Those of the sink; [`io::ErrorKind::InvalidData`] where a format needs words that the facts do not hold,
    /// [`io::ErrorKind::InvalidInput`] where it takes one document and this is the second.
    pub fn write(&mut self, facts: &Facts) -> io::Result<()> {
        match &mut self.inner {
            Stream::Jsonl(out) => writeln!(out, "{}", facts.to_json().map_err(io::Error::other)?),
            Stream::Rdf(writer) => writer.write(&self.quads.of(facts)),
            Stream::Graphml(writer) => {
                let (nodes, edges) = property::graph(facts, &self.quads.iris);
                nodes.iter().try_for_each(|node| writer.node(node))?;
                edges.iter().try_for_each(|edge| writer.edge(edge))
            }
            Stream::Conll(out) => conll::write(out, facts),
            Stream::Html(writer) => writer.write(facts),
        }
    }

    /// Writes nodes of the merged graph, after the documents; formats without them leave them out.
    ///
    /// # Errors
    /// Those of the sink and of the store.
    pub fn write_merged(&mut self, graph: &Graph) -> Result<(), MergedError> {
        match &mut self.inner {
            Stream::Rdf(writer) => {
                for quads in graph.merged_quads(&self.quads.iris) {
                    writer.write(&quads?)?;
                }
            }
            Stream::Graphml(writer) => {
                for node in graph.merged_nodes(&self.quads.iris) {
                    match node? {
                        Merged::Node(node) => {
                            writer.node(&node.node())?;
                            node.edges().iter().try_for_each(|edge| writer.edge(edge))?;
                        }
                        Merged::Perhaps(pair) => writer.edge(&pair.edge())?,
                    }
                }
            }
            Stream::Jsonl(_) | Stream::Conll(_) | Stream::Html(_) => {}
        }
        Ok(())
    }

    /// Writes what closes the format, flushes and hands the sink back.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(self) -> io::Result<W> {
        let mut out = match self.inner {
            Stream::Jsonl(out) | Stream::Conll(out) => out,
            Stream::Rdf(writer) => writer.finish()?,
            Stream::Graphml(writer) => writer.finish()?,
            Stream::Html(writer) => writer.finish()?,
        };
        out.flush()?;
        Ok(out)
    }
}

/// Writes documents into a folder that is there and empty.
pub struct FolderWriter {
    inner: Folder,
    iris: Iris,
}

enum Folder {
    Neo4j(Box<Neo4jWriter>),
    Brat(BratWriter),
    Html(Box<PageFolder>),
}

impl FolderWriter {
    /// # Errors
    /// Those of the file system.
    pub fn new(folder: &Path, format: FolderFormat, iris: Iris) -> io::Result<Self> {
        let inner = match format {
            FolderFormat::Neo4j => Folder::Neo4j(Box::new(Neo4jWriter::new(folder)?)),
            FolderFormat::Brat => Folder::Brat(BratWriter::new(folder)),
            FolderFormat::Html => Folder::Html(Box::new(PageFolder::new(folder)?)),
        };
        Ok(Self { inner, iris })
    }

    /// # Errors
    /// As [`StreamWriter::write`].
    pub fn write(&mut self, facts: &Facts) -> io::Result<()> {
        match &mut self.inner {
            Folder::Neo4j(writer) => {
                let (nodes, edges) = property::graph(facts, &self.iris);
                writer.write(&nodes, &edges)
            }
            Folder::Brat(writer) => writer.write(facts),
            Folder::Html(writer) => writer.write(facts),
        }
    }

    /// As [`StreamWriter::write_merged`].
    ///
    /// # Errors
    /// Those of the file system and of the store.
    pub fn write_merged(&mut self, graph: &Graph) -> Result<(), MergedError> {
        let Folder::Neo4j(writer) = &mut self.inner else {
            return Ok(());
        };
        // The script finds the ends of an edge only when both are there.
        for node in graph.merged_nodes(&self.iris) {
            if let Merged::Node(node) = node? {
                writer.write(&[node.node()], &[])?;
            }
        }
        for node in graph.merged_nodes(&self.iris) {
            match node? {
                Merged::Node(node) => writer.write(&[], &node.edges())?,
                Merged::Perhaps(pair) => writer.write(&[], &[pair.edge()])?,
            }
        }
        Ok(())
    }

    /// # Errors
    /// Those of the file system.
    pub fn finish(self) -> io::Result<()> {
        match self.inner {
            Folder::Neo4j(writer) => writer.finish(),
            Folder::Brat(writer) => writer.finish(),
            Folder::Html(writer) => writer.finish(),
        }
    }
}
