//! The `triplewire` command: reads the call, runs it, and hands its exit status to the shell.

mod cli;

use std::io::Write;

fn main() {
    let status = cli::run();
    // What cannot be written any more was reported where it was written.
    let _ = std::io::stdout().flush();
    triplewire::program::end(status)
}
