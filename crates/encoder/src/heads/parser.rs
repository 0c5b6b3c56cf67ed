//! The biaffine parser of Dozat and Manning (2017).

use super::{Head, Sizes, best};
use crate::{
    Result,
    compute::{Activation, Input, Linear, products},
    cut::Run,
    form::Form,
    tree::Arcs,
    weights::{Tensors, Weights},
};

/// Words whose relations are scored together.
const WORDS: usize = 32;

pub struct Parser {
    arc_dep: Linear,
    arc_head: Linear,
    rel_dep: Linear,
    rel_head: Linear,
    /// Stands before the words as the head of the root.
    root: Vec<f32>,
    /// From a dependent to what its head is multiplied with.
    arc: Linear,
    /// From `rel + 1` of the head to `relations * (rel + 1)` of the dependent.
    rel: Linear,
    sizes: Sizes,
    form: Form,
}

/// Room for a thread's own use; kept from one window to the next.
#[derive(Default)]
pub struct Scratch {
    nodes: Vec<f32>,
    dependents: Vec<f32>,
    heads: Vec<f32>,
    rel_heads: Vec<f32>,
    wide: Vec<f32>,
}

impl Parser {
    pub fn new(weights: &Weights, hidden: usize, sizes: Sizes, form: Form) -> Result<Self> {
        let arc = weights.width("heads.arc_dep.bias")?;
        let rel = weights.width("heads.rel_dep.bias")?;
        let linear = |name: &str, outputs: usize| {
            let layer = form.linear(weights, name, outputs, hidden)?;
            Ok(layer.then(Activation::Gelu))
        };
        // The matrix is multiplied from the left; its last row, which a 1 behind the dependent picks, is a bias.
        let between = weights.floats("heads.arc_bilinear", &[arc + 1, arc])?;
        let (rows, bias) = between.split_at(arc * arc);
        let turned: Vec<f32> = (0..arc * arc).map(|at| rows[at % arc * arc + at / arc]).collect();
        Ok(Self {
            arc_dep: linear("heads.arc_dep", arc)?,
            arc_head: linear("heads.arc_head", arc)?,
            rel_dep: linear("heads.rel_dep", rel)?,
            rel_head: linear("heads.rel_head", rel)?,
            root: weights.floats("heads.root", &[hidden])?,
            arc: Linear::float(&turned, arc, bias, form.instructions),
            rel: form.unbiased(
                weights,
                "heads.rel_bilinear",
                &[sizes.relations, rel + 1, rel + 1],
            )?,
            sizes,
            form,
        })
    }

    /// Head of every word, counted inside its run; `words` are the hidden states of the words of all runs.
    pub fn run(&self, words: &[f32], runs: &[Run], input: &mut Input, scratch: &mut Scratch) -> Vec<Head> {
        let hidden = self.root.len();
        let count = words.len() / hidden;
        let Scratch {
            nodes,
            dependents,
            heads,
            rel_heads,
            wide,
        } = scratch;
        nodes.clear();
        nodes.extend_from_slice(&self.root);
        nodes.extend_from_slice(words);
        self.arc_head.apply(nodes, input, heads);
        self.arc_dep.apply(words, input, wide);
        self.arc.apply(wide, input, dependents);
        let depth = self.arc_head.outputs();
        // Governor of every word: as a node of the window, 0 the root, and as a word inside its run.
        let mut governors = Vec::with_capacity(count);
        for run in runs {
            let (start, end) = (run.words.start, run.words.end);
            let own = &heads[(start + 1) * depth..(end + 1) * depth];
            let both = [&heads[..depth], own].concat();
            let none = vec![0.0; run.words.len() + 1];
            let product = Linear::float(&both, depth, &none, self.form.instructions);
            product.apply(&dependents[start * depth..end * depth], input, wide);
            let arcs = Arcs {
                score: wide,
                words: run.words.len(),
            };
            let heads = arcs.heads().into_iter();
            governors.extend(heads.map(|head| (head.map_or(0, |head| start + head + 1), head)));
        }
        let mut found = Vec::with_capacity(count);
        let rel = self.rel_dep.outputs();
        let mut scores = vec![0.0; self.sizes.relations];
        self.rel_dep.apply(words, input, dependents);
        self.rel_head.apply(nodes, input, rel_heads);
        for (number, some) in governors.chunks(WORDS).enumerate() {
            heads.clear();
            for &(node, _) in some {
                heads.extend_from_slice(&rel_heads[node * rel..(node + 1) * rel]);
                heads.push(1.0);
            }
            self.rel.apply(heads, input, wide);
            let dependents = dependents[number * WORDS * rel..].chunks_exact(rel);
            for ((&(_, word), dependent), row) in some
                .iter()
                .zip(dependents)
                .zip(wide.chunks_exact(self.rel.outputs()))
            {
                products(self.form.instructions, dependent, row, &mut scores);
                let relation = self.relation(&scores, word.is_none());
                found.push(Head { word, relation });
            }
        }
        found
    }

    /// Best relation of one word: `root` for the root, and for no other word.
    fn relation(&self, scores: &[f32], is_root: bool) -> usize {
        let root = self.sizes.root;
        if is_root {
            return root;
        }
        let (before, after) = (&scores[..root], &scores[root + 1..]);
        match (before, after) {
            ([], []) => 0,
            ([], after) => best(after) + 1,
            (before, []) => best(before),
            (before, after) => {
                let (one, other) = (best(before), root + 1 + best(after));
                if scores[other] > scores[one] { other } else { one }
            }
        }
    }
}
