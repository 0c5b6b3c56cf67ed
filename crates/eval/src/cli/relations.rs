//! `eval relations`: relations of CoNLL04, facts of KnowledgeNet, triggers and arguments of WikiEvents and RAMS.

use std::{io::Write, path::PathBuf};

use serde_json::json;
use triplewire_eval::predictions;
use triplewire_eval::relations::{self, Corpus, Document};
use triplewire_facts::Facts;
use triplewire_nlp::read;

use triplewire::program::{ModelArgs, Outcome, Output, RulesArgs, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// CoNLL04 columns, or JSON lines of KnowledgeNet, WikiEvents or RAMS
    gold: PathBuf,
    /// Output of `triplewire extract` for the same texts (see --texts); without it the model reads them
    pred: Option<PathBuf>,
    /// Instead of scores, write the texts as JSONL for `extract`
    #[arg(long, conflicts_with = "pred")]
    texts: bool,
    /// Score only this fold of KnowledgeNet
    #[arg(long, value_name = "N")]
    fold: Option<u8>,
    /// Print each missing and each spurious relation of CoNLL04 or KnowledgeNet
    #[arg(long, conflicts_with = "texts")]
    losses: bool,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RulesArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let (corpus, mut documents) = relations::read(&text_of(&args.gold)?, &args.gold)?;
    if let Some(fold) = args.fold {
        let path = args.gold.display();
        anyhow::ensure!(
            corpus == Corpus::KnowledgeNet,
            "{path}: only KnowledgeNet has folds"
        );
        documents.retain(|document| document.id.starts_with(&format!("{fold}/")));
        anyhow::ensure!(!documents.is_empty(), "{path}: no line of fold {fold}");
    }
    anyhow::ensure!(
        !args.losses || matches!(corpus, Corpus::Conll04 | Corpus::KnowledgeNet),
        "--losses is for relations, {} has events",
        args.gold.display()
    );
    let mut output = Output::open(None)?;
    if args.texts {
        for document in &documents {
            writeln!(output, "{}", json!({"id": document.id, "text": document.text}))?;
        }
        output.finish()?;
        return Ok(Outcome::Done);
    }
    let rules = args.rules.load()?;
    let facts = match &args.pred {
        Some(path) => {
            let gold = documents.iter().map(|one| (one.id.as_str(), one.text.as_str()));
            predictions::of_file(&text_of(path)?, path, gold)?
        }
        None => extract(&args, &documents)?,
    };
    let pairs: Vec<(Document, Facts)> = documents.into_iter().zip(facts).collect();
    let report = relations::score(&rules, corpus, &pairs);
    let lost = args.losses.then(|| relations::losses(&rules, corpus, &pairs));
    match (lost, args.json) {
        (None, true) => writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?,
        (None, false) => write!(output, "{report}")?,
        (Some(lost), true) => {
            let both = json!({"report": report, "losses": lost});
            writeln!(output, "{}", serde_json::to_string_pretty(&both)?)?;
        }
        (Some(lost), false) => {
            writeln!(output, "{report}")?;
            for loss in &lost {
                writeln!(output, "{loss}")?;
            }
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn extract(args: &Args, documents: &[Document]) -> anyhow::Result<Vec<Facts>> {
    let inputs: Vec<_> = documents
        .iter()
        .map(|document| {
            Ok(read::Document {
                id: document.id.clone(),
                text: document.text.clone(),
                ..read::Document::default()
            })
        })
        .collect();
    let pipeline = args.model.pipeline(args.rules.load()?)?;
    let found = pipeline.stream(inputs.into_iter());
    found.map(|facts| Ok(facts?)).collect()
}
