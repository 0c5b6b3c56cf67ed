//! The commands, one file each. In: the command line. Out: results on standard output, one line for each problem on standard
//! error, and the exit status.

#[cfg(not(all(feature = "store", feature = "import")))]
mod absent;
mod convert;
mod extract;
#[cfg(feature = "store")]
mod graph;
#[cfg(feature = "import")]
mod import;
mod model;
mod parse;
mod rules;
mod schema;
mod shell;
mod sink;
mod tag;
mod times;

use std::{env, ffi::OsString, process};

use clap::{CommandFactory, Parser, Subcommand};
use triplewire::program;

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
        triplewire graph add news.jsonl                 keep the facts in a graph, then query it\n  \
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
    Convert(convert::Args),
    #[cfg(feature = "store")]
    Graph(graph::Args),
    /// Keep facts in a graph on disk and query it (not in this build)
    #[cfg(not(feature = "store"))]
    Graph(absent::Args),
    Tag(tag::Args),
    Parse(parse::Args),
    Times(times::Args),
    /// Score against gold files, with the program triplewire-eval (see triplewire-eval --help)
    #[command(disable_help_flag = true)]
    Eval {
        /// Arguments of triplewire-eval
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARG")]
        args: Vec<OsString>,
    },
    Model(model::InfoArgs),
    Rules(rules::Args),
    Schema(schema::Args),
    Completions(shell::CompletionArgs),
    #[command(hide = true)]
    Man(shell::ManArgs),
}

/// Reads the call, runs the command and says how it went: the exit status.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return program::refuse("triplewire", &error),
    };
    let outcome = match cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Convert(args) => convert::run(args),
        #[cfg(feature = "store")]
        Command::Graph(args) => graph::run(args),
        #[cfg(not(feature = "store"))]
        Command::Graph(args) => absent::run(args, "graph", "store"),
        Command::Tag(args) => tag::run(args),
        Command::Parse(args) => parse::run(args),
        Command::Times(args) => times::run(args),
        Command::Eval { args } => return eval(&args),
        Command::Model(args) => model::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => shell::completions(&args, Cli::command()),
        Command::Man(args) => shell::man(&args, Cli::command()),
    };
    program::status(outcome)
}

/// Runs `triplewire-eval`, which lies beside this program or on the path, and hands its exit status on.
fn eval(args: &[OsString]) -> u8 {
    let name = format!("triplewire-eval{}", env::consts::EXE_SUFFIX);
    let beside = env::current_exe().map(|program| program.with_file_name(&name));
    let program = beside
        .ok()
        .filter(|path| path.is_file())
        .unwrap_or_else(|| name.into());
    match process::Command::new(&program).args(args).status() {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(2),
        Err(error) => {
            let what = format!(
                "{}: {error}; the scorers are a program of their own",
                program.display()
            );
            program::complain(&anyhow::anyhow!(what));
            2
        }
    }
}
