//! `parse`: parts of speech, dependencies, lemmas and entity tags as CoNLL-U.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use triplewire_facts::annotation::Document;
use triplewire_nlp::text::columns::conllu::Treebank;

use triplewire::program::{ModelArgs, Outcome, Output, text_of};
use triplewire_nlp::rules::RuleSet;

/// Parse raw text or CoNLL-U into CoNLL-U
///
/// Fills LEMMA, UPOS, HEAD and DEPREL, and writes the entity tag as NER= into MISC where a word is part of a name. The
/// words and sentences of a CoNLL-U file are kept, with its comments and its other columns; its own annotation is
/// ignored.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    echo 'Police arrested two men.' | triplewire parse -\n  \
    triplewire parse dev.conllu -o parsed.conllu")]
pub struct Args {
    /// Text or CoNLL-U file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Format of FILE [default: conllu for *.conllu, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<From>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum From {
    Conllu,
    Text,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let by_name = if args.file.extension().is_some_and(|ext| ext == "conllu") {
        From::Conllu
    } else {
        From::Text
    };
    let content = text_of(&args.file)?;
    let pipeline = || args.model.pipeline(RuleSet::builtin()?);
    let bank = match args.from.unwrap_or(by_name) {
        From::Conllu => {
            let mut bank = Treebank::parse(&content, &args.file)?;
            if !bank.sentences.is_empty() {
                pipeline()?.fill(&mut bank)?;
            }
            bank
        }
        From::Text if content.trim().is_empty() => Treebank::default(),
        From::Text => {
            let documents = vec![document(content, &args.file)];
            pipeline()?.parse(documents)?
        }
    };
    let mut output = Output::open(args.output.as_deref())?;
    for block in &bank.sentences {
        write!(output, "{block}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// A raw text under the name of its file.
fn document(text: String, path: &Path) -> Document {
    let id = match path.file_stem() {
        Some(stem) if path != Path::new("-") => stem.to_string_lossy().into_owned(),
        _ => "stdin".into(),
    };
    Document {
        id,
        text,
        ..Document::default()
    }
}
