//! The heads: hidden states of a window's wordpieces in, what each head says about its words out.
//!
//! They run in plain Rust, whichever backend made the hidden states. A word is its first wordpiece.

mod parser;

use crate::{
    Head, Result,
    compute::{Input, Linear, log_softmax, sigmoid},
    cut::{self, Run, Thresholds},
    foreign::Table,
    form::Form,
    weights::{Tensors, Weights},
    window::Window,
};
use parser::Parser;

/// How many labels each head has; 0 where the model lacks the head.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub ner: usize,
    pub upos: usize,
    pub relations: usize,
    /// Index of the relation `root`, which is for the root alone.
    pub root: usize,
}

/// What the heads say about the words of one window.
#[derive(Debug, Default)]
pub struct Said {
    /// The window's words by sentence.
    pub runs: Vec<Run>,
    /// Tag log-probabilities, words by tags.
    pub ner: Vec<f32>,
    /// Best part of speech of each word; empty without that head.
    pub upos: Vec<usize>,
    /// Head of each word, counted inside its run; `None` without a parser.
    pub heads: Option<Vec<Head>>,
}

/// The heads of a model; shared by all threads.
pub struct Heads {
    width: usize,
    ner: Linear,
    /// From the labels of an imported tagger to tags.
    table: Option<Table>,
    upos: Option<Linear>,
    start: Option<Linear>,
    parser: Option<Parser>,
}

/// Room for a thread's own use; kept from one window to the next.
#[derive(Default)]
pub struct Scratch {
    words: Vec<f32>,
    input: Input,
    parser: parser::Scratch,
}

impl Heads {
    /// The heads of one of our own models. Tags, parts of speech and sentence starts are computed in floats in any case,
    /// since these layers are small; the parser as `form` says.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when a tensor is missing or has another shape.
    pub fn new(weights: &Weights, width: usize, sizes: Sizes, form: Form) -> Result<Self> {
        let linear = |name: &str, outputs: usize| form.floats().linear(weights, name, outputs, width);
        Ok(Self {
            width,
            ner: linear("heads.ner", sizes.ner)?,
            table: None,
            upos: match sizes.upos {
                0 => None,
                count => Some(linear("heads.upos", count)?),
            },
            start: match weights.has("heads.start.weight") {
                true => Some(linear("heads.start", 1)?),
                false => None,
            },
            parser: match sizes.relations {
                0 => None,
                _ => Some(Parser::new(weights, width, sizes, form)?),
            },
        })
    }

    /// The one head of an imported tagger: `classifier`, whose labels stand for the tags of a table.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when a tensor is missing or has another shape.
    pub fn imported(
        tensors: &dyn Tensors,
        width: usize,
        labels: usize,
        table: Table,
        form: Form,
    ) -> Result<Self> {
        Ok(Self {
            width,
            ner: form.floats().linear(tensors, "classifier", labels, width)?,
            table: Some(table),
            upos: None,
            start: None,
            parser: None,
        })
    }

    /// Width of the hidden states that they read.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What the heads say about a window, whose hidden states are `states`. Its sentences are cut anew where there are
    /// `thresholds` for the start head and the model has it.
    pub fn run(
        &self,
        states: &[f32],
        window: &Window,
        thresholds: Option<Thresholds>,
        scratch: &mut Scratch,
    ) -> Said {
        let Scratch { words, input, parser } = scratch;
        self.gather(states, window, words);
        let runs = match (&self.start, thresholds) {
            (Some(start), Some(thresholds)) => {
                let opens: Vec<f32> = scores(start, words, input).into_iter().map(sigmoid).collect();
                cut::decided(window, &opens, thresholds)
            }
            _ => cut::given(&window.parts),
        };
        let upos = match &self.upos {
            Some(upos) => {
                let scores = scores(upos, words, input);
                scores.chunks_exact(upos.outputs()).map(best).collect()
            }
            None => Vec::new(),
        };
        let mut ner = self.logs(words, input);
        if let Some(table) = &self.table {
            ner = table.rows(&ner, window.parts.iter().map(|part| part.words.len()));
        }
        Said {
            ner,
            upos,
            heads: self
                .parser
                .as_ref()
                .map(|one| one.run(words, &runs, input, parser)),
            runs,
        }
    }

    /// Log-probabilities of an imported tagger's labels, words by labels, before they are brought to tags.
    #[cfg(feature = "import")]
    pub fn labels(&self, states: &[f32], window: &Window, scratch: &mut Scratch) -> Vec<f32> {
        self.gather(states, window, &mut scratch.words);
        self.logs(&scratch.words, &mut scratch.input)
    }

    /// Log-probabilities of what the tagger knows, words by labels.
    fn logs(&self, words: &[f32], input: &mut Input) -> Vec<f32> {
        let mut found = scores(&self.ner, words, input);
        log_softmax(&mut found, self.ner.outputs());
        found
    }

    /// The hidden states of a window's words.
    fn gather(&self, states: &[f32], window: &Window, words: &mut Vec<f32>) {
        words.clear();
        for &first in &window.first {
            words.extend_from_slice(&states[first * self.width..(first + 1) * self.width]);
        }
    }
}

/// What a head says of each word.
fn scores(head: &Linear, words: &[f32], input: &mut Input) -> Vec<f32> {
    let mut found = Vec::new();
    head.apply(words, input, &mut found);
    found
}

/// Index of the largest score, of equal ones the first.
fn best(row: &[f32]) -> usize {
    let all = 0..row.len();
    all.reduce(|best, at| if row[at] > row[best] { at } else { best })
        .unwrap_or(0)
}
