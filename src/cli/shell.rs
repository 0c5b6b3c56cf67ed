//! `completions`, `man`: what shells and readers of manuals want to know of the command line.

use std::{fs, io::Write, path::PathBuf};

use clap_complete::Shell;
use triplewire::{
    Error,
    program::{Outcome, Output},
};

/// Write the completions of a shell
#[derive(clap::Args)]
#[command(after_help = "Where they go:\n  \
    triplewire completions bash > ~/.local/share/bash-completion/completions/triplewire\n  \
    triplewire completions zsh > ~/.zfunc/_triplewire         with ~/.zfunc in $fpath\n  \
    triplewire completions fish > ~/.config/fish/completions/triplewire.fish")]
pub struct CompletionArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = ["bash", "fish", "zsh"])]
    shell: String,
}

/// Write the man pages, one a command
#[derive(clap::Args)]
pub struct ManArgs {
    /// Folder that they are written to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the completions of a shell for a command line.
pub fn completions(args: &CompletionArgs, mut command: clap::Command) -> anyhow::Result<Outcome> {
    let shell = match args.shell.as_str() {
        "fish" => Shell::Fish,
        "zsh" => Shell::Zsh,
        _ => Shell::Bash,
    };
    let mut written = Vec::new();
    clap_complete::generate(shell, &mut command, "triplewire", &mut written);
    let mut output = Output::open(None)?;
    output.write_all(&written)?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// Writes the man pages of a command line: `triplewire.1`, `triplewire-extract.1` and so on.
pub fn man(args: &ManArgs, command: clap::Command) -> anyhow::Result<Outcome> {
    fs::create_dir_all(&args.folder).map_err(|e| Error::io(&args.folder, e))?;
    clap_mangen::generate_to(command, &args.folder).map_err(|e| Error::io(&args.folder, e))?;
    Ok(Outcome::Done)
}
