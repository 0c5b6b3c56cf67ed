//! Documents go in, facts come out: all steps in a row, over a stream, on all threads at once.
//!
//! A thread reads documents, workers take each through its steps, and whoever asks gets the results in the order of the
//! documents. Reading, tokenizing, the forward passes and the rules of different documents overlap, the windows of a long
//! document are shared out, and what is held at a time is bounded.

mod columns;
mod pool;
mod steps;

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use triplewire_encoder::{Decoded, Model, Window};
use triplewire_facts::{
    Facts,
    annotation::{Document, Sentence},
    timing::{Stage, Timings},
};
use triplewire_nlp::{
    Extraction,
    mention::Index,
    read,
    rules::{Explanation, RuleSet},
    text::{self, columns::Tokenised},
    time::Expression,
};

use crate::{Error, Result};

use pool::{Item, Pool, Sizes, Steps};
pub use steps::Analysis;
use steps::{Stages, UNPARSED};

/// Bytes of text in memory for each worker: enough windows to keep it busy, and little memory.
const HELD: usize = 128 * 1024;

/// What is said of a document whose id was there before.
const REPEATED: &str = "the id is there twice: a document before this one has the same id";

/// The whole way, with everything that it needs loaded.
pub struct Pipeline {
    stages: Arc<Stages>,
    batch_size: usize,
}

/// A document as it is read.
#[derive(Debug, Clone)]
pub enum Input {
    /// To be cut into sentences and tokens.
    Text(Document),
    /// Its sentences and tokens are given, and stay as they are.
    Tokens(Tokenised),
}

impl Input {
    fn document(&self) -> &Document {
        match self {
            Self::Text(document) => document,
            Self::Tokens(given) => &given.document,
        }
    }
}

impl Pipeline {
    /// `batch_size` is the number of windows that a worker takes at a time; results do not depend on it.
    pub fn new(model: Model, rules: RuleSet, batch_size: usize) -> Self {
        let timings = Timings::default();
        Self {
            stages: Arc::new(Stages {
                model,
                rules,
                timings,
            }),
            batch_size,
        }
    }

    /// The model that documents are encoded with.
    pub fn model(&self) -> &Model {
        &self.stages.model
    }

    /// What each stage has taken so far. The stages of a document are counted once its facts were handed out.
    pub fn timings(&self) -> &Timings {
        &self.stages.timings
    }

    /// Extracts from documents at once; what comes out of one does not depend on the others.
    ///
    /// # Errors
    /// [`crate::Error::Encoder`] when the model cannot run.
    pub fn extract(&self, documents: Vec<Document>) -> Result<Vec<Facts>> {
        self.stream(documents.into_iter().map(Ok)).collect()
    }

    /// Extracts from a stream, in order, holding only some documents at a time; the stream is read on a thread of its
    /// own. Errors of the stream are handed on in their place.
    pub fn stream<I>(&self, documents: I) -> Stream
    where
        I: Iterator<Item = Result<Document>> + Send + 'static,
    {
        Stream(self.analyse(documents.map(|document| document.map(Input::Text)), Stage::Facts))
    }

    /// Takes a stream through the steps up to `last`, otherwise as [`Pipeline::stream`].
    pub fn analyse<I>(&self, inputs: I, last: Stage) -> Analyses
    where
        I: Iterator<Item = Result<Input>> + Send + 'static,
    {
        let workers = self.stages.model.workers();
        let sizes = Sizes {
            workers,
            batch: self.batch_size,
            limit: HELD * workers,
        };
        let reading = Reading {
            inputs,
            ids: HashSet::new(),
            stages: Arc::clone(&self.stages),
        };
        let run = Run {
            stages: Arc::clone(&self.stages),
            last,
        };
        Analyses(Pool::new(Arc::new(run), reading, sizes))
    }

    /// Says, sentence by sentence, why a rule did or did not fire; `None` when there is no rule of that name.
    ///
    /// # Errors
    /// As [`Pipeline::extract`]; [`Error::Usage`] for a model without a parser.
    pub fn explain(&self, rule: &str, text: &str) -> Result<Option<Vec<Explanation>>> {
        if !self.stages.parses() {
            return Err(Error::Usage(UNPARSED.into()));
        }
        let document = Document {
            text: text.to_string(),
            ..Document::default()
        };
        let analysis = self.analyse_one(document, Stage::Mention)?;
        let Extraction {
            document,
            sentences,
            mentions,
            ..
        } = &analysis.extraction;
        let text = document.text.as_str();
        let index = Index::new(mentions);
        let rules = &self.stages.rules;
        let each = analysis.graphs.iter().enumerate().map(|(sentence, graph)| {
            let fillers = rules.fillers(text, graph, sentence, mentions, &index);
            rules.explain(rule, sentences[sentence].span.of(text), &fillers)
        });
        Ok(each.collect())
    }

    /// The time expressions of a document with their values, in text order.
    ///
    /// # Errors
    /// As [`Pipeline::extract`].
    pub fn times(&self, document: Document) -> Result<Vec<Expression>> {
        let analysis = self.analyse_one(document, Stage::Times)?;
        let mut times = analysis.times.into_all();
        if let Some(source) = &analysis.extraction.source {
            for time in &mut times {
                time.span = source.given(time.span);
            }
        }
        Ok(times)
    }

