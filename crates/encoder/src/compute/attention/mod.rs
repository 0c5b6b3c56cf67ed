//! Attention of every wordpiece to every other of its window (Vaswani et al. 2017).

mod floats;
#[cfg(target_arch = "x86_64")]
mod tiles;

use super::{Instructions, Rows, activation::greater, floats::COLUMNS, vector::total};

/// Sizes of the attention of one layer.
#[derive(Debug, Clone, Copy)]
pub struct Attention {
    /// Attention heads.
    pub heads: usize,
    /// Width of a head.
    pub width: usize,
    /// Instructions that it runs with.
    pub instructions: Instructions,
    /// Numbers may be rounded to 16 bits where that is faster.
    pub rounded: bool,
}

/// What one head of one window needs room for; kept from one use to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Keys of 32 wordpieces side by side in a panel, of the next 32 in the next.
    keys: Rows<f32>,
    /// Values, 32 columns of them in a panel, one row a wordpiece.
    values: Rows<f32>,
    queries: Rows<f32>,
    scores: Rows<f32>,
    #[cfg(target_arch = "x86_64")]
    tiles: tiles::Scratch,
}

impl Attention {
    /// Rows of queries, keys and values side by side, one row a wordpiece of a window, to rows of mixed values.
    pub fn run(&self, rows: &[f32], mixed: &mut [f32], scratch: &mut Scratch) {
        for head in 0..self.heads {
            #[cfg(target_arch = "x86_64")]
            if self.rounded && self.instructions == Instructions::Amx && self.width.is_multiple_of(COLUMNS) {
                tiles::run(*self, head, rows, mixed, &mut scratch.tiles);
                continue;
            }
            floats::run(self.instructions, *self, head, rows, mixed, scratch);
        }
    }
}

/// Scores become powers of e, which `exp` gives, less the largest score; gives their sum. What stands from `pieces` on is
/// padding and becomes 0.
#[inline(always)]
fn powers(row: &mut [f32], pieces: usize, exp: impl Fn(f32) -> f32) -> f32 {
    row[pieces..].fill(f32::NEG_INFINITY);
    let (chunks, _) = row.as_chunks_mut::<COLUMNS>();
    let mut most = [f32::NEG_INFINITY; COLUMNS];
    for chunk in chunks.iter() {
        for lane in 0..COLUMNS {
            most[lane] = greater(chunk[lane], most[lane]);
        }
    }
    let mut half = COLUMNS / 2;
    while half > 0 {
        for lane in 0..half {
            most[lane] = greater(most[lane + half], most[lane]);
        }
        half /= 2;
    }
    let largest = most[0];
    let mut sums = [0.0; COLUMNS];
    for chunk in chunks {
        for lane in 0..COLUMNS {
            let power = exp(chunk[lane] - largest);
            chunk[lane] = power;
            sums[lane] += power;
        }
    }
    // Padding was counted as a power of -87, which is nothing beside the 1 of the largest.
    row[pieces..].fill(0.0);
    total(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_is_that_of_the_formula() {
        for (heads, width, pieces) in [(2, 4, 9), (1, 32, 70), (2, 64, 33), (3, 5, 1)] {
            let all = heads * width;
            let rows: Vec<f32> = (0..pieces * 3 * all)
                .map(|at| ((at * 7919 % 1013) as f32 / 1013.0 - 0.5) * 3.0)
                .collect();
            let at = |piece: usize, part: usize, head: usize, number: usize| {
                f64::from(rows[piece * 3 * all + part * all + head * width + number])
            };
            for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
                let rounded = instructions == Instructions::Amx;
                let sizes = Attention {
                    heads,
                    width,
                    instructions,
                    rounded,
                };
                let mut mixed = vec![0.0; pieces * all];
                sizes.run(&rows, &mut mixed, &mut Scratch::default());
                for piece in 0..pieces {
                    for head in 0..heads {
                        let score = |other: usize| {
                            let dot: f64 = (0..width)
                                .map(|n| at(piece, 0, head, n) * at(other, 1, head, n))
                                .sum();
                            (dot / (width as f64).sqrt()).exp()
                        };
                        let sum: f64 = (0..pieces).map(score).sum();
                        for n in 0..width {
                            let exact: f64 = (0..pieces).map(|o| score(o) / sum * at(o, 2, head, n)).sum();
                            let found = f64::from(mixed[piece * all + head * width + n]);
                            let bound = if instructions == Instructions::Amx {
                                0.02
                            } else {
                                1e-5
                            };
                            assert!(
                                (found - exact).abs() < bound,
                                "{instructions}: {found} and {exact}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_in_its_head() {
        let (heads, width, pieces) = (2, 32, 40);
        let all = heads * width;
        for odd in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
            for part in 0..3 {
                let mut rows = vec![0.5; pieces * 3 * all];
                rows[7 * 3 * all + part * all + 3] = odd;
                rows[8 * 3 * all + part * all + 3] = odd;
                for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
                    let sizes = Attention {
                        heads,
                        width,
                        instructions,
                        rounded: true,
                    };
                    let mut mixed = vec![0.0; pieces * all];
                    sizes.run(&rows, &mut mixed, &mut Scratch::default());
                    let other = mixed.chunks(width).skip(1).step_by(2).flatten();
                    assert!(
                        other.into_iter().all(|x| (x - 0.5).abs() < 0.01),
                        "{instructions}"
                    );
                }
            }
        }
    }
}
