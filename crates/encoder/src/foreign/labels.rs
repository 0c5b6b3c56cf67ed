//! The labels of a checkpoint and the tags of ours that they stand for.
//!
//! In: the log-probabilities of the labels. Out: those of our tags. Labels that mean the same tag add their probabilities.

use serde::{Deserialize, Serialize};

use super::{Architecture, Marks};
use triplewire_facts::annotation::{Class, Tag};

/// As good as impossible, and still a number to count with.
const NEVER: f32 = -40.0;

/// How the labels of a checkpoint mark where a name begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Every name opens with B (also BIOES and BILOU).
    Iob2,
    /// B only parts two neighbouring names of one class; other names open with I (as in the first CoNLL-2003 files).
    Iob1,
}

/// One label of the checkpoint and the tag it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// As the checkpoint has it.
    pub label: String,
    /// BIO tag of ours.
    pub tag: String,
}

/// The part of `labels.json` that only imported models have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `model_type`.
    pub architecture: String,
    /// How the labels mark where a name begins.
    pub scheme: Scheme,
    /// The pieces around a window.
    pub marks: Marks,
    /// By row of the classifier.
    pub labels: Vec<Mapping>,
}

/// The mapping ready to run.
#[derive(Debug, Clone)]
pub struct Table {
    tags: Vec<Tag>,
    /// Column of each label among the tags.
    columns: Vec<usize>,
    /// Whether names of a tag's class may open with I, by column.
    loose: Vec<bool>,
}

impl Table {
    /// # Errors
    /// What is wrong with the mapping, for the message about its file.
    pub fn new(source: &Source) -> std::result::Result<Self, String> {
        let parsed = |mapping: &Mapping| {
            let wrong = || format!("source: {:?} is no tag", mapping.tag);
            mapping.tag.parse::<Tag>().map_err(|()| wrong())
        };
        let mapped: Vec<Tag> = source
            .labels
            .iter()
            .map(parsed)
            .collect::<std::result::Result<_, _>>()?;
        let mut tags = vec![Tag::O];
        let mut loose = vec![false];
        for &class in Class::ALL {
            let opens = mapped.contains(&Tag::B(class));
            if opens || mapped.contains(&Tag::I(class)) {
                tags.extend([Tag::B(class), Tag::I(class)]);
                loose.extend([!opens || source.scheme == Scheme::Iob1; 2]);
            }
        }
        let column = |tag: &Tag| tags.iter().position(|known| known == tag).unwrap_or(0);
        let columns = mapped.iter().map(column).collect();
        Ok(Self { tags, columns, loose })
    }

    /// Our tags, in the order of the columns.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Log-probabilities of the tags (words by tags) out of those of the labels (words by labels). `sentences` are the
    /// lengths of the runs that a name cannot cross.
    pub fn rows(&self, labels: &[f32], sentences: impl Iterator<Item = usize>) -> Vec<f32> {
        let width = self.tags.len();
        let mut words = labels.chunks_exact(self.columns.len().max(1));
        let mut rows = Vec::with_capacity(words.len() * width);
        for length in sentences {
            let mut before = Tag::O;
            for word in words.by_ref().take(length) {
                let start = rows.len();
                rows.resize(start + width, f32::NEG_INFINITY);
                let row = &mut rows[start..];
                for (&column, &score) in self.columns.iter().zip(word) {
                    row[column] = add(row[column], score);
                }
                before = self.open(row, before);
                row.iter_mut().for_each(|score| *score = score.max(NEVER));
            }
        }
        rows
    }

    /// Where names may open with I, moves the probability of I to B unless the word before is in a name of that class.
    /// Returns the likeliest tag.
    fn open(&self, row: &mut [f32], before: Tag) -> Tag {
        let best = (0..row.len())
            .rev()
            .max_by(|&a, &b| row[a].total_cmp(&row[b]))
            .unwrap_or(0);
        for column in (1..row.len()).step_by(2).filter(|&column| self.loose[column]) {
            let goes_on = matches!((before, self.tags[column]),
                (Tag::B(before) | Tag::I(before), Tag::B(class)) if before == class);
            if !goes_on {
                row[column] = add(row[column], row[column + 1]);
                row[column + 1] = f32::NEG_INFINITY;
            }
        }
        self.tags[best]
    }
}

/// Log of the sum of two probabilities given as logs.
fn add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY {
        high
    } else {
        high + (low - high).exp().ln_1p()
    }
}

impl Source {
    /// The architecture, if it is one that is known.
    pub fn architecture(&self) -> Option<Architecture> {
        Architecture::of_type(&self.architecture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(scheme: Scheme, labels: &[(&str, &str)]) -> Table {
        let labels = labels.iter().map(|(label, tag)| Mapping {
            label: label.to_string(),
            tag: tag.to_string(),
        });
        let (architecture, marks) = ("bert".into(), Marks::default());
        Table::new(&Source {
            architecture,
            scheme,
            marks,
            labels: labels.collect(),
        })
        .unwrap()
    }

    #[test]
    fn labels_of_one_tag_add_their_probabilities() {
        let table = table(
            Scheme::Iob2,
            &[
                ("O", "O"),
                ("B-PER", "B-PER"),
                ("S-PER", "B-PER"),
                ("E-PER", "I-PER"),
            ],
        );
        assert_eq!(table.tags(), [Tag::O, Tag::B(Class::Per), Tag::I(Class::Per)]);
        let rows = table.rows(
            &[0.1f32.ln(), 0.2f32.ln(), 0.3f32.ln(), 0.4f32.ln()],
            [1].into_iter(),
        );
        let found: Vec<f32> = rows.iter().map(|score| score.exp()).collect();
        for (found, wanted) in found.iter().zip([0.1, 0.5, 0.4]) {
            assert!((found - wanted).abs() < 1e-6, "{found} {wanted}");
        }
    }

    #[test]
    fn a_name_may_open_with_i_where_the_scheme_says_so() {
        let labels = [("O", "O"), ("B-PER", "B-PER"), ("I-PER", "I-PER")];
        let row = [0.1f32.ln(), 0.1f32.ln(), 0.8f32.ln()];
        let three = [row, row, row].concat();
        let decode = |table: &Table, sentences: &[usize]| {
            let rows = table.rows(&three, sentences.iter().copied());
            let mut decoded = Vec::new();
            let mut start = 0;
            for length in sentences {
                let part = &rows[start * 3..(start + length) * 3];
                decoded.extend(crate::viterbi::decode(part, table.tags()));
                start += length;
            }
            decoded
        };
        let (b, i) = (Tag::B(Class::Per), Tag::I(Class::Per));
        assert_eq!(decode(&table(Scheme::Iob1, &labels), &[2, 1]), [b, i, b]);
        assert_eq!(
            decode(
                &table(Scheme::Iob2, &[("O", "O"), ("x", "O"), ("PER", "I-PER")]),
                &[3]
            ),
            [b, i, i]
        );
    }
}
