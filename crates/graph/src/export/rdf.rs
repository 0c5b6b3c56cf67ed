//! Quads in the formats of RDF, by the writers of the oxigraph family.

use std::io::{self, Write};

use oxrdf::{Quad, TripleRef};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfSerializer, WriterQuadSerializer};
use triplewire_facts::Facts;

use super::{Format, Merged, MergedForm, Writer};
use crate::rdf::Quads;

/// Writes quads one after the other; formats without graphs get the triples.
pub struct RdfWriter<W: Write> {
    inner: WriterQuadSerializer<W>,
    graphs: bool,
    quads: Quads,
}

impl<W: Write> RdfWriter<W> {
    /// `format` is one of RDF's.
    pub fn new(out: W, format: Format, quads: Quads) -> io::Result<Self> {
        let (format, graphs) = match format {
            Format::Turtle => (RdfFormat::Turtle, false),
            Format::Nquads => (RdfFormat::NQuads, true),
            Format::Jsonld => {
                let profile = JsonLdProfileSet::empty();
                (RdfFormat::JsonLd { profile }, true)
            }
            _ => (RdfFormat::NTriples, false),
        };
        let mut serializer = RdfSerializer::from_format(format);
        for (prefix, iri) in &quads.vocabulary.prefixes {
            serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
        }
        Ok(Self {
            inner: serializer.for_writer(out),
            graphs,
            quads,
        })
    }

    fn quads(&mut self, quads: &[Quad]) -> io::Result<()> {
        for quad in quads {
            if self.graphs {
                self.inner.serialize_quad(quad)?;
            } else {
                self.inner.serialize_triple(TripleRef::from(quad.as_ref()))?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Writer for RdfWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let quads = self.quads.of(facts);
        self.quads(&quads)
    }

    fn merged_form(&self) -> MergedForm {
        MergedForm::Quads
    }

    fn write_merged(&mut self, part: Merged) -> io::Result<()> {
        match part {
            Merged::Quads(quads) => self.quads(quads),
            _ => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.inner.finish()?.flush()
    }
}
