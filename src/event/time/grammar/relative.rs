//! Times counted from another time: from the day of writing, from the time last spoken of, or from a stated one.

use super::{Grammar, Read, period::again};
use crate::{
    encoder::Upos,
    event::time::{
        calendar::Unit,
        lexicon::{From, Sense, Step},
        meaning::{Meaning, Recurring},
    },
};

/// Words after "the day before" that end it there; anything else tells before what.
const STOPS: [&str; 22] = [
    "", ".", ",", ";", ":", "?", "!", ")", "-", "--", "—", "–", "\"", "”", "''", "and", "but", "in", "at",
    "near", "or", "when",
];

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
        let what = match sense {
            Sense::Unit(unit) => return Some((self.stepped(unit, step, article, which)?, end)),
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
    fn stepped(&self, unit: Unit, step: Step, article: bool, which: &str) -> Option<Meaning> {
        // "at the last minute", "this second".
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        // "the coming weeks" are no one week.
        Some(match which {
            "coming" | "upcoming" if !article => Meaning::Vague("FUTURE_REF"),
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
            From::Text => Meaning::Duration { unit, count },
        }
    }

    /// "two days ago", "a week later", "the day before", "two days after Christmas", "three days".
    pub(super) fn amount(&self, at: usize) -> Read {
        let (count, unit_at) = self.count(at).or_else(|| {
            // "for years", "decades ago": a plural that nothing counts.
            let plural = self.words.lower(at).ends_with('s');
            let led = self.words.is(at.wrapping_sub(1), &["for"]) || self.side(at + 1).is_some();
            (plural && led).then_some((None, at))
        })?;
        let dash = self.skip(unit_at, &["-"]);
        let Some(Sense::Unit(unit)) = self.sense(dash) else {
            return None;
        };
        let end = dash + 1;
        let old = self.skip(end, &["-"]);
        // "a decades-long war" is no decade.
        let article = self.words.is(at, &["a", "an"]) && unit_at == at + 1;
        let mixed = article && self.words.lower(dash).ends_with('s');
        let aged = self.words.is(old, &["old", "olds"]) || mixed;
        if aged || unit == Unit::Quarter || unit == Unit::Weekend && count != Some(1) {
            return None;
        }
        if dash == unit_at {
            let half = self.words.is(end, &["and"])
                && self.words.is(end + 1, &["a"])
                && self.words.is(end + 2, &["half"]);
            let place = if half { end + 3 } else { end };
            if let Some(read) = self.sided(unit, count.filter(|_| !half), place) {
                return Some(read);
            }
            // "in two weeks' time", "two days from now".
            let time = self.words.is(end, &["'"]) && self.words.is(end + 1, &["time"]);
            let now = self.words.is(end, &["from"]) && self.words.is(end + 1, &["now", "today"]);
            if time || now {
                return Some((shifted(unit, count, 1, From::Here), end + 2));
            }
            if half {
                return Some((Meaning::Duration { unit, count: None }, place));
            }
        }
        Some((Meaning::Duration { unit, count }, end))
    }

    /// What stands after an amount: "ago", "later", "before the vote", "after Christmas".
    fn sided(&self, unit: Unit, count: Option<u32>, at: usize) -> Read {
        let step = self.side(at)?;
        let end = at + 1;
        let preposition = self.words.is(at, &["before", "after"]);
        if preposition && let Some((base, end)) = self.point(end).filter(|(base, _)| !is_text(base)) {
            return Some((offset(unit, count, step.by, base), end));
        }
        let open = preposition && !self.words.is(end, &STOPS) || self.words.is(end, &["than"]);
        if open {
            return Some((Meaning::Unknown, end));
        }
        Some((shifted(unit, count, step.by, step.from), end))
    }

    /// "the day before", "the night after Christmas", "the day before yesterday", "the week after the vote".
    pub(super) fn beside(&self, at: usize) -> Read {
        let start = self.skip(at, &["the"]);
        let night = self.part(start).is_some();
        let unit = match self.sense(start) {
            Some(Sense::Unit(unit)) => unit,
            _ if night => Unit::Day,
            _ => return None,
        };
        let singular = !self.words.lower(start).ends_with('s');
        let step = self.side(start + 1)?;
        let earlier = self.words.is(start + 1, &["earlier", "later"]);
        if !singular || start == at && !earlier && !self.words.is(start.wrapping_sub(1), &["a", "one"]) {
            return None;
        }
        self.sided(unit, Some(1), start + 1)
            .filter(|_| step.from == From::Text)
    }

    fn side(&self, at: usize) -> Option<Step> {
        match self.sense(at)? {
            Sense::Side(step) => Some(step),
            _ => None,
        }
    }

    /// A number before a unit: "two", "a", "twenty-five", "48", "a couple of", "several"; `None` inside for an open one.
    pub(super) fn count(&self, at: usize) -> Option<(Option<u32>, usize)> {
        if self.words.is(at, &["a", "an"]) {
            if self.words.is(at + 1, &["couple"]) {
                return Some((Some(2), self.skip(at + 2, &["of"])));
            }
            if self.words.is(at + 1, &["few"]) {
                return Some((None, at + 2));
            }
            return match self.sense(at + 1) {
                Some(Sense::Number(number)) if number >= 12 => Some((Some(number), at + 2)),
                _ => Some((Some(1), at + 1)),
            };
        }
        let place = self.skip(at, &["some", "about", "nearly", "almost"]);
        match self.sense(place) {
            Some(Sense::Number(tens @ (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90))) => {
                let next = self.skip(place + 1, &["-"]);
                match self.sense(next) {
                    Some(Sense::Number(ones)) if ones < 10 => Some((Some(tens + ones), next + 1)),
                    _ => Some((Some(tens), place + 1)),
                }
            }
            Some(Sense::Number(number)) => Some((Some(number), place + 1)),
            Some(Sense::Vague) => Some((None, place + 1)),
            _ => {
                let digits = self.words.get(place)?.digits.filter(|digits| *digits < 1000)?;
                Some((Some(digits), place + 1))
            }
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
        use crate::event::time::{calendar::Point, lexicon::LEXICON};
        if let Some(Sense::Month(month)) = LEXICON.get(rest).map(|entry| entry.sense) {
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

/// `count` units to one side; an open number leaves the time open.
fn shifted(unit: Unit, count: Option<u32>, by: i32, from: From) -> Meaning {
    let Some(count) = count.and_then(|count| i32::try_from(count).ok()) else {
        return match (by, from) {
            (-1, From::Here) => Meaning::Vague("PAST_REF"),
            _ => Meaning::Unknown,
        };
    };
    // A day is 24 hours: "48 hours ago" is a day, "three hours ago" is the same day as far as a date can tell.
    let (unit, count) = match unit {
        Unit::Hour => (Unit::Day, count / 24),
        Unit::Minute | Unit::Second => (Unit::Day, 0),
        unit => (unit, count),
    };
    Meaning::Relative {
        unit,
        by: by * count,
        from,
    }
}

fn offset(unit: Unit, count: Option<u32>, by: i32, base: Meaning) -> Meaning {
    match count.and_then(|count| i32::try_from(count).ok()) {
        Some(count) => {
            let base = Box::new(base);
            let by = by * count;
            Meaning::Offset { unit, by, base }
        }
        None => Meaning::Unknown,
    }
}

/// Whether the meaning hangs on a time spoken of before, which nothing can be counted from twice.
fn is_text(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Relative { from: From::Text, .. })
}
