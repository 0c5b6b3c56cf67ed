//! Which vector instructions are used.

use std::{fmt, str::FromStr};

/// A set of vector instructions. Each gives the same results within rounding; [`Instructions::detected`] is the fastest
/// that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instructions {
    /// Whatever the compiler makes of plain Rust: SSE2 on x86-64, NEON on ARM.
    Plain,
    /// AVX2 with FMA.
    Avx2,
    /// AVX2 with FMA and 8-bit products that are added in 32 bits (AVX-VNNI).
    AvxVnni,
    /// AVX-512 (F, BW, DQ, VL) with VNNI.
    Avx512,
    /// [`Instructions::Avx512`] with BF16, and products of 8-bit and of 16-bit numbers in the tiles of AMX.
    Amx,
}

impl Instructions {
    /// All of them, the slowest first.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Avx2, Self::AvxVnni, Self::Avx512, Self::Amx];

    /// The fastest that this processor has, and that the operating system lets a program use.
    pub fn detected() -> Self {
        let best = Self::ALL.into_iter().rev().find(|one| one.available());
        best.unwrap_or(Self::Plain)
    }

    /// Whether this processor has them.
    pub fn available(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let avx2 = || has!("avx2") && has!("fma");
            let avx512 = || {
                avx2()
                    && has!("avx512f")
                    && has!("avx512bw")
                    && has!("avx512dq")
                    && has!("avx512vl")
                    && has!("avx512vnni")
            };
            match self {
                Self::Plain => true,
                Self::Avx2 => avx2(),
                Self::AvxVnni => avx2() && has!("avxvnni"),
                Self::Avx512 => avx512(),
                Self::Amx => avx512() && has!("avx512bf16") && super::int8::amx::available(),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            self == Self::Plain
        }
    }

    /// The largest value that an input gets in 8 bits. AVX2 adds two products in 16 bits, which hold 127 * 127 twice and
    /// no more.
    pub(super) fn largest(self) -> f32 {
        if self == Self::Avx2 { 127.0 } else { 255.0 }
    }

    /// The name that the command line knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Avx2 => "avx2",
            Self::AvxVnni => "avx-vnni",
            Self::Avx512 => "avx512",
            Self::Amx => "amx",
        }
    }
}

impl fmt::Display for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Instructions {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == name);
        found.ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            format!("{name:?} is none of {all}")
        })
    }
}

/// What a function that is compiled for several sets of instructions must know of them.
pub trait Vectors {
    /// A multiplication and an addition are one instruction.
    const FUSED: bool;
    /// There are 32 registers of 16 floats.
    const WIDE: bool;
}

/// Those that every processor of the kind has.
pub struct Plain;

/// AVX2 with FMA.
pub struct Fused;

/// AVX-512.
pub struct Wide;

impl Vectors for Plain {
    const FUSED: bool = cfg!(target_arch = "aarch64");
    const WIDE: bool = false;
}

impl Vectors for Fused {
    const FUSED: bool = true;
    const WIDE: bool = false;
}

impl Vectors for Wide {
    const FUSED: bool = true;
    const WIDE: bool = true;
}

/// Makes of a generic function one that runs as compiled for each set of instructions: `NAME(instructions, …)` calls
/// `BODY::<V>(…)`, which must be `#[inline(always)]`, with the [`Vectors`] of these instructions.
macro_rules! for_each_instructions {
    ($(#[$doc:meta])* pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) = $body:ident) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments)]
        pub fn $name(instructions: $crate::compute::Instructions, $($arg: $type),*) {
            use $crate::compute::instructions::{self, Instructions};
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $type),*) {
                    $body::<instructions::Fused>($($arg),*)
                }
                #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")]
                fn avx512($($arg: $type),*) {
                    $body::<instructions::Wide>($($arg),*)
                }
                // SAFETY: instructions are only chosen where the processor has them (`Instructions::available`).
                match instructions {
                    Instructions::Plain => {}
                    Instructions::Avx2 | Instructions::AvxVnni => return unsafe { avx2($($arg),*) },
                    Instructions::Avx512 | Instructions::Amx => return unsafe { avx512($($arg),*) },
                }
            }
            let _: Instructions = instructions;
            $body::<instructions::Plain>($($arg),*)
        }
    };
}
pub(super) use for_each_instructions;
