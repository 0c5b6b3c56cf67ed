//! A folder becomes a model: files are read, checked against each other, and the weights put in their places.

use std::{path::Path, str::FromStr, sync::Mutex};

use super::{
    super::{
        Tag, Upos,
        decode::Decoder,
        folder::{self, Labels, Weights, wrong},
        foreign::{self, Marks, Settings, Source},
        linear::{Form, Processor},
        network::{Network, Sizes},
        pieces::Pieces,
        runner::Runner,
        shape::Shape,
        window::Budget,
    },
    Info, Model, Options,
};
use crate::Result;

impl Model {
    /// Loads the model of a folder.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when a file cannot be read, [`crate::Error::Model`] when one lacks something or does not fit the others.
    pub fn load(folder: &Path, options: Options) -> Result<Self> {
        if !folder.is_dir() {
            return Err(wrong(folder, "there is no such folder".into()));
        }
        tch::set_num_threads(1);
        let form = Form::wanted(options.processor, options.precision)?;
        let labels: Labels = folder::labels(folder)?;
        if let Some(source) = labels.source.clone() {
            if options.processor != Processor::Cpu {
                return Err(wrong(folder, "an imported model runs on the CPU only".into()));
            }
            return Self::load_imported(folder, labels, &source, options);
        }
        let config = folder::config(folder)?;
        if config.type_vocab_size != Shape::COUNT {
            let found = config.type_vocab_size;
            return Err(wrong(
                folder,
                format!("config.json: type_vocab_size is {found}, not {}", Shape::COUNT),
            ));
        }
        let tags: Vec<Tag> = parsed(folder, "ner", &labels.ner)?;
        if !tags.contains(&Tag::O) {
            return Err(wrong(folder, "labels.json: ner has no tag O".into()));
        }
        let upos: Vec<Upos> = parsed(folder, "upos", &labels.upos)?;
        let relation = |name: &str| labels.deprel.iter().position(|relation| relation == name);
        let root = relation("root");
        if root.is_none() && !labels.deprel.is_empty() {
            return Err(wrong(folder, "labels.json: deprel has no relation root".into()));
        }
        let longest = config.max_position_embeddings as usize - 2;
        if labels.window == 0 || labels.window > longest {
            let window = labels.window;
            return Err(wrong(
                folder,
                format!("labels.json: window is {window}, but must be 1 to {longest}"),
            ));
        }
        let pieces = Pieces::load(folder, config.vocab_size, longest, &Marks::default())?;
        let weights = Weights::read(folder)?;
        let sizes = Sizes {
            ner: tags.len() as i64,
            upos: upos.len() as i64,
            relations: labels.deprel.len() as i64,
            root: root.unwrap_or(0),
        };
        let network = || {
            let own = Network::new(&config, &weights, sizes, form)?;
            Ok(Mutex::new(Runner::Own(own)))
        };
        let networks = (0..options.threads.max(1))
            .map(|_| network())
            .collect::<Result<_>>()?;
        let info = Info {
            architecture: "bert".into(),
            source: None,
            name: labels.name,
            version: labels.version,
            folder: folder.into(),
            parameters: weights.parameters,
            bytes: weights.bytes,
            layers: config.num_hidden_layers as usize,
            hidden: config.hidden_size as usize,
            vocabulary: config.vocab_size as usize,
            window: labels.window,
            longest,
            upos: upos.len(),
            relations: labels.deprel.len(),
            tags: labels.ner,
        };
        Ok(Self {
            budget: Budget {
                window: info.window,
                longest,
            },
            decoder: Decoder {
                tags,
                upos,
                joint: relation("parataxis").or(relation("dep")).unwrap_or(0),
                calibration: labels.calibration.ner,
            },
            relations: labels.deprel.iter().map(|name| name.as_str().into()).collect(),
            info,
            start: labels.start,
            pieces: Mutex::new(pieces),
            networks,
            intra_op: 1,
        })
    }

    /// Loads a model that was imported from a checkpoint: a tagger without parser.
    fn load_imported(folder: &Path, labels: Labels, source: &Source, options: Options) -> Result<Self> {
        let settings = Settings::read(folder)?;
        let (window, longest) = (labels.window, settings.longest);
        if !(1..=longest).contains(&window) {
            let what = format!("labels.json: window is {window}, but must be 1 to {longest}");
            return Err(wrong(folder, what));
        }
        let pieces = Pieces::load(folder, settings.vocabulary, longest, &source.marks)?;
        let weights = Weights::read(folder)?;
        let get = |name: &str, shape: &[i64]| weights.get(name, shape);
        let networks: Vec<foreign::Network> = (0..options.threads.max(1))
            .map(|_| foreign::Network::new(folder, &settings, source, &get))
            .collect::<Result<_>>()?;
        let tags = networks
            .first()
            .map(|network| network.tags().to_vec())
            .unwrap_or_default();
        let info = Info {
            name: labels.name,
            version: labels.version,
            folder: folder.into(),
            architecture: source.architecture.clone(),
            source: Some(source.clone()),
            parameters: weights.parameters,
            bytes: weights.bytes,
            layers: settings.layers as usize,
            hidden: settings.hidden as usize,
            vocabulary: settings.vocabulary as usize,
            window,
            longest,
            tags: tags.iter().map(Tag::to_string).collect(),
            upos: 0,
            relations: 0,
        };
        Ok(Self {
            info,
            decoder: Decoder {
                tags,
                upos: Vec::new(),
                joint: 0,
                calibration: labels.calibration.ner,
            },
            relations: Vec::new(),
            start: labels.start,
            budget: Budget { window, longest },
            pieces: Mutex::new(pieces),
            networks: networks
                .into_iter()
                .map(|network| Mutex::new(Runner::Imported(network)))
                .collect(),
            intra_op: 1,
        })
    }
}

fn parsed<T: FromStr>(folder: &Path, list: &str, labels: &[String]) -> Result<Vec<T>> {
    let unknown = |label: &String| {
        wrong(
            folder,
            format!("labels.json: {list} has the unknown label {label:?}"),
        )
    };
    labels
        .iter()
        .map(|label| label.parse().map_err(|_| unknown(label)))
        .collect()
}
