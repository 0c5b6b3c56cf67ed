//! rten-gemm's int8 matrix product on one core, for `scripts/bench/throughput.sh` to hold the whole program against.
//!
//! In: shapes as MxKxN, activations of M x K in u8 times prepacked weights of K x N in i8. Out: a line of JSON for each
//! shape with the microseconds of the fastest product and of the median one, and the kernel that rten-gemm chose.

use std::{env, time::Instant};

use anyhow::{Context, Result};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::{NdTensor, prelude::*};

const REPETITIONS: usize = 400;

fn shape(argument: &str) -> Result<[usize; 3]> {
    let sizes: Option<Vec<usize>> = argument.split('x').map(|size| size.parse().ok()).collect();
    let sizes = sizes.and_then(|sizes| sizes.try_into().ok());
    sizes.with_context(|| format!("{argument}: not a shape such as 160x384x1536"))
}

/// Microseconds of each product, shortest first.
fn times(executor: &GemmExecutor<u8, i8, i32>, [m, k, n]: [usize; 3]) -> Result<Vec<f64>> {
    // Values of all sizes: a processor may run faster on many zeros.
    let activations = NdTensor::<u8, 2>::from_fn([m, k], |[row, column]| (31 * row + 17 * column) as u8);
    let weights = NdTensor::<i8, 2>::from_fn([k, n], |[row, column]| (13 * row + 29 * column) as i8);
    let packed = executor.prepack_b(weights.view());
    let mut product = vec![0; m * n];
    let mut times = Vec::new();
    for _ in 0..REPETITIONS {
        let begun = Instant::now();
        executor.gemm(
            &mut product,
            GemmInputA::Unpacked(activations.view()),
            GemmInputB::Packed(&packed),
            GemmOptions::default(),
        )?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn main() -> Result<()> {
    let shapes: Vec<String> = env::args().skip(1).collect();
    anyhow::ensure!(!shapes.is_empty(), "usage: matrix_peak MxKxN...");
    let executor = GemmExecutor::default();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for name in shapes {
        let sizes = shape(&name)?;
        let times = one.install(|| times(&executor, sizes))?;
        println!(
            "{}",
            serde_json::json!({"shape": name, "fastest_us": times[0], "median_us": times[times.len() / 2],
                "kernel": executor.kernel_name()})
        );
    }
    Ok(())
}
