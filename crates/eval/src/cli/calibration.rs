//! `eval calibration`: whether the scores of entities are probabilities.

use std::{
    io::Write,
    path::{Path, PathBuf},
};
use triplewire_facts::annotation::Labels;

use serde_json::json;
use triplewire::Pipeline;
use triplewire_encoder::Platt;
use triplewire_eval::{
    calibration::{Judged, Reliability, cross_fitted, fit, judge},
    chunk::{Chunk, chunks},
    diagram,
};
use triplewire_facts::annotation::Encoded;
use triplewire_nlp::text::columns::conll::Conll;

use super::{Set, tagged};
use triplewire::program::{ModelArgs, Output, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// Column files: token first, BIO tag last
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Classes to compare: all nine, or mapped to the four of CoNLL-2003 [default: conll if a file has only those]
    #[arg(long, value_name = "SET", value_enum)]
    labels: Option<Set>,
    /// Fit a calibration map on the files, each with the same weight, and print it for labels.json: "calibration": {"ner": [a, b]}
    #[arg(long)]
    fit: bool,
    /// Fit a calibration map on one half of the documents and measure it on the other, and the other way round
    #[arg(long)]
    fold: bool,
    /// Write a reliability diagram to this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let pipeline = super::pipeline(&args.model)?;
    let judged: Vec<Vec<Judged>> = args
        .gold
        .iter()
        .map(|path| judged(args, &pipeline, path))
        .collect::<anyhow::Result<_>>()?;
    let measured = if args.fold {
        cross_fitted(&judged)
    } else {
        judged.clone()
    };
    let names = args.gold.iter().map(|path| name(path));
    let mut sets: Vec<Reliability> = names
        .zip(&measured)
        .map(|(name, judged)| Reliability::of(&name, judged))
        .collect();
    if sets.len() > 1 {
        sets.push(Reliability::of("all files", &measured.concat()));
    }
    let map = args
        .fit
        .then(|| pipeline.model().calibration().then(fit(&judged)));
    if let Some(path) = &args.svg {
        let mut file = Output::open(Some(path))?;
        write!(file, "{}", diagram::svg(&sets))?;
        file.finish()?;
    }
    print(args, &sets, map)
}

fn print(args: &Args, sets: &[Reliability], map: Option<Platt>) -> anyhow::Result<()> {
    let mut output = Output::open(None)?;
    let rounded = |map: Platt| [map.a, map.b].map(|value| (value * 1e4).round() / 1e4);
    if args.json {
        let mut object = json!({ "task": "calibration", "held_out": args.fold, "sets": sets });
        if let Some(map) = map {
            object["fit"] = json!(rounded(map));
        }
        writeln!(output, "{}", serde_json::to_string_pretty(&object)?)?;
    } else {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        write!(output, "{}", sets.join("\n"))?;
        if let Some(map) = map {
            writeln!(output, "\n\"calibration\": {{\"ner\": {:?}}}", rounded(map))?;
        }
    }
    output.finish()
}

/// Tags a file's tokens and judges what was found.
fn judged(args: &Args, pipeline: &Pipeline, path: &Path) -> anyhow::Result<Vec<Judged>> {
    let file = Conll::parse(&text_of(path)?, path)?;
    let gold = tagged(&file, path)?;
    let labels = Set::or_of(args.labels, &gold);
    let encoded = pipeline.encode(&file.documents)?;
    let numbered = file.documents.iter().enumerate();
    let odd = numbered.flat_map(|(number, one)| one.sentences.iter().map(move |_| number % 2 == 1));
    let mut judged = Vec::new();
    for ((gold, encoded), odd) in gold.iter().zip(&encoded).zip(odd) {
        judged.extend(judge(gold, &scored(encoded), labels, odd));
    }
    Ok(judged)
}

/// File and folder, as corpora's files are often all called `dev`.
fn name(path: &Path) -> String {
    let parts: Vec<_> = path.components().rev().take(2).collect();
    let parts: PathBuf = parts.into_iter().rev().collect();
    parts.display().to_string()
}

/// A sentence's chunks with their scores.
fn scored(encoded: &Encoded) -> Vec<(Chunk, f64)> {
    let tags: Vec<String> = encoded.tags.iter().map(ToString::to_string).collect();
    let found = chunks(tags.iter().map(String::as_str)).unwrap_or_default();
    found
        .into_iter()
        .map(|chunk| {
            let score = encoded.tag_scores.get(chunk.start).copied().unwrap_or(0.0);
            (chunk, f64::from(score))
        })
        .collect()
}

impl Set {
    /// What was asked for, or else what the gold file's classes are of.
    pub fn or_of(asked: Option<Self>, gold: &[Vec<Chunk>]) -> Labels {
        match asked {
            Some(Self::Nine) => Labels::Nine,
            Some(Self::Conll) => Labels::Conll,
            None => Labels::of(gold.iter().flatten().map(|chunk| chunk.class.as_str())),
        }
    }
}
