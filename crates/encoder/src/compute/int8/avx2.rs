//! The product with AVX2, with and without VNNI.

use std::arch::x86_64::*;

use super::{PANEL, Tile};
use crate::compute::vector::COLUMNS;

/// Rows that are worked on together: with the two halves of a panel they fill 8 of the 16 registers.
const ROWS: usize = 4;

/// Rows of input of at most 127, two panels of weights, one tile.
///
/// # Safety
/// `rows` holds whole rows of `depth`, at most 32, `panels` two panels of `depth * 16`, and `depth` is a multiple of 64.
#[target_feature(enable = "avx2")]
pub unsafe fn multiply(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    let add = |sum, x, weights| {
        let pairs = _mm256_maddubs_epi16(x, weights);
        _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
    };
    // SAFETY: the caller's sizes.
    unsafe { all(rows, depth, panels, to, add) }
}

/// As [`multiply`], for inputs of up to 255.
///
/// # Safety
/// As for [`multiply`].
#[target_feature(enable = "avx2,avxvnni")]
pub unsafe fn multiply_vnni(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    // SAFETY: the caller's sizes.
    unsafe {
        all(rows, depth, panels, to, |sum, x, weights| {
            _mm256_dpbusd_avx_epi32(sum, x, weights)
        })
    }
}

#[inline(always)]
unsafe fn all(
    rows: &[u8],
    depth: usize,
    panels: &[i8],
    to: &mut Tile,
    add: impl Fn(__m256i, __m256i, __m256i) -> __m256i,
) {
    let count = rows.len() / depth;
    for (number, panel) in panels.chunks_exact(depth * PANEL).enumerate() {
        let whole = count / ROWS * ROWS;
        // SAFETY: the caller's sizes; every step stays within the rows that are there.
        unsafe {
            for first in (0..whole).step_by(ROWS) {
                block::<ROWS>(rows, depth, panel, first, number * PANEL, to, &add);
            }
            for row in whole..count {
                block::<1>(rows, depth, panel, row, number * PANEL, to, &add);
            }
        }
    }
}

#[inline(always)]
unsafe fn block<const N: usize>(
    rows: &[u8],
    depth: usize,
    panel: &[i8],
    first: usize,
    column: usize,
    to: &mut Tile,
    add: &impl Fn(__m256i, __m256i, __m256i) -> __m256i,
) {
    // SAFETY: `first + N` rows are there, and the panel is as deep as a row.
    unsafe {
        let mut sums = [[_mm256_setzero_si256(); 2]; N];
        let rows = rows.as_ptr().add(first * depth);
        for at in (0..depth).step_by(4) {
            let weights = panel.as_ptr().add(at * PANEL).cast::<__m256i>();
            let weights = [_mm256_load_si256(weights), _mm256_load_si256(weights.add(1))];
            for (row, sums) in sums.iter_mut().enumerate() {
                let x = _mm256_set1_epi32(rows.add(row * depth + at).cast::<i32>().read_unaligned());
                sums[0] = add(sums[0], x, weights[0]);
                sums[1] = add(sums[1], x, weights[1]);
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let to = to.0.as_mut_ptr().add((first + row) * COLUMNS + column);
            _mm256_storeu_si256(to.cast(), sums[0]);
            _mm256_storeu_si256(to.add(8).cast(), sums[1]);
        }
    }
}
