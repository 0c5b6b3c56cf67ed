//! The `triplewire` command: reads the call, runs it, and hands its exit status to the shell.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
