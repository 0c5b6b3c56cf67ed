//! The product with AVX-512 VNNI.

use std::arch::x86_64::*;

use super::{PANEL, Tile};
use crate::compute::vector::COLUMNS;

/// Rows that are worked on together: with two panels they fill 24 of the 32 registers.
const ROWS: usize = 12;

/// Rows of input, two panels of weights, one tile.
///
/// # Safety
/// `rows` holds whole rows of `depth`, at most 32, `panels` two panels of `depth * 16`, and `depth` is a multiple of 64.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub unsafe fn multiply(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    let count = rows.len() / depth;
    for first in (0..count).step_by(ROWS) {
        // SAFETY: the caller's sizes; every step stays within the rows that are there.
        unsafe {
            match count - first {
                ROWS.. => block::<ROWS>(rows, depth, panels, first, to),
                8.. => {
                    block::<8>(rows, depth, panels, first, to);
                    rest(rows, depth, panels, first + 8, count, to);
                }
                _ => rest(rows, depth, panels, first, count, to),
            }
        }
    }
}

/// Fewer than eight rows.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
unsafe fn rest(rows: &[u8], depth: usize, panels: &[i8], first: usize, count: usize, to: &mut Tile) {
    let mut first = first;
    // SAFETY: as for `multiply`.
    unsafe {
        if count - first >= 4 {
            block::<4>(rows, depth, panels, first, to);
            first += 4;
        }
        for row in first..count {
            block::<1>(rows, depth, panels, row, to);
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
unsafe fn block<const N: usize>(rows: &[u8], depth: usize, panels: &[i8], first: usize, to: &mut Tile) {
    let mut sums = [[_mm512_setzero_si512(); 2]; N];
    // SAFETY: `first + N` rows are there, and the panels are as deep as a row.
    unsafe {
        let rows = rows.as_ptr().add(first * depth);
        let (left, right) = (panels.as_ptr(), panels.as_ptr().add(depth * PANEL));
        for at in (0..depth).step_by(4) {
            let weights = [
                _mm512_load_si512(left.add(at * PANEL).cast()),
                _mm512_load_si512(right.add(at * PANEL).cast()),
            ];
            for (row, sums) in sums.iter_mut().enumerate() {
                let x = _mm512_set1_epi32(rows.add(row * depth + at).cast::<i32>().read_unaligned());
                sums[0] = _mm512_dpbusd_epi32(sums[0], x, weights[0]);
                sums[1] = _mm512_dpbusd_epi32(sums[1], x, weights[1]);
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let to = to.0.as_mut_ptr().add((first + row) * COLUMNS);
            _mm512_storeu_si512(to.cast(), sums[0]);
            _mm512_storeu_si512(to.add(PANEL).cast(), sums[1]);
        }
    }
}
