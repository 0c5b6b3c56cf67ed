//! Attention in the tiles of AMX: products of 16-bit floats (bfloat16) that are added up in 32 bits.

use std::arch::x86_64::*;

use super::{Attention, powers};
use crate::compute::{
    Rows,
    activation::rough_exp,
    instructions::Wide,
    int8::amx::{self, Tiles},
};

/// Rows and columns of what one step gives.
const SIDE: usize = 32;
/// Columns of a tile.
const PANEL: usize = 16;

/// Room for one head of one window.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Bfloat16, one row a wordpiece.
    queries: Rows<u16>,
    /// Panels of 16 wordpieces; in each, pairs of numbers of the head by wordpieces.
    keys: Rows<u32>,
    /// Panels of 16 numbers of the head; in each, pairs of wordpieces by numbers.
    values: Rows<u32>,
    scores: Rows<f32>,
    shares: Rows<u16>,
    mixed: Rows<f32>,
}

/// One head of one window; heads are a multiple of 32 wide.
pub fn run(sizes: Attention, head: usize, rows: &[f32], mixed: &mut [f32], scratch: &mut Scratch) {
    // SAFETY: these instructions are only chosen where the processor has them.
    unsafe { run_head(sizes, head, rows, mixed, scratch) }
}

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")]
fn run_head(sizes: Attention, head: usize, rows: &[f32], mixed: &mut [f32], scratch: &mut Scratch) {
    let Attention { heads, width, .. } = sizes;
    let all = heads * width;
    let pieces = rows.len() / (3 * all);
    let padded = pieces.next_multiple_of(SIDE);
    let own = head * width..(head + 1) * width;
    scratch.queries.resize(padded, width);
    scratch.keys.resize(padded / PANEL, width * PANEL / 2);
    scratch.values.resize(width / PANEL, padded * PANEL / 2);
    scratch.scores.resize(SIDE, padded);
    scratch.shares.resize(SIDE, padded);
    scratch.mixed.resize(SIDE, width);
    let scale = 1.0 / (width as f32).sqrt();
    let part = |piece: usize, part: usize| match piece < pieces {
        true => &rows[(3 * piece + part) * all..][own.clone()],
        false => &[],
    };
    for (piece, to) in scratch.queries.all_mut().chunks_exact_mut(width).enumerate() {
        round(part(piece, 0), scale, to);
    }
    for (panel, to) in scratch
        .keys
        .all_mut()
        .chunks_exact_mut(width * PANEL / 2)
        .enumerate()
    {
        for (number, to) in to.as_chunks_mut::<{ PANEL * PANEL }>().0.iter_mut().enumerate() {
            let mut block = [[0; PANEL]; PANEL];
            for (piece, block) in block.iter_mut().enumerate() {
                let key = part(panel * PANEL + piece, 1).as_chunks::<{ 2 * PANEL }>().0;
                if let Some(key) = key.get(number) {
                    *block = pairs(key);
                }
            }
            for (row, to) in to.as_chunks_mut::<PANEL>().0.iter_mut().enumerate() {
                for (piece, to) in to.iter_mut().enumerate() {
                    *to = block[piece][row];
                }
            }
        }
    }
    for two in 0..padded / 2 {
        let (even, odd) = (part(2 * two, 2), part(2 * two + 1, 2));
        for panel in 0..width / PANEL {
            let numbers = |of: &[f32]| of.as_chunks::<PANEL>().0.get(panel).copied().unwrap_or_default();
            let (even, odd) = (numbers(even), numbers(odd));
            let place = panel * padded * PANEL / 2 + two * PANEL;
            for (at, to) in scratch.values.all_mut()[place..place + PANEL]
                .iter_mut()
                .enumerate()
            {
                *to = pair(even[at], odd[at]);
            }
        }
    }
    // SAFETY: these instructions are only chosen where there are tiles.
    let _tiles = unsafe { Tiles::configured() };
    for first in (0..pieces).step_by(SIDE) {
        let count = SIDE.min(pieces - first);
        let query = scratch.queries.some(first..first + SIDE).as_ptr();
        for column in (0..padded).step_by(SIDE) {
            let panel = column / PANEL;
            let panels = [panel, panel + 1].map(|panel| scratch.keys.row(panel).as_ptr().cast());
            let to = scratch.scores.all_mut()[column..].as_mut_ptr();
            // SAFETY: queries, keys and scores are padded to whole steps.
            unsafe { amx::multiply_bf16(query, 2 * width, width / SIDE, panels, to, 4 * padded) };
        }
        let mut sums = [0.0; SIDE];
        let scores = scratch.scores.all_mut().chunks_exact_mut(padded);
        let shares = scratch.shares.all_mut().chunks_exact_mut(padded);
        for ((row, to), sum) in scores.zip(shares).zip(&mut sums).take(count) {
            *sum = powers(row, pieces, rough_exp::<Wide>);
            round(row, 1.0, to);
        }
        let shares = scratch.shares.all().as_ptr();
        for column in (0..width).step_by(SIDE) {
            let panel = column / PANEL;
            let panels = [panel, panel + 1].map(|panel| scratch.values.row(panel).as_ptr().cast());
            let to = scratch.mixed.all_mut()[column..].as_mut_ptr();
            // SAFETY: shares, values and what comes out are padded to whole steps.
            unsafe { amx::multiply_bf16(shares, 2 * padded, padded / SIDE, panels, to, 4 * width) };
        }
        let made = scratch.mixed.all().chunks_exact(width).zip(sums);
        for ((made, sum), to) in made.zip(mixed[first * all..].chunks_mut(all)).take(count) {
            let share = 1.0 / sum;
            for (to, x) in to[own.clone()].iter_mut().zip(made) {
                *to = x * share;
            }
        }
    }
}

/// Floats times `scale` to bfloat16, the nearest; what has no float keeps what it is.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512bf16")]
fn round(from: &[f32], scale: f32, to: &mut [u16]) {
    for (from, to) in from
        .as_chunks::<PANEL>()
        .0
        .iter()
        .zip(to.as_chunks_mut::<PANEL>().0)
    {
        // SAFETY: sixteen floats are read and sixteen numbers of 16 bits written.
        unsafe {
            let rounded = _mm512_cvtneps_pbh(_mm512_mul_ps(
                _mm512_loadu_ps(from.as_ptr()),
                _mm512_set1_ps(scale),
            ));
            to.as_mut_ptr().cast::<__m256bh>().write_unaligned(rounded);
        }
    }
}

/// 32 floats to bfloat16, two in a number, the first in its lower half.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512bf16")]
fn pairs(from: &[f32; 2 * PANEL]) -> [u32; PANEL] {
    // SAFETY: 32 floats are read, and sixteen numbers of 32 bits are as large as 32 of 16.
    unsafe {
        let (low, high) = (
            _mm512_loadu_ps(from.as_ptr()),
            _mm512_loadu_ps(from[PANEL..].as_ptr()),
        );
        std::mem::transmute(_mm512_cvtne2ps_pbh(high, low))
    }
}

/// Floats of two rows to bfloat16, those of one place in a number, the first row's in its lower half.
#[inline(always)]
fn pair(low: f32, high: f32) -> u32 {
    let upper = |x: f32| {
        let bits = x.to_bits();
        bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16
    };
    upper(low) | upper(high) << 16
}
