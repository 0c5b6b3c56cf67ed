//! The products as rten-gemm computes them, which has kernels for ARM (NEON, with dot products, with I8MM) and others.

use std::ops::Range;

use rayon::{ThreadPool, ThreadPoolBuilder};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::DEPTH;
use crate::compute::{Instructions, Rows, vector::COLUMNS};

thread_local! {
    /// rten-gemm shares its work out among the threads of the pool that it is called in; ours are shared out already.
    static ALONE: Option<ThreadPool> = ThreadPoolBuilder::new().num_threads(1).build().ok();
}

/// A packed matrix of weights, with as much room for what comes out as was ever needed.
pub struct Packed {
    packed: PackedBMatrix<i8>,
    depth: usize,
    /// Outputs, filled up to whole tiles.
    outputs: usize,
}

/// Room for what a multiplication gives.
#[derive(Debug, Default)]
pub struct Tile(Vec<i32>);

impl Packed {
    /// Packs a matrix, one row an output and `depth` numbers a row.
    pub fn new(weights: &[i8], depth: usize) -> Self {
        let count = weights.len() / depth.max(1);
        let (padded, outputs) = (depth.next_multiple_of(DEPTH), count.next_multiple_of(COLUMNS));
        let mut turned = vec![0; padded * outputs];
        for (output, row) in weights.chunks_exact(depth).enumerate() {
            for (at, &weight) in row.iter().enumerate() {
                turned[at * outputs + output] = weight;
            }
        }
        let matrix = NdTensorView::from_data([padded, outputs], turned.as_slice());
        Self {
            packed: executor().prepack_b(matrix),
            depth: padded,
            outputs,
        }
    }

    /// Width of the input, filled up.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// All products of the first `rows` of `input`: `each` is given rows, number of the tile, and the tile with its
    /// columns, whose rows are so many numbers apart.
    ///
    /// # Panics
    /// When the input was made for another layer.
    pub fn multiply(
        &self,
        _: Instructions,
        input: &Rows<u8>,
        rows: usize,
        tile: &mut Tile,
        mut each: impl FnMut(Range<usize>, usize, &[i32], usize),
    ) {
        assert_eq!(input.width(), self.depth, "the input was made for another layer");
        tile.0.resize(rows * self.outputs, 0);
        if rows == 0 {
            return;
        }
        let own = NdTensorView::from_data([rows, self.depth], input.some(0..rows));
        let sums = &mut tile.0;
        let mut run = || {
            let (a, b) = (GemmInputA::Unpacked(own), GemmInputB::Packed(&self.packed));
            let done = executor().gemm(sums, a, b, GemmOptions::default());
            assert!(done.is_ok(), "the sizes fit each other");
        };
        ALONE.with(|pool| match pool {
            Some(pool) => pool.install(run),
            None => run(),
        });
        for number in 0..self.outputs / COLUMNS {
            each(0..rows, number, &tile.0[number * COLUMNS..], self.outputs);
        }
    }
}

fn executor() -> GemmExecutor<u8, i8, i32> {
    GemmExecutor::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::int8;

    #[test]
    fn the_library_gives_the_same_numbers() {
        if executor().may_saturate() {
            return;
        }
        let (depth, outputs, rows) = (130, 70, 45);
        let weights: Vec<i8> = (0..depth * outputs)
            .map(|at| ((at * 7919 % 255) as i32 - 127) as i8)
            .collect();
        let mut input = Rows::<u8>::default();
        input.resize(48, 192);
        for (at, x) in input.all_mut().iter_mut().enumerate() {
            *x = if at % 192 < depth {
                (at * 31 % 256) as u8
            } else {
                0
            };
        }
        let mut wanted = vec![0; rows * 96];
        let own = int8::Packed::new(&weights, depth);
        own.multiply(
            Instructions::Plain,
            &input,
            rows,
            &mut int8::Tile::default(),
            |some, number, sums, stride| {
                for (row, sums) in some.zip(sums.chunks(stride)) {
                    wanted[row * 96 + number * COLUMNS..][..COLUMNS].copy_from_slice(&sums[..COLUMNS]);
                }
            },
        );
        let library = Packed::new(&weights, depth);
        library.multiply(
            Instructions::Plain,
            &input,
            rows,
            &mut Tile::default(),
            |some, number, sums, stride| {
                for (row, sums) in some.zip(sums.chunks(stride)) {
                    assert_eq!(sums[..COLUMNS], wanted[row * 96 + number * COLUMNS..][..COLUMNS]);
                }
            },
        );
    }
}
