//! `model.safetensors` of a model folder, and what networks are filled from in general.

use std::{collections::HashMap, ops::Range, path::Path};

use safetensors::{Dtype, SafeTensors};

use crate::{Error, Result, compute::Quantised, folder::wrong};

/// Tensors by name: those of a model's file, or of a checkpoint that is imported.
pub trait Tensors {
    /// Whether there is a tensor of that name.
    fn has(&self, name: &str) -> bool;

    /// The tensor of that name as floats; it must have that shape.
    ///
    /// # Errors
    /// [`Error::Model`] when there is none, or one of another shape or of numbers that are not supported.
    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>>;

    /// The tensor of that name in 8 bits, each row of its last dimension with a scale of its own.
    ///
    /// # Errors
    /// As for [`Tensors::floats`].
    fn quantised(&self, name: &str, shape: &[usize]) -> Result<Quantised> {
        let columns = shape.last().copied().unwrap_or(1);
        Ok(Quantised::of(&self.floats(name, shape)?, columns))
    }
}

/// The file's bytes, and where each tensor lies in them.
pub struct Weights<'a> {
    folder: &'a Path,
    file: Vec<u8>,
    places: HashMap<String, Place>,
    /// Size of the file.
    pub bytes: u64,
    /// Numbers in all tensors.
    pub parameters: u64,
}

/// Where a tensor lies in the file.
struct Place {
    kind: Dtype,
    shape: Vec<usize>,
    bytes: Range<usize>,
}

impl<'a> Weights<'a> {
    /// Reads `model.safetensors`. A tensor `NAME` with a sibling `NAME.scale` means their product.
    pub fn read(folder: &'a Path) -> Result<Self> {
        let path = folder.join("model.safetensors");
        let file = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
        let broken = |e| wrong(folder, format!("model.safetensors: {e}; fetch the file anew"));
        SafeTensors::deserialize(&file).map_err(broken)?;
        let (header, metadata) = SafeTensors::read_metadata(&file).map_err(broken)?;
        // The tensors begin after the header and the eight bytes that give its length.
        let start = header + 8;
        let mut places = HashMap::new();
        for (name, info) in metadata.tensors() {
            let place = Place {
                kind: info.dtype,
                shape: info.shape.clone(),
                bytes: start + info.data_offsets.0..start + info.data_offsets.1,
            };
            places.insert(name, place);
        }
        let is_scale = |name: &str| {
            name.strip_suffix(".scale")
                .is_some_and(|scaled| places.contains_key(scaled))
        };
        let counted = places.iter().filter(|(name, _)| !is_scale(name));
        let parameters = counted
            .map(|(_, place)| place.shape.iter().product::<usize>() as u64)
            .sum();
        Ok(Self {
            folder,
            bytes: file.len() as u64,
            file,
            places,
            parameters,
        })
    }

    /// Length of the one-dimensional tensor of that name.
    pub fn width(&self, name: &str) -> Result<usize> {
        match self.place(name)?.shape.as_slice() {
            &[width] => Ok(width),
            other => Err(self.wrong(format!("{name} is {other:?}, not a vector"))),
        }
    }

