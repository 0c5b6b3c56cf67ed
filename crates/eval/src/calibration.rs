//! Whether scores mean what they say: among the entities scored 0.9, are nine in ten right?
//!
//! In: predicted entities, each with its score and whether span and class are right. Out: the expected calibration error
//! over equal-width bins (Naeini et al. 2015; Guo et al. 2017), the Brier score (1950), the table behind a reliability
//! diagram, and the map that Platt (1999) fits from scores to probabilities.

use serde::{Serialize, ser::SerializeStruct};
use triplewire_facts::annotation::Labels;

use super::{chunk::Chunk, percent};
use triplewire_encoder::{Platt, log_odds};

/// Bins of equal width between 0 and 1, as the literature has them.
pub const BINS: usize = 15;

/// One predicted entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The probability that the model gives it.
    pub score: f64,
    /// Whether the gold file has an entity of the same span and class.
    pub right: bool,
    /// Whether it stands in a document of odd number: the halves for fitting and measuring.
    pub odd: bool,
}

/// Judges the predicted chunks of one sentence, each with its score, over the classes of `labels`; chunks of classes that
/// the set does not have are left out. `odd` is the parity of the document.
pub fn judge<'a>(
    gold: &'a [Chunk],
    predicted: &'a [(Chunk, f64)],
    labels: Labels,
    odd: bool,
) -> impl Iterator<Item = Judged> + 'a {
    predicted.iter().filter_map(move |(chunk, score)| {
        let class = labels.map(&chunk.class)?;
        let right = gold.iter().any(|gold| {
            (gold.start, gold.end) == (chunk.start, chunk.end) && labels.map(&gold.class) == Some(class)
        });
        Some(Judged {
            score: *score,
            right,
            odd,
        })
    })
}

/// What falls between two scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Entities with such a score.
    pub entities: usize,
    /// Those that are right.
    pub right: usize,
    /// Sum of the scores.
    score: f64,
}

impl Bin {
    fn add(&mut self, one: &Judged) {
        self.entities += 1;
        self.right += usize::from(one.right);
        self.score += one.score;
    }

    /// Mean score, 0 to 1; 0 of nothing.
    pub fn confidence(&self) -> f64 {
        self.score / self.entities.max(1) as f64
    }

    /// Share that is right, 0 to 1; 0 of nothing.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.entities.max(1) as f64
    }
}

/// How scores and truth compare over one set.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// What was judged, for the eye.
    pub name: String,
    /// Bins of equal width from 0 to 1.
    pub bins: [Bin; BINS],
    /// Sum of squared differences between score and truth.
    squares: f64,
}

impl Reliability {
    /// Counts what was judged.
    pub fn of(name: &str, judged: &[Judged]) -> Self {
        let mut found = Self {
            name: name.to_owned(),
            bins: [Bin::default(); BINS],
            squares: 0.0,
        };
        for one in judged {
            let at = (one.score * BINS as f64) as usize;
            found.bins[at.min(BINS - 1)].add(one);
            found.squares += (one.score - f64::from(u8::from(one.right))).powi(2);
        }
        found
    }

    /// All bins in one.
    pub fn total(&self) -> Bin {
        self.bins.iter().fold(Bin::default(), |mut sum, bin| {
            sum.entities += bin.entities;
            sum.right += bin.right;
            sum.score += bin.score;
            sum
        })
    }

    /// Expected calibration error: the mean distance of score and accuracy over the bins, weighted by their entities.
    pub fn error(&self) -> f64 {
        let away = |bin: &Bin| (bin.score - bin.right as f64).abs();
        self.bins.iter().map(away).sum::<f64>() / self.total().entities.max(1) as f64
    }

    /// Mean squared distance of score and truth.
    pub fn brier(&self) -> f64 {
        self.squares / self.total().entities.max(1) as f64
    }

    /// The lower edge of a bin.
    pub fn edge(bin: usize) -> f64 {
        bin as f64 / BINS as f64
    }
}

impl std::fmt::Display for Reliability {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let total = self.total();
        writeln!(f, "{}: {} predicted entities", self.name, total.entities)?;
        writeln!(f, "     score  entities  mean score  right (%)")?;
        let line = |bin: &Bin| {
            let (confidence, accuracy) = (bin.confidence() * 100.0, bin.accuracy() * 100.0);
            format!("{:8}  {confidence:10.2}  {accuracy:9.2}", bin.entities)
        };
        for (at, bin) in self.bins.iter().enumerate().filter(|(_, bin)| bin.entities > 0) {
            writeln!(
                f,
                "{:.2}..{:.2}  {}",
                Self::edge(at),
                Self::edge(at + 1),
                line(bin)
            )?;
        }
        writeln!(f, "{:10}  {}", "all", line(&total))?;
        let error = self.error() * 100.0;
        writeln!(
            f,
            "expected calibration error {error:.2} %, Brier score {:.4}",
            self.brier()
        )
    }
}

