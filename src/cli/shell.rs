//! `completions`, `man`: what shells and readers of manuals want to know of the command line.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
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
pub fn completions(args: &CompletionArgs, mut command: Command) -> anyhow::Result<Outcome> {
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
pub fn man(args: &ManArgs, command: Command) -> anyhow::Result<Outcome> {
    let error = |source| Error::io(&args.folder, source);
    fs::create_dir_all(&args.folder).map_err(error)?;
    let mut command = command.disable_help_subcommand(true);
    // The whole tree at once, which names a command after those above it.
    command.build();
    pages(&command, &args.folder).map_err(error)?;
    Ok(Outcome::Done)
}

/// The page of a command and those of the commands below it.
fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages(below, folder)?;
    }
    let page = Man::new(command.clone())
        .source(concat!("triplewire ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands");
    let mut text = Vec::new();
    page.render(&mut text)?;
    // Examples stay in the columns that they are written in.
    let text = String::from_utf8_lossy(&text)
        .replace(".SH EXTRA\n", ".SH EXTRA\n.nf\n")
        .replace(".SH VERSION\n", ".fi\n.SH VERSION\n");
    fs::write(folder.join(page.get_filename()), text)
}
