//! Dates, years, decades and centuries, in words and in digits.

use super::{Grammar, Read};
use crate::time::{
    calendar::Point,
    meaning::{Meaning, Recurring},
    words::ordinal_digits,
};
use triplewire_lexicon::time::Sense;

/// Words before a number of four digits that make it a year.
const YEARLY: [&str; 32] = [
    "born",
    "died",
    "b",
    "d",
    "in",
    "since",
    "from",
    "until",
    "till",
    "of",
    "during",
    "by",
    "before",
    "after",
    "early",
    "earlier",
    "late",
    "mid",
    "year",
    "(",
    "-",
    "–",
    "circa",
    "through",
    "throughout",
    "around",
    "about",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
];

impl Grammar<'_> {
    /// "19 June 1986", "June 19, 1986", "the 19th of June", "June of 1986", "Monday, Dec. 19", "June".
    pub(super) fn date(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let weekday = match self.sense(start) {
            Some(Sense::Weekday(weekday)) => Some(weekday),
            _ => None,
        };
        let core = match weekday {
            Some(_) => {
                let after = self.skip(start + 1, &[",", "(", "the"]);
                self.skip(after, &["the"])
            }
            None => start,
        };
        let (what, mut end) = self.day_first(core).or_else(|| self.month_first(core))?;
        if self.words.before(core) == "(" && core > start {
            end = self.skip(end, &[")"]);
        }
        if weekday.is_some() && !matches!(what, Recurring::Day(..)) {
            return None;
        }
        if let Some((year, end)) = self.year_after(end)
            && let Some(point) = what.of_year(year)
        {
            return Some((Meaning::Point(point), end));
        }
        if let Some((base, end)) = self.year_of(end).or_else(|| self.spoken_year(end)) {
            return Some((
                Meaning::Within {
                    what,
                    base: Box::new(base),
                },
                end,
            ));
        }
        let meaning = Meaning::Recurring {
            what,
            step: None,
            weekday,
        };
        Some((meaning, end))
    }

    /// "19 June", "19th of June".
    fn day_first(&self, at: usize) -> Option<(Recurring, usize)> {
        let day = self.day_number(at)?;
        let month_at = self.skip(at + 1, &["of"]);
        let month = self.month(month_at)?;
        Some((Recurring::Day(month, day), month_at + 1))
    }

    /// "June 19", "June the 19th", "June".
    fn month_first(&self, at: usize) -> Option<(Recurring, usize)> {
        let month = self.month(at)?;
        let day_at = self.skip(at + 1, &["the"]);
        // "in June 20 people died": what counts something is no day.
        let counts = self.words.get(day_at).is_some_and(|lexeme| lexeme.counts);
        match self.day_number(day_at).filter(|_| !counts) {
            Some(day) => Some((Recurring::Day(month, day), day_at + 1)),
            None => Some((Recurring::Month(month), at + 1)),
        }
    }

    /// Day of a month in digits, with or without an ending.
    pub(super) fn day_number(&self, at: usize) -> Option<i32> {
        let ordinal = || i32::try_from(ordinal_digits(self.words.lower(at))?).ok();
        self.digits(at, 1..=31)
            .filter(|_| self.words.lower(at).len() <= 2)
            .or_else(ordinal)
            .or_else(|| match self.sense(at) {
                Some(Sense::Ordinal(day)) => i32::try_from(day).ok(),
                _ => None,
            })
            .filter(|day| (1..=31).contains(day))
    }

    pub(super) fn month(&self, at: usize) -> Option<i32> {
        match self.sense(at)? {
            Sense::Month(month) => Some(month),
            _ => None,
        }
    }

    /// The year behind a month or a day: "1986", ", 1986", "of 1986", "'86", "86".
    pub(super) fn year_after(&self, at: usize) -> Option<(i32, usize)> {
        let place = self.skip(at, &[",", "of", "in"]);
        if let Some(year) = self.digits(place, 1000..=2199) {
            let counts = self
                .words
                .get(place)
                .is_some_and(|lexeme| lexeme.counts && !lexeme.dated);
            return (!counts).then_some((year, place + 1));
        }
        let lower = self.words.lower(at);
        let short = match lower.strip_prefix('\'') {
            Some(rest) => rest,
            // "19 JUN 86" and never "June 19 people": only what no day can be.
            None => lower,
        };
        let two: i32 = short
            .parse()
            .ok()
            .filter(|_| short.len() == 2 && !short.starts_with('+'))?;
        (lower.starts_with('\'') || two > 31).then_some((of_two_digits(two), at + 1))
    }

    /// A year that is told and not numbered: "of last year", "this year", "of that year".
    pub(super) fn year_of(&self, at: usize) -> Read {
        let place = self.skip(at, &["of", "in"]);
        let (meaning, end) = self.step(place)?;
        let yearly = matches!(
            meaning,
            Meaning::Relative {
                unit: super::super::calendar::Unit::Year,
                ..
            }
        );
        yearly.then_some((meaning, end))
    }

    /// "1986", where the words around make it a year.
    pub(super) fn year(&self, at: usize) -> Read {
        let lexeme = self.words.get(at)?;
        let year = self.digits(at, 1000..=2199).filter(|_| lexeme.form.len() == 4)?;
        let modern = (1900..=2100).contains(&year);
        let before = self.words.before(at);
        let counted = lexeme.counts || self.counts_by_form(at + 1);
        let led = YEARLY.contains(&before) && !counted;
        let listed = matches!(before, "and" | "or" | "to" | ",") && !counted && {
            let earlier = at.checked_sub(2);
            modern && earlier.is_some_and(|earlier| self.digits(earlier, 1000..=2199).is_some())
        };
        // "the 2002 bombing", "Bali's 2002 bombing": one thing is not counted by thousands.
        let named = modern && matches!(before, "the" | "'s" | "a" | "his" | "her" | "their" | "its") && {
            let next = self.words.get(at + 1);
            next.is_some_and(|next| next.form.starts_with(char::is_alphabetic) && !next.lower.ends_with('s'))
        };
        (lexeme.dated || led || listed || named).then_some((Meaning::Point(Point::Year(year)), at + 1))
    }

    /// Whether the word is a plural noun or a unit that a number before it would count.
    fn counts_by_form(&self, at: usize) -> bool {
        let plural = self.words.get(at).is_some_and(|next| {
            matches!(
                next.upos,
                triplewire_facts::annotation::Upos::Noun | triplewire_facts::annotation::Upos::X
            ) && next.lower.len() > 3
                && next.lower.ends_with('s')
        });
        plural
            || self.words.is(
                at,
                &[
                    "gmt", "utc", "hrs", "people", "men", "women", "%", "percent", "local",
                ],
            )
    }

    /// "2016-12-19", "19.12.2016", "12/19/2016"; one that can be read in two ways has no value.
    pub(super) fn numeric(&self, at: usize) -> Read {
        let form = self.words.get(at)?.form;
        let mark = ['-', '/', '.']
            .into_iter()
            .find(|&mark| form.matches(mark).count() == 2)?;
        let parts: Vec<&str> = form.split(mark).collect();
        let numbers: Option<Vec<i32>> = parts
            .iter()
            .map(|part| {
                part.parse()
                    .ok()
                    .filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))
            })
            .collect();
        let (&[first, second, third], &[one, _, three]) = (numbers?.as_slice(), parts.as_slice()) else {
            return None;
        };
        let meaning = |point: Option<Point>| Some((Meaning::Point(point?), at + 1));
        if one.len() == 4 {
            return meaning(Point::day(first, second, third));
        }
        let year = match three.len() {
            4 => third,
            2 if mark == '/' => of_two_digits(third),
            _ => return None,
        };
        let (british, american) = (Point::day(year, second, first), Point::day(year, first, second));
        match (british, american) {
            (Some(_), Some(_)) if mark == '/' && first != second => Some((Meaning::Unknown, at + 1)),
            (Some(day), _) => meaning(Some(day)),
            (None, day) => meaning(day),
        }
    }

    /// "the 1980s", "the '80s", "the eighties".
    pub(super) fn decade(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let recurring = |decade| {
            let what = Recurring::Decade(decade);
            Meaning::Recurring {
                what,
                step: None,
                weekday: None,
            }
        };
        // "in his early 40s" is an age.
        let led = if self.words.is(start.wrapping_sub(1), &["early", "mid", "late"]) {
            2
        } else {
            1
        };
        let aged = self
            .words
            .is(start.wrapping_sub(led), &["his", "her", "their", "my", "our"]);
        if let Some(Sense::Decade(decade)) = self.sense(start) {
            return (!aged && start > at).then(|| (recurring(decade), start + 1));
        }
        let word = self.words.lower(start);
        if !word.starts_with(|c: char| matches!(c, '\'' | '+' | '-') || c.is_ascii_digit()) {
            return None;
        }
        let lower = word.replace('\'', "");
        let number: i32 = lower.strip_suffix('s')?.parse().ok()?;
        let point = |point| Some((Meaning::Point(point), start + 1));
        match lower.len() {
            // "the 1800s" are a century, "the 2000s" are not over.
            5 if (1000..2000).contains(&number) && number % 100 == 0 => point(Point::Century(number / 100)),
            5 if (1000..2200).contains(&number) && number % 10 == 0 => point(Point::Decade(number / 10)),
            3 if number % 10 == 0 && !aged => {
                let marked = start > at || word.starts_with('\'');
                marked.then(|| (recurring(number), start + 1))
            }
            _ => None,
        }
    }

    /// "the 19th century", "the twentieth century".
    pub(super) fn century(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let number = self.ordinal(start)?;
        let unit = self.skip(start + 1, &["-"]);
        let era = self.words.is(unit + 1, &["bc", "bce", "b.c."]);
        (self.words.lower(unit) == "century" && !era && number > 0)
            .then(|| (Meaning::Point(Point::Century(number - 1)), unit + 1))
    }

    /// "fiscal 2003", "fiscal year 2003".
    pub(super) fn fiscal(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        if !self.words.is(start, &["fiscal", "financial"]) {
            return None;
        }
        let year_at = self.skip(start + 1, &["year"]);
        let year = self.digits(year_at, 1900..=2199)?;
        Some((Meaning::Point(Point::Fiscal(year)), year_at + 1))
    }

    /// "the 19th" of a month that the text leaves out.
    pub(super) fn of_month(&self, at: usize) -> Read {
        let day = ordinal_digits(self.words.lower(at + 1)).filter(|day| (1..=31).contains(day))?;
        let what = Recurring::MonthDay(i32::try_from(day).ok()?);
        // "the 5th of next month".
        if self.words.lower(at) == "the"
            && self.words.is(at + 2, &["of"])
            && let Some((base, end)) = self.step(at + 3)
            && matches!(
                base,
                Meaning::Relative {
                    unit: crate::time::calendar::Unit::Month,
                    ..
                }
            )
        {
            let base = Box::new(base);
            return Some((Meaning::Within { what, base }, end));
        }
        let led = self.words.is(at.wrapping_sub(1), &["on", "by", "until", "since"]);
        let ends = self.words.get(at + 2).is_none_or(|next| {
            next.form.starts_with(|c: char| c.is_ascii_punctuation())
                || self
                    .words
                    .is(at + 2, &["and", "but", "in", "at", "when", "after", "by"])
        });
        (self.words.lower(at) == "the" && led && ends).then_some((
            Meaning::Recurring {
                what,
                step: None,
                weekday: None,
            },
            at + 2,
        ))
    }

    /// Ordinal number in words or digits.
    pub(super) fn ordinal(&self, at: usize) -> Option<i32> {
        let number = match self.sense(at) {
            Some(Sense::Ordinal(number)) => Some(number),
            _ => ordinal_digits(self.words.lower(at)),
        };
        i32::try_from(number?).ok()
    }
}

/// The year of two digits, between 1950 and 2049.
pub(super) fn of_two_digits(year: i32) -> i32 {
    if year < 50 { 2000 + year } else { 1900 + year }
}
