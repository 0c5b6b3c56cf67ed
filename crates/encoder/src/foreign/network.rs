//! The forward pass of an imported model: a window of wordpieces in, label scores of its words out.
//!
//! BERT, DistilBERT, RoBERTa, ELECTRA and ALBERT are rust-bert's own types; DeBERTa v2 is [`super::deberta`].

use std::path::Path;

use rust_bert::{
    RustBertError, albert::AlbertForTokenClassification, bert::BertForTokenClassification,
    distilbert::DistilBertForTokenClassification, electra::ElectraForTokenClassification,
    roberta::RobertaForTokenClassification,
};
use tch::{Device, Kind, TchError, Tensor, nn::VarStore};

use super::{Architecture, Settings, Source, deberta::Deberta, labels::Table};
use crate::{Error, Result, folder::wrong, window::Window};
use triplewire_facts::annotation::Tag;

type Torch<T> = std::result::Result<T, TchError>;

/// Gives the tensor of a name, which must have a shape.
pub type Get<'a> = &'a dyn Fn(&str, &[i64]) -> Result<Tensor>;

enum Tagger {
    Bert(BertForTokenClassification),
    DistilBert(DistilBertForTokenClassification),
    Roberta(RobertaForTokenClassification),
    Electra(ElectraForTokenClassification),
    Albert(AlbertForTokenClassification),
    Deberta(Deberta),
}

/// An imported tagger with its table of labels.
pub struct Network {
    tagger: Tagger,
    table: Table,
    first_position: i64,
}

impl Network {
    /// Builds the network of a folder and fills it with the tensors that `get` gives; may be called again for the next
    /// thread, since tensors are shared.
    ///
    /// # Errors
    /// [`Error::Model`] when the configuration asks for what there is not, and what `get` says.
    pub fn new(folder: &Path, settings: &Settings, source: &Source, get: Get) -> Result<Self> {
        let table = Table::new(source).map_err(|what| wrong(folder, format!("labels.json: {what}")))?;
        if source.labels.len() != settings.labels.len() {
            let (ours, theirs) = (source.labels.len(), settings.labels.len());
            let what = format!("labels.json: source has {ours} labels where config.json has {theirs}");
            return Err(wrong(folder, what));
        }
        settings.check(get)?;
        Ok(Self {
            tagger: tagger(folder, settings, get)?,
            table,
            first_position: settings.first_position,
        })
    }

    /// Our tags, in the order of the columns that [`Network::run`] gives.
    pub fn tags(&self) -> &[Tag] {
        self.table.tags()
    }

    /// Log-probabilities of our tags, words by tags.
    pub fn run(&self, window: &Window) -> Result<Vec<f32>> {
        let labels = self.labels(window).map_err(|e| Error::Torch(e.to_string()))?;
        Ok(self
            .table
            .rows(&labels, window.parts.iter().map(|part| part.words.len())))
    }

    /// Log-probabilities of the checkpoint's labels at the first wordpiece of each word, words by labels.
    pub fn labels(&self, window: &Window) -> Torch<Vec<f32>> {
        let scores = self.logits(&window.ids)?;
        let first = Tensor::f_from_slice(&window.first)?;
        let words = scores.f_index_select(0, &first)?;
        Vec::try_from(words.f_log_softmax(-1, Kind::Float)?.f_reshape([-1])?)
    }

    /// Scores of the labels, wordpieces by labels.
    pub fn logits(&self, ids: &[i64]) -> Torch<Tensor> {
        let flat = Tensor::f_from_slice(ids)?;
        let input = flat.f_unsqueeze(0)?;
        let failed = |e: RustBertError| TchError::Torch(e.to_string());
        let scores = match &self.tagger {
            Tagger::Bert(tagger) => {
                tagger
                    .forward_t(Some(&input), None, None, None, None, false)
                    .logits
            }
            Tagger::DistilBert(tagger) => {
                tagger
                    .forward_t(Some(&input), None, None, false)
                    .map_err(failed)?
                    .logits
            }
            Tagger::Roberta(tagger) => {
                let end = self.first_position + ids.len() as i64;
                let options = (Kind::Int64, Device::Cpu);
                let positions = Tensor::f_arange_start(self.first_position, end, options)?.f_unsqueeze(0)?;
                tagger
                    .forward_t(Some(&input), None, None, Some(&positions), None, false)
                    .logits
            }
            Tagger::Electra(tagger) => {
                tagger
                    .forward_t(Some(&input), None, None, None, None, false)
                    .logits
            }
            Tagger::Albert(tagger) => {
                tagger
                    .forward_t(Some(&input), None, None, None, None, false)
                    .logits
            }
            Tagger::Deberta(tagger) => return tagger.run(&flat),
        };
        scores.f_squeeze_dim(0)
    }
}

/// Builds the network small and then hands it the weights: rust-bert's constructors fill all of it with random numbers
/// first. Sizes that only say how long a table is are replaced by small numbers that no other size has, and replaced
/// back in the shapes that the weights must have.
fn tagger(folder: &Path, settings: &Settings, get: Get) -> Result<Tagger> {
    if settings.architecture == Architecture::DebertaV2 {
        let config = settings.deberta(folder)?;
        return Deberta::new(settings, &config, get).map(Tagger::Deberta);
    }
    let (small, sizes) = settings.shrunk();
    let mut store = VarStore::new(Device::Cpu);
    let root = store.root();
    let failed = |e: RustBertError| wrong(folder, e.to_string());
    let tagger = match settings.architecture {
        Architecture::Bert => {
            Tagger::Bert(BertForTokenClassification::new(&root, &small.bert(folder)?).map_err(failed)?)
        }
        Architecture::DistilBert => {
            let config = small.distilbert(folder)?;
            Tagger::DistilBert(DistilBertForTokenClassification::new(&root, &config).map_err(failed)?)
        }
        Architecture::Roberta | Architecture::XlmRoberta => {
            Tagger::Roberta(RobertaForTokenClassification::new(&root, &small.bert(folder)?).map_err(failed)?)
        }
        Architecture::Electra => {
            let config = small.electra(folder)?;
            Tagger::Electra(ElectraForTokenClassification::new(&root, &config).map_err(failed)?)
        }
        Architecture::Albert | Architecture::DebertaV2 => {
            Tagger::Albert(AlbertForTokenClassification::new(&root, &small.albert(folder)?).map_err(failed)?)
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
        tch::no_grad(|| place.f_set_data(&tensor)).map_err(|e| Error::Torch(e.to_string()))?;
    }
    Ok(tagger)
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
        drop(get(
            "classifier.weight",
            &[self.labels.len() as i64, self.hidden],
        )?);
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
