//! BERT (Devlin et al. 2019) and DistilBERT (Sanh et al. 2019) in plain Rust, without dropout.
//!
//! In: windows of wordpieces. Out: hidden states. The idea: the wordpieces of all windows are rows of one matrix, so that
//! nothing is padded; only attention looks at one window at a time. Queries, keys and values come out of one
//! multiplication, and the feed-forward network runs over as many rows at a time as the cache holds.

use std::sync::Arc;

use super::{Backend, Processor};
use crate::{
    Error, Result,
    compute::{
        Attention, AttentionScratch, Input, Instructions, Linear, Precision, Quantised, Rows, layer_norm,
    },
    config::Config,
    weights::Tensors,
    window::Window,
};

/// Wordpieces that are run together.
const BATCH: usize = 256;

/// Rows that the feed-forward network takes at a time.
const FORWARD: usize = 64;

/// Whose names the tensors have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `bert.encoder.layer.0.attention.self.query.weight`
    Bert,
    /// `distilbert.transformer.layer.0.attention.q_lin.weight`
    DistilBert,
}

/// The weights of an encoder.
pub struct Bert {
    words: Words,
    positions: Vec<f32>,
    types: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    width: usize,
    instructions: Instructions,
}

/// Embeddings of wordpieces, in 8 bits or in floats.
enum Words {
    Int8(Quantised),
    Float(Vec<f32>),
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

struct Layer {
    /// Queries, keys and values, each as wide as the encoder.
    attention: Linear,
    sizes: Attention,
    mix: Linear,
    mix_norm: Norm,
    widen: Linear,
    narrow: Linear,
    norm: Norm,
}

/// How weights become layers.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Int8 or floats of 32 bits.
    pub precision: Precision,
    /// Instructions to run with.
    pub instructions: Instructions,
}

impl Form {
    /// Whether the native backend can compute so.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] that says what it cannot do.
    pub fn check(self, processor: Processor) -> Result<()> {
        let wrong = |what: String| Err(Error::Usage(what));
        match (processor, self.precision) {
            (Processor::Cuda, _) => wrong("cuda runs on the torch backend only".into()),
            (_, Precision::Fp16) => wrong("fp16 runs on cuda only: take int8 or fp32".into()),
            _ if !self.instructions.available() => wrong(format!(
                "this processor has no instructions {}",
                self.instructions
            )),
            _ => Ok(()),
        }
    }

    /// The form of the heads, which run in plain Rust in any case.
    pub fn heads(self) -> Self {
        let precision = match self.precision {
            Precision::Fp32 => Precision::Fp32,
            Precision::Fp16 | Precision::Int8 => Precision::Int8,
        };
        Self { precision, ..self }
    }

    /// The layer of that name with `NAME.weight`, outputs by columns, and `NAME.bias`.
    pub fn linear(self, tensors: &dyn Tensors, name: &str, outputs: usize, columns: usize) -> Result<Linear> {
        self.stacked(tensors, &[name], outputs, columns)
    }

