//! What went wrong, one line each on standard error.

use std::io::Write;

use indicatif::ProgressBar;

use super::Outcome;

/// Writes `triplewire: what`, on one line whatever the message holds.
pub fn complain(error: &anyhow::Error) {
    // The library's errors name their cause themselves.
    let text = match error.downcast_ref::<triplewire::Error>() {
        Some(error) => error.to_string(),
        None => format!("{error:#}"),
    };
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "triplewire: {line}");
}

/// Reports what is wrong with parts of the input and remembers that something was.
#[derive(Debug, Default)]
pub struct Problems {
    found: bool,
}

impl Problems {
    /// Writes the line above the progress bar.
    pub fn report(&mut self, error: triplewire::Error, progress: &ProgressBar) {
        self.found = true;
        progress.suspend(|| complain(&error.into()));
    }

    pub fn outcome(&self) -> Outcome {
        if self.found { Outcome::Wrong } else { Outcome::Done }
    }
}