impl Serialize for Reliability {
    /// Shares in per cent with two decimals; `bins` from 0 to 1 in order.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row {
            entities: usize,
            score: f64,
            right: f64,
        }
        let row = |bin: &Bin| Row {
            entities: bin.entities,
            score: percent(bin.confidence()),
            right: percent(bin.accuracy()),
        };
        let mut object = serializer.serialize_struct("Reliability", 5)?;
        object.serialize_field("set", &self.name)?;
        object.serialize_field("ece", &percent(self.error()))?;
        object.serialize_field("brier", &((self.brier() * 1e4).round() / 1e4))?;
        object.serialize_field("all", &row(&self.total()))?;
        object.serialize_field("bins", &self.bins.iter().map(row).collect::<Vec<_>>())?;
        object.end()
    }
}

/// Rounds of Newton's method, which needs a handful.
const ROUNDS: usize = 100;

/// The map that makes what was judged most likely, every set counting the same whatever its size: a text of unknown kind
/// is as likely to be like one as like another. Newton's method as Lin, Lin and Weng (2007) give it, with Platt's
/// targets, which keep the map finite when all is right or all is wrong.
pub fn fit(sets: &[Vec<Judged>]) -> Platt {
    let points: Vec<Point> = sets.iter().flat_map(|set| points(set)).collect();
    let loss = |map: Platt| -> f64 {
        let each = points.iter().map(|point| {
            let z = map.a * point.odds + map.b;
            // log(1 + e^z) - target * z without overflow.
            point.weight * (z.max(0.0) + (-z.abs()).exp().ln_1p() - point.target * z)
        });
        each.sum()
    };
    let mut map = Platt::default();
    let mut best = loss(map);
    for _ in 0..ROUNDS {
        let Some([da, db]) = newton_step(&points, map) else {
            break;
        };
        let step = |size: f64| Platt {
            a: map.a - size * da,
            b: map.b - size * db,
        };
        let better = std::iter::successors(Some(1.0), |size| (*size > 1e-10).then_some(size / 2.0))
            .map(|size| (loss(step(size)), step(size)))
            .find(|&(found, _)| found < best);
        match better {
            Some((found, next)) if best - found > 1e-12 * best => (best, map) = (found, next),
            _ => break,
        }
    }
    map
}

/// What the fit sees of an entity.
struct Point {
    odds: f64,
    target: f64,
    weight: f64,
}

fn points(set: &[Judged]) -> impl Iterator<Item = Point> {
    let right = set.iter().filter(|one| one.right).count() as f64;
    let wrong = set.len() as f64 - right;
    let (yes, no) = ((right + 1.0) / (right + 2.0), 1.0 / (wrong + 2.0));
    let weight = 1.0 / set.len() as f64;
    set.iter().map(move |one| Point {
        odds: log_odds(one.score),
        target: if one.right { yes } else { no },
        weight,
    })
}

/// Gradient times inverse Hessian of the loss; `None` when there is nothing to fit.
fn newton_step(points: &[Point], map: Platt) -> Option<[f64; 2]> {
    let (mut ga, mut gb, mut aa, mut ab, mut bb) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
    for point in points {
        let x = point.odds;
        let p = 1.0 / (1.0 + (-(map.a * x + map.b)).exp());
        let (slope, weight) = (point.weight * (p - point.target), point.weight * p * (1.0 - p));
        ga += slope * x;
        gb += slope;
        aa += weight * x * x;
        ab += weight * x;
        bb += weight;
    }
    let determinant = aa * bb - ab * ab;
    let step = [
        (bb * ga - ab * gb) / determinant,
        (aa * gb - ab * ga) / determinant,
    ];
    (!points.is_empty() && step.iter().all(|value| value.is_finite())).then_some(step)
}

