//! The words of time expressions: `time.tsv`, a row a word or phrase with its kind and value.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Lexicon, table::Table};

/// Season of the northern year, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// TIMEX3 `SP`.
    Spring,
    /// TIMEX3 `SU`.
    Summer,
    /// TIMEX3 `FA`.
    Fall,
    /// TIMEX3 `WI`.
    Winter,
}

/// What a length of time is counted in, and the grain of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A night, which counts as a day.
    Night,
    /// Seven days, from Monday.
    Week,
    /// Two weeks.
    Fortnight,
    /// Saturday and Sunday.
    Weekend,
    /// A month of the calendar.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Half,
    /// Three months of the northern year.
    Season,
    /// A year of the calendar.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// Part of a day (TIMEX3 `TMO`, `TEV`, ...).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// TIMEX3 `TMO`.
    Morning,
    /// TIMEX3 `TMI`.
    Midday,
    /// TIMEX3 `TAF`.
    Afternoon,
    /// TIMEX3 `TEV`.
    Evening,
    /// TIMEX3 `TNI`.
    Night,
}

impl Unit {
    /// Order of the grains from a day up; what lies within a day has that of a day.
    pub fn rank(self) -> u8 {
        match self {
            Self::Second | Self::Minute | Self::Hour | Self::Day | Self::Night => 0,
            Self::Week | Self::Fortnight | Self::Weekend => 1,
            Self::Month => 2,
            Self::Quarter | Self::Season => 3,
            Self::Half => 4,
            Self::Year => 5,
            Self::Decade => 6,
            Self::Century => 7,
        }
    }

    /// The grain that counting in this unit moves over.
    pub fn of_calendar(self) -> Self {
        match self {
            Self::Second | Self::Minute | Self::Hour | Self::Day | Self::Night => Self::Day,
            Self::Week | Self::Fortnight => Self::Week,
            other => other,
        }
    }

    /// ISO 8601 duration of `count` units, and a half where `half` says so ("P2W", "PT3H", "P2.5Y"); "X" stands for a
    /// number that the text leaves open.
    pub fn duration(self, count: Option<u32>, half: bool) -> String {
        let (prefix, factor, letter) = match self {
            Self::Second => ("PT", 1, "S"),
            Self::Minute => ("PT", 1, "M"),
            Self::Hour => ("PT", 1, "H"),
            Self::Day | Self::Night => ("P", 1, "D"),
            Self::Week => ("P", 1, "W"),
            Self::Fortnight => ("P", 2, "W"),
            Self::Weekend => ("P", 2, "D"),
            Self::Month => ("P", 1, "M"),
            Self::Quarter | Self::Season => ("P", 3, "M"),
            Self::Half => ("P", 6, "M"),
            Self::Year => ("P", 1, "Y"),
            Self::Decade => ("P", 10, "Y"),
            Self::Century => ("P", 100, "Y"),
        };
        match count {
            Some(count) => {
                let halves = (u64::from(count) * 2 + u64::from(half)) * factor;
                let point = if halves % 2 == 1 { ".5" } else { "" };
                format!("{prefix}{}{point}{letter}", halves / 2)
            }
            None => format!("{prefix}X{letter}"),
        }
    }
}

/// What a word can mean in a time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// 1 to 12.
    Month(i32),
    /// 1 is Monday.
    Weekday(i32),
    /// A season ("summer").
    Season(Season),
    /// A part of the day ("evening").
    Part(Part),
    /// Hour and minute of a named clock time.
    Clock(u8, u8),
    /// Days from the day of writing.
    Day(i32),
    /// Part of the day of writing.
    DayPart(Part),
    /// What a length is counted in ("weeks").
    Unit(Unit),
    /// A cardinal number ("three").
    Number(u32),
    /// An ordinal number ("third").
    Ordinal(u32),
    /// A number that is left open ("several").
    Vague,
    /// Decade of a century: 80 for "eighties".
    Decade(i32),
    /// Which one of several ("last", "next").
    Which(Step),
    /// On which side of a point ("ago", "later").
    Side(Step),
    /// Early, late, the end: part of a period, which the value does not say.
    Stage,
    /// A holiday ("Christmas").
    Holiday(Holiday),
    /// A time without a place in the calendar ("now", "recently"): `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    Reference(&'static str),
    /// How often; the number of a TIMEX3 value, see [`TimeWords::often`].
    Often(usize),
}

