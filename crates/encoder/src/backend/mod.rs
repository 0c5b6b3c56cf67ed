//! What computes hidden states: [`native`], in plain Rust, or with the feature `torch` libtorch.

pub mod native;
#[cfg(feature = "torch")]
pub mod torch;

use std::{path::Path, sync::Arc};

#[cfg(not(feature = "torch"))]
use crate::folder::wrong;
use crate::{
    Error, Result, compute::Precision, config::Config, foreign::Settings, form::Form, weights::Tensors,
    window::Window,
};
use native::{Bert, Native};

/// Where a model computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Processor {
    /// The CPU.
    #[default]
    Cpu,
    /// The first GPU of NVIDIA's that libtorch sees, with the torch backend. Windows run in padded batches there, so that
    /// the last digits of a score may depend on the company; no machine of the project has such a GPU, and no test runs
    /// on one.
    Cuda,
}

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BackendKind {
    /// Plain Rust: on the CPU, BERT and DistilBERT.
    #[default]
    Native,
    /// libtorch: needs the feature `torch`.
    Torch,
}

/// A network that one thread runs; those of several threads share their weights.
pub trait Backend: Send {
    /// Hidden states of all wordpieces of the windows, one window after the other: rows of the network's width. What
    /// comes out of a window does not depend on the others.
    ///
    /// # Errors
    /// [`crate::Error::Encoder`] when libtorch cannot do it; the native backend always can.
    fn run(&mut self, windows: &[&Window], states: &mut Vec<f32>) -> Result<()>;
}

/// Backends for so many threads that run one of our own models.
///
/// # Errors
/// [`crate::Error::Usage`] for what this processor or this build cannot do, [`crate::Error::Model`] when a tensor is
/// missing or has another shape.
pub fn own(
    config: &Config,
    tensors: &dyn Tensors,
    form: Form,
    kind: BackendKind,
    processor: Processor,
    threads: usize,
) -> Result<Vec<Box<dyn Backend>>> {
    check(form)?;
    match kind {
        BackendKind::Native => {
            check_native(form, processor)?;
            Ok(native(Bert::new(config, tensors, form)?, threads))
        }
        #[cfg(feature = "torch")]
        BackendKind::Torch => torch::own(config, tensors, processor, form.precision, threads),
        #[cfg(not(feature = "torch"))]
        BackendKind::Torch => Err(without_torch()),
    }
}

/// Backends for so many threads that run an imported checkpoint: the native one where it can, else libtorch.
///
/// # Errors
/// [`crate::Error::Usage`] for what this processor or this build cannot do, [`crate::Error::Model`] when nothing in this
/// build can run it, or a tensor is missing or has another shape.
pub fn imported(
    folder: &Path,
    settings: &Settings,
    tensors: &dyn Tensors,
    form: Form,
    kind: BackendKind,
    threads: usize,
) -> Result<Vec<Box<dyn Backend>>> {
    check(form)?;
    match (kind, settings.native()) {
        (BackendKind::Native, Ok(config)) => {
            check_native(form, Processor::Cpu)?;
            Ok(native(Bert::new(&config, tensors, form)?, threads))
        }
        #[cfg(feature = "torch")]
        _ => torch::imported(folder, settings, tensors, threads),
        #[cfg(not(feature = "torch"))]
        (BackendKind::Native, Err(unknown)) => {
            let what = format!("config.json: {unknown} runs on libtorch only; build with `make build-torch`");
            Err(wrong(folder, what))
        }
        #[cfg(not(feature = "torch"))]
        (BackendKind::Torch, _) => Err(without_torch()),
    }
}

/// Whether the processor has the instructions: the heads run with them, whichever backend makes the hidden states.
fn check(form: Form) -> Result<()> {
    match form.instructions.available() {
        true => Ok(()),
        false => Err(Error::Usage(format!(
            "this processor has no instructions {}",
            form.instructions
        ))),
    }
}

/// Whether the native backend can compute so.
fn check_native(form: Form, processor: Processor) -> Result<()> {
    let wrong = |what: &str| Err(Error::Usage(what.into()));
    match (processor, form.precision) {
        (Processor::Cuda, _) => wrong("cuda runs on the torch backend only"),
        (_, Precision::Fp16) => wrong("fp16 runs on cuda only: take int8 or fp32"),
        _ => Ok(()),
    }
}

fn native(bert: Bert, threads: usize) -> Vec<Box<dyn Backend>> {
    let bert = Arc::new(bert);
    let backend = |_| -> Box<dyn Backend> { Box::new(Native::new(Arc::clone(&bert))) };
    (0..threads).map(backend).collect()
}

#[cfg(not(feature = "torch"))]
fn without_torch() -> Error {
    Error::Usage("this program was built without libtorch; build with `make build-torch`".into())
}
