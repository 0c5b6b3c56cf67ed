//! The grammar of time expressions: words in, [`Found`] expressions out.
//!
//! At each word every construction is tried and the longest one wins, as in other taggers of TIMEX3 (HeidelTime, Strötgen
//! and Gertz 2010; SUTime, Chang and Manning 2012). A construction looks at a bounded number of words, so a sentence takes
//! time in its length.
//!
//! - `business`: the latest quarter, a year-ago loss
//! - `calendar`: dates, years, decades, numeric dates
//! - `clock`: clock times and parts of the day
//! - `relative`: last month, this week, the same day
//! - `amount`: three days, two days later
//! - `period`: seasons, quarters, holidays
//! - `range`: between 3 and 5 May, 1986-90

mod amount;
mod business;
mod calendar;
mod clock;
mod period;
mod range;
mod relative;

use std::cell::Cell;

use super::{
    calendar::Tail,
    meaning::{Found, Meaning, Open, Recurring},
    words::Words,
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::time::Sense;

/// A meaning and the index after its last word.
type Read = Option<(Meaning, usize)>;

/// Finds the expressions of a sentence, left to right; none overlaps another.
pub fn find(words: &Words) -> Vec<Found> {
    let grammar = Grammar {
        words,
        depth: Cell::new(0),
    };
    let mut found: Vec<Found> = Vec::new();
    if !words.any() {
        return found;
    }
    let mut at = 0;
    while at < words.len() {
        match grammar.expression(at) {
            Some((meaning, tail, end)) if end > at => {
                // The article is no part of a name either.
                let start = if words.lower(at) == "the" && end > at + 1 {
                    at + 1
                } else {
                    at
                };
                // "Shortly after 3 p.m." is about then.
                let clock = matches!(tail, Some(Tail::Clock { .. }));
                let open = if clock {
                    None
                } else {
                    grammar.open(at, end, &meaning)
                };
                found.push(Found {
                    words: start..end,
                    meaning,
                    tail,
                    open,
                });
                at = end;
            }
            _ => at += 1,
        }
    }
    inherit(words, &mut found);
    found
}

/// In "on May 3 and June 5, 1986" the year belongs to both.
fn inherit(words: &Words, found: &mut [Found]) {
    for at in (1..found.len()).rev() {
        let (left, right) = found.split_at_mut(at);
        let (Some(left), Some(right)) = (left.last_mut(), right.first()) else {
            continue;
        };
        let between = left.words.end..right.words.start;
        let joined = between.len() <= 2
            && between
                .clone()
                .all(|at| words.is(at, &["and", "or", ",", "the", "on"]));
        let Meaning::Point(point) = &right.meaning else {
            continue;
        };
        if let Meaning::Recurring {
            what:
                what @ (Recurring::Day(..) | Recurring::Month(_) | Recurring::Quarter(_) | Recurring::Half(_)),
            step: None,
            ..
        } = left.meaning
            && joined
            && !between.is_empty()
            && point.unit() != super::calendar::Unit::Year
            && let Some(start) = point.start()
            && let Some(dated) = what.of_year(start.year())
        {
            left.meaning = Meaning::Point(dated);
        }
    }
}

/// How deep points may hang on points: "the day before the end of last year" is three.
const DEEPEST: usize = 4;

/// Reads expressions from the words of one sentence.
struct Grammar<'a> {
    words: &'a Words<'a>,
    /// Points begun and not ended. The bound keeps the work for a word bounded.
    depth: Cell<usize>,
}

impl Grammar<'_> {
    /// The longest expression that begins at a word.
    fn expression(&self, at: usize) -> Option<(Meaning, Option<Tail>, usize)> {
        let plain = |read: Read| read.map(|(meaning, end)| (meaning, None, end));
        let all = [
            plain(self.often(at)),
            plain(self.range(at)),
            self.timed(at),
            plain(self.amount(at)),
            plain(self.half(at)),
            plain(self.reference(at)),
        ];
        all.into_iter()
            .flatten()
            // Of equally long readings the first one counts.
            .reduce(|best, next| if next.2 > best.2 { next } else { best })
    }

    /// A point of the calendar, the longest that begins at a word.
    fn point(&self, at: usize) -> Read {
        if self.depth.get() >= DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let all = [
            self.compared_year(at),
            self.date(at),
            self.numeric(at),
            self.weekday(at),
            self.nth(at),
            self.around(at),
            self.year_ago(at),
            self.period_of_year(at),
            self.latest(at),
            self.quarter_of(at),
            self.year_at_hand(at),
            self.spoken_year(at),
            self.day_from_here(at),
            self.step(at),
            self.beside(at),
            self.recurring(at),
            self.stage(at),
            self.year(at),
            self.decade(at),
            self.century(at),
            self.fiscal(at),
            self.of_month(at),
        ];
        self.depth.set(self.depth.get() - 1);
        all.into_iter()
            .flatten()
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// Which side the preposition before the expression leaves open, if it governs the expression and not what the
    /// expression describes ("after the 2004 disaster").
    fn open(&self, at: usize, end: usize, meaning: &Meaning) -> Option<Open> {
        if matches!(
            meaning,
            Meaning::Duration { .. }
                | Meaning::Set(_)
                | Meaning::Range(..)
                | Meaning::Vague(_)
                | Meaning::Unknown
        ) {
            return None;
        }
        let describes = self.words.get(end).is_some_and(|next| {
            matches!(next.upos, Upos::Noun | Upos::Propn | Upos::Adj)
                || matches!(&*next.lower, "'s" | "'" | "-")
        });
        if describes {
            return None;
        }
        // "since early March": the stage stands between.
        let mut before = at;
        while before > 0 && self.words.is(before - 1, &["the", "early", "late", "mid"]) {
            before -= 1;
        }
        match self.words.before(before) {
            "since" | "after" => Some(Open::After),
            "until" | "till" | "by" | "before" => Some(Open::Before),
            _ => None,
        }
    }

    fn sense(&self, at: usize) -> Option<Sense> {
        self.words.sense(at)
    }

    /// The number that a token is in digits, within bounds.
    fn digits(&self, at: usize, bounds: std::ops::RangeInclusive<u32>) -> Option<i32> {
        let digits = self
            .words
            .get(at)?
            .digits
            .filter(|digits| bounds.contains(digits))?;
        i32::try_from(digits).ok()
    }

    /// `at + 1` where the token is one of the words, else `at`.
    fn skip(&self, at: usize, words: &[&str]) -> usize {
        if self.words.is(at, words) { at + 1 } else { at }
    }
}
