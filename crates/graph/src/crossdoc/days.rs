//! TIMEX3 values as days that can be compared.

use time::{Date, Duration, Month};

/// First and last day, counted from year 1 on; both are the same for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: i32,
    pub last: i32,
}

impl Days {
    /// Reads a day, month or year, with or without a time of the day, or two of them with a slash between; `None` for values
    /// that are not in the calendar ("P3D", "PRESENT_REF").
    pub fn of(value: &str) -> Option<Self> {
        if let Some((first, last)) = value.split_once('/') {
            let (first, last) = (Self::of(first)?, Self::of(last)?);
            return Some(Self {
                first: first.first.min(last.first),
                last: first.last.max(last.last),
            });
        }
        let mut parts = value.split('T').next()?.split('-');
        let number = |part: &str, length: usize| -> Option<i32> {
            let day_and_more = part.get(..length)?;
            (part.len() == length || length == 2 && part[length..].chars().all(char::is_alphabetic))
                .then(|| day_and_more.parse().ok())
                .flatten()
        };
        let year = number(parts.next()?, 4)?;
        let first = |month: Month, day: u8| Date::from_calendar_date(year, month, day).ok();
        let Some(month) = parts.next() else {
            return Self::between(first(Month::January, 1)?, first(Month::December, 31)?);
        };
        let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
        match parts.next() {
            Some(day) => {
                let day = first(month, u8::try_from(number(day, 2)?).ok()?)?;
                Self::between(day, day)
            }
            None => Self::between(first(month, 1)?, first(month, month.length(year))?),
        }
    }

    fn between(first: Date, last: Date) -> Option<Self> {
        let day = |date: Date| date.to_julian_day();
        Some(Self {
            first: day(first),
            last: day(last),
        })
    }

    /// Whether it is a single day.
    pub fn is_day(self) -> bool {
        self.first == self.last
    }

    /// The number of days between the two; 0 where they overlap.
    pub fn apart(self, other: Self) -> i32 {
        (self.first - other.last).max(other.first - self.last).max(0)
    }

    /// The first day, as YYYY-MM-DD.
    pub fn start(self) -> String {
        let date = Date::from_julian_day(self.first).unwrap_or(Date::MIN);
        format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }

    /// Extended by so many days at either end.
    pub fn widened(self, before: i32, after: i32) -> Self {
        Self {
            first: self.first - Duration::days(before.into()).whole_days() as i32,
            last: self.last + after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_days_or_stretches_of_days() {
        let days = |value: &str| Days::of(value).unwrap();
        assert!(days("2016-12-19").is_day() && days("2016-12-19TEV").is_day());
        assert_eq!(days("2016-12-19").apart(days("2016-12-22")), 3);
        assert_eq!(days("2016-12").apart(days("2017-01-02")), 2);
        assert_eq!(days("2016").apart(days("2016-02-29")), 0);
        assert_eq!(days("2016-02/2016-03").last, days("2016-03-31").last);
        assert_eq!(days("2016-12-19").start(), "2016-12-19");
    }

    #[test]
    fn what_is_no_day_is_none() {
        for value in [
            "",
            "P3D",
            "PRESENT_REF",
            "2016-13",
            "2016-02-30",
            "2016-W12",
            "é016",
            "20161",
        ] {
            assert_eq!(Days::of(value), None, "{value}");
        }
    }
}
