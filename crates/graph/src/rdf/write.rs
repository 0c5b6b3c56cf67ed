//! Quads in the formats of RDF, by the writers of the oxigraph family.

use std::io::{self, Write};

use oxigraph::{
    io::{JsonLdProfileSet, RdfFormat, RdfSerializer, WriterQuadSerializer},
    model::{Quad, TripleRef},
};

use super::Vocabulary;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RdfKind {
    Ntriples,
    Turtle,
    Jsonld,
    Nquads,
}

/// Writes quads one after the other; formats without graphs get the triples.
pub struct RdfWriter<W: Write> {
    inner: WriterQuadSerializer<W>,
    graphs: bool,
}

impl<W: Write> RdfWriter<W> {
    pub fn new(out: W, kind: RdfKind, vocabulary: &Vocabulary) -> io::Result<Self> {
        let (format, graphs) = match kind {
            RdfKind::Ntriples => (RdfFormat::NTriples, false),
            RdfKind::Turtle => (RdfFormat::Turtle, false),
            RdfKind::Nquads => (RdfFormat::NQuads, true),
            RdfKind::Jsonld => {
                let profile = JsonLdProfileSet::empty();
                (RdfFormat::JsonLd { profile }, true)
            }
        };
        let mut serializer = RdfSerializer::from_format(format);
        for (prefix, iri) in &vocabulary.prefixes {
            serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
        }
        Ok(Self {
            inner: serializer.for_writer(out),
            graphs,
        })
    }

    /// # Errors
    /// Those of the sink.
    pub fn write(&mut self, quads: &[Quad]) -> io::Result<()> {
        for quad in quads {
            if self.graphs {
                self.inner.serialize_quad(quad)?;
            } else {
                self.inner.serialize_triple(TripleRef::from(quad.as_ref()))?;
            }
        }
        Ok(())
    }

    /// # Errors
    /// Those of the sink.
    pub fn finish(self) -> io::Result<W> {
        self.inner.finish()
    }
}
