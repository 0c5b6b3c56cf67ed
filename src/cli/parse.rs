//! `parse`: parts of speech, dependencies, lemmas and entity tags as CoNLL-U.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use triplewire::{
    read::Document,
    syntax::columns,
    text,
    text::columns::{Tokenised, conllu::Treebank},
};

use super::{Outcome, annotate, input::text_of, model::ModelArgs, output::Output};

/// Parse raw text or CoNLL-U into CoNLL-U
///
/// Fills LEMMA, UPOS, HEAD and DEPREL, and writes the entity tag as NER= into MISC where a word is part of a name. The
/// words and sentences of a CoNLL-U file are kept, with its comments and its other columns; its own annotation is not
/// looked at.
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
    let mut bank = match args.from.unwrap_or(by_name) {
        From::Conllu => Treebank::parse(&content, &args.file)?,
        From::Text => raw(content, &args.file),
    };
    if !bank.sentences.is_empty() {
        annotate::fill(&args.model.load()?, &mut bank, args.model.batch_size())?;
    }
    let mut output = Output::open(args.output.as_deref())?;
    for block in &bank.sentences {
        write!(output, "{block}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// Cuts a raw text into sentences and words with nothing filled in yet.
pub fn raw(text: String, path: &Path) -> Treebank {
    let sentences = text::segment(&text);
    let id = match path.file_stem() {
        Some(stem) if path != Path::new("-") => stem.to_string_lossy().into_owned(),
        _ => "stdin".into(),
    };
    let blocks = columns::blocks(&id, &text, &sentences);
    let document = Document {
        id,
        text,
        ..Document::default()
    };
    Treebank {
        documents: vec![Tokenised { document, sentences }],
        sentences: blocks,
    }
}
