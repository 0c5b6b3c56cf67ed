//! BERT (Devlin et al. 2019), for one window without padding or for several with it: no dropout, and queries, keys and
//! values out of one multiplication. rust-bert's `BertModel` gives the same, which a test holds it to.

use tch::{Kind, TchError, Tensor};

use super::{
    Torch, Weights, broken,
    linear::{Form, Linear},
};
use crate::{Result, compute::Activation, config::Config};

/// The encoder.
pub struct Bert {
    words: Words,
    positions: Tensor,
    types: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
}

/// Embeddings of wordpieces stay as the file has them; only the rows that a window asks for become floats.
struct Words {
    table: Tensor,
    scale: Option<Tensor>,
    kind: Kind,
}

struct Norm {
    weight: Tensor,
    bias: Tensor,
    width: i64,
    epsilon: f64,
}

struct Layer {
    /// Queries, keys and values, each as wide as the encoder.
    attention: Linear,
    mix: Linear,
    mix_norm: Norm,
    widen: Linear,
    narrow: Linear,
    norm: Norm,
    heads: i64,
    activation: Activation,
}

impl Bert {
    /// Puts the weights in their places; they are shared with whatever else was made of the same `weights`.
    pub fn new(config: &Config, weights: &Weights, form: Form) -> Result<Self> {
        let width = config.hidden as i64;
        let embeddings = |name: &str| format!("bert.embeddings.{name}_embeddings.weight");
        let word = embeddings("word");
        let vocabulary = config.vocabulary as i64;
        let (table, scale) = match weights.is_int8(&word) {
            true => {
                let rows = weights.rows(&word, [vocabulary, width])?;
                (
                    rows.q,
                    Some(rows.scale.f_reshape([-1, 1]).map_err(|e| broken(&e))?),
                )
            }
            false => (weights.get(&word, &[vocabulary, width])?, None),
        };
        let table = form.on_device(weights, &word, &table)?;
        let scale = scale.map(|scale| form.placed(weights, &format!("{word}.scale"), &scale));
        let get = |name: &str, rows: usize| {
            let name = embeddings(name);
            form.placed(weights, &name, &weights.get(&name, &[rows as i64, width])?)
        };
        Ok(Self {
            words: Words {
                table,
                scale: scale.transpose()?,
                kind: form.kind(),
            },
            positions: get("position", config.positions)?,
            types: get("token_type", config.types)?,
            norm: Norm::new(weights, "bert.embeddings.LayerNorm", config, form)?,
            layers: (0..config.layers)
                .map(|layer| Layer::new(config, weights, layer, form))
                .collect::<Result<_>>()?,
        })
    }

    /// The kind of numbers that it computes in.
    pub fn kind(&self) -> Kind {
        self.words.kind
    }

    /// Wordpieces and token types, windows by wordpieces, to hidden states, windows by wordpieces by width.
    ///
    /// The `mask`, windows by 1 by 1 by wordpieces, is added to the logarithm of the attention: 0 for wordpieces and far
    /// below it for padding. One window alone needs none.
    pub fn run(&self, ids: &Tensor, types: &Tensor, mask: Option<&Tensor>) -> Torch<Tensor> {
        let (windows, pieces) = ids.size2().map_err(|e| TchError::Shape(e.to_string()))?;
        let width = self.norm.width;
        let mut x = self.words.get(&ids.f_view([-1])?)?;
        let x = x.f_add_(&self.types.f_index_select(0, &types.f_view([-1])?)?)?;
        let x = x.f_view([windows, pieces, width])?;
        let x = x.f_add(&self.positions.f_narrow(0, 0, pieces)?)?;
        let mut x = self.norm.run(&x.f_view([-1, width])?)?;
        for layer in &self.layers {
            x = layer.run(&x, windows, mask)?;
        }
        x.f_view([windows, pieces, width])
    }
}

impl Words {
    fn get(&self, ids: &Tensor) -> Torch<Tensor> {
        let rows = self.table.f_index_select(0, ids)?.f_to_kind(self.kind)?;
        match &self.scale {
            Some(scale) => rows.f_mul(&scale.f_index_select(0, ids)?),
            None => Ok(rows),
        }
    }
}

impl Norm {
    fn new(weights: &Weights, name: &str, config: &Config, form: Form) -> Result<Self> {
        let width = config.hidden as i64;
        let get = |end: &str| {
            let name = format!("{name}.{end}");
            form.placed(weights, &name, &weights.get(&name, &[width])?)
        };
        Ok(Self {
            weight: get("weight")?,
            bias: get("bias")?,
            width,
            epsilon: config.epsilon.into(),
        })
    }

    fn run(&self, x: &Tensor) -> Torch<Tensor> {
        x.f_layer_norm(
            [self.width],
            Some(&self.weight),
            Some(&self.bias),
            self.epsilon,
            false,
        )
    }
}

