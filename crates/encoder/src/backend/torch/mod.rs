//! Hidden states out of libtorch, by way of tch and rust-bert: any checkpoint that rust-bert knows, a GPU, and the
//! reference that the native backend is held to.
//!
//! On a CPU every window is a forward pass of its own, without padding; on a GPU windows of about the same length are
//! padded and run together, so that the last digits of a number may depend on the company.

mod bert;
mod checkpoint;
mod deberta;
mod linear;
mod weights;

use std::path::Path;

use tch::{Device, Kind, TchError, Tensor};

use super::{Backend, Processor};
use crate::{
    Error, Result, compute::Precision, config::Config, foreign::Settings, weights::Tensors, window::Window,
};
use bert::Bert;
use linear::Form;
pub(crate) use weights::Weights;

/// Result of a call into libtorch.
type Torch<T> = std::result::Result<T, TchError>;

/// Windows that are padded to the same length where windows are run in batches.
const PADDED: usize = 32;

/// Added to the logarithm of the attention to padding: far below all others, and still a 16-bit float.
const PADDING: f32 = -30_000.0;

/// What libtorch says, without the place in its source and the stack that it adds.
fn broken(error: &TchError) -> Error {
    let said = error.to_string();
    let what = said.split(" Exception raised from").next().unwrap_or(&said);
    Error::Encoder(what.lines().next().unwrap_or(what).to_owned())
}

/// Backends for so many threads that run one of our own models.
///
/// # Errors
/// [`Error::Usage`] for a GPU that is not there and for numbers that the processor does not compute with;
/// [`Error::Model`] when a tensor is missing or has another shape.
pub fn own(
    config: &Config,
    tensors: &dyn Tensors,
    processor: Processor,
    precision: Precision,
    threads: usize,
) -> Result<Vec<Box<dyn Backend>>> {
    tch::set_num_threads(1);
    let form = Form::wanted(processor, precision)?;
    let weights = Weights::new(tensors);
    let backend = |_| -> Result<Box<dyn Backend>> {
        let bert = Bert::new(config, &weights, form)?;
        Ok(Box::new(Own {
            bert,
            device: form.device,
        }))
    };
    (0..threads).map(backend).collect()
}

/// Backends for so many threads that run an imported checkpoint, in floats on the CPU.
///
/// # Errors
/// [`Error::Model`] when the configuration asks for what there is not, or a tensor is missing or has another shape.
pub fn imported(
    folder: &Path,
    settings: &Settings,
    tensors: &dyn Tensors,
    threads: usize,
) -> Result<Vec<Box<dyn Backend>>> {
    tch::set_num_threads(1);
    let weights = Weights::new(tensors);
    let get = |name: &str, shape: &[i64]| weights.get(name, shape);
    let backend = |_| -> Result<Box<dyn Backend>> {
        let network = checkpoint::Network::new(folder, settings, &get)?;
        Ok(Box::new(Imported(network)))
    };
    (0..threads).map(backend).collect()
}

/// One of our own models.
struct Own {
    bert: Bert,
    device: Device,
}

/// Somebody else's.
struct Imported(checkpoint::Network);

impl Backend for Own {
    fn run(&mut self, windows: &[&Window], states: &mut Vec<f32>) -> Result<()> {
        states.clear();
        tch::set_num_threads(1);
        let run = || -> Torch<()> {
            if self.device != Device::Cpu {
                return self.run_padded(windows, states);
            }
            for window in windows {
                let found = self.bert.run(&row(&window.ids)?, &row(&window.shapes)?, None)?;
                append(states, &found)?;
            }
            Ok(())
        };
        tch::no_grad(run).map_err(|e| broken(&e))
    }
}

impl Own {
    /// Windows of about the same length together, so that little of a batch is padding.
    fn run_padded(&self, windows: &[&Window], states: &mut Vec<f32>) -> Torch<()> {
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by_key(|&at| windows[at].ids.len());
        let mut found: Vec<Option<Tensor>> = windows.iter().map(|_| None).collect();
        for batch in order.chunks(PADDED) {
            let these: Vec<&Window> = batch.iter().map(|&at| windows[at]).collect();
            for (&at, states) in batch.iter().zip(self.padded(&these)?) {
                found[at] = Some(states.f_narrow(0, 0, windows[at].ids.len() as i64)?);
            }
        }
        found.iter().flatten().try_for_each(|one| append(states, one))
    }

