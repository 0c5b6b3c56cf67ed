//! `schema`: writes the JSON Schema of facts.

use std::{io::Write, path::PathBuf};

use triplewire::{
    Facts,
    program::{Outcome, Output},
};

/// Write the JSON Schema (draft 2020-12) of the output of extract
///
/// It describes one line of extract --to jsonl; docs/schema.json is a copy of it.
#[derive(clap::Args)]
pub struct Args {
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut output = Output::open(args.output.as_deref())?;
    serde_json::to_writer_pretty(&mut output, &Facts::schema())?;
    writeln!(output)?;
    output.finish()?;
    Ok(Outcome::Done)
}
