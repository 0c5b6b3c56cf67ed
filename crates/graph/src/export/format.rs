//! The one list of output formats, and how each is begun.

use std::{fmt, io, io::Write, path::Path, str::FromStr, sync::Arc};

use triplewire_facts::annotation::Span;
use triplewire_lexicon::Ontology;

use super::{
    Writer, brat::BratWriter, conll::ConllWriter, graphml::GraphmlWriter, json, neo4j::Neo4jWriter,
    rdf::RdfWriter, table::TableWriter, triples::TriplesWriter,
};
use crate::{
    Error, Result,
    page::{DocumentWriter, PageFolder},
    rdf::Quads,
};

/// How facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object a document and line.
    Jsonl,
    /// Indented JSON; an array when there are several documents.
    Json,
    /// Tables for people.
    Table,
    /// One event a line, tab-separated.
    Triples,
    /// RDF 1.1 N-Triples.
    Ntriples,
    /// RDF 1.1 Turtle.
    Turtle,
    /// JSON-LD 1.1, a named graph a document.
    Jsonld,
    /// RDF 1.1 N-Quads, a named graph a document.
    Nquads,
    /// A GraphML property graph.
    Graphml,
    /// Columns, a token a line.
    Conll,
    /// A folder of tables for Neo4j's import, with a Cypher script.
    Neo4j,
    /// A folder of brat standoff files.
    Brat,
    /// A page of one document, or a folder of pages.
    Html,
}

/// Where the bytes go.
pub enum Target<'a> {
    /// Into a stream.
    Stream(Box<dyn Write + 'a>),
    /// A folder that is there and empty.
    Folder(&'a Path),
}

/// Cuts a sentence into tokens.
pub type Tokenize = Arc<dyn Fn(&str) -> Vec<Span> + Send + Sync>;

/// What formats need to know beyond the facts.
#[derive(Clone)]
pub struct Options {
    /// The event types and roles of the rules that found the facts.
    pub ontology: Arc<Ontology>,
    /// Vocabulary and IRIs of RDF and of property graphs.
    pub quads: Quads,
    /// Columns of the terminal that a table may take.
    pub width: u16,
    /// Cuts a sentence into tokens, for columns.
    pub tokenize: Tokenize,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Format; 13] = [
        Format::Jsonl,
        Format::Json,
        Format::Table,
        Format::Triples,
        Format::Ntriples,
        Format::Turtle,
        Format::Jsonld,
        Format::Nquads,
        Format::Graphml,
        Format::Conll,
        Format::Neo4j,
        Format::Brat,
        Format::Html,
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Json => "json",
            Format::Table => "table",
            Format::Triples => "triples",
            Format::Ntriples => "ntriples",
            Format::Turtle => "turtle",
            Format::Jsonld => "jsonld",
            Format::Nquads => "nquads",
            Format::Graphml => "graphml",
            Format::Conll => "conll",
            Format::Neo4j => "neo4j",
            Format::Brat => "brat",
            Format::Html => "html",
        }
    }

    /// One line for help.
    pub fn description(self) -> &'static str {
        match self {
            Format::Jsonl => "One JSON object an article and line",
            Format::Json => "The same, indented; an array when there are several articles",
            Format::Table => "Tables to read",
            Format::Triples => "Tab-separated, one event a line",
            Format::Ntriples => "RDF, a triple a line",
            Format::Turtle => "RDF to read",
            Format::Jsonld => "RDF as JSON, a graph an article",
            Format::Nquads => "RDF, a named graph an article",
            Format::Graphml => "A graph of entities and events for networkx, Gephi, yEd",
            Format::Conll => "Columns: token, BIO tag, entity, event, roles",
            Format::Neo4j => "A folder (-o DIR): tables for Neo4j's import, and a Cypher script",
            Format::Brat => "A folder (-o DIR): brat standoff, two files an article",
            Format::Html => "A page to look at: of one article, or (-o DIR) a folder with a page an article",
        }
    }

    /// Whether the format is a folder of files at this place; pages go into a folder unless the place is a page itself.
    pub fn is_folder(self, place: Option<&Path>) -> bool {
        let page = |place: &Path| {
            let ending = place.extension().unwrap_or_default();
            ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
        };
        match self {
            Format::Neo4j | Format::Brat => true,
            Format::Html => place.is_some_and(|place| !page(place)),
            _ => false,
        }
    }

    /// Begins the format in a stream or a folder, whichever [`Format::is_folder`] asks for.
    ///
    /// # Errors
    /// Those of the sink; [`io::ErrorKind::InvalidInput`] for a stream where a folder is wanted, or the other way round.
    pub fn writer<'a>(self, target: Target<'a>, options: Options) -> io::Result<Box<dyn Writer + 'a>> {
        let Options {
            ontology,
            quads,
            width,
            tokenize,
        } = options;
        Ok(match (self, target) {
            (Format::Jsonl, Target::Stream(out)) => Box::new(json::Lines::new(out)),
            (Format::Json, Target::Stream(out)) => Box::new(json::Indented::new(out)),
            (Format::Table, Target::Stream(out)) => Box::new(TableWriter::new(out, ontology, width)),
            (Format::Triples, Target::Stream(out)) => Box::new(TriplesWriter::new(out, ontology)),
            (Format::Ntriples | Format::Turtle | Format::Jsonld | Format::Nquads, Target::Stream(out)) => {
                Box::new(RdfWriter::new(out, self, quads)?)
            }
            (Format::Graphml, Target::Stream(out)) => Box::new(GraphmlWriter::new(out, quads.iris)?),
            (Format::Conll, Target::Stream(out)) => Box::new(ConllWriter::new(out, tokenize)),
            (Format::Html, Target::Stream(out)) => Box::new(DocumentWriter::new(out, &ontology)?),
            (Format::Html, Target::Folder(folder)) => Box::new(PageFolder::new(folder, &ontology)?),
            (Format::Neo4j, Target::Folder(folder)) => Box::new(Neo4jWriter::new(folder, quads.iris)?),
            (Format::Brat, Target::Folder(folder)) => Box::new(BratWriter::new(folder)),
            (_, Target::Stream(_)) => return Err(wrong("is a folder of files, not a stream", self)),
            (_, Target::Folder(_)) => return Err(wrong("is a stream, not a folder of files", self)),
        })
    }
}

