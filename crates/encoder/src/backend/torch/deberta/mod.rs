//! DeBERTa v2 and v3: attention over content and relative position apart (He et al. 2021,
//! "DeBERTa: decoding-enhanced BERT with disentangled attention").
//!
//! In: wordpiece ids of one window. Out: hidden states of each wordpiece. Written out here since rust-bert 0.23 looks up
//! relative positions without the offset of half the table and divides by d where sqrt(d) is due, so that trained
//! weights give other numbers there than in the library they were trained with.

mod config;

use tch::{Kind, TchError, Tensor};

use super::checkpoint::Get;
use crate::{Result, foreign::Settings};
use config::Activation;
pub use config::DebertaConfig;

type Torch<T> = std::result::Result<T, TchError>;

struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    fn new(get: Get, name: &str, rows: i64, columns: i64) -> Result<Self> {
        Ok(Self {
            weight: get(&format!("{name}.weight"), &[rows, columns])?,
            bias: Some(get(&format!("{name}.bias"), &[rows])?),
        })
    }

    fn run(&self, x: &Tensor) -> Torch<Tensor> {
        x.f_linear(&self.weight, self.bias.as_ref())
    }
}

struct Norm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f64,
}

impl Norm {
    fn new(get: Get, name: &str, width: i64, epsilon: f64) -> Result<Self> {
        Ok(Self {
            weight: get(&format!("{name}.weight"), &[width])?,
            bias: get(&format!("{name}.bias"), &[width])?,
            epsilon,
        })
    }

    fn run(&self, x: &Tensor) -> Torch<Tensor> {
        x.f_layer_norm(
            self.weight.size(),
            Some(&self.weight),
            Some(&self.bias),
            self.epsilon,
            false,
        )
    }
}

/// The relative positions that all layers share.
struct Relative {
    /// Rows for distances from `-span` to `span - 1`.
    table: Tensor,
    span: i64,
    /// Distances from here on share rows, the more the further away; `None` where each has its own.
    near: Option<i64>,
    /// Distance at which the last row is reached.
    far: i64,
}

impl Relative {
    /// Row of each distance from `1 - count` to `count - 1`, before the offset.
    fn buckets(&self, count: i64) -> Vec<i64> {
        let bucket = |distance: i64| match self.near {
            Some(near) if distance.abs() > near => {
                let (near, far) = (near as f32, (self.far - 1) as f32);
                let steps = (distance.abs() as f32 / near).ln() / (far / near).ln() * (near - 1.0);
                distance.signum() * (steps.ceil() + near) as i64
            }
            _ => distance,
        };
        (1 - count..count).map(bucket).collect()
    }

    /// Row of the table for each pair of a query and a key, `count` by `count`; `sign` -1 looks from the key.
    fn rows(&self, count: i64, sign: i64) -> Torch<Tensor> {
        let buckets = self.buckets(count);
        let mut rows = Vec::with_capacity((count * count) as usize);
        for query in 0..count {
            for key in 0..count {
                let bucket = sign * buckets[(query - key + count - 1) as usize];
                rows.push((bucket + self.span).clamp(0, 2 * self.span - 1));
            }
        }
        Tensor::f_from_slice(&rows)?.f_view([1, count, count])
    }
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    /// Projections of the relative positions as keys ("c2p") and as queries ("p2c"); these may be shared.
    position_key: Option<Linear>,
    position_query: Option<Linear>,
    attended: Linear,
    attended_norm: Norm,
    wide: Linear,
    narrow: Linear,
    norm: Norm,
}

struct Convolution {
    weight: Tensor,
    bias: Tensor,
    norm: Norm,
    groups: i64,
    activation: Activation,
}

/// `DebertaV2Model`, for inference.
pub struct Deberta {
    words: Tensor,
    positions: Option<Tensor>,
    types: Option<Tensor>,
    project: Option<Linear>,
    norm: Norm,
    relative: Option<Relative>,
    layers: Vec<Layer>,
    convolution: Option<Convolution>,
    activation: Activation,
    heads: i64,
    /// Kinds of attention that are added up: content to position, position to content.
    c2p: bool,
    p2c: bool,
}

impl Deberta {
    /// Puts the weights in their places.
    ///
    /// # Errors
    /// What `get` says about a tensor that is missing or has another shape.
    pub fn new(settings: &Settings, config: &DebertaConfig, get: Get) -> Result<Self> {
        let (hidden, embedding) = (settings.hidden, settings.embedding);
        let table = |name: &str, rows| get(&format!("deberta.embeddings.{name}.weight"), &[rows, embedding]);
        let optional = |name: &str, rows: i64| {
            if rows > 0 {
                table(name, rows).map(Some)
            } else {
                Ok(None)
            }
        };
        let (c2p, p2c) = (config.attends("c2p"), config.attends("p2c"));
        let norm = |name: &str| Norm::new(get, name, hidden, config.layer_norm_eps);
        Ok(Self {
            words: table("word_embeddings", settings.vocabulary)?,
            positions: optional("position_embeddings", settings.positions)?,
            types: optional("token_type_embeddings", config.type_vocab_size)?,
            project: if embedding == hidden {
                None
            } else {
                let weight = get("deberta.embeddings.embed_proj.weight", &[hidden, embedding])?;
                Some(Linear { weight, bias: None })
            },
            norm: norm("deberta.embeddings.LayerNorm")?,
            relative: config.relative(settings, get)?,
            layers: (0..settings.layers)
                .map(|number| config.layer(settings, get, number, c2p, p2c))
                .collect::<Result<_>>()?,
            convolution: config.convolution(hidden, get)?,
            activation: config.hidden_act,
            heads: settings.heads,
            c2p,
            p2c,
        })
    }

