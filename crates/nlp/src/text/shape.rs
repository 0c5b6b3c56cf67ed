//! Shapes that the tokenizer knows by sight: addresses, numbers, acronyms, clitics. Each function gets the rest of a
//! stretch without white space and answers with the length in bytes of what begins there.

use rustc_hash::FxHashSet;

use super::chars::{continues, is_apostrophe, is_word};

/// No look-ahead goes further than this, so that no input makes the scanner slow.
const REACH: usize = 128;

fn head(rest: &str) -> &str {
    rest.get(..REACH).unwrap_or(if rest.len() < REACH {
        rest
    } else {
        let end = (0..=REACH.min(rest.len()))
            .rev()
            .find(|&at| rest.is_char_boundary(at));
        &rest[..end.unwrap_or(0)]
    })
}

/// Length of the ASCII letters at the beginning.
pub fn letter_run(rest: &str) -> usize {
    rest.bytes()
        .take(REACH)
        .take_while(u8::is_ascii_alphabetic)
        .count()
}

fn digit_run(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_digit).count()
}

/// A web address that says so ("https://...", "www...").
pub fn address(rest: &str) -> Option<usize> {
    let start = rest.as_bytes();
    let says = ["http://", "https://", "ftp://", "www.", "mailto:"]
        .iter()
        .any(|scheme| {
            start.len() > scheme.len() && start[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes())
        });
    says.then(|| path(rest, 0))
}

/// Goes to the end of an address and back over the punctuation of the sentence around it.
fn path(rest: &str, from: usize) -> usize {
    let mut depth = 0;
    let mut end = rest.len();
    for (at, c) in rest[from..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => end = from + at,
            ')' => depth -= 1,
            '<' | '>' | '"' | '[' | ']' | '{' | '}' | '\u{201c}' | '\u{201d}' | '\u{2019}' | '|' => {
                end = from + at
            }
            _ => continue,
        }
        if end < rest.len() {
            break;
        }
    }
    rest[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '\u{2026}'])
        .len()
        .max(from)
}

