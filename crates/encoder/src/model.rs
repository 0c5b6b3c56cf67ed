//! The model: loaded once from its folder, then run over documents.

mod load;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use triplewire_facts::{
    annotation::Sentence,
    timing::{Stage, Timings},
};

use crate::{
    Encoded, Error, Result, Tag,
    backend::{Backend, BackendKind, Processor},
    compute::{Instructions, Precision},
    cut::Thresholds,
    decode::{Decoded, Decoder},
    foreign::Source,
    form::Form,
    heads::{self, Heads, Said},
    pieces::Pieces,
    platt::Platt,
    window::{Budget, Window, pack},
};

/// How a model is to run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Windows that run at the same time.
    pub threads: usize,
    /// What the large matrices are computed in; `None` for int8, with an imported model for 32-bit floats.
    pub precision: Option<Precision>,
    /// Where it computes.
    pub processor: Processor,
    /// What computes the hidden states.
    pub backend: BackendKind,
    /// Vector instructions of the native backend and of the heads; `None` for the fastest that the processor has.
    pub instructions: Option<Instructions>,
}

impl Default for Options {
    /// One thread for each core.
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, |cores| cores.get()),
            precision: None,
            processor: Processor::default(),
            backend: BackendKind::default(),
            instructions: None,
        }
    }
}

impl Options {
    /// How the weights of a model are to be laid out that usually runs in that precision.
    fn form(&self, usual: Precision) -> Form {
        Form {
            precision: self.precision.unwrap_or(usual),
            instructions: self.instructions.unwrap_or_else(Instructions::detected),
        }
    }
}

/// What `model info` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Name, as `labels.json` gives it.
    pub name: String,
    /// Version, as `labels.json` gives it.
    pub version: String,
    /// Where it lies.
    pub folder: PathBuf,
    /// Kind of encoder, as Hugging Face's configurations name it.
    pub architecture: String,
    /// Only for imported models: the labels of the checkpoint and what they stand for.
    pub source: Option<Source>,
    /// Numbers in all tensors.
    pub parameters: u64,
    /// Bytes of the file that holds the tensors.
    pub bytes: u64,
    /// Layers of the encoder.
    pub layers: usize,
    /// Width of a hidden state.
    pub hidden: usize,
    /// Wordpieces that it knows.
    pub vocabulary: usize,
    /// Wordpieces that sentences are packed up to.
    pub window: usize,
    /// Wordpieces of the longest input.
    pub longest: usize,
    /// Tags of the NER head, as the model has them.
    pub tags: Vec<String>,
    /// Parts of speech; 0 without such a head.
    pub upos: usize,
    /// Dependency relations; 0 without a parser.
    pub relations: usize,
}

/// A loaded model. May be shared between threads.
pub struct Model {
    info: Info,
    relations: Vec<Arc<str>>,
    decoder: Decoder,
    start: Thresholds,
    budget: Budget,
    pieces: Mutex<Pieces>,
    /// One for each thread, over the same weights.
    workers: Vec<Mutex<Worker>>,
    /// Whose tags are taken in place of this model's own.
    tagger: Option<Box<Model>>,
}

/// What one thread runs windows with.
struct Worker {
    backend: Box<dyn Backend>,
    heads: Arc<Heads>,
    states: Vec<f32>,
    scratch: heads::Scratch,
}

impl Worker {
    /// What the heads say about each window.
    fn run(&mut self, windows: &[&Window], thresholds: Option<Thresholds>) -> Result<Vec<Said>> {
        self.backend.run(windows, &mut self.states)?;
        let mut rest = self.states.as_slice();
        let each = windows.iter().map(|window| {
            let (own, after) = rest.split_at(window.ids.len() * self.heads.width());
            rest = after;
            self.heads.run(own, window, thresholds, &mut self.scratch)
        });
        Ok(each.collect())
    }
}

impl Model {
    /// The model with the tags of another one: parts of speech, trees and sentences stay its own, and the other reads the
    /// same text in a pass of its own. For imported taggers, which have no parser.
    pub fn with_tagger(self, tagger: Model) -> Self {
        Self {
            tagger: Some(Box::new(tagger)),
            ..self
        }
    }

    /// The model whose tags are taken.
    fn tags(&self) -> &Model {
        self.tagger.as_deref().unwrap_or(self)
    }

    /// Name and version as output files carry them: `en-small 1.0`.
    pub fn name(&self) -> String {
        let info = self.info();
        format!("{} {}", info.name, info.version)
    }

    /// What the model is; of two, the tagger.
    pub fn info(&self) -> &Info {
        &self.tags().info
    }

    /// The map from what the tagger says of an entity to its score.
    pub fn calibration(&self) -> Platt {
        self.tags().decoder.calibration
    }

    /// The relations that [`crate::Head::relation`] counts in; empty without a parser.
    pub fn relations(&self) -> &[Arc<str>] {
        &self.relations
    }

