//! One forward pass: a window of wordpieces in, what each head says about its words out.
//!
//! The tagging heads are linear, the parser is the biaffine one of Dozat and Manning (2017).

use rust_bert::bert::BertConfig;
use tch::{Device, Kind, Tensor};

use crate::Result;

use super::{
    Head,
    bert::Bert,
    cut::{self, Run, Thresholds},
    folder::{Torch, Weights, broken},
    linear::{Form, Linear},
    tree::Arcs,
    window::Window,
};

/// How many labels each head has; 0 where the model lacks the head.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub ner: i64,
    pub upos: i64,
    pub relations: i64,
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
    pub upos: Vec<i64>,
    /// Head of each word, counted inside its run; `None` without a parser.
    pub heads: Option<Vec<Head>>,
}

/// Added to the logarithm of the attention to padding: far below all others, and still a 16-bit float.
const PADDING: f32 = -30_000.0;

/// The encoder and its heads.
pub struct Network {
    bert: Bert,
    device: Device,
    ner: Linear,
    upos: Option<Linear>,
    start: Option<Linear>,
    parser: Option<Parser>,
}

impl Network {
    /// Puts the weights in their places; may be called again for the next thread, since weights are shared.
    pub fn new(config: &BertConfig, weights: &Weights, sizes: Sizes, form: Form) -> Result<Self> {
        let hidden = config.hidden_size;
        let linear = |name: &str, rows| Linear::new(weights, name, rows, hidden, Form::CPU);
        Ok(Self {
            bert: Bert::new(config, weights, form)?,
            device: form.device,
            ner: linear("heads.ner", sizes.ner)?,
            upos: if sizes.upos > 0 {
                Some(linear("heads.upos", sizes.upos)?)
            } else {
                None
            },
            start: if weights.has("heads.start.weight") {
                Some(linear("heads.start", 1)?)
            } else {
                None
            },
            parser: if sizes.relations > 0 {
                Some(Parser::new(weights, hidden, sizes, form.heads())?)
            } else {
                None
            },
        })
    }

    /// Whether windows are best run many at a time.
    pub fn wants_batches(&self) -> bool {
        self.device != Device::Cpu
    }

    /// Runs one window. Its sentences are cut anew where there are `thresholds` for the start head and the model has it.
    pub fn run(&self, window: &Window, thresholds: Option<Thresholds>) -> Result<Said> {
        let run = || {
            let row = |of: &[i64]| Tensor::f_from_slice(of)?.f_unsqueeze(0)?.f_to_device(self.device);
            let states = self.bert.run(&row(&window.ids)?, &row(&window.shapes)?, None)?;
            self.heads(&states.f_squeeze_dim(0)?, window, thresholds)
        };
        run().map_err(|e| broken(&e))
    }

    /// Runs windows as one batch, the shorter ones padded.
    pub fn run_padded(&self, windows: &[&Window], thresholds: Option<Thresholds>) -> Result<Vec<Said>> {
        let run = || -> Torch<Vec<Said>> {
            let longest = windows.iter().map(|window| window.ids.len()).max().unwrap_or(0);
            let shape = [windows.len() as i64, longest as i64];
            let padded = |of: fn(&Window) -> &[i64]| {
                let row = |window: &&Window| {
                    let padding = longest - window.ids.len();
                    of(window)
                        .iter()
                        .copied()
                        .chain(std::iter::repeat_n(0, padding))
                        .collect::<Vec<i64>>()
                };
                let rows: Vec<i64> = windows.iter().flat_map(row).collect();
                Tensor::f_from_slice(&rows)?
                    .f_view(shape)?
                    .f_to_device(self.device)
            };
            let mask = |window: &&Window| {
                let own = window.ids.len();
                (0..longest).map(move |at| if at < own { 0.0 } else { PADDING })
            };
            let mask: Vec<f32> = windows.iter().flat_map(mask).collect();
            let mask = Tensor::f_from_slice(&mask)?.f_view([shape[0], 1, 1, shape[1]])?;
            let mask = mask.f_to_device(self.device)?.f_to_kind(self.bert.kind())?;
            let states = self
                .bert
                .run(&padded(|one| &one.ids)?, &padded(|one| &one.shapes)?, Some(&mask))?;
            let states = states.f_to_device(Device::Cpu)?.f_unbind(0)?;
            let each = windows.iter().zip(&states);
            each.map(|(window, states)| self.heads(states, window, thresholds))
                .collect()
        };
        run().map_err(|e| broken(&e))
    }

