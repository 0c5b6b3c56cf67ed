//! From what an expression says to its place in the calendar, seen from the day of writing.
//!
//! News tells of what has happened: a weekday or a month without a year is the last one up to the day of writing, or the
//! next one from there when the clause speaks of the future. What the day of writing decides has no value without it.

use super::{
    calendar::{Point, Tail, Unit},
    meaning::{Found, Meaning, Open, Recurring},
};
use triplewire_lexicon::time::{From, Holiday, Step};

/// Where an expression stands in time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reference {
    /// The day, month or year of writing.
    pub here: Option<Point>,
    /// The time that the text spoke of last.
    pub text: Option<Point>,
    /// The quarter that the text spoke of last.
    pub quarter: Option<Point>,
    /// Whether the clause speaks of the future.
    pub future: bool,
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Moment(Point, Option<Tail>),
    /// Anything else that TIMEX3 or ISO 8601 can write: a length of time, a range, `PAST_REF`.
    Written(String),
}

impl Value {
    /// The TIMEX3 or ISO 8601 value.
    pub fn text(&self) -> String {
        match self {
            Self::Moment(point, None) => point.to_string(),
            Self::Moment(point, Some(tail)) => format!("{point}{tail}"),
            Self::Written(text) => text.clone(),
        }
    }
}

/// How many periods around the day of writing are looked at: a 29 February comes every four years, or after eight.
const AROUND: i32 = 9;

/// Which of several occurrences is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    /// The last one up to now.
    UpTo,
    Before,
    /// The first one from now on.
    From,
    After,
}

impl Reference {
    /// The value of an expression; `None` where the text does not give it.
    pub fn value(&self, found: &Found) -> Option<Value> {
        let value = match &found.meaning {
            Meaning::Duration { unit, count, half } => Value::Written(unit.duration(*count, *half)),
            Meaning::Window { unit, count, by } => Value::Written(self.window(*unit, *count, *by)),
            Meaning::Set(value) => Value::Written(value.clone()),
            Meaning::Vague(value) => Value::Written((*value).to_string()),
            Meaning::Range(left, right) => Value::Written(self.range(left, right)?),
            Meaning::TimeOfDay => match (self.text, found.tail?) {
                (Some(point @ Point::Day(_)), tail) => Value::Moment(point, Some(tail)),
                (_, tail @ Tail::Clock { .. }) => Value::Written(tail.to_string()),
                (_, Tail::Part(_)) => return None,
            },
            meaning => {
                let point = self.point(meaning)?;
                let day = matches!(point, Point::Day(_));
                Value::Moment(point, found.tail.filter(|_| day))
            }
        };
        Some(match (found.open, &value) {
            (Some(Open::After), Value::Moment(..)) => Value::Written(format!("{}/..", value.text())),
            (Some(Open::Before), Value::Moment(..)) => Value::Written(format!("../{}", value.text())),
            _ => value,
        })
    }

