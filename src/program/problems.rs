//! What went wrong, one line each on standard error.

use std::io::Write;

use indicatif::ProgressBar;
use triplewire_facts::Facts;

use super::Outcome;

/// Writes `triplewire: what`, on one line whatever the message holds.
pub fn complain(error: &anyhow::Error) {
    // The library's errors name their cause themselves.
    tell(&match error.downcast_ref::<crate::Error>() {
        Some(error) => error.to_string(),
        None => format!("{error:#}"),
    });
}

fn tell(text: &str) {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "triplewire: {line}");
}

/// Problems that are written out; a file full of them is not what it should be anyway.
const SHOWN: usize = 100;

/// Reports what is wrong with parts of the input and counts it.
#[derive(Debug, Default)]
pub struct Problems {
    found: usize,
}

impl Problems {
    /// Writes the line above the progress bar.
    pub fn report(&mut self, error: crate::Error, progress: &ProgressBar) {
        self.found += 1;
        if self.found <= SHOWN {
            progress.suspend(|| complain(&error.into()));
        }
    }

    /// How the command ended; says how much was not written out.
    pub fn outcome(&self) -> Outcome {
        if self.found > SHOWN {
            complain(&anyhow::anyhow!(
                "{} more problems like these",
                self.found - SHOWN
            ));
        }
        if self.found > 0 {
            Outcome::Wrong
        } else {
            Outcome::Done
        }
    }
}

/// Tells what a reader of the output has to know, each thing once; no failure.
#[derive(Debug, Default)]
pub struct Warnings {
    told: Vec<String>,
}

impl Warnings {
    /// Writes the document's warnings that no document before it had.
    pub fn tell(&mut self, facts: &Facts, progress: &ProgressBar) {
        for warning in &facts.warnings {
            if !self.told.contains(warning) {
                progress.suspend(|| tell(&format!("{}: {warning}", facts.id)));
                self.told.push(warning.clone());
            }
        }
    }
}
