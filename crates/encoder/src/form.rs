//! How a model's weights become layers.

use crate::{
    Result,
    compute::{Instructions, Linear, Precision, Quantised},
    weights::Tensors,
};

/// In what and with what the layers of a network compute.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Int8 or floats of 32 bits.
    pub precision: Precision,
    /// Instructions to run with.
    pub instructions: Instructions,
}

impl Form {
    /// The form of the heads, which run in plain Rust in any case.
    pub fn heads(self) -> Self {
        match self.precision {
            Precision::Fp16 => Self {
                precision: Precision::Int8,
                ..self
            },
            Precision::Fp32 | Precision::Int8 => self,
        }
    }

    /// The same in floats.
    pub fn floats(self) -> Self {
        Self {
            precision: Precision::Fp32,
            ..self
        }
    }

    /// The layer of that name with `NAME.weight`, outputs by columns, and `NAME.bias`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] when a tensor is missing or has another shape.
    pub fn linear(self, tensors: &dyn Tensors, name: &str, outputs: usize, columns: usize) -> Result<Linear> {
        self.stacked(tensors, &[name], outputs, columns)
    }

    /// Layers over the same input as one, their results side by side.
    ///
    /// # Errors
    /// As for [`Form::linear`].
    pub fn stacked(
        self,
        tensors: &dyn Tensors,
        names: &[&str],
        outputs: usize,
        columns: usize,
    ) -> Result<Linear> {
        let mut bias = Vec::with_capacity(names.len() * outputs);
        for name in names {
            bias.extend(tensors.floats(&format!("{name}.bias"), &[outputs])?);
        }
        let weights: Vec<String> = names.iter().map(|name| format!("{name}.weight")).collect();
        self.layer(tensors, &weights, &[outputs, columns], &bias)
    }

    /// The layer of one tensor without a bias; each row of its last dimension is an output.
    ///
    /// # Errors
    /// As for [`Form::linear`].
    pub fn unbiased(self, tensors: &dyn Tensors, name: &str, shape: &[usize]) -> Result<Linear> {
        let outputs = shape[..shape.len().saturating_sub(1)].iter().product();
        self.layer(tensors, &[name.to_owned()], shape, &vec![0.0; outputs])
    }

    /// Tensors of that shape one under the other.
    fn layer(self, tensors: &dyn Tensors, names: &[String], shape: &[usize], bias: &[f32]) -> Result<Linear> {
        let columns = shape.last().copied().unwrap_or(1);
        match self.precision {
            Precision::Int8 => {
                let mut all = Quantised::default();
                for name in names {
                    let part = tensors.quantised(name, shape)?;
                    all.q.extend(part.q);
                    all.scale.extend(part.scale);
                }
                Ok(Linear::int8(&all, columns, bias, self.instructions))
            }
            Precision::Fp32 | Precision::Fp16 => {
                let mut all = Vec::new();
                for name in names {
                    all.extend(tensors.floats(name, shape)?);
                }
                Ok(Linear::float(&all, columns, bias, self.instructions))
            }
        }
    }
}
