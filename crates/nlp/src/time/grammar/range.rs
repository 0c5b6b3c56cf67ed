//! From one time to another.

use super::{Grammar, Read, period::again};
use crate::time::{
    calendar::Point,
    meaning::{Meaning, Recurring},
};
use triplewire_lexicon::time::Sense;

/// Signs for "to" between two numbers.
const DASHES: [&str; 5] = ["-", "–", "—", "--", "/"];

impl Grammar<'_> {
    /// "between 3 and 5 May", "from Monday to Friday", "May 3-5", "3 to 5 May", "1986-90".
    pub(super) fn range(&self, at: usize) -> Read {
        let led = match self.words.lower(at) {
            "between" => Some(&["and"][..]),
            "from" => Some(&["to", "until", "till", "through", "-", "–"][..]),
            _ => None,
        };
        match led {
            Some(links) => {
                let start = self.skip(at + 1, &["the"]);
                self.days(start, links)
                    .or_else(|| self.years(start, links))
                    .or_else(|| self.points(at + 1, links))
            }
            None => self
                .days(at, &["-", "–", "—", "--", "to", "through"])
                .or_else(|| self.years(at, &DASHES))
                .or_else(|| self.spans(at)),
        }
    }

    /// Two days of one month: "3 to 5 May 1986", "May 3-5, 1986".
    fn days(&self, at: usize, links: &[&str]) -> Read {
        if let Some(first) = self.day_number(at)
            && self.words.is(at + 1, links)
            && let Some(last) = self.day_number(at + 2)
        {
            let month_at = self.skip(at + 3, &["of"]);
            let month = self.month(month_at)?;
            return Some(self.of_month_range(month, first, last, month_at + 1));
        }
        let month = self.month(at)?;
        let first = self.day_number(at + 1)?;
        let last = self.day_number(at + 3).filter(|_| self.words.is(at + 2, links))?;
        // "sentenced on May 3 to 10 years": what counts something is no day.
        let counts = self.words.get(at + 3).is_some_and(|lexeme| lexeme.counts);
        if counts || matches!(self.sense(at + 4), Some(Sense::Unit(_))) {
            return None;
        }
        Some(self.of_month_range(month, first, last, at + 4))
    }

    fn of_month_range(&self, month: i32, first: i32, last: i32, end: usize) -> (Meaning, usize) {
        let (first, last) = (Recurring::Day(month, first), Recurring::Day(month, last));
        let (left, right, end) = match self.year_after(end) {
            Some((year, end)) => match (first.of_year(year), last.of_year(year)) {
                (Some(first), Some(last)) => (Meaning::Point(first), Meaning::Point(last), end),
                _ => (Meaning::Unknown, Meaning::Unknown, end),
            },
            None => (again(first), again(last), end),
        };
        (Meaning::Range(Box::new(left), Box::new(right)), end)
    }

    /// "1986-90", "1986 to 1990", "2003/04".
    fn years(&self, at: usize, links: &[&str]) -> Read {
        let first = self
            .digits(at, 1000..=2199)
            .filter(|_| self.words.lower(at).len() == 4)?;
        if !self.words.is(at + 1, links) {
            return None;
        }
        let last = match self.words.lower(at + 2).len() {
            4 => self.digits(at + 2, 1000..=2199)?,
            2 => first - first % 100 + self.digits(at + 2, 0..=99)?,
            _ => return None,
        };
        let year = |year| Box::new(Meaning::Point(Point::Year(year)));
        (first < last).then(|| (Meaning::Range(year(first), year(last)), at + 3))
    }

    /// "March 3, 1950 – May 9, 2020", as a life is written: two dates that stand for themselves.
    fn spans(&self, at: usize) -> Read {
        let (range, end) = self.points(at, &DASHES)?;
        let Meaning::Range(left, right) = &range else {
            return None;
        };
        let whole = |meaning: &Meaning| match meaning {
            Meaning::Point(point) => matches!(point, Point::Day(_) | Point::Month(..) | Point::Year(_)),
            _ => false,
        };
        (whole(left) && whole(right)).then_some((range, end))
    }

    /// Two expressions with their link between: "Monday and Wednesday", "May 3 to June 5, 1986", "March '86 to May '87".
    fn points(&self, at: usize, links: &[&str]) -> Read {
        let (mut left, end) = self.point(at)?;
        if !self.words.is(end, links) {
            return None;
        }
        let (right, end) = self.point(self.skip(end + 1, &["early", "late", "mid"]))?;
        if let (Meaning::Recurring { what, step: None, .. }, Meaning::Point(point)) = (&left, &right)
            && let Some(day) = point.start()
            && let Some(same) = what.of_year(day.year())
        {
            left = Meaning::Point(same);
        }
        Some((Meaning::Range(Box::new(left), Box::new(right)), end))
    }
}
