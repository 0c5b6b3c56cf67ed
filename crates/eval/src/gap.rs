//! GAP: which of two names does a pronoun stand for, and is it found as well for women as for men?
//!
//! In: the tab-separated file of Webster et al. (2018, "Mind the GAP: A Balanced Corpus of Gendered Ambiguous Pronouns"),
//! and what was extracted from its texts. Out: precision, recall and F1 over all pairs of a pronoun and a name, for
//! masculine and for feminine pronouns, and the bias, which is the feminine F1 over the masculine. A pair counts as found
//! when one chain has a mention that overlaps the pronoun and one that overlaps the name.

use std::{ops::Range, path::Path};
use triplewire_facts::{Entity, Facts, Mention};

use serde::Serialize;

use super::Score;
use crate::{Error, Result};

/// First cells of the header, by which a file of GAP is known.
const HEADER: [&str; 4] = ["ID", "Text", "Pronoun", "Pronoun-offset"];

/// A pronoun and two names in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id in the file.
    pub id: String,
    /// The text.
    pub text: String,
    /// Whether the pronoun is feminine; else it is masculine.
    pub feminine: bool,
    /// Code points of the pronoun.
    pub pronoun: Range<usize>,
    /// Code points of A and B, and whether the pronoun stands for them.
    pub names: [(Range<usize>, bool); 2],
}

/// Whether a file starts as those of GAP do.
pub fn is_gap(file: &str) -> bool {
    let header = file.lines().next().unwrap_or("");
    header.split('\t').take(HEADER.len()).eq(HEADER)
}

/// Reads a file.
///
/// # Errors
/// [`Error::Line`] for the first line that breaks the format.
pub fn read(file: &str, path: &Path) -> Result<Vec<Row>> {
    let rows = file.lines().enumerate().skip(1);
    let rows = rows.filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(at, line)| {
        row(line).map_err(|what| Error::Line {
            path: path.into(),
            line: at + 1,
            what,
        })
    })
    .collect()
}

fn row(line: &str) -> std::result::Result<Row, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, text, pronoun, at, a, a_at, a_is, b, b_at, b_is, ..] = cells.as_slice() else {
        return Err(format!("11 cells apart by tabs wanted, {} found", cells.len()));
    };
    let characters: Vec<char> = text.chars().collect();
    let place = |string: &str, at: &str| -> std::result::Result<Range<usize>, String> {
        let start: usize = at.parse().map_err(|_| format!("{at:?} is no offset"))?;
        let wanted: Vec<char> = string.chars().collect();
        let end = start.saturating_add(wanted.len());
        if characters.get(start..end) == Some(&wanted[..]) {
            Ok(start..end)
        } else {
            Err(format!("{string:?} does not stand at {start} of the text"))
        }
    };
    let truth = |cell: &str| match cell.to_ascii_uppercase().as_str() {
        "TRUE" => Ok(true),
        "FALSE" => Ok(false),
        _ => Err(format!("{cell:?} where TRUE or FALSE is expected")),
    };
    Ok(Row {
        id: id.to_string(),
        text: text.to_string(),
        feminine: matches!(pronoun.to_lowercase().as_str(), "she" | "her" | "hers"),
        pronoun: place(pronoun, at)?,
        names: [(place(a, a_at)?, truth(a_is)?), (place(b, b_at)?, truth(b_is)?)],
    })
}

/// Whether the facts have the pronoun and each name in one chain.
fn found(row: &Row, facts: &Facts) -> [bool; 2] {
    let overlaps =
        |mention: &Mention, place: &Range<usize>| mention.start < place.end && place.start < mention.end;
    // "His wife" overlaps the pronoun, and is somebody else: mentions of the right kind come first.
    let chains = |place: &Range<usize>, kind: &str| -> Vec<&Entity> {
        let with = |wanted: &dyn Fn(&Mention) -> bool| -> Vec<&Entity> {
            let has = |entity: &&Entity| {
                let mut mentions = entity.mentions.iter();
                mentions.any(|mention| overlaps(mention, place) && wanted(mention))
            };
            facts.entities.iter().filter(has).collect()
        };
        let exact = with(&|mention| mention.kind == kind);
        if exact.is_empty() { with(&|_| true) } else { exact }
    };
    let pronoun = chains(&row.pronoun, "pronoun");
    [0, 1].map(|at| {
        let name = chains(&row.names[at].0, "name");
        name.iter()
            .any(|entity| pronoun.iter().any(|other| other.id == entity.id))
    })
}

