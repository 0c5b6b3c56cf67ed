//! When: time expressions, their values, and the events that they belong to.
//!
//! In: the sentences' words and graphs, the tagger's dates, the day of writing. Out: spans with TIMEX3 values (TimeML
//! 1.2.1; ranges and open ends as ISO 8601 writes them), and for an event the one that hangs on its trigger. The way:
//! `words` say what each token can mean, the `grammar` reads expressions,
//! `resolve::Reference` places them in the calendar. No crate gave both spans and values that keep the grain of
//! the text ("last month", "198X"); days, weeks and weekdays are those of the crate `time`.

mod attach;
mod calendar;
mod grammar;
mod meaning;
mod published;
mod resolve;
mod tense;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::context::Context;
use crate::{
    mention::{self, Mention},
    rules::{Match, RuleSet},
    syntax::{self, SentenceGraph},
    text::Span,
};
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::Lexicon;

pub use published::is_date;

use calendar::Point;
use meaning::{Found, Meaning};
use resolve::{Reference, Value};
use words::Words;

/// When an event happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// Bytes of the time expression.
    pub span: Span,
    /// TIMEX3 or ISO 8601 value, where it could be resolved ("1927", "2016-12-19TEV", "2016-12-03/2016-12-05").
    pub value: Option<String>,
}

/// A time expression in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// Its bytes, a leading article included.
    pub span: Span,
    /// Its words in the sentence without that, end exclusive.
    pub words: Range<usize>,
    /// TIMEX3 or ISO 8601; `None` where text and day of writing do not give it.
    pub value: Option<String>,
    /// Its TIMEX3 type.
    pub kind: Kind,
}

impl Expression {
    /// "Ann Lee (3 May 1950 – 10 June 2020)": in brackets behind a name, it says when somebody lived.
    fn is_life(&self, text: &str, graph: &SentenceGraph) -> bool {
        let form = |at: Option<usize>| {
            at.and_then(|at| graph.words().get(at))
                .map_or("", |word| word.span.of(text))
        };
        let range = self.value.as_deref().is_some_and(|value| value.contains('/'));
        range && form(self.words.start.checked_sub(1)) == "(" && form(Some(self.words.end)) == ")"
    }

    /// Whether it is a month or longer.
    fn is_coarse(&self) -> bool {
        let value = self.value.as_deref().unwrap_or("");
        value.starts_with(|c: char| c.is_ascii_digit())
            && value.len() <= "2016-12".len()
            && !value.contains("-W")
    }

    /// "now", "recently": says when of nothing that has a date.
    fn is_adverb(&self) -> bool {
        let vague = self.value.as_deref().is_some_and(|value| value.ends_with("_REF"));
        vague && (self.words.len() == 1 || self.value.as_deref() == Some("PRESENT_REF"))
    }
}

/// TIMEX3 `type` of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A day or a longer piece of the calendar, also a range.
    Date,
    /// Within a day.
    Time,
    /// How long, and not when.
    Duration,
    /// How often.
    Set,
}

impl Kind {
    /// As TIMEX3 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// The time expressions of a document.
#[derive(Debug, Clone, Default)]
pub struct Times {
    sentences: Vec<Vec<Expression>>,
}

impl Times {
    /// Finds and resolves them, in text order: later ones may be counted from earlier ones.
    pub fn new(rules: &RuleSet, context: &Context) -> Self {
        let parts: Vec<Vec<Found>> = (0..context.graphs.len())
            .map(|sentence| read(context, sentence))
            .collect();
        let here = context
            .published
            .and_then(|date| published::read(date, context.lexicon))
            .or_else(|| published::in_text(context, &parts));
        let (mut text, mut quarter) = (None, None);
        let sentences = parts.into_iter().enumerate().map(|(sentence, found)| {
            let clause = tense::Clause {
                rules,
                text: context.text,
                graph: &context.graphs[sentence],
            };
            let mut expressions = Vec::new();
            for found in found {
                let future = clause.is_future(&found.words);
                let reference = Reference {
                    here,
                    text,
                    quarter,
                    future,
                };
                let value = reference.value(&found);
                // What figures are compared with is not what the text tells of.
                if let Some(Value::Moment(point, _)) = value
                    && !matches!(found.meaning, Meaning::YearAgo { .. } | Meaning::QuarterOf(_))
                {
                    text = Some(point);
                    quarter = Some(point)
                        .filter(|point| matches!(point, Point::Quarter(..)))
                        .or(quarter);
                }
                expressions.push(expression(context, sentence, &found, value));
            }
            with_mentions(context, sentence, expressions)
        });
        Self {
            sentences: sentences.collect(),
        }
    }

    /// All of them, in text order.
    pub fn into_all(self) -> Vec<Expression> {
        self.sentences.into_iter().flatten().collect()
    }

