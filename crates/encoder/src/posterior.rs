//! How sure the tagger is of a whole entity: the probability of exactly this span with this class.
//!
//! In: tag log-probabilities of the words, and the tags that were decided on. Out: a probability a word. The words' own
//! distributions are independent, so many of the sequences that they allow are no legal BIO. Among the legal ones, the
//! share that has the entity (its class opens here, goes on to its last word, and does not go on after it) is found by
//! the forward-backward algorithm (Rabiner 1989), in time linear in words and tags: only an inside tag asks what stood
//! before it.

use std::ops::Range;

use super::{Class, Tag};

/// Outside, and every class's first and inside tag.
const STATES: usize = 1 + 2 * Class::ALL.len();
type Row = [f64; STATES];

fn first(class: Class) -> usize {
    1 + 2 * class as usize
}

fn inside(class: Class) -> usize {
    first(class) + 1
}

fn state(tag: Tag) -> usize {
    match tag {
        Tag::O => 0,
        Tag::B(class) => first(class),
        Tag::I(class) => inside(class),
    }
}

/// For each word of the legal sequence `path` the probability of the entity that it is part of, or else of the word being
/// part of none. `rows` are words by `tags`.
pub fn scores(rows: &[f32], tags: &[Tag], path: &[Tag]) -> Vec<f32> {
    let lattice = Lattice::new(rows, tags);
    let mut scores = Vec::with_capacity(path.len());
    while let Some(&tag) = path.get(scores.len()) {
        let word = scores.len();
        match tag {
            Tag::O => scores.push(probability(lattice.marginal(word, tag))),
            Tag::B(class) | Tag::I(class) => {
                let more = path[word + 1..].iter().take_while(|&&tag| tag == Tag::I(class));
                let words = word..word + 1 + more.count();
                let score = probability(lattice.entity(&words, class));
                scores.resize(words.end, score);
            }
        }
    }
    scores
}

fn probability(value: f64) -> f32 {
    if value.is_nan() {
        0.0
    } else {
        value.clamp(0.0, 1.0) as f32
    }
}

/// Forward and backward sums over all legal sequences, each word's scaled so that its forward sums make 1.
struct Lattice {
    own: Vec<Row>,
    forward: Vec<Row>,
    backward: Vec<Row>,
    scale: Vec<f64>,
}

impl Lattice {
    fn new(rows: &[f32], tags: &[Tag]) -> Self {
        let own: Vec<Row> = rows
            .chunks_exact(tags.len().max(1))
            .map(|row| {
                let mut own = [0.0; STATES];
                for (&tag, &log) in tags.iter().zip(row) {
                    own[state(tag)] += f64::from(log).exp();
                }
                own
            })
            .collect();
        let (forward, scale) = forward(&own);
        let backward = backward(&own, &scale);
        Self {
            own,
            forward,
            backward,
            scale,
        }
    }

    fn marginal(&self, word: usize, tag: Tag) -> f64 {
        match (self.forward.get(word), self.backward.get(word)) {
            (Some(forward), Some(backward)) => forward[state(tag)] * backward[state(tag)],
            _ => 0.0,
        }
    }

    fn entity(&self, words: &Range<usize>, class: Class) -> f64 {
        let Some(opens) = self.forward.get(words.start) else {
            return 0.0;
        };
        let goes_on: f64 = (words.start + 1..words.end)
            .map(|word| self.own[word][inside(class)] / self.scale[word])
            .product();
        let ends = match self.own.get(words.end) {
            Some(own) => left(own, &self.backward[words.end]) / self.scale[words.end],
            None => 1.0,
        };
        opens[first(class)] * goes_on * ends
    }
}

fn forward(own: &[Row]) -> (Vec<Row>, Vec<f64>) {
    let mut rows: Vec<Row> = Vec::with_capacity(own.len());
    let mut scale = Vec::with_capacity(own.len());
    for own in own {
        let mut row = *own;
        for &class in Class::ALL {
            let before = rows
                .last()
                .map_or(0.0, |row| row[first(class)] + row[inside(class)]);
            row[inside(class)] *= before;
        }
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|value| *value /= sum);
        rows.push(row);
        scale.push(sum);
    }
    (rows, scale)
}