/// A step back, none or on, counted from the day of writing or from a time that the text spoke of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// -1, 0 or 1.
    pub by: i32,
    /// Where the count begins.
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
    /// What the word means.
    pub sense: Sense,
    /// Whether it mostly means something else ("may", "second").
    pub doubtful: bool,
}

/// Entries by their words in lower case, with a blank between tokens.
#[derive(Debug, Default)]
pub struct TimeWords {
    entries: FxHashMap<String, Entry>,
    /// First tokens of the entries of several.
    openers: FxHashSet<String>,
    /// TIMEX3 values that [`Sense::Often`] counts in.
    values: Vec<String>,
    /// Tokens of the longest entry.
    longest: usize,
}

impl TimeWords {
    /// The entry of a word or, with blanks between them, of several tokens in lower case.
    pub fn get(&self, words: &str) -> Option<Entry> {
        self.entries.get(words).copied()
    }

    /// The TIMEX3 value of [`Sense::Often`].
    pub fn often(&self, number: usize) -> &str {
        self.values.get(number).map_or("", String::as_str)
    }

    /// Whether an entry of several tokens may begin with this one, in lower case.
    pub fn opens(&self, word: &str) -> bool {
        self.openers.contains(word)
    }

    /// Tokens of the longest entry.
    pub fn longest(&self) -> usize {
        self.longest
    }
}

/// Tokens with blanks between, as the tokenizer cuts them.
fn tokens(words: &str) -> String {
    words.to_lowercase().replace("'s", " 's")
}

impl Table for TimeWords {
    fn add(&mut self, row: &str) -> Result<(), String> {
        let mut cells = row.split('\t');
        let (Some(kind), Some(words), Some(value)) = (cells.next(), cells.next(), cells.next()) else {
            return Err(format!(
                "expected kind, words and value, with tabs between; found `{row}`"
            ));
        };
        let doubtful = kind.ends_with('?');
        let kind = kind.trim_end_matches('?');
        let sense = match kind {
            "often" => {
                self.values.push(value.to_string());
                Some(Sense::Often(self.values.len() - 1))
            }
            _ => sense(kind, value),
        };
        let sense =
            sense.ok_or_else(|| format!("`{kind}` with the value `{value}` is no kind of time word"))?;
        let words = tokens(words);
        self.longest = self.longest.max(words.split(' ').count());
        if let Some((opener, _)) = words.split_once(' ') {
            self.openers.insert(opener.to_string());
        }
        self.entries.insert(words, Entry { sense, doubtful });
        Ok(())
    }

    fn remove(&mut self, words: &str) {
        self.entries.remove(&tokens(words));
    }
}

impl Lexicon {
    /// The number that a word names ("twelve", "hundred"); `None` for digits and other words.
    pub fn number(&self, word: &str) -> Option<u32> {
        match self.times().get(word)?.sense {
            Sense::Number(number) => Some(number),
            _ => None,
        }
    }
}

fn sense(kind: &str, value: &str) -> Option<Sense> {
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
        "ref" => Sense::Reference(
            ["PRESENT_REF", "PAST_REF", "FUTURE_REF"]
                .iter()
                .find(|known| **known == value)?,
        ),
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
    fn entries_are_found_by_their_tokens() {
        let lexicon = Lexicon::builtin().unwrap();
        let sense = |words| {
            let entry = lexicon.times().get(words);
            entry.map(|entry| (entry.sense, entry.doubtful))
        };
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
