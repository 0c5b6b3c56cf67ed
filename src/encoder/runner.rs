//! The one or the other network behind a model: the project's own, or an imported tagger.

use super::{
    cut::{self, Thresholds},
    foreign,
    network::{Network, Said},
    window::Window,
};
use crate::Result;

/// Runs windows.
pub enum Runner {
    Own(Network),
    Imported(foreign::Network),
}

impl Runner {
    /// What the heads say about the words of a window. An imported tagger has one head, and leaves sentences as they are.
    pub fn run(&self, window: &Window, thresholds: Option<Thresholds>) -> Result<Said> {
        match self {
            Runner::Own(network) => network.run(window, thresholds),
            Runner::Imported(network) => Ok(Said {
                runs: cut::given(&window.parts),
                ner: network.run(window)?,
                ..Said::default()
            }),
        }
    }
}
