//! The product in plain Rust, to hold the library's to.

use super::{PANEL, TILE, Tile};
use crate::compute::vector::COLUMNS;

/// As the other kernels: rows of input, two panels of weights, one tile.
pub fn multiply(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    for (row, to) in rows
        .chunks_exact(depth)
        .zip(to.0.chunks_exact_mut(COLUMNS))
        .take(TILE)
    {
        for (panel, to) in panels.chunks_exact(depth * PANEL).zip(to.chunks_exact_mut(PANEL)) {
            let mut sums = [0i32; PANEL];
            let (fours, _) = row.as_chunks::<4>();
            for (x, weights) in fours.iter().zip(panel.as_chunks::<{ 4 * PANEL }>().0) {
                for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                    let products = x.iter().zip(weights).map(|(&x, &w)| i32::from(x) * i32::from(w));
                    *sum += products.sum::<i32>();
                }
            }
            to.copy_from_slice(&sums);
        }
    }
}
