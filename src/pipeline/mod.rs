//! Documents go in, extractions come out: all stages in a row, over a stream, on all threads at once.
//!
//! A thread reads documents, workers take each through its stages, and whoever asks gets the extractions in the order of
//! the documents. Reading, tokenizing, the forward passes and the rules of different documents overlap, the windows of a
//! long document are shared out, and what is held at a time is bounded.

mod given;
mod pool;

use std::sync::Arc;

use crate::{
    Error, Result, coref,
    encoder::{Decoded, Encoded, Model, Window},
    event::{self, Context, Times, time::Expression},
    graph::Extraction,
    identity,
    mention::{self, Index, Mention},
    read::Document,
    relation,
    rules::{Explanation, RuleSet},
    syntax::{self, Graph},
    text::{self, Sentence},
    timing::{Stage, Timings},
};

use pool::{Item, Pool, Sizes, Steps};

/// Bytes of text in memory for each worker: enough windows to keep it busy, and little memory.
const HELD: usize = 128 * 1024;

/// The whole way, with everything that it needs loaded.
pub struct Pipeline {
    stages: Arc<Stages>,
    batch_size: usize,
}

/// The stages, which workers share.
struct Stages {
    model: Model,
    rules: RuleSet,
    timings: Timings,
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

    /// What each stage has taken so far. The stages of an extraction are counted once it was handed out.
    pub fn timings(&self) -> &Timings {
        &self.stages.timings
    }

    /// Extracts from documents at once; what comes out of one does not depend on the others.
    ///
    /// # Errors
    /// [`crate::Error::Torch`] when the model cannot run.
    pub fn extract(&self, documents: Vec<Document>) -> Result<Vec<Extraction>> {
        self.stream(documents.into_iter().map(Ok)).collect()
    }

    /// Extracts from a stream, in order, holding only some documents at a time; the stream is read on a thread of its
    /// own. Errors of the stream are handed on in their place.
    pub fn stream<I>(&self, documents: I) -> Stream
    where
        I: Iterator<Item = Result<Document>> + Send + 'static,
    {
        let workers = self.stages.model.workers();
        let sizes = Sizes {
            workers,
            batch: self.batch_size,
            limit: HELD * workers,
        };
        let reading = Reading {
            documents,
            stages: Arc::clone(&self.stages),
        };
        Stream(Pool::new(Arc::clone(&self.stages), reading, sizes))
    }

    /// Says, sentence by sentence, why a rule did or did not fire; `None` when there is no rule of that name.
    ///
    /// # Errors
    /// As [`Pipeline::extract`].
    pub fn explain(&self, rule: &str, text: &str) -> Result<Option<Vec<Explanation>>> {
        let (sentences, graphs, mentions) = self.read(text)?;
        let index = Index::new(&mentions);
        let each = graphs.iter().enumerate().map(|(sentence, graph)| {
            let fillers = self
                .stages
                .rules
                .fillers(text, graph, sentence, &mentions, &index);
            let sentence = sentences[sentence].span.of(text);
            self.stages.rules.explain(rule, sentence, &fillers)
        });
        Ok(each.collect())
    }

    /// The time expressions of a document with their values, in text order.
    ///
    /// # Errors
    /// As [`Pipeline::extract`].
    pub fn times(&self, document: &Document) -> Result<Vec<Expression>> {
        let (_, graphs, mentions) = self.read(&document.text)?;
        let context = Context::new(&document.text, &graphs, &mentions, &[]);
        let context = context.published(document.published.as_deref());
        Ok(Times::new(&self.stages.rules, &context).into_all())
    }

    /// A text of its own as far as the mentions.
    fn read(&self, text: &str) -> Result<(Vec<Sentence>, Vec<Graph>, Vec<Mention>)> {
        let by_rules = text::segment(text);
        let model = &self.stages.model;
        let mut read = model.encode_and_cut(&[(text, &by_rules)], self.batch_size)?;
        let (sentences, encoded) = read.pop().unwrap_or_default();
        let graphs = self.stages.graphs(text, &sentences, &encoded);
        let mentions = mention::find(text, &sentences, &graphs, &encoded);
        Ok((sentences, graphs, mentions))
    }
}