/// Scores rows, each with its facts.
pub fn score(rows: &[(Row, Facts)]) -> Report {
    let mut by_gender = [Score::default(); 2];
    for (row, facts) in rows {
        let score = &mut by_gender[usize::from(row.feminine)];
        for ((_, gold), found) in row.names.iter().zip(found(row, facts)) {
            score.add(Score {
                gold: usize::from(*gold),
                predicted: usize::from(found),
                correct: usize::from(*gold && found),
            });
        }
    }
    let [masculine, feminine] = by_gender;
    let mut overall = masculine;
    overall.add(feminine);
    let bias = if masculine.f1() == 0.0 {
        0.0
    } else {
        feminine.f1() / masculine.f1()
    };
    Report {
        scores: super::Report {
            task: "gap",
            counts: vec![("pronouns", rows.len())],
            scores: vec![
                ("overall".into(), overall),
                ("masculine".into(), masculine),
                ("feminine".into(), feminine),
            ],
        },
        bias: (bias * 1000.0).round() / 1000.0,
    }
}

/// The scores, and the feminine F1 over the masculine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Of all pronouns, and by gender.
    #[serde(flatten)]
    pub scores: super::Report,
    /// Feminine F1 over masculine F1.
    pub bias: f64,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}", self.scores)?;
        writeln!(f, "bias: {:.3} (F1 of feminine over masculine)", self.bias)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n";

    fn rows() -> Vec<Row> {
        let lines = "d-1\tÉva Ruiz met Ana Roy. Her car broke.\tHer\t22\tÉva Ruiz\t0\tTRUE\tAna Roy\t13\tFALSE\tu\n\
                     d-2\tBo Lund met Ned Roy. He left.\tHe\t21\tBo Lund\t0\tFALSE\tNed Roy\t12\tTRUE\tu\n";
        read(&format!("{HEAD}{lines}"), Path::new("g.tsv")).unwrap()
    }

    /// One chain of mentions `start end kind`, and one more for "Her car".
    fn facts(mentions: &[(usize, usize, &str)]) -> Facts {
        let mention = |&(start, end, kind): &(usize, usize, &str)| Mention {
            start,
            end,
            text: String::new(),
            kind: kind.into(),
            ..Mention::default()
        };
        let entity = |id: &str, mentions: Vec<Mention>| Entity {
            id: id.into(),
            mentions,
            ..Entity::default()
        };
        Facts {
            entities: vec![
                entity("e1", mentions.iter().map(mention).collect()),
                entity("e2", vec![mention(&(22, 29, "nominal"))]),
            ],
            ..Facts::default()
        }
    }

    #[test]
    fn a_file_is_known_by_its_header_and_read_in_code_points() {
        assert!(is_gap(HEAD) && !is_gap("1\tÉva\t_\n"));
        let rows = rows();
        assert_eq!((rows[0].pronoun.clone(), rows[0].feminine), (22..25, true));
        assert_eq!(rows[0].names[0], (0..8, true));
        assert!(!rows[1].feminine);
        let wrong = "d\tHe left.\tHe\t1\tHe\t0\tTRUE\tHe\t0\tTRUE\tu";
        let error = read(&format!("{HEAD}{wrong}"), Path::new("g"))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "g:2: \"He\" does not stand at 1 of the text");
    }

    #[test]
    fn each_pair_of_pronoun_and_name_counts() {
        let mut rows = rows().into_iter();
        // Right; then the wrong one of two.
        let found = [
            (
                rows.next().unwrap(),
                facts(&[(4, 8, "name"), (22, 25, "pronoun")]),
            ),
            (
                rows.next().unwrap(),
                facts(&[(0, 7, "name"), (21, 23, "pronoun")]),
            ),
        ];
        let report = score(&found);
        let of = |name| report.scores.score(name).unwrap();
        let counts = |score: Score| (score.gold, score.predicted, score.correct);
        assert_eq!(counts(of("feminine")), (1, 1, 1));
        assert_eq!(counts(of("masculine")), (1, 1, 0));
        assert_eq!(counts(of("overall")), (2, 2, 1));
        assert_eq!(report.bias, 0.0);
        let right = [
            (found[0].0.clone(), found[0].1.clone()),
            (
                found[1].0.clone(),
                facts(&[(12, 19, "name"), (21, 23, "pronoun"), (0, 7, "name")]),
            ),
        ];
        let report = score(&right);
        assert_eq!(report.bias, 1.5);
        assert!(report.to_string().contains("bias: 1.500"));
    }

    #[test]
    fn a_phrase_around_the_pronoun_is_somebody_else() {
        let row = rows().remove(0);
        assert_eq!(
            found(&row, &facts(&[(0, 8, "name"), (22, 29, "nominal")])),
            [true, false]
        );
        let mut both = facts(&[(0, 8, "name"), (22, 25, "pronoun")]);
        let name = both.entities[0].mentions.remove(0);
        both.entities[1].mentions.push(name);
        assert_eq!(found(&row, &both), [false, false]);
    }
}
