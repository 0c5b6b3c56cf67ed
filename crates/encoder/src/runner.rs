//! The one or the other network behind a model: the project's own, or an imported tagger.

use super::{
    cut::{self, Thresholds},
    foreign,
    network::{Network, Said},
    window::Window,
};
use crate::{Error, Result};

/// Windows that are padded to the same length where windows are run in batches.
const PADDED: usize = 32;

/// Runs windows.
pub enum Runner {
    Own(Network),
    Imported(foreign::Network),
}

impl Runner {
    /// What the heads say about the words of each window. An imported tagger has one head, and leaves sentences as they
    /// are.
    pub fn run(&self, windows: &[&Window], thresholds: Option<Thresholds>) -> Vec<Result<Said>> {
        tch::no_grad(|| match self {
            Runner::Own(network) if network.wants_batches() => batches(network, windows, thresholds),
            Runner::Own(network) => windows
                .iter()
                .map(|window| network.run(window, thresholds))
                .collect(),
            Runner::Imported(network) => windows.iter().map(|window| tagged(network, window)).collect(),
        })
    }
}

fn tagged(network: &foreign::Network, window: &Window) -> Result<Said> {
    Ok(Said {
        runs: cut::given(&window.parts),
        ner: network.run(window)?,
        ..Said::default()
    })
}

/// Windows of about the same length together, so that little of a batch is padding.
fn batches(network: &Network, windows: &[&Window], thresholds: Option<Thresholds>) -> Vec<Result<Said>> {
    let mut order: Vec<usize> = (0..windows.len()).collect();
    order.sort_by_key(|&at| windows[at].ids.len());
    let mut found: Vec<Result<Said>> = windows.iter().map(|_| Ok(Said::default())).collect();
    for batch in order.chunks(PADDED) {
        let these: Vec<&Window> = batch.iter().map(|&at| windows[at]).collect();
        match network.run_padded(&these, thresholds) {
            Ok(said) => batch
                .iter()
                .zip(said)
                .for_each(|(&at, said)| found[at] = Ok(said)),
            Err(error) => {
                let what = error.to_string();
                batch
                    .iter()
                    .for_each(|&at| found[at] = Err(Error::Torch(what.clone())));
            }
        }
    }
    found
}
