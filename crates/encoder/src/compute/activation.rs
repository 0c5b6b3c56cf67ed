//! Activations between the layers of a network.

use super::instructions::Vectors;

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// The number itself.
    None,
    /// The exact GELU, `x * Phi(x)` (Hendrycks and Gimpel 2016).
    Gelu,
    /// GELU by its approximation with a hyperbolic tangent, `gelu_new` of Hugging Face.
    GeluTanh,
    /// The larger of the number and 0.
    Relu,
}

impl Activation {
    /// By the name that `config.json` has.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "gelu" | "gelu_python" => Some(Self::Gelu),
            "gelu_new" | "gelu_fast" | "gelu_pytorch_tanh" => Some(Self::GeluTanh),
            "relu" => Some(Self::Relu),
            _ => None,
        }
    }
}

/// Beyond this, the normal distribution is 0 or 1 as far as 32-bit floats show it.
const WIDEST: f32 = 5.0;

/// `(Phi(x) - 0.5) / x` as a polynomial of `2 (x / WIDEST)^2 - 1`, lowest power first: fitted to the least error of GELU
/// in 32-bit floats, which is 2e-6 at most.
const NORMAL: [f32; 13] = [
    1.413_637_8e-1,
    -7.029_665e-2,
    5.152_142e-2,
    -4.043_295e-2,
    3.142_623e-2,
    -2.333_673_2e-2,
    1.649_765_7e-2,
    -1.097_323e-2,
    6.165_427_7e-3,
    -2.915_675_4e-3,
    2.001_863_5e-3,
    -1.514_152_8e-3,
    4.929_681_4e-4,
];

/// `a * b + c`.
#[inline(always)]
pub fn multiply_add<V: Vectors>(a: f32, b: f32, c: f32) -> f32 {
    if V::FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// The lesser of two numbers; the second where one is no number. One instruction, which `f32::min` is not.
#[inline(always)]
pub fn lesser(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The greater of two numbers; the second where one is no number.
#[inline(always)]
pub fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The number, but not below `low` nor above `high`.
#[inline(always)]
pub fn bounded(x: f32, low: f32, high: f32) -> f32 {
    lesser(high, greater(low, x))
}

/// The larger of the number and 0.
#[inline(always)]
pub fn relu(x: f32) -> f32 {
    greater(x, 0.0)
}

/// The exact GELU.
#[inline(always)]
pub fn gelu<V: Vectors>(x: f32) -> f32 {
    let z = bounded(x, -WIDEST, WIDEST);
    let u = multiply_add::<V>(z * z, 2.0 / (WIDEST * WIDEST), -1.0);
    let mut sum = NORMAL[NORMAL.len() - 1];
    let mut power = NORMAL.len() - 1;
    while power > 0 {
        power -= 1;
        sum = multiply_add::<V>(sum, u, NORMAL[power]);
    }
    x * multiply_add::<V>(z, sum, 0.5)
}

/// GELU with a hyperbolic tangent.
#[inline(always)]
pub fn gelu_tanh<V: Vectors>(x: f32) -> f32 {
    let inner = 0.797_884_6 * multiply_add::<V>(0.044_715 * x * x, x, x);
    // tanh(y) = 1 - 2 / (exp(2 y) + 1)
    let exp = exp::<V>(bounded(2.0 * inner, -80.0, 80.0));
    x * (1.0 - 1.0 / (exp + 1.0))
}

/// Powers of e up to that of 88, with a relative error of 2e-7 at most; below -87 it gives that of -87.
#[inline(always)]
pub fn exp<V: Vectors>(x: f32) -> f32 {
    power::<V, 7>(
        x,
        [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0],
    )
}

/// As [`exp`], with a relative error of 1e-4: as much as numbers of 8 bits show.
#[cfg(any(test, target_arch = "x86_64"))]
#[inline(always)]
pub fn rough_exp<V: Vectors>(x: f32) -> f32 {
    power::<V, 4>(x, [0.165_668_42, 0.504_963_3, 1.000_164_2, 0.999_928_1])
}

/// `x = n ln 2 + r` (Cody and Waite 1980), a polynomial for `r`, highest power first, and `n` put into the exponent.
#[inline(always)]
fn power<V: Vectors, const N: usize>(x: f32, polynomial: [f32; N]) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: what is added to it is rounded to a whole number.
    let x = greater(-87.0, x);
    let shifted = multiply_add::<V>(x, std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = multiply_add::<V>(n, -0.693_359_4, x);
    let r = multiply_add::<V>(n, 2.121_944_4e-4, r);
    let mut sum = polynomial[0];
    for &factor in &polynomial[1..] {
        sum = multiply_add::<V>(sum, r, factor);
    }
    let exponent = shifted.to_bits() << 23;
    f32::from_bits(sum.to_bits().wrapping_add(exponent))
}

#[cfg(test)]
mod tests {
    use super::{
        super::instructions::{Fused, Plain},
        *,
    };

    /// The error function by its series, in 64 bits.
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn gelu_is_exact_in_floats() {
        for step in -6000..=6000 {
            let x = step as f32 / 1000.0;
            let exact = f64::from(x) * 0.5 * (1.0 + erf(f64::from(x) / 2f64.sqrt()));
            for found in [gelu::<Fused>(x), gelu::<Plain>(x)] {
                assert!(
                    (f64::from(found) - exact).abs() < 4e-6,
                    "{x}: {found} and {exact}"
                );
            }
        }
        assert!(gelu::<Fused>(-30.0).abs() < 1e-4);
        assert!((gelu::<Fused>(30.0) - 30.0).abs() < 1e-4);
    }

    #[test]
    fn the_approximation_is_that_of_the_formula() {
        for step in -600..=600 {
            let x = step as f32 / 100.0;
            let y = f64::from(x);
            let exact =
                0.5 * y * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (y + 0.044715 * y.powi(3))).tanh());
            assert!((f64::from(gelu_tanh::<Fused>(x)) - exact).abs() < 4e-6, "{x}");
        }
    }

    #[test]
    fn powers_of_e() {
        for step in -8700..=1000 {
            let x = step as f32 / 100.0;
            let exact = f64::from(x).exp();
            let off = (f64::from(exp::<Fused>(x)) - exact).abs() / exact;
            assert!(off < 4e-7, "{x}: {off}");
        }
        assert!(exp::<Fused>(-1e9) < 1e-37);
        for step in -8700..=0 {
            let x = step as f32 / 100.0;
            let exact = f64::from(x).exp();
            let off = (f64::from(rough_exp::<Fused>(x)) - exact).abs() / exact;
            assert!(off < 2e-4, "{x}: {off}");
        }
    }
}
