//! What stands between the matrix products: normalisation, rounding to 8 bits, and back.

use super::{
    activation::{self, Activation, bounded, greater, lesser, multiply_add},
    instructions::{Vectors, for_each_instructions},
};

/// Numbers that a step of a loop takes together.
const LANES: usize = 32;

/// Sum of all lanes, in an order that is always the same.
#[inline(always)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let mut lanes = lanes;
    let mut half = LANES / 2;
    while half > 0 {
        for at in 0..half {
            lanes[at] += lanes[at + half];
        }
        half /= 2;
    }
    lanes[0]
}

for_each_instructions! {
    /// Layer normalisation (Ba et al. 2016) of each row of `x`, after the row of `added` was added to it where there are
    /// such rows. Rows are as wide as `weight` and `bias`.
    pub fn layer_norm(x: &mut [f32], added: Option<&[f32]>, weight: &[f32], bias: &[f32], epsilon: f32) = layer_norm_body
}

#[inline(always)]
fn layer_norm_body<V: Vectors>(
    x: &mut [f32],
    added: Option<&[f32]>,
    weight: &[f32],
    bias: &[f32],
    epsilon: f32,
) {
    let width = weight.len();
    let bias = &bias[..width];
    for (number, row) in x.chunks_exact_mut(width).enumerate() {
        if let Some(added) = added {
            let added = &added[number * width..(number + 1) * width];
            for (x, added) in row.iter_mut().zip(added) {
                *x += added;
            }
        }
        let mut sums = [0.0; LANES];
        let (chunks, rest) = row.as_chunks::<LANES>();
        for chunk in chunks {
            for lane in 0..LANES {
                sums[lane] += chunk[lane];
            }
        }
        let mean = (total(sums) + rest.iter().sum::<f32>()) / width as f32;
        let mut squares = [0.0; LANES];
        for chunk in chunks {
            for lane in 0..LANES {
                let off = chunk[lane] - mean;
                squares[lane] = multiply_add::<V>(off, off, squares[lane]);
            }
        }
        let rest: f32 = rest.iter().map(|x| (x - mean) * (x - mean)).sum();
        let variance = (total(squares) + rest) / width as f32;
        let scale = 1.0 / (variance + epsilon).sqrt();
        for at in 0..width {
            row[at] = multiply_add::<V>((row[at] - mean) * scale, weight[at], bias[at]);
        }
    }
}

for_each_instructions! {
    /// Rounds each row of `x`, `width` wide, to whole numbers from 0 to `largest`, so that
    /// `q * scale + low` is about `x`: writes the numbers to `q`, whose rows are `stride` wide and are filled with zeros.
    pub fn quantise(
        x: &[f32],
        width: usize,
        largest: f32,
        q: &mut [u8],
        stride: usize,
        scales: &mut [f32],
        lows: &mut [f32],
    ) = quantise_body
}

#[inline(always)]
fn quantise_body<V: Vectors>(
    x: &[f32],
    width: usize,
    largest: f32,
    q: &mut [u8],
    stride: usize,
    scales: &mut [f32],
    lows: &mut [f32],
) {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: what is added to it is rounded to a whole number.
    let rows = x.chunks_exact(width).zip(q.chunks_exact_mut(stride));
    for ((x, q), (scale, low)) in rows.zip(scales.iter_mut().zip(lows.iter_mut())) {
        let (chunks, rest) = x.as_chunks::<LANES>();
        let (mut least, mut most) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
        for chunk in chunks {
            for lane in 0..LANES {
                least[lane] = lesser(chunk[lane], least[lane]);
                most[lane] = greater(chunk[lane], most[lane]);
            }
        }
        let (mut lowest, mut highest) = (f32::INFINITY, f32::NEG_INFINITY);
        for lane in 0..LANES {
            lowest = lesser(least[lane], lowest);
            highest = greater(most[lane], highest);
        }
        for &x in rest {
            lowest = lesser(x, lowest);
            highest = greater(x, highest);
        }
        let range = highest - lowest;
        // A row of equal numbers is its lowest; a row without a number that can be compared becomes zeros.
        let sound = range > 0.0 && range < f32::INFINITY;
        (*scale, *low) = match sound {
            true => (range / largest, lowest),
            false => (0.0, if lowest.is_finite() { lowest } else { 0.0 }),
        };
        let inverse = if sound { largest / range } else { 0.0 };
        let (own, padding) = q.split_at_mut(width);
        let (targets, last) = own.as_chunks_mut::<LANES>();
        for (chunk, target) in chunks.iter().zip(targets) {
            for lane in 0..LANES {
                let scaled = bounded((chunk[lane] - *low) * inverse, 0.0, largest);
                target[lane] = (scaled + ROUND).to_bits() as u8;
            }
        }
        for (&x, target) in rest.iter().zip(last) {
            *target = (bounded((x - *low) * inverse, 0.0, largest) + ROUND).to_bits() as u8;
        }
        padding.fill(0);
    }
}

