//! Matrix products on one core, for `scripts/bench/throughput.sh`: those of rten-gemm, which the whole program is held
//! against, and those of the encoder itself.
//!
//! In: shapes as MxKxN, M rows of K numbers times prepacked weights of K x N. Out: a line of JSON for each shape with the
//! microseconds of the fastest product and of the median one. Alone with shapes it measures rten-gemm in 8 bits. With
//! `--kernels` first, it also measures rten-gemm in floats, and for each set of instructions that the processor has the
//! encoder's product in 8 bits and its whole layers: rounding to 8 bits, product, scales and bias.

use std::{
    env,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rten_gemm::{GemmExecutor, GemmInT, GemmInputA, GemmInputB, GemmOptions, GemmOutT};
use rten_tensor::{NdTensor, prelude::*};
use serde_json::json;
use triplewire_encoder::{
    Instructions,
    compute::{Input, Linear, Packed, Quantised, Rows, Tile},
};

const REPETITIONS: usize = 400;
/// Slow products are repeated for so long.
const LONGEST: Duration = Duration::from_secs(1);

/// Rows and columns of the input, and columns of the weights.
type Shape = [usize; 3];

fn shape(argument: &str) -> Result<Shape> {
    let sizes: Option<Vec<usize>> = argument.split('x').map(|size| size.parse().ok()).collect();
    let sizes = sizes.and_then(|sizes| sizes.try_into().ok());
    sizes.with_context(|| format!("{argument}: not a shape such as 160x384x1536"))
}

/// A line for a shape: microseconds of the fastest product and of the median one.
fn tell(name: &str, numbers: &str, [m, k, n]: Shape, kernel: &str, mut product: impl FnMut()) {
    let mut times = Vec::new();
    let begun = Instant::now();
    while times.len() < REPETITIONS && (begun.elapsed() < LONGEST || times.len() < 5) {
        let begun = Instant::now();
        product();
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{}",
        json!({"name": name, "numbers": numbers, "shape": format!("{m}x{k}x{n}"), "fastest_us": times[0],
            "median_us": times[times.len() / 2], "kernel": kernel})
    );
}

/// rten-gemm's product with matrices of such numbers.
fn library<L, R, O>(
    numbers: &str,
    shape: Shape,
    left: impl Fn([usize; 2]) -> L,
    right: impl Fn([usize; 2]) -> R,
) -> Result<()>
where
    L: GemmInT,
    R: GemmInT,
    O: GemmOutT + Default,
    GemmExecutor<L, R, O>: Default,
{
    let [m, k, n] = shape;
    let executor = GemmExecutor::<L, R, O>::default();
    let (rows, weights) = (NdTensor::from_fn([m, k], left), NdTensor::from_fn([k, n], right));
    let packed = executor.prepack_b(weights.view());
    let mut product = vec![O::default(); m * n];
    let mut run = || {
        let (rows, weights) = (GemmInputA::Unpacked(rows.view()), GemmInputB::Packed(&packed));
        executor.gemm(&mut product, rows, weights, GemmOptions::default())
    };
    run()?;
    // What worked once works again.
    tell(
        "rten-gemm",
        numbers,
        shape,
        executor.kernel_name(),
        || drop(run()),
    );
    Ok(())
}

// Values of all sizes: a processor may run faster on many zeros.

fn int8(shape: Shape) -> Result<()> {
    let left = |[row, column]: [usize; 2]| (31 * row + 17 * column) as u8;
    let right = |[row, column]: [usize; 2]| (13 * row + 29 * column) as i8;
    library::<u8, i8, i32>("int8", shape, left, right)
}

fn fp32(shape: Shape) -> Result<()> {
    library::<f32, f32, f32>("fp32", shape, number, number)
}

fn number([row, column]: [usize; 2]) -> f32 {
    ((31 * row + 17 * column) % 251) as f32 / 125.0 - 1.0
}

fn numbers(rows: usize, columns: usize) -> Vec<f32> {
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| number([row, column])));
    all.collect()
}

/// The encoder's own.
fn own(shape: Shape, instructions: Instructions) {
    let [m, k, n] = shape;
    let (x, weights, bias) = (numbers(m, k), numbers(n, k), numbers(1, n));
    let quantised = Quantised::of(&weights, k);
    let packed = Packed::new(&quantised.q, k);
    let (mut rows, mut tile) = (Rows::<u8>::default(), Tile::default());
    rows.resize(m.next_multiple_of(16), packed.depth());
    for (at, x) in rows.all_mut().iter_mut().enumerate() {
        // AVX2 knows no larger ones.
        *x = (31 * at % 128) as u8;
    }
    let kernel = instructions.as_str();
    let mut sums = 0i64;
    tell("product", "int8", shape, kernel, || {
        packed.multiply(instructions, &rows, m, &mut tile, |_, _, tile, _| {
            sums += i64::from(tile[0])
        });
    });
    std::hint::black_box(sums);
    let (mut input, mut to) = (Input::default(), vec![0.0; m * n]);
    let layers = [
        ("int8", Linear::int8(&quantised, k, &bias, instructions)),
        ("fp32", Linear::float(&weights, k, &bias, instructions)),
    ];
    for (numbers, layer) in layers {
        tell("layer", numbers, shape, kernel, || {
            layer.run(&x, &mut input, &mut to)
        });
    }
}

fn main() -> Result<()> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let kernels = arguments.first().is_some_and(|first| first == "--kernels");
    arguments.drain(..usize::from(kernels));
    anyhow::ensure!(!arguments.is_empty(), "usage: matrix_peak [--kernels] MxKxN...");
    let shapes: Vec<Shape> = arguments.iter().map(|one| shape(one)).collect::<Result<_>>()?;
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    one.install(|| shapes.iter().try_for_each(|&shape| int8(shape)))?;
    if kernels {
        one.install(|| shapes.iter().try_for_each(|&shape| fp32(shape)))?;
        for instructions in Instructions::ALL.into_iter().filter(|one| one.available()) {
            shapes.iter().for_each(|&shape| own(shape, instructions));
        }
    }
    Ok(())
}
