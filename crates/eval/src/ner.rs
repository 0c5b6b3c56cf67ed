//! Entities by exact match: a prediction counts when its first token, last token and class are those of a gold entity.
//!
//! The measure of the CoNLL-2003 shared task (Tjong Kim Sang and De Meulder, 2003): precision, recall and F1 a class,
//! and micro-averaged over all.

use std::collections::{BTreeMap, HashSet};
use triplewire_facts::annotation::Labels;

use super::{Report, Score, chunk::Chunk};

/// One sentence's gold and predicted chunks.
#[derive(Debug, Clone, Default)]
pub struct Pair {
    /// Its tokens.
    pub tokens: usize,
    /// What the gold file has.
    pub gold: Vec<Chunk>,
    /// What was predicted.
    pub predicted: Vec<Chunk>,
}

/// Compares the chunks of all sentences over the classes of `labels`; `only` leaves just the classes that it names.
pub fn score(pairs: &[Pair], labels: Labels, only: Option<&[String]>) -> Report {
    let keep = |chunks: &[Chunk]| -> HashSet<Chunk> {
        let mapped = chunks.iter().filter_map(|chunk| {
            let class = labels.map(&chunk.class)?.to_owned();
            Some(Chunk { class, ..*chunk })
        });
        mapped
            .filter(|chunk| only.is_none_or(|only| only.contains(&chunk.class)))
            .collect()
    };
    let mut classes: BTreeMap<String, Score> = BTreeMap::new();
    for pair in pairs {
        let (gold, predicted) = (keep(&pair.gold), keep(&pair.predicted));
        for chunk in &gold {
            classes.entry(chunk.class.clone()).or_default().gold += 1;
        }
        for chunk in &predicted {
            let score = classes.entry(chunk.class.clone()).or_default();
            score.predicted += 1;
            score.correct += usize::from(gold.contains(chunk));
        }
    }
    let mut micro = Score::default();
    classes.values().for_each(|score| micro.add(*score));
    let mut scores: Vec<_> = classes.into_iter().collect();
    scores.push(("micro".into(), micro));
    let tokens = pairs.iter().map(|pair| pair.tokens).sum();
    Report {
        task: "ner",
        counts: vec![("sentences", pairs.len()), ("tokens", tokens)],
        scores,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::chunks;

    fn pair(gold: &str, predicted: &str) -> Pair {
        let read = |tags: &str| chunks(tags.split(' ')).unwrap();
        Pair {
            tokens: gold.split(' ').count(),
            gold: read(gold),
            predicted: read(predicted),
        }
    }

    #[test]
    fn only_exact_matches_count() {
        let pairs = [
            pair("B-PER I-PER O B-LOC", "B-PER I-PER O B-ORG"),
            pair("O B-MISC I-MISC", "O B-MISC O"),
        ];
        let report = score(&pairs, Labels::Nine, None);
        let micro = report.score("micro").unwrap();
        assert_eq!(
            micro,
            Score {
                gold: 3,
                predicted: 3,
                correct: 1
            }
        );
        assert_eq!(report.score("PER").unwrap().f1(), 1.0);
        assert_eq!(report.counts[1], ("tokens", 7));
    }

    #[test]
    fn classes_are_mapped_and_picked() {
        let pairs = [pair("I-MISC O O B-LOC", "B-NORP B-DATE O B-FAC")];
        let micro = score(&pairs, Labels::Conll, None).score("micro").unwrap();
        assert_eq!(
            micro,
            Score {
                gold: 2,
                predicted: 2,
                correct: 2
            }
        );
        let only = ["LOC".to_owned()];
        let micro = score(&pairs, Labels::Conll, Some(&only)).score("micro").unwrap();
        assert_eq!(micro.gold, 1);
    }
}
