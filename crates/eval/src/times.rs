//! Time expressions against TimeML: extents and values as TempEval-3 counts them (UzZaman et al., SemEval 2013, task 1).
//!
//! A range ("1986/1990") is the two expressions that TIMEX3 marks, one an end. Strict: the same span. Relaxed: spans that overlap, each gold expression matched once. Value: a relaxed match with the same
//! TIMEX3 value. Open ends and windows, which TIMEX3 leaves to signals, are taken off the values first: "1998-03/.." is
//! `1998-03`, "P2W/1998-02-12" is `P2W`.

use std::ops::Range;

use crate::{Report, Score};

/// A time expression of the gold file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// Bytes in the document's text.
    pub span: Range<usize>,
    /// Its TIMEX3 value.
    pub value: String,
}

/// A TimeML document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeMl {
    /// Value of its creation time.
    pub created: Option<String>,
    /// The text without its tags.
    pub text: String,
    /// In text order.
    pub times: Vec<Gold>,
}

/// A predicted expression: its bytes, and its value where it has one.
pub type Predicted = (Range<usize>, Option<String>);

impl TimeMl {
    /// Reads a file: what stands in its `TEXT`. `None` where there is none.
    pub fn parse(file: &str) -> Option<Self> {
        let created = file.find("CREATION_TIME").and_then(|at| {
            let start = file[..at].rfind('<')?;
            attribute(&file[start..start + file[start..].find('>')?], "value")
        });
        let body = file.find("<TEXT>")? + "<TEXT>".len();
        let end = body + file[body..].find("</TEXT>")?;
        let mut found = Self {
            created,
            ..Self::default()
        };
        let mut open: Option<(usize, String)> = None;
        let mut rest = &file[body..end];
        while let Some(at) = rest.find('<') {
            found.text.push_str(&unescaped(&rest[..at]));
            let length = rest[at..].find('>')?;
            let tag = &rest[at..=at + length];
            if tag.starts_with("<TIMEX3") && !tag.ends_with("/>") {
                open = Some((found.text.len(), attribute(tag, "value").unwrap_or_default()));
            } else if tag.starts_with("</TIMEX3")
                && let Some((start, value)) = open.take()
                && start < found.text.len()
            {
                let span = start..found.text.len();
                found.times.push(Gold { span, value });
            }
            rest = &rest[at + length + 1..];
        }
        found.text.push_str(&unescaped(rest));
        Some(found)
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = tag[start..].find('"')?;
    Some(tag[start..start + length].to_string())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// A value as TIMEX3 has it.
pub fn timex(value: &str) -> &str {
    match value.split_once('/') {
        Some(("..", rest)) | Some((rest, "..")) => rest,
        Some((length, _)) if length.starts_with('P') => length,
        Some((_, length)) if length.starts_with('P') => length,
        _ => value,
    }
}

/// The two ends of a range, parted at the word or dash between them.
fn ends(text: &str, (span, value): &Predicted) -> Option<Vec<Predicted>> {
    const LINKS: [&str; 9] = [
        " to ",
        " and ",
        " through ",
        " until ",
        " till ",
        "–",
        "—",
        " - ",
        "-",
    ];
    let (left, right) = value.as_deref()?.split_once('/')?;
    let point = |value: &str| value.starts_with(|c: char| c.is_ascii_digit());
    let words = text.get(span.clone()).filter(|_| point(left) && point(right))?;
    let (at, link) = LINKS.iter().find_map(|link| Some((words.find(link)?, link)))?;
    let led = ["from ", "between "].iter().find_map(|led| {
        let start = words.get(..led.len())?;
        start.eq_ignore_ascii_case(led).then_some(led.len())
    });
    let first = span.start + led.unwrap_or(0)..span.start + at;
    let last = span.start + at + link.len()..span.end;
    let ends = vec![(first, Some(left.to_string())), (last, Some(right.to_string()))];
    ends.iter().all(|(span, _)| span.start < span.end).then_some(ends)
}

/// The scores so far, and what differs.
#[derive(Debug, Clone, Default)]
pub struct Scorer {
    documents: usize,
    strict: Score,
    relaxed: Score,
    value: Score,
}

impl Scorer {
    /// Counts a document; gives what differs, a line each.
    pub fn add(&mut self, gold: &TimeMl, predicted: &[Predicted]) -> Vec<String> {
        let predicted: Vec<Predicted> = predicted
            .iter()
            .flat_map(|found| ends(&gold.text, found).unwrap_or_else(|| vec![found.clone()]))
            .collect();
        self.documents += 1;
        let mut taken = vec![false; predicted.len()];
        let mut losses = Vec::new();
        for score in [&mut self.strict, &mut self.relaxed, &mut self.value] {
            score.gold += gold.times.len();
            score.predicted += predicted.len();
        }
        let around = |span: &Range<usize>| {
            let from = gold.text[..span.start].char_indices().rev().take(30).last();
            let from = from.map_or(span.start, |(at, _)| at);
            let to = gold.text[span.end..].char_indices().take(20).last();
            let to = to.map_or(span.end, |(at, _)| span.end + at);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            format!(
                "{} [{}] {}",
                words(&gold.text[from..span.start]),
                words(&gold.text[span.clone()]),
                words(&gold.text[span.end..to])
            )
        };
        for time in &gold.times {
            let free = |at: &usize| !taken[*at];
            let overlaps =
                |at: &usize| predicted[*at].0.start < time.span.end && time.span.start < predicted[*at].0.end;
            let exact = (0..predicted.len())
                .filter(free)
                .find(|&at| predicted[at].0 == time.span);
            let Some(at) = exact.or_else(|| (0..predicted.len()).filter(free).find(overlaps)) else {
                losses.push(format!("missed\t{}\t\t{}", time.value, around(&time.span)));
                continue;
            };
            taken[at] = true;
            let (span, value) = &predicted[at];
            self.relaxed.correct += 1;
            self.strict.correct += usize::from(exact.is_some());
            if exact.is_none() {
                losses.push(format!(
                    "extent\t{}\t{}\t{}",
                    time.value,
                    around(span),
                    around(&time.span)
                ));
            }
            let own = value.as_deref().map_or("", timex);
            if own == time.value {
                self.value.correct += 1;
            } else {
                losses.push(format!("value\t{}\t{own}\t{}", time.value, around(&time.span)));
            }
        }
        let spurious = predicted.iter().zip(&taken).filter(|(_, taken)| !**taken);
        losses.extend(spurious.map(|((span, value), _)| {
            format!("spurious\t\t{}\t{}", value.as_deref().unwrap_or(""), around(span))
        }));
        losses
    }

    /// All that was counted.
    pub fn report(&self) -> Report {
        Report {
            task: "times",
            counts: vec![("documents", self.documents)],
            scores: vec![
                ("extent, strict".to_string(), self.strict),
                ("extent, relaxed".to_string(), self.relaxed),
                ("value".to_string(), self.value),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "<TimeML><DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"1998-02-12\" \
         functionInDocument=\"CREATION_TIME\">02/12</TIMEX3></DCT><TEXT>\nMen &amp; women <EVENT eid=\"e1\">met</EVENT> on \
         <TIMEX3 tid=\"t1\" type=\"DATE\" value=\"1998-02-09\">Monday</TIMEX3> for <TIMEX3 tid=\"t2\" type=\"DURATION\" \
         value=\"P2D\">two days</TIMEX3>.</TEXT></TimeML>";

    #[test]
    fn a_file_is_read() {
        let found = TimeMl::parse(FILE).unwrap();
        assert_eq!(found.created.as_deref(), Some("1998-02-12"));
        assert_eq!(found.text, "\nMen & women met on Monday for two days.");
        let words: Vec<&str> = found
            .times
            .iter()
            .map(|time| &found.text[time.span.clone()])
            .collect();
        assert_eq!(words, ["Monday", "two days"]);
        assert_eq!(TimeMl::parse("<TimeML></TimeML>"), None);
    }

    #[test]
    fn a_range_has_two_ends() {
        let text = "from Sept. 14 to Thursday, 1986-90, P2W";
        let found = ends(text, &(0..25, Some("1989-09-14/1989-10-26".into()))).unwrap();
        let words: Vec<&str> = found.iter().map(|(span, _)| &text[span.clone()]).collect();
        assert_eq!(words, ["Sept. 14", "Thursday"]);
        assert_eq!(
            ends(text, &(27..34, Some("1986/1990".into()))).unwrap()[1].0,
            32..34
        );
        assert_eq!(ends(text, &(36..39, Some("P2W/1986-01-01".into()))), None);
    }

    #[test]
    fn extents_and_values_count_as_the_task_has_them() {
        let gold = TimeMl::parse(FILE).unwrap();
        let at = |words: &str| {
            let start = gold.text.find(words).unwrap();
            start..start + words.len()
        };
        let mut scorer = Scorer::default();
        let predicted = [
            (at("Monday"), Some("1998-02-09/..".to_string())),
            (at("days"), Some("P3D".to_string())),
            (at("women"), None),
        ];
        assert_eq!(scorer.add(&gold, &predicted).len(), 3);
        let report = scorer.report();
        let correct = |name: &str| report.score(name).unwrap().correct;
        assert_eq!(
            ["extent, strict", "extent, relaxed", "value"].map(correct),
            [1, 2, 1]
        );
        assert_eq!(report.score("value").unwrap().predicted, 3);
    }
}
