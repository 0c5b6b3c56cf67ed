//! `model info`, `model list`.

use std::{io::Write, path::PathBuf};

use clap::Subcommand;
use triplewire::{
    models,
    program::{Outcome, Output},
};
use triplewire_encoder::{Model, Options};

use super::import;

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
