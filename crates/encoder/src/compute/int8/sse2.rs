//! The product with SSE2, which every x86-64 processor has.

use std::arch::x86_64::*;

use super::{PANEL, TILE, Tile};
use crate::compute::vector::COLUMNS;

/// As the other kernels: rows of input, two panels of weights, one tile.
pub fn multiply(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    let rows = rows.chunks_exact(depth).zip(to.0.chunks_exact_mut(COLUMNS));
    for (row, to) in rows.take(TILE) {
        for (panel, to) in panels.chunks_exact(depth * PANEL).zip(to.chunks_exact_mut(PANEL)) {
            // SAFETY: every x86-64 processor has SSE2.
            to.copy_from_slice(&unsafe { products(row, panel) });
        }
    }
}

/// One row times a panel.
#[target_feature(enable = "sse2")]
fn products(row: &[u8], panel: &[i8]) -> [i32; PANEL] {
    let zero = _mm_setzero_si128();
    // Of each column the sums of the first and second, and of the third and fourth numbers.
    let mut sums = [zero; 8];
    let fours = row.as_chunks::<4>().0.iter();
    for (x, weights) in fours.zip(panel.as_chunks::<{ 4 * PANEL }>().0) {
        let x = _mm_unpacklo_epi8(_mm_set1_epi32(i32::from_le_bytes(*x)), zero);
        for (weights, sums) in weights
            .as_chunks::<16>()
            .0
            .iter()
            .zip(sums.as_chunks_mut::<2>().0)
        {
            // SAFETY: sixteen bytes are read.
            let weights = unsafe { _mm_loadu_si128(weights.as_ptr().cast()) };
            // Bytes in the upper halves of 16 bits, moved down with their signs.
            let low = _mm_srai_epi16::<8>(_mm_unpacklo_epi8(zero, weights));
            let high = _mm_srai_epi16::<8>(_mm_unpackhi_epi8(zero, weights));
            sums[0] = _mm_add_epi32(sums[0], _mm_madd_epi16(x, low));
            sums[1] = _mm_add_epi32(sums[1], _mm_madd_epi16(x, high));
        }
    }
    let mut halves = [0; 2 * PANEL];
    for (sum, to) in sums.iter().zip(halves.as_chunks_mut::<4>().0) {
        // SAFETY: four numbers are written.
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), *sum) };
    }
    std::array::from_fn(|column| halves[2 * column] + halves[2 * column + 1])
}
