//! `rules`: the rules, whether they do what their own examples say, and why one did or did not fire.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use triplewire::{
    Pipeline,
    eval::examples,
    read::Document,
    rules::{self, ExampleOf, RuleSet},
};

use super::{Outcome, model::ModelArgs, output::Output};

/// The option of all commands that run the rules.
#[derive(clap::Args)]
pub struct RulesArgs {
    /// Folder of rule files that add to the built-in ones, or replace those of their names
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Take the rules of --rules alone, none of the built-in ones
    #[arg(long, requires = "rules")]
    rules_only: bool,
}

impl RulesArgs {
    pub fn load(&self) -> anyhow::Result<RuleSet> {
        Ok(match &self.rules {
            Some(folder) if self.rules_only => RuleSet::read_alone(folder)?,
            Some(folder) => RuleSet::read(folder)?,
            None => RuleSet::builtin()?,
        })
    }
}

/// What of the events is wanted, for commands that look for events.
#[derive(clap::Args)]
pub struct ProfileArgs {
    /// Keep only the events that count for a profile of the rules, such as muc; none for all
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl ProfileArgs {
    /// The rules with the profile on top; `usual` where none was asked for.
    pub fn select(&self, rules: RuleSet, usual: Option<&str>) -> anyhow::Result<RuleSet> {
        match self.profile.as_deref().or(usual) {
            Some("none") | None => Ok(rules),
            Some(name) => Ok(rules.with_profile(name)?),
        }
    }
}

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
    let pipeline = Pipeline::new(model.load()?, rules, model.batch_size());
    let mut output = Output::open(None)?;
    let mut failed = 0;
    for (case, extraction) in cases.iter().zip(pipeline.stream(documents.into_iter())) {
        if let Err(what) = examples::check(case, &extraction?) {
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
    let pipeline = Pipeline::new(model.load()?, rules, model.batch_size());
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
