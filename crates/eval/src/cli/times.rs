//! `eval times`: time expressions against TimeML files.

use std::{io::Write, path::PathBuf};

use triplewire_eval::times::{Scorer, TimeMl};
use triplewire_facts::annotation::Document;
use triplewire_nlp::rules::RuleSet;

use triplewire::program::{ModelArgs, Outcome, Output, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// TimeML files, such as those of TimeBank
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only every second file by name: those with an odd (1) or an even number (2)
    #[arg(long, value_name = "HALF", value_parser = clap::value_parser!(u8).range(1..=2))]
    half: Option<u8>,
    /// Instead of scores, print what differs from gold
    #[arg(long, conflicts_with = "json")]
    losses: bool,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut files = args.files;
    files.sort();
    let pipeline = args.model.pipeline(RuleSet::builtin()?)?;
    let mut output = Output::open(None)?;
    let mut scorer = Scorer::default();
    for (number, path) in files.iter().enumerate() {
        if args.half.is_some_and(|half| number % 2 + 1 != usize::from(half)) {
            continue;
        }
        let Some(gold) = TimeMl::parse(&text_of(path)?) else {
            anyhow::bail!("{}: not a TimeML file: it has no <TEXT>", path.display());
        };
        let document = Document {
            id: path.display().to_string(),
            published: gold.created.clone(),
            text: gold.text.clone(),
            ..Document::default()
        };
        let found = pipeline.times(document)?.into_iter();
        let predicted: Vec<_> = found
            .map(|time| (time.span.start..time.span.end, time.value))
            .collect();
        let losses = scorer.add(&gold, &predicted);
        if args.losses {
            for loss in losses {
                writeln!(output, "{loss}")?;
            }
        }
    }
    let report = scorer.report();
    if args.json {
        writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?;
    } else if !args.losses {
        write!(output, "{report}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}
