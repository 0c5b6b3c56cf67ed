//! Where sentences begin: what the start head says of each word, weighed with the rules' own cut.
//!
//! In: the parts that a window was packed from, and for each of its words the probability that it opens a sentence. Out:
//! the same words as runs, one a sentence. The rules are right most of the time, so they set how much the head must
//! say: a boundary of theirs goes when the head hardly believes in it, a new one comes when the head is fairly sure. What
//! layout sets apart stays apart, and so do the window's edges, beyond which the head cannot see. An opening quotation mark
//! or bracket is never left alone: in front of a quoted sentence both it and the word after it look like a start.

use std::ops::Range;

use serde::Deserialize;

use super::window::{Part, Window};

/// Probabilities above which a word opens a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// Where the rules have a boundary.
    pub keep: f32,
    /// Where they have none.
    pub split: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            keep: 0.5,
            split: 0.5,
        }
    }
}

/// Consecutive words of one window that are one sentence, or the part of it that the window holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Counted in the window.
    pub words: Range<usize>,
    /// The sentence began in the window before.
    pub continues: bool,
    /// Layout alone sets the run off from what stands before it.
    pub apart: bool,
}

/// The parts as they are.
pub fn given(parts: &[Part]) -> Vec<Run> {
    let mut end = 0;
    let run = |part: &Part| {
        let start = end;
        end += part.words.len();
        Run {
            words: start..end,
            continues: part.words.start > 0,
            apart: part.apart,
        }
    };
    parts.iter().map(run).collect()
}

/// The words of a window cut anew; `opens` has a probability for each.
pub fn decided(window: &Window, opens: &[f32], thresholds: Thresholds) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(window.parts.len());
    // No word has come yet, but opening marks.
    let mut bare = true;
    for part in given(&window.parts) {
        for word in part.words.clone() {
            let first = word == part.words.start;
            let least = if first { thresholds.keep } else { thresholds.split };
            let sure = opens.get(word).is_some_and(|&open| open > least);
            let starts = first && part.apart || sure && (first || !bare);
            match runs.last_mut() {
                Some(run) if !starts => run.words.end = word + 1,
                _ => {
                    bare = true;
                    runs.push(Run {
                        words: word..word + 1,
                        continues: first && part.continues,
                        apart: first && part.apart,
                    });
                }
            }
            bare &= window.opening.get(word).is_some_and(|&opening| opening);
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of so many words each, apart where said.
    fn parts(sizes: &[(usize, bool)]) -> Vec<Part> {
        let part = |(sentence, &(words, apart)): (usize, &(usize, bool))| Part {
            sentence,
            words: 0..words,
            apart,
        };
        sizes.iter().enumerate().map(part).collect()
    }

    fn window(sizes: &[(usize, bool)]) -> Window {
        Window {
            parts: parts(sizes),
            ..Window::default()
        }
    }

    /// Where the runs start.
    fn cut(sizes: &[(usize, bool)], opens: &[f32]) -> Vec<usize> {
        let thresholds = Thresholds {
            keep: 0.3,
            split: 0.7,
        };
        let runs = decided(&window(sizes), opens, thresholds);
        runs.into_iter().map(|run| run.words.start).collect()
    }

    #[test]
    fn a_boundary_goes_below_keep_and_comes_above_split() {
        let two = [(2, true), (3, false)];
        assert_eq!(cut(&two, &[0.9, 0.0, 0.5, 0.5, 0.0]), [0, 2]);
        assert_eq!(cut(&two, &[0.9, 0.0, 0.2, 0.5, 0.0]), [0]);
        assert_eq!(cut(&two, &[0.9, 0.8, 0.2, 0.0, 0.9]), [0, 1, 4]);
    }

    #[test]
    fn layout_and_the_edge_of_the_window_stand_above_the_head() {
        assert_eq!(cut(&[(2, false), (2, true)], &[0.0; 4]), [0, 2]);
        assert_eq!(cut(&[(1, false)], &[]), [0]);
        assert!(cut(&[], &[]).is_empty());
    }

    #[test]
    fn an_opening_mark_is_not_left_alone() {
        let mut window = window(&[(5, true)]);
        window.opening = vec![false, true, true, false, false];
        let runs = decided(&window, &[0.9, 0.9, 0.9, 0.9, 0.9], Thresholds::default());
        let starts: Vec<usize> = runs.iter().map(|run| run.words.start).collect();
        assert_eq!(starts, [0, 1, 4]);
    }

    #[test]
    fn only_the_first_run_goes_on_from_the_window_before() {
        let mut window = window(&[(3, false), (1, false)]);
        window.parts[0].words = 7..10;
        let runs = decided(&window, &[0.9, 0.1, 0.9, 0.1], Thresholds::default());
        let continues: Vec<bool> = runs.iter().map(|run| run.continues).collect();
        assert_eq!(continues, [true, false]);
        assert_eq!(given(&window.parts)[1].words, 3..4);
    }
}
