//! Word shape: the one piece of case that an uncased encoder gets to see, as the token type of all wordpieces of a word.
//!
//! The training side has the same definition; change both or neither.

/// Shape of a word; the number is the token type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Lower,
    Title,
    Upper,
    Mixed,
    Digit,
    Other,
}

impl Shape {
    /// How many there are.
    pub const COUNT: usize = 6;

    pub fn of(word: &str) -> Self {
        if word.chars().any(is_decimal) {
            return Shape::Digit;
        }
        let mut cased = word
            .chars()
            .filter(|&c| is_letter(c) && (c.is_uppercase() || c.is_lowercase()));
        let Some(first) = cased.next() else {
            return Shape::Other;
        };
        let (mut upper, mut lower) = (0, 0);
        for c in cased {
            if c.is_uppercase() {
                upper += 1;
            } else {
                lower += 1;
            }
        }
        match (first.is_uppercase(), upper, lower) {
            (false, 0, _) => Shape::Lower,
            (true, 1.., 0) => Shape::Upper,
            (true, 0, _) => Shape::Title,
            _ => Shape::Mixed,
        }
    }

    pub fn token_type(self) -> u8 {
        self as u8
    }
}

/// Category L of Unicode. `char::is_alphabetic` also takes letter-like numbers and enclosed letters.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !c.is_numeric() && !matches!(c, 'Ⓐ'..='ⓩ' | '🄰'..='🆉')
}

/// Category Nd of Unicode 14: blocks of ten digits, each from its zero.
fn is_decimal(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    let after = ZEROS.partition_point(|&zero| zero <= c as u32);
    after > 0 && (c as u32) < ZEROS[after - 1] + 10
}

const ZEROS: [u32; 65] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140,
    0x1e2f0, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn shapes_follow_the_training_side() {
        for (word, shape) in [
            ("the", Shape::Lower),
            ("n't", Shape::Lower),
            ("Karlov", Shape::Title),
            ("A", Shape::Title),
            ("U.N.", Shape::Upper),
            ("McDonald", Shape::Mixed),
            ("iPhone", Shape::Mixed),
            ("G7", Shape::Digit),
            ("٣", Shape::Digit),
            ("²", Shape::Other),
            ("Ⓐ", Shape::Other),
            ("Ⅷ", Shape::Other),
            ("--", Shape::Other),
            ("", Shape::Other),
            ("上", Shape::Other),
            ("Élysée", Shape::Title),
        ] {
            assert_eq!(Shape::of(word), shape, "{word}");
        }
    }
}
