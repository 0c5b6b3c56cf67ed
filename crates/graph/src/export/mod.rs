//! Facts in the formats that others read: one stream, or a folder of files.
//!
//! In: [`Facts`], from the extractor or out of the store. Out: the bytes of a [`Format`], by a [`Writer`]. Documents are
//! written as they come; nothing grows with their number.

mod brat;
mod conll;
mod format;
mod graphml;
mod json;
mod neo4j;
mod rdf;
mod table;
mod triples;

use std::io;

use oxrdf::Quad;
use triplewire_facts::Facts;

pub use crate::property::{CandidatePair, MergedNode};
pub use format::{Format, Options, Target, Tokenize};

/// Takes documents one after the other and writes them in one format.
pub trait Writer {
    /// Writes one document; in a stream what was written is flushed, so that whoever reads along need not wait.
    ///
    /// # Errors
    /// Those of the sink; [`io::ErrorKind::InvalidData`] where a format needs words that the facts do not hold,
    /// [`io::ErrorKind::InvalidInput`] where it takes one document and this is the second.
    fn write(&mut self, facts: &Facts) -> io::Result<()>;

    /// In which form the writer takes the merged graph, which comes after all documents.
    fn merged_form(&self) -> MergedForm {
        MergedForm::Nothing
    }

    /// Writes a part of the merged graph, in the form that [`Writer::merged_form`] names.
    ///
    /// # Errors
    /// Those of the sink.
    fn write_merged(&mut self, _part: Merged) -> io::Result<()> {
        Ok(())
    }

    /// Writes what closes the format, and flushes.
    ///
    /// # Errors
    /// Those of the sink.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// How a format takes what is coreferent across documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergedForm {
    /// Not at all.
    Nothing,
    /// As quads.
    Quads,
    /// Nodes, and after all of them the edges of each.
    NodesThenEdges,
    /// Each node with its edges.
    Nodes,
}

/// A part of the merged graph.
#[derive(Debug, Clone, Copy)]
pub enum Merged<'a> {
    /// The quads of one node.
    Quads(&'a [Quad]),
    /// One node without its edges.
    Node(&'a MergedNode),
    /// The edges of a node that was written.
    Edges(&'a MergedNode),
    /// Two merged entities that may be coreferent.
    Candidate(&'a CandidatePair),
}
