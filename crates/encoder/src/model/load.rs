//! A folder becomes a model: files are read, checked against each other, and the weights put in their places.

use std::{
    path::Path,
    str::FromStr,
    sync::{Arc, Mutex},
};

use super::{Info, Model, Options, Worker};
use crate::{
    Result, Tag, Upos, backend,
    compute::Precision,
    config::Config,
    decode::Decoder,
    folder::{self, Labels, wrong},
    foreign::{Marks, Settings, Source, Table},
    heads::{Heads, Sizes},
    pieces::Pieces,
    shape::Shape,
    weights::{Tensors, Weights},
    window::Budget,
};

impl Model {
    /// Loads the model of a folder.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when a file cannot be read, [`crate::Error::Model`] when one lacks something or does not fit
    /// the others, [`crate::Error::Usage`] for what this processor or this build cannot do.
    pub fn load(folder: &Path, options: Options) -> Result<Self> {
        if !folder.is_dir() {
            return Err(wrong(folder, "there is no such folder".into()));
        }
        let labels: Labels = folder::labels(folder)?;
        if let Some(source) = labels.source.clone() {
            return Self::load_imported(folder, labels, &source, options);
        }
        let config = Config::read(folder)?;
        if config.types != Shape::COUNT {
            let (found, due) = (config.types, Shape::COUNT);
            return Err(wrong(
                folder,
                format!("config.json: type_vocab_size is {found}, not {due}"),
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
        let longest = config.positions - 2;
        if labels.window == 0 || labels.window > longest {
            let window = labels.window;
            return Err(wrong(
                folder,
                format!("labels.json: window is {window}, but must be 1 to {longest}"),
            ));
        }
        let pieces = Pieces::load(folder, config.vocabulary, longest, &Marks::default())?;
        let weights = Weights::read(folder)?;
        weights.check_finite()?;
        let [first, ..] = config.names.parts();
        let (prefix, layers) = (config.names.layers(), config.layers);
        if weights.has(&format!("{prefix}.{layers}.{first}.weight")) {
            let what = format!("model.safetensors has more layers than the {layers} of config.json");
            return Err(wrong(folder, what));
        }
        let sizes = Sizes {
            ner: tags.len(),
            upos: upos.len(),
            relations: labels.deprel.len(),
            root: root.unwrap_or(0),
        };
        let form = options.form(Precision::Int8);
        let threads = options.threads.max(1);
        let backends = backend::own(
            &config,
            &weights,
            form,
            options.backend,
            options.processor,
            threads,
        )?;
        let heads = Heads::new(&weights, config.hidden, sizes, form.heads())?;
        let info = Info {
            architecture: "bert".into(),
            source: None,
            name: labels.name,
            version: labels.version,
            folder: folder.into(),
            parameters: weights.parameters,
            bytes: weights.bytes,
            layers: config.layers,
            hidden: config.hidden,
            vocabulary: config.vocabulary,
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
            workers: Worker::all(backends, heads),
            tagger: None,
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
        let pieces = Pieces::load(folder, settings.vocabulary as usize, longest, &source.marks)?;
        let weights = Weights::read(folder)?;
        let table = Table::new(source).map_err(|what| wrong(folder, format!("labels.json: {what}")))?;
        if source.labels.len() != settings.labels.len() {
            let (ours, theirs) = (source.labels.len(), settings.labels.len());
            let what = format!("labels.json: source has {ours} labels where config.json has {theirs}");
            return Err(wrong(folder, what));
        }
        let tags = table.tags().to_vec();
        let form = options.form(Precision::Fp32);
        let threads = options.threads.max(1);
        let backends = backend::imported(folder, &settings, &weights, form, options.backend, threads)?;
        let heads = Heads::imported(
            &weights,
            settings.hidden as usize,
            source.labels.len(),
            table,
            form.heads(),
        )?;
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
            workers: Worker::all(backends, heads),
            tagger: None,
        })
    }
}

impl Worker {
    /// One for each backend, all with the same heads.
    fn all(backends: Vec<Box<dyn backend::Backend>>, heads: Heads) -> Vec<Mutex<Self>> {
        let heads = Arc::new(heads);
        let worker = |backend| Self {
            backend,
            heads: Arc::clone(&heads),
            states: Vec::new(),
            scratch: crate::heads::Scratch::default(),
        };
        backends
            .into_iter()
            .map(|backend| Mutex::new(worker(backend)))
            .collect()
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
