//! Products of 8-bit numbers, unsigned by signed, added up in 32 bits.
//!
//! One layout of the packed weights serves all kernels: panels of 16 columns, in each panel four rows of the weights at
//! a time, in these each column's four numbers side by side. That is a tile of AMX and a vector of VNNI alike.
//! Measured beside rten-gemm 0.27 (`benches/results/`); its kernels cannot be chosen from outside and know no AMX. On
//! processors other than x86-64 the products are rten-gemm's.

#[cfg(target_arch = "x86_64")]
pub mod amx;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(any(test, not(target_arch = "x86_64")))]
pub mod library;
#[cfg(not(target_arch = "x86_64"))]
mod plain;
#[cfg(target_arch = "x86_64")]
mod sse2;

use std::ops::Range;

use super::{Instructions, Rows, vector::COLUMNS};

/// Rows of a tile.
pub const TILE: usize = 32;
/// Columns of a panel.
const PANEL: usize = 16;
/// Rows of the input are filled up to a multiple of this.
pub const DEPTH: usize = 64;

/// A packed matrix of weights; padding is 0.
#[derive(Debug)]
pub struct Packed {
    panels: Rows<i8>,
    /// Width of the input, filled up to a multiple of `DEPTH`.
    depth: usize,
}

impl Packed {
    /// Packs a matrix, one row an output and `depth` numbers a row.
    pub fn new(weights: &[i8], depth: usize) -> Self {
        let outputs = weights.len() / depth.max(1);
        let padded = depth.next_multiple_of(DEPTH);
        let mut panels = Rows::default();
        panels.resize(outputs.next_multiple_of(COLUMNS) / PANEL, padded * PANEL);
        let all = panels.all_mut();
        for (output, row) in weights.chunks_exact(depth).enumerate() {
            let start = output / PANEL * padded * PANEL + output % PANEL * 4;
            let (fours, rest) = row.as_chunks::<4>();
            for (at, four) in fours.iter().chain([&last(rest)]).enumerate() {
                let place = start + at * PANEL * 4;
                if at < fours.len() || !rest.is_empty() {
                    all[place..place + 4].copy_from_slice(four);
                }
            }
        }
        Self {
            panels,
            depth: padded,
        }
    }

    /// Width of the input, filled up.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Tiles side by side that all outputs fill.
    pub fn tiles(&self) -> usize {
        self.panels.rows() * PANEL / COLUMNS
    }

