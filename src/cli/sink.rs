//! Writes facts in the format asked for, to standard output, a file or a folder.

use std::{io, path::Path, sync::Arc};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use triplewire::{
    Error,
    program::{FolderOutput, Output},
};
use triplewire_facts::Facts;
use triplewire_graph::{
    Format, Writer,
    export::{Options, Target},
    rdf::{BASE, Iris, Quads, Vocabulary},
};
use triplewire_lexicon::{Lexicon, Ontology};

/// Reads the value of `--to`, and lists the formats in help.
pub fn format() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.map(|format| PossibleValue::new(format.as_str()).help(format.description()));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Format>())
}

/// The option of all commands that write IRIs.
#[derive(clap::Args)]
pub struct BaseArgs {
    /// What the IRIs of documents and entities start with
    #[arg(long, value_name = "IRI")]
    pub base_iri: Option<String>,
}

impl BaseArgs {
    /// How documents with events of these types become quads; the built-in base where none was asked for.
    pub fn quads(&self, ontology: &Ontology) -> triplewire::Result<Quads> {
        let iris = Iris::new(self.base_iri.as_deref().unwrap_or(BASE))?;
        Ok(Quads::new(Vocabulary::of(ontology)?, iris))
    }
}

/// Columns of a table that no terminal sets a limit to.
const WIDTH: u16 = 110;

/// A place for facts, which are there once [`Sink::finish`] was called.
pub enum Sink {
    Stream(Output),
    Folder(FolderOutput),
}

impl Sink {
    /// Opens `output`, standard output where there is none; a folder must be named. Without a format it is the one that
    /// suits the place.
    pub fn open(format: Option<Format>, output: Option<&Path>) -> anyhow::Result<(Self, Format)> {
        let named = output.filter(|place| *place != Path::new("-"));
        if let Some(format) = format.filter(|format| format.is_folder(named)) {
            let Some(place) = named else {
                anyhow::bail!("this format is a folder of files; name it with -o DIR");
            };
            return Ok((Self::Folder(FolderOutput::open(place)?), format));
        }
        let output = Output::open(output)?;
        let usual = if output.is_terminal() {
            Format::Table
        } else {
            Format::Jsonl
        };
        Ok((Self::Stream(output), format.unwrap_or(usual)))
    }

    /// Whether somebody reads along on a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Stream(output) if output.is_terminal())
    }

    /// Begins the format here, for events of these types.
    pub fn writer(
        &mut self,
        format: Format,
        quads: Quads,
        ontology: Arc<Ontology>,
        lexicon: &Arc<Lexicon>,
    ) -> anyhow::Result<Box<dyn Writer + '_>> {
        let options = Options {
            ontology,
            quads,
            width: comfy_table::Table::new().width().unwrap_or(WIDTH),
            tokenize: triplewire::tokens(lexicon.clone()),
        };
        match self {
            Self::Stream(output) => Ok(format.writer(Target::Stream(Box::new(output)), options)?),
            Self::Folder(folder) => {
                let place = folder.place().to_path_buf();
                let inner = format
                    .writer(Target::Folder(folder.path()), options)
                    .map_err(|source| Error::io(&place, source))?;
                Ok(Box::new(Named {
                    inner,
                    place: place.display().to_string(),
                }))
            }
        }
    }

    /// Puts the output in its place; its writer must have finished.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stream(output) => output.finish(),
            Self::Folder(folder) => folder.finish(),
        }
    }
}

/// A writer whose errors name the folder.
struct Named<'a> {
    inner: Box<dyn Writer + 'a>,
    place: String,
}

impl Named<'_> {
    fn named<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.place)))
    }
}

impl Writer for Named<'_> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let result = self.inner.write(facts);
        self.named(result)
    }

    fn merged_form(&self) -> triplewire_graph::export::MergedForm {
        self.inner.merged_form()
    }

    fn write_merged(&mut self, part: triplewire_graph::export::Merged) -> io::Result<()> {
        let result = self.inner.write_merged(part);
        self.named(result)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let place = self.place;
        self.inner
            .finish()
            .map_err(|error| io::Error::new(error.kind(), format!("{place}: {error}")))
    }
}
