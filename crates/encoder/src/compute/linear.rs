//! Linear layers, `x W^T + b` and an activation, in either precision.

use super::{
    Activation, Instructions, Packed, Rows, Tile, floats,
    instructions::{Vectors, for_each_instructions},
    int8,
    vector::{self, COLUMNS, Columns, Sums},
};

/// What a model computes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 32-bit floats.
    Fp32,
    /// 16-bit floats: on a GPU only.
    Fp16,
    /// 8-bit integers in the large matrices: not on a GPU.
    #[default]
    Int8,
}

/// A matrix in 8 bits, one row an output: `q * scale` is the row.
#[derive(Debug, Clone, Default)]
pub struct Quantised {
    /// From -127 to 127, row after row.
    pub q: Vec<i8>,
    /// One a row.
    pub scale: Vec<f32>,
}

impl Quantised {
    /// Symmetric rounding of a matrix of floats, `columns` wide.
    pub fn of(weights: &[f32], columns: usize) -> Self {
        let mut q = Vec::with_capacity(weights.len());
        let mut scale = Vec::with_capacity(weights.len() / columns.max(1));
        for row in weights.chunks_exact(columns.max(1)) {
            let most = row.iter().fold(0f32, |most, x| most.max(x.abs()));
            let step = most.max(1e-12) / 127.0;
            q.extend(row.iter().map(|x| (x / step).round().clamp(-127.0, 127.0) as i8));
            scale.push(step);
        }
        Self { q, scale }
    }
}

/// A layer; shared by all threads.
pub struct Linear {
    weights: Weights,
    /// One an output, and zeros behind the last up to a whole tile.
    bias: Vec<f32>,
    outputs: usize,
    columns: usize,
    activation: Activation,
    instructions: Instructions,
}

enum Weights {
    /// Panels of 32 outputs: for each number of the input, one of each output.
    Float(Rows<f32>),
    Int8 {
        packed: Packed,
        /// One an output, as for the bias.
        scale: Vec<f32>,
        /// Sum of each row, scaled: by it the lowest number of an input's row comes into the result.
        sum: Vec<f32>,
    },
}

/// Rows of floats brought to 8 bits, for all layers that read them; kept from one use to the next.
#[derive(Debug, Default)]
pub struct Input {
    q: Rows<u8>,
    scales: Vec<f32>,
    lows: Vec<f32>,
    tile: Tile,
}

impl Linear {
    /// A layer in 8 bits; `columns` is the width of its input.
    pub fn int8(weights: &Quantised, columns: usize, bias: &[f32], instructions: Instructions) -> Self {
        let rows = weights.q.chunks_exact(columns).zip(&weights.scale);
        let sum: Vec<f32> = rows
            .map(|(row, scale)| row.iter().map(|&q| i32::from(q)).sum::<i32>() as f32 * scale)
            .collect();
        Self {
            weights: Weights::Int8 {
                packed: Packed::new(&weights.q, columns),
                scale: filled_up(&weights.scale),
                sum: filled_up(&sum),
            },
            bias: filled_up(bias),
            outputs: bias.len(),
            columns,
            activation: Activation::None,
            instructions,
        }
    }

    /// A layer in floats; `columns` is the width of its input.
    pub fn float(weights: &[f32], columns: usize, bias: &[f32], instructions: Instructions) -> Self {
        let mut panels = Rows::default();
        panels.resize(bias.len().div_ceil(COLUMNS), columns * COLUMNS);
        let all = panels.all_mut();
        for (output, row) in weights.chunks_exact(columns).enumerate() {
            let start = output / COLUMNS * columns * COLUMNS + output % COLUMNS;
            for (at, &weight) in row.iter().enumerate() {
                all[start + at * COLUMNS] = weight;
            }
        }
        Self {
            weights: Weights::Float(panels),
            bias: filled_up(bias),
            outputs: bias.len(),
            columns,
            activation: Activation::None,
            instructions,
        }
    }

