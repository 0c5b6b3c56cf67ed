//! What the programs of the project share: options, input and output, progress, problems, the exit status.
//!
//! For the programs `triplewire` and `triplewire-eval` alone; no part of the library's interface.

mod folder;
mod input;
mod model;
mod output;
mod problems;
mod progress;
mod published;
mod rules;

use clap::error::ErrorKind;

pub use folder::FolderOutput;
pub use input::{From, text_of};
pub use output::{Output, is_closed_pipe};
pub use problems::{Problems, Warnings, complain};
pub use progress::bar;
pub use rules::RulesArgs;
pub use {model::ModelArgs, published::PublishedArgs, rules::ProfileArgs};

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// A check found failures.
    Failed,
    /// Some of the input was wrong and was reported; the rest was done.
    Wrong,
}

/// The exit status of a command: 0 done, 1 a check found failures, 2 the call or the input is wrong.
pub fn status(outcome: anyhow::Result<Outcome>) -> u8 {
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
pub fn refuse(program: &str, error: &clap::Error) -> u8 {
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
    complain(&anyhow::anyhow!("{} (see {program} --help)", what.join(" ")));
    2
}

/// Ends the process without destructors of libraries, which take their time to give back to the system what it takes anyway.
/// All that is ours was closed before.
#[cfg(unix)]
pub fn end(status: u8) -> ! {
    // SAFETY: nothing of this process is used any more.
    unsafe { libc::_exit(status.into()) }
}

#[cfg(not(unix))]
pub fn end(status: u8) -> ! {
    std::process::exit(status.into())
}
