//! Linear layers in either precision, and the choice between them.
//!
//! In int8 the weights are the file's own, with a scale for each row. FBGEMM's operator (Khudia et al. 2021) knows but
//! one scale for a matrix, so it gets 1, and the rows are scaled in what comes out of it. It measures the range of the
//! input over the whole matrix, which is one window: what a window gives still depends on nothing but the window.
//! Measured on one thread of a Zen 4 at 160 rows: fp32 36 to 46 thousand million multiplications a second, bf16 83 to 94,
//! FBGEMM 165 to 173, oneDNN's int8 159 to 184, a kernel of our own for AVX-512 VNNI 124 to 198.

use tch::{Device, Kind, Scalar, Tensor};

use super::{Processor, Torch, Weights, broken};
use crate::{Error, Result, compute::Precision};

/// The precision that this CPU can run.
fn possible(precision: Precision) -> Precision {
    match precision {
        Precision::Int8 if runs() => Precision::Int8,
        _ => Precision::Fp32,
    }
}

/// Where and in what the encoder's weights are.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub precision: Precision,
    pub device: Device,
}

impl Form {
    /// Plain floats on the CPU.
    #[cfg(test)]
    pub const CPU: Self = Self {
        precision: Precision::Fp32,
        device: Device::Cpu,
    };

    /// What can be had of what is wanted.
    ///
    /// # Errors
    /// [`Error::Usage`] for a GPU that is not there and for numbers that the processor does not compute with.
    pub fn wanted(processor: Processor, precision: Precision) -> Result<Self> {
        let wrong = |what: &str| Err(Error::Usage(what.into()));
        let (precision, device) = match (processor, precision) {
            (Processor::Cpu, Precision::Fp16) => return wrong("fp16 runs on cuda only: take int8 or fp32"),
            (Processor::Cpu, precision) => (possible(precision), Device::Cpu),
            (Processor::Cuda, _) if !tch::Cuda::is_available() => {
                return wrong(
                    "cuda cannot be used: there is no GPU, or libtorch was built without CUDA (see LIBTORCH)",
                );
            }
            (Processor::Cuda, Precision::Int8) => {
                return wrong("int8 runs on the CPU only: take fp16 or fp32");
            }
            (Processor::Cuda, precision) => (precision, Device::Cuda(0)),
        };
        Ok(Self { precision, device })
    }

    /// The kind of numbers between the layers.
    pub fn kind(self) -> Kind {
        match self.precision {
            Precision::Fp16 => Kind::Half,
            Precision::Fp32 | Precision::Int8 => Kind::Float,
        }
    }

    /// A weight in its place, as [`Form::kind`].
    pub fn placed(self, weights: &Weights, name: &str, weight: &Tensor) -> Result<Tensor> {
        weights.once(&format!("{name} in place"), || {
            let placed = weight
                .f_to_device(self.device)
                .and_then(|weight| weight.f_to_kind(self.kind()));
            placed.map_err(|e| broken(&e))
        })
    }

    /// A weight in its place, of the kind that it is.
    pub fn on_device(self, weights: &Weights, name: &str, weight: &Tensor) -> Result<Tensor> {
        weights.once(&format!("{name} on device"), || {
            weight.f_to_device(self.device).map_err(|e| broken(&e))
        })
    }
}

/// Whether FBGEMM works here: it needs AVX2, and a libtorch that was built with it.
fn runs() -> bool {
    quiet();
    let weight = Tensor::zeros([1, 4], (Kind::Int8, Device::Cpu));
    weight.f_fbgemm_pack_quantized_matrix().is_ok()
}

/// Keeps libtorch's warnings off standard error, as TORCH_CPP_LOG_LEVEL=ERROR would: it calls FBGEMM's operators
/// deprecated, which no user can do anything about. Errors come as values and are not touched.
fn quiet() {
    #[cfg(target_os = "linux")]
    {
        const ERROR: i32 = 2;
        unsafe extern "C" {
            static mut FLAGS_caffe2_log_level: i32;
        }
        // SAFETY: an aligned int that libtorch reads before it logs and never writes after it was loaded.
        unsafe { (&raw mut FLAGS_caffe2_log_level).write_volatile(ERROR) };
    }
}

