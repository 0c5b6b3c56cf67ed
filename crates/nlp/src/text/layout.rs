//! Finds the line ends that may part sentences. In: the text. Out: [`Break`]s in order.
//!
//! A blank line always parts. A single line end parts when the lines show that it was put there on purpose: before a list
//! item, before an indented line, or after a line that had room for the next word, in a block that is no running text. In
//! running text such a line end is only a place where a sentence may end, and whoever reads the words decides. Text that was
//! broken at a fixed width has no room in its lines, so its sentences stay whole.

use triplewire_lexicon::tokens::Tokens;

use super::chars::is_newline;

/// Lines up to this width may be broken text; longer ones are paragraphs of their own.
const WIDEST: usize = 100;
/// Narrower blocks are lists, headlines or verse.
const NARROWEST: usize = 40;

struct Line<'a> {
    /// Offset of the line end.
    end: usize,
    /// Without the white space around it.
    text: &'a str,
    indent: usize,
    width: usize,
}

/// A line end at which a sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// Byte offset of the line end.
    pub at: usize,
    /// Whatever the words say.
    pub sure: bool,
}

/// Line ends that part sentences.
pub fn breaks(text: &str, words: &Tokens) -> Vec<Break> {
    let lines = lines(text);
    let page = Page::of(&lines);
    let mut found = Vec::new();
    for block in lines.chunk_by(|line, next| !line.text.is_empty() && !next.text.is_empty()) {
        if block[0].text.is_empty() {
            found.push(Break {
                at: block[0].end,
                sure: true,
            });
        } else {
            part(block, &page, words, &mut found);
        }
    }
    found
}

/// What the whole text tells about its lines.
struct Page {
    widest: usize,
    /// Many lines go on in lower case: the text was broken at a width.
    flows: bool,
}

impl Page {
    fn of(lines: &[Line]) -> Self {
        let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
        let inner = lines
            .windows(2)
            .filter(|pair| !pair[0].text.is_empty() && !pair[1].text.is_empty());
        let (all, lower) = inner.fold((0, 0), |(all, lower), pair| {
            (all + 1, lower + usize::from(goes_on(&pair[1])))
        });
        Self {
            widest,
            flows: lower * 5 > all,
        }
    }
}

/// Begins in lower case.
fn goes_on(line: &Line) -> bool {
    line.text.starts_with(char::is_lowercase)
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut add = |start: usize, end: usize| {
        let raw = &text[start..end];
        let trimmed = raw.trim();
        let indent = raw.len() - raw.trim_start().len();
        found.push(Line {
            end,
            text: trimmed,
            indent,
            width: indent + trimmed.chars().count(),
        });
    };
    let mut after_return = false;
    for (at, c) in text.char_indices() {
        if is_newline(c) {
            // The feed of a "\r\n" ends no line of its own.
            if !(c == '\n' && after_return) {
                add(start, at);
            }
            start = at + c.len_utf8();
        }
        after_return = c == '\r';
    }
    add(start, text.len());
    found
}

/// Judges the line ends inside one block of lines.
fn part(block: &[Line], page: &Page, words: &Tokens, found: &mut Vec<Break>) {
    let own = block.iter().map(|line| line.width).max().unwrap_or(0);
    let width = if block.len() > 2 { own } else { page.widest };
    let margin = block.iter().map(|line| line.indent).min().unwrap_or(0);
    let capitals = !block.iter().any(|line| line.text.contains(char::is_lowercase));
    let flows =
        (NARROWEST..=WIDEST).contains(&width) && (capitals || page.flows || block.iter().any(goes_on));
    let prose = block.last().is_some_and(|line| ends(line.text));
    for (index, pair) in block.windows(2).enumerate() {
        let (line, next) = (&pair[0], &pair[1]);
        let first = next.text.split_whitespace().next().unwrap_or("");
        // Broken text has ragged lines; one that is three quarters full counts as full.
        let full = line.width * 4 >= width * 3 || line.width + 1 + first.chars().count() > width;
        let listed = item(next.text) && (item(line.text) || ends(line.text) || index == 0);
        let indented = next.indent >= margin + 2 && line.indent <= margin;
        let wrapped = goes_on(next) || open(line.text) || (full && flows);
        let purposed = listed || (indented && !goes_on(next));
        if purposed || !wrapped {
            // A plain word has a capital only where it opens a sentence: the line above it is a headline.
            let opens = || {
                let word = first.to_lowercase();
                words.openers.contains(word.as_str()) || words.noun_openers.contains(word.as_str())
            };
            let headline = line.text.contains(' ') && opens() || byline(line.text) || dated(next.text);
            let running =
                prose && !headline && line.width <= WIDEST && (!ends(line.text) || shortened(line.text));
            found.push(Break {
                at: line.end,
                sure: purposed || !running,
            });
        }
    }
}

