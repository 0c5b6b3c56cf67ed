//! Scores that mean what they say: a probability of 0.9 is right nine times in ten.
//!
//! Networks are surer than they are right (Guo et al. 2017). The map from what the tagger says to what comes true is
//! Platt's (1999): a straight line between log-odds, fitted on annotated text.

use serde::Deserialize;

/// `sigmoid(a * logit(p) + b)`; files write it as `[a, b]`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(from = "[f64; 2]")]
pub struct Platt {
    /// Slope.
    pub a: f64,
    /// Intercept.
    pub b: f64,
}

/// Nothing is surer than a million to one, so that log-odds are finite.
const LEAST: f64 = 1e-6;

impl Default for Platt {
    /// The map that changes nothing.
    fn default() -> Self {
        Self { a: 1.0, b: 0.0 }
    }
}

impl From<[f64; 2]> for Platt {
    fn from([a, b]: [f64; 2]) -> Self {
        Self { a, b }
    }
}

impl Platt {
    /// Whether the map keeps the order of scores and never leaves 0 to 1.
    pub fn is_sound(self) -> bool {
        self.a > 0.0 && self.a.is_finite() && self.b.is_finite()
    }

    /// The probability that `p` stands for.
    pub fn apply(self, p: f64) -> f64 {
        1.0 / (1.0 + (-(self.a * log_odds(p) + self.b)).exp())
    }

    /// First `self`, then `next`, as one map.
    pub fn then(self, next: Platt) -> Platt {
        Platt {
            a: next.a * self.a,
            b: next.a * self.b + next.b,
        }
    }
}

/// Log-odds of a probability, kept finite.
pub fn log_odds(p: f64) -> f64 {
    let p = if p.is_nan() {
        LEAST
    } else {
        p.clamp(LEAST, 1.0 - LEAST)
    };
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_a_line_between_log_odds() {
        let map = Platt { a: 0.5, b: -1.0 };
        let p = map.apply(0.9);
        assert!((log_odds(p) - (0.5 * log_odds(0.9) - 1.0)).abs() < 1e-9);
        assert!((Platt::default().apply(0.3) - 0.3).abs() < 1e-9);
        for p in [0.0, 1.0, f64::NAN, -3.0] {
            assert!((0.0..=1.0).contains(&map.apply(p)));
        }
    }

    #[test]
    fn two_maps_in_a_row_are_one() {
        let (one, two) = (Platt { a: 0.7, b: 0.2 }, Platt { a: 1.5, b: -0.4 });
        assert!((one.then(two).apply(0.8) - two.apply(one.apply(0.8))).abs() < 1e-12);
    }

    #[test]
    fn a_map_that_turns_scores_round_is_not_sound() {
        assert!(Platt::default().is_sound());
        assert!(!Platt { a: -1.0, b: 0.0 }.is_sound() && !Platt { a: f64::NAN, b: 0.0 }.is_sound());
    }
}