/// Rows of a weight matrix in 8 bits: `q * scale` is the row.
pub struct Rows {
    /// Int8, rows by columns.
    pub q: Tensor,
    /// Float, one a row.
    pub scale: Tensor,
}

impl Rows {
    /// Half the range for processors without VNNI: they add two products in 16 bits, which 255 * 127 twice exceeds.
    fn for_processor(self, has_vnni: bool) -> Torch<Self> {
        if has_vnni {
            return Ok(self);
        }
        let half = self.q.f_to_kind(Kind::Float)?.f_div_scalar(2.0)?.f_round()?;
        Ok(Self {
            q: half.f_to_kind(Kind::Int8)?,
            scale: self.scale.f_mul_scalar(2.0)?,
        })
    }
}

/// Whether products of 8-bit numbers are added in 32 bits at once.
fn has_vnni() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx512vnni");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// `x W^T + b`.
pub enum Linear {
    Float {
        weight: Tensor,
        bias: Tensor,
    },
    Int8 {
        /// FBGEMM's own layout of the weights; only FBGEMM can read it.
        packed: Tensor,
        /// Has the shape of the weights and nothing else of them.
        shape: Tensor,
        /// Sum of each row, by which the zero point of the input is taken out again.
        offsets: Tensor,
        scale: Tensor,
        /// Divided by the scale.
        bias: Tensor,
    },
}

impl Linear {
    /// The layer of that name with `NAME.weight`, rows by columns, and `NAME.bias`.
    pub fn new(weights: &Weights, name: &str, rows: i64, columns: i64, form: Form) -> Result<Self> {
        Self::stacked(weights, &[name], rows, columns, form)
    }

    /// Layers over the same input as one, their results side by side.
    pub fn stacked(weights: &Weights, names: &[&str], rows: i64, columns: i64, form: Form) -> Result<Self> {
        let weight = |name: &&str| format!("{name}.weight");
        let key = names.join("+");
        let bias = || {
            let biases = names
                .iter()
                .map(|name| weights.get(&format!("{name}.bias"), &[rows]));
            let biases: Vec<Tensor> = biases.collect::<Result<_>>()?;
            weights.once(&format!("{key}.bias stacked"), || joined(&biases))
        };
        match form.precision {
            Precision::Fp32 | Precision::Fp16 => {
                let parts = names
                    .iter()
                    .map(|name| weights.get(&weight(name), &[rows, columns]));
                let parts: Vec<Tensor> = parts.collect::<Result<_>>()?;
                let weight = weights.once(&format!("{key}.weight stacked"), || joined(&parts))?;
                Ok(Self::Float {
                    weight: form.placed(weights, &format!("{key}.weight stacked"), &weight)?,
                    bias: form.placed(weights, &format!("{key}.bias stacked"), &bias()?)?,
                })
            }
            Precision::Int8 => {
                let parts = names
                    .iter()
                    .map(|name| weights.rows(&weight(name), [rows, columns]));
                let parts: Vec<Rows> = parts.collect::<Result<_>>()?;
                Self::int8(weights, &key, &parts, &bias()?)
            }
        }
    }

    /// Packs rows for FBGEMM, once for all threads.
    fn int8(weights: &Weights, key: &str, parts: &[Rows], bias: &Tensor) -> Result<Self> {
        let stack =
            |take: fn(&Rows) -> &Tensor| Tensor::f_cat(&parts.iter().map(take).collect::<Vec<_>>(), 0);
        let rows = || {
            let (q, scale) = (stack(|rows| &rows.q)?, stack(|rows| &rows.scale)?);
            Rows { q, scale }.for_processor(has_vnni())
        };
        let columns = parts.first().map_or(0, |rows| rows.q.size()[1]);
        let part = |end: &str, make: &dyn Fn(Rows) -> Torch<Tensor>| {
            let made = || rows().and_then(make).map_err(|e| broken(&e));
            weights.once(&format!("{key}.int8.{end}"), made)
        };
        // A row of zeros may have the scale 0, by which nothing can be divided.
        let scale = part("scale", &|rows| rows.scale.f_clamp_min(1e-20))?;
        let zero = Tensor::f_zeros([1, 1], (Kind::Int8, Device::Cpu));
        let shape = zero.and_then(|zero| zero.f_expand([scale.numel() as i64, columns], false));
        Ok(Self::Int8 {
            packed: part("packed", &|rows| rows.q.f_fbgemm_pack_quantized_matrix())?,
            shape: shape.map_err(|e| broken(&e))?,
            offsets: part("offsets", &|rows| {
                rows.q.f_sum_dim_intlist([1].as_slice(), false, Kind::Int)
            })?,
            bias: weights.once(&format!("{key}.int8.bias"), || {
                bias.f_div(&scale).map_err(|e| broken(&e))
            })?,
            scale,
        })
    }

