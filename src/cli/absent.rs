//! Commands that this build lacks: they say how to get them.

use std::ffi::OsString;

use triplewire::{Error, program::Outcome};

/// Whatever was said to a command that is not there.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Args {
    #[arg(hide = true, allow_hyphen_values = true, trailing_var_arg = true)]
    rest: Vec<OsString>,
}

/// Answers with one line.
///
/// # Errors
/// [`Error::Usage`] that names the feature.
pub fn run(_: Args, command: &str, feature: &str) -> anyhow::Result<Outcome> {
    let what = format!(
        "this program was built without `{command}`: build the whole one with `make build`, or with cargo and \
         `--features {feature}`"
    );
    Err(Error::Usage(what).into())
}