impl Layer {
    fn new(config: &Config, weights: &Weights, layer: usize, form: Form) -> Result<Self> {
        let (width, inner) = (config.hidden as i64, config.intermediate as i64);
        let name = |part: &str| format!("bert.encoder.layer.{layer}.{part}");
        let linear = |part: &str, rows, columns| Linear::new(weights, &name(part), rows, columns, form);
        let parts = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(Self {
            attention: Linear::stacked(weights, &parts, width, width, form)?,
            mix: linear("attention.output.dense", width, width)?,
            mix_norm: Norm::new(weights, &name("attention.output.LayerNorm"), config, form)?,
            widen: linear("intermediate.dense", inner, width)?,
            narrow: linear("output.dense", width, inner)?,
            norm: Norm::new(weights, &name("output.LayerNorm"), config, form)?,
            heads: config.heads as i64,
            activation: config.activation,
        })
    }

    /// Rows, the wordpieces of all windows, to rows.
    fn run(&self, x: &Tensor, windows: i64, mask: Option<&Tensor>) -> Torch<Tensor> {
        let mixed = self.mix.run(&self.attend(x, windows, mask)?)?.f_add_(x)?;
        let x = self.mix_norm.run(&mixed)?;
        let mut wide = self.widen.run(&x)?;
        let wide = match self.activation {
            Activation::None => wide,
            Activation::Gelu => wide.f_gelu_("none")?,
            Activation::GeluTanh => wide.f_gelu_("tanh")?,
            Activation::Relu => wide.f_relu_()?,
        };
        self.norm.run(&self.narrow.run(&wide)?.f_add_(&x)?)
    }

    /// Every wordpiece looks at every other of its window (Vaswani et al. 2017).
    fn attend(&self, x: &Tensor, windows: i64, mask: Option<&Tensor>) -> Torch<Tensor> {
        let (rows, width) = x.size2().map_err(|e| TchError::Shape(e.to_string()))?;
        let head = width / self.heads;
        // Queries, keys and values, each windows by heads by pieces by width of a head. (tch cannot call the operator
        // that does all of what follows: it hands over a missing mask as an empty one.)
        let parts = self
            .attention
            .run(x)?
            .f_view([windows, rows / windows, 3, self.heads, head])?
            .f_permute([2, 0, 3, 1, 4])?
            .f_unbind(0)?;
        let queries = parts[0].f_mul_scalar((head as f64).sqrt().recip())?;
        let mut scores = queries.f_matmul(&parts[1].f_transpose(2, 3)?)?;
        if let Some(mask) = mask {
            scores = scores.f_add_(mask)?;
        }
        scores
            .f_softmax(-1, x.kind())?
            .f_matmul(&parts[2])?
            .f_transpose(1, 2)?
            .f_reshape([rows, width])
    }
}

#[cfg(test)]
mod tests {
    use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
    use tch::{Device, nn::VarStore};

    use super::*;
    use crate::{folder, tiny, weights};

    /// rust-bert's encoder with the same weights.
    fn reference(config: &BertConfig, weights: &Weights) -> BertModel<BertEmbeddings> {
        let mut store = VarStore::new(Device::Cpu);
        let bert = BertModel::new_with_optional_pooler(store.root() / "bert", config, false);
        store.freeze();
        for (name, mut place) in store.variables() {
            let tensor = weights.get(&name, &place.size()).unwrap();
            tch::no_grad(|| place.copy_(&tensor));
        }
        bert
    }

    #[test]
    fn hidden_states_are_those_of_rust_bert() {
        for packed in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            tiny::write(folder.path(), packed, &tiny::shapes());
            let config = Config::read(folder.path()).unwrap();
            let tensors = weights::Weights::read(folder.path()).unwrap();
            let weights = Weights::new(&tensors);
            let reference = reference(&folder::json(folder.path(), "config.json").unwrap(), &weights);
            let bert = Bert::new(&config, &weights, Form::CPU).unwrap();
            for length in [1, 2, 9, 24] {
                let ids: Vec<i64> = (0..length).map(|at| at * at % 56).collect();
                let types: Vec<i64> = (0..length).map(|at| at % 6).collect();
                let (ids, types) = (Tensor::from_slice(&ids), Tensor::from_slice(&types));
                let (one, kinds) = (ids.unsqueeze(0), types.unsqueeze(0));
                let wanted = reference
                    .forward_t(Some(&one), None, Some(&kinds), None, None, None, None, false)
                    .unwrap();
                let found = bert.run(&one, &kinds, None).unwrap();
                assert_eq!(found.size(), wanted.hidden_state.size());
                let off = f64::try_from((found - wanted.hidden_state).abs().max()).unwrap();
                assert!(off < 1e-4, "{off} with {length} wordpieces");
            }
        }
    }
}