    /// What the heads, on the CPU, make of the hidden states of a window's wordpieces.
    fn heads(&self, states: &Tensor, window: &Window, thresholds: Option<Thresholds>) -> Torch<Said> {
        let states = states.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?;
        let words = states.f_index_select(0, &Tensor::f_from_slice(&window.first)?)?;
        let runs = match (&self.start, thresholds) {
            (Some(start), Some(thresholds)) => {
                let opens = numbers(&start.run(&words)?.f_sigmoid()?)?;
                cut::decided(window, &opens, thresholds)
            }
            _ => cut::given(&window.parts),
        };
        Ok(Said {
            ner: numbers(&self.ner.run(&words)?.f_log_softmax(-1, Kind::Float)?)?,
            upos: match &self.upos {
                Some(upos) => Vec::try_from(upos.run(&words)?.f_argmax(-1, false)?)?,
                None => Vec::new(),
            },
            heads: self
                .parser
                .as_ref()
                .map(|parser| parser.run(&words, &runs))
                .transpose()?,
            runs,
        })
    }
}

struct Parser {
    arc_dep: Linear,
    arc_head: Linear,
    rel_dep: Linear,
    rel_head: Linear,
    /// Stands before the words as the head of the root.
    root: Tensor,
    /// `[arc + 1, arc]`.
    arc: Tensor,
    /// From `rel + 1` of the head to `relations * (rel + 1)` of the dependent.
    rel: Linear,
    sizes: Sizes,
}

impl Parser {
    fn new(weights: &Weights, hidden: i64, sizes: Sizes, form: Form) -> Result<Self> {
        let linear = |name: &str, rows| Linear::new(weights, name, rows, hidden, form);
        let arc = weights.width("heads.arc_dep.bias")?;
        let rel = weights.width("heads.rel_dep.bias")?;
        let shape = [sizes.relations, rel + 1, rel + 1];
        let bilinear = Linear::bilinear(weights, "heads.rel_bilinear", &shape, form)?;
        Ok(Self {
            arc_dep: linear("heads.arc_dep", arc)?,
            arc_head: linear("heads.arc_head", arc)?,
            rel_dep: linear("heads.rel_dep", rel)?,
            rel_head: linear("heads.rel_head", rel)?,
            root: weights.get("heads.root", &[hidden])?,
            arc: weights.get("heads.arc_bilinear", &[arc + 1, arc])?,
            rel: bilinear,
            sizes,
        })
    }

    fn run(&self, words: &Tensor, runs: &[Run]) -> Torch<Vec<Head>> {
        let heads = Tensor::f_cat(&[&self.root.f_unsqueeze(0)?, words], 0)?;
        let arcs = with_one(&self.arc_dep.gelu(words)?)?.f_matmul(&self.arc)?;
        let arcs = numbers(&arcs.f_matmul(&self.arc_head.gelu(&heads)?.f_tr()?)?)?;
        let governors = governors(&arcs, runs);
        let relations = self.relations(words, &heads, &governors)?;
        let mut found = Vec::with_capacity(governors.len());
        for (&(_, inside), row) in governors
            .iter()
            .zip(relations.chunks_exact(self.sizes.relations as usize))
        {
            found.push(Head {
                word: inside,
                relation: self.relation(row, inside.is_none()),
            });
        }
        Ok(found)
    }