    /// Encodes documents, each a text and its sentences; gives one [`Encoded`] a sentence, in order.
    ///
    /// Short documents are best given many at a time, so that all threads have work. `batch_size` is how many windows
    /// a thread takes at a time. Neither it nor the company of other documents changes a result.
    pub fn encode(&self, documents: &[(&str, &[Sentence])], batch_size: usize) -> Result<Vec<Vec<Encoded>>> {
        let windows = self.windows(documents);
        let mut found = self.run(&windows, batch_size, None)?.into_iter();
        let mut windows = windows.as_slice();
        let encoded = documents.iter().enumerate().map(|(number, (_, sentences))| {
            let own = windows.partition_point(|window| window.document == number);
            let (these, rest) = windows.split_at(own);
            windows = rest;
            self.kept(sentences, these, found.by_ref().take(own).collect())
        });
        Ok(encoded.collect())
    }

    /// What was found in all windows of a document whose sentences stay as they are, one [`Encoded`] a sentence.
    pub fn kept(&self, packed: &[Sentence], windows: &[Window], found: Vec<Decoded>) -> Vec<Encoded> {
        let Some(tagger) = &self.tagger else {
            return self.kept_own(packed, windows, found);
        };
        let (own, theirs) = apart(windows, found);
        let mut encoded = self.kept_own(packed, windows, own);
        let tagged = tagger.kept_own(packed, &windows[windows.len() - theirs.len()..], theirs);
        retag(&mut encoded, tagged);
        encoded
    }

    fn kept_own(&self, packed: &[Sentence], windows: &[Window], found: Vec<Decoded>) -> Vec<Encoded> {
        let mut encoded = vec![self.nothing(); packed.len()];
        for (window, found) in windows.iter().zip(found) {
            for (part, (_, found)) in window.parts.iter().zip(found) {
                self.decoder.join(&mut encoded[part.sentence], found);
            }
        }
        encoded
    }

    /// Encodes documents as [`Model::encode`] does and cuts their sentences anew in the same pass, where the start head
    /// sees other boundaries than the rules; tokens stay as they are. Without that head the sentences stay, too.
    pub fn encode_and_cut(
        &self,
        documents: &[(&str, &[Sentence])],
        batch_size: usize,
    ) -> Result<Vec<(Vec<Sentence>, Vec<Encoded>)>> {
        let windows = self.windows(documents);
        let mut found = self.run(&windows, batch_size, Some(self.start))?.into_iter();
        let mut cut = Vec::with_capacity(documents.len());
        let mut windows = windows.as_slice();
        for (number, (_, sentences)) in documents.iter().enumerate() {
            let own = windows.partition_point(|window| window.document == number);
            let (these, rest) = windows.split_at(own);
            cut.push(self.joined(sentences, these, found.by_ref().take(own).collect()));
            windows = rest;
        }
        Ok(cut)
    }

    /// What was found in all windows of a document, as sentences: those that it was packed from, or new ones.
    pub fn joined(
        &self,
        packed: &[Sentence],
        windows: &[Window],
        found: Vec<Decoded>,
    ) -> (Vec<Sentence>, Vec<Encoded>) {
        let Some(tagger) = &self.tagger else {
            return self.joined_own(packed, windows, found);
        };
        let (own, theirs) = apart(windows, found);
        let (sentences, mut encoded) = self.joined_own(packed, windows, own);
        let tagged = tagger.kept_own(packed, &windows[windows.len() - theirs.len()..], theirs);
        retag(&mut encoded, tagged);
        (sentences, encoded)
    }

    fn joined_own(
        &self,
        packed: &[Sentence],
        windows: &[Window],
        found: Vec<Decoded>,
    ) -> (Vec<Sentence>, Vec<Encoded>) {
        let (mut sentences, mut encoded) = (Vec::<Sentence>::new(), Vec::<Encoded>::new());
        for (window, found) in windows.iter().zip(found) {
            let mut tokens = window.tokens(packed);
            for (run, found) in found {
                if !run.continues || sentences.is_empty() {
                    sentences.push(Sentence {
                        apart: run.apart,
                        ..Sentence::default()
                    });
                    encoded.push(self.nothing());
                }
                if let (Some(sentence), Some(last)) = (sentences.last_mut(), encoded.last_mut()) {
                    sentence.append(tokens.by_ref().take(run.words.len()));
                    self.decoder.join(last, found);
                }
            }
        }
        (sentences, encoded)
    }

    /// How many threads may call [`Model::run_windows`] at the same time.
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// Runs windows with the network of one worker; with `cut` their sentences are cut anew where the model can do so.
    pub fn run_windows(
        &self,
        worker: usize,
        windows: &[&Window],
        cut: bool,
        timings: &Timings,
    ) -> Vec<Result<Decoded>> {
        let thresholds = cut.then_some(self.start);
        self.decoded(worker, windows, thresholds, timings)
            .unwrap_or_else(|error| {
                let what = error.to_string();
                windows
                    .iter()
                    .map(|_| Err(Error::Encoder(what.clone())))
                    .collect()
            })
    }

