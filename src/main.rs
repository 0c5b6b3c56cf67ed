//! The `triplewire` command: reads the call, runs it, and hands its exit status to the shell.

mod cli;

use std::io::Write;

fn main() {
    let status = cli::run();
    // What cannot be written any more was reported where it was written.
    let _ = std::io::stdout().flush();
    end(status)
}

/// Ends the process without the destructors of libtorch, which take their time to give back to the system what it takes anyway:
/// a fifth of a short call. All that is ours was closed before.
#[cfg(unix)]
fn end(status: u8) -> ! {
    // SAFETY: nothing of this process is used any more.
    unsafe { libc::_exit(status.into()) }
}

#[cfg(not(unix))]
fn end(status: u8) -> ! {
    std::process::exit(status.into())
}
