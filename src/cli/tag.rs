//! `tag`: entity tags beside the tokens of a column file.

use std::{io::Write, path::PathBuf};

use clap::ValueEnum;
use triplewire_facts::annotation::Labels;
use triplewire_facts::annotation::Tag;
use triplewire_nlp::text::columns::conll::{Conll, DOCSTART, Row};

use triplewire::program::{ModelArgs, Outcome, Output, text_of};
use triplewire_nlp::rules::RuleSet;

/// Tag the entities of a CoNLL column file
///
/// Reads one token a line, the token in the first column, an empty line between sentences, a -DOCSTART- line between
/// documents. Writes the same lines as token and BIO tag with a tab between. The model sees each sentence in the
/// context of its document.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire tag dev.conll > dev.tagged\n  \
    triplewire tag dev.conll --labels conll | paste dev.conll - | less")]
pub struct Args {
    /// Column file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Format of FILE
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = From::Conll)]
    from: From,
    /// Classes to write: the model's nine, or mapped to the four of CoNLL-2003
    #[arg(long, value_name = "SET", value_enum, default_value_t = Set::Nine)]
    labels: Set,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum From {
    Conll,
}

#[derive(Clone, Copy, ValueEnum)]
enum Set {
    Nine,
    Conll,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let From::Conll = args.from;
    let file = Conll::parse(&text_of(&args.file)?, &args.file)?;
    let tags = if file.documents.is_empty() {
        Vec::new()
    } else {
        args.model
            .pipeline(RuleSet::builtin()?)?
            .encode(&file.documents)?
    };
    let labels = match args.labels {
        Set::Nine => Labels::Nine,
        Set::Conll => Labels::Conll,
    };
    let mut tags = tags
        .iter()
        .flat_map(|sentence| &sentence.tags)
        .map(|tag| written(*tag, labels));
    let mut output = Output::open(args.output.as_deref())?;
    for row in &file.rows {
        match row {
            Row::Blank => writeln!(output)?,
            Row::Boundary => writeln!(output, "{DOCSTART}\tO")?,
            Row::Token { form, .. } => {
                writeln!(output, "{form}\t{}", tags.next().unwrap_or_else(|| "O".into()))?;
            }
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn written(tag: Tag, labels: Labels) -> String {
    let (prefix, class) = match tag {
        Tag::O => return "O".into(),
        Tag::B(class) => ("B", class),
        Tag::I(class) => ("I", class),
    };
    labels
        .map(class.as_str())
        .map_or_else(|| "O".into(), |class| format!("{prefix}-{class}"))
}
