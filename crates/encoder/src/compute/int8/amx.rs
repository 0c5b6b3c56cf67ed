//! Products with the tiles of AMX (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter
//! 18): 16 rows by 64 bytes of input times 16 columns by 64 of weights in one instruction.
//!
//! The compiler knows no type for tiles, so that the instructions stand here as such.

use std::{arch::asm, sync::OnceLock};

use super::{PANEL, Tile};
use crate::compute::vector::COLUMNS;

/// Whether processor and operating system let this program use the tiles. Linux wants to be asked once a process.
pub fn available() -> bool {
    static AVAILABLE: OnceLock<bool> = OnceLock::new();
    *AVAILABLE.get_or_init(|| has_tiles() && allowed())
}

/// CPUID leaf 7, EDX: AMX-BF16, AMX-TILE and AMX-INT8.
fn has_tiles() -> bool {
    use std::arch::x86_64::__cpuid_count;
    #[allow(unused_unsafe)] // Safe from Rust 1.94 on.
    let leaf = unsafe { __cpuid_count(7, 0) };
    [22, 24, 25].iter().all(|bit| leaf.edx & (1 << bit) != 0)
}

/// Linux gives the registers to a process that asks (`arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)`).
#[cfg(target_os = "linux")]
fn allowed() -> bool {
    const REQUEST: libc::c_long = 0x1023;
    const TILE_DATA: libc::c_long = 18;
    // SAFETY: the call changes nothing but what the process may use; older kernels answer with an error.
    unsafe { libc::syscall(libc::SYS_arch_prctl, REQUEST, TILE_DATA) == 0 }
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> bool {
    false
}

/// What a tile configuration looks like in memory (`LDTILECFG`).
#[repr(C, align(64))]
struct Configuration {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    /// Bytes of a row of each tile.
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static ALL_FULL: Configuration = Configuration {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    row_bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// The tiles of this thread, configured as long as this lives.
pub struct Tiles(());

impl Tiles {
    /// # Safety
    /// [`available`] must have said so.
    pub unsafe fn configured() -> Self {
        // SAFETY: the caller knows that there are tiles.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const ALL_FULL, options(nostack, readonly)) };
        Self(())
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: they were configured, so they are there.
        unsafe { asm!("tilerelease", options(nostack, nomem)) };
    }
}

/// 32 rows in two tiles of 16, rows `$stride` bytes apart and 64 bytes a step, times two panels of 16 columns, by the
/// instruction `$product`: 32 rows of 32 numbers of 32 bits, `$wide` bytes apart.
macro_rules! full {
    (
        $product:literal, [$x:expr, $y:expr], $stride:expr, $steps:expr, [$left:expr, $right:expr], [$to:expr, $low:expr],
        $wide:expr
    ) => {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{x} + {stride}]",
            "tileloadd tmm6, [{left} + {line}]",
            "tileloadd tmm7, [{right} + {line}]",
            "tileloadd tmm5, [{y} + {stride}]",
            concat!($product, " tmm0, tmm4, tmm6"),
            concat!($product, " tmm1, tmm4, tmm7"),
            concat!($product, " tmm2, tmm5, tmm6"),
            concat!($product, " tmm3, tmm5, tmm7"),
            "add {x}, 64",
            "add {y}, 64",
            "add {left}, 1024",
            "add {right}, 1024",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{to} + {wide}], tmm0",
            "tilestored [{to} + {wide} + 64], tmm1",
            "tilestored [{low} + {wide}], tmm2",
            "tilestored [{low} + {wide} + 64], tmm3",
            x = inout(reg) $x => _,
            y = inout(reg) $y => _,
            left = inout(reg) $left => _,
            right = inout(reg) $right => _,
            steps = inout(reg) $steps => _,
            stride = in(reg) $stride,
            line = in(reg) 64usize,
            to = in(reg) $to,
            low = in(reg) $low,
            wide = in(reg) $wide,
            options(nostack),
        )
    };
}

/// Rows of input, two panels of weights, one tile. Reads input up to a multiple of 16 rows, and writes so many.
///
/// # Safety
/// The tiles are configured ([`Tiles`]); `rows` holds whole rows of `depth`, at most 32, and memory behind it goes on up
/// to a multiple of 16 rows; `panels` holds two panels of `depth * 16`, and `depth` is a multiple of 64.
pub unsafe fn multiply(rows: &[u8], depth: usize, panels: &[i8], to: &mut Tile) {
    let (upper, left) = (rows.as_ptr(), panels.as_ptr());
    let to = to.0.as_mut_ptr();
    // SAFETY: the caller's sizes.
    unsafe {
        let right = left.add(depth * PANEL);
        if rows.len() <= 16 * depth {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "2:",
                "tileloadd tmm4, [{x} + {depth}]",
                "tileloadd tmm6, [{left} + {line}]",
                "tileloadd tmm7, [{right} + {line}]",
                "tdpbusd tmm0, tmm4, tmm6",
                "tdpbusd tmm1, tmm4, tmm7",
                "add {x}, 64",
                "add {left}, 1024",
                "add {right}, 1024",
                "dec {steps}",
                "jnz 2b",
                "tilestored [{to} + {wide}], tmm0",
                "tilestored [{to} + {wide} + 64], tmm1",
                x = inout(reg) upper => _,
                left = inout(reg) left => _,
                right = inout(reg) right => _,
                steps = inout(reg) depth / 64 => _,
                depth = in(reg) depth,
                line = in(reg) 64usize,
                to = in(reg) to,
                wide = in(reg) COLUMNS * 4,
                options(nostack),
            );
        } else {
            let next = upper.add(16 * depth);
            let low = to.add(16 * COLUMNS);
            let steps = depth / 64;
            full!(
                "tdpbusd",
                [upper, next],
                depth,
                steps,
                [left, right],
                [to, low],
                COLUMNS * 4
            );
        }
    }
}

/// 32 rows of 16-bit floats (bfloat16), `stride` bytes apart and 32 numbers a step, times two panels of 16 columns, in
/// which each step has 16 rows of pairs: 32 rows of 32 floats, `wide` bytes apart.
///
/// # Safety
/// The tiles are configured ([`Tiles`]), and the memory holds what was said.
pub unsafe fn multiply_bf16(
    x: *const u16,
    stride: usize,
    steps: usize,
    [left, right]: [*const u16; 2],
    to: *mut f32,
    wide: usize,
) {
    // SAFETY: the caller's sizes.
    unsafe {
        let next = x.byte_add(16 * stride);
        let low = to.byte_add(16 * wide);
        full!(
            "tdpbf16ps",
            [x, next],
            stride,
            steps,
            [left, right],
            [to, low],
            wide
        );
    }
}
