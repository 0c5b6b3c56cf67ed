//! The day of writing: what the source says, else what the text itself says above its first sentence.

use super::{
    Context,
    calendar::{Point, Unit},
    grammar,
    meaning::{Found, Meaning},
    words::Words,
};
use triplewire_lexicon::Lexicon;

/// Sentences in which a text may tell its own date: headline, byline, dateline.
const OPENING: usize = 4;

/// Words of a line that holds nothing but a date and what goes with it.
const SHORT: usize = 8;

/// Whether a string is a date that times can be counted from.
pub fn is_date(text: &str, lexicon: &Lexicon) -> bool {
    read(text, lexicon).is_some()
}

/// Day, month or year of a date as sources write them: ISO 8601 with or without a time, else in words
/// ("Mon, 19 Dec 2016 10:00:00 GMT", RFC 5322).
pub fn read(text: &str, lexicon: &Lexicon) -> Option<Point> {
    let text = text.trim();
    if let Some(point) = iso(text.split(['T', ' ']).next()?) {
        return Some(point);
    }
    let words = Words::of_line(text, lexicon.times());
    let mut found = grammar::find(&words).into_iter();
    found.find_map(|found| match found.meaning {
        Meaning::Point(point) if point.unit() == Unit::Day => Some(point),
        _ => None,
    })
}

/// "2016-12-19", "2016-12", "2016", "20161219".
fn iso(text: &str) -> Option<Point> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str, width: usize| -> Option<i32> {
        (text.len() == width && digits(text))
            .then(|| text.parse().ok())
            .flatten()
    };
    let mut parts = text.split('-');
    let first = parts.next()?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) if first.len() == 8 && digits(first) => Point::day(
            number(&first[..4], 4)?,
            number(&first[4..6], 2)?,
            number(&first[6..], 2)?,
        ),
        (None, _) => number(first, 4).map(Point::Year),
        (Some(month), None) => {
            let month = number(month, 2).filter(|month| (1..=12).contains(month))?;
            Some(Point::Month(number(first, 4)?, month))
        }
        (Some(month), Some(day)) => Point::day(number(first, 4)?, number(month, 2)?, number(day, 2)?),
    }
}

/// The day in a dateline ("SAN SALVADOR, 3 JAN 90 (AFP) --") or in a short line at the top of the text.
pub(super) fn in_text(context: &Context, found: &[Vec<Found>]) -> Option<Point> {
    let opening = context.graphs.iter().zip(found).take(OPENING);
    opening
        .filter(|(graph, _)| {
            let words = graph.words();
            let last = words.last().map_or("", |word| word.span.of(context.text));
            let dash = matches!(last, "—" | "–" | "--" | "-" | "―");
            let verb = words
                .iter()
                .any(|word| word.upos == triplewire_facts::annotation::Upos::Verb);
            dash || words.len() <= SHORT && !verb
        })
        .flat_map(|(_, found)| found)
        .find_map(|found| match found.meaning {
            Meaning::Point(point) if point.unit() == Unit::Day => Some(point),
            _ => None,
        })
}
