//! `convert`: writes facts that were extracted before in another format.

use std::{path::PathBuf, sync::Arc};

use super::sink::{BaseArgs, Sink, format};
use triplewire::{
    FactsFile, Format,
    program::{Outcome, Problems, RulesArgs, bar},
};
use triplewire_lexicon::{Lexicon, Ontology};

/// Write facts that extract wrote before in another format
///
/// Reads JSONL as extract --to jsonl writes it. An invalid line is reported and skipped. Needs no model.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire convert facts.jsonl --to turtle           RDF\n  \
    triplewire convert facts.jsonl --to html -o pages    a folder with a page per article\n  \
    triplewire convert facts.jsonl --rules mine          event types and roles of your own rules")]
pub struct Args {
    /// Files with facts, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// Output format [default: table on a terminal, else jsonl]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    to: Option<Format>,
    /// Write to this file instead of standard output; it appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    rules: RulesArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let (mut sink, format) = Sink::open(args.to, args.output.as_deref())?;
    let progress = bar(sink.is_terminal());
    let ontology = match args.rules.ontology()? {
        Some(own) => Arc::new(own),
        None => Arc::new(Ontology::builtin()?.clone()),
    };
    let quads = args.base.quads(&ontology)?;
    let mut writer = sink.writer(format, quads, ontology, &Lexicon::builtin()?.into())?;
    let mut problems = Problems::default();
    for file in &args.files {
        let lines = match FactsFile::open(file) {
            Ok(lines) => lines,
            Err(error) => {
                problems.report(error, &progress);
                continue;
            }
        };
        for facts in lines {
            match facts {
                Ok(facts) => writer.write(&facts)?,
                Err(error) => problems.report(error, &progress),
            }
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    writer.finish()?;
    sink.finish()?;
    Ok(problems.outcome())
}