    /// Runs windows as one batch, the shorter ones padded.
    fn padded(&self, windows: &[&Window]) -> Torch<Vec<Tensor>> {
        let longest = windows.iter().map(|window| window.ids.len()).max().unwrap_or(0);
        let shape = [windows.len() as i64, longest as i64];
        let padded = |rows: Vec<Vec<i64>>| {
            let rows = rows.into_iter().flat_map(|mut row| {
                row.resize(longest, 0);
                row
            });
            Tensor::f_from_slice(&rows.collect::<Vec<i64>>())?
                .f_view(shape)?
                .f_to_device(self.device)
        };
        let mask = |window: &&Window| {
            let own = window.ids.len();
            (0..longest).map(move |at| if at < own { 0.0 } else { PADDING })
        };
        let mask: Vec<f32> = windows.iter().flat_map(mask).collect();
        let mask = Tensor::f_from_slice(&mask)?.f_view([shape[0], 1, 1, shape[1]])?;
        let mask = mask.f_to_device(self.device)?.f_to_kind(self.bert.kind())?;
        let ids = padded(windows.iter().map(|window| numbers(&window.ids)).collect())?;
        let shapes = padded(windows.iter().map(|window| numbers(&window.shapes)).collect())?;
        let states = self.bert.run(&ids, &shapes, Some(&mask))?;
        states.f_to_device(Device::Cpu)?.f_unbind(0)
    }
}

impl Backend for Imported {
    fn run(&mut self, windows: &[&Window], states: &mut Vec<f32>) -> Result<()> {
        states.clear();
        tch::set_num_threads(1);
        let run = || -> Torch<()> {
            for window in windows {
                append(states, &self.0.run(&numbers(&window.ids))?)?;
            }
            Ok(())
        };
        tch::no_grad(run).map_err(|e| broken(&e))
    }
}

fn numbers<T: Copy + Into<i64>>(of: &[T]) -> Vec<i64> {
    of.iter().map(|&number| number.into()).collect()
}

fn row<T: Copy + Into<i64>>(of: &[T]) -> Torch<Tensor> {
    Tensor::f_from_slice(&numbers(of))?.f_unsqueeze(0)
}

fn append(states: &mut Vec<f32>, tensor: &Tensor) -> Torch<()> {
    let floats = tensor.f_to_kind(Kind::Float)?.f_reshape([-1])?;
    let start = states.len();
    states.resize(start + floats.numel(), 0.0);
    let count = floats.numel();
    floats.f_copy_data(&mut states[start..], count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tiny, weights};

    fn window(length: usize) -> Window {
        Window {
            ids: (0..length as u32).map(|at| at * 7 % 56).collect(),
            shapes: (0..length).map(|at| (at % 6) as u8).collect(),
            ..Window::default()
        }
    }

    #[test]
    fn padding_changes_nothing_but_rounding() {
        let folder = tempfile::tempdir().unwrap();
        tiny::write(folder.path(), true, &tiny::shapes());
        let config = Config::read(folder.path()).unwrap();
        let tensors = weights::Weights::read(folder.path()).unwrap();
        let bert = Bert::new(&config, &Weights::new(&tensors), Form::CPU).unwrap();
        let mut own = Own {
            bert,
            device: Device::Cpu,
        };
        let windows = [24, 3, 9, 17].map(window);
        let windows: Vec<&Window> = windows.iter().collect();
        let (mut alone, mut together) = (Vec::new(), Vec::new());
        own.run(&windows, &mut alone).unwrap();
        own.run_padded(&windows, &mut together).unwrap();
        assert_eq!(alone.len(), together.len());
        for (a, b) in alone.iter().zip(&together) {
            assert!((a - b).abs() < 1e-4, "{a} and {b}");
        }
    }
}
