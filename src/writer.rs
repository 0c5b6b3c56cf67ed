//! Facts into one of the formats.

use std::{
    io::{ErrorKind, Write},
    sync::Arc,
};

use triplewire_graph::{
    Format, Writer,
    export::{Options, Target, Tokenize},
    rdf::{BASE, Iris, Quads, Vocabulary},
};
use triplewire_lexicon::{Lexicon, Ontology};
use triplewire_nlp::text;

use crate::{Error, Result};

/// Columns of a table that no terminal sets a limit to.
const WIDTH: u16 = 110;

/// Begins a format in a stream: documents go in by [`Writer::write`], and [`Writer::finish`] writes what closes it. It knows the
/// built-in event types; for those of a rule folder there is `Extractor::writer`.
///
/// ```
/// let mut out = Vec::new();
/// let mut writer = triplewire::writer(triplewire::Format::Triples, &mut out)?;
/// writer.write(&triplewire::Facts::default()).and_then(|()| writer.finish()).unwrap();
/// assert!(out.starts_with(b"doc\tevent\ttype"));
/// # Ok::<(), triplewire::Error>(())
/// ```
///
/// # Errors
/// [`Error::Usage`] for a format that is a folder of files, [`Error::Io`] when the stream cannot be written.
pub fn writer<'a>(format: Format, out: impl Write + 'a) -> Result<Box<dyn Writer + 'a>> {
    begin(
        format,
        out,
        Ontology::builtin()?.clone(),
        Lexicon::builtin()?.into(),
    )
}

/// Begins a format for events of these types.
pub(crate) fn begin<'a>(
    format: Format,
    out: impl Write + 'a,
    ontology: Ontology,
    lexicon: Arc<Lexicon>,
) -> Result<Box<dyn Writer + 'a>> {
    let options = Options {
        quads: Quads::new(Vocabulary::of(&ontology)?, Iris::new(BASE)?),
        ontology: Arc::new(ontology),
        width: WIDTH,
        tokenize: tokens(lexicon),
    };
    let begun = format.writer(Target::Stream(Box::new(out)), options);
    begun.map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => Error::Usage(error.to_string()),
        _ => Error::io("output", error),
    })
}

/// Cuts a sentence into tokens, for columns.
#[doc(hidden)]
pub fn tokens(lexicon: Arc<Lexicon>) -> Tokenize {
    Arc::new(move |sentence| {
        let cut = text::segment(sentence, &lexicon);
        cut.into_iter().flat_map(|part| part.tokens).collect()
    })
}
