//! `eval muc`: role fillers of MUC-4 templates against the answer keys.

use std::{collections::HashMap, io::Write, path::PathBuf};

use anyhow::Context;
use serde_json::json;
use triplewire_eval::muc::{self, Evidence, Fillers, Key, Loss, Role, Texts};
use triplewire_facts::{Facts, annotation::Document};
use triplewire_nlp::rules::RuleSet;

use triplewire::program::{ModelArgs, Outcome, Output, ProfileArgs, RulesArgs, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// Answer keys: processed JSON lines (docid, doctext, extracts), or an original key file with --text
    gold: PathBuf,
    /// Output of `triplewire extract` for the same documents; without it the model reads the texts
    pred: Option<PathBuf>,
    /// Original texts of the documents, instead of those in GOLD
    #[arg(long, value_name = "FILE", num_args = 1..)]
    text: Vec<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    /// Print the cause of each missing and each spurious filler
    #[arg(long)]
    losses: bool,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut texts = Texts::new();
    for path in &args.text {
        muc::read_texts(&text_of(path)?, path, &mut texts)?;
    }
    let keys = muc::read_keys(&text_of(&args.gold)?, &args.gold, &texts)?;
    let rules = args.rules.load()?;
    let documents: Vec<Document> = keys.iter().map(|key| document(key, &texts)).collect();
    let facts = match &args.pred {
        Some(path) => {
            let mut found = triplewire_eval::predictions::read(&text_of(path)?, path)?;
            let each = keys.iter().map(|key| {
                let facts = found.remove(&key.id);
                facts.with_context(|| format!("{}: no line of document {}", path.display(), key.id))
            });
            each.collect::<anyhow::Result<Vec<Facts>>>()?
        }
        None => extract(
            &args,
            args.profile.select(args.rules.load()?, Some("muc"))?,
            documents.clone(),
        )?,
    };
    let filled: Vec<Fillers> = facts
        .iter()
        .map(|facts| muc::fill(&rules.ontology, facts))
        .collect();
    let pairs: Vec<(Fillers, Fillers)> = keys
        .iter()
        .map(|key| key.fillers.clone())
        .zip(filled.iter().cloned())
        .collect();
    let report = muc::score(&pairs);

    let mut output = Output::open(None)?;
    if !args.losses {
        if args.json {
            writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?;
        } else {
            write!(output, "{report}")?;
        }
        output.finish()?;
        return Ok(Outcome::Done);
    }
    let lost: Vec<(String, Loss)> = documents
        .iter()
        .zip(&facts)
        .zip(&pairs)
        .flat_map(|((document, facts), (gold, predicted))| {
            let evidence = Evidence {
                ontology: &rules.ontology,
                text: &document.text,
                facts,
            };
            let found = muc::losses(&evidence, gold, predicted);
            found.into_iter().map(|loss| (document.id.clone(), loss))
        })
        .collect();
    if args.json {
        let items = lost.iter().map(|(id, loss)| {
            json!({"doc": id, "role": loss.role.as_str(), "missed": loss.missed, "text": loss.text, "cause": loss.cause})
        });
        let both = json!({"report": report, "losses": items.collect::<Vec<_>>()});
        writeln!(output, "{}", serde_json::to_string_pretty(&both)?)?;
    } else {
        write!(output, "{report}\n{}", table(&lost))?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// The text that the model reads: the original one where it was given.
fn document(key: &Key, texts: &Texts) -> Document {
    texts.get(&key.id).cloned().unwrap_or_else(|| Document {
        id: key.id.clone(),
        text: key.text.clone().unwrap_or_default(),
        ..Document::default()
    })
}

fn extract(args: &Args, rules: RuleSet, documents: Vec<Document>) -> anyhow::Result<Vec<Facts>> {
    let pipeline = args.model.pipeline(rules)?;
    let found = pipeline.stream(documents.into_iter().map(Ok));
    found.map(|facts| Ok(facts?)).collect()
}

/// Counts by cause, then each loss on a line.
fn table(lost: &[(String, Loss)]) -> String {
    let losses: Vec<Loss> = lost.iter().map(|(_, loss)| loss.clone()).collect();
    let kind = |missed: bool| if missed { "missed" } else { "spurious" };
    let mut lines = format!("{:8}  {:22}", "", "cause");
    Role::ALL
        .iter()
        .for_each(|role| lines += &format!("{:>9}", role.as_str()));
    lines += "      all\n";
    let mut sums: HashMap<bool, [usize; 5]> = HashMap::new();
    for (missed, cause, counts) in muc::outcome(&losses) {
        lines += &row(kind(missed), cause, &counts);
        let sum = sums.entry(missed).or_default();
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    for missed in [true, false] {
        lines += &row(kind(missed), "all", &sums.remove(&missed).unwrap_or_default());
    }
    for (id, loss) in lost {
        let (kind, role) = (kind(loss.missed), loss.role.as_str());
        lines += &format!("{id}\t{kind}\t{role}\t{}\t{}\n", loss.cause, loss.text);
    }
    lines
}

fn row(kind: &str, cause: &str, counts: &[usize; 5]) -> String {
    let cells: Vec<String> = counts.iter().map(|count| format!("{count:>9}")).collect();
    format!(
        "{kind:8}  {cause:22}{}{:>9}\n",
        cells.concat(),
        counts.iter().sum::<usize>()
    )
}
