//! Sets of chains, compared by the measures of the field.
//!
//! In: the chains of the key and of the response, as sets of mentions that are equal or not. Out: numerators and
//! denominators of recall and precision, which are summed over documents before anything is divided. The definitions
//! are those of the reference scorer, version 8 (Pradhan et al. 2014, "Scoring Coreference Partitions of Predicted
//! Mentions"), which leaves mentions of one side alone where the other does not have them:
//!
//! - MUC (Vilain et al. 1995): how many links of a chain are kept when the other side's chains cut it into parts.
//! - B³ (Bagga and Baldwin 1998): for each mention, how much of its chain is in its chain on the other side.
//! - CEAF-e (Luo 2005, φ4): chains are paired off one to one so that the total of 2·|K∩R| / (|K|+|R|) is the greatest.

use std::{collections::HashMap, hash::Hash};

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// A sum of shares over how many there could have been.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ratio {
    /// What was found of it.
    pub part: f64,
    /// What there is.
    pub whole: f64,
}

impl Ratio {
    fn new(part: f64, whole: usize) -> Self {
        Self {
            part,
            whole: whole as f64,
        }
    }

    /// 0 when there was nothing to divide by.
    pub fn value(self) -> f64 {
        if self.whole == 0.0 {
            0.0
        } else {
            self.part / self.whole
        }
    }

    fn add(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

/// Recall and precision of one measure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// Of the gold side.
    pub recall: Ratio,
    /// Of the predicted side.
    pub precision: Ratio,
}

impl Share {
    /// Harmonic mean of both.
    pub fn f1(self) -> f64 {
        let (recall, precision) = (self.recall.value(), self.precision.value());
        if recall + precision == 0.0 {
            0.0
        } else {
            2.0 * recall * precision / (recall + precision)
        }
    }
}

/// What is counted of one or more documents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Mentions that both sides have.
    pub mentions: Share,
    /// Links (Vilain et al. 1995).
    pub muc: Share,
    /// B³ (Bagga and Baldwin 1998).
    pub b3: Share,
    /// CEAF over entities (Luo 2005).
    pub ceafe: Share,
}

impl Tally {
    /// Mean of the three F1s, the figure of the CoNLL-2012 shared task.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b3.f1() + self.ceafe.f1()) / 3.0
    }

    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Tally) {
        let pairs = [
            (&mut self.mentions, other.mentions),
            (&mut self.muc, other.muc),
            (&mut self.b3, other.b3),
            (&mut self.ceafe, other.ceafe),
        ];
        for (sum, share) in pairs {
            sum.recall.add(share.recall);
            sum.precision.add(share.precision);
        }
    }
}

/// Compares the chains of one document. A mention stands at most once on each side.
pub fn tally<M: Eq + Hash>(key: &[Vec<M>], response: &[Vec<M>]) -> Tally {
    let common = Common::of(key, response);
    let reverse = common.turned(response.len());
    let (wanted, found) = (sizes(key), sizes(response));
    let both: usize = common.0.iter().flatten().map(|&(_, count)| count).sum();
    let (all_wanted, all_found) = (wanted.iter().sum::<usize>(), found.iter().sum::<usize>());
    let similarity = ceafe(&common, &wanted, &found);
    Tally {
        mentions: Share {
            recall: Ratio::new(both as f64, all_wanted),
            precision: Ratio::new(both as f64, all_found),
        },
        muc: Share {
            recall: common.muc(&wanted),
            precision: reverse.muc(&found),
        },
        b3: Share {
            recall: common.b3(&wanted),
            precision: reverse.b3(&found),
        },
        ceafe: Share {
            recall: Ratio::new(similarity, key.len()),
            precision: Ratio::new(similarity, response.len()),
        },
    }
}

fn sizes<M>(chains: &[Vec<M>]) -> Vec<usize> {
    chains.iter().map(Vec::len).collect()
}

/// For each chain of one side the chains of the other that share mentions with it, and how many.
struct Common(Vec<Vec<(usize, usize)>>);