pub use super::floats::COLUMNS;

/// What turns the whole numbers of some columns of a product back into floats.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    /// Scale of each column's weights.
    pub scale: &'a [f32; COLUMNS],
    /// Sum of each column's weights, scaled.
    pub sum: &'a [f32; COLUMNS],
    /// Added at the end.
    pub bias: &'a [f32; COLUMNS],
    /// Follows them.
    pub activation: Activation,
    /// How many of the columns are wanted.
    pub written: usize,
}

/// Whole numbers of a product of an input in 8 bits.
#[derive(Clone, Copy)]
pub struct Sums<'a> {
    pub numbers: &'a [i32],
    /// From one row to the next.
    pub stride: usize,
    /// Of each row of the input.
    pub scales: &'a [f32],
    /// The lowest number of each row of the input.
    pub lows: &'a [f32],
}

for_each_instructions! {
    /// Whole numbers of a product to floats, rows `to_stride` apart.
    pub fn finish(sums: Sums, columns: Columns, to: &mut [f32], to_stride: usize) = finish_body
}

#[inline(always)]
fn finish_body<V: Vectors>(sums: Sums, columns: Columns, to: &mut [f32], to_stride: usize) {
    match columns.activation {
        Activation::None => each_row::<V>(sums, columns, to, to_stride, |x| x),
        Activation::Gelu => each_row::<V>(sums, columns, to, to_stride, activation::gelu::<V>),
        Activation::GeluTanh => each_row::<V>(sums, columns, to, to_stride, activation::gelu_tanh::<V>),
        Activation::Relu => each_row::<V>(sums, columns, to, to_stride, activation::relu),
    }
}

#[inline(always)]
fn each_row<V: Vectors>(
    sums: Sums,
    columns: Columns,
    to: &mut [f32],
    to_stride: usize,
    activation: impl Fn(f32) -> f32,
) {
    let rows = sums.numbers.chunks(sums.stride).zip(to.chunks_mut(to_stride));
    for ((from, to), (&scale, &low)) in rows.zip(sums.scales.iter().zip(sums.lows)) {
        let Some(from) = from.first_chunk::<COLUMNS>() else {
            return;
        };
        let value = |at: usize| {
            let bias = multiply_add::<V>(low, columns.sum[at], columns.bias[at]);
            activation(multiply_add::<V>(
                from[at] as f32,
                scale * columns.scale[at],
                bias,
            ))
        };
        // Each number goes to its place at once: a copy of a whole row would be a call.
        if columns.written < COLUMNS {
            to.iter_mut()
                .take(columns.written)
                .enumerate()
                .for_each(|(at, to)| *to = value(at));
        } else if let Some(to) = to.first_chunk_mut::<COLUMNS>() {
            to.iter_mut().enumerate().for_each(|(at, to)| *to = value(at));
        }
    }
}

for_each_instructions! {
    /// Products of `x`, behind which stands a 1, with rows that are one number longer.
    pub fn products(x: &[f32], rows: &[f32], to: &mut [f32]) = products_body
}

#[inline(always)]
fn products_body<V: Vectors>(x: &[f32], rows: &[f32], to: &mut [f32]) {
    let (chunks, rest) = x.as_chunks::<LANES>();
    for (row, to) in rows.chunks_exact(x.len() + 1).zip(to) {
        let mut sums = [0.0; LANES];
        let (own, last) = row.split_at(chunks.len() * LANES);
        for (a, b) in chunks.iter().zip(own.as_chunks::<LANES>().0) {
            for lane in 0..LANES {
                sums[lane] = multiply_add::<V>(a[lane], b[lane], sums[lane]);
            }
        }
        let (last, one) = last.split_at(rest.len());
        let last: f32 = last.iter().zip(rest).map(|(a, b)| a * b).sum();
        *to = total(sums) + last + one[0];
    }
}

/// The activation of each number, in place.
#[inline(always)]
pub fn activate_body<V: Vectors>(x: &mut [f32], activation: Activation) {
    match activation {
        Activation::None => {}
        Activation::Gelu => x.iter_mut().for_each(|x| *x = activation::gelu::<V>(*x)),
        Activation::GeluTanh => x.iter_mut().for_each(|x| *x = activation::gelu_tanh::<V>(*x)),
        Activation::Relu => x.iter_mut().for_each(|x| *x = activation::relu(*x)),
    }
}

