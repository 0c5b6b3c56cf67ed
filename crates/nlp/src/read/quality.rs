//! What is wrong with a text before anything is looked for in it: letters that were decoded wrongly, hyphens that belong to a
//! layout, a language that is not English.

/// Bytes at the beginning of a text that tell its language.
const BEGINNING: usize = 4096;

/// Fewer letters tell no language: of the Latin alphabet, and of others.
const LETTERS: (usize, usize) = (80, 20);

/// Words that stand in every English text and in few of other languages, in lower case.
const COMMON: [&str; 24] = [
    "the", "of", "and", "that", "for", "with", "by", "from", "his", "were", "have", "who", "said", "had",
    "after", "their", "they", "which", "this", "been", "will", "its", "but", "than",
];

/// One English word in so many is one of those, or the text is looked at more closely.
const SPARSE: usize = 12;

/// What a reader of the facts has to know about the text.
pub fn warnings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.is_ascii() {
        if mojibake(text) {
            let what = "the text was decoded with the wrong encoding (mojibake): names in it are not what they should be";
            found.push(what.to_string());
        }
        if text.contains('\u{ad}') {
            found.push("the text has soft hyphens: words are read without them".to_string());
        }
    }
    if let Some(language) = language(text) {
        found.push(format!(
            "the text is not English but {language}, as far as its words tell: what is found in it is not to be relied on"
        ));
    }
    found
}

/// Whether letters are bytes of UTF-8 that were taken for Latin-1 or Windows-1252, or none at all.
fn mojibake(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let lead = std::mem::replace(&mut before, c);
        match lead {
            // "Ã©", "Â£", "Ð¡": the first byte of two.
            '\u{c2}'..='\u{c5}' | '\u{ce}'..='\u{d3}' => continues(c) && !is_quote(c),
            // "â€™": the first of three.
            '\u{e2}' => matches!(c, '\u{20ac}' | '\u{80}' | '\u{201a}'),
            _ => c == '\u{fffd}',
        }
    })
}

/// What the bytes 0x80 to 0xBF are in Latin-1 and in Windows-1252.
fn continues(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{bf}' | '\u{20ac}' | '\u{201a}' | '\u{192}' | '\u{201e}' | '\u{2026}' | '\u{2020}' | '\u{2021}'
            | '\u{2c6}' | '\u{2030}' | '\u{160}' | '\u{2039}' | '\u{152}' | '\u{17d}' | '\u{2018}'..='\u{201d}'
            | '\u{2022}' | '\u{2013}' | '\u{2014}' | '\u{2dc}' | '\u{2122}' | '\u{161}' | '\u{203a}' | '\u{153}'
            | '\u{17e}' | '\u{178}'
    )
}

/// Marks that stand after a capital in good text, too ("CORUÑÂ»" is none, but "VOILÀ”" is).
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'
            ..='\u{201d}'
                | '\u{2013}'
                | '\u{2014}'
                | '\u{2026}'
                | '\u{bb}'
                | '\u{ab}'
                | '\u{ad}'
                | '\u{2122}'
                | '\u{ae}'
                | '\u{b7}'
                | '\u{2022}'
    )
}

/// The language of a text that is not English, by its English name; `None` where it is, or nothing tells.
fn language(text: &str) -> Option<&'static str> {
    let end = (0..=text.len().min(BEGINNING))
        .rev()
        .find(|&at| text.is_char_boundary(at))?;
    let text = &text[..end];
    let (mut words, mut common) = (0, 0);
    for word in text.split_whitespace().take(200) {
        words += 1;
        common += usize::from(word.len() < 6 && COMMON.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    if common * SPARSE >= words {
        return None;
    }
    let (mut latin, mut other) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c < '\u{250}' { latin += 1 } else { other += 1 }
    }
    if latin < LETTERS.0 && other < LETTERS.1 {
        return None;
    }
    // English is not written in another alphabet, whichever language it is.
    let found = whatlang::detect(text).filter(|found| found.is_reliable() || other > latin)?;
    (found.lang() != whatlang::Lang::Eng).then(|| found.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_encodings_are_seen() {
        for text in [
            "Jos\u{c3}\u{a9} fled.",
            "Malm\u{c3}\u{b6}",
            "it\u{e2}\u{20ac}\u{2122}s",
            "\u{c2}\u{a3}5m",
            "M\u{fffd}laga",
        ] {
            assert!(mojibake(text), "{text}");
        }
        for text in [
            "José fled from Malmö.",
            "SÃO PAULO",
            "“VOILÀ”",
            "Â",
            "€5 — £6",
            "SÃ…",
            "Đà Nẵng",
            "Москва",
        ] {
            assert!(!mojibake(text), "{text}");
        }
    }

    #[test]
    fn only_other_languages_are_named() {
        let german = "Die Polizei hat am Montag in der Stadt drei Männer festgenommen, die einen Überfall auf eine Bank \
                      geplant haben sollen, wie ein Sprecher der Behörde am Abend mitteilte.";
        assert_eq!(language(german), Some("German"));
        assert_eq!(
            language("Полиция задержала в понедельник трёх мужчин по подозрению в убийстве."),
            Some("Russian")
        );
        for text in [
            "Police arrested three men who were planning a raid on a bank in the city, a spokesman said on Monday.",
            "POLICE ARRESTED THREE MEN IN THE CITY ON MONDAY, AND THE GOVERNMENT SAID THAT IT WAS PLEASED WITH THIS.",
            "Ana Diaz, Rui Souza, Luis Perez, Marta Ruiz",
            "",
            "1 2 3",
        ] {
            assert_eq!(language(text), None, "{text}");
        }
    }
}