/// An e-mail address.
pub fn mail(rest: &str) -> Option<usize> {
    let local = rest
        .bytes()
        .take(64)
        .take_while(|&b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
        .count();
    if rest.as_bytes().get(local) != Some(&b'@') {
        return None;
    }
    let domain = &rest[local + 1..];
    let length = domain
        .bytes()
        .take(REACH)
        .take_while(|&b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        .count();
    let length = domain[..length].trim_end_matches(['.', '-', '_']).len();
    domain
        .starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(local + 1 + length)
}

/// A name on the web or of a file, known by its last part ("reuters.com", "plan.pdf").
pub fn domain(rest: &str, known: &FxHashSet<String>) -> Option<usize> {
    let run = rest
        .bytes()
        .take(REACH)
        .take_while(|&b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        .count();
    if run == REACH {
        return None;
    }
    let name = rest[..run].trim_end_matches(['.', '-', '_']);
    let (stem, last) = name.rsplit_once('.')?;
    let stem = stem.rsplit_once('.').map_or(stem, |(_, label)| label);
    let fits = known.contains(last) && stem.len() > 1 && !rest[name.len()..].starts_with(is_word);
    if !fits {
        return None;
    }
    Some(if rest[name.len()..].starts_with('/') {
        path(rest, name.len())
    } else {
        name.len()
    })
}

/// "@name" or "#tag".
pub fn handle(rest: &str) -> Option<usize> {
    let name = rest[1..]
        .bytes()
        .take(REACH)
        .take_while(|&b| b.is_ascii_alphanumeric() || b == b'_')
        .count();
    let fits = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    fits.then_some(name + 1)
}

/// Digits with the signs between them that belong to a number, a time or a date: "1,000.5", "10:30", "9/11",
/// "713-853-3989". A range ("1998-2004") is three tokens.
pub fn number(rest: &str) -> usize {
    if let Some(length) = dashed(rest) {
        return length;
    }
    let mut end = digit_run(rest);
    let mut group = end;
    while let Some(sign) = rest.as_bytes().get(end).filter(|b| b".,:/".contains(b)) {
        let next = digit_run(&rest[end + 1..]);
        let slash = *sign == b'/' && (group > 2 || next > 4);
        if next == 0 || slash || (*sign == b',' && next != 3) {
            break;
        }
        end += 1 + next;
        group = next;
    }
    end
}

/// Telephone numbers and dates with hyphens.
fn dashed(rest: &str) -> Option<usize> {
    let rest = head(rest);
    let mut groups = [0; 5];
    let (mut end, mut count) = (0, 0);
    while count < groups.len() {
        let digits = digit_run(&rest[end..]);
        if digits == 0 {
            break;
        }
        groups[count] = digits;
        count += 1;
        end += digits;
        if !(rest[end..].starts_with('-') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit())) {
            break;
        }
        end += 1;
    }
    let fits = match count {
        2 => groups[0] == 3 && groups[1] == 4,
        3 => groups[..3].iter().all(|&digits| digits <= 4) && groups[..3].iter().any(|&digits| digits > 1),
        4 => groups[..4] == [1, 3, 3, 4],
        _ => false,
    };
    (fits && !rest[end..].starts_with(is_word)).then_some(end)
}

/// Single letters with full stops ("U.S.", "p.m", "J.K."): the length, and how many stops. "J.Smith" gives "J.".
pub fn acronym(rest: &str) -> (usize, usize) {
    let (mut end, mut points) = (0, 0);
    loop {
        let mut chars = rest[end..].chars();
        let Some(letter) = chars.next().filter(|c| c.is_alphabetic()) else {
            break;
        };
        match chars.next() {
            Some('.') => {
                end += letter.len_utf8() + 1;
                points += 1;
            }
            Some(c) if is_word(c) => break,
            _ => {
                end += if points > 0 { letter.len_utf8() } else { 0 };
                break;
            }
        }
    }
    (end, points)
}

/// Apostrophe and s, re, ve, ll, d or m, with no letter after it.
pub fn clitic(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let apostrophe = chars.next().filter(|&c| is_apostrophe(c))?;
    let tail = chars.as_str();
    let letters = letter_run(tail);
    let fits = match &tail.as_bytes()[..letters.min(3)] {
        [a] => matches!(a.to_ascii_lowercase(), b's' | b'd' | b'm'),
        [a, b] => matches!(
            &[a.to_ascii_lowercase(), b.to_ascii_lowercase()],
            b"re" | b"ve" | b"ll"
        ),
        _ => false,
    };
    (fits && !tail[letters..].starts_with(is_word)).then_some(apostrophe.len_utf8() + letters)
}

/// "90s", "02" after an apostrophe.
pub fn short_year(rest: &str) -> Option<usize> {
    let letters = usize::from(rest[digit_run(head(rest)).min(2)..].starts_with('s')) + 2;
    (digit_run(head(rest)) == 2 && !rest[letters..].starts_with(is_word)).then_some(letters)
}

/// What belongs to the sign `c` before it: marks, joined pictures, the second half of a flag.
pub fn cluster(c: char, rest: &str) -> usize {
    let flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
    let mut end = 0;
    let mut joined = flag(c) && rest.starts_with(flag);
    for c in rest.chars() {
        if !joined && !continues(c) {
            break;
        }
        joined = c == '\u{200d}' && !rest[end + c.len_utf8()..].starts_with(is_word);
        end += c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_signs() {
        for (text, length) in [
            ("1,000.5 ", 7),
            ("10:30pm", 5),
            ("9/11,", 4),
            ("713-853-3989", 12),
            ("1998-2004", 4),
            ("3-1", 1),
            ("2016-12-19.", 10),
        ] {
            assert_eq!(number(text), length, "{text}");
        }
    }

    #[test]
    fn addresses_stop_before_the_punctuation_of_the_sentence() {
        assert_eq!(address("http://a.org/b_(c)."), Some(18));
        assert_eq!(address("http://a.org)."), Some(12));
        let known = FxHashSet::from_iter(["com".to_string()]);
        assert_eq!(domain("reuters.com's", &known), Some(11));
        assert_eq!(domain("end.Next", &known), None);
        assert_eq!(mail("a.b@c.org."), Some(9));
    }

    #[test]
    fn acronyms_and_initials() {
        assert_eq!(acronym("U.S.-led"), (4, 2));
        assert_eq!(acronym("U.S"), (3, 1));
        assert_eq!(acronym("G.Karlov"), (2, 1));
    }
}
