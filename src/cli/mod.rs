//! The commands: one file each. In: the words of the call. Out: what was asked for on standard output, one line a
//! problem on standard error, and the exit status.

mod annotate;
mod calibration;
mod coref;
mod eval;
mod extract;
mod folder;
mod graph;
mod import;
mod input;
mod merge;
mod model;
mod muc;
mod output;
mod parse;
mod problems;
mod progress;
mod published;
mod relations;
mod rules;
mod sink;
mod tag;
mod times;

use clap::{Parser, Subcommand, error::ErrorKind};

use output::is_closed_pipe;
use problems::complain;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// A check found failures.
    Failed,
    /// Some of the input was wrong and was reported; the rest was done.
    Wrong,
}

#[derive(Parser)]
#[command(
    name = "triplewire",
    version,
    about = "From the news wire to triples: entities, events and relations out of English news",
    long_about = "From the news wire to triples.\n\n\
        A transformer reads English news and finds people, places and organisations; rules over the grammar of each \
        sentence link them into events (who killed whom, where and when) and relations (who holds which office).",
    after_help = "Examples:\n  \
        triplewire extract article.txt                  a table of what the article says\n  \
        triplewire extract *.txt --to triples           one line an event, for a spreadsheet\n  \
        triplewire extract news.jsonl -o facts.jsonl    one JSON object an article\n  \
        triplewire graph add news.jsonl                 keep the facts in a graph, then ask it\n  \
        triplewire help extract                         all about one command\n\n\
        Exit status: 0 done, 1 a check found failures, 2 the call or the input is wrong.",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Extract(extract::Args),
    Graph(graph::Args),
    Tag(tag::Args),
    Parse(parse::Args),
    Times(times::Args),
    Eval(eval::Args),
    Model(model::InfoArgs),
    Rules(rules::Args),
}

/// Reads the call, runs the command and says how it went: the exit status.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let outcome = match cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Graph(args) => graph::run(args),
        Command::Tag(args) => tag::run(args),
        Command::Parse(args) => parse::run(args),
        Command::Times(args) => times::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Model(args) => model::run(args),
        Command::Rules(args) => rules::run(args),
    };
    match outcome {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Failed) => 1,
        Ok(Outcome::Wrong) => 2,
        // Whoever read the output has seen enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => 0,
        Err(error) => {
            complain(&error);
            2
        }
    }
}

/// Answers a call that asks for help or makes no sense; the latter in one line.
fn refuse(error: &clap::Error) -> u8 {
    let wanted = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if wanted {
        // Help that nobody reads to the end is no failure.
        let _ = error.print();
        return if error.use_stderr() { 2 } else { 0 };
    }
    let text = error.to_string();
    let what = text.strip_prefix("error: ").unwrap_or(&text);
    let what: Vec<&str> = what
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    complain(&anyhow::anyhow!("{} (see triplewire --help)", what.join(" ")));
    2
}
