//! `model info`, `model list`, and how every other command finds and loads its model.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Subcommand, ValueEnum};
use triplewire::encoder::{Model, Options, Precision, Processor};

use super::{Outcome, import, output::Output};

/// The model that is used when none is named.
const DEFAULT: &str = "en-small";

/// Options of all commands that run the model.
#[derive(clap::Args)]
pub struct ModelArgs {
    /// Folder of the model, or its name under models/ [default: $TRIPLEWIRE_MODEL, else en-small]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Number of threads [default: one a core]. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Windows of text that a thread takes at a time [default: 8, on a GPU 64]. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    batch_size: Option<u16>,
    /// Numbers to compute with [default: int8, on a GPU fp16]; int8 is more than twice as fast as fp32
    #[arg(long, value_name = "KIND", value_enum)]
    precision: Option<Numbers>,
    /// Where to compute; cuda needs a GPU and a libtorch for it
    #[arg(long, value_name = "DEVICE", value_enum, default_value_t = Device::Cpu)]
    device: Device,
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
        let (processor, usual) = match self.device {
            Device::Cpu => (Processor::Cpu, Precision::Int8),
            Device::Cuda => (Processor::Cuda, Precision::Fp16),
        };
        let precision = self.precision.map_or(usual, |numbers| match numbers {
            Numbers::Fp32 => Precision::Fp32,
            Numbers::Fp16 => Precision::Fp16,
            Numbers::Int8 => Precision::Int8,
        });
        let mut options = Options {
            precision,
            processor,
            ..Options::default()
        };
        if let Some(threads) = self.threads {
            options.threads = threads.into();
        }
        Ok(Model::load(&find(self.model.as_deref())?, options)?)
    }

    pub fn batch_size(&self) -> usize {
        let usual = match self.device {
            Device::Cpu => 8,
            Device::Cuda => 64,
        };
        self.batch_size.unwrap_or(usual).into()
    }
}

/// Say what models there are and what they are, and make one of a checkpoint from elsewhere
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire model list                 the names that --model takes\n  \
    triplewire model info                 the default model\n  \
    triplewire model info models/other    the model of a folder\n  \
    triplewire model import ~/bert-ner --name bert-ner")]
pub struct InfoArgs {
    #[command(subcommand)]
    command: InfoCommand,
}

#[derive(Subcommand)]
enum InfoCommand {
    /// Say what a model is: its name, size and heads
    Info {
        /// Folder of the model, or its name under models/
        #[arg(value_name = "DIR")]
        model: Option<PathBuf>,
    },
    /// List the models that can be used by name
    List,
    Import(import::Args),
}

pub fn run(args: InfoArgs) -> anyhow::Result<Outcome> {
    match args.command {
        InfoCommand::Info { model } => info(model),
        InfoCommand::List => list(),
        InfoCommand::Import(args) => import::run(args),
    }
}

/// Name and folder of every model under a `models/` folder; the first of a name is the one that the name means.
fn list() -> anyhow::Result<Outcome> {
    let mut found = BTreeMap::new();
    for root in roots() {
        let Ok(entries) = fs::read_dir(root.join("models")) else {
            continue;
        };
        for folder in entries.flatten().map(|entry| entry.path()) {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            if let Some(name) =
                name.filter(|name| !name.starts_with('.') && folder.join("labels.json").is_file())
            {
                found.entry(name).or_insert(folder);
            }
        }
    }
    let width = found.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut output = Output::open(None)?;
    for (name, folder) in &found {
        writeln!(output, "{name:<width$}  {}", folder.display())?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn info(model: Option<PathBuf>) -> anyhow::Result<Outcome> {
    let model = Model::load(
        &find(model.as_deref())?,
        Options {
            threads: 1,
            ..Options::default()
        },
    )?;
    let info = model.info();
    let mut classes: Vec<&str> = info
        .tags
        .iter()
        .filter_map(|tag| tag.strip_prefix("B-"))
        .collect();
    classes.dedup();
    let count = |number: usize, what: &str| {
        if number == 0 {
            "none".into()
        } else {
            format!("{number} {what}")
        }
    };

    let mut output = Output::open(None)?;
    writeln!(output, "name        {}", model.name())?;
    writeln!(output, "folder      {}", info.folder.display())?;
    writeln!(
        output,
        "encoder     {}, {} layers, {} wide, {} wordpieces",
        info.architecture, info.layers, info.hidden, info.vocabulary
    )?;
    writeln!(
        output,
        "window      {} wordpieces, at most {}",
        info.window, info.longest
    )?;
    writeln!(
        output,
        "weights     {:.1} M parameters, {:.1} MB",
        info.parameters as f64 / 1e6,
        info.bytes as f64 / 1e6
    )?;
    writeln!(output, "entities    {}", classes.join(" "))?;
    writeln!(output, "tagger      {}", count(info.upos, "parts of speech"))?;
    writeln!(output, "parser      {}", count(info.relations, "relations"))?;
    if let Some(source) = &info.source {
        writeln!(
            output,
            "\nlabels of the checkpoint ({}):",
            import::scheme(source.scheme)
        )?;
        import::table(&mut output, source)?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// The folder that a model argument means: itself, or the name of one under a `models/` folder.
fn find(wanted: Option<&Path>) -> anyhow::Result<PathBuf> {
    let from_env = env::var_os("TRIPLEWIRE_MODEL")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    let named = wanted.map(Path::to_path_buf).or(from_env);
    let mut tried = Vec::new();
    if let Some(path) = &named {
        if path.is_dir() {
            return Ok(path.clone());
        }
        tried.push(path.clone());
    }
    let name = named.as_deref().unwrap_or(Path::new(DEFAULT));
    // A path that leads somewhere is no name.
    if name.components().count() == 1 {
        for root in roots() {
            let folder = root.join("models").join(name);
            if folder.join("config.json").is_file() {
                return Ok(folder);
            }
            if !tried.contains(&folder) {
                tried.push(folder);
            }
        }
    }
    let tried: Vec<String> = tried.iter().map(|path| path.display().to_string()).collect();
    anyhow::bail!(
        "no model {} found; looked in {}; name its folder with --model DIR",
        name.display(),
        tried.join(", ")
    )
}

/// Folders that may hold `models/`: the program's own and those above it (target/release lies in the project), the
/// project that it was built from, and the current one.
fn roots() -> Vec<PathBuf> {
    let program = env::current_exe().and_then(|path| path.canonicalize());
    let mut roots: Vec<PathBuf> = match &program {
        Ok(path) => path.ancestors().skip(1).take(3).map(Path::to_path_buf).collect(),
        Err(_) => Vec::new(),
    };
    roots.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    roots.push(PathBuf::from("."));
    roots
}