    /// Brings one of `parts` equal parts of a tile's panels nearer: a product of AMX is over before memory could follow.
    fn prefetch(&self, number: usize, part: usize, parts: usize) {
        #[cfg(target_arch = "x86_64")]
        if number < self.tiles() {
            let panels = self.tile(number);
            let lines = panels.len() / 64;
            for line in lines * part / parts..lines * (part + 1) / parts {
                use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
                // SAFETY: a prefetch reads nothing; the place is one of the panels.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(panels.as_ptr().add(line * 64)) };
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = (number, part, parts);
    }

    /// The panels of one tile.
    fn tile(&self, number: usize) -> &[i8] {
        self.panels.some(2 * number..2 * number + 2)
    }

    /// All products of the first `rows` of `input`: `each` is given rows, number of the tile, and the tile with its
    /// columns, whose rows are so many numbers apart.
    ///
    /// # Panics
    /// When the input was made for another layer.
    pub fn multiply(
        &self,
        instructions: Instructions,
        input: &Rows<u8>,
        rows: usize,
        tile: &mut Tile,
        mut each: impl FnMut(Range<usize>, usize, &[i32], usize),
    ) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: these instructions are only chosen where there are tiles.
        let _tiles = (instructions == Instructions::Amx).then(|| unsafe { amx::Tiles::configured() });
        let strips = rows.div_ceil(TILE);
        for number in 0..self.tiles() {
            for strip in 0..strips {
                self.prefetch(number + 1, strip, strips);
                let some = strip * TILE..rows.min((strip + 1) * TILE);
                self.multiply_tile(instructions, input, some.clone(), number, tile);
                each(some, number, &tile.0, COLUMNS);
            }
        }
    }

    /// The columns of tile `number` for some rows of `input`, at most [`TILE`] of them. The input's rows are as wide as
    /// [`Packed::depth`], and their number is a multiple of 16, so that AMX can read on behind the last.
    ///
    /// # Panics
    /// When the rows are not those of such an input.
    fn multiply_tile(
        &self,
        instructions: Instructions,
        input: &Rows<u8>,
        rows: Range<usize>,
        number: usize,
        to: &mut Tile,
    ) {
        let depth = self.depth;
        assert!(
            input.width() == depth && input.rows().is_multiple_of(16) && rows.len() <= TILE,
            "the input was made for another layer"
        );
        let (rows, panels) = (input.some(rows), self.tile(number));
        #[cfg(target_arch = "x86_64")]
        // SAFETY: instructions are only chosen where the processor has them, and the sizes were checked above.
        unsafe {
            match instructions {
                Instructions::Amx => amx::multiply(rows, depth, panels, to),
                Instructions::Avx512 => avx512::multiply(rows, depth, panels, to),
                Instructions::AvxVnni => avx2::multiply_vnni(rows, depth, panels, to),
                Instructions::Avx2 => avx2::multiply(rows, depth, panels, to),
                Instructions::Plain => sse2::multiply(rows, depth, panels, to),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let _ = instructions;
            plain::multiply(rows, depth, panels, to);
        }
    }
}

/// Up to three numbers and zeros.
fn last(rest: &[i8]) -> [i8; 4] {
    let mut four = [0; 4];
    four[..rest.len()].copy_from_slice(rest);
    four
}

/// What a multiplication gives: 32 rows of 32 columns.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Tile(pub [i32; TILE * COLUMNS]);

impl Default for Tile {
    fn default() -> Self {
        Self([0; TILE * COLUMNS])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of input that fill a tile exactly, less than it, and more than half.
    #[test]
    fn all_kernels_give_the_same_numbers() {
        for (count, depth, outputs) in [
            (32, 64, 32),
            (1, 384, 33),
            (17, 130, 70),
            (31, 7, 5),
            (16, 1536, 64),
        ] {
            let weights: Vec<i8> = (0..depth * outputs)
                .map(|at| (at * 7919 % 255) as u8 as i8)
                .collect();
            let weights: Vec<i8> = weights.into_iter().map(|w| w.max(-127)).collect();
            let packed = Packed::new(&weights, depth);
            for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
                let largest = instructions.largest() as usize;
                let mut rows = Rows::<u8>::default();
                rows.resize(TILE, packed.depth);
                rows.all_mut().fill(0);
                for row in 0..count {
                    for at in 0..depth {
                        rows.all_mut()[row * packed.depth + at] =
                            ((row * 31 + at * 17) % (largest + 1)) as u8;
                    }
                }
                let mut tile = Tile::default();
                packed.multiply(
                    instructions,
                    &rows,
                    count,
                    &mut tile,
                    |some, number, sums, stride| {
                        assert_eq!((some, stride), (0..count, COLUMNS));
                        for row in 0..count {
                            for column in 0..COLUMNS {
                                let output = number * COLUMNS + column;
                                let exact: i32 = (0..depth)
                                    .filter(|_| output < outputs)
                                    .map(|at| {
                                        i32::from(rows.row(row)[at]) * i32::from(weights[output * depth + at])
                                    })
                                    .sum();
                                assert_eq!(
                                    sums[row * stride + column],
                                    exact,
                                    "{instructions} {row} {output}"
                                );
                            }
                        }
                    },
                );
            }
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let depth = 1536;
        for weight in [-127, 127] {
            let packed = Packed::new(&vec![weight; depth * 32], depth);
            for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
                let largest = instructions.largest();
                let mut rows = Rows::<u8>::default();
                rows.resize(TILE, depth);
                rows.all_mut().fill(largest as u8);
                let mut tile = Tile::default();
                let exact = largest as i32 * i32::from(weight) * depth as i32;
                packed.multiply(instructions, &rows, TILE, &mut tile, |_, _, sums, _| {
                    assert!(sums.iter().all(|&sum| sum == exact), "{instructions}");
                });
            }
        }
    }
}
