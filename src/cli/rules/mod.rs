//! `rules`: lists the rules, tests them on their own examples, or explains why one did or did not fire.

mod run;

use std::io::Write;

use clap::Subcommand;
use triplewire::program::{Outcome, Output, RulesArgs};
use triplewire_nlp::rules::RuleSet;

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
    /// Write one line per rule: its name, a tab, and its type
    List {
        #[command(flatten)]
        rules: RulesArgs,
    },
    Test(run::TestArgs),
    Explain(run::ExplainArgs),
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::List { rules } => list(&rules.load()?),
        Command::Test(args) => run::test(args),
        Command::Explain(args) => run::explain(args),
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
