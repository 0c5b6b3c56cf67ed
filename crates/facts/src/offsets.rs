//! Byte offsets become code point offsets.

use crate::annotation::Span;

/// Bytes between two remembered positions: small enough to count through, large enough to cost little memory.
const STEP: usize = 128;

/// Answers how many code points stand before a byte of the text; built in one pass.
pub struct Offsets<'a> {
    text: &'a str,
    /// Code points before byte `i * STEP`; empty when all are ASCII and nothing has to be counted.
    marks: Vec<usize>,
}

impl<'a> Offsets<'a> {
    /// Counts the text once.
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self {
                text,
                marks: Vec::new(),
            };
        }
        let mut marks = vec![0];
        let mut count = 0;
        for block in text.as_bytes().chunks(STEP) {
            count += starts(block);
            marks.push(count);
        }
        Self { text, marks }
    }

    /// Code points before the byte, which lies on a character boundary.
    pub fn code_points(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte / STEP;
        match self.marks.get(block) {
            Some(before) => before + starts(&self.text.as_bytes()[block * STEP..byte]),
            None => byte,
        }
    }

    /// Start and end in code points.
    pub fn of(&self, span: Span) -> (usize, usize) {
        (self.code_points(span.start), self.code_points(span.end))
    }
}

/// Number of bytes that start a character.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_chars_do_at_every_boundary() {
        let text = "wire 🔥 “Ankara” e\u{301}\u{200d} ١٢٣ ".repeat(40);
        let offsets = Offsets::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.code_points(byte), count);
        }
        assert_eq!(offsets.code_points(text.len()), text.chars().count());
        assert_eq!(offsets.code_points(usize::MAX), text.chars().count());
    }

    #[test]
    fn ascii_needs_no_counting() {
        assert_eq!(Offsets::new("plain").of(Span::new(1, 5)), (1, 5));
        assert_eq!(Offsets::new("").of(Span::new(0, 0)), (0, 0));
    }
}
