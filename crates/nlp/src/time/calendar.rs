//! Points of the calendar at their own grain, and how TIMEX3 writes them.
//!
//! News speaks of days, weeks, seasons and decades, not of seconds: a [`Point`] keeps the grain that the text gives, can be
//! made coarser, moved by a unit, and written as TimeML 1.2.1 (TIMEX3 `value`) writes it: `2016-12-19`, `2016-W51`,
//! `2016-W51-WE`, `2016-SU`, `2016-Q3`, `198X`, `19XX`.

use std::fmt;

use time::{Date, Duration, Month, Weekday};
pub use triplewire_lexicon::time::{Part, Season, Unit};

/// A piece of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Years that open with these two digits: 19 for 1900 to 1999.
    Century(i32),
    /// Years that open with these three digits: 198 for 1980 to 1989.
    Decade(i32),
    Year(i32),
    /// A business year; when it begins differs from house to house.
    Fiscal(i32),
    /// Half of a year, 1 or 2.
    Half(i32, i32),
    /// Quarter of a year, 1 to 4.
    Quarter(i32, i32),
    /// A winter belongs to the year in which it begins.
    Season(i32, Season),
    /// Month of a year, 1 to 12.
    Month(i32, i32),
    /// ISO 8601 week of an ISO 8601 year.
    Week(i32, u8),
    Weekend(i32, u8),
    Day(Date),
}

/// When within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    Part(Part),
    /// Hour 0 to 24, minute, and whether the text says that it is universal time.
    Clock {
        hour: u8,
        minute: u8,
        utc: bool,
    },
}

impl Point {
    /// A day, when there is such a day.
    pub fn day(year: i32, month: i32, day: i32) -> Option<Self> {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Some(Self::Day(
            Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?,
        ))
    }

    /// The week of a day.
    pub fn week(date: Date) -> Self {
        let (year, week, _) = date.to_iso_week_date();
        Self::Week(year, week)
    }

    /// First day. `None` for a fiscal year, and outside the years that a [`Date`] can hold.
    pub fn start(self) -> Option<Date> {
        let first = |year, month| match Self::day(year, month, 1) {
            Some(Self::Day(date)) => Some(date),
            _ => None,
        };
        match self {
            Self::Century(century) => first(century * 100, 1),
            Self::Decade(decade) => first(decade * 10, 1),
            Self::Year(year) => first(year, 1),
            Self::Fiscal(_) => None,
            Self::Half(year, half) => first(year, half * 6 - 5),
            Self::Quarter(year, quarter) => first(year, quarter * 3 - 2),
            Self::Season(year, season) => first(year, season as i32 * 3 + 3),
            Self::Month(year, month) => first(year, month),
            Self::Week(year, week) => Date::from_iso_week_date(year, week, Weekday::Monday).ok(),
            Self::Weekend(year, week) => Date::from_iso_week_date(year, week, Weekday::Saturday).ok(),
            Self::Day(date) => Some(date),
        }
    }

    /// The grain; a fiscal year has that of a year.
    pub fn unit(self) -> Unit {
        match self {
            Self::Century(_) => Unit::Century,
            Self::Decade(_) => Unit::Decade,
            Self::Year(_) | Self::Fiscal(_) => Unit::Year,
            Self::Half(..) => Unit::Half,
            Self::Quarter(..) => Unit::Quarter,
            Self::Season(..) => Unit::Season,
            Self::Month(..) => Unit::Month,
            Self::Week(..) => Unit::Week,
            Self::Weekend(..) => Unit::Weekend,
            Self::Day(_) => Unit::Day,
        }
    }

