//! How words and names are compared: without case, accents, periods and marks.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word as it is compared; empty for a word of marks only.
pub fn normalised(form: &str) -> String {
    if form.is_ascii() {
        let letters = form
            .bytes()
            .filter(|&byte| byte != b'.')
            .map(|byte| byte.to_ascii_lowercase() as char);
        let word: String = letters.collect();
        return if word.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            word
        } else {
            String::new()
        };
    }
    let word: String = form
        .nfd()
        .filter(|&c| !is_combining_mark(c) && !matches!(c, '.' | '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .filter(|&c| !is_combining_mark(c))
        .map(|c| match c {
            '’' | '‘' | 'ʼ' => '\'',
            'ı' => 'i',
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            _ => c,
        })
        .collect();
    if word.chars().any(char::is_alphanumeric) {
        word
    } else {
        String::new()
    }
}

/// Normalises a phrase of a list file, word by word.
pub fn normalised_phrase(phrase: &str) -> String {
    let words = phrase
        .split(|c: char| c.is_whitespace() || c == '-' || c == ',')
        .map(normalised);
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
