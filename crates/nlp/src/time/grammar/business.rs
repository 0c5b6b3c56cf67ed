//! How business news speaks of its quarters: "the latest quarter", "up 5% from a year ago", "next year's first quarter".

use super::{Grammar, Read};
use crate::time::{
    calendar::{Point, Unit},
    meaning::{Meaning, Recurring},
};
use triplewire_lexicon::time::{From, Sense};

/// Words of figures: what stands beside them is compared by quarters.
const FIGURES: [&str; 12] = [
    "$", "%", "percent", "million", "billion", "cents", "earnings", "revenue", "sales", "profit", "profits",
    "£",
];

impl Grammar<'_> {
    /// Whether the sentence tells figures.
    pub(super) fn is_business(&self) -> bool {
        (0..self.words.len()).any(|at| self.words.is(at, &FIGURES))
    }

    /// "the year-ago quarter", "a year-earlier loss".
    pub(super) fn year_ago(&self, at: usize) -> Read {
        let start = self.skip(at, &["the", "a"]);
        let told = self.words.is(start, &["year"])
            && self.words.is(start + 1, &["-"])
            && self.words.is(start + 2, &["ago", "earlier"]);
        if !told {
            return None;
        }
        let end = self.skip(start + 3, &["quarter", "period"]);
        let (from, compared) = (From::Here, self.is_business());
        Some((Meaning::YearAgo { from, compared }, end))
    }

    /// "the latest quarter", "the quarter" where figures are told.
    pub(super) fn latest(&self, at: usize) -> Read {
        if self.words.lower(at) != "the" {
            return None;
        }
        let latest = self.words.is(at + 1, &["latest"]);
        if latest && self.words.is(at + 2, &["quarter", "period"]) {
            return Some((Meaning::Latest, at + 3));
        }
        let plain = self.words.is(at + 1, &["quarter"])
            && !self.words.is(at + 2, &["of", "-", "century", "mile"])
            && self.words.is(at.wrapping_sub(1), &["in", "for", "during"])
            && self.is_business();
        plain.then_some((Meaning::Latest, at + 2))
    }

    /// "$3 million last year", "the corresponding period last year".
    pub(super) fn compared_year(&self, at: usize) -> Read {
        let year = self.words.is(at, &["last"]) && self.words.is(at + 1, &["year"]);
        let figure = self.words.is(
            at.wrapping_sub(1),
            &["million", "billion", "cents", "share", "period", "quarter"],
        );
        let (from, compared) = (From::Here, true);
        (year && figure).then_some((Meaning::YearAgo { from, compared }, at + 2))
    }

    /// "the 1988 quarter", "the 1988 period".
    pub(super) fn period_of_year(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let year = self.digits(start, 1900..=2199).filter(|_| start > at)?;
        let told = self.words.is(start + 1, &["quarter", "period"]) && self.is_business();
        told.then_some((Meaning::QuarterOf(year), start + 2))
    }

    /// "next year's first quarter", "the 1988 second quarter".
    pub(super) fn quarter_of(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let (base, end) = self.step(start).or_else(|| self.year(start))?;
        let yearly = match &base {
            Meaning::Relative { unit, .. } => *unit == Unit::Year,
            Meaning::Point(point) => matches!(point, Point::Year(_)),
            _ => false,
        };
        let place = self.skip(end, &["'s"]);
        let (part, end) = self.part_of_year(place).filter(|_| yearly)?;
        let Meaning::Recurring {
            what: what @ (Recurring::Quarter(_) | Recurring::Half(_)),
            step: None,
            ..
        } = part
        else {
            return None;
        };
        let base = Box::new(base);
        Some((Meaning::Within { what, base }, end))
    }

    /// "the full year", "year's end", "the year ended June 30".
    pub(super) fn year_at_hand(&self, at: usize) -> Read {
        let here = |end| {
            let (unit, by, from) = (Unit::Year, 0, From::Here);
            Some((Meaning::Relative { unit, by, from }, end))
        };
        let start = self.skip(at, &["the"]);
        if start > at && self.words.is(start, &["full"]) && self.words.is(start + 1, &["year"]) {
            return here(start + 2);
        }
        let year = self.skip(start, &["fiscal"]);
        if !self.words.is(year, &["year"]) {
            return None;
        }
        let end = self.skip(year + 1, &["'s"]);
        if self.words.is(end, &["end"])
            && self
                .words
                .is(at.wrapping_sub(1), &["by", "at", "before", "until", "the"])
        {
            return here(end + 1);
        }
        let length = start > at && self.words.is(year + 1, &["ended", "ending"]);
        let (unit, count, half) = (Unit::Year, Some(1), false);
        length.then_some((Meaning::Duration { unit, count, half }, year + 1))
    }

    /// "nineteen ninety-six", "the year two thousand", as it is spoken.
    pub(super) fn spoken_year(&self, at: usize) -> Read {
        let number = |at: usize| match self.sense(at) {
            Some(Sense::Number(number)) => i32::try_from(number).ok(),
            _ => None,
        };
        let point = |year, end| Some((Meaning::Point(Point::Year(year)), end));
        let start = self.skip(at, &["the"]);
        let told = self.skip(start, &["year"]);
        if told > start && number(told) == Some(2) && self.words.is(told + 1, &["thousand"]) {
            return point(2000, told + 2);
        }
        let century = number(at).filter(|century| (17..=20).contains(century))?;
        let tens = number(at + 1).filter(|tens| (10..100).contains(tens))?;
        let place = self.skip(at + 2, &["-"]);
        match number(place).filter(|ones| *ones < 10 && tens % 10 == 0) {
            Some(ones) => point(century * 100 + tens + ones, place + 1),
            None => point(century * 100 + tens, at + 2),
        }
    }
}
