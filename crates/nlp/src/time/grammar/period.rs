//! Weekdays, weekends, seasons, quarters, halves and holidays: what comes again and again.

use super::{Grammar, Read};
use crate::time::{
    calendar::{Point, Unit},
    meaning::{Meaning, Recurring},
};
use triplewire_lexicon::time::{Holiday, Sense};

impl Grammar<'_> {
    /// "Monday", "Monday last week", "Monday of this week".
    pub(super) fn weekday(&self, at: usize) -> Read {
        let Some(Sense::Weekday(day)) = self.sense(at) else {
            return None;
        };
        let what = Recurring::Weekday(day);
        let of = self.skip(at + 1, &["of"]);
        match self.step(of) {
            Some((base @ Meaning::Relative { unit: Unit::Week, .. }, end)) => {
                let base = Box::new(base);
                Some((Meaning::Within { what, base }, end))
            }
            _ => Some((again(what), at + 1)),
        }
    }

    /// "the second Tuesday in June", "the last Thursday of this month", "the first Monday of March 2019".
    pub(super) fn nth(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let which = match self.words.is(start, &["last", "final"]) {
            true => -1,
            false => self.ordinal(start).filter(|which| (1..=5).contains(which))?,
        };
        let Some(Sense::Weekday(weekday)) = self.sense(start + 1) else {
            return None;
        };
        if !self.words.is(start + 2, &["of", "in"]) {
            return None;
        }
        let place = start + 3;
        let early = self.skip(place, &["the"]);
        if let Some(month) = self.month(early) {
            let what = Recurring::Holiday(Holiday::Nth(month, weekday, which));
            return Some(self.dated(what, early + 1));
        }
        if self.words.is(place, &["each", "every"]) && self.words.is(place + 1, &["month"]) {
            return Some((Meaning::Set("P1M".to_string()), place + 2));
        }
        let (month, end) = self.step(place).or_else(|| {
            let here = Meaning::Relative {
                unit: Unit::Month,
                by: 0,
                from: triplewire_lexicon::time::From::Here,
            };
            (early > place && self.words.is(early, &["month"])).then_some((here, early + 1))
        })?;
        let monthly = match &month {
            Meaning::Relative { unit, .. } => *unit == Unit::Month,
            Meaning::Recurring { what, .. } => matches!(what, Recurring::Month(_)),
            Meaning::Point(point) => matches!(point, Point::Month(..)),
            _ => false,
        };
        let month = Box::new(month);
        monthly.then_some((
            Meaning::Nth {
                weekday,
                which,
                month,
            },
            end,
        ))
    }

    /// "the week of July 15", "the week beginning on Monday", "the weekend of May 3".
    pub(super) fn around(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let unit = match self.sense(start) {
            Some(Sense::Unit(unit @ (Unit::Week | Unit::Weekend))) => unit,
            _ => return None,
        };
        if !self
            .words
            .is(start + 1, &["of", "beginning", "starting", "ending", "ended"])
        {
            return None;
        }
        let place = self.skip(start + 2, &["on"]);
        let (base, end) = self.point(place)?;
        let base = Box::new(base);
        self.is_day(&base)
            .then_some((Meaning::Around { unit, base }, end))
    }

    /// "now", "recently", "in the past".
    pub(super) fn reference(&self, at: usize) -> Read {
        let Some((Sense::Reference(value), end)) = self.words.phrase(at) else {
            return None;
        };
        // "the past president": what stands before a noun describes it.
        let noun = self.words.is(end - 1, &["past", "present", "future"]);
        let describes = noun
            && self.words.get(end).is_some_and(|next| {
                use triplewire_facts::annotation::Upos;
                matches!(next.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
            });
        // "as soon as".
        let compares = self.words.before(at) == "as" || self.words.lower(end) == "as";
        (!describes && !compares).then_some((Meaning::Vague(value), end))
    }

    /// "the weekend", "summer 1986", "the third quarter of last year", "Christmas".
    pub(super) fn recurring(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let article = start > at;
        if let Some((Sense::Holiday(holiday), end)) = self.words.phrase(start) {
            return Some(self.dated(Recurring::Holiday(holiday), end)).filter(|_| !is_name(holiday, article));
        }
        if let Some(Sense::Season(season)) = self.sense(start) {
            // A season that only describes ("winter wheat") is no time.
            let preceded = self.words.is(
                at.wrapping_sub(1),
                &["in", "during", "since", "until", "by", "of", "for", "last"],
            );
            let (meaning, end) = self.dated(Recurring::Season(season), start + 1);
            let bare = matches!(meaning, Meaning::Recurring { .. });
            let described = self.words.get(end).is_some_and(|next| {
                matches!(
                    next.upos,
                    triplewire_facts::annotation::Upos::Noun | triplewire_facts::annotation::Upos::Propn
                )
            });
            return (!bare || preceded && !described).then_some((meaning, end));
        }
        if let Some(Sense::Unit(Unit::Weekend)) = self.sense(start)
            && article
            && self.words.is(
                at.wrapping_sub(1),
                &["over", "at", "during", "on", "by", "until", "since"],
            )
        {
            return Some((again(Recurring::Weekend), start + 1));
        }
        self.part_of_year(start)
    }

    /// "third quarter", "Q3", "first half", each with or without its year.
    pub(super) fn part_of_year(&self, at: usize) -> Read {
        if let Some(number) = self.words.lower(at).strip_prefix('q')
            && let Some(quarter) = number.parse().ok().filter(|quarter| (1..=4).contains(quarter))
        {
            return Some(self.dated(Recurring::Quarter(quarter), at + 1));
        }
        // The fiscal quarters of one house are not those of another.
        let fiscal = self.words.is(at, &["fiscal"]);
        let start = at + usize::from(fiscal);
        let number = self.ordinal(start)?;
        let place = self.skip(start + 1, &["-"]);
        let place = self.skip(place, &["fiscal"]);
        let what = match self.words.lower(place) {
            "quarter" if (1..=4).contains(&number) => Recurring::Quarter(number),
            "half" if (1..=2).contains(&number) => Recurring::Half(number),
            _ => return None,
        };
        let (meaning, end) = self.dated(what, place + 1);
        let plain = matches!(meaning, Meaning::Recurring { .. });
        match what {
            _ if fiscal || self.words.is(place - 1, &["fiscal"]) => Some((Meaning::Unknown, end)),
            // The first half of a match, of a century, of the month.
            Recurring::Half(_) if plain => None,
            Recurring::Quarter(_) if plain && self.words.is(end, &["of"]) => None,
            _ => Some((meaning, end)),
        }
    }

    /// With the year that follows: "1986", "of 1986", "of last year", "of the year".
    fn dated(&self, what: Recurring, end: usize) -> (Meaning, usize) {
        if let Some((year, after)) = self.year_after(end)
            && let Some(point) = what.of_year(year)
        {
            return (Meaning::Point(point), after);
        }
        if let Some((base, after)) = self.year_of(end) {
            let base = Box::new(base);
            return (Meaning::Within { what, base }, after);
        }
        if self.words.lower(end) == "of"
            && self.words.lower(end + 1) == "the"
            && self.words.lower(end + 2) == "year"
        {
            let base = Box::new(Meaning::Relative {
                unit: Unit::Year,
                by: 0,
                from: triplewire_lexicon::time::From::Here,
            });
            return (Meaning::Within { what, base }, end + 3);
        }
        (again(what), end)
    }
}

/// A meaning that the tense alone places.
pub(super) fn again(what: Recurring) -> Meaning {
    match what {
        Recurring::Holiday(Holiday::Once(year, month, day)) => {
            Point::day(year, month, day).map_or(Meaning::Unknown, Meaning::Point)
        }
        what => Meaning::Recurring {
            what,
            step: None,
            weekday: None,
        },
    }
}

/// "the 9/11 commission" speaks of the day and is not dated by it.
fn is_name(holiday: Holiday, article: bool) -> bool {
    matches!(holiday, Holiday::Once(..)) && article
}
