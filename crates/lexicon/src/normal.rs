//! How words and names are compared: without case, accents, periods and marks.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word as it is compared; empty for a word of marks only.
pub fn normalised(form: &str) -> String {
    if form.is_ascii() {
        if !form.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return String::new();
        }
        let mut word = form.to_ascii_lowercase();
        word.retain(|c| c != '.');
        return word;
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
    let parts = |c: char| c.is_whitespace() || c == '-' || c == ',';
    if !phrase.contains(parts) {
        return normalised(phrase);
    }
    let words = phrase.split(parts).map(normalised);
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
