//! TIMEX3 values as dates of XML Schema.

use oxrdf::{Literal, NamedNodeRef, vocab::xsd};

/// What a value says in the calendar.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// One day, month or year.
    At(Literal),
    /// From a first to a last day, month or year.
    Between(Literal, Literal),
}

/// Reads `2016-12-19`, `2016-12-19TEV`, `2016-12-19T18:30`, `2016-12`, `2016` and two of them with a slash between; `None` for
/// weeks, seasons, durations and what is vaguer.
pub fn moment(value: &str) -> Option<Moment> {
    match value.split_once('/') {
        Some((first, last)) => Some(Moment::Between(date(first)?, date(last)?)),
        None => date(value).map(Moment::At),
    }
}

fn date(value: &str) -> Option<Literal> {
    let day = value.split('T').next()?;
    let parts: Vec<&str> = day.split('-').collect();
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let within = |part: &str, last: u32| {
        part.parse::<u32>()
            .is_ok_and(|number| (1..=last).contains(&number))
    };
    let datatype: NamedNodeRef = match parts.as_slice() {
        [year] if digits(year, 4) => xsd::G_YEAR,
        [year, month] if digits(year, 4) && digits(month, 2) && within(month, 12) => xsd::G_YEAR_MONTH,
        [year, month, day]
            if digits(year, 4)
                && digits(month, 2)
                && digits(day, 2)
                && within(month, 12)
                && exists(year, month, day) =>
        {
            xsd::DATE
        }
        _ => return None,
    };
    Some(Literal::new_typed_literal(day, datatype))
}

/// Whether the calendar has the day.
fn exists(year: &str, month: &str, day: &str) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<i32>(), month.parse::<u8>(), day.parse::<u8>()) else {
        return false;
    };
    time::Month::try_from(month).is_ok_and(|month| time::Date::from_calendar_date(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> String {
        match moment(value) {
            Some(Moment::At(date)) => date.to_string().replace("http://www.w3.org/2001/XMLSchema#", ""),
            Some(Moment::Between(first, last)) => format!("{} to {}", first.value(), last.value()),
            None => "none".into(),
        }
    }

    #[test]
    fn values_become_dates() {
        for (value, wanted) in [
            ("2016-12-19", "\"2016-12-19\"^^<date>"),
            ("2016-12-19TEV", "\"2016-12-19\"^^<date>"),
            ("2016-12", "\"2016-12\"^^<gYearMonth>"),
            ("1927", "\"1927\"^^<gYear>"),
            ("2016-12-03/2016-12-05", "2016-12-03 to 2016-12-05"),
            ("2016-W51", "none"),
            ("2016-02-30", "none"),
            ("2016-SU", "none"),
            ("P3D", "none"),
            ("PRESENT_REF", "none"),
            ("198", "none"),
            ("", "none"),
        ] {
            assert_eq!(shown(value), wanted, "{value}");
        }
    }
}