    /// Inputs by columns to inputs by rows; the result is new and may be changed in place.
    pub fn run(&self, x: &Tensor) -> Torch<Tensor> {
        match self {
            Linear::Float { weight, bias } => x.f_linear(weight, Some(bias)),
            Linear::Int8 {
                packed,
                shape,
                offsets,
                scale,
                bias,
            } => x
                .f_fbgemm_linear_int8_weight_fp32_activation(
                    shape,
                    packed,
                    offsets,
                    Scalar::float(1.0),
                    Scalar::int(0),
                    bias,
                )?
                .f_mul_(scale),
        }
    }
}

fn joined(parts: &[Tensor]) -> Result<Tensor> {
    Tensor::f_cat(parts, 0).map_err(|e| broken(&e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{compute::Quantised, tiny, weights};

    fn matrix(rows: i64, columns: i64) -> Tensor {
        let numbers = Tensor::arange(rows * columns, (Kind::Float, Device::Cpu));
        ((numbers * 1.7).sin() * 0.3).reshape([rows, columns])
    }

    fn rows_of(weight: &Tensor) -> Rows {
        let [rows, columns] = weight.size()[..] else {
            panic!("no matrix");
        };
        let numbers: Vec<f32> = Vec::try_from(weight.reshape([-1])).unwrap();
        let quantised = Quantised::of(&numbers, columns as usize);
        Rows {
            q: Tensor::from_slice(&quantised.q).reshape([rows, columns]),
            scale: Tensor::from_slice(&quantised.scale),
        }
    }

    #[test]
    fn what_a_processor_cannot_do_is_said() {
        let refused = |processor, precision| Form::wanted(processor, precision).unwrap_err().to_string();
        assert!(refused(Processor::Cpu, Precision::Fp16).contains("cuda only"));
        if !tch::Cuda::is_available() {
            assert!(refused(Processor::Cuda, Precision::Fp16).contains("no GPU"));
        }
    }

    #[test]
    fn half_the_range_stands_for_the_same_weights() {
        let weight = matrix(5, 12);
        for has_vnni in [true, false] {
            let rows = rows_of(&weight).for_processor(has_vnni).unwrap();
            let largest = i64::try_from(rows.q.abs().to_kind(Kind::Int).max()).unwrap();
            assert_eq!(largest, if has_vnni { 127 } else { 64 });
            let back = rows.q.to_kind(Kind::Float) * rows.scale.unsqueeze(-1);
            // Half a step off for each of the two roundings.
            let off = f64::try_from(((back - &weight) / rows.scale.unsqueeze(-1)).abs().max()).unwrap();
            assert!(off <= 0.76, "{off}");
        }
    }

    #[test]
    fn int8_comes_close_to_fp32_and_depends_on_its_input_alone() {
        let folder = tempfile::tempdir().unwrap();
        tiny::write(folder.path(), true, &tiny::shapes());
        let tensors = weights::Weights::read(folder.path()).unwrap();
        let weights = Weights::new(&tensors);
        let name = "bert.encoder.layer.0.intermediate.dense";
        let plain = Linear::new(&weights, name, 16, 8, Form::CPU).unwrap();
        let form = Form::wanted(Processor::Cpu, Precision::Int8).unwrap();
        let packed = Linear::new(&weights, name, 16, 8, form).unwrap();
        let x = matrix(30, 8);
        let (plain, once) = (plain.run(&x).unwrap(), packed.run(&x).unwrap());
        // Rounding x is off by half of 1/255 of its range of 0.6, eight times with weights of at most 1; on processors
        // without VNNI rounding the weights adds 1/127 for each x of at most 0.3.
        let off = f64::try_from((&plain - &once).abs().max()).unwrap();
        assert!(off < 8.0 * (0.6 / 510.0 + 0.3 / 127.0), "{off}");
        assert_eq!(once, packed.run(&x).unwrap());
    }
}
