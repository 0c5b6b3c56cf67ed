//! Markup inside a text: what a reader sees of it, and where that stands in the text as it was given.
//!
//! In: a text that may hold tags and entities of HTML, soft hyphens, reference marks ("[1]") or bullets. Out: the text without them, and the
//! [`Source`] that leads spans back. Tags of blocks become blank lines, other tags nothing; an entity becomes its
//! character. What only looks like markup ("AT&T", "x < 3", `<name>`) stays.

use super::{
    Span,
    chars::{is_newline, is_open_bracket},
    entity::{self, Decoded},
    tag::{self, Tag},
};

/// The text as it was given, and how the text that the stages read came out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    text: String,
    /// In the order of the text; they cover the read text without a gap.
    pieces: Vec<Piece>,
}

/// A stretch of the read text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Byte of the read text at which it begins.
    read: usize,
    /// Bytes of the given text that it stands for.
    given: Span,
    /// Byte for byte the same as in the given text.
    same: bool,
}

impl Source {
    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the given text that a span of the read text stands for.
    pub fn given(&self, span: Span) -> Span {
        let start = self
            .at(span.start)
            .map_or(self.text.len(), |piece| match piece.same {
                true => piece.given.start + (span.start - piece.read),
                false => piece.given.start,
            });
        let Some(last) = span.end.checked_sub(1).filter(|_| span.end > span.start) else {
            return Span::new(start, start);
        };
        let end = self.at(last).map_or(self.text.len(), |piece| match piece.same {
            true => piece.given.start + (span.end - piece.read),
            false => piece.given.end,
        });
        Span::new(start, end.max(start))
    }

    /// The piece that holds a byte of the read text.
    fn at(&self, byte: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.read <= byte);
        self.pieces.get(after.checked_sub(1)?)
    }
}

/// Takes the markup out of a text; `None` where there is none, and the text is untouched.
pub fn take_out(text: &mut String) -> Option<Source> {
    let marked = ['<', '&', '['].iter().any(|&c| text.contains(c));
    let unseen = !text.is_ascii() && UNSEEN.iter().chain(&BULLETS).any(|&c| text.contains(c));
    if !marked && !unseen {
        return None;
    }
    let mut reader = Reader {
        given: text,
        read: String::new(),
        pieces: Vec::new(),
        copied: 0,
        changed: false,
        endless: false,
        open_comment: false,
    };
    reader.run();
    if !reader.changed {
        return None;
    }
    let (read, pieces) = (reader.read, reader.pieces);
    let given = std::mem::replace(text, read);
    Some(Source { text: given, pieces })
}

/// What takes no room between letters: soft hyphens, blanks of no width, joiners of words, byte order marks.
const UNSEEN: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];

/// Blanks before an item of a list.
const INDENT: usize = 64;

/// What opens an item of a list and is nothing else.
const BULLETS: [char; 7] = [
    '\u{2022}', '\u{25cf}', '\u{25e6}', '\u{25aa}', '\u{25a0}', '\u{2023}', '\u{2043}',
];

struct Reader<'a> {
    given: &'a str,
    read: String,
    pieces: Vec<Piece>,
    /// Bytes of the given text that are dealt with.
    copied: usize,
    changed: bool,
    /// An element that is not read has no end: those after it have none either.
    endless: bool,
    /// A comment has no end: none after it has.
    open_comment: bool,
}

impl Reader<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(found) = self.given[at..].find(special) {
            let start = at + found;
            at = self.special(start).unwrap_or_else(|| {
                let next = self.given[start..].chars().next().map_or(1, char::len_utf8);
                start + next
            });
        }
        if self.changed {
            self.copy(self.given.len());
        }
    }

    /// Deals with a character that may open markup; gives the end of what it was.
    fn special(&mut self, start: usize) -> Option<usize> {
        let rest = &self.given[start..];
        match rest.chars().next()? {
            '<' => {
                if let Some(comment) = rest.strip_prefix("<!--") {
                    let length = comment.find("-->").filter(|_| !self.open_comment);
                    self.open_comment |= length.is_none();
                    let end = start + 4 + length? + 3;
                    self.replace(start, end, "");
                    return Some(end);
                }
                let (tag, length) = tag::read(rest)?;
                Some(self.tag(tag, start, length))
            }
            '&' => {
                // Feeds hold tags that are written as text: "&lt;p&gt;".
                if let Some((tag, length)) = tag::read(rest) {
                    return Some(self.tag(tag, start, length));
                }
                let (decoded, length) = entity::read(rest)?;
                let mut buffer = [0; 4];
                let seen: &str = match decoded {
                    Decoded::Nothing => "",
                    Decoded::Char(c) if UNSEEN.contains(&c) => "",
                    Decoded::Char(c) => c.encode_utf8(&mut buffer),
                };
                self.replace(start, start + length, seen);
                Some(start + length)
            }
            '[' => {
                let length = reference(rest)?;
                let before = self.given[..start].chars().next_back()?;
                let end = start + length;
                (!before.is_whitespace() && !is_open_bracket(before)).then(|| {
                    self.replace(start, end, "");
                    end
                })
            }
            c if UNSEEN.contains(&c) => {
                self.replace(start, start + c.len_utf8(), "");
                Some(start + c.len_utf8())
            }
            bullet => {
                let end = start + bullet.len_utf8();
                let mut before = self.given[..start].chars().rev().take(INDENT);
                let blank = before
                    .find(|&c| !c.is_whitespace() || is_newline(c))
                    .is_none_or(is_newline);
                let opens = blank || self.read.ends_with('\n') && self.copied == start;
                opens.then(|| {
                    self.replace(start, end, "\n\n");
                    end
                })
            }
        }
    }

    fn tag(&mut self, tag: Tag, start: usize, length: usize) -> usize {
        let mut end = start + length;
        let seen = match tag {
            Tag::Block => "\n\n",
            Tag::Line => "\n",
            Tag::Blank => " ",
            Tag::Inline => "",
            Tag::Unread(name) => {
                let closing = (!self.endless)
                    .then(|| tag::closing(&self.given[end..], name))
                    .flatten();
                self.endless |= closing.is_none();
                end += closing.unwrap_or(0);
                "\n\n"
            }
        };
        self.replace(start, end, seen);
        end
    }

    /// Copies up to a byte of the given text.
    fn copy(&mut self, to: usize) {
        if to > self.copied {
            self.pieces.push(Piece {
                read: self.read.len(),
                given: Span::new(self.copied, to),
                same: true,
            });
            self.read.push_str(&self.given[self.copied..to]);
            self.copied = to;
        }
    }

    fn replace(&mut self, start: usize, end: usize, seen: &str) {
        self.changed = true;
        self.copy(start);
        if !seen.is_empty() {
            self.pieces.push(Piece {
                read: self.read.len(),
                given: Span::new(start, end),
                same: false,
            });
            self.read.push_str(seen);
        }
        self.copied = end;
    }
}

