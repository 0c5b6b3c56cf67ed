//! The options of every command that runs the model.

use std::{
    path::PathBuf,
    thread::{self, JoinHandle},
    time::Duration,
};

use clap::ValueEnum;
use triplewire_encoder::{BackendKind, Instructions, Model, Options, Precision, Processor};
use triplewire_facts::timing::{self, Stage};
use triplewire_nlp::rules::RuleSet;

use crate::{Pipeline, models};

/// Options of all commands that run the model.
#[derive(clap::Args)]
pub struct ModelArgs {
    /// Folder of the model, or its name under models/ [default: $TRIPLEWIRE_MODEL, else en-small]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Number of threads [default: one per core]. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Windows of text that a thread processes at a time [default: 8, on a GPU 64]. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    batch_size: Option<u16>,
    /// Number format to compute with [default: int8, with an imported model fp32, on a GPU fp16]
    #[arg(long, value_name = "KIND", value_enum)]
    precision: Option<Numbers>,
    /// Where to compute; cuda needs the torch backend, a GPU and a libtorch for it
    #[arg(long, value_name = "DEVICE", value_enum, default_value_t = Device::Cpu, hide = !cfg!(feature = "torch"))]
    device: Device,
    /// What computes: native, or torch in a build with libtorch
    #[arg(long, value_name = "BACKEND", value_enum, hide = !cfg!(feature = "torch"))]
    backend: Option<Backend>,
    /// Vector instructions, for tests [default: the fastest that the processor has]
    #[arg(long, value_name = "SET", hide = true)]
    instructions: Option<Instructions>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Backend {
    Native,
    Torch,
}

#[derive(Clone, Copy, ValueEnum)]
enum Numbers {
    Fp32,
    Fp16,
    Int8,
}

#[derive(Clone, Copy, ValueEnum)]
enum Device {
    Cpu,
    Cuda,
}

impl ModelArgs {
    pub fn load(&self) -> anyhow::Result<Model> {
        let (folder, options) = self.chosen()?;
        Ok(models::load(&folder, options)?)
    }

    /// Loads the model on a thread of its own, while the caller reads the rules.
    pub fn start(&self) -> Loading {
        let chosen = self.chosen();
        let load = || {
            let (folder, options) = chosen?;
            Ok(models::load(&folder, options)?)
        };
        Loading {
            thread: thread::spawn(|| timing::measure(load)),
            batch_size: self.batch_size(),
        }
    }

    /// The model's folder, and how it is to run.
    fn chosen(&self) -> anyhow::Result<(PathBuf, Options)> {
        let (processor, usual) = match self.device {
            Device::Cpu => (Processor::Cpu, None),
            Device::Cuda => (Processor::Cuda, Some(Precision::Fp16)),
        };
        let precision = self.precision.map(|numbers| match numbers {
            Numbers::Fp32 => Precision::Fp32,
            Numbers::Fp16 => Precision::Fp16,
            Numbers::Int8 => Precision::Int8,
        });
        let backend = match (self.backend, self.device) {
            (Some(Backend::Torch), _) | (None, Device::Cuda) => BackendKind::Torch,
            (Some(Backend::Native), _) | (None, Device::Cpu) => BackendKind::Native,
        };
        let mut options = Options {
            precision: precision.or(usual),
            processor,
            backend,
            instructions: self.instructions,
            ..Options::default()
        };
        if let Some(threads) = self.threads {
            options.threads = threads.into();
        }
        Ok((models::find(self.model.as_deref())?, options))
    }

    /// The pipeline with this model and rules.
    pub fn pipeline(&self, rules: RuleSet) -> anyhow::Result<Pipeline> {
        Ok(Pipeline::new(self.load()?, rules, self.batch_size()))
    }

    fn batch_size(&self) -> usize {
        let usual = match self.device {
            Device::Cpu => 8,
            Device::Cuda => 64,
        };
        self.batch_size.unwrap_or(usual).into()
    }
}

/// A model on its way into memory. Whoever finds that it is not needed lets it go, and waits for nothing.
pub struct Loading {
    thread: JoinHandle<(anyhow::Result<Model>, Duration)>,
    batch_size: usize,
}

impl Loading {
    /// The pipeline with the model, once it is there, and with these rules.
    pub fn pipeline(self, rules: RuleSet) -> anyhow::Result<Pipeline> {
        let (model, took) = self
            .thread
            .join()
            .map_err(|_| anyhow::anyhow!("the model's loading broke off"))?;
        let pipeline = Pipeline::new(model?, rules, self.batch_size);
        pipeline.timings().add(Stage::Load, took);
        Ok(pipeline)
    }
}