    /// The layer with an activation behind it.
    pub fn then(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Rows of floats to rows of outputs, which `to` has room for.
    pub fn run(&self, x: &[f32], input: &mut Input, to: &mut [f32]) {
        match &self.weights {
            Weights::Float(panels) => multiply_floats(self.instructions, self, panels, x, to),
            Weights::Int8 { packed, scale, sum } => {
                input.quantise(self.instructions, x, self.columns);
                self.run_int8(packed, scale, sum, input, to);
            }
        }
    }

    /// As [`Linear::run`]; gives `to` the length that it needs.
    pub fn apply(&self, x: &[f32], input: &mut Input, to: &mut Vec<f32>) {
        to.clear();
        to.resize(x.len() / self.columns * self.outputs, 0.0);
        self.run(x, input, to);
    }

    fn run_int8(&self, packed: &Packed, scale: &[f32], sum: &[f32], input: &mut Input, to: &mut [f32]) {
        let Input {
            q,
            scales,
            lows,
            tile,
        } = input;
        let instructions = self.instructions;
        packed.multiply(
            instructions,
            q,
            scales.len(),
            tile,
            |rows, number, sums, stride| {
                let first = number * COLUMNS;
                let (Some(scale), Some(sum), Some(bias)) = (
                    scale[first..].first_chunk(),
                    sum[first..].first_chunk(),
                    self.bias[first..].first_chunk(),
                ) else {
                    return;
                };
                let columns = Columns {
                    scale,
                    sum,
                    bias,
                    activation: self.activation,
                    written: COLUMNS.min(self.outputs - first),
                };
                let to = &mut to[rows.start * self.outputs + first..];
                let sums = Sums {
                    numbers: sums,
                    stride,
                    scales: &scales[rows.clone()],
                    lows: &lows[rows],
                };
                vector::finish(instructions, sums, columns, to, self.outputs);
            },
        );
    }
}

/// Zeros behind the last number, up to a whole tile.
fn filled_up(numbers: &[f32]) -> Vec<f32> {
    let mut filled = numbers.to_vec();
    filled.resize(numbers.len().next_multiple_of(COLUMNS), 0.0);
    filled
}

impl Input {
    /// Brings rows of floats, `width` wide, to 8 bits.
    fn quantise(&mut self, instructions: Instructions, x: &[f32], width: usize) {
        let rows = x.len() / width;
        let stride = width.next_multiple_of(int8::DEPTH);
        // AMX reads 16 rows at a time.
        self.q.resize(rows.next_multiple_of(16), stride);
        self.scales.resize(rows, 0.0);
        self.lows.resize(rows, 0.0);
        let largest = instructions.largest();
        let q = &mut self.q.all_mut()[..rows * stride];
        vector::quantise(
            instructions,
            x,
            width,
            largest,
            q,
            stride,
            &mut self.scales,
            &mut self.lows,
        );
    }
}

for_each_instructions! {
    /// A layer's product of floats with its bias and activation.
    pub fn multiply_floats(layer: &Linear, panels: &Rows<f32>, x: &[f32], to: &mut [f32]) = multiply_floats_body
}

#[inline(always)]
fn multiply_floats_body<V: Vectors>(layer: &Linear, panels: &Rows<f32>, x: &[f32], to: &mut [f32]) {
    let (columns, outputs) = (layer.columns, layer.outputs);
    for number in 0..panels.rows() {
        let first = number * COLUMNS;
        let written = COLUMNS.min(outputs - first);
        for (block, rows) in x.chunks(floats::ROWS * columns).enumerate() {
            let to = &mut to[block * floats::ROWS * outputs + first..];
            floats::multiply::<V>(rows, columns, columns, panels.row(number), to, outputs, written);
            for row in to.chunks_mut(outputs).take(rows.len() / columns) {
                let own = &mut row[..written];
                for (x, bias) in own.iter_mut().zip(&layer.bias[first..]) {
                    *x += bias;
                }
                vector::activate_body::<V>(own, layer.activation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count)
            .map(|at| ((at * 7919 + seed * 104_729) % 2003) as f32 / 1001.5 - 1.0)
            .collect()
    }

    #[test]
    fn layers_multiply_and_add() {
        for (rows, columns, outputs) in [(1, 8, 5), (7, 37, 33), (40, 384, 64), (0, 8, 5)] {
            let (x, weights, bias) = (
                numbers(rows * columns, 1),
                numbers(columns * outputs, 2),
                numbers(outputs, 3),
            );
            for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
                let quantised = Quantised::of(&weights, columns);
                let float = Linear::float(&weights, columns, &bias, instructions);
                let int8 = Linear::int8(&quantised, columns, &bias, instructions);
                let mut input = Input::default();
                let mut found = [vec![0.0; rows * outputs], vec![0.0; rows * outputs]];
                for (layer, found) in [float, int8].iter().zip(&mut found) {
                    layer.run(&x, &mut input, found);
                }
                for row in 0..rows {
                    for output in 0..outputs {
                        let products = (0..columns).map(|at| {
                            f64::from(x[row * columns + at]) * f64::from(weights[output * columns + at])
                        });
                        let exact = products.sum::<f64>() + f64::from(bias[output]);
                        let [float, int8] =
                            [0, 1].map(|kind: usize| f64::from(found[kind][row * outputs + output]));
                        assert!(
                            (float - exact).abs() < 1e-4,
                            "{instructions}: {float} and {exact}"
                        );
                        // Two roundings a product, by half a step each; they add up as errors at random do.
                        let off = (2.0 / f64::from(instructions.largest()) + 1.0 / 127.0) * 0.5;
                        assert!(
                            (int8 - exact).abs() < 3.0 * off * (columns as f64).sqrt() + 1e-4,
                            "{instructions}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_of_zeros_gives_the_bias() {
        let mut weights = numbers(3 * 8, 1);
        weights[8..16].fill(0.0);
        let layer = Linear::int8(
            &Quantised::of(&weights, 8),
            8,
            &[0.5, -0.25, 3.0],
            Instructions::detected(),
        );
        let x = numbers(4 * 8, 2);
        let (mut input, mut found) = (Input::default(), vec![0.0; 12]);
        layer.run(&x, &mut input, &mut found);
        assert!(found.chunks(3).all(|row| row[1] == -0.25));
    }

    #[test]
    fn a_row_depends_on_itself_alone() {
        let layer = Linear::int8(
            &Quantised::of(&numbers(64 * 48, 1), 64),
            64,
            &numbers(48, 2),
            Instructions::detected(),
        );
        let layer = layer.then(Activation::Gelu);
        let x = numbers(45 * 64, 3);
        let run = |x: &[f32]| {
            let (mut input, mut found) = (Input::default(), vec![0.0; x.len() / 64 * 48]);
            layer.run(x, &mut input, &mut found);
            found
        };
        let all = run(&x);
        for (row, together) in x.chunks(64).zip(all.chunks(48)) {
            assert_eq!(run(row), together);
        }
    }
}
