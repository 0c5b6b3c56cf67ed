//! Classes of characters that the passes share.

use std::borrow::Cow;

/// The text in lower case. Most words are already, and are looked at too often to copy each.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        text.into()
    } else {
        text.to_lowercase().into()
    }
}

/// Takes room on no screen: joiners, direction marks, soft hyphens, variation selectors.
pub fn is_invisible(c: char) -> bool {
    c >= '\u{ad}'
        && matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A mark that combines with the letter before it. `char::is_alphabetic` already says yes to many vowel signs.
fn is_mark(c: char) -> bool {
    c >= '\u{300}'
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
            | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}'
            | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{e34}'..='\u{e4e}' | '\u{1039}' | '\u{103a}'
            | '\u{17c9}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Letters, digits and the marks on them.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || is_mark(c)
    }
}

/// What belongs to the visible character before it: marks, invisible characters, skin tones.
pub fn continues(c: char) -> bool {
    is_mark(c) || is_invisible(c)
}

/// An apostrophe or a sign that people type for one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '`' | '\u{2018}' | '\u{ff07}'
    )
}

/// Hyphens and dashes.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub fn is_open_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{')
}

pub fn is_close_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}')
}

/// A quotation mark that opens by its form.
pub fn is_open_quote(c: char) -> bool {
    matches!(c, '\u{201c}' | '\u{2018}' | '\u{ab}' | '\u{201e}' | '\u{201a}')
}

/// A quotation mark that closes by its form.
pub fn is_close_quote(c: char) -> bool {
    matches!(c, '\u{201d}' | '\u{2019}' | '\u{bb}')
}

/// Signs of money that stand before the amount, each a token.
pub fn is_currency(c: char) -> bool {
    c == '$' || (c >= '\u{a2}' && matches!(c, '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}'))
}

/// Ends a line: line feed, carriage return, and their Unicode kin.
pub fn is_newline(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
