//! The encoder of an imported checkpoint: wordpieces of a window in, hidden states out.
//!
//! BERT, DistilBERT, RoBERTa, ELECTRA and ALBERT are rust-bert's own types; DeBERTa v2 is [`super::deberta`].

use std::path::Path;

use rust_bert::{
    RustBertError,
    albert::{AlbertConfig, AlbertModel},
    bert::{BertConfig, BertEmbeddings, BertModel},
    distilbert::{DistilBertConfig, DistilBertModel},
    electra::{ElectraConfig, ElectraModel},
    roberta::RobertaEmbeddings,
};
use tch::{Device, Kind, TchError, Tensor, nn::VarStore};

use super::{Torch, broken, deberta::Deberta};
use crate::{
    Result,
    foreign::{Architecture, Settings},
};

/// Gives the tensor of a name, which must have a shape.
pub type Get<'a> = &'a dyn Fn(&str, &[i64]) -> Result<Tensor>;

enum Encoder {
    Bert(BertModel<BertEmbeddings>),
    DistilBert(DistilBertModel),
    Roberta(BertModel<RobertaEmbeddings>),
    Electra(ElectraModel),
    Albert(AlbertModel),
    Deberta(Deberta),
}

/// The encoder of an imported tagger.
pub struct Network {
    encoder: Encoder,
    first_position: i64,
}

impl Network {
    /// Builds the network of a folder and fills it with the tensors that `get` gives; may be called again for the next
    /// thread, since tensors are shared.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when the configuration asks for what there is not, and what `get` says.
    pub fn new(folder: &Path, settings: &Settings, get: Get) -> Result<Self> {
        settings.check(get)?;
        Ok(Self {
            encoder: encoder(folder, settings, get)?,
            first_position: settings.first_position,
        })
    }

    /// Hidden states, wordpieces by width.
    pub fn run(&self, ids: &[i64]) -> Torch<Tensor> {
        let flat = Tensor::f_from_slice(ids)?;
        let input = flat.f_unsqueeze(0)?;
        let failed = |e: RustBertError| TchError::Torch(e.to_string());
        let states = match &self.encoder {
            Encoder::Bert(bert) => {
                let found = bert.forward_t(Some(&input), None, None, None, None, None, None, false);
                found.map_err(failed)?.hidden_state
            }
            Encoder::DistilBert(bert) => {
                let found = bert.forward_t(Some(&input), None, None, false);
                found.map_err(failed)?.hidden_state
            }
            Encoder::Roberta(bert) => {
                let end = self.first_position + ids.len() as i64;
                let options = (Kind::Int64, Device::Cpu);
                let positions = Tensor::f_arange_start(self.first_position, end, options)?.f_unsqueeze(0)?;
                let found = bert.forward_t(
                    Some(&input),
                    None,
                    None,
                    Some(&positions),
                    None,
                    None,
                    None,
                    false,
                );
                found.map_err(failed)?.hidden_state
            }
            Encoder::Electra(electra) => {
                let found = electra.forward_t(Some(&input), None, None, None, None, false);
                found.map_err(failed)?.hidden_state
            }
            Encoder::Albert(albert) => {
                let found = albert.forward_t(Some(&input), None, None, None, None, false);
                found.map_err(failed)?.hidden_state
            }
            Encoder::Deberta(deberta) => return deberta.run(&flat),
        };
        states.f_squeeze_dim(0)
    }
}

/// Builds the network small and then hands it the weights: rust-bert's constructors fill all of it with random numbers
/// first. Sizes that only say how long a table is are replaced by small numbers that no other size has, and replaced
/// back in the shapes that the weights must have.
fn encoder(folder: &Path, settings: &Settings, get: Get) -> Result<Encoder> {
    if settings.architecture == Architecture::DebertaV2 {
        let config = settings.parse(folder)?;
        return Deberta::new(settings, &config, get).map(Encoder::Deberta);
    }
    let (small, sizes) = settings.shrunk();
    let mut store = VarStore::new(Device::Cpu);
    let place = store.root() / settings.architecture.prefix();
    let encoder = match settings.architecture {
        Architecture::Bert => {
            let config: BertConfig = small.parse(folder)?;
            Encoder::Bert(BertModel::new_with_optional_pooler(place, &config, false))
        }
        Architecture::DistilBert => {
            let config: DistilBertConfig = small.parse(folder)?;
            // It opens its names with the prefix itself.
            Encoder::DistilBert(DistilBertModel::new(store.root(), &config))
        }
        Architecture::Roberta | Architecture::XlmRoberta => {
            let config: BertConfig = small.parse(folder)?;
            Encoder::Roberta(BertModel::new_with_optional_pooler(place, &config, false))
        }
        Architecture::Electra => {
            let config: ElectraConfig = small.parse(folder)?;
            Encoder::Electra(ElectraModel::new(place, &config))
        }
        Architecture::Albert | Architecture::DebertaV2 => {
            let config: AlbertConfig = small.parse(folder)?;
            Encoder::Albert(AlbertModel::new(place, &config))
        }
    };
    store.freeze();
    let mut places: Vec<(String, Tensor)> = store.variables().into_iter().collect();
    places.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, mut place) in places {
        // ALBERT has one that a tagger does not use, and that its checkpoints therefore lack.
        if name.contains(".pooler.") {
            continue;
        }
        let real = |size: i64| {
            sizes
                .iter()
                .find(|(small, _)| *small == size)
                .map_or(size, |(_, real)| *real)
        };
        let shape: Vec<i64> = place.size().into_iter().map(real).collect();
        let tensor = get(&name, &shape)?;
        tch::no_grad(|| place.f_set_data(&tensor)).map_err(|e| broken(&e))?;
    }
    Ok(encoder)
}

impl Settings {
    /// Rows of the position table as the configuration has them, whether or not there is one.
    pub(super) fn position_rows(&self) -> i64 {
        self.longest as i64 + 2 + self.first_position
    }

    /// Looks at the tensors that the largest sizes stand in, before anything of those sizes is made.
    fn check(&self, get: Get) -> Result<()> {
        let prefix = self.architecture.prefix();
        let words = format!("{prefix}.embeddings.word_embeddings.weight");
        drop(get(&words, &[self.vocabulary, self.embedding])?);
        let query = |layer: i64| match self.architecture {
            Architecture::DistilBert => format!("{prefix}.transformer.layer.{layer}.attention.q_lin.weight"),
            Architecture::Albert => {
                format!("{prefix}.encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight")
            }
            Architecture::DebertaV2 => {
                format!("{prefix}.encoder.layer.{layer}.attention.self.query_proj.weight")
            }
            _ => format!("{prefix}.encoder.layer.{layer}.attention.self.query.weight"),
        };
        for layer in [0, self.layers - 1] {
            drop(get(&query(layer), &[self.hidden, self.hidden])?);
        }
        Ok(())
    }

    /// The same network with short tables, and which small number stands for which real size.
    fn shrunk(&self) -> (Settings, Vec<(i64, i64)>) {
        let mut small = self.clone();
        let others = [self.hidden, self.embedding, self.labels.len() as i64, 1];
        let mut free = (2..).filter(|number| !others.contains(number));
        let mut sizes = Vec::new();
        for name in [
            "vocab_size",
            "max_position_embeddings",
            "intermediate_size",
            "hidden_dim",
            "type_vocab_size",
        ] {
            let real = self.values.get(name).and_then(serde_json::Value::as_i64);
            if let (Some(real), Some(number)) = (real, free.next()) {
                small.values.insert(name.into(), number.into());
                sizes.push((number, real));
            }
        }
        (small, sizes)
    }
}
