//! `rules`: the rules, whether they do what their own examples say, and why one did or did not fire.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use triplewire_facts::annotation::Document;
use triplewire_nlp::rules::check_example;
use triplewire_nlp::rules::{self, ExampleOf, RuleSet};

use triplewire::program::{ModelArgs, Outcome, Output, RulesArgs};

/// List the rules, test them on their own examples, or explain one
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire rules list                  every rule with its type\n  \
    triplewire rules test                  the built-in rules on their examples\n  \
    triplewire rules test --rules mine     the same with the files of a folder on top\n  \
    triplewire rules test --rules rules --rules-only     a folder alone, such as a copy of the built-in files\n  \
    triplewire rules explain killing 'Rebels killed two men.'")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write one line a rule: its name and its type, with a tab between
    List {
        #[command(flatten)]
        rules: RulesArgs,
    },
    /// Run every rule's examples and counterexamples; exit status 1 when any fails
    Test {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        model: ModelArgs,
    },
    /// Say step by step why a rule did or did not fire on a text
    Explain {
        /// Name of a frame or relation, as `rules list` writes it
        rule: String,
        /// The text, such as one sentence
        text: String,
        /// Write the parse and what was found as a picture too, a page for the browser
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        model: ModelArgs,
    },
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::List { rules } => list(&rules.load()?),
        Command::Test { rules, model } => test(rules.load()?, &model),
        Command::Explain {
            rule,
            text,
            html,
            rules,
            model,
        } => explain(&rule, &text, html.as_deref(), rules.load()?, &model),
    }
}

fn list(rules: &RuleSet) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    for (name, kind) in rules.list() {
        writeln!(output, "{name}\t{kind}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// Extracts from each example's sentence as from an article of its own.
fn test(rules: RuleSet, model: &ModelArgs) -> anyhow::Result<Outcome> {
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

fn explain(
    rule: &str,
    text: &str,
    html: Option<&Path>,
    rules: RuleSet,
    model: &ModelArgs,
) -> anyhow::Result<Outcome> {
    anyhow::ensure!(
        rules.names().any(|name| name == rule),
        "no rule {rule:?}: triplewire rules list names them all"
    );
    let pipeline = model.pipeline(rules)?;
    let said = pipeline.explain(rule, text)?.unwrap_or_default();
    let mut output = Output::open(None)?;
    for (number, one) in said.iter().enumerate() {
        let blank = if number > 0 { "\n" } else { "" };
        writeln!(output, "{blank}{}\n{}", one.sentence, one.steps.trim_end())?;
    }
    output.finish()?;
    if let Some(file) = html {
        let mut page = Output::open(Some(file))?;
        write!(page, "{}", rules::page(rule, &said))?;
        page.finish()?;
    }
    Ok(Outcome::Done)
}
