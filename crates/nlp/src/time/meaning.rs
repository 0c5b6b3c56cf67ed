//! What a time expression says, before it is known when it was said.

use super::calendar::{Point, Season, Tail, Unit, easter};
use time::{Date, Weekday};
use triplewire_lexicon::time::{From, Holiday, Step};

/// The meaning of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// Stands for itself ("19 June 1986", "the 1980s").
    Point(Point),
    /// Comes again ("Monday", "June", "last summer"): which one is meant follows from the step, else from the tense.
    Recurring {
        what: Recurring,
        step: Option<Step>,
        /// A weekday that the text gives beside a day of a month ("Monday, December 19").
        weekday: Option<i32>,
    },
    /// Units before or after the day of writing or the time last spoken of ("last week", "two days later").
    Relative { unit: Unit, by: i32, from: From },
    /// Something that comes again, in a stated period ("March of last year", "Monday last week").
    Within { what: Recurring, base: Box<Meaning> },
    /// Units before or after a stated time ("two days after Christmas").
    Offset { unit: Unit, by: i32, base: Box<Meaning> },
    /// The first, second, or last (-1) of a weekday in a month ("the last Thursday of this month").
    Nth {
        weekday: i32,
        which: i32,
        month: Box<Meaning>,
    },
    /// Units before or after a stated time, at the grain of that time ("three years ago this month").
    Kept { unit: Unit, by: i32, base: Box<Meaning> },
    /// The week or weekend that holds a day ("the week of July 15").
    Around { unit: Unit, base: Box<Meaning> },
    /// The quarter that the text tells of, else the last whole one ("the latest quarter").
    Latest,
    /// The quarter of another year that is the one the text tells of ("the 1988 quarter"), else that year.
    QuarterOf(i32),
    /// "a year ago", "a year earlier"; where figures are compared, the same quarter of the year before.
    YearAgo { from: From, compared: bool },
    /// A length of time that ends (-1) or begins (1) on the day of writing ("the past two weeks").
    Window { unit: Unit, count: Option<u32>, by: i32 },
    /// A length of time ("three days", "two and a half years").
    Duration {
        unit: Unit,
        count: Option<u32>,
        half: bool,
    },
    /// How often ("every Monday"), as TIMEX3 writes it.
    Set(String),
    /// A time that has no place in the calendar: `PAST_REF`, `FUTURE_REF`.
    Vague(&'static str),
    /// From one to the other.
    Range(Box<Meaning>, Box<Meaning>),
    /// A time of day of a day that the text has named before.
    TimeOfDay,
    /// Depends on something that no calendar tells ("the day after the attack"), or can be read in two ways ("5/6/2009").
    Unknown,
}

/// What comes every week, month, year or century.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurring {
    /// 1 is Monday.
    Weekday(i32),
    Weekend,
    /// Day of any month.
    MonthDay(i32),
    /// Month and day.
    Day(i32, i32),
    Month(i32),
    Season(Season),
    Quarter(i32),
    Half(i32),
    Holiday(Holiday),
    /// 80 for the eighties.
    Decade(i32),
}

/// Which side of a time is open ("since March", "until Friday").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    After,
    Before,
}

/// An expression in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its tokens, end exclusive.
    pub words: std::ops::Range<usize>,
    pub meaning: Meaning,
    pub tail: Option<Tail>,
    pub open: Option<Open>,
}

impl Recurring {
    /// The occurrence of the year, for what comes once a year.
    pub fn of_year(self, year: i32) -> Option<Point> {
        match self {
            Self::Day(month, day) => Point::day(year, month, day),
            Self::Month(month) => Some(Point::Month(year, month)),
            Self::Season(season) => Some(Point::Season(year, season)),
            Self::Quarter(quarter) => Some(Point::Quarter(year, quarter)),
            Self::Half(half) => Some(Point::Half(year, half)),
            Self::Holiday(holiday) => holiday_of(holiday, year),
            Self::Weekday(_) | Self::Weekend | Self::MonthDay(_) | Self::Decade(_) => None,
        }
    }

    /// The occurrence in the period that a day opens or lies in: its week, month, year or century.
    pub fn around(self, day: Date) -> Option<Point> {
        match self {
            Self::Weekday(weekday) => {
                let (year, week, _) = day.to_iso_week_date();
                Date::from_iso_week_date(year, week, weekday_of(weekday)?)
                    .ok()
                    .map(Point::Day)
            }
            Self::Weekend => Point::Day(day).to(Unit::Weekend),
            Self::MonthDay(of_month) => Point::day(day.year(), i32::from(u8::from(day.month())), of_month),
            Self::Decade(decade) => Some(Point::Decade(day.year().div_euclid(100) * 10 + decade / 10)),
            _ => self.of_year(day.year()),
        }
    }

    /// How often it comes.
    pub fn period(self) -> Unit {
        match self {
            Self::Weekday(_) | Self::Weekend => Unit::Week,
            Self::MonthDay(_) => Unit::Month,
            Self::Decade(_) => Unit::Century,
            _ => Unit::Year,
        }
    }

    /// The grain of an occurrence.
    pub fn unit(self) -> Unit {
        match self {
            Self::Weekday(_) | Self::MonthDay(_) | Self::Day(..) | Self::Holiday(_) => Unit::Day,
            Self::Weekend => Unit::Weekend,
            Self::Month(_) => Unit::Month,
            Self::Season(_) => Unit::Season,
            Self::Quarter(_) => Unit::Quarter,
            Self::Half(_) => Unit::Half,
            Self::Decade(_) => Unit::Decade,
        }
    }
}

/// The day on which a holiday falls in a year.
fn holiday_of(holiday: Holiday, year: i32) -> Option<Point> {
    match holiday {
        Holiday::Fixed(month, day) => Point::day(year, month, day),
        Holiday::Easter(offset) => Point::Day(easter(year)?).shift(Unit::Day, offset),
        Holiday::Nth(month, weekday, which) => {
            let first = match which {
                // The last one is the first one of the next month, a week back.
                ..=-1 => Point::Month(year, month).shift(Unit::Month, 1)?.start()?,
                _ => Point::Month(year, month).start()?,
            };
            let from = i32::from(first.weekday().number_from_monday());
            let days = (weekday - from).rem_euclid(7) + 7 * if which < 0 { which } else { which - 1 };
            Point::Day(first).shift(Unit::Day, days)
        }
        Holiday::Once(year, month, day) => Point::day(year, month, day),
    }
}

fn weekday_of(number: i32) -> Option<Weekday> {
    let number = u8::try_from(number.checked_sub(1)?).ok()?;
    (number < 7).then(|| Weekday::Monday.nth_next(number))
}