    /// What is found in windows, of which some may be the tagger's.
    fn decoded(
        &self,
        worker: usize,
        windows: &[&Window],
        thresholds: Option<Thresholds>,
        timings: &Timings,
    ) -> Result<Vec<Result<Decoded>>> {
        let run = |model: &Model, windows: &[&Window], thresholds| -> Result<Vec<Decoded>> {
            let mut worker = lock(&model.workers[worker % model.workers.len()]);
            let said = timings.time(Stage::Encode, || worker.run(windows, thresholds))?;
            let decode = || said.into_iter().map(|said| model.decoder.decode(said)).collect();
            Ok(timings.time(Stage::Decode, decode))
        };
        let Some(tagger) = &self.tagger else {
            return Ok(run(self, windows, thresholds)?.into_iter().map(Ok).collect());
        };
        let of = |tags: bool| -> Vec<&Window> {
            let some = windows.iter().filter(|window| window.for_tagger == tags);
            some.copied().collect()
        };
        let mut own = run(self, &of(false), thresholds)?.into_iter();
        let mut theirs = run(tagger, &of(true), None)?.into_iter();
        let each = windows.iter().map(|window| {
            let next = if window.for_tagger {
                theirs.next()
            } else {
                own.next()
            };
            Ok(next.unwrap_or_default())
        });
        Ok(each.collect())
    }

    /// Runs something with the first worker's backend.
    #[cfg(all(test, feature = "torch"))]
    pub(crate) fn backend_of_test(&self, run: impl FnOnce(&mut dyn Backend)) {
        run(&mut *lock(&self.workers[0]).backend);
    }

    /// Packs documents, in order; a tagger's windows of a document come after this model's.
    pub fn windows(&self, documents: &[(&str, &[Sentence])]) -> Vec<Window> {
        let mut windows = Vec::new();
        for (number, (text, sentences)) in documents.iter().enumerate() {
            windows.extend(pack(
                number,
                text,
                sentences,
                &mut lock(&self.pieces),
                self.budget,
            ));
            if let Some(tagger) = &self.tagger {
                let theirs = pack(number, text, sentences, &mut lock(&tagger.pieces), tagger.budget);
                windows.extend(theirs.into_iter().map(|window| Window {
                    for_tagger: true,
                    ..window
                }));
            }
        }
        windows
    }

    /// A sentence without words.
    fn nothing(&self) -> Encoded {
        Encoded {
            heads: (!self.relations.is_empty()).then(Vec::new),
            ..Encoded::default()
        }
    }

    /// Runs all windows, the longest first, so that no thread is left with a long one at the end.
    fn run(
        &self,
        windows: &[Window],
        batch_size: usize,
        thresholds: Option<Thresholds>,
    ) -> Result<Vec<Decoded>> {
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(windows[at].ids.len()));
        let threads = self.workers.len().min(windows.len());
        let batch = batch_size.clamp(1, windows.len().div_ceil(threads.max(1)).max(1));
        let next = AtomicUsize::new(0);
        let timings = Timings::default();
        let work = &|worker: usize| -> Result<Vec<(usize, Decoded)>> {
            let mut done = Vec::new();
            loop {
                let start = next.fetch_add(batch, Ordering::Relaxed).min(order.len());
                let taken = &order[start..(start + batch).min(order.len())];
                if taken.is_empty() {
                    return Ok(done);
                }
                let these: Vec<&Window> = taken.iter().map(|&at| &windows[at]).collect();
                for (&at, decoded) in taken
                    .iter()
                    .zip(self.decoded(worker, &these, thresholds, &timings)?)
                {
                    done.push((at, decoded?));
                }
            }
        };
        let finished: Vec<Result<Vec<_>>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..threads)
                .map(|worker| scope.spawn(move || work(worker)))
                .collect();
            let broken = |_| Err(Error::Encoder("a thread of the encoder broke off".into()));
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(broken))
                .collect()
        });
        let mut found = vec![Vec::new(); windows.len()];
        for one in finished {
            for (at, parts) in one? {
                found[at] = parts;
            }
        }
        Ok(found)
    }
}

/// A thread that broke off leaves nothing half-done behind that the next could trip over.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was found in a document's windows: those of the model, and those of its tagger, which come last.
fn apart(windows: &[Window], mut found: Vec<Decoded>) -> (Vec<Decoded>, Vec<Decoded>) {
    let own = windows.partition_point(|window| !window.for_tagger);
    let theirs = found.split_off(own.min(found.len()));
    (found, theirs)
}

/// Puts tags in place of others. The sentences may be cut in other places; the words are the same.
fn retag(encoded: &mut [Encoded], tagged: Vec<Encoded>) {
    let (mut tags, mut scores) = (Vec::new(), Vec::new());
    for sentence in tagged {
        tags.extend(sentence.tags);
        scores.extend(sentence.tag_scores);
    }
    let mut words = tags.into_iter().zip(scores);
    for sentence in encoded {
        let count = sentence.tags.len();
        (sentence.tags, sentence.tag_scores) = words.by_ref().take(count).unzip();
        // A name that goes on in the next sentence is another one there.
        if let Some(Tag::I(class)) = sentence.tags.first().copied() {
            sentence.tags[0] = Tag::B(class);
        }
    }
}
