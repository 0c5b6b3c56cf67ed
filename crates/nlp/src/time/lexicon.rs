//! The words of time expressions: `rules/lexicon/time.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::calendar::{Part, Season, Unit};

/// What a word can mean in a time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// 1 to 12.
    Month(i32),
    /// 1 is Monday.
    Weekday(i32),
    Season(Season),
    Part(Part),
    /// Hour and minute of a named clock time.
    Clock(u8, u8),
    /// Days from the day of writing.
    Day(i32),
    /// Part of the day of writing.
    DayPart(Part),
    Unit(Unit),
    Number(u32),
    Ordinal(u32),
    /// A number that is left open ("several").
    Vague,
    /// Decade of a century: 80 for "eighties".
    Decade(i32),
    Which(Step),
    Side(Step),
    /// Early, late, the end: part of a period, which the value does not say.
    Stage,
    Holiday(Holiday),
    Often(&'static str),
}

/// A step back, none or on, counted from the day of writing or from a time that the text spoke of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// -1, 0 or 1.
    pub by: i32,
    pub from: From,
}

/// What a relative time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The day of writing.
    Here,
    /// The time that the text spoke of last.
    Text,
}

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// Month and day.
    Fixed(i32, i32),
    /// Days from Easter Sunday.
    Easter(i32),
    /// Month, weekday, and which of them: 1 the first, -1 the last.
    Nth(i32, i32, i32),
    /// A day of one year.
    Once(i32, i32, i32),
}

/// A sense, and whether the word is often something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub sense: Sense,
    pub doubtful: bool,
}

/// Entries by their words in lower case, with a blank between tokens.
pub struct Lexicon {
    entries: FxHashMap<String, Entry>,
    /// Tokens of the longest entry.
    pub longest: usize,
}

/// The number that a word names ("twelve", "hundred"); `None` for digits and other words.
pub fn number(word: &str) -> Option<u32> {
    match LEXICON.get(word)?.sense {
        Sense::Number(number) => Some(number),
        _ => None,
    }
}

/// The lexicon as it ships with the library.
pub static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../../../rules/lexicon/time.tsv")));

impl Lexicon {
    fn parse(file: &'static str) -> Self {
        let mut entries = FxHashMap::default();
        let mut longest = 1;
        for (words, entry) in file.lines().filter_map(row) {
            longest = longest.max(words.split(' ').count());
            entries.insert(words, entry);
        }
        Self { entries, longest }
    }

    /// The entry of a word or, with blanks between them, of several tokens in lower case.
    pub fn get(&self, words: &str) -> Option<Entry> {
        self.entries.get(words).copied()
    }
}

/// Words and entry of a line; `None` for comments and blank lines.
fn row(line: &'static str) -> Option<(String, Entry)> {
    let mut cells = line.split('\t');
    let (kind, words, value) = (cells.next()?, cells.next()?, cells.next()?);
    let doubtful = kind.ends_with('?');
    let sense = sense(kind.trim_end_matches('?'), value)?;
    Some((words.replace("'s", " 's"), Entry { sense, doubtful }))
}

fn sense(kind: &str, value: &'static str) -> Option<Sense> {
    let number = || value.parse::<i32>().ok();
    Some(match kind {
        "month" => Sense::Month(number()?),
        "weekday" => Sense::Weekday(number()?),
        "season" => Sense::Season(match value {
            "SP" => Season::Spring,
            "SU" => Season::Summer,
            "FA" => Season::Fall,
            "WI" => Season::Winter,
            _ => return None,
        }),
        "part" => Sense::Part(part(value)?),
        "daypart" => Sense::DayPart(part(value)?),
        "clock" => {
            let (hour, minute) = value.split_once(':')?;
            Sense::Clock(hour.parse().ok()?, minute.parse().ok()?)
        }
        "day" => Sense::Day(number()?),
        "unit" => Sense::Unit(unit(value)?),
        "number" => Sense::Number(value.parse().ok()?),
        "ordinal" => Sense::Ordinal(value.parse().ok()?),
        "vague" => Sense::Vague,
        "decade" => Sense::Decade(number()?),
        "which" => Sense::Which(step(value)?),
        "side" => Sense::Side(step(value)?),
        "stage" => Sense::Stage,
        "holiday" => Sense::Holiday(holiday(value)?),
        "often" => Sense::Often(value),
        _ => return None,
    })
}

fn part(value: &str) -> Option<Part> {
    Some(match value {
        "MO" => Part::Morning,
        "MI" => Part::Midday,
        "AF" => Part::Afternoon,
        "EV" => Part::Evening,
        "NI" => Part::Night,
        _ => return None,
    })
}

fn unit(value: &str) -> Option<Unit> {
    Some(match value {
        "S" => Unit::Second,
        "TM" => Unit::Minute,
        "H" => Unit::Hour,
        "D" => Unit::Day,
        "N" => Unit::Night,
        "W" => Unit::Week,
        "F" => Unit::Fortnight,
        "WE" => Unit::Weekend,
        "M" => Unit::Month,
        "Q" => Unit::Quarter,
        "Y" => Unit::Year,
        "DE" => Unit::Decade,
        "CE" => Unit::Century,
        _ => return None,
    })
}

fn step(value: &str) -> Option<Step> {
    let (by, from) = value.split_once(' ')?;
    let from = match from {
        "here" => From::Here,
        "text" => From::Text,
        _ => return None,
    };
    let by = by.parse().ok()?;
    Some(Step { by, from })
}

fn holiday(value: &str) -> Option<Holiday> {
    if let Some(offset) = value.strip_prefix("easter") {
        return Some(Holiday::Easter(offset.parse().ok()?));
    }
    let mut parts = value.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let (first, second) = (parts.next()??, parts.next()??);
    Some(match parts.next() {
        None => Holiday::Fixed(first, second),
        Some(third) if first > 12 => Holiday::Once(first, second, third?),
        Some(third) => Holiday::Nth(first, second, third?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_an_entry_or_a_comment() {
        for line in include_str!("../../../../rules/lexicon/time.tsv").lines() {
            assert!(
                line.is_empty() || line.starts_with('#') || row(line).is_some(),
                "{line}"
            );
        }
    }

    #[test]
    fn entries_are_found_by_their_tokens() {
        let sense = |words| LEXICON.get(words).map(|entry| (entry.sense, entry.doubtful));
        assert_eq!(sense("may"), Some((Sense::Month(5), true)));
        assert_eq!(
            sense("new year 's eve"),
            Some((Sense::Holiday(Holiday::Fixed(12, 31)), false))
        );
        assert_eq!(
            sense("memorial day"),
            Some((Sense::Holiday(Holiday::Nth(5, 1, -1)), false))
        );
        assert_eq!(
            sense("9/11"),
            Some((Sense::Holiday(Holiday::Once(2001, 9, 11)), false))
        );
        assert_eq!(sense("attack"), None);
    }
}
