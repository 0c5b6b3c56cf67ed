//! BERT (Devlin et al. 2019) and DistilBERT (Sanh et al. 2019) in plain Rust, without dropout.
//!
//! In: windows of wordpieces. Out: hidden states. The idea: the wordpieces of all windows are rows of one matrix, so that
//! nothing is padded; only attention looks at one window at a time. Queries, keys and values come out of one
//! multiplication, and the feed-forward network runs over as many rows at a time as the cache holds.

use std::sync::Arc;

use super::Backend;
use crate::{
    Result,
    compute::{
        Attention, AttentionScratch, Input, Instructions, Linear, Precision, Quantised, Rows, layer_norm,
    },
    config::Config,
    form::Form,
    weights::Tensors,
    window::Window,
};

/// Wordpieces that are run together.
const BATCH: usize = 256;

/// Rows that the feed-forward network takes at a time.
const FORWARD: usize = 64;

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

impl Bert {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when a tensor is missing or has another shape.
    pub fn new(config: &Config, tensors: &dyn Tensors, form: Form) -> Result<Self> {
        let width = config.hidden;
        let prefix = config.names.prefix();
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
                .map(|layer| Layer::new(config, tensors, layer, form))
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
    fn new(config: &Config, tensors: &dyn Tensors, layer: usize, form: Form) -> Result<Self> {
        let (width, inner, names) = (config.hidden, config.intermediate, config.names);
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
            layer.mix.run(self.mixed.all(), &mut self.input, added);
            layer.mix_norm.run(instructions, x, Some(added));
            for x in x.chunks_mut(FORWARD * width) {
                let rows = x.len() / width;
                self.wide.resize(rows, layer.widen.outputs());
                layer.widen.run(x, &mut self.input, self.wide.all_mut());
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