    /// The point of grain `unit` that this one lies in; `None` when this one is the coarser.
    pub fn to(self, unit: Unit) -> Option<Self> {
        if self.unit() == unit {
            return Some(self);
        }
        if unit.rank() <= self.unit().rank() {
            return None;
        }
        let start = self.start()?;
        let (year, month) = (start.year(), i32::from(u8::from(start.month())));
        Some(match unit {
            Unit::Week => Self::week(start),
            Unit::Weekend => match Self::week(start) {
                Self::Week(year, week) => Self::Weekend(year, week),
                other => other,
            },
            Unit::Month => Self::Month(year, month),
            Unit::Quarter => Self::Quarter(year, (month - 1) / 3 + 1),
            Unit::Half => Self::Half(year, (month - 1) / 6 + 1),
            Unit::Season => Self::season(year, month),
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(year.div_euclid(10)),
            Unit::Century => Self::Century(year.div_euclid(100)),
            _ => Self::Day(start),
        })
    }

    /// The point `count` units on (or back) that has the same grain: the same day or month of another year, the same
    /// weekday of another week. `None` where the unit is finer than the point, and where there is no such day.
    pub fn moved(self, unit: Unit, count: i32) -> Option<Self> {
        let months = match unit {
            Unit::Month => count,
            Unit::Quarter => count.checked_mul(3)?,
            Unit::Year => count.checked_mul(12)?,
            Unit::Decade => count.checked_mul(120)?,
            Unit::Century => count.checked_mul(1200)?,
            _ => 0,
        };
        match self {
            Self::Day(date) if months != 0 => {
                let day = i32::from(date.day());
                match self.to(Unit::Month)?.shift(Unit::Month, months)? {
                    Self::Month(year, month) => Self::day(year, month, day),
                    _ => None,
                }
            }
            Self::Day(date) => {
                let days = match unit {
                    Unit::Week => 7,
                    Unit::Fortnight => 14,
                    Unit::Day | Unit::Night => 1,
                    _ => return None,
                };
                let days = i64::from(count).checked_mul(days)?;
                Some(Self::Day(date.checked_add(Duration::days(days))?))
            }
            Self::Month(..) if months != 0 => self.shift(Unit::Month, months),
            // The Thursday of a week tells its year.
            Self::Week(..) if months != 0 => {
                let thursday = Self::Day(self.start()?).shift(Unit::Day, 3)?;
                thursday.moved(unit, count)?.to(Unit::Week)
            }
            Self::Week(..) | Self::Weekend(..) if matches!(unit, Unit::Week | Unit::Fortnight) => {
                self.shift(unit, count)?.to(self.unit())
            }
            _ if self.unit() == unit => self.shift(unit, count),
            _ => None,
        }
    }

    fn season(year: i32, month: i32) -> Self {
        match month {
            3..=5 => Self::Season(year, Season::Spring),
            6..=8 => Self::Season(year, Season::Summer),
            9..=11 => Self::Season(year, Season::Fall),
            12 => Self::Season(year, Season::Winter),
            _ => Self::Season(year - 1, Season::Winter),
        }
    }

