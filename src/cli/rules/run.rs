//! `rules test` and `rules explain`, which run the model.

use std::{io::Write, path::PathBuf};

use triplewire::{
    Document,
    program::{ModelArgs, Outcome, Output, RulesArgs},
};
use triplewire_nlp::rules::{self, ExampleOf, check_example};

/// Run every rule's examples and counterexamples; exit status 1 when any fails
#[derive(clap::Args)]
pub struct TestArgs {
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// Explain step by step why a rule did or did not fire on a text
#[derive(clap::Args)]
pub struct ExplainArgs {
    /// Name of a frame or relation, as `rules list` writes it
    rule: String,
    /// The text, such as one sentence
    text: String,
    /// Also write a page for the browser that draws the parse and what was found
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// Extracts from each example's sentence as from an article of its own.
pub fn test(args: TestArgs) -> anyhow::Result<Outcome> {
    let model = args.model.start();
    let rules = args.rules.load()?;
    let cases = rules.examples.clone();
    let document = |case: &ExampleOf| {
        Ok(Document {
            id: case.place.clone(),
            text: case.example.text.clone(),
            ..Document::default()
        })
    };
    let documents: Vec<_> = cases.iter().map(document).collect();
    let pipeline = model.pipeline(rules)?;
    let mut output = Output::open(None)?;
    let mut failed = 0;
    for (case, facts) in cases.iter().zip(pipeline.stream(documents.into_iter())) {
        if let Err(what) = check_example(case, &facts?) {
            failed += 1;
            writeln!(
                output,
                "FAILED {} {}: {:?}\n       {what}",
                case.place, case.rule, case.example.text
            )?;
        }
    }
    writeln!(
        output,
        "{} examples, {} passed, {failed} failed",
        cases.len(),
        cases.len() - failed
    )?;
    output.finish()?;
    Ok(if failed == 0 {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

pub fn explain(args: ExplainArgs) -> anyhow::Result<Outcome> {
    let model = args.model.start();
    let rules = args.rules.load()?;
    let rule = args.rule.as_str();
    anyhow::ensure!(
        rules.names().any(|name| name == rule),
        "no rule {rule:?}: triplewire rules list names them all"
    );
    let pipeline = model.pipeline(rules)?;
    let said = pipeline.explain(rule, &args.text)?.unwrap_or_default();
    let mut output = Output::open(None)?;
    for (number, one) in said.iter().enumerate() {
        let blank = if number > 0 { "\n" } else { "" };
        writeln!(output, "{blank}{}\n{}", one.sentence, one.steps.trim_end())?;
    }
    output.finish()?;
    if let Some(file) = &args.html {
        let mut page = Output::open(Some(file))?;
        write!(page, "{}", rules::page(rule, &said))?;
        page.finish()?;
    }
    Ok(Outcome::Done)
}
