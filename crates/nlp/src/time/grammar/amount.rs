//! Amounts: how long, and how long before or after another time.

use super::{Grammar, Read};
use crate::time::{
    calendar::Unit,
    meaning::{Meaning, Recurring},
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::time::{From, Sense, Step};

/// Words after "the day before" that end it there; anything else tells before what.
const STOPS: [&str; 22] = [
    "", ".", ",", ";", ":", "?", "!", ")", "-", "--", "—", "–", "\"", "”", "''", "and", "but", "in", "at",
    "near", "or", "when",
];

impl Grammar<'_> {
    /// "two days ago", "a week later", "the day before", "two days after Christmas", "three days".
    pub(super) fn amount(&self, at: usize) -> Read {
        let (count, mut unit_at) = self.count(at).or_else(|| {
            // "for years", "decades ago": a plural that nothing counts.
            let plural = self.words.lower(at).ends_with('s');
            let led = self.words.is(at.wrapping_sub(1), &["for"]) || self.side(at + 1).is_some();
            (plural && led).then_some((None, at))
        })?;
        // "two and a half years"; "a year and a half" has it behind.
        let inner = self.and_a_half(unit_at);
        unit_at += if inner { 3 } else { 0 };
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
            let half = self.and_a_half(end);
            let place = if half { end + 3 } else { end };
            if let Some(read) = self.sided(unit, count.filter(|_| !half && !inner), place) {
                return Some(read);
            }
            // "in two weeks' time", "two days from now".
            let time = self.words.is(end, &["'"]) && self.words.is(end + 1, &["time"]);
            let now = self.words.is(end, &["from"]) && self.words.is(end + 1, &["now", "today"]);
            if time || now {
                return Some((shifted(unit, count, 1, From::Here), end + 2));
            }
            if half {
                return Some((Meaning::Duration { unit, count, half }, place));
            }
        }
        if article && self.is_rate(at) {
            return Some((Meaning::Set(unit.duration(count, false)), end));
        }
        let half = inner;
        Some((Meaning::Duration { unit, count, half }, end))
    }

    fn and_a_half(&self, at: usize) -> bool {
        let half = ["and", "a", "half"];
        (at..).zip(half).all(|(at, word)| self.words.lower(at) == word)
    }

    /// "half a year", "half an hour later".
    pub(super) fn half(&self, at: usize) -> Read {
        if !self.words.is(at, &["half"]) || !self.words.is(at + 1, &["a", "an", "-"]) {
            return None;
        }
        let Some(Sense::Unit(unit)) = self.sense(at + 2) else {
            return None;
        };
        let (count, half) = (Some(0), true);
        match self.side(at + 3) {
            Some(step) if matches!(unit, Unit::Hour | Unit::Minute) => {
                Some((shifted(unit, count, step.by, step.from), at + 4))
            }
            Some(_) => Some((Meaning::Unknown, at + 4)),
            None => Some((Meaning::Duration { unit, count, half }, at + 3)),
        }
    }

    /// Whether "a day" says for each day: "$26 million a year", "twice a week".
    fn is_rate(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.words.get(before)) else {
            return false;
        };
        let counted = matches!(before.upos, Upos::Noun | Upos::Propn | Upos::Num | Upos::Sym);
        counted || matches!(&*before.lower, "once" | "twice" | "%" | "percent" | "pct")
    }

    /// What stands after an amount: "ago", "later", "before the vote", "after Christmas".
    fn sided(&self, unit: Unit, count: Option<u32>, at: usize) -> Read {
        let step = self.side(at)?;
        let end = at + 1;
        let preposition = self.words.is(at, &["before", "after"]);
        if preposition && let Some((base, end)) = self.point(end).filter(|(base, _)| !is_text(base)) {
            return Some((offset(unit, count, step.by, base), end));
        }
        // "three years ago this month", "a week ago Monday", "a year ago today".
        let ago = self.words.is(at, &["ago"]);
        if let Some(count) = count.filter(|_| ago).and_then(|count| i32::try_from(count).ok())
            && let Some((base, end)) = self.point(end)
            && let Meaning::Relative {
                by: 0,
                from: From::Here,
                ..
            }
            | Meaning::Recurring {
                what: Recurring::Weekday(_),
                step: None | Some(Step { by: 0, .. }),
                ..
            } = base
        {
            let base = Box::new(base);
            let by = -count;
            return Some((Meaning::Kept { unit, by, base }, end));
        }
        if unit == Unit::Year && count == Some(1) && self.words.is(at, &["ago", "earlier"]) {
            let (from, compared) = (step.from, self.is_business());
            return Some((Meaning::YearAgo { from, compared }, end));
        }
        let open = preposition && !self.words.is(end, &STOPS) || self.words.is(end, &["than"]);
        if open {
            // No calendar tells before what: only how long before.
            let half = false;
            return Some((Meaning::Duration { unit, count, half }, at));
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

    pub(super) fn side(&self, at: usize) -> Option<Step> {
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