fn wrong(what: &str, format: Format) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{format} {what}"))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == text)
            .ok_or_else(|| Error::Usage(format!("unknown format {text:?}: expected one of {known}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rdf::{BASE, Iris, Vocabulary},
        sample,
    };

    fn options() -> Options {
        let quads = Quads::new(Vocabulary::builtin().unwrap(), Iris::new(BASE).unwrap());
        Options {
            ontology: Arc::new(Ontology::builtin().unwrap().clone()),
            quads,
            width: 100,
            tokenize: Arc::new(|text| {
                let mut end = 0;
                let word = |word: &str| {
                    let start = end + text[end..].find(word).unwrap();
                    end = start + word.len();
                    Span::new(start, end)
                };
                text.split_whitespace().map(word).collect()
            }),
        }
    }

    fn written(format: Format, documents: usize) -> String {
        let mut out = Vec::new();
        let mut writer = format
            .writer(Target::Stream(Box::new(&mut out)), options())
            .unwrap();
        for _ in 0..documents {
            writer.write(&sample::assassination()).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_one_object_or_an_array() {
        let kind = |documents| -> serde_json::Value {
            serde_json::from_str(&written(Format::Json, documents)).unwrap()
        };
        assert_eq!(kind(0).as_array().map(Vec::len), Some(0));
        assert!(kind(1).is_object());
        assert_eq!(kind(3).as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn jsonl_is_one_line_a_document() {
        assert_eq!(written(Format::Jsonl, 3).lines().count(), 3);
        assert_eq!(written(Format::Jsonl, 0), "");
    }

    #[test]
    fn triples_have_one_header() {
        assert_eq!(written(Format::Triples, 2).matches("realis").count(), 1);
        assert_eq!(written(Format::Triples, 0).lines().count(), 1);
    }

    #[test]
    fn names_of_formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
        }
        assert!("xml".parse::<Format>().is_err());
    }

    #[test]
    fn every_format_writes_a_document_where_it_belongs() {
        for format in Format::ALL {
            if format.is_folder(None) {
                let folder = tempfile::tempdir().unwrap();
                let mut writer = format.writer(Target::Folder(folder.path()), options()).unwrap();
                writer.write(&sample::assassination()).unwrap();
                writer.finish().unwrap();
                assert!(folder.path().read_dir().unwrap().count() > 1, "{format}");
                assert!(
                    format
                        .writer(Target::Stream(Box::new(Vec::new())), options())
                        .is_err()
                );
            } else {
                assert!(written(format, 1).contains("Lund"), "{format}");
            }
        }
    }
}
