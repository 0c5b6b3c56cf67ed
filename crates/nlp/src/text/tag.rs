//! Tags of HTML: what each does to the text around it.

/// No tag is longer; what is has no end.
const LONGEST: usize = 4096;

/// What a reader sees of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Text before it and after it are two paragraphs.
    Block,
    /// A new line.
    Line,
    /// A gap.
    Blank,
    /// Nothing.
    Inline,
    /// Opens an element of this name whose content is no text.
    Unread(&'static str),
}

/// Elements that stand in a line of text.
const INLINE: [&str; 43] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "link", "mark", "meta", "nobr", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "path", "base",
    "map", "area",
];

/// Elements that leave a gap.
const BLANK: [&str; 10] = [
    "img", "input", "button", "svg", "picture", "source", "track", "embed", "object", "param",
];

/// Elements that stand by themselves.
const BLOCK: [&str; 57] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "blockquote",
    "pre",
    "hr",
    "article",
    "section",
    "header",
    "footer",
    "main",
    "nav",
    "aside",
    "figure",
    "figcaption",
    "address",
    "center",
    "form",
    "fieldset",
    "legend",
    "select",
    "option",
    "html",
    "head",
    "body",
    "title",
    "iframe",
    "video",
    "audio",
    "details",
    "summary",
    "noscript",
    "col",
    "colgroup",
    "textarea",
    "dir",
    "menu",
    "template",
];

const UNREAD: [&str; 2] = ["script", "style"];

/// The tag that a text begins with, and its length; its brackets may be written as entities.
pub fn read(rest: &str) -> Option<(Tag, usize)> {
    let (open, close) = match rest.as_bytes().first()? {
        b'<' => ("<", ">"),
        _ => ("&lt;", "&gt;"),
    };
    let inner = rest.strip_prefix(open)?;
    let reach = (0..=inner.len().min(LONGEST))
        .rev()
        .find(|&at| inner.is_char_boundary(at))?;
    let length = inner[..reach].find(close)?;
    let body = &inner[..length];
    let all = open.len() + length + close.len();
    // A bracket inside says that the first one opened no tag.
    if body.contains('<') || body.contains("&lt;") {
        return None;
    }
    if body.starts_with(['!', '?']) {
        let declared = ["!doctype", "?xml"].iter().any(|name| {
            body.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        });
        return declared.then_some((Tag::Block, all));
    }
    let name = body.strip_prefix('/').unwrap_or(body);
    let end = name
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':')
        .count();
    let after = &name[end..];
    // Nothing but attributes follows a name: "<b and c>" is none.
    let attributes = after.trim_end_matches('/').trim();
    let plain = attributes.is_empty()
        || body.len() == name.len() && attributes.contains('=')
        || attributes == "hidden";
    if end > 12 || !plain || !(after.is_empty() || after.starts_with(['/', ' ', '\t', '\n', '\r'])) {
        return None;
    }
    let lower = name[..end].to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&lower.as_str());
    let opens = body.len() == name.len() && !after.ends_with('/');
    let tag = if let Some(&unread) = UNREAD.iter().find(|&&name| name == lower) {
        if opens { Tag::Unread(unread) } else { Tag::Block }
    } else if lower == "br" {
        Tag::Line
    } else if is(&BLOCK) {
        Tag::Block
    } else if is(&BLANK) {
        Tag::Blank
    } else if is(&INLINE) || end > 2 && lower.contains(':') && !lower.ends_with(':') {
        Tag::Inline
    } else {
        return None;
    };
    Some((tag, all))
}

/// The length up to the tag that closes an element, with the tag.
pub fn closing(rest: &str, name: &str) -> Option<usize> {
    let ends = |at: usize| {
        let inner = rest.get(at + 2..at + 2 + name.len());
        inner.is_some_and(|inner| inner.eq_ignore_ascii_case(name))
    };
    let at = rest.match_indices("</").map(|(at, _)| at).find(|&at| ends(at))?;
    Some(at + rest[at..].find('>')? + 1)
}
