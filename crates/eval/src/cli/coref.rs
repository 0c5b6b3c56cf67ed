//! `eval coref`: scores coreference chains against OntoGUM, pronouns against GAP.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::Serialize;
use serde_json::json;
use triplewire::{Input, Pipeline};
use triplewire_eval::predictions;
use triplewire_eval::{
    coref::{self, Gold, Match},
    gap,
};
use triplewire_facts::Facts;
use triplewire_facts::timing::Stage;
use triplewire_nlp::read;

use triplewire::program::{ModelArgs, Outcome, Output, RulesArgs, complain, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// CoNLL-U with Entity= brackets (OntoGUM), folders of such files, or a file of GAP; a last file of JSON is --pred
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// Output of `triplewire extract` for the same texts (see --texts); without it the model reads the gold words
    #[arg(long, value_name = "FILE")]
    pred: Option<PathBuf>,
    /// Compare whole noun phrases, as the reference scorer does, instead of head words
    #[arg(long)]
    exact: bool,
    /// Score only mentions that are names: their head word is a proper noun in the gold tree
    #[arg(long)]
    names: bool,
    /// Instead of scores, print every missing and every spurious link: document, cause, both mentions, sentence
    #[arg(long, conflicts_with = "json")]
    losses: bool,
    /// Instead of scores, write the texts as JSONL for `extract`
    #[arg(long, conflicts_with = "pred")]
    texts: bool,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RulesArgs,
}

/// What the files hold.
enum Corpus {
    Chains(Vec<Gold>),
    Gap(Vec<gap::Row>),
}

pub fn run(mut args: Args) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    for path in &args.gold {
        for path in listed(path)? {
            let text = text_of(&path)?;
            files.push((path, text));
        }
    }
    if args.pred.is_none() && files.len() > 1 && files.last().is_some_and(|(_, text)| is_json(text)) {
        args.pred = files.pop().map(|(path, _)| path);
    }
    let corpus = corpus(&files)?;
    if args.texts {
        return write_texts(&corpus);
    }
    match corpus {
        Corpus::Gap(rows) => {
            anyhow::ensure!(
                !args.exact && !args.names && !args.losses,
                "--exact, --names and --losses are for chains; GAP has pronouns and names"
            );
            let facts = gap_facts(&args, &rows)?;
            let pairs: Vec<_> = rows.into_iter().zip(facts).collect();
            write_report(&gap::score(&pairs), args.json)
        }
        Corpus::Chains(gold) => {
            let chains = match &args.pred {
                Some(path) => {
                    let each = gold.iter().map(|one| (one.id(), one.text()));
                    let facts = predictions::of_file(&text_of(path)?, path, each)?;
                    gold.iter()
                        .zip(&facts)
                        .map(|(gold, facts)| coref::of_facts(gold, facts))
                        .collect()
                }
                None => model_chains(&args, &gold)?,
            };
            let documents: Vec<_> = gold.into_iter().zip(chains).collect();
            let matching = if args.exact { Match::Exact } else { Match::Head };
            if args.losses {
                return write_losses(&coref::losses(&documents, matching, args.names));
            }
            write_report(&coref::score(&documents, matching, args.names), args.json)
        }
    }
}

/// A file itself; the CoNLL-U files of a folder, by name.
fn listed(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.into()]);
    }
    let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut found = Vec::new();
    for entry in entries {
        let file = entry.with_context(|| path.display().to_string())?.path();
        if file.extension().is_some_and(|extension| extension == "conllu") {
            found.push(file);
        }
    }
    found.sort();
    anyhow::ensure!(
        !found.is_empty(),
        "{}: no file *.conllu in this folder",
        path.display()
    );
    Ok(found)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

fn corpus(files: &[(PathBuf, String)]) -> anyhow::Result<Corpus> {
    let gaps = files.iter().filter(|(_, text)| gap::is_gap(text)).count();
    if gaps > 0 {
        anyhow::ensure!(
            gaps == files.len(),
            "files of GAP and of OntoGUM cannot be scored together"
        );
        let mut rows = Vec::new();
        for (path, text) in files {
            rows.extend(gap::read(text, path)?);
        }
        return Ok(Corpus::Gap(rows));
    }
    let mut gold = Vec::new();
    for (path, text) in files {
        let documents = coref::read(text, path)?;
        anyhow::ensure!(
            !documents.is_empty(),
            "{}: no sentence in it: CoNLL-U with Entity= in MISC, or a file of GAP wanted",
            path.display()
        );
        for one in documents.iter().filter(|one| !one.unpaired.is_empty()) {
            let (count, line) = (one.unpaired.len(), one.unpaired[0]);
            complain(&anyhow::anyhow!(
                "warning: {}:{line}: {count} brackets of Entity= without their other half are passed over",
                path.display()
            ));
        }
        gold.extend(documents);
    }
    Ok(Corpus::Chains(gold))
}

fn model_chains(args: &Args, gold: &[Gold]) -> anyhow::Result<Vec<Vec<Vec<coref::Mention>>>> {
    let pipeline = pipeline(args)?;
    let inputs: Vec<_> = gold
        .iter()
        .map(|one| Ok(Input::Tokens(one.tokenised.clone())))
        .collect();
    let found = pipeline.analyse(inputs.into_iter(), Stage::Coref);
    gold.iter()
        .zip(found)
        .map(|(gold, found)| {
            let found = found?;
            Ok(coref::of_extraction(gold, &found.extraction, &found.graphs))
        })
        .collect()
}

fn gap_facts(args: &Args, rows: &[gap::Row]) -> anyhow::Result<Vec<Facts>> {
    if let Some(path) = &args.pred {
        let each = rows.iter().map(|row| (row.id.as_str(), row.text.as_str()));
        return Ok(predictions::of_file(&text_of(path)?, path, each)?);
    }
    let documents: Vec<_> = rows.iter().map(|row| Ok(document(&row.id, &row.text))).collect();
    let found = pipeline(args)?.stream(documents.into_iter());
    found.map(|facts| Ok(facts?)).collect()
}

fn pipeline(args: &Args) -> anyhow::Result<Pipeline> {
    args.model.pipeline(args.rules.load()?)
}

fn document(id: &str, text: &str) -> read::Document {
    read::Document {
        id: id.into(),
        text: text.into(),
        ..read::Document::default()
    }
}

fn write_texts(corpus: &Corpus) -> anyhow::Result<Outcome> {
    let texts: Vec<(&str, &str)> = match corpus {
        Corpus::Chains(gold) => gold.iter().map(|one| (one.id(), one.text())).collect(),
        Corpus::Gap(rows) => rows
            .iter()
            .map(|row| (row.id.as_str(), row.text.as_str()))
            .collect(),
    };
    let mut output = Output::open(None)?;
    for (id, text) in texts {
        writeln!(output, "{}", json!({"id": id, "text": text}))?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn write_losses(losses: &[coref::Loss]) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    for loss in losses {
        writeln!(output, "{loss}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn write_report(report: &(impl Serialize + std::fmt::Display), json: bool) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    if json {
        writeln!(output, "{}", serde_json::to_string_pretty(report)?)?;
    } else {
        write!(output, "{report}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}