/// A list item: a bullet, or a number or letter with a bracket or full stop.
fn item(line: &str) -> bool {
    let Some(first) = line.split_whitespace().next() else {
        return false;
    };
    if matches!(first, "-" | "*" | "o" | "\u{2013}" | "\u{2014}") {
        return line.len() > first.len();
    }
    if first.starts_with([
        '\u{2022}', '\u{25cf}', '\u{25e6}', '\u{25aa}', '\u{2023}', '\u{b7}',
    ]) {
        return true;
    }
    let Some(label) = first.strip_suffix([')', '.']) else {
        return false;
    };
    let label = label.strip_prefix('(').unwrap_or(label);
    !label.is_empty() && label.len() <= 2 && label.bytes().all(|b| b.is_ascii_digit())
        || label.len() == 1 && first.ends_with(')')
}

fn ends(line: &str) -> bool {
    line.ends_with(['.', '!', '?', ':', ';', '"', '\u{201d}'])
}

/// "By Ann Holloway", "Associated Press Writer".
fn byline(line: &str) -> bool {
    let by = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "));
    let named = by.is_some_and(|name| name.starts_with(char::is_uppercase));
    (named || line.ends_with(" Writer") || line.ends_with(" Correspondent")) && line.len() < NARROWEST * 2
}

/// Opens with a dateline: a place in capitals, an agency or a dash behind it.
fn dated(line: &str) -> bool {
    let place = line.split([' ', ',']).next().unwrap_or("");
    let capitals = place.len() > 3 && place.chars().all(char::is_uppercase);
    let start: String = line.chars().take(NARROWEST).collect();
    capitals
        && ["(", " — ", " – ", " -- ", " - ", " _ "]
            .iter()
            .any(|mark| start.contains(mark))
}

/// Ends in what may be an abbreviation: "Mr.", "the U.S.".
fn shortened(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("");
    let stem = last.strip_suffix('.');
    stem.is_some_and(|stem| stem.contains('.') || stem.len() < 5 && stem.starts_with(char::is_uppercase))
}

/// The line cannot stand for itself: it ends in a comma or in the middle of something.
fn open(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("");
    line.ends_with(',')
        || matches!(
            last,
            "the"
                | "a"
                | "an"
                | "of"
                | "to"
                | "in"
                | "and"
                | "or"
                | "for"
                | "with"
                | "by"
                | "at"
                | "from"
                | "near"
                | "on"
                | "as"
                | "who"
                | "that"
                | "which"
                | "was"
                | "were"
                | "is"
                | "are"
                | "has"
                | "had"
                | "have"
                | "been"
                | "be"
                | "his"
                | "her"
                | "their"
                | "its"
                | "between"
                | "against"
                | "into"
                | "after"
                | "before"
                | "under"
                | "during"
                | "Mr"
                | "Mr."
                | "Mrs."
                | "Ms."
                | "Dr."
                | "Gen."
                | "Col."
                | "Sgt."
                | "Lt."
                | "Capt."
                | "Sen."
                | "Rep."
                | "Gov."
                | "St."
                | "-"
                | "\u{2013}"
                | "\u{2014}"
        )
}

#[cfg(test)]
mod tests {
    use super::Break;
    use triplewire_lexicon::Lexicon;

    fn breaks(text: &str) -> Vec<Break> {
        super::breaks(text, Lexicon::builtin().unwrap().tokens())
    }

    #[test]
    fn text_broken_at_a_width_stays_whole() {
        let text = "The gunman who opened fire in the gallery was a police officer,\n\
                    officials in Ankara said, and three others were wounded in the\n\
                    attack.";
        assert!(breaks(text).is_empty());
    }

    #[test]
    fn headlines_items_and_blank_lines_part() {
        let text = "Envoy killed in Ankara\nBy A Reporter\n\nThe envoy\n- one\n- two";
        assert_eq!(breaks(text).len(), 4);
        assert_eq!(breaks("a\r\n\r\nb"), [Break { at: 3, sure: true }]);
    }

    #[test]
    fn a_line_end_in_running_text_is_no_sure_end() {
        let sure = |text: &str| breaks(text).iter().filter(|found| found.sure).count();
        assert_eq!(sure("Gunmen shot the clerk Nasrin\nHolloway in Larkana."), 0);
        assert_eq!(sure("Envoys met in the U.S.\nAnn Holloway watched them."), 0);
        assert_eq!(sure("Envoys met in the U.S.\nPolice watched them."), 1);
        assert_eq!(sure("Storm hits coast\nResidents fled their homes on Monday."), 1);
        assert_eq!(sure("Ann Holloway\nBen Adeola\nCarl Renner"), 2);
        assert_eq!(sure("Gunmen shot a clerk.\n\nHolloway fled."), 1);
    }
}