    /// Whether all floats are numbers and finite, as they are in a sound file.
    ///
    /// # Errors
    /// [`Error::Model`] that names a tensor where they are not.
    pub fn check_finite(&self) -> Result<()> {
        let kinds = [Dtype::F64, Dtype::F32, Dtype::F16, Dtype::BF16];
        for (name, place) in &self.places {
            if kinds.contains(&place.kind) && !self.numbers(name, place)?.iter().all(|x| x.is_finite()) {
                let what = format!("{name} has numbers that are not finite; fetch the file anew");
                return Err(self.wrong(what));
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> Result<&Place> {
        let place = self.places.get(name);
        place.ok_or_else(|| wrong(self.folder, format!("model.safetensors has no tensor {name}")))
    }

    /// The tensor of that name, which must have that shape, and its scales if it has any.
    fn checked(&self, name: &str, shape: &[usize]) -> Result<(&Place, Option<Vec<f32>>)> {
        let place = self.place(name)?;
        if place.shape != shape {
            let found = &place.shape;
            return Err(self.wrong(format!("{name} is {found:?} where {shape:?} is due")));
        }
        let scale = format!("{name}.scale");
        let scales = match self.places.get(&scale) {
            Some(scales) if scales.shape != one_a_row(shape) => {
                let (found, due) = (&scales.shape, one_a_row(shape));
                return Err(self.wrong(format!("{scale} is {found:?} where {due:?} is due")));
            }
            Some(scales) => Some(self.numbers(&scale, scales)?),
            None => None,
        };
        Ok((place, scales))
    }

    /// The numbers of a tensor, without its scales.
    fn numbers(&self, name: &str, place: &Place) -> Result<Vec<f32>> {
        let bytes = &self.file[place.bytes.clone()];
        numbers(place.kind, bytes).map_err(|what| self.wrong(format!("{name}: {what}")))
    }

    fn wrong(&self, what: String) -> Error {
        wrong(self.folder, format!("model.safetensors: {what}"))
    }
}

impl Tensors for Weights<'_> {
    fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let (place, scales) = self.checked(name, shape)?;
        let mut numbers = self.numbers(name, place)?;
        if let Some(scales) = scales {
            let columns = shape.last().copied().unwrap_or(1).max(1);
            for (row, scale) in numbers.chunks_mut(columns).zip(scales) {
                row.iter_mut().for_each(|x| *x *= scale);
            }
        }
        Ok(numbers)
    }

    fn quantised(&self, name: &str, shape: &[usize]) -> Result<Quantised> {
        match self.checked(name, shape)? {
            (place, Some(scale)) if place.kind == Dtype::I8 => Ok(Quantised {
                q: self.file[place.bytes.clone()]
                    .iter()
                    .map(|&byte| byte as i8)
                    .collect(),
                scale,
            }),
            _ => {
                let columns = shape.last().copied().unwrap_or(1);
                Ok(Quantised::of(&self.floats(name, shape)?, columns))
            }
        }
    }
}

/// Numbers of a kind, lowest byte first, as floats.
///
/// # Errors
/// What is wrong, for kinds that are not supported.
pub fn numbers(kind: Dtype, bytes: &[u8]) -> std::result::Result<Vec<f32>, String> {
    let two = || {
        bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_le_bytes(*two))
    };
    Ok(match kind {
        Dtype::I8 => bytes.iter().map(|&byte| f32::from(byte as i8)).collect(),
        Dtype::F16 => two().map(from_half).collect(),
        Dtype::BF16 => two().map(|bits| f32::from_bits(u32::from(bits) << 16)).collect(),
        Dtype::F32 => {
            let four = bytes.as_chunks::<4>().0.iter();
            four.map(|four| f32::from_le_bytes(*four)).collect()
        }
        Dtype::F64 => {
            let eight = bytes.as_chunks::<8>().0.iter();
            eight.map(|eight| f64::from_le_bytes(*eight) as f32).collect()
        }
        other => return Err(format!("numbers of kind {other:?} are not supported")),
    })
}

/// A 16-bit float (IEEE 754 binary16) in 32 bits.
fn from_half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

/// A float in 16 bits (IEEE 754 binary16), rounded to the nearest, of two equally near ones to the even one.
#[cfg(any(test, feature = "import"))]
pub fn to_half(x: f32) -> u16 {
    let sign = (x.to_bits() >> 16 & 0x8000) as u16;
    let size = x.abs();
    if x.is_nan() {
        return sign | 0x7e00;
    }
    if size >= 65520.0 {
        return sign | 0x7c00;
    }
    // Adding what makes the last bit of the sum the last bit of the half lets the addition do the rounding.
    let exponent = ((size.to_bits() >> 23) as i32 - 127).max(-14);
    let magic = f32::from_bits(((exponent + 13 + 127) as u32) << 23);
    let rounded = (size + magic) - magic;
    if rounded < 2f32.powi(-14) {
        return sign | (rounded * 2f32.powi(24)) as u16;
    }
    let bits = rounded.to_bits();
    sign | ((((bits >> 23) as i32 - 112) as u16) << 10) | (bits >> 13 & 1023) as u16
}

fn one_a_row(shape: &[usize]) -> Vec<usize> {
    let rows = &shape[..shape.len().saturating_sub(1)];
    rows.iter().copied().chain([1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_16_bits() {
        for (bits, x) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x7bff, 65504.0),
            (0x8000, -0.0),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(from_half(bits), x, "{bits:x}");
        }
        assert!(from_half(0x7e00).is_nan());
        assert_eq!(numbers(Dtype::BF16, &[0x80, 0x3f, 0, 0xc0]).unwrap(), [1.0, -2.0]);
        for bits in (0..=u16::MAX).filter(|bits| bits & 0x7c00 != 0x7c00) {
            assert_eq!(to_half(from_half(bits)), bits);
            let next = from_half(bits) * (1.0 + 1.0 / 4096.0);
            assert!(
                (from_half(to_half(next)) - next).abs() <= next.abs() / 4096.0 + 2f32.powi(-25),
                "{next}"
            );
        }
        assert_eq!(
            (to_half(f32::INFINITY), to_half(-1e6), to_half(f32::NAN) & 0x7fff),
            (0x7c00, 0xfc00, 0x7e00)
        );
        assert!(numbers(Dtype::I64, &[0; 8]).unwrap_err().contains("I64"));
    }
}
