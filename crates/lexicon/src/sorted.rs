//! Lines that are sorted by their bytes: one is found by binary search in the text itself.

/// The rest of the line that starts with this key and a tab.
pub(crate) fn line<'a>(lines: &'a str, key: &str) -> Option<&'a str> {
    if key.is_empty() {
        return None;
    }
    let rest = lines
        .get(first(lines, key)..)?
        .strip_prefix(key)?
        .strip_prefix('\t')?;
    rest.lines().next()
}

/// Offset of the first line that is not less than a key and a tab.
fn first(lines: &str, key: &str) -> usize {
    let bytes = lines.as_bytes();
    let line_start = |at: usize| {
        bytes[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1)
    };
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let start = line_start((low + high) / 2);
        let end = bytes[start..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(bytes.len(), |length| start + length + 1);
        if bytes[start..end].iter().lt(key.as_bytes().iter().chain(b"\t")) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_found_by_its_key() {
        let lines = "# made\na b\t1\nab\t2\nabc\t3\n";
        let found: Vec<_> = ["a b", "ab", "abc", "a", "abcd", "", "z"]
            .map(|key| line(lines, key))
            .to_vec();
        assert_eq!(found, [Some("1"), Some("2"), Some("3"), None, None, None, None]);
        assert_eq!(line("", "a"), None);
    }
}
