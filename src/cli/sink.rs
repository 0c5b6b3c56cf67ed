//! Facts on their way out, in whatever format was asked for: into standard output, a file or a folder.

use std::path::Path;

use clap::ValueEnum;
use triplewire::{
    Error,
    graph::{
        export::{FolderFormat, FolderWriter, MergedError, StreamFormat, StreamWriter},
        facts::Facts,
        rdf::{BASE, Iris, Quads, Vocabulary, write::RdfKind},
        store::Graph,
    },
};

use super::{folder::FolderOutput, output::Output};

/// Formats for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Interchange {
    /// One JSON object an article and line
    Jsonl,
    /// RDF, a triple a line
    Ntriples,
    /// RDF to read
    Turtle,
    /// RDF as JSON, a graph an article
    Jsonld,
    /// RDF, a named graph an article
    Nquads,
    /// A graph of entities and events for networkx, Gephi, yEd
    Graphml,
    /// Columns: token, BIO tag, entity, event, roles
    Conll,
    /// A folder (-o DIR): tables for Neo4j's import, and a Cypher script
    Neo4j,
    /// A folder (-o DIR): brat standoff, two files an article
    Brat,
    /// A page to look at: of one article, or (-o DIR) a folder with a page an article
    Html,
}

enum Kind {
    Stream(StreamFormat),
    Folder(FolderFormat),
}

impl Interchange {
    /// What it is at a place; pages go into a folder unless the place is a page itself.
    fn kind(self, place: Option<&Path>) -> Kind {
        let page = |place: &Path| {
            let ending = place.extension().unwrap_or_default();
            ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
        };
        match self {
            Self::Jsonl => Kind::Stream(StreamFormat::Jsonl),
            Self::Ntriples => Kind::Stream(StreamFormat::Rdf(RdfKind::Ntriples)),
            Self::Turtle => Kind::Stream(StreamFormat::Rdf(RdfKind::Turtle)),
            Self::Jsonld => Kind::Stream(StreamFormat::Rdf(RdfKind::Jsonld)),
            Self::Nquads => Kind::Stream(StreamFormat::Rdf(RdfKind::Nquads)),
            Self::Graphml => Kind::Stream(StreamFormat::Graphml),
            Self::Conll => Kind::Stream(StreamFormat::Conll),
            Self::Neo4j => Kind::Folder(FolderFormat::Neo4j),
            Self::Brat => Kind::Folder(FolderFormat::Brat),
            Self::Html if place.is_none_or(page) => Kind::Stream(StreamFormat::Html),
            Self::Html => Kind::Folder(FolderFormat::Html),
        }
    }
}

/// The option of all commands that write IRIs.
#[derive(clap::Args)]
pub struct BaseArgs {
    /// What the IRIs of documents and entities start with
    #[arg(long, value_name = "IRI")]
    pub base_iri: Option<String>,
}

impl BaseArgs {
    /// How documents become quads; the built-in base where none was asked for.
    pub fn quads(&self) -> triplewire::Result<Quads> {
        let iris = Iris::new(self.base_iri.as_deref().unwrap_or(BASE))?;
        Ok(Quads::new(Vocabulary::builtin()?, iris))
    }
}

/// Where facts go.
pub enum Sink {
    Stream {
        writer: Box<StreamWriter<Output>>,
        terminal: bool,
    },
    Folder(FolderWriter, FolderOutput),
}

impl Sink {
    /// Opens `output`, standard output where there is none; a folder must be named.
    pub fn open(format: Interchange, output: Option<&Path>, quads: Quads) -> anyhow::Result<Self> {
        let named = output.filter(|place| *place != Path::new("-"));
        match format.kind(named) {
            Kind::Stream(format) => {
                let output = Output::open(output)?;
                let terminal = output.is_terminal();
                let writer = Box::new(StreamWriter::new(output, format, quads)?);
                Ok(Self::Stream { writer, terminal })
            }
            Kind::Folder(format) => {
                let Some(place) = named else {
                    anyhow::bail!("this format is a folder of files; name it with -o DIR");
                };
                let folder = FolderOutput::open(place)?;
                let writer = FolderWriter::new(folder.path(), format, quads.iris)
                    .map_err(|source| Error::io(place, source))?;
                Ok(Self::Folder(writer, folder))
            }
        }
    }

    /// Whether somebody reads along on a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Stream { terminal: true, .. })
    }

    pub fn write(&mut self, facts: &Facts) -> anyhow::Result<()> {
        match self {
            Self::Stream { writer, .. } => writer.write(facts)?,
            Self::Folder(writer, folder) => writer.write(facts).map_err(|error| folder.named(error))?,
        }
        Ok(())
    }

    /// Writes what is one across the documents of a store.
    pub fn write_merged(&mut self, graph: &Graph) -> anyhow::Result<()> {
        match self {
            Self::Stream { writer, .. } => writer.write_merged(graph)?,
            Self::Folder(writer, folder) => writer.write_merged(graph).map_err(|error| match error {
                MergedError::Sink(error) => MergedError::Sink(folder.named(error)),
                other => other,
            })?,
        }
        Ok(())
    }

    /// Completes the output and puts it in its place.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stream { writer, .. } => writer.finish()?.finish(),
            Self::Folder(writer, folder) => {
                writer.finish().map_err(|error| folder.named(error))?;
                folder.finish()
            }
        }
    }
}
