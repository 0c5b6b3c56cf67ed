//! `model info`, `model list`.

use std::{io::Write, path::PathBuf};

use clap::Subcommand;
use triplewire::{
    models,
    program::{Outcome, Output},
};
use triplewire_encoder::{
    Model, Options,
    foreign::{Scheme, Source},
};

#[cfg(not(feature = "import"))]
use super::absent;
#[cfg(feature = "import")]
use super::import;

/// List and describe models, or import a checkpoint as one
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
    /// Describe a model: its name, size and heads
    Info {
        /// Folder of the model, or its name under models/
        #[arg(value_name = "DIR")]
        model: Option<PathBuf>,
    },
    /// List the models that can be used by name
    List,
    #[cfg(feature = "import")]
    Import(import::Args),
    /// Make a model of a checkpoint (not in this build)
    #[cfg(not(feature = "import"))]
    Import(absent::Args),
}

pub fn run(args: InfoArgs) -> anyhow::Result<Outcome> {
    match args.command {
        InfoCommand::Info { model } => info(model),
        InfoCommand::List => list(),
        #[cfg(feature = "import")]
        InfoCommand::Import(args) => import::run(args),
        #[cfg(not(feature = "import"))]
        InfoCommand::Import(args) => absent::run(args, "model import", "import"),
    }
}

/// Names and folders of the models that can be used by name.
fn list() -> anyhow::Result<Outcome> {
    let found = models::list();
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
        &models::find(model.as_deref())?,
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
        writeln!(output, "\nlabels of the checkpoint ({}):", scheme(source.scheme))?;
        table(&mut output, source)?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// The labels of a checkpoint, each with the tag that it stands for.
pub fn table(output: &mut Output, source: &Source) -> std::io::Result<()> {
    let width = source
        .labels
        .iter()
        .map(|mapping| mapping.label.chars().count())
        .max()
        .unwrap_or(0);
    for mapping in &source.labels {
        writeln!(output, "{:<width$}  {}", mapping.label, mapping.tag)?;
    }
    Ok(())
}

/// A scheme in words.
pub fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Iob2 => "names open with B",
        Scheme::Iob1 => "names open with I",
    }
}