    /// Layers over the same input as one, their results side by side.
    fn stacked(
        self,
        tensors: &dyn Tensors,
        names: &[&str],
        outputs: usize,
        columns: usize,
    ) -> Result<Linear> {
        let shape = [outputs, columns];
        let (mut int8, mut floats, mut bias) = (Quantised::default(), Vec::new(), Vec::new());
        for name in names {
            let weight = format!("{name}.weight");
            if self.precision == Precision::Int8 {
                let part = tensors.quantised(&weight, &shape)?;
                int8.q.extend(part.q);
                int8.scale.extend(part.scale);
            } else {
                floats.extend(tensors.floats(&weight, &shape)?);
            }
            bias.extend(tensors.floats(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(match self.precision {
            Precision::Int8 => Linear::int8(&int8, columns, &bias, self.instructions),
            Precision::Fp32 | Precision::Fp16 => Linear::float(&floats, columns, &bias, self.instructions),
        })
    }
}

impl Bert {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when a tensor is missing or has another shape.
    pub fn new(config: &Config, tensors: &dyn Tensors, names: Names, form: Form) -> Result<Self> {
        let width = config.hidden;
        let prefix = names.prefix();
        let word = format!("{prefix}.embeddings.word_embeddings.weight");
        let words = match tensors.has(&format!("{word}.scale")) {
            true => Words::Int8(tensors.quantised(&word, &[config.vocabulary, width])?),
            false => Words::Float(tensors.floats(&word, &[config.vocabulary, width])?),
        };
        let table = |kind: &str, rows: usize| {
            tensors.floats(
                &format!("{prefix}.embeddings.{kind}_embeddings.weight"),
                &[rows, width],
            )
        };
        Ok(Self {
            words,
            positions: table("position", config.positions)?,
            types: match config.types {
                0 => vec![0.0; width],
                rows => {
                    let mut types = table("token_type", rows)?;
                    types.truncate(if config.shaped { types.len() } else { width });
                    types
                }
            },
            norm: Norm::new(tensors, &format!("{prefix}.embeddings.LayerNorm"), config)?,
            layers: (0..config.layers)
                .map(|layer| Layer::new(config, tensors, names, layer, form))
                .collect::<Result<_>>()?,
            width,
            instructions: form.instructions,
        })
    }

    /// Sums of the three embeddings of a window's wordpieces.
    fn embed(&self, window: &Window, to: &mut [f32]) {
        let width = self.width;
        let types = self.types.len() / width;
        let pieces = window.ids.iter().zip(&window.shapes);
        let rows = to.chunks_exact_mut(width).zip(self.positions.chunks_exact(width));
        for ((&id, &shape), (to, position)) in pieces.zip(rows) {
            let own = id as usize * width..(id as usize + 1) * width;
            let kind = usize::from(shape).min(types - 1) * width;
            let others = position.iter().zip(&self.types[kind..kind + width]);
            match &self.words {
                Words::Int8(words) => {
                    let scale = words.scale[id as usize];
                    for ((to, (a, b)), &q) in to.iter_mut().zip(others).zip(&words.q[own]) {
                        *to = f32::from(q) * scale + a + b;
                    }
                }
                Words::Float(words) => {
                    for ((to, (a, b)), x) in to.iter_mut().zip(others).zip(&words[own]) {
                        *to = x + a + b;
                    }
                }
            }
        }
    }
}

impl Norm {
    fn new(tensors: &dyn Tensors, name: &str, config: &Config) -> Result<Self> {
        Ok(Self {
            weight: tensors.floats(&format!("{name}.weight"), &[config.hidden])?,
            bias: tensors.floats(&format!("{name}.bias"), &[config.hidden])?,
            epsilon: config.epsilon,
        })
    }

    fn run(&self, instructions: Instructions, x: &mut [f32], added: Option<&[f32]>) {
        layer_norm(instructions, x, added, &self.weight, &self.bias, self.epsilon);
    }
}

impl Layer {
    fn new(config: &Config, tensors: &dyn Tensors, names: Names, layer: usize, form: Form) -> Result<Self> {
        let (width, inner) = (config.hidden, config.intermediate);
        let name = |part: &str| format!("{}.{layer}.{part}", names.layers());
        let [query, key, value, mix, mix_norm, widen, narrow, norm] = names.parts().map(name);
        Ok(Self {
            attention: form.stacked(tensors, &[&query, &key, &value], width, width)?,
            sizes: Attention {
                heads: config.heads,
                width: width / config.heads,
                instructions: form.instructions,
                rounded: form.precision == Precision::Int8,
            },
            mix: form.linear(tensors, &mix, width, width)?,
            mix_norm: Norm::new(tensors, &mix_norm, config)?,
            widen: form
                .linear(tensors, &widen, inner, width)?
                .then(config.activation),
            narrow: form.linear(tensors, &narrow, width, inner)?,
            norm: Norm::new(tensors, &norm, config)?,
        })
    }
}

impl Names {
    fn prefix(self) -> &'static str {
        match self {
            Self::Bert => "bert",
            Self::DistilBert => "distilbert",
        }
    }

    fn layers(self) -> &'static str {
        match self {
            Self::Bert => "bert.encoder.layer",
            Self::DistilBert => "distilbert.transformer.layer",
        }
    }

    /// Query, key, value, mix, its norm, widen, narrow, norm.
    fn parts(self) -> [&'static str; 8] {
        match self {
            Self::Bert => [
                "attention.self.query",
                "attention.self.key",
                "attention.self.value",
                "attention.output.dense",
                "attention.output.LayerNorm",
                "intermediate.dense",
                "output.dense",
                "output.LayerNorm",
            ],
            Self::DistilBert => [
                "attention.q_lin",
                "attention.k_lin",
                "attention.v_lin",
                "attention.out_lin",
                "sa_layer_norm",
                "ffn.lin1",
                "ffn.lin2",
                "output_layer_norm",
            ],
        }
    }
}

/// The backend of one thread: shared weights and buffers of its own.
pub struct Native {
    bert: Arc<Bert>,
    /// What goes from layer to layer.
    x: Rows<f32>,
    /// Queries, keys and values side by side.
    parts: Rows<f32>,
    /// What attention mixed; then what a layer adds.
    mixed: Rows<f32>,
    wide: Rows<f32>,
    input: Input,
    attention: AttentionScratch,
}

impl Native {
    /// A backend with these weights.
    pub fn new(bert: Arc<Bert>) -> Self {
        Self {
            bert,
            x: Rows::default(),
            parts: Rows::default(),
            mixed: Rows::default(),
            wide: Rows::default(),
            input: Input::default(),
            attention: AttentionScratch::default(),
        }
    }