fn backward(own: &[Row], scale: &[f64]) -> Vec<Row> {
    let mut rows = vec![[1.0; STATES]; own.len()];
    for word in (1..own.len()).rev() {
        let (own, next) = (&own[word], rows[word]);
        let row = &mut rows[word - 1];
        *row = [left(own, &next); STATES];
        for &class in Class::ALL {
            let more = own[inside(class)] * next[inside(class)];
            row[first(class)] += more;
            row[inside(class)] += more;
        }
        row.iter_mut().for_each(|value| *value /= scale[word]);
    }
    rows
}

/// Sum over what may follow any tag: the next word is outside or opens an entity.
fn left(own: &Row, backward: &Row) -> f64 {
    let openings = Class::ALL.iter().map(|&class| first(class));
    std::iter::once(0)
        .chain(openings)
        .map(|state| own[state] * backward[state])
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Class::*, Tag::*, *};

    const TAGS: [Tag; 5] = [O, B(Per), I(Per), B(Org), I(Org)];

    fn log(rows: &[[f32; 5]]) -> Vec<f32> {
        rows.iter().flatten().map(|p| p.ln()).collect()
    }

    /// The same by adding up every sequence of tags.
    fn by_trying_all(rows: &[f32], words: &Range<usize>, class: Class) -> f64 {
        let count = rows.len() / TAGS.len();
        let (mut all, mut with) = (0.0, 0.0);
        for code in 0..TAGS.len().pow(count as u32) {
            let tags: Vec<usize> = (0..count)
                .map(|word| code / 5usize.pow(word as u32) % 5)
                .collect();
            let legal = (0..count).all(|word| match TAGS[tags[word]] {
                I(class) => word > 0 && [B(class), I(class)].contains(&TAGS[tags[word - 1]]),
                _ => true,
            });
            if !legal {
                continue;
            }
            let p: f64 = (0..count)
                .map(|word| f64::from(rows[word * 5 + tags[word]]))
                .sum::<f64>()
                .exp();
            all += p;
            let has = words
                .clone()
                .all(|word| TAGS[tags[word]] == if word == words.start { B(class) } else { I(class) });
            let ends = words.end == count || TAGS[tags[words.end]] != I(class);
            with += if has && ends { p } else { 0.0 };
        }
        with / all
    }

    #[test]
    fn an_entity_is_as_likely_as_its_span_and_class_together() {
        let rows = log(&[
            [0.1, 0.9, 0.0, 0.0, 0.0],
            [0.2, 0.0, 0.8, 0.0, 0.0],
            [0.5, 0.0, 0.5, 0.0, 0.0],
        ]);
        let found = scores(&rows, &TAGS, &[B(Per), I(Per), O]);
        // Illegal is O and then I, which takes 0.1 * 0.8 and 0.9 * 0.2 * 0.5 + 0.1 * 0.2 * 0.5 away.
        let wanted = 0.9 * 0.8 * 0.5 / (1.0 - 0.08 - 0.1);
        assert!((found[0] - wanted).abs() < 1e-6, "{found:?}");
        assert_eq!(found[0], found[1]);
    }

    #[test]
    fn a_certain_tagger_is_sure_of_names_of_any_length() {
        let mut rows = vec![[0.0, 1.0, 0.0, 0.0, 0.0]];
        rows.resize(40, [0.0, 0.0, 1.0, 0.0, 0.0]);
        let mut path = vec![I(Per); 40];
        path[0] = B(Per);
        assert_eq!(scores(&log(&rows), &TAGS, &path), [1.0; 40]);
        assert!(scores(&[], &TAGS, &[]).is_empty());
    }

    #[test]
    fn numbers_that_are_none_give_a_score_all_the_same() {
        let rows = [f32::NAN; 10];
        assert_eq!(scores(&rows, &TAGS, &[B(Per), O]), [0.0, 0.0]);
        assert_eq!(scores(&[f32::NEG_INFINITY; 5], &TAGS, &[B(Org)]), [0.0]);
    }

    proptest! {
        #[test]
        fn sums_over_all_sequences_agree(
            words in prop::collection::vec(prop::array::uniform5(0.001f32..1.0), 1..6),
            start in 0usize..5, length in 1usize..5, org in any::<bool>(),
        ) {
            let rows = log(&words);
            let class = if org { Org } else { Per };
            let start = start % words.len();
            let end = (start + length).min(words.len());
            let mut path = vec![O; words.len()];
            path[start..end].fill(I(class));
            path[start] = B(class);
            let found = scores(&rows, &TAGS, &path);
            let wanted = by_trying_all(&rows, &(start..end), class);
            prop_assert!((f64::from(found[start]) - wanted).abs() < 1e-5, "{found:?} {wanted}");
        }
    }
}
