//! Attention in 32-bit floats.

use super::{Attention, COLUMNS, Scratch, powers};
use crate::compute::{
    activation::exp,
    floats::{self, ROWS},
    instructions::{Vectors, for_each_instructions},
};

for_each_instructions! {
    /// One head of one window.
    pub fn run(sizes: Attention, head: usize, rows: &[f32], mixed: &mut [f32], scratch: &mut Scratch) = head_body
}

#[inline(always)]
fn head_body<V: Vectors>(
    sizes: Attention,
    head: usize,
    rows: &[f32],
    mixed: &mut [f32],
    scratch: &mut Scratch,
) {
    let Attention { heads, width, .. } = sizes;
    let all = heads * width;
    let pieces = rows.len() / (3 * all);
    let padded = pieces.next_multiple_of(COLUMNS);
    scratch.keys.resize(padded / COLUMNS, width * COLUMNS);
    scratch.values.resize(width.div_ceil(COLUMNS), pieces * COLUMNS);
    scratch.queries.resize(ROWS, width);
    scratch.scores.resize(ROWS, padded);
    let (keys, values) = (scratch.keys.all_mut(), scratch.values.all_mut());
    if !pieces.is_multiple_of(COLUMNS) {
        keys[(padded - COLUMNS) * width..].fill(0.0);
    }
    for (piece, row) in rows.chunks_exact(3 * all).enumerate() {
        let (panel, column) = (piece / COLUMNS * width * COLUMNS, piece % COLUMNS);
        let own = head * width..(head + 1) * width;
        for (number, &key) in row[all..2 * all][own.clone()].iter().enumerate() {
            keys[panel + number * COLUMNS + column] = key;
        }
        for (panel, part) in row[2 * all..][own].chunks(COLUMNS).enumerate() {
            let start = (panel * pieces + piece) * COLUMNS;
            let to = &mut values[start..start + COLUMNS];
            to[..part.len()].copy_from_slice(part);
            to[part.len()..].fill(0.0);
        }
    }
    let scale = 1.0 / (width as f32).sqrt();
    let (keys, values) = (scratch.keys.all(), scratch.values.all());
    let queries = scratch.queries.all_mut();
    let scores = scratch.scores.all_mut();
    for first in (0..pieces).step_by(ROWS) {
        let count = ROWS.min(pieces - first);
        for (query, to) in queries.chunks_exact_mut(width).enumerate() {
            // Behind the last query stands the last one again.
            let row = (first + query.min(count - 1)) * 3 * all + head * width;
            for (to, from) in to.iter_mut().zip(&rows[row..row + width]) {
                *to = from * scale;
            }
        }
        for (panel, keys) in keys.chunks_exact(width * COLUMNS).enumerate() {
            let to = &mut scores[panel * COLUMNS..];
            floats::multiply::<V>(queries, width, width, keys, to, padded, COLUMNS);
        }
        let mut shares = [0.0; ROWS];
        for (row, share) in scores.chunks_exact_mut(padded).take(count).zip(&mut shares) {
            *share = 1.0 / powers(row, pieces, exp::<V>);
        }
        for (panel, values) in values.chunks_exact(pieces * COLUMNS).enumerate() {
            let column = panel * COLUMNS;
            let to = &mut mixed[first * all + head * width + column..];
            let left = &scores[..(count - 1) * padded + pieces];
            let written = COLUMNS.min(width - column);
            floats::multiply::<V>(left, padded, pieces, values, to, all, written);
            for (to, share) in to.chunks_mut(all).zip(&shares[..count]) {
                to[..written].iter_mut().for_each(|x| *x *= share);
            }
        }
    }
}