    /// Runs windows together.
    fn run_batch(&mut self, windows: &[&Window], states: &mut Vec<f32>) {
        let bert = &*self.bert;
        let (width, instructions) = (bert.width, bert.instructions);
        let pieces = windows.iter().map(|window| window.ids.len()).sum();
        self.x.resize(pieces, width);
        self.parts.resize(pieces, 3 * width);
        self.mixed.resize(pieces, width);
        let x = self.x.all_mut();
        let mut rest = &mut *x;
        for window in windows {
            let (own, after) = rest.split_at_mut(window.ids.len() * width);
            bert.embed(window, own);
            rest = after;
        }
        bert.norm.run(instructions, x, None);
        for layer in &bert.layers {
            layer.attention.prepare(x, &mut self.input);
            layer.attention.run(x, &mut self.input, self.parts.all_mut());
            let mut start = 0;
            for window in windows {
                let end = start + window.ids.len();
                let mixed = &mut self.mixed.all_mut()[start * width..end * width];
                layer
                    .sizes
                    .run(self.parts.some(start..end), mixed, &mut self.attention);
                start = end;
            }
            // The rows of queries and so on have been used, and are as good a place as any for what comes next.
            let added = &mut self.parts.all_mut()[..pieces * width];
            layer.mix.prepare(self.mixed.all(), &mut self.input);
            layer.mix.run(self.mixed.all(), &mut self.input, added);
            layer.mix_norm.run(instructions, x, Some(added));
            for x in x.chunks_mut(FORWARD * width) {
                let rows = x.len() / width;
                self.wide.resize(rows, layer.widen.outputs());
                layer.widen.prepare(x, &mut self.input);
                layer.widen.run(x, &mut self.input, self.wide.all_mut());
                layer.narrow.prepare(self.wide.all(), &mut self.input);
                let added = &mut added[..rows * width];
                layer.narrow.run(self.wide.all(), &mut self.input, added);
                layer.norm.run(instructions, x, Some(added));
            }
        }
        states.extend_from_slice(x);
    }
}

impl Backend for Native {
    fn run(&mut self, windows: &[&Window], states: &mut Vec<f32>) -> Result<()> {
        states.clear();
        let mut rest = windows;
        while !rest.is_empty() {
            let mut pieces = 0;
            let fits = rest.iter().take_while(|window| {
                pieces += window.ids.len();
                pieces <= BATCH
            });
            let count = fits.count().max(1);
            let (these, after) = rest.split_at(count);
            self.run_batch(these, states);
            rest = after;
        }
        Ok(())
    }
}