    /// Relation scores, words by relations, of each word to its governor.
    fn relations(
        &self,
        words: &Tensor,
        heads: &Tensor,
        governors: &[(i64, Option<usize>)],
    ) -> Torch<Vec<f32>> {
        let index: Vec<i64> = governors.iter().map(|&(node, _)| node).collect();
        let heads = heads.f_index_select(0, &Tensor::f_from_slice(&index)?)?;
        let heads = self.rel.run(&with_one(&self.rel_head.gelu(&heads)?)?)?;
        let heads = heads.f_view([index.len() as i64, self.sizes.relations, self.rel_dep.rows() + 1])?;
        let words = with_one(&self.rel_dep.gelu(words)?)?.f_unsqueeze(-1)?;
        numbers(&heads.f_bmm(&words)?)
    }

    /// Best relation of one word: `root` for the root, and for no other word.
    fn relation(&self, row: &[f32], is_root: bool) -> usize {
        if is_root {
            return self.sizes.root;
        }
        let others = (0..row.len()).filter(|&label| label != self.sizes.root);
        others
            .reduce(|best, label| if row[label] > row[best] { label } else { best })
            .unwrap_or(0)
    }
}

/// Governor of every word of the window: as a node of the window (0 the root), and as a word inside its run.
fn governors(arcs: &[f32], runs: &[Run]) -> Vec<(i64, Option<usize>)> {
    let all = runs.last().map_or(0, |run| run.words.end);
    let width = all + 1;
    let mut governors = Vec::with_capacity(all);
    for run in runs {
        let (start, words) = (run.words.start, run.words.len());
        let mut score = Vec::with_capacity(words * (words + 1));
        for row in arcs.chunks_exact(width).skip(start).take(words) {
            score.push(row[0]);
            score.extend_from_slice(&row[start + 1..=start + words]);
        }
        for head in (Arcs { score: &score, words }).heads() {
            governors.push((head.map_or(0, |head| (start + head + 1) as i64), head));
        }
    }
    governors
}

fn with_one(rows: &Tensor) -> Torch<Tensor> {
    rows.f_pad([0, 1], "constant", 1.0)
}

fn numbers(tensor: &Tensor) -> Torch<Vec<f32>> {
    Vec::try_from(tensor.f_reshape([-1])?)
}

#[cfg(test)]
mod tests {
    use super::{super::tiny, *};
    use crate::{folder, window::Part};

    fn window(length: i64) -> Window {
        Window {
            ids: (0..length).map(|at| at * 7 % 56).collect(),
            shapes: (0..length).map(|at| at % 6).collect(),
            first: (1..length - 1).collect(),
            parts: vec![Part {
                sentence: 0,
                words: 0..length as usize - 2,
                apart: false,
            }],
            ..Window::default()
        }
    }

    #[test]
    fn padding_changes_nothing_but_rounding() {
        let folder = tempfile::tempdir().unwrap();
        tiny::write(folder.path(), true, &tiny::shapes());
        let config = folder::config(folder.path()).unwrap();
        let weights = Weights::read(folder.path()).unwrap();
        let sizes = Sizes {
            ner: 5,
            upos: 3,
            relations: 4,
            root: 3,
        };
        let network = Network::new(&config, &weights, sizes, Form::CPU).unwrap();
        let windows = [24, 3, 9, 17].map(window);
        let together = network
            .run_padded(&windows.iter().collect::<Vec<_>>(), None)
            .unwrap();
        assert_eq!(together.len(), windows.len());
        for (window, said) in windows.iter().zip(together) {
            let alone = network.run(window, None).unwrap();
            assert_eq!(said.ner.len(), alone.ner.len());
            assert_eq!(said.upos, alone.upos);
            for (a, b) in said.ner.iter().zip(&alone.ner) {
                assert!((a - b).abs() < 1e-4, "{a} and {b}");
            }
        }
    }
}
