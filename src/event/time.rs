//! When: the date that hangs on an event's trigger, and its value where the text alone gives it.

use super::{Context, Time};
use crate::{
    encoder::{Class, Upos},
    rules::{Match, RuleSet},
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date of the match, the one nearest to its trigger.
pub fn find(rules: &RuleSet, context: &Context, sentence: usize, found: &Match) -> Option<Time> {
    let dates = context
        .names(sentence, Class::Date)
        .filter(|date| hangs_on(rules, context, sentence, date.head, found));
    let date = dates.min_by_key(|date| date.head.abs_diff(found.head))?;
    Some(Time {
        span: date.span,
        value: value(date.span.of(context.text)),
    })
}

/// Whether the way up from the date reaches the trigger before any other verb. A verb conjoined with the trigger shares
/// its date, and so does one that only says that an event noun happened.
fn hangs_on(rules: &RuleSet, context: &Context, sentence: usize, date: usize, found: &Match) -> bool {
    let graph = &context.graphs[sentence];
    if !graph.is_parsed() {
        return same_clause(context, sentence, date, found.head);
    }
    for at in graph.ancestors(date) {
        if found.trigger.contains(&at) {
            return true;
        }
        let word = &graph.words()[at];
        if word.upos == Upos::Verb {
            let above = graph.words()[found.head].head == Some(at);
            let relation = graph.words()[found.head].deprel.as_str();
            let shares = above && relation == "conj";
            let carries = above
                && matches!(relation, "nsubj" | "nsubj:pass" | "obj")
                && ["occurrence", "light_verb"]
                    .iter()
                    .any(|list| rules.lexicon.contains(list, &word.lemma));
            return shares || carries;
        }
    }
    false
}

/// Without a parse: whether no word that opens another clause stands between the two.
fn same_clause(context: &Context, sentence: usize, date: usize, head: usize) -> bool {
    let words = &context.graphs[sentence].words()[date.min(head)..date.max(head)];
    words.iter().all(|word| {
        let form = word.span.of(context.text).to_lowercase();
        !matches!(
            form.as_str(),
            ";" | ":"
                | "and"
                | "but"
                | "who"
                | "which"
                | "that"
                | "when"
                | "while"
                | "after"
                | "before"
                | "since"
        )
    })
}

/// ISO 8601 value of a date that stands for itself: a year, a month of a year, a day.
pub fn value(text: &str) -> Option<String> {
    let mut year = None;
    let mut month = None;
    let mut day = None;
    for part in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        let lower = part.to_lowercase();
        let number: Option<u32> = part
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .parse()
            .ok();
        if let Some(index) = MONTHS
            .iter()
            .position(|name| *name == lower || (lower.len() >= 3 && name.starts_with(&lower)))
        {
            month = Some(index + 1);
        } else if part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()) {
            year = number.filter(|year| (1000..2200).contains(year));
        } else if let Some(number) = number.filter(|number| (1..=31).contains(number)) {
            day = Some(number);
        } else if !matches!(lower.as_str(), "in" | "on" | "the" | "of") {
            return None;
        }
    }
    match (year?, month, day) {
        (year, Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
        (year, Some(month), None) => Some(format!("{year:04}-{month:02}")),
        (year, None, None) => Some(format!("{year:04}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn dates_that_stand_for_themselves_have_a_value() {
        for (text, expected) in [
            ("1927", Some("1927")),
            ("in 1927", Some("1927")),
            ("19 June 1986", Some("1986-06-19")),
            ("June 19th, 1986", Some("1986-06-19")),
            ("Sept. 2001", Some("2001-09")),
            ("Monday evening", None),
            ("June", None),
            ("last year", None),
            ("early 1990", None),
            ("", None),
        ] {
            assert_eq!(value(text).as_deref(), expected, "{text}");
        }
    }
}
