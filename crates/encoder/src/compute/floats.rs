//! Products of 32-bit floats: rows times panels of 32 columns.

use super::{activation::multiply_add, instructions::Vectors};

/// Columns of a panel.
pub const COLUMNS: usize = 32;

/// Rows that are worked on together.
pub const ROWS: usize = 12;

/// Columns that are worked on together: with the rows they fill 12 of the 32 registers of AVX-512; elsewhere with half
/// of the rows 12 of 16.
const LANES: usize = 16;

/// Up to [`ROWS`] rows, `depth` wide and `stride` apart, times a panel of `depth` rows of [`COLUMNS`]. Of each row of the
/// result so many columns are `written`; they are `to_stride` apart.
#[inline(always)]
pub fn multiply<V: Vectors>(
    rows: &[f32],
    stride: usize,
    depth: usize,
    panel: &[f32],
    to: &mut [f32],
    to_stride: usize,
    written: usize,
) {
    let count = (rows.len() + stride - depth) / stride;
    // Behind the last row stands the last one again.
    let row = |row: usize| &rows[row.min(count - 1) * stride..][..depth];
    for first in (0..COLUMNS).step_by(LANES) {
        let written = written.saturating_sub(first).min(LANES);
        let mut put = |at: usize, sums: &[f32; LANES]| {
            if at >= count || written == 0 {
                return;
            }
            let to = &mut to[at * to_stride + first..];
            // A copy would be a call.
            if written < LANES {
                to.iter_mut()
                    .take(written)
                    .zip(sums)
                    .for_each(|(to, sum)| *to = *sum);
            } else if let Some(to) = to.first_chunk_mut::<LANES>() {
                to.iter_mut().zip(sums).for_each(|(to, sum)| *to = *sum);
            }
        };
        if V::WIDE {
            let sums = part::<V, ROWS>(std::array::from_fn(row), panel, first);
            sums.iter().enumerate().for_each(|(at, sums)| put(at, sums));
        } else {
            for half in (0..count).step_by(ROWS / 2) {
                let sums = part::<V, { ROWS / 2 }>(std::array::from_fn(|at| row(half + at)), panel, first);
                sums.iter()
                    .enumerate()
                    .for_each(|(at, sums)| put(half + at, sums));
            }
        }
    }
}

/// `N` rows times 16 of a panel's columns; the rows are as long as the panel has rows.
#[inline(always)]
fn part<V: Vectors, const N: usize>(rows: [&[f32]; N], panel: &[f32], first: usize) -> [[f32; LANES]; N] {
    let depth = panel.len() / COLUMNS;
    assert!(rows.iter().all(|row| row.len() == depth) && first + LANES <= COLUMNS);
    let mut sums = [[0.0; LANES]; N];
    for at in 0..depth {
        // SAFETY: the lengths were checked above. With checks in here the sums would go through memory each time.
        let weights: &[f32; LANES] = unsafe { &*panel.as_ptr().add(at * COLUMNS + first).cast() };
        for row in 0..N {
            let x = unsafe { *rows[row].get_unchecked(at) };
            for lane in 0..LANES {
                sums[row][lane] = multiply_add::<V>(x, weights[lane], sums[row][lane]);
            }
        }
    }
    sums
}