/// Scores to the logarithms of probabilities, each row, `width` wide, on its own.
pub fn log_softmax(rows: &mut [f32], width: usize) {
    for row in rows.chunks_exact_mut(width.max(1)) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = row.iter().map(|x| (x - most).exp()).sum();
        let all = most + sum.ln();
        row.iter_mut().for_each(|x| *x -= all);
    }
}

/// A score to a probability.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::{super::Instructions, *};

    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1u32 << 23) as f32 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn available() -> impl Iterator<Item = Instructions> {
        Instructions::ALL.into_iter().filter(|one| one.available())
    }

    #[test]
    fn rows_are_normalised() {
        for (rows, width) in [(3, 384), (2, 8), (1, 37), (0, 16)] {
            let (x, added) = (numbers(rows * width, 1), numbers(rows * width, 2));
            let (weight, bias) = (numbers(width, 3), numbers(width, 4));
            for instructions in available() {
                let mut found = x.clone();
                layer_norm(instructions, &mut found, Some(&added), &weight, &bias, 1e-12);
                for row in 0..rows {
                    let own: Vec<f64> = (row * width..(row + 1) * width)
                        .map(|at| f64::from(x[at] + added[at]))
                        .collect();
                    let mean = own.iter().sum::<f64>() / width as f64;
                    let variance = own.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / width as f64;
                    for (at, x) in own.iter().enumerate() {
                        let exact =
                            (x - mean) / variance.sqrt() * f64::from(weight[at]) + f64::from(bias[at]);
                        let found = f64::from(found[row * width + at]);
                        assert!(
                            (found - exact).abs() < 1e-5,
                            "{instructions}: {found} and {exact}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn rounded_rows_are_within_half_a_step() {
        for width in [1, 5, 32, 70, 384] {
            let x = numbers(4 * width, 5);
            for instructions in available() {
                let stride = width.next_multiple_of(64);
                let mut q = vec![9; 4 * stride];
                let (mut scales, mut lows) = ([0.0; 4], [0.0; 4]);
                let largest = instructions.largest();
                quantise(
                    instructions,
                    &x,
                    width,
                    largest,
                    &mut q,
                    stride,
                    &mut scales,
                    &mut lows,
                );
                for row in 0..4 {
                    for at in 0..width {
                        let back = f32::from(q[row * stride + at]) * scales[row] + lows[row];
                        let off = (back - x[row * width + at]).abs();
                        assert!(off <= scales[row] * 0.501 + 1e-7, "{instructions}: {off}");
                        assert!(f32::from(q[row * stride + at]) <= largest);
                    }
                    assert!(
                        q[row * stride + width..(row + 1) * stride]
                            .iter()
                            .all(|&q| q == 0)
                    );
                }
            }
        }
    }

    #[test]
    fn rows_without_a_range_are_what_they_are() {
        let mut q = [7; 3 * 64];
        let (mut scales, mut lows) = ([1.0; 3], [1.0; 3]);
        let x = [2.5, 2.5, f32::NAN, f32::NAN, f32::INFINITY, 1.0];
        for instructions in available() {
            quantise(instructions, &x, 2, 255.0, &mut q, 64, &mut scales, &mut lows);
            assert_eq!((scales[0], lows[0], q[0]), (0.0, 2.5, 0), "{instructions}");
            assert_eq!(scales[1..], [0.0; 2]);
            assert!(lows.iter().all(|low| low.is_finite()));
        }
    }

    #[test]
    fn products_with_rows_end_with_a_one() {
        for width in [3, 32, 97] {
            let (x, rows) = (numbers(width, 6), numbers((width + 1) * 5, 7));
            for instructions in available() {
                let mut found = [0.0; 5];
                products(instructions, &x, &rows, &mut found);
                for (row, found) in rows.chunks(width + 1).zip(found) {
                    let exact: f32 = row.iter().zip(x.iter().chain([&1.0])).map(|(a, b)| a * b).sum();
                    assert!((found - exact).abs() < 1e-4, "{instructions}");
                }
            }
        }
    }

    #[test]
    fn logarithms_of_probabilities() {
        let mut rows = [1.0, 2.0, 3.0, 500.0, -500.0, 0.0];
        log_softmax(&mut rows, 3);
        for row in rows.chunks(3) {
            let sum: f32 = row.iter().map(|x| x.exp()).sum();
            assert!((sum - 1.0).abs() < 1e-6);
        }
        assert!((rows[2] + 0.407_606).abs() < 1e-5);
        assert_eq!(sigmoid(0.0), 0.5);
    }
}
