//! Entities of HTML (`&amp;`, `&#8217;`, `&#x2019;`) and the characters that they stand for.

/// What an entity stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoded {
    /// A character.
    Char(char),
    /// Something that no reader sees.
    Nothing,
}

/// No entity is longer.
const LONGEST: usize = 12;

/// The entity that a text begins with, and its length. One whose ampersand was written as an entity again
/// ("&amp;quot;") is read as what was meant.
pub fn read(rest: &str) -> Option<(Decoded, usize)> {
    let inner = rest.strip_prefix('&')?;
    let end = inner
        .bytes()
        .take(LONGEST)
        .position(|byte| byte == b';')
        .filter(|&end| end > 0)?;
    let decoded = decoded(&inner[..end])?;
    let length = end + 2;
    if decoded == Decoded::Char('&')
        && let Some(again) = inner[end + 1..].bytes().take(LONGEST).position(|byte| byte == b';')
        && let Some(twice) = self::decoded(&inner[end + 1..end + 1 + again])
    {
        return Some((twice, length + again + 1));
    }
    Some((decoded, length))
}

fn decoded(name: &str) -> Option<Decoded> {
    let Some(digits) = name.strip_prefix('#') else {
        let place = NAMES.binary_search_by(|(known, _)| known.as_bytes().cmp(name.as_bytes()));
        return Some(Decoded::Char(NAMES.get(place.ok()?)?.1));
    };
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    Some(match code {
        0x80..=0x9f => WINDOWS
            .get(code as usize - 0x80)
            .map_or(Decoded::Nothing, |&c| if c == '\0' { Decoded::Nothing } else { Decoded::Char(c) }),
        0xa0 | 0x2000..=0x200a | 0x202f | 9 | 10 | 13 => Decoded::Char(' '),
        0..=31 | 127 => Decoded::Nothing,
        _ => Decoded::Char(char::from_u32(code)?),
    })
}

