//! What `config.json` says about a DeBERTa, and the parts of the network that depend on it.

use serde::Deserialize;
use serde_json::Value;
use tch::Tensor;

use super::{Convolution, Layer, Linear, Norm, Relative, Torch};
use crate::{Result, backend::torch::checkpoint::Get, foreign::Settings};

/// What `config.json` says beyond the sizes that all architectures have.
#[derive(Debug, Clone, Deserialize)]
pub struct DebertaConfig {
    #[serde(default)]
    relative_attention: bool,
    #[serde(default)]
    share_att_key: bool,
    #[serde(default = "none")]
    max_relative_positions: i64,
    #[serde(default = "none")]
    position_buckets: i64,
    /// `"p2c|c2p"` or a list.
    #[serde(default)]
    pos_att_type: Value,
    #[serde(default)]
    norm_rel_ebd: Option<String>,
    #[serde(default = "epsilon")]
    pub(super) layer_norm_eps: f64,
    #[serde(default)]
    pub(super) type_vocab_size: i64,
    pub(super) hidden_act: Activation,
    #[serde(default)]
    conv_kernel_size: i64,
    #[serde(default = "one")]
    conv_groups: i64,
    #[serde(default = "tanh")]
    conv_act: Activation,
}

fn none() -> i64 {
    -1
}

fn one() -> i64 {
    1
}

fn epsilon() -> f64 {
    1e-7
}

fn tanh() -> Activation {
    Activation::Tanh
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    Gelu,
    GeluNew,
    Relu,
    Swish,
    Tanh,
}

impl Activation {
    pub(super) fn run(self, x: &Tensor) -> Torch<Tensor> {
        match self {
            Activation::Gelu => x.f_gelu("none"),
            Activation::GeluNew => x.f_gelu("tanh"),
            Activation::Relu => x.f_relu(),
            Activation::Swish => x.f_silu(),
            Activation::Tanh => x.f_tanh(),
        }
    }
}

impl DebertaConfig {
    pub(super) fn attends(&self, kind: &str) -> bool {
        match &self.pos_att_type {
            Value::String(kinds) => kinds.split('|').any(|one| one.trim() == kind),
            Value::Array(kinds) => kinds.iter().any(|one| one.as_str() == Some(kind)),
            _ => false,
        }
    }

    pub(super) fn relative(&self, settings: &Settings, get: Get) -> Result<Option<Relative>> {
        if !self.relative_attention {
            return Ok(None);
        }
        let far = match self.max_relative_positions {
            ..1 => settings.position_rows(),
            far => far,
        };
        let bucketed = self.position_buckets > 0;
        let span = if bucketed { self.position_buckets } else { far };
        let mut table = get(
            "deberta.encoder.rel_embeddings.weight",
            &[span.saturating_mul(2), settings.hidden],
        )?;
        if self
            .norm_rel_ebd
            .as_deref()
            .unwrap_or("")
            .split('|')
            .any(|kind| kind.trim() == "layer_norm")
        {
            let norm = Norm::new(
                get,
                "deberta.encoder.LayerNorm",
                settings.hidden,
                self.layer_norm_eps,
            )?;
            table = tch::no_grad(|| norm.run(&table)).map_err(|e| crate::Error::Encoder(e.to_string()))?;
        }
        let near = bucketed.then_some((self.position_buckets / 2).max(1));
        Ok(Some(Relative {
            table,
            span,
            near,
            far,
        }))
    }

    pub(super) fn layer(
        &self,
        settings: &Settings,
        get: Get,
        number: i64,
        c2p: bool,
        p2c: bool,
    ) -> Result<Layer> {
        let (hidden, intermediate) = (settings.hidden, settings.intermediate);
        let name = |part: &str| format!("deberta.encoder.layer.{number}.{part}");
        let square = |part: &str| Linear::new(get, &name(part), hidden, hidden);
        let own = |part: &str, attends: bool| {
            if self.relative_attention && attends && !self.share_att_key {
                square(part).map(Some)
            } else {
                Ok(None)
            }
        };
        let norm = |part: &str| Norm::new(get, &name(part), hidden, self.layer_norm_eps);
        Ok(Layer {
            query: square("attention.self.query_proj")?,
            key: square("attention.self.key_proj")?,
            value: square("attention.self.value_proj")?,
            position_key: own("attention.self.pos_key_proj", c2p)?,
            position_query: own("attention.self.pos_query_proj", p2c)?,
            attended: square("attention.output.dense")?,
            attended_norm: norm("attention.output.LayerNorm")?,
            wide: Linear::new(get, &name("intermediate.dense"), intermediate, hidden)?,
            narrow: Linear::new(get, &name("output.dense"), hidden, intermediate)?,
            norm: norm("output.LayerNorm")?,
        })
    }

    pub(super) fn convolution(&self, hidden: i64, get: Get) -> Result<Option<Convolution>> {
        if self.conv_kernel_size < 1 {
            return Ok(None);
        }
        let groups = self.conv_groups.max(1);
        let shape = [hidden, hidden / groups, self.conv_kernel_size];
        Ok(Some(Convolution {
            weight: get("deberta.encoder.conv.conv.weight", &shape)?,
            bias: get("deberta.encoder.conv.conv.bias", &[hidden])?,
            norm: Norm::new(get, "deberta.encoder.conv.LayerNorm", hidden, self.layer_norm_eps)?,
            groups,
            activation: self.conv_act,
        }))
    }
}
