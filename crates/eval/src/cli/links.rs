//! `eval places` and `eval links`: where places are, and who or what entities are in the world.

use std::{io::Write, path::PathBuf};

use serde_json::json;
use triplewire::Pipeline;
use triplewire::program::{ModelArgs, Outcome, Output, RulesArgs, text_of};
use triplewire_eval::{Report, links, places, predictions};
use triplewire_facts::Facts;
use triplewire_lexicon::Lexicon;
use triplewire_nlp::read;

#[derive(clap::Args)]
pub struct PlacesArgs {
    /// XML of LGL or GeoWebNews
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub struct LinksArgs {
    /// Links of AIDA, tab-separated
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// The words that they are of, in the columns of CoNLL-2003
    #[arg(value_name = "WORDS")]
    words: PathBuf,
    /// How the names of the documents end that the words are of
    #[arg(long, default_value = "testa")]
    part: String,
    /// When the documents were written
    #[arg(long, value_name = "DATE", default_value = "1996-08-30")]
    published: String,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    /// Output of `triplewire extract` for the same texts (see --texts); without it the model itself is scored
    #[arg(long, value_name = "FILE")]
    pred: Option<PathBuf>,
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

pub fn places(args: PlacesArgs) -> anyhow::Result<Outcome> {
    let gold = places::read(&text_of(&args.gold)?, &args.gold)?;
    let texts: Vec<(&str, &str)> = gold
        .iter()
        .map(|one| (one.id.as_str(), one.text.as_str()))
        .collect();
    let Some(facts) = args.common.facts(&texts, None)? else {
        return Ok(Outcome::Done);
    };
    let documents: Vec<_> = gold.into_iter().zip(facts).collect();
    write(&places::score(&documents, &Lexicon::builtin()?), args.common.json)
}

pub fn links(args: LinksArgs) -> anyhow::Result<Outcome> {
    let gold = links::read(
        &text_of(&args.gold)?,
        &text_of(&args.words)?,
        &args.part,
        &args.gold,
    )?;
    let texts: Vec<(&str, &str)> = gold
        .iter()
        .map(|one| (one.id.as_str(), one.text.as_str()))
        .collect();
    let Some(facts) = args.common.facts(&texts, Some(&args.published))? else {
        return Ok(Outcome::Done);
    };
    let documents: Vec<_> = gold.into_iter().zip(facts).collect();
    write(&links::score(&documents, &Lexicon::builtin()?), args.common.json)
}

impl Common {
    /// What was extracted from each text; `None` where the texts themselves were asked for.
    fn facts(&self, texts: &[(&str, &str)], published: Option<&str>) -> anyhow::Result<Option<Vec<Facts>>> {
        if self.texts {
            let mut output = Output::open(None)?;
            for (id, text) in texts {
                writeln!(
                    output,
                    "{}",
                    json!({"id": id, "text": text, "published": published})
                )?;
            }
            output.finish()?;
            return Ok(None);
        }
        if let Some(path) = &self.pred {
            return Ok(Some(predictions::of_file(
                &text_of(path)?,
                path,
                texts.iter().copied(),
            )?));
        }
        let pipeline: Pipeline = self.model.pipeline(self.rules.load()?)?;
        let documents: Vec<_> = texts
            .iter()
            .map(|(id, text)| {
                Ok(read::Document {
                    id: (*id).into(),
                    text: (*text).into(),
                    published: published.map(String::from),
                    ..read::Document::default()
                })
            })
            .collect();
        let found = pipeline.stream(documents.into_iter()).map(|facts| Ok(facts?));
        found.collect::<anyhow::Result<Vec<Facts>>>().map(Some)
    }
}

fn write(report: &Report, json: bool) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    match json {
        true => writeln!(output, "{}", serde_json::to_string_pretty(report)?)?,
        false => write!(output, "{report}")?,
    }
    output.finish()?;
    Ok(Outcome::Done)
}
