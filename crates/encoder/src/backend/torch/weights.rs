//! A model's tensors as libtorch's, and what was made of them so far.

use std::{cell::RefCell, collections::HashMap};

use tch::{TchError, Tensor};

use super::{Torch, broken, linear::Rows};
use crate::{Result, weights::Tensors};

/// Whoever asks for the same tensor again gets the same memory, so that all threads share one set.
pub struct Weights<'a> {
    tensors: &'a dyn Tensors,
    made: RefCell<HashMap<String, Tensor>>,
}

impl<'a> Weights<'a> {
    pub fn new(tensors: &'a dyn Tensors) -> Self {
        Self {
            tensors,
            made: RefCell::default(),
        }
    }

    /// Whether the matrix of that name is in 8 bits.
    pub fn is_int8(&self, name: &str) -> bool {
        self.tensors.has(&format!("{name}.scale"))
    }

    /// The tensor of that name as floats; it must have that shape.
    pub fn get(&self, name: &str, shape: &[i64]) -> Result<Tensor> {
        let numbers = || {
            let shape: Vec<usize> = shape.iter().map(|&size| size as usize).collect();
            self.tensors.floats(name, &shape)
        };
        self.once(name, || reshaped(Tensor::f_from_slice(&numbers()?), shape))
    }

    /// The matrix of that name in 8 bits.
    pub fn rows(&self, name: &str, [rows, columns]: [i64; 2]) -> Result<Rows> {
        let made = RefCell::new(None);
        let quantised = || {
            let quantised = self.tensors.quantised(name, &[rows as usize, columns as usize])?;
            let scale = reshaped(Tensor::f_from_slice(&quantised.scale), &[rows])?;
            *made.borrow_mut() = Some(scale);
            reshaped(Tensor::f_from_slice(&quantised.q), &[rows, columns])
        };
        let q = self.once(&format!("{name} in 8 bits"), quantised)?;
        let scale = self.once(&format!("{name} scales"), || {
            made.take()
                .ok_or_else(|| broken(&TchError::Convert(format!("{name} has no scales"))))
        })?;
        Ok(Rows { q, scale })
    }

    /// What `make` makes the first time, under a name of its own.
    pub fn once(&self, name: &str, make: impl FnOnce() -> Result<Tensor>) -> Result<Tensor> {
        if let Some(made) = self.made.borrow().get(name) {
            return Ok(made.shallow_clone());
        }
        let tensor = make()?;
        let mut made = self.made.borrow_mut();
        Ok(made.entry(name.to_owned()).or_insert(tensor).shallow_clone())
    }
}

fn reshaped(tensor: Torch<Tensor>, shape: &[i64]) -> Result<Tensor> {
    tensor
        .and_then(|tensor| tensor.f_reshape(shape))
        .map_err(|e| broken(&e))
}
