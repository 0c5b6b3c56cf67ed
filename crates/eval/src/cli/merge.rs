//! `eval merge`: scores entities and events merged across documents against gold clusters.

use std::{io::Write, path::PathBuf};

use anyhow::Context;
use triplewire_eval::merge::{Gold, score};
use triplewire_facts::lines::FactsFile;
use triplewire_lexicon::{Lexicon, Ontology};

use triplewire::program::{Outcome, Output, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// Gold clusters, as in samples/incidents/gold.json
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Output of `triplewire extract --to jsonl` for the articles
    #[arg(value_name = "FACTS")]
    facts: PathBuf,
    /// Instead of scores, print the clusters that differ from gold
    #[arg(long, conflicts_with = "json")]
    losses: bool,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let gold: Gold = serde_json::from_str(&text_of(&args.gold)?)
        .with_context(|| format!("{}: not a file of gold clusters", args.gold.display()))?;
    let facts = FactsFile::open(&args.facts)?.collect::<Result<Vec<_>, _>>()?;
    let (report, faults) = score(Ontology::builtin()?, &Lexicon::builtin()?, &gold, &facts);
    let mut output = Output::open(None)?;
    if args.losses {
        for fault in faults {
            writeln!(output, "{fault}")?;
        }
    } else if args.json {
        writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write!(output, "{report}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}