    /// Hidden states, wordpieces by width.
    pub fn run(&self, ids: &Tensor) -> Torch<Tensor> {
        let count = ids.size1()?;
        let mut x = self.words.f_index_select(0, ids)?;
        if let Some(positions) = &self.positions {
            x = x.f_add(&positions.f_narrow(0, 0, count)?)?;
        }
        if let Some(types) = &self.types {
            x = x.f_add(&types.f_narrow(0, 0, 1)?)?;
        }
        if let Some(project) = &self.project {
            x = project.run(&x)?;
        }
        let embedded = self.norm.run(&x)?;
        let rows = match &self.relative {
            Some(relative) => Some((relative.rows(count, 1)?, relative.rows(count, -1)?)),
            None => None,
        };
        let mut x = embedded.shallow_clone();
        for (number, layer) in self.layers.iter().enumerate() {
            x = self.layer(layer, &x, rows.as_ref())?;
            if number == 0
                && let Some(convolution) = &self.convolution
            {
                x = convolution.run(&embedded, &x)?;
            }
        }
        Ok(x)
    }

    fn layer(&self, layer: &Layer, x: &Tensor, rows: Option<&(Tensor, Tensor)>) -> Torch<Tensor> {
        let attended = layer.attended.run(&self.attend(layer, x, rows)?)?;
        let x = layer.attended_norm.run(&attended.f_add(x)?)?;
        let wide = self.activation.run(&layer.wide.run(&x)?)?;
        layer.norm.run(&layer.narrow.run(&wide)?.f_add(&x)?)
    }

    /// Attention of all heads, words by width; `rows` are where the queries and the keys look up positions.
    fn attend(&self, layer: &Layer, x: &Tensor, rows: Option<&(Tensor, Tensor)>) -> Torch<Tensor> {
        let query = self.split(&layer.query.run(x)?)?;
        let key = self.split(&layer.key.run(x)?)?;
        let value = self.split(&layer.value.run(x)?)?;
        let (heads, count, width) = query.size3()?;
        let kinds = 1 + i64::from(self.c2p) + i64::from(self.p2c);
        let scale = 1.0 / ((width * kinds) as f64).sqrt();
        let mut scores = query.f_matmul(&key.f_transpose(-1, -2)?)?;
        if let (Some(relative), Some((from_query, from_key))) = (&self.relative, rows) {
            let size = [heads, count, count];
            let looked_up = |content: &Tensor, linear: &Linear, rows: &Tensor| {
                let positions = self.split(&linear.run(&relative.table)?)?;
                let all = content.f_matmul(&positions.f_transpose(-1, -2)?)?;
                all.f_gather(-1, &rows.f_expand(size, false)?, false)
            };
            if self.c2p {
                let linear = layer.position_key.as_ref().unwrap_or(&layer.key);
                scores = scores.f_add(&looked_up(&query, linear, from_query)?)?;
            }
            if self.p2c {
                let linear = layer.position_query.as_ref().unwrap_or(&layer.query);
                scores = scores.f_add(&looked_up(&key, linear, from_key)?.f_transpose(-1, -2)?)?;
            }
        }
        let weights = scores.f_mul_scalar(scale)?.f_softmax(-1, Kind::Float)?;
        let mixed = weights.f_matmul(&value)?.f_transpose(0, 1)?;
        mixed.f_reshape([count, heads * width])
    }

    /// Rows by width to heads by rows by width of a head.
    fn split(&self, x: &Tensor) -> Torch<Tensor> {
        let (rows, width) = x.size2()?;
        x.f_view([rows, self.heads, width / self.heads])?
            .f_transpose(0, 1)
    }
}

impl Convolution {
    fn run(&self, embedded: &Tensor, x: &Tensor) -> Torch<Tensor> {
        let padding = (self.weight.size3()?.2 - 1) / 2;
        let columns = embedded.f_tr()?.f_unsqueeze(0)?;
        let mixed = columns.f_conv1d(&self.weight, Some(&self.bias), 1, padding, 1, self.groups)?;
        let mixed = self.activation.run(&mixed.f_squeeze_dim(0)?.f_tr()?)?;
        self.norm.run(&mixed.f_add(x)?)
    }
}
