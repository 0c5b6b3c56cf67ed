//! BERT (Devlin et al. 2019) for one window at a time: no padding and so no mask, no dropout, and queries, keys and
//! values out of one multiplication. rust-bert's `BertModel` gives the same, which a test holds it to.

use rust_bert::{Activation, bert::BertConfig};
use tch::{Kind, Tensor};

use crate::Result;

use super::{
    folder::{Torch, Weights},
    linear::{Linear, Precision},
};

/// rust-bert's; its configuration does not carry it.
const EPSILON: f64 = 1e-12;

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
}

struct Norm {
    weight: Tensor,
    bias: Tensor,
    width: i64,
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
    exact_gelu: bool,
    activation: Activation,
}

impl Bert {
    /// Puts the weights in their places; they are shared with whatever else was made of the same `weights`.
    pub fn new(config: &BertConfig, weights: &Weights, precision: Precision) -> Result<Self> {
        let width = config.hidden_size;
        let embeddings = |name: &str| format!("bert.embeddings.{name}_embeddings.weight");
        let layers = 0..config.num_hidden_layers;
        let (table, scale) = weights.raw(&embeddings("word"), &[config.vocab_size, width])?;
        Ok(Self {
            words: Words { table, scale },
            positions: weights.get(&embeddings("position"), &[config.max_position_embeddings, width])?,
            types: weights.get(&embeddings("token_type"), &[config.type_vocab_size, width])?,
            norm: Norm::new(weights, "bert.embeddings.LayerNorm", width)?,
            layers: layers
                .map(|layer| Layer::new(config, weights, layer, precision))
                .collect::<Result<_>>()?,
        })
    }

    /// Wordpieces and token types of one window to hidden states, wordpieces by width.
    pub fn run(&self, ids: &Tensor, types: &Tensor) -> Torch<Tensor> {
        let mut x = self.words.get(ids)?;
        x = x.f_add_(&self.positions.f_narrow(0, 0, ids.size()[0])?)?;
        x = x.f_add_(&self.types.f_index_select(0, types)?)?;
        x = self.norm.run(&x)?;
        for layer in &self.layers {
            x = layer.run(&x)?;
        }
        Ok(x)
    }
}

impl Words {
    fn get(&self, ids: &Tensor) -> Torch<Tensor> {
        let rows = self.table.f_index_select(0, ids)?.f_to_kind(Kind::Float)?;
        match &self.scale {
            Some(scale) => rows.f_mul(&scale.f_index_select(0, ids)?),
            None => Ok(rows),
        }
    }
}

impl Norm {
    fn new(weights: &Weights, name: &str, width: i64) -> Result<Self> {
        Ok(Self {
            weight: weights.get(&format!("{name}.weight"), &[width])?,
            bias: weights.get(&format!("{name}.bias"), &[width])?,
            width,
        })
    }

    fn run(&self, x: &Tensor) -> Torch<Tensor> {
        x.f_layer_norm([self.width], Some(&self.weight), Some(&self.bias), EPSILON, false)
    }
}

impl Layer {
    fn new(config: &BertConfig, weights: &Weights, layer: i64, precision: Precision) -> Result<Self> {
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let name = |part: &str| format!("bert.encoder.layer.{layer}.{part}");
        let linear = |part: &str, rows, columns| Linear::new(weights, &name(part), rows, columns, precision);
        let parts = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(Self {
            attention: Linear::stacked(weights, &parts, width, width, precision)?,
            mix: linear("attention.output.dense", width, width)?,
            mix_norm: Norm::new(weights, &name("attention.output.LayerNorm"), width)?,
            widen: linear("intermediate.dense", inner, width)?,
            narrow: linear("output.dense", width, inner)?,
            norm: Norm::new(weights, &name("output.LayerNorm"), width)?,
            heads: config.num_attention_heads,
            exact_gelu: matches!(config.hidden_act, Activation::gelu),
            activation: config.hidden_act,
        })
    }

    fn run(&self, x: &Tensor) -> Torch<Tensor> {
        let mixed = self.mix.run(&self.attend(x)?)?.f_add_(x)?;
        let x = self.mix_norm.run(&mixed)?;
        let wide = if self.exact_gelu {
            self.widen.gelu(&x)?
        } else {
            self.activation.get_function().get_fn()(&self.widen.run(&x)?)
        };
        self.norm.run(&self.narrow.run(&wide)?.f_add_(&x)?)
    }

    /// Every wordpiece looks at every other (Vaswani et al. 2017).
    fn attend(&self, x: &Tensor) -> Torch<Tensor> {
        let (pieces, width) = x.size2().map_err(|e| tch::TchError::Shape(e.to_string()))?;
        let head = width / self.heads;
        // Queries, keys and values, each heads by pieces by width of a head. (tch cannot call the operator that does
        // all of what follows: it hands over a missing mask as an empty one.)
        let parts = self
            .attention
            .run(x)?
            .f_view([pieces, 3, self.heads, head])?
            .f_permute([1, 2, 0, 3])?
            .f_unbind(0)?;
        let queries = parts[0].f_mul_scalar((head as f64).sqrt().recip())?;
        let weights = queries
            .f_bmm(&parts[1].f_transpose(1, 2)?)?
            .f_softmax(-1, Kind::Float)?;
        weights
            .f_bmm(&parts[2])?
            .f_transpose(0, 1)?
            .f_reshape([pieces, width])
    }
}

#[cfg(test)]
mod tests {
    use rust_bert::bert::{BertEmbeddings, BertModel};
    use tch::{Device, nn::VarStore};

    use super::{super::tiny, *};
    use crate::encoder::folder;

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
            let config = folder::config(folder.path()).unwrap();
            let weights = Weights::read(folder.path()).unwrap();
            let reference = reference(&config, &weights);
            let bert = Bert::new(&config, &weights, Precision::Fp32).unwrap();
            for length in [1, 2, 9, 24] {
                let ids: Vec<i64> = (0..length).map(|at| at * at % 56).collect();
                let types: Vec<i64> = (0..length).map(|at| at % 6).collect();
                let (ids, types) = (Tensor::from_slice(&ids), Tensor::from_slice(&types));
                let (one, kinds) = (ids.unsqueeze(0), types.unsqueeze(0));
                let wanted = reference
                    .forward_t(Some(&one), None, Some(&kinds), None, None, None, None, false)
                    .unwrap();
                let found = bert.run(&ids, &types).unwrap().unsqueeze(0);
                assert_eq!(found.size(), wanted.hidden_state.size());
                let off = f64::try_from((found - wanted.hidden_state).abs().max()).unwrap();
                assert!(off < 1e-4, "{off} with {length} wordpieces");
            }
        }
    }
}
