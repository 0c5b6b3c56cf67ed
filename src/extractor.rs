//! The front door: text goes in, [`Facts`] come out, and the model, the rules and the threads are looked after.

use std::{
    io::Write,
    iter,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use triplewire_encoder::Options;
use triplewire_facts::{Facts, annotation::Document};
use triplewire_graph::{Format, Writer};
use triplewire_nlp::{read, rules::RuleSet};

use crate::{Error, Pipeline, Result, Stream, models};

/// Windows of text that a thread takes at a time; results do not depend on it.
const BATCH: usize = 8;

/// Extracts entities, events and relations from English news text.
///
/// The model (some 50 MB of memory and a second) is loaded by the first call that needs it, and kept. One extractor may be used
/// from several threads at a time. What comes out of a text depends on nothing but the text, the model and the rules.
///
/// ```no_run
/// let extractor = triplewire::Extractor::builtin()?.threads(4);
/// let facts = extractor.extract("Rebels shot dead the mayor of Oslo on Monday.")?;
/// for event in facts.events() {
///     let proof = event.proof().map(|proof| proof.sentence);
///     println!("{} {:?} {proof:?}", event.kind, event.role("victim"));
/// }
/// # Ok::<(), triplewire::Error>(())
/// ```
pub struct Extractor {
    folder: PathBuf,
    rules: RuleSet,
    threads: usize,
    pipeline: OnceLock<Pipeline>,
    /// Held while the model is loaded, so that it is loaded once.
    loading: Mutex<()>,
}

impl Extractor {
    /// The model that [`models::find`] finds when none is named, with the built-in rules.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no model; it says where was looked.
    pub fn builtin() -> Result<Self> {
        Self::new(models::find(None)?)
    }

    /// The model of a folder, or of a name under `models/`, with the built-in rules.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such model.
    pub fn open(model: impl AsRef<Path>) -> Result<Self> {
        Self::new(models::find(Some(model.as_ref()))?)
    }

    fn new(folder: PathBuf) -> Result<Self> {
        Ok(Self {
            folder,
            rules: RuleSet::builtin()?,
            threads: Options::default().threads,
            pipeline: OnceLock::new(),
            loading: Mutex::new(()),
        })
    }

    /// Adds a folder of rule files and word lists to the built-in rules, in place of an earlier folder; see `docs/rules.md`.
    ///
    /// # Errors
    /// [`Error::Rule`] with file and line for a rule that cannot be read, [`Error::Io`] for a file.
    pub fn rules(self, folder: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            rules: RuleSet::read(folder.as_ref())?,
            pipeline: OnceLock::new(),
            ..self
        })
    }

    /// Runs on so many threads, at least one; without this one a core.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self {
            threads: threads.max(1),
            pipeline: OnceLock::new(),
            ..self
        }
    }

    /// The facts of a text. Its document has a hash of the text as id and no date; [`Extractor::extract_document`] takes both.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Model`] when the model cannot be loaded, [`Error::Encoder`] when it cannot run.
    pub fn extract(&self, text: &str) -> Result<Facts> {
        self.extract_document(read::document(text))
    }

    /// The facts of a document; times such as "on Monday" are counted from its date.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    pub fn extract_document(&self, document: Document) -> Result<Facts> {
        let mut found = self.pipeline()?.extract(vec![document])?;
        found
            .pop()
            .ok_or_else(|| Error::Encoder("no facts came back".into()))
    }

    /// The facts of a stream of documents, such as [`read::Documents`], in the same order and on all threads. Only some
    /// documents are held at a time. An error stands in the place of its document, and the stream goes on; those of
    /// [`Extractor::extract`] may come, too.
    pub fn stream<I>(&self, documents: I) -> FactsStream
    where
        I: IntoIterator<Item = Result<Document>>,
        I::IntoIter: Send + 'static,
    {
        FactsStream(match self.pipeline() {
            Ok(pipeline) => Running::Stream(pipeline.stream(documents.into_iter())),
            Err(error) => Running::Error(iter::once(error)),
        })
    }

    /// Begins a format in a stream, as [`crate::writer`] does, for the event types and roles of the rules.
    ///
    /// # Errors
    /// Those of [`crate::writer`]; [`Error::Usage`] also for a term of a role whose prefix is not known.
    pub fn writer<'a>(&self, format: Format, out: impl Write + 'a) -> Result<Box<dyn Writer + 'a>> {
        let (ontology, lexicon) = (self.rules.ontology.clone(), Arc::clone(&self.rules.lexicon));
        crate::writer::begin(format, out, ontology, lexicon)
    }

    fn pipeline(&self) -> Result<&Pipeline> {
        // Who broke off while loading left nothing behind.
        let _loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipeline) = self.pipeline.get() {
            return Ok(pipeline);
        }
        let options = Options {
            threads: self.threads,
            ..Options::default()
        };
        let model = models::load(&self.folder, options)?;
        let pipeline = Pipeline::new(model, self.rules.clone(), BATCH);
        Ok(self.pipeline.get_or_init(|| pipeline))
    }
}

/// Iterator over the facts of a stream of documents; see [`Extractor::stream`].
pub struct FactsStream(Running);

enum Running {
    Stream(Stream),
    /// The model could not be loaded.
    Error(iter::Once<Error>),
}

impl Iterator for FactsStream {
    type Item = Result<Facts>;

    fn next(&mut self) -> Option<Result<Facts>> {
        match &mut self.0 {
            Running::Stream(stream) => stream.next(),
            Running::Error(error) => error.next().map(Err),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extractor_is_shared_and_its_stream_sent() {
        fn shared<T: Send + Sync>() {}
        fn sent<T: Send>() {}
        shared::<Extractor>();
        sent::<FactsStream>();
    }

    #[test]
    fn what_is_not_there_is_a_typed_error() {
        let none = Extractor::open("no/such/model");
        assert!(matches!(none, Err(Error::Usage(what)) if what.contains("no/such/model")));
        let folder = Extractor::open(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert!(matches!(folder.extract("A text."), Err(Error::Io { .. })));
        let mut stream = folder.stream([Ok(read::document("A text."))]);
        assert!(matches!(stream.next(), Some(Err(Error::Io { .. }))));
        assert!(stream.next().is_none());
    }
}