    fn analyse_one(&self, document: Document, last: Stage) -> Result<Analysis> {
        let mut found = self.analyse(std::iter::once(Ok(Input::Text(document))), last);
        found.next().unwrap_or_else(|| Err(broken()))
    }
}

fn broken() -> Error {
    Error::Encoder("a thread broke off".into())
}

/// What is done with the documents of one stream.
struct Run {
    stages: Arc<Stages>,
    last: Stage,
}

/// A document on its way through the encoder.
struct Job {
    input: Input,
    /// The text as it was given, where markup was taken out of it.
    source: Option<text::Source>,
    /// What is wrong with the text.
    warnings: Vec<String>,
    sentences: Vec<Sentence>,
    windows: Vec<Window>,
}

impl Job {
    /// Whether the encoder may cut its sentences anew.
    fn is_cut(&self) -> bool {
        matches!(self.input, Input::Text(_))
    }
}

/// What the reader hands over.
struct Read {
    input: Input,
    /// A document before it has the same id.
    repeated: bool,
}

impl Steps for Run {
    type Input = Read;
    type Job = Job;
    type Part = Result<Decoded>;
    type Output = Result<Analysis>;

    fn open(&self, _worker: usize, Read { mut input, repeated }: Read) -> (Job, usize) {
        let Stages {
            model,
            rules,
            timings,
        } = &*self.stages;
        let (source, sentences) = timings.time(Stage::Segment, || match &mut input {
            Input::Text(document) => (
                text::take_out(&mut document.text),
                text::segment(&document.text, &rules.lexicon),
            ),
            Input::Tokens(given) => (None, std::mem::take(&mut given.sentences)),
        });
        let warnings = match &input {
            Input::Text(document) if self.last == Stage::Facts => {
                let given = source.as_ref().map_or(document.text.as_str(), text::Source::text);
                timings.time(Stage::Segment, || read::warnings(given))
            }
            _ => Vec::new(),
        };
        let windows = timings.time(Stage::Windows, || {
            model.windows(&[(&input.document().text, &sentences)])
        });
        let parts = windows.len();
        let job = Job {
            input,
            source,
            warnings: repeated
                .then(|| REPEATED.to_string())
                .into_iter()
                .chain(warnings)
                .collect(),
            sentences,
            windows,
        };
        (job, parts)
    }

    fn work(&self, worker: usize, parts: &[(&Job, usize)]) -> Vec<Result<Decoded>> {
        let Stages { model, timings, .. } = &*self.stages;
        // The documents of a stream mostly are of one kind, so that there is one run.
        let runs = parts.chunk_by(|(one, _), (other, _)| one.is_cut() == other.is_cut());
        let run = |run: &[(&Job, usize)]| {
            let windows: Vec<&Window> = run.iter().map(|&(job, part)| &job.windows[part]).collect();
            model.run_windows(worker, &windows, run[0].0.is_cut(), timings)
        };
        runs.flat_map(run).collect()
    }

    fn close(&self, _worker: usize, job: Job, parts: Vec<Result<Decoded>>) -> Result<Analysis> {
        let Stages { model, timings, .. } = &*self.stages;
        let found: Vec<Decoded> = parts.into_iter().collect::<Result<_>>()?;
        let cut = job.is_cut();
        let (sentences, encoded) = timings.time(Stage::Decode, || {
            if cut {
                return model.joined(&job.sentences, &job.windows, found);
            }
            let encoded = model.kept(&job.sentences, &job.windows, found);
            (job.sentences, encoded)
        });
        let document = match job.input {
            Input::Text(document) => document,
            Input::Tokens(given) => given.document,
        };
        let mut analysis = Analysis {
            extraction: Extraction {
                document,
                source: job.source,
                warnings: job.warnings,
                model: model.name(),
                sentences,
                ..Extraction::default()
            },
            encoded,
            ..Analysis::default()
        };
        self.stages.run(&mut analysis, self.last);
        Ok(analysis)
    }

    fn broken(&self) -> Result<Analysis> {
        Err(broken())
    }
}

/// The reader's side of a stream.
struct Reading<I> {
    inputs: I,
    /// Hashes of the ids so far.
    ids: HashSet<u64>,
    stages: Arc<Stages>,
}

impl<I: Iterator<Item = Result<Input>>> Iterator for Reading<I> {
    type Item = Item<Run>;

    fn next(&mut self) -> Option<Item<Run>> {
        let next = self.stages.timings.time(Stage::Read, || self.inputs.next());
        Some(match next? {
            Ok(input) => {
                // A document counts for something even if it is empty.
                let size = input.document().text.len() + 256;
                let id = &input.document().id;
                let mut hasher = DefaultHasher::new();
                id.hash(&mut hasher);
                let repeated = !id.is_empty() && !self.ids.insert(hasher.finish());
                Item::Input(Read { input, repeated }, size)
            }
            Err(error) => Item::Output(Err(error)),
        })
    }
}

/// Iterator over the analyses of a stream of documents.
pub struct Analyses(Pool<Run>);

impl Iterator for Analyses {
    type Item = Result<Analysis>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Iterator over the facts of a stream of documents.
pub struct Stream(Analyses);

impl Iterator for Stream {
    type Item = Result<Facts>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.map(|analysis| analysis.facts))
    }
}