impl Stages {
    /// What the stages after the encoder make of one document, and the graphs that it comes from.
    fn facts(
        &self,
        document: Document,
        sentences: Vec<Sentence>,
        encoded: Vec<Encoded>,
    ) -> (Extraction, Vec<Graph>) {
        let text = &document.text;
        let timings = &self.timings;
        let graphs = timings.time(Stage::Syntax, || self.graphs(text, &sentences, &encoded));
        let mut mentions = timings.time(Stage::Mention, || {
            mention::find(text, &sentences, &graphs, &encoded)
        });
        let entities = timings.time(Stage::Coref, || {
            coref::resolve(text, &sentences, &graphs, &mut mentions)
        });
        let context =
            Context::new(text, &graphs, &mentions, &entities).published(document.published.as_deref());
        let (matches, events) = timings.time(Stage::Events, || {
            let matches = event::matches(&self.rules, &context);
            let events = event::find(&self.rules, &context, &matches);
            (matches, events)
        });
        let relations = timings.time(Stage::Relations, || {
            relation::find(&self.rules, &context, &matches)
        });
        let identities = timings.time(Stage::Identity, || identity::find(&context, &relations));
        let warnings = self.warnings(&document, &sentences);
        let model = self.model.name();
        let extraction = Extraction {
            document,
            model,
            sentences,
            mentions,
            entities,
            events,
            relations,
            identities,
            warnings,
        };
        (extraction, graphs)
    }

    fn graphs(&self, text: &str, sentences: &[Sentence], encoded: &[Encoded]) -> Vec<Graph> {
        let relations = self.model.relations();
        let pairs = sentences.iter().zip(encoded);
        pairs
            .map(|(sentence, encoded)| syntax::parse(text, sentence, encoded, relations))
            .collect()
    }

    /// What a reader of the facts has to know about the model and the text.
    fn warnings(&self, document: &Document, sentences: &[Sentence]) -> Vec<String> {
        let unparsed =
            "the model has no parser: events come from patterns over tags; relations are not looked for";
        let empty = "the text is empty: there is nothing to extract";
        let undated =
            "the publication date is not read: write it as 2016-12-19; times that hang on it have no value";
        let dated = document.published.as_deref().is_none_or(event::time::is_date);
        let known = [
            (self.model.relations().is_empty(), unparsed),
            (sentences.is_empty(), empty),
            (!dated, undated),
        ];
        known
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, warning)| warning.to_string())
            .collect()
    }
}

/// A document on its way through the encoder.
struct Job {
    document: Document,
    sentences: Vec<Sentence>,
    windows: Vec<Window>,
}

impl Steps for Stages {
    type Input = Document;
    type Job = Job;
    type Part = Result<Decoded>;
    type Output = Result<Extraction>;

    fn open(&self, _worker: usize, document: Document) -> (Job, usize) {
        let sentences = self
            .timings
            .time(Stage::Segment, || text::segment(&document.text));
        let windows = self.timings.time(Stage::Windows, || {
            self.model.windows(&[(&document.text, &sentences)])
        });
        let parts = windows.len();
        let job = Job {
            document,
            sentences,
            windows,
        };
        (job, parts)
    }

    fn work(&self, worker: usize, parts: &[(&Job, usize)]) -> Vec<Result<Decoded>> {
        let windows: Vec<&Window> = parts.iter().map(|&(job, part)| &job.windows[part]).collect();
        self.model.run_and_cut(worker, &windows, &self.timings)
    }

    fn close(&self, _worker: usize, job: Job, parts: Vec<Result<Decoded>>) -> Result<Extraction> {
        let found: Vec<Decoded> = parts.into_iter().collect::<Result<_>>()?;
        let (sentences, encoded) = self.timings.time(Stage::Decode, || {
            self.model.joined(&job.sentences, &job.windows, found)
        });
        Ok(self.facts(job.document, sentences, encoded).0)
    }

    fn broken(&self) -> Result<Extraction> {
        Err(Error::Torch("a thread broke off".into()))
    }
}

/// The reader's side of a stream.
struct Reading<I> {
    documents: I,
    stages: Arc<Stages>,
}

impl<I: Iterator<Item = Result<Document>>> Iterator for Reading<I> {
    type Item = Item<Stages>;

    fn next(&mut self) -> Option<Item<Stages>> {
        let next = self.stages.timings.time(Stage::Read, || self.documents.next());
        Some(match next? {
            Ok(document) => {
                // A document counts for something even if it is empty.
                let size = document.text.len() + 256;
                Item::Input(document, size)
            }
            Err(error) => Item::Output(Err(error)),
        })
    }
}

/// Iterator over the extractions of a stream of documents.
pub struct Stream(Pool<Stages>);

impl Iterator for Stream {
    type Item = Result<Extraction>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}