    fn point(&self, meaning: &Meaning) -> Option<Point> {
        match meaning {
            Meaning::Point(point) => Some(*point),
            Meaning::Recurring { what, step, weekday } => self.recurring(*what, *step, *weekday),
            Meaning::Relative { unit, by, from } => self.base(*from)?.shift(*unit, *by),
            Meaning::Within { what, base } => what.around(self.point(base)?.start()?),
            Meaning::Offset { unit, by, base } => self.point(base)?.shift(*unit, *by),
            Meaning::Latest => self.quarter_told(),
            Meaning::QuarterOf(year) => Some(match self.quarter {
                Some(Point::Quarter(_, quarter)) => Point::Quarter(*year, quarter),
                _ => Point::Year(*year),
            }),
            Meaning::YearAgo { from, compared } => {
                match self.quarter.and(self.quarter_told()).filter(|_| *compared) {
                    Some(quarter) => quarter.shift(Unit::Quarter, -4),
                    None => self.base(*from)?.shift(Unit::Year, -1),
                }
            }
            Meaning::Kept { unit, by, base } => self.point(base)?.moved(*unit, *by),
            Meaning::Around { unit, base } => self.point(base)?.to(*unit),
            Meaning::Nth {
                weekday,
                which,
                month,
            } => match self.point(month)? {
                within @ Point::Month(year, month) => {
                    let day = Recurring::Holiday(Holiday::Nth(month, *weekday, *which)).of_year(year)?;
                    (day.to(Unit::Month) == Some(within)).then_some(day)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn base(&self, from: From) -> Option<Point> {
        match from {
            From::Here => self.here,
            From::Text => self.text,
        }
    }

    /// The quarter that the text tells of, if it is over; else the last one that is.
    fn quarter_told(&self) -> Option<Point> {
        let now = self.here.and_then(|here| here.to(Unit::Quarter));
        let over = |quarter: &Point| now.is_none_or(|now| quarter.start() < now.start());
        self.quarter
            .filter(over)
            .or_else(|| now?.shift(Unit::Quarter, -1))
    }

    fn recurring(&self, what: Recurring, step: Option<Step>, weekday: Option<i32>) -> Option<Point> {
        let base = self.base(step.map_or(From::Here, |step| step.from));
        let Some(base) = base else {
            // "the '80s" are those of the last century to whoever does not say otherwise.
            return match what {
                Recurring::Decade(decade) if step.is_none() && decade >= 30 => {
                    Some(Point::Decade(190 + decade / 10))
                }
                _ => None,
            };
        };
        let tense = if self.future { Pick::From } else { Pick::UpTo };
        let pick = match step.map(|step| step.by) {
            None => tense,
            Some(..=-1) => Pick::Before,
            Some(1..) => Pick::After,
            // "this June" is the one of this year, "this Monday" is as near as the tense has it.
            Some(0) if what.period() == Unit::Year && what.unit() != Unit::Season => {
                return what.of_year(base.to(Unit::Year)?.start()?.year());
            }
            Some(0) if what.unit() == Unit::Season => return season(what, base),
            Some(0) => tense,
        };
        occurrence(what, base, pick, weekday).or_else(|| {
            let any = weekday.is_some();
            any.then(|| occurrence(what, base, pick, None)).flatten()
        })
    }

    fn window(&self, unit: Unit, count: Option<u32>, by: i32) -> String {
        let length = unit.duration(count, false);
        match self.here {
            Some(here) if count.is_some() && by < 0 => format!("{length}/{here}"),
            Some(here) if count.is_some() => format!("{here}/{length}"),
            _ => length,
        }
    }

    /// Start and end, parted by a slash. The later end of what comes again is the one that the tense gives; the earlier
    /// one lies before it.
    fn range(&self, left: &Meaning, right: &Meaning) -> Option<String> {
        let recurring = |meaning: &Meaning| matches!(meaning, Meaning::Recurring { step: None, .. });
        let (first, last) = if self.future && recurring(right) {
            let first = self.point(left)?;
            let from = Reference {
                here: Some(first),
                ..*self
            };
            (first, from.point(right)?)
        } else {
            let last = self.point(right)?;
            let up_to = Reference {
                here: if recurring(left) { Some(last) } else { self.here },
                future: false,
                ..*self
            };
            (up_to.point(left)?, last)
        };
        (first.start()? <= last.start()?).then(|| format!("{first}/{last}"))
    }
}

/// "this summer": that of the year, and a winter that has not ended yet.
fn season(what: Recurring, base: Point) -> Option<Point> {
    let now = base.to(Unit::Season)?;
    let year = base.to(Unit::Year)?.start()?.year();
    let of_now = what.around(now.start()?)?;
    if of_now == now {
        Some(now)
    } else {
        what.of_year(year)
    }
}

/// The occurrence that is meant, seen from `base`.
fn occurrence(what: Recurring, base: Point, pick: Pick, weekday: Option<i32>) -> Option<Point> {
    let period = what.period();
    let now = base.to(what.unit())?.start()?;
    let around = base.to(period)?;
    // The day of writing is that of one time zone: a date may be a day ahead of it.
    let slack = i64::from(matches!(what, Recurring::Day(..)) && pick == Pick::UpTo);
    let limit = base.start()?.checked_add(time::Duration::days(slack))?;
    let fits = |point: &Point| {
        weekday.is_none_or(|weekday| match point {
            Point::Day(date) => i32::from(date.weekday().number_from_monday()) == weekday,
            _ => false,
        })
    };
    let all = (-AROUND..=AROUND).filter_map(|step| {
        let point = what.around(around.shift(period, step)?.start()?)?;
        Some((point.start()?, point))
    });
    let mut all = all.filter(|(_, point)| fits(point));
    match pick {
        Pick::UpTo => all.rfind(|(start, _)| *start <= limit),
        Pick::Before => all.rfind(|(start, _)| *start < now),
        Pick::From => all.find(|(start, _)| *start >= now),
        Pick::After => all.find(|(start, _)| *start > now),
    }
    .map(|(_, point)| point)
}
