//! `eval ecbplus`: scores events merged across documents against ECB+.

use std::{io::Write, path::PathBuf};

use anyhow::Context;
use triplewire_eval::ecbplus::Corpus;
use triplewire_facts::lines::FactsFile;
use triplewire_lexicon::{Lexicon, Ontology};

use triplewire::program::{Outcome, Output, text_of};

#[derive(clap::Args)]
pub struct Args {
    /// Folder of the CAT files (`1_10ecb.xml`); ECBplus_coreference_sentences.csv in it says which sentences count
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Output of `triplewire extract --to jsonl` for the articles; without it, the articles are written as JSONL
    #[arg(value_name = "FACTS")]
    facts: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut corpus = Corpus::default();
    let folder = std::fs::read_dir(&args.folder).with_context(|| args.folder.display().to_string())?;
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "xml"))
    {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned());
        let added = corpus.add(&name.unwrap_or_default(), &text_of(file)?);
        added.map_err(anyhow::Error::msg)?;
    }
    let sentences = args.folder.join("ECBplus_coreference_sentences.csv");
    if sentences.exists() {
        corpus.restrict(&text_of(&sentences)?);
    }
    let mut output = Output::open(None)?;
    match &args.facts {
        None => {
            for article in corpus.articles() {
                writeln!(output, "{}", serde_json::to_string(&article)?)?;
            }
        }
        Some(facts) => {
            let facts = FactsFile::open(facts)?.collect::<Result<Vec<_>, _>>()?;
            let report = corpus.score(Ontology::builtin()?, &Lexicon::builtin()?, &facts);
            match args.json {
                true => writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?,
                false => write!(output, "{report}")?,
            }
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}
