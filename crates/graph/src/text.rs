//! The text of a document, as far as its facts hold it: the words of its sentences in their places.
//!
//! Formats that give offsets into a text need one. Between sentences there was nothing but white space; what it was is not
//! kept, so a line end stands there, and blanks fill the rest. Every offset of the facts fits.

use triplewire_facts::{Event, Facts};

/// The text, with line ends between sentences and none inside them; `None` where a sentence has no words (JSON lines of
/// versions that did not write them).
pub fn text(facts: &Facts) -> Option<Vec<char>> {
    let mut text: Vec<char> = Vec::new();
    for sentence in &facts.sentences {
        let words = sentence.text.as_deref()?;
        if sentence.start > text.len() {
            text.push('\n');
            text.resize(sentence.start, ' ');
        }
        // Line ends and tabs of the article's layout: a span must not reach over one, nor a column hold one.
        text.extend(words.chars().map(|c| if parts(c) { ' ' } else { c }));
    }
    Some(text)
}

/// Whether a character ends a line or a column for some reader.
fn parts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Runs of blanks, tabs, line ends and control characters become one blank.
pub fn one_line(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The fillers of the roles wanted, each once, in the order of the event's arguments.
pub fn fillers(facts: &Facts, event: &Event, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for argument in event.arguments.iter().filter(|argument| wanted(&argument.role)) {
        let filler = one_line(facts.filler(argument));
        if !found.contains(&filler) {
            found.push(filler);
        }
    }
    found
}