impl Common {
    fn of<M: Eq + Hash>(key: &[Vec<M>], response: &[Vec<M>]) -> Self {
        let numbered = response.iter().enumerate();
        let place: HashMap<&M, usize> = numbered
            .flat_map(|(at, chain)| chain.iter().map(move |mention| (mention, at)))
            .collect();
        let shared = |chain: &Vec<M>| {
            let mut others: Vec<(usize, usize)> = Vec::new();
            for &other in chain.iter().filter_map(|mention| place.get(mention)) {
                match others.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, count)) => *count += 1,
                    None => others.push((other, 1)),
                }
            }
            others
        };
        Self(key.iter().map(shared).collect())
    }

    /// The same from the other side, which has `count` chains.
    fn turned(&self, count: usize) -> Self {
        let mut turned = vec![Vec::new(); count];
        for (at, others) in self.0.iter().enumerate() {
            for &(other, shared) in others {
                turned[other].push((at, shared));
            }
        }
        Self(turned)
    }

    /// Links kept: the size of a chain less the parts that it is cut into, a mention that only it has being a part.
    fn muc(&self, sizes: &[usize]) -> Ratio {
        let mut ratio = Ratio::default();
        for (others, &size) in self.0.iter().zip(sizes) {
            let shared: usize = others.iter().map(|&(_, count)| count).sum();
            let parts = others.len() + (size - shared);
            ratio.add(Ratio::new((size - parts) as f64, size.saturating_sub(1)));
        }
        ratio
    }

    /// Each of the `count` mentions shared by two chains finds `count` of its chain's mentions again.
    fn b3(&self, sizes: &[usize]) -> Ratio {
        let mut ratio = Ratio::default();
        for (others, &size) in self.0.iter().zip(sizes) {
            let found: usize = others.iter().map(|&(_, count)| count * count).sum();
            let part = if size == 0 {
                0.0
            } else {
                found as f64 / size as f64
            };
            ratio.add(Ratio::new(part, size));
        }
        ratio
    }
}

/// Weights are rounded to whole numbers for the assignment, which decides exactly; sums of them stay far below 2⁶³.
const STEPS: f64 = 1e12;

