//! Times counted from another time: from the day of writing, from the time last spoken of, or from a stated one.

use super::{Grammar, Read, period::again};
use crate::time::{
    calendar::Unit,
    meaning::{Meaning, Recurring},
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::time::{From, Sense, Step};

impl Grammar<'_> {
    /// "yesterday", "today", "the day before yesterday".
    pub(super) fn day_from_here(&self, at: usize) -> Read {
        let Some(Sense::Day(by)) = self.sense(at) else {
            return None;
        };
        Some((day(by, From::Here), at + 1))
    }

    /// "last month", "this week", "next June", "the same day", "the past two weeks".
    pub(super) fn step(&self, at: usize) -> Read {
        let the = self.skip(at, &["the"]);
        let article = the > at;
        let Some(Sense::Which(mut step)) = self.sense(the) else {
            return self.recently(the);
        };
        let which = self.words.lower(the);
        // "said that week after week": a conjunction says which one of nothing.
        if which == "that" && matches!(self.words.get(the)?.upos, Upos::Sconj | Upos::Pron) {
            return None;
        }
        let mut place = the + 1;
        // "this past week", "this coming Monday", "the very same day".
        if let Some(Sense::Which(second)) = self.sense(place)
            && matches!(which, "this" | "that")
        {
            step = second;
            place += 1;
        }
        if let Some((count, unit_at)) = self.count(place).filter(|_| step.by != 0)
            && let Some(Sense::Unit(unit)) = self.sense(unit_at)
        {
            return Some((self.window(unit, count, step), unit_at + 1));
        }
        let (sense, end) = self.words.phrase(place)?;
        // "the last weekend in June", "the last Monday of the month" are counted within the month.
        let of_month = self.words.is(end, &["in", "of"])
            && (self.month(end + 1).is_some() || self.words.is(end + 2, &["month", "year"]));
        if of_month && matches!(sense, Sense::Unit(_) | Sense::Weekday(_)) {
            return Some((Meaning::Unknown, end));
        }
        let what = match sense {
            Sense::Unit(unit) => {
                let plural = self.words.lower(place).ends_with('s');
                return Some((self.stepped(unit, step, article, (which, plural))?, end));
            }
            Sense::Weekday(day) => Recurring::Weekday(day),
            Sense::Month(month) => {
                if let Some((year, end)) = self.year_after(end)
                    && let Some(point) = Recurring::Month(month).of_year(year)
                {
                    return Some((Meaning::Point(point), end));
                }
                match self.day_number(end) {
                    Some(day) => {
                        let what = Recurring::Day(month, day);
                        return Some((stepped_again(what, step), end + 1));
                    }
                    None => Recurring::Month(month),
                }
            }
            Sense::Season(season) => Recurring::Season(season),
            Sense::Holiday(holiday) => Recurring::Holiday(holiday),
            _ => return None,
        };
        Some((stepped_again(what, step), end))
    }

    /// "in recent weeks", "the coming months", "in the years to come".
    fn recently(&self, at: usize) -> Read {
        let recent = self.words.is(at, &["recent"]);
        let Some(Sense::Unit(_)) = self.sense(at + 1) else {
            return None;
        };
        recent.then_some((Meaning::Vague("PAST_REF"), at + 2))
    }

    /// One unit back, on, or this one.
    fn stepped(
        &self,
        unit: Unit,
        step: Step,
        article: bool,
        (which, plural): (&str, bool),
    ) -> Option<Meaning> {
        // "at the last minute", "this second".
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        Some(match which {
            // "the coming weeks" are no one week.
            _ if plural && step.by > 0 => Meaning::Vague("FUTURE_REF"),
            _ if plural && step.by < 0 => Meaning::Vague("PAST_REF"),
            _ if plural => Meaning::Unknown,
            "last" | "past" if article && unit != Unit::Weekend => self.window(unit, Some(1), step),
            "past" => self.window(unit, Some(1), step),
            "next" if unit == Unit::Day => day(1, From::Text),
            "next" if article => Meaning::Relative {
                unit,
                by: 1,
                from: From::Text,
            },
            "this" if unit == Unit::Day => day(0, From::Here),
            "this" if unit == Unit::Weekend => again(Recurring::Weekend),
            _ => Meaning::Relative {
                unit,
                by: step.by,
                from: step.from,
            },
        })
    }

    /// A length of time up to now, or from now.
    fn window(&self, unit: Unit, count: Option<u32>, step: Step) -> Meaning {
        match step.from {
            From::Here => Meaning::Window {
                unit,
                count,
                by: step.by,
            },
            From::Text => Meaning::Duration {
                unit,
                count,
                half: false,
            },
        }
    }

    /// "earlier this year", "late last month", "mid-June", "the end of 2003", "later in the week", "year-end".
    pub(super) fn stage(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        if let Some(rest) = self.words.lower(start).strip_prefix("mid-") {
            return self.middle(rest, start + 1);
        }
        if self.words.is(start + 1, &["-"]) && self.words.is(start + 2, &["end"]) {
            let unit = match self.sense(start) {
                Some(Sense::Unit(unit @ (Unit::Year | Unit::Month | Unit::Week))) => unit,
                _ => return None,
            };
            let here = Meaning::Relative {
                unit,
                by: 0,
                from: From::Here,
            };
            return Some((here, start + 3));
        }
        let later = self.words.is(start, &["earlier", "later"]);
        if self.sense(start) != Some(Sense::Stage) && !later {
            return None;
        }
        let noun = !later && !self.words.is(start, &["early", "late", "mid"]);
        let place = match (noun, self.words.lower(start + 1)) {
            (true, "of") => start + 2,
            (true, _) => return None,
            (false, "in" | "on" | "-") => start + 2,
            (false, _) => start + 1,
        };
        if let Some((meaning, end)) = self.point(place) {
            return Some((meaning, end));
        }
        // "later in the day", "the end of the month": the one at hand.
        let the = self.skip(place, &["the"]);
        let spoken = the > place && (noun || later && place == start + 2);
        match self.sense(the)? {
            Sense::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Decade))
                if spoken =>
            {
                let from = if unit == Unit::Day { From::Text } else { From::Here };
                Some((Meaning::Relative { unit, by: 0, from }, the + 1))
            }
            _ => None,
        }
    }

    /// What follows "mid-" in one token: a month or a year.
    fn middle(&self, rest: &str, end: usize) -> Read {
        use crate::time::calendar::Point;
        if let Some(Sense::Month(month)) = self.words.times().get(rest).map(|entry| entry.sense) {
            let what = Recurring::Month(month);
            return Some(match self.year_after(end) {
                Some((year, end)) => (Meaning::Point(Point::Month(year, month)), end),
                None => (again(what), end),
            });
        }
        let year = |text: &str| {
            text.parse::<i32>()
                .ok()
                .filter(|year| (1000..2200).contains(year))
        };
        if let Some(year) = year(rest) {
            return Some((Meaning::Point(Point::Year(year)), end));
        }
        let decade = year(rest.strip_suffix('s')?)?;
        Some((Meaning::Point(Point::Decade(decade.div_euclid(10))), end))
    }
}

fn day(by: i32, from: From) -> Meaning {
    Meaning::Relative {
        unit: Unit::Day,
        by,
        from,
    }
}

fn stepped_again(what: Recurring, step: Step) -> Meaning {
    Meaning::Recurring {
        what,
        step: Some(step),
        weekday: None,
    }
}