    /// The expressions of a sentence, left to right.
    pub fn of_sentence(&self, sentence: usize) -> &[Expression] {
        self.sentences.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// The time of an event, which is one of `all` in its sentence: the expression that hangs nearest to its trigger.
    pub fn of_event(
        &self,
        rules: &RuleSet,
        context: &Context,
        sentence: usize,
        found: &Match,
        all: &[Match],
    ) -> Option<Time> {
        let event = attach::Event {
            rules,
            text: context.text,
            graph: context.graphs.get(sentence)?,
            found,
            all,
        };
        let times = self
            .of_sentence(sentence)
            .iter()
            .filter(|expression| expression.kind != Kind::Duration && !expression.is_adverb())
            .filter(|expression| !expression.is_life(context.text, event.graph));
        let near = times.filter_map(|expression| {
            Some((
                event.distance(&expression.words, expression.is_coarse())?,
                expression,
            ))
        });
        let (_, best) = near.min_by_key(|(distance, expression)| {
            (
                distance.steps,
                expression.kind == Kind::Set,
                expression.value.is_none(),
                distance.words,
            )
        })?;
        Some(Time {
            span: syntax::span(event.graph, &best.words),
            value: best.value.clone(),
        })
    }
}

/// Whether two times cannot be those of one event. Values of different grain agree where the one lies in the other as far
/// as their writing shows it; times without a value differ when both name days and neither's words are among the other's.
pub fn conflict(context: &Context, one: &Time, other: &Time) -> bool {
    match (&one.value, &other.value) {
        (Some(left), Some(right)) => {
            let dated = |value: &str| value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains('/');
            if !dated(left) || !dated(right) {
                return false;
            }
            let numeric = |value: &str| {
                value
                    .bytes()
                    .take_while(|b| b.is_ascii_digit() || *b == b'-')
                    .count()
            };
            let shared = numeric(left).min(numeric(right));
            let (left, right) = (left.get(..shared), right.get(..shared));
            left != right
        }
        _ => {
            let [left, right] = [one, other].map(|time| time.span.of(context.text).to_lowercase());
            // "Monday" and "at dawn" can be one morning, "Monday" and "Tuesday" cannot.
            let dated = |words: &str| {
                words
                    .split_whitespace()
                    .any(|word| names_day(context.lexicon, word))
            };
            dated(&left) && dated(&right) && !left.contains(&right) && !right.contains(&left)
        }
    }
}

/// Whether a word names a day, month or year.
fn names_day(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.is_calendar(word) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Reads the expressions of a sentence; what stands in another kind of name is none ("November 17", a group).
fn read(context: &Context, sentence: usize) -> Vec<Found> {
    let graph = &context.graphs[sentence];
    let names: Vec<&Mention> = names(context, sentence).collect();
    let dated = |at: usize| {
        let holds = |name: &&&Mention| name.class == Some(Class::Date) && name.words.contains(&at);
        names.iter().any(|name| holds(&name))
    };
    let words = Words::new(context.text, graph, context.lexicon.times(), dated);
    let mut found = grammar::find(&words);
    found.retain(|found| {
        let other = |name: &&&Mention| {
            let overlaps = name.words.start < found.words.end && found.words.start < name.words.end;
            let within = name.words.start >= found.words.start && name.words.end <= found.words.end;
            let festival = name.class == Some(Class::Misc) && within;
            overlaps && name.class != Some(Class::Date) && !festival
        };
        !names.iter().any(|name| other(&name))
    });
    found
}

fn names<'a>(context: &'a Context, sentence: usize) -> impl Iterator<Item = &'a Mention> {
    let all = &context.mentions[context.index.in_sentence(sentence)];
    all.iter().filter(|mention| mention.kind == mention::Kind::Name)
}

fn expression(context: &Context, sentence: usize, found: &Found, value: Option<Value>) -> Expression {
    let graph = &context.graphs[sentence];
    // TIMEX3 has the article inside.
    let article = found.words.start.checked_sub(1).filter(|&at| {
        let form = graph.words()[at].span.of(context.text);
        form.eq_ignore_ascii_case("the") && !graph.words()[found.words.start].upos.eq(&Upos::Adv)
    });
    let start = article.unwrap_or(found.words.start);
    Expression {
        span: syntax::span(graph, &(start..found.words.end)),
        words: found.words.clone(),
        value: value.map(|value| value.text()),
        kind: match found.meaning {
            Meaning::Duration { .. } => Kind::Duration,
            Meaning::Set(_) => Kind::Set,
            _ if found.tail.is_some() => Kind::Time,
            _ => Kind::Date,
        },
    }
}

/// Joins in the tagger's dates: the longer span counts, and what the grammar cannot read has no value.
fn with_mentions(context: &Context, sentence: usize, mut expressions: Vec<Expression>) -> Vec<Expression> {
    for date in context.names(sentence, Class::Date) {
        let overlap = |e: &Expression| e.words.start < date.words.end && date.words.start < e.words.end;
        let mut inside = expressions.iter_mut().filter(|expression| overlap(expression));
        match (inside.next(), inside.next()) {
            (None, _) => expressions.push(Expression {
                span: date.span,
                words: date.words.clone(),
                value: None,
                kind: Kind::Date,
            }),
            (Some(one), None) if date.words.start <= one.words.start && date.words.end >= one.words.end => {
                // What stands beside the part that was read may turn it round ("the eve of Easter").
                let rest = (date.words.start..one.words.start).chain(one.words.end..date.words.end);
                let graph = &context.graphs[sentence];
                let known = rest
                    .clone()
                    .all(|at| is_neutral(graph.words()[at].span.of(context.text)));
                if !known {
                    one.value = None;
                }
                one.span = one.span.join(date.span);
                one.words = date.words.clone();
            }
            _ => {}
        }
    }
    expressions.sort_by_key(|expression| expression.span);
    expressions
}

/// Whether a word beside a time leaves its value as it is.
fn is_neutral(form: &str) -> bool {
    const NEUTRAL: [&str; 36] = [
        "the",
        "a",
        "in",
        "on",
        "at",
        "of",
        "about",
        "around",
        "nearly",
        "almost",
        "some",
        "early",
        "late",
        "mid",
        "just",
        "only",
        "more",
        "less",
        "than",
        "over",
        "under",
        "at",
        "least",
        "most",
        "approximately",
        "roughly",
        "exactly",
        "local",
        "time",
        "'s",
        "’s",
        "very",
        "during",
        "again",
        "full",
        "whole",
    ];
    let lower = form.to_lowercase();
    NEUTRAL.contains(&lower.as_str()) || !form.chars().any(char::is_alphanumeric)
}
