//! Gold files and predictions become the field's own scores.

#![warn(missing_docs)]

pub mod align;
mod align_pairs;
pub mod calibration;
pub mod chunk;
pub mod coref;
pub mod diagram;
pub mod ecbplus;
pub mod gap;
pub mod links;
pub mod merge;
pub mod muc;
pub mod ner;
pub mod parse;
#[cfg(test)]
mod partial;
pub mod places;
pub mod predictions;
pub mod relations;
pub mod times;

use serde::Serialize;

pub use triplewire_facts::{Error, Result};

/// Counts behind precision, recall and F1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// How many the gold file has.
    pub gold: usize,
    /// How many were predicted.
    pub predicted: usize,
    /// How many of them are right.
    pub correct: usize,
}

impl Score {
    /// Share of the predicted that is right; 0 when nothing was predicted.
    pub fn precision(self) -> f64 {
        ratio(self.correct, self.predicted)
    }

    /// Share of the gold that was found; 0 when there is none.
    pub fn recall(self) -> f64 {
        ratio(self.correct, self.gold)
    }

    /// Harmonic mean of both.
    pub fn f1(self) -> f64 {
        ratio(2 * self.correct, self.gold + self.predicted)
    }

    /// Adds the counts of another set.
    pub fn add(&mut self, other: Score) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

impl Serialize for Score {
    /// Figures in per cent with two decimals, as papers print them, and the counts behind them.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut object = serializer.serialize_struct("Score", 6)?;
        object.serialize_field("precision", &percent(self.precision()))?;
        object.serialize_field("recall", &percent(self.recall()))?;
        object.serialize_field("f1", &percent(self.f1()))?;
        object.serialize_field("gold", &self.gold)?;
        object.serialize_field("predicted", &self.predicted)?;
        object.serialize_field("correct", &self.correct)?;
        object.end()
    }
}

fn percent(share: f64) -> f64 {
    (share * 10_000.0).round() / 100.0
}

/// What an evaluation found: named scores in the order in which they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was scored ("ner").
    pub task: &'static str,
    /// How much was looked at ("sentences", "tokens").
    #[serde(flatten, serialize_with = "as_map")]
    pub counts: Vec<(&'static str, usize)>,
    /// Each score with its name; "micro" is that of all together.
    #[serde(serialize_with = "as_map")]
    pub scores: Vec<(String, Score)>,
}

fn as_map<K: Serialize, V: Serialize, S: serde::Serializer>(
    pairs: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

impl Report {
    /// The score of a name.
    pub fn score(&self, name: &str) -> Option<Score> {
        self.scores
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, score)| *score)
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        writeln!(f, "{}: {}", self.task, counts.join(", "))?;
        let width = self
            .scores
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0)
            .max(10);
        writeln!(
            f,
            "{:width$}  precision  recall      F1    gold  predicted  correct",
            ""
        )?;
        for (name, score) in &self.scores {
            writeln!(
                f,
                "{name:width$}  {:9.2}  {:6.2}  {:6.2}  {:6}  {:9}  {:7}",
                score.precision() * 100.0,
                score.recall() * 100.0,
                score.f1() * 100.0,
                score.gold,
                score.predicted,
                score.correct,
            )?;
        }
        Ok(())
    }
}