/// Every entity's score through the map that was fitted on the entities of the other half, so that what is measured on
/// it was not seen by the map that made it.
pub fn cross_fitted(sets: &[Vec<Judged>]) -> Vec<Vec<Judged>> {
    let map_of = |odd: bool| {
        let part = |set: &Vec<Judged>| set.iter().filter(|one| one.odd == odd).copied().collect();
        fit(&sets.iter().map(part).collect::<Vec<_>>())
    };
    let (even, odd) = (map_of(false), map_of(true));
    let mapped = |one: &Judged| Judged {
        score: if one.odd { even } else { odd }.apply(one.score),
        ..*one
    };
    sets.iter().map(|set| set.iter().map(mapped).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` entities of one score, so many of them right.
    fn some(score: f64, right: usize, count: usize) -> Vec<Judged> {
        let one = |at| Judged {
            score,
            right: at < right,
            odd: false,
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn the_error_is_the_distance_of_score_and_truth_by_bin() {
        let judged = [some(0.9, 8, 10), some(0.3, 6, 10)].concat();
        let found = Reliability::of("x", &judged);
        assert!((found.error() - (0.1 + 0.3) / 2.0).abs() < 1e-9);
        let brier = (8.0 * 0.01 + 2.0 * 0.81 + 6.0 * 0.49 + 4.0 * 0.09) / 20.0;
        assert!((found.brier() - brier).abs() < 1e-9);
        assert_eq!((found.bins[13].entities, found.bins[4].right), (10, 6));
        assert_eq!(found.total().right, 14);
        // Two scores of one bin make up for each other; a score of 1 belongs to the last bin.
        let even = Reliability::of(
            "x",
            &[some(0.95, 1, 1), some(1.0, 1, 1), some(0.96, 1, 1)].concat(),
        );
        assert!((even.error() - 0.03).abs() < 1e-9);
        assert_eq!(Reliability::of("x", &[]).error(), 0.0);
    }

    #[test]
    fn the_fitted_map_gives_the_shares_that_came_true() {
        let judged = [some(0.9, 600, 1000), some(0.6, 300, 1000), some(0.99, 900, 1000)].concat();
        let map = fit(std::slice::from_ref(&judged));
        assert!(map.is_sound());
        let mapped: Vec<Judged> = judged
            .iter()
            .map(|one| Judged {
                score: map.apply(one.score),
                ..*one
            })
            .collect();
        assert!(Reliability::of("x", &judged).error() > 0.2);
        assert!(Reliability::of("x", &mapped).error() < 0.03);
        assert!(Reliability::of("x", &mapped).brier() < Reliability::of("x", &judged).brier());
    }

    #[test]
    fn two_points_are_met_exactly() {
        let judged = [some(0.8, 7000, 10_000), some(0.4, 2000, 10_000)].concat();
        let map = fit(std::slice::from_ref(&judged));
        assert!((map.apply(0.8) - 0.7).abs() < 1e-3 && (map.apply(0.4) - 0.2).abs() < 1e-3);
        let again = fit(&[some(map.apply(0.8), 7000, 10_000)]);
        assert!((again.apply(map.apply(0.8)) - 0.7).abs() < 1e-3);
    }

    #[test]
    fn all_right_or_nothing_at_all_still_gives_a_map() {
        for judged in [some(0.9, 50, 50), some(0.9, 0, 50), Vec::new(), some(1.0, 3, 4)] {
            let map = fit(std::slice::from_ref(&judged));
            assert!(map.a.is_finite() && map.b.is_finite(), "{map:?}");
        }
        assert_eq!(fit(&[]), Platt::default());
    }

    #[test]
    fn a_half_is_mapped_by_the_other() {
        let mut judged = [some(0.9, 50, 100), some(0.9, 90, 100)].concat();
        judged[100..].iter_mut().for_each(|one| one.odd = true);
        let mapped = &cross_fitted(&[judged.clone()])[0];
        assert!((mapped[0].score - 0.9).abs() < 0.02 && (mapped[199].score - 0.5).abs() < 0.02);
        assert!(mapped.iter().zip(&judged).all(|(a, b)| a.right == b.right));
    }

    #[test]
    fn a_small_set_counts_as_much_as_a_large_one() {
        let map = fit(&[some(0.9, 900, 1000), some(0.9, 5000, 10_000), Vec::new()]);
        assert!((map.apply(0.9) - 0.7).abs() < 0.01, "{map:?}");
    }

    #[test]
    fn classes_are_mapped_before_they_are_compared() {
        let chunk = |start, class: &str| Chunk {
            start,
            end: start + 1,
            class: class.into(),
        };
        let gold = [chunk(0, "LOC"), chunk(2, "MISC")];
        let predicted = [
            (chunk(0, "FAC"), 0.9),
            (chunk(1, "DATE"), 0.8),
            (chunk(2, "PER"), 0.7),
        ];
        let right = |labels| {
            judge(&gold, &predicted, labels, true)
                .map(|one| one.right)
                .collect::<Vec<_>>()
        };
        assert_eq!(right(Labels::Conll), [true, false]);
        assert_eq!(right(Labels::Nine), [false, false, false]);
    }
}
