//! `times`: every time expression of a text with its value.

use std::{io::Write, path::PathBuf};

use triplewire_nlp::read::Documents;

use triplewire::program::{From, ModelArgs, Outcome, Output, Problems, PublishedArgs, RulesArgs, bar};

/// List the time expressions of news text with their values
///
/// Writes one line an expression, with tabs between: document, start and end (in characters), TIMEX3 type (DATE, TIME,
/// DURATION, SET), the words, and the TIMEX3 or ISO 8601 value, which is empty where nothing gives it. Reads what extract
/// reads.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    echo 'He was shot on Monday evening.' | triplewire times --published 2016-12-19 -\n  \
    triplewire times wire.jsonl | cut -f 5,6 | sort | uniq -c")]
pub struct Args {
    /// Text or JSONL files, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// Format of the files [default: jsonl for *.jsonl and *.ndjson, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<From>,
    #[command(flatten)]
    published: PublishedArgs,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RulesArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let model = args.model.start();
    let rules = args.rules.load()?;
    let mut output = Output::open(args.output.as_deref())?;
    let progress = bar(output.is_terminal());
    let mut problems = Problems::default();
    let pipeline = model.pipeline(rules)?;
    for document in args
        .published
        .date(Documents::new(args.files, args.from.map(Into::into)))
    {
        let document = match document {
            Ok(document) => document,
            Err(error) => {
                problems.report(error, &progress);
                continue;
            }
        };
        let text = &document.text;
        // Both counters only go forward: the expressions come in text order.
        let (mut bytes, mut characters) = (0, 0);
        for time in pipeline.times(document.clone())? {
            characters += text.get(bytes..time.span.start).unwrap_or("").chars().count();
            bytes = time.span.start;
            let words = time.span.of(text);
            let end = characters + words.chars().count();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let (id, kind) = (&document.id, time.kind.as_str());
            let value = time.value.unwrap_or_default();
            writeln!(output, "{id}\t{characters}\t{end}\t{kind}\t{words}\t{value}")?;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    output.finish()?;
    Ok(problems.outcome())
}