/// The total similarity of the best one-to-one pairing of chains.
fn ceafe(common: &Common, wanted: &[usize], found: &[usize]) -> f64 {
    let rows: Vec<usize> = (0..wanted.len()).filter(|&at| !common.0[at].is_empty()).collect();
    let mut columns: Vec<usize> = common.0.iter().flatten().map(|&(other, _)| other).collect();
    columns.sort_unstable();
    columns.dedup();
    if rows.is_empty() {
        return 0.0;
    }
    let similarity = |row: usize, column: usize| {
        let others = common.0[rows[row]].iter();
        let shared = others
            .filter(|(other, _)| *other == columns[column])
            .map(|one| one.1);
        let sizes = wanted[rows[row]] + found[columns[column]];
        2.0 * shared.sum::<usize>() as f64 / sizes as f64
    };
    let weight = |row, column| (similarity(row, column) * STEPS).round() as i64;
    // The solver wants no more rows than columns.
    if rows.len() <= columns.len() {
        let weights = Matrix::from_fn(rows.len(), columns.len(), |(row, column)| weight(row, column));
        let pairs = kuhn_munkres(&weights).1.into_iter().enumerate();
        pairs.map(|(row, column)| similarity(row, column)).sum()
    } else {
        let weights = Matrix::from_fn(columns.len(), rows.len(), |(column, row)| weight(row, column));
        let pairs = kuhn_munkres(&weights).1.into_iter().enumerate();
        pairs.map(|(column, row)| similarity(row, column)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chains as words, mentions as their letters.
    fn compared(key: &str, response: &str) -> Tally {
        let chains = |text: &str| -> Vec<Vec<char>> {
            let words = text.split_whitespace();
            words.map(|word| word.chars().collect()).collect()
        };
        tally(&chains(key), &chains(response))
    }

    /// Recall and precision as fractions (numerator, denominator).
    fn is(share: Share, recall: (f64, f64), precision: (f64, f64)) {
        let near = |ratio: Ratio, (part, whole): (f64, f64)| (ratio.value() - part / whole).abs() < 1e-9;
        assert!(
            near(share.recall, recall) && near(share.precision, precision),
            "{share:?} is not {recall:?}, {precision:?}"
        );
    }

    #[test]
    fn the_example_of_the_reference_scorers_paper() {
        let found = compared("abc defg", "ab cd fghi");
        is(found.mentions, (6.0, 7.0), (6.0, 8.0));
        is(found.muc, (2.0, 5.0), (2.0, 5.0));
        is(found.b3, (35.0 / 12.0, 7.0), (4.0, 8.0));
        is(found.ceafe, (1.3, 2.0), (1.3, 3.0));
        assert!((found.conll() - (0.4 + 5.0 / 11.0 + 0.52) / 3.0).abs() < 1e-9);
    }

    #[test]
    fn links_of_muc_as_its_paper_counts_them() {
        is(compared("abcd", "ab cd").muc, (2.0, 3.0), (2.0, 2.0));
        is(compared("ab cd", "abcd").muc, (2.0, 2.0), (2.0, 3.0));
        is(compared("abcd", "ab xcd").muc, (2.0, 3.0), (2.0, 3.0));
        // A chain of one mention has no link.
        is(compared("a b", "a b").muc, (0.0, 1.0), (0.0, 1.0));
    }

    #[test]
    fn a_wrong_link_weighs_by_the_chains_that_it_joins() {
        // Bagga and Baldwin's case: joining a small chain to a large one does less harm than joining two large ones.
        let small = compared("12345 67 89abc", "12345 6789abc");
        is(small.b3, (12.0, 12.0), (5.0 + 4.0 / 7.0 + 25.0 / 7.0, 12.0));
        is(small.muc, (9.0, 9.0), (9.0, 10.0));
        is(small.ceafe, (1.0 + 10.0 / 12.0, 3.0), (1.0 + 10.0 / 12.0, 2.0));
        let large = compared("12345 67 89abc", "1234589abc 67");
        is(large.b3, (12.0, 12.0), (7.0, 12.0));
        is(large.muc, (9.0, 9.0), (9.0, 10.0));
        is(large.ceafe, (1.0 + 10.0 / 15.0, 3.0), (1.0 + 10.0 / 15.0, 2.0));
    }

    #[test]
    fn mentions_of_one_side_alone_cost_the_other() {
        is(compared("a bc def", "a bc def").ceafe, (3.0, 3.0), (3.0, 3.0));
        let missing = compared("a bc def", "a de");
        is(missing.muc, (1.0, 3.0), (1.0, 1.0));
        is(missing.b3, (1.0 + 4.0 / 3.0, 6.0), (3.0, 3.0));
        is(missing.ceafe, (1.8, 3.0), (1.8, 2.0));
        let surplus = compared("a bc def", "a bcx defy z");
        is(surplus.muc, (3.0, 3.0), (3.0, 5.0));
        is(surplus.b3, (6.0, 6.0), (1.0 + 4.0 / 3.0 + 9.0 / 4.0, 9.0));
        is(
            surplus.ceafe,
            (1.0 + 0.8 + 6.0 / 7.0, 3.0),
            (1.0 + 0.8 + 6.0 / 7.0, 4.0),
        );
        let both = compared("a bc def", "a bcx dy z");
        is(both.ceafe, (2.2, 3.0), (2.2, 4.0));
    }

    #[test]
    fn the_best_pairing_is_no_greedy_one() {
        let found = compared("abcde xy", "abcx defg");
        // Pairs: abcde-abcx 6/9, abcde-defg 4/9, xy-abcx 2/6. Greedy: 6/9; best: 4/9 + 2/6.
        is(
            found.ceafe,
            (4.0 / 9.0 + 2.0 / 6.0, 2.0),
            (4.0 / 9.0 + 2.0 / 6.0, 2.0),
        );
        // More chains on the one side than on the other, both ways round.
        is(compared("ab cd ef", "abcdef").ceafe, (0.5, 3.0), (0.5, 1.0));
        is(compared("abcdef", "ab cd ef").ceafe, (0.5, 1.0), (0.5, 3.0));
    }

    #[test]
    fn nothing_on_a_side_is_nothing_found() {
        for (key, response) in [("", ""), ("ab", ""), ("", "ab")] {
            let found = compared(key, response);
            assert_eq!((found.conll(), found.mentions.f1()), (0.0, 0.0));
        }
    }

    #[test]
    fn documents_are_summed_before_they_are_divided() {
        let mut sum = compared("ab", "ab");
        sum.add(&compared("cdef", ""));
        is(sum.muc, (1.0, 4.0), (1.0, 1.0));
        is(sum.mentions, (2.0, 6.0), (2.0, 2.0));
    }
}
