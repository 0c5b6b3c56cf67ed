//! Clock times, parts of the day, and the days that they belong to.

use super::{Grammar, Read};
use crate::time::{
    calendar::{Part, Tail, Unit},
    meaning::Meaning,
};
use triplewire_lexicon::time::{From, Sense};

/// Abbreviations of time zones; only universal time enters the value.
const ZONES: [&str; 18] = [
    "gmt", "utc", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "bst", "ist", "eet",
    "et", "pt", "jst",
];

impl Grammar<'_> {
    /// A point with what says when on that day: "Monday evening", "3 p.m. on Monday", "the night of 5 May", "noon".
    pub(super) fn timed(&self, at: usize) -> Option<(Meaning, Option<Tail>, usize)> {
        let all = [
            self.point_and_time(at),
            self.time_and_point(at),
            self.part_of_named_day(at),
        ];
        all.into_iter()
            .flatten()
            .reduce(|best, next| if next.2 > best.2 { next } else { best })
    }

    fn point_and_time(&self, at: usize) -> Option<(Meaning, Option<Tail>, usize)> {
        let (meaning, end) = self.point(at)?;
        if !self.is_day(&meaning) {
            return Some((meaning, None, end));
        }
        let place = self.skip(end, &[",", "'s"]);
        let place = self.skip(place, &["in"]);
        let place = self.skip(place, &["the", "early", "late"]);
        let place = self.skip(place, &["at"]);
        let place = self.skip(place, &["about", "around", "early", "late", "mid"]);
        let near = place - end <= 1 || self.words.is(end, &["at", "in"]) || self.words.lower(end + 1) == "at";
        if let Some((Sense::Part(part), after)) = self.words.phrase(place)
            && near
        {
            return Some((meaning, Some(Tail::Part(part)), after));
        }
        match self.clock(place) {
            Some((tail, after)) if near => Some((meaning, Some(tail), after)),
            _ => Some((meaning, None, end)),
        }
    }

    fn time_and_point(&self, at: usize) -> Option<(Meaning, Option<Tail>, usize)> {
        let (tail, end) = self.clock(at).or_else(|| {
            let start = self.skip(at, &["the"]);
            let start = self.skip(start, &["early", "late", "mid"]);
            match self.words.phrase(start) {
                Some((Sense::Part(part), end)) => Some((Tail::Part(part), end)),
                _ => None,
            }
        })?;
        let of = self.skip(end, &["of", "on", ",", "in", "("]);
        if let Some((meaning, after)) = self.point(of)
            && self.is_day(&meaning)
        {
            return Some((meaning, Some(tail), after));
        }
        match tail {
            Tail::Clock { .. } => Some((Meaning::TimeOfDay, Some(tail), end)),
            // "in the morning" needs its preposition; "the night of the attack" depends on the attack.
            Tail::Part(_) => {
                let led = self.words.is(
                    at.wrapping_sub(1),
                    &["in", "during", "at", "before", "until", "by"],
                );
                let the =
                    self.words.lower(at) == "the" || self.words.is(at.wrapping_sub(1), &["at", "before"]);
                let apart = !self.words.is(end, &["of", "-"]);
                (led && the && apart).then_some((Meaning::TimeOfDay, Some(tail), end))
            }
        }
    }

    /// "tonight", "last night", "this morning", "that evening", "the next morning", "overnight".
    fn part_of_named_day(&self, at: usize) -> Option<(Meaning, Option<Tail>, usize)> {
        let day = |by, from, part, end| {
            let unit = Unit::Day;
            Some((Meaning::Relative { unit, by, from }, Some(Tail::Part(part)), end))
        };
        let start = self.skip(at, &["the"]);
        let first = self.skip(start, &["early", "late", "earlier", "later"]);
        match self.sense(first)? {
            Sense::DayPart(part) => day(0, From::Here, part, first + 1),
            Sense::Which(step) => {
                let place = self.skip(first + 1, &["early", "late"]);
                let (sense, end) = self.words.phrase(place)?;
                let Sense::Part(part) = sense else {
                    return None;
                };
                let next = step.by == 1 && self.words.lower(first) == "next";
                let from = if next { From::Text } else { step.from };
                day(step.by, from, part, end)
            }
            _ => None,
        }
    }

    /// "3 p.m.", "10:30", "1530 GMT", "noon", "3 o'clock".
    pub(super) fn clock(&self, at: usize) -> Option<(Tail, usize)> {
        if let Some(Sense::Clock(hour, minute)) = self.sense(at) {
            let utc = false;
            return Some((Tail::Clock { hour, minute, utc }, at + 1));
        }
        let lower = self.words.lower(at);
        let (hour, minute) = match lower.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (hour.parse().ok()?, minute.parse().ok()?),
            Some(_) => return None,
            None if lower.len() == 4 => {
                let number = self.digits(at, 0..=2400)?;
                (number / 100, number % 100)
            }
            None => (self.hour(at)?, 0),
        };
        let (full, coloned) = (
            lower.len() == 4 && !lower.contains(['.', ':']),
            lower.contains(':'),
        );
        let mut end = at + 1;
        let half: Option<i32> = match self.words.lower(end) {
            "am" | "a.m." | "a.m" => Some(0),
            "pm" | "p.m." | "p.m" => Some(12),
            _ => None,
        };
        end += usize::from(half.is_some());
        let oclock = self.words.is(end, &["o'clock"]);
        end += usize::from(oclock);
        let (zoned, utc, after) = self.zone(end);
        let led = self.words.is(
            at.wrapping_sub(1),
            &[
                "at", "by", "until", "till", "from", "around", "about", "before", "after", "since", "(",
            ],
        );
        let hours = self.words.is(end, &["hours", "hrs"]);
        let told = half.is_some() || oclock || full && (zoned || hours) || coloned && (led || zoned);
        if !told || half.is_some() && !(1..=12).contains(&hour) {
            return None;
        }
        end = if zoned {
            after
        } else {
            end + usize::from(full && hours)
        };
        let hour = half.map_or(hour, |half| hour % 12 + half);
        let tail = Tail::Clock {
            hour: u8::try_from(hour).ok().filter(|hour| *hour <= 24)?,
            minute: u8::try_from(minute).ok().filter(|minute| *minute < 60)?,
            utc,
        };
        Some((tail, end))
    }

    /// Hour of a clock in digits or words.
    fn hour(&self, at: usize) -> Option<i32> {
        match self.sense(at) {
            Some(Sense::Number(number)) if number <= 12 => i32::try_from(number).ok(),
            _ => self
                .digits(at, 0..=24)
                .filter(|_| self.words.lower(at).len() <= 2),
        }
    }

    /// Whether a time zone stands here, whether it is universal time, and the index after it.
    fn zone(&self, at: usize) -> (bool, bool, usize) {
        let lower = self.words.lower(at);
        let named = ZONES.contains(&lower) && self.words.get(at).is_some_and(|zone| zone.form != zone.lower);
        let local = lower == "local" && self.words.lower(at + 1) == "time";
        let eastern =
            self.words.is(at, &["eastern", "central", "pacific"]) && self.words.lower(at + 1) == "time";
        let end = if local || eastern {
            at + 2
        } else {
            at + usize::from(named)
        };
        (
            named || local || eastern,
            named && matches!(lower, "gmt" | "utc"),
            end,
        )
    }

    /// Whether the meaning is a day, as far as its form tells.
    pub(super) fn is_day(&self, meaning: &Meaning) -> bool {
        use crate::time::calendar::Point;
        match meaning {
            Meaning::Point(point) => matches!(point, Point::Day(_)),
            Meaning::Recurring { what, .. } | Meaning::Within { what, .. } => what.unit() == Unit::Day,
            Meaning::Relative { unit, .. } => *unit == Unit::Day,
            Meaning::Nth { .. } => true,
            Meaning::Kept { base, .. } => self.is_day(base),
            _ => false,
        }
    }

    /// "daily", "every Monday", "each year", "Mondays".
    pub(super) fn often(&self, at: usize) -> Read {
        // "a quarterly dividend" is some kind of dividend.
        let describes = self.words.get(at + 1).is_some_and(|next| {
            use triplewire_facts::annotation::Upos;
            matches!(next.upos, Upos::Noun | Upos::Adj | Upos::Propn)
        });
        if let Some(Sense::Often(number)) = self.sense(at).filter(|_| !describes) {
            return Some((Meaning::Set(self.words.times().often(number).to_string()), at + 1));
        }
        if !self.words.is(at, &["every", "each"]) {
            return None;
        }
        let (count, place) = self
            .count(at + 1)
            .map_or((1, at + 1), |(count, end)| (count.unwrap_or(1), end));
        let value = match self.words.phrase(place)?.0 {
            Sense::Unit(unit) => unit.duration(Some(count), false),
            Sense::Weekday(day) => format!("XXXX-WXX-{day}"),
            Sense::Month(month) => format!("XXXX-{month:02}"),
            Sense::Season(_) => "P1Y".to_string(),
            Sense::Part(part) => format!("XXXX-XX-XX{}", Tail::Part(part)),
            _ => return None,
        };
        Some((Meaning::Set(value), self.words.phrase(place)?.1))
    }

    /// The part of a day at a word.
    pub(super) fn part(&self, at: usize) -> Option<Part> {
        match self.sense(at)? {
            Sense::Part(part) => Some(part),
            _ => None,
        }
    }
}