/// Windows-1252 from 0x80 on, which pages mean by such numbers (WHATWG HTML, numeric character references).
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Names of HTML 4 and some later ones, in the order of their bytes. Blanks of all widths are a blank.
const NAMES: [(&str, char); 314] = [
    ("AElig", 'Æ'), ("AMP", '&'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Alpha", 'Α'),
    ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Beta", 'Β'), ("Cacute", 'Ć'), ("Ccaron", 'Č'),
    ("Ccedil", 'Ç'), ("Chi", 'Χ'), ("Dagger", '‡'), ("Delta", 'Δ'), ("Dstrok", 'Đ'), ("ETH", 'Ð'),
    ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Epsilon", 'Ε'), ("Eta", 'Η'), ("Euml", 'Ë'),
    ("GT", '>'), ("Gamma", 'Γ'), ("Gbreve", 'Ğ'), ("Iacute", 'Í'), ("Icirc", 'Î'), ("Idot", 'İ'),
    ("Igrave", 'Ì'), ("Iota", 'Ι'), ("Iuml", 'Ï'), ("Kappa", 'Κ'), ("LT", '<'), ("Lambda", 'Λ'),
    ("Lstrok", 'Ł'), ("Mu", 'Μ'), ("NewLine", ' '), ("Ntilde", 'Ñ'), ("Nu", 'Ν'), ("OElig", 'Œ'),
    ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Ograve", 'Ò'), ("Omega", 'Ω'), ("Omicron", 'Ο'), ("Oslash", 'Ø'),
    ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Phi", 'Φ'), ("Pi", 'Π'), ("Prime", '″'), ("Psi", 'Ψ'), ("QUOT", '"'),
    ("Rcaron", 'Ř'), ("Rho", 'Ρ'), ("Sacute", 'Ś'), ("Scaron", 'Š'), ("Scedil", 'Ş'), ("Sigma", 'Σ'),
    ("THORN", 'Þ'), ("Tab", ' '), ("Tau", 'Τ'), ("Theta", 'Θ'), ("Uacute", 'Ú'), ("Ucirc", 'Û'),
    ("Ugrave", 'Ù'), ("Upsilon", 'Υ'), ("Uuml", 'Ü'), ("Xi", 'Ξ'), ("Yacute", 'Ý'), ("Yuml", 'Ÿ'),
    ("Zcaron", 'Ž'), ("Zdot", 'Ż'), ("Zeta", 'Ζ'), ("aacute", 'á'), ("acirc", 'â'), ("acute", '´'),
    ("aelig", 'æ'), ("agrave", 'à'), ("alefsym", 'ℵ'), ("alpha", 'α'), ("amacr", 'ā'), ("amp", '&'),
    ("and", '∧'), ("ang", '∠'), ("aogon", 'ą'), ("apos", '\''), ("aring", 'å'), ("ast", '*'), ("asymp", '≈'),
    ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'), ("beta", 'β'), ("brvbar", '¦'), ("bull", '•'),
    ("cacute", 'ć'), ("cap", '∩'), ("ccaron", 'č'), ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'),
    ("chi", 'χ'), ("circ", 'ˆ'), ("clubs", '♣'), ("colon", ':'), ("comma", ','), ("commat", '@'), ("cong", '≅'),
    ("copy", '©'), ("crarr", '↵'), ("cup", '∪'), ("curren", '¤'), ("dArr", '⇓'), ("dagger", '†'), ("darr", '↓'),
    ("dash", '‐'), ("deg", '°'), ("delta", 'δ'), ("diams", '♦'), ("divide", '÷'), ("dollar", '$'),
    ("dstrok", 'đ'), ("eacute", 'é'), ("ecaron", 'ě'), ("ecirc", 'ê'), ("egrave", 'è'), ("emacr", 'ē'),
    ("empty", '∅'), ("emsp", ' '), ("ensp", ' '), ("eogon", 'ę'), ("epsilon", 'ε'), ("equiv", '≡'),
    ("eta", 'η'), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'), ("excl", '!'), ("exist", '∃'), ("fnof", 'ƒ'),
    ("forall", '∀'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'), ("frasl", '⁄'), ("gamma", 'γ'),
    ("gbreve", 'ğ'), ("ge", '≥'), ("gt", '>'), ("hArr", '⇔'), ("harr", '↔'), ("hearts", '♥'), ("hellip", '…'),
    ("hyphen", '‐'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'), ("imacr", 'ī'),
    ("image", 'ℑ'), ("infin", '∞'), ("inodot", 'ı'), ("int", '∫'), ("iota", 'ι'), ("iquest", '¿'),
    ("isin", '∈'), ("iuml", 'ï'), ("kappa", 'κ'), ("lArr", '⇐'), ("lambda", 'λ'), ("lang", '〈'), ("laquo", '«'),
    ("larr", '←'), ("lceil", '⌈'), ("ldquo", '“'), ("le", '≤'), ("lfloor", '⌊'), ("lowast", '∗'),
    ("lowbar", '_'), ("loz", '◊'), ("lpar", '('), ("lrm", '\u{200e}'), ("lsaquo", '‹'), ("lsqb", '['),
    ("lsquo", '‘'), ("lstrok", 'ł'), ("lt", '<'), ("macr", '¯'), ("mdash", '—'), ("micro", 'µ'),
    ("middot", '·'), ("minus", '−'), ("mu", 'μ'), ("nabla", '∇'), ("nacute", 'ń'), ("nbsp", ' '),
    ("ndash", '–'), ("ne", '≠'), ("ni", '∋'), ("not", '¬'), ("notin", '∉'), ("nsub", '⊄'), ("ntilde", 'ñ'),
    ("nu", 'ν'), ("num", '#'), ("oacute", 'ó'), ("ocirc", 'ô'), ("odblac", 'ő'), ("oelig", 'œ'),
    ("ograve", 'ò'), ("oline", '‾'), ("omacr", 'ō'), ("omega", 'ω'), ("omicron", 'ο'), ("oplus", '⊕'),
    ("or", '∨'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'), ("otimes", '⊗'), ("ouml", 'ö'),
    ("para", '¶'), ("part", '∂'), ("percnt", '%'), ("period", '.'), ("permil", '‰'), ("perp", '⊥'),
    ("phi", 'φ'), ("pi", 'π'), ("piv", 'ϖ'), ("plus", '+'), ("plusmn", '±'), ("pound", '£'), ("prime", '′'),
    ("prod", '∏'), ("prop", '∝'), ("psi", 'ψ'), ("quest", '?'), ("quot", '"'), ("rArr", '⇒'), ("radic", '√'),
    ("rang", '〉'), ("raquo", '»'), ("rarr", '→'), ("rcaron", 'ř'), ("rceil", '⌉'), ("rdquo", '”'),
    ("real", 'ℜ'), ("reg", '®'), ("rfloor", '⌋'), ("rho", 'ρ'), ("rlm", '\u{200f}'), ("rpar", ')'),
    ("rsaquo", '›'), ("rsqb", ']'), ("rsquo", '’'), ("sacute", 'ś'), ("sbquo", '‚'), ("scaron", 'š'),
    ("scedil", 'ş'), ("sdot", '⋅'), ("sect", '§'), ("semi", ';'), ("shy", '\u{ad}'), ("sigma", 'σ'),
    ("sigmaf", 'ς'), ("sim", '∼'), ("sol", '/'), ("spades", '♠'), ("sub", '⊂'), ("sube", '⊆'), ("sum", '∑'),
    ("sup", '⊃'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'), ("supe", '⊇'), ("szlig", 'ß'), ("tau", 'τ'),
    ("there4", '∴'), ("theta", 'θ'), ("thetasym", 'ϑ'), ("thinsp", ' '), ("thorn", 'þ'), ("tilde", '˜'),
    ("times", '×'), ("trade", '™'), ("uArr", '⇑'), ("uacute", 'ú'), ("uarr", '↑'), ("ucirc", 'û'),
    ("udblac", 'ű'), ("ugrave", 'ù'), ("umacr", 'ū'), ("uml", '¨'), ("upsih", 'ϒ'), ("upsilon", 'υ'),
    ("uring", 'ů'), ("uuml", 'ü'), ("weierp", '℘'), ("xi", 'ξ'), ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'),
    ("zacute", 'ź'), ("zcaron", 'ž'), ("zdot", 'ż'), ("zeta", 'ζ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order() {
        assert!(NAMES.is_sorted_by(|one, other| one.0 < other.0));
    }

    #[test]
    fn names_and_numbers_are_read() {
        for (text, c) in [("&eacute;", 'é'), ("&#8217;", '’'), ("&#x2019;", '’'), ("&#146;", '’'), ("&nbsp;", ' ')] {
            assert_eq!(read(text), Some((Decoded::Char(c), text.len())));
        }
        for text in ["&;", "&nosuch;", "&#;", "&#x;", "&#99999999;", "&amp", "& amp;"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