/// The length of a reference mark as encyclopaedias have them: "[12]", "[citation needed]".
fn reference(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let end = match digits {
        1..=3 => digits,
        _ => [
            "citation needed",
            "clarification needed",
            "when?",
            "who?",
            "note 1",
            "note 2",
            "note 3",
        ]
        .iter()
        .find(|words| inner.starts_with(**words))?
        .len(),
    };
    inner[end..].starts_with(']').then_some(end + 2)
}

fn special(c: char) -> bool {
    matches!(c, '<' | '&' | '[') || c >= '\u{ad}' && (UNSEEN.contains(&c) || BULLETS.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it is read, and what each word of it was.
    fn read(given: &str) -> (String, Vec<String>) {
        let mut text = given.to_string();
        let source = take_out(&mut text);
        let words = text.split_whitespace().map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let span = Span::new(start, start + word.len());
            let given = source.as_ref().map_or(span, |source| source.given(span));
            source
                .as_ref()
                .map_or(word, |source| given.of(source.text()))
                .to_string()
        });
        let words = words.collect();
        (text, words)
    }

    #[test]
    fn entities_and_tags_are_read_through_and_spans_lead_back() {
        let (text, words) = read("Vance &amp; Ott sued <b>Q&amp;R</b> of O&#39;Brady&nbsp;Ltd.");
        assert_eq!(text, "Vance & Ott sued Q&R of O'Brady Ltd.");
        assert_eq!(
            words,
            [
                "Vance",
                "&amp;",
                "Ott",
                "sued",
                "Q&amp;R",
                "of",
                "O&#39;Brady",
                "Ltd."
            ]
        );
        let (text, words) = read("Mon\u{ad}te\u{ad}vi\u{ad}deo<p class=\"a\">Next</p><!-- no -->");
        assert_eq!(text, "Montevideo\n\nNext\n\n");
        assert_eq!(words, ["Mon\u{ad}te\u{ad}vi\u{ad}deo", "Next"]);
    }

    #[test]
    fn what_only_looks_like_markup_stays() {
        for text in [
            "AT&T and R&D; x < 3 and y > 2, <name>, a<b, &c., &unknown; 5 & 6 < 7",
            "plain",
            "",
            "<",
            "&",
            "&#xffffffff;",
            "Paris \u{2022} Rome",
        ] {
            assert_eq!(read(text).0, text);
        }
    }

    #[test]
    fn what_is_written_twice_is_read_once() {
        assert_eq!(read("O&amp;#39;Brady &amp;quot;no&amp;quot;").0, "O'Brady \"no\"");
        assert_eq!(read("&lt;p&gt;One.&lt;/p&gt;5 &lt; 6").0, "\n\nOne.\n\n5 < 6");
    }

    #[test]
    fn reference_marks_are_taken_out() {
        let (text, words) = read("Rebels left Homs.[1][23] They met [1] of us, a[b], [5].");
        assert_eq!(text, "Rebels left Homs. They met [1] of us, a[b], [5].");
        assert_eq!(words[2], "Homs.");
    }

    #[test]
    fn scripts_and_bullets_are_not_read() {
        assert_eq!(read("a<script>if (b < c) d();</script>e").0, "a\n\ne");
        assert_eq!(read("a<script>b").0, "a\n\nb");
        assert_eq!(
            read("One:\n\u{2022} two\n \u{2022} three").0,
            "One:\n\n\n two\n \n\n three"
        );
    }
}