    /// The point `count` units on (or back), at the grain of the unit. `None` when this one is coarser than the unit, or
    /// the calendar ends.
    pub fn shift(self, unit: Unit, count: i32) -> Option<Self> {
        let parts = |year: i32, part: i32, of: i32| {
            let all = i64::from(year) * i64::from(of) + i64::from(part) - 1 + i64::from(count);
            let part = i32::try_from(all.rem_euclid(i64::from(of))).ok()? + 1;
            Some((i32::try_from(all.div_euclid(i64::from(of))).ok()?, part))
        };
        let days = |date: Date, days: i64| date.checked_add(Duration::days(days));
        let count64 = i64::from(count);
        match self.to(unit.of_calendar())? {
            Self::Century(century) => Some(Self::Century(century.checked_add(count)?)),
            Self::Decade(decade) => Some(Self::Decade(decade.checked_add(count)?)),
            Self::Year(year) => Some(Self::Year(year.checked_add(count)?)),
            Self::Fiscal(year) => Some(Self::Fiscal(year.checked_add(count)?)),
            Self::Half(year, half) => parts(year, half, 2).map(|(year, half)| Self::Half(year, half)),
            Self::Quarter(year, quarter) => {
                parts(year, quarter, 4).map(|(year, quarter)| Self::Quarter(year, quarter))
            }
            Self::Month(year, month) => parts(year, month, 12).map(|(year, month)| Self::Month(year, month)),
            Self::Season(year, season) => {
                let (year, season) = parts(year, season as i32 + 1, 4)?;
                Some(Self::season(year, season * 3))
            }
            point @ (Self::Week(..) | Self::Weekend(..)) => {
                let weeks = if unit == Unit::Fortnight { 2 } else { 1 };
                Self::Day(days(point.start()?, count64 * 7 * weeks)?).to(point.unit())
            }
            Self::Day(date) => Some(Self::Day(days(date, count64)?)),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876; Meeus, Astronomical Algorithms, 1991).
pub fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let all = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    match Point::day(year, all / 31, all % 31 + 1)? {
        Point::Day(date) => Some(date),
        _ => None,
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Self::Century(century) => write!(f, "{century:02}XX"),
            Self::Decade(decade) => write!(f, "{decade:03}X"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Fiscal(year) => write!(f, "FY{year:04}"),
            Self::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Season(year, season) => {
                let season = match season {
                    Season::Spring => "SP",
                    Season::Summer => "SU",
                    Season::Fall => "FA",
                    Season::Winter => "WI",
                };
                write!(f, "{year:04}-{season}")
            }
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Self::Weekend(year, week) => write!(f, "{year:04}-W{week:02}-WE"),
            Self::Day(date) => {
                let month = u8::from(date.month());
                write!(f, "{:04}-{month:02}-{:02}", date.year(), date.day())
            }
        }
    }
}

impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Self::Part(part) => f.write_str(match part {
                Part::Morning => "TMO",
                Part::Midday => "TMI",
                Part::Afternoon => "TAF",
                Part::Evening => "TEV",
                Part::Night => "TNI",
            }),
            Self::Clock { hour, minute, utc } => {
                write!(f, "T{hour:02}:{minute:02}{}", if utc { "Z" } else { "" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: i32, day: i32) -> Point {
        Point::day(year, month, day).unwrap()
    }

    #[test]
    fn points_become_coarser_and_never_finer() {
        let day = day(2016, 12, 19);
        for (unit, value) in [
            (Unit::Week, "2016-W51"),
            (Unit::Weekend, "2016-W51-WE"),
            (Unit::Month, "2016-12"),
            (Unit::Quarter, "2016-Q4"),
            (Unit::Half, "2016-H2"),
            (Unit::Season, "2016-WI"),
            (Unit::Year, "2016"),
            (Unit::Decade, "201X"),
            (Unit::Century, "20XX"),
        ] {
            assert_eq!(day.to(unit).unwrap().to_string(), value);
        }
        assert_eq!(Point::Year(1986).to(Unit::Month), None);
        assert_eq!(Point::Month(1986, 1).to(Unit::Week), None);
    }

    #[test]
    fn moving_crosses_months_years_and_leap_days() {
        let moved = |point: Point, unit, count| point.shift(unit, count).unwrap().to_string();
        assert_eq!(moved(day(2016, 3, 1), Unit::Day, -1), "2016-02-29");
        assert_eq!(moved(day(2017, 1, 1), Unit::Week, -1), "2016-W51");
        assert_eq!(moved(day(2016, 1, 31), Unit::Month, -1), "2015-12");
        assert_eq!(moved(day(2016, 2, 10), Unit::Quarter, -1), "2015-Q4");
        assert_eq!(moved(day(2017, 2, 10), Unit::Season, -1), "2016-FA");
        assert_eq!(moved(day(2016, 3, 10), Unit::Season, -1), "2015-WI");
        assert_eq!(moved(day(2016, 12, 19), Unit::Fortnight, -1), "2016-W49");
        assert_eq!(moved(Point::Year(1986), Unit::Decade, -1), "197X");
        assert_eq!(day(2016, 1, 1).shift(Unit::Day, i32::MAX), None);
    }

    #[test]
    fn easter_falls_where_the_tables_have_it() {
        for (year, month, of_month) in [(1961, 4, 2), (2000, 4, 23), (2016, 3, 27), (2038, 4, 25)] {
            assert_eq!(easter(year).map(Point::Day), Some(day(year, month, of_month)));
        }
    }
}
