//! Buffers whose memory begins at a cache line and is kept from one use to the next.

use std::ops::Range;

/// Rows of equal width, each beginning at a multiple of 64 bytes where the width allows it.
#[derive(Debug, Default)]
pub struct Rows<T> {
    lines: Vec<Line>,
    width: usize,
    rows: usize,
    kind: std::marker::PhantomData<T>,
}

/// A cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// Numbers that any bytes are one of.
pub trait Number: Copy + Default + 'static {}
impl Number for u8 {}
impl Number for u16 {}
impl Number for u32 {}
impl Number for i8 {}
impl Number for i32 {}
impl Number for f32 {}

impl<T: Number> Rows<T> {
    /// Makes it so many rows of that width. What is in them is of no meaning.
    pub fn resize(&mut self, rows: usize, width: usize) {
        let lines = (rows * width * size_of::<T>()).div_ceil(64);
        if lines > self.lines.len() {
            self.lines.resize(lines, Line([0; 64]));
        }
        (self.rows, self.width) = (rows, width);
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All numbers, row after row.
    pub fn all(&self) -> &[T] {
        // SAFETY: the lines hold at least that many numbers, and any bytes are numbers of the kinds that `Number` names.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.rows * self.width) }
    }

    /// All numbers, row after row.
    pub fn all_mut(&mut self) -> &mut [T] {
        // SAFETY: as for `all`.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.rows * self.width) }
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[T] {
        &self.all()[row * self.width..(row + 1) * self.width]
    }

    /// Some rows.
    pub fn some(&self, rows: Range<usize>) -> &[T] {
        &self.all()[rows.start * self.width..rows.end * self.width]
    }
}
