//! The labels of a checkpoint and the tags of ours that they stand for.
//!
//! In: `id2label`, and what the user says about single labels. Out: a table from label to BIO tag, and at run time the
//! log-probabilities of our tags out of those of the labels. Labels that mean the same tag add their probabilities.

use serde::{Deserialize, Serialize};

use super::{Architecture, tokenizer::Marks};
use crate::{Error, Result};
use triplewire_facts::annotation::{Class, Tag};
use triplewire_lexicon::Lexicon;

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

/// Maps labels to tags by the table of known names and the user's own words (`LABEL=CLASS`, which go first).
///
/// A label may have a prefix of BIO, BIOES or BILOU; without one it says only that a word is inside a name.
///
/// # Errors
/// [`Error::Usage`] that lists the labels nothing is known about, or names the word of the user that fits no label.
pub fn map(labels: &[String], own: &[(String, String)], lexicon: &Lexicon) -> Result<Vec<Mapping>> {
    if let Some((label, class)) = own
        .iter()
        .find(|(label, _)| !labels.iter().any(|known| names(known, label)))
    {
        let all = labels.join(", ");
        return Err(Error::Usage(format!(
            "--map {label}={class}: the checkpoint has no such label; it has {all}"
        )));
    }
    let mut unknown = Vec::new();
    let mut mapped = Vec::new();
    for label in labels {
        let said = own
            .iter()
            .rev()
            .find(|(own, _)| names(label, own))
            .map(|(_, class)| class.as_str());
        match tag(label, said, lexicon)? {
            Some(tag) => mapped.push(Mapping {
                label: label.clone(),
                tag: tag.to_string(),
            }),
            None => unknown.push(label.as_str()),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::Usage(format!(
            "no class is known for the label{} {}; say it with --map LABEL=CLASS for each, where CLASS is one of {}, \
             B- or I- before it for labels that do not say so, or O for no entity",
            if unknown.len() == 1 { "" } else { "s" },
            unknown.join(", "),
            Class::ALL
                .iter()
                .map(|class| class.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        )));
    }
    if mapped.iter().all(|mapping| mapping.tag == "O") {
        return Err(Error::Usage(
            "all labels of the checkpoint stand for O: nothing would be found".into(),
        ));
    }
    Ok(mapped)
}

/// Whether the user's word means the label: the label itself, or its class without prefix.
fn names(label: &str, word: &str) -> bool {
    label == word || split(label).1 == word
}

/// Prefix and class of a label: `B-PER`, `S_ORG`; a class alone has no prefix.
fn split(label: &str) -> (Option<u8>, &str) {
    match label.as_bytes() {
        [
            prefix @ (b'B' | b'I' | b'E' | b'S' | b'L' | b'U' | b'M'),
            b'-' | b'_',
            _,
            ..,
        ] => (Some(*prefix), &label[2..]),
        _ => (None, label),
    }
}

/// The tag of a label; `None` when nothing is known about it.
fn tag(label: &str, said: Option<&str>, lexicon: &Lexicon) -> Result<Option<Tag>> {
    let (prefix, name) = split(label);
    let class = match said {
        Some(said) => match said.parse::<Tag>() {
            Ok(tag) => return Ok(Some(tag)),
            Err(()) => Some(said.parse::<Class>().map_err(|()| {
                let all = Class::ALL
                    .iter()
                    .map(|class| class.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                Error::Usage(format!("--map {label}={said}: {said:?} is none of {all}, O"))
            })?),
        },
        None => match known(name, lexicon) {
            Some(class) => class,
            None => return Ok(None),
        },
    };
    Ok(Some(match (class, prefix) {
        (None, _) => Tag::O,
        (Some(class), Some(b'B' | b'S' | b'U')) => Tag::B(class),
        (Some(class), _) => Tag::I(class),
    }))
}

/// Class of a name in the table, `Some(None)` for a name of what we do not keep.
fn known(name: &str, lexicon: &Lexicon) -> Option<Option<Class>> {
    let name = name.to_lowercase().replace(['_', ' '], "-");
    lexicon.label_class(&name)
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

    fn mapped(labels: &[&str], own: &[(&str, &str)]) -> std::result::Result<Vec<String>, String> {
        let labels: Vec<String> = labels.iter().map(|label| label.to_string()).collect();
        let own: Vec<(String, String)> = own.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        map(&labels, &own, &Lexicon::builtin().unwrap())
            .map(|rows| rows.into_iter().map(|row| row.tag).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn prefixes_and_names_of_many_taggers() {
        let labels = [
            "O",
            "B-PER",
            "I-per",
            "S-GPE",
            "E-LOC",
            "U-geo",
            "L-tim",
            "PERSON",
            "B_ORG",
            "person-actor",
        ];
        let tags = [
            "O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-LOC", "I-DATE", "I-PER", "B-ORG", "I-PER",
        ];
        assert_eq!(mapped(&labels, &[]).unwrap(), tags);
        assert_eq!(
            mapped(&["O", "B-PER", "B-CARDINAL", "I-WORK_OF_ART"], &[]).unwrap(),
            ["O", "B-PER", "O", "I-MISC"]
        );
    }

    #[test]
    fn what_is_not_known_is_asked_for() {
        let said = mapped(&["O", "LABEL_1", "B-PER", "B-wine", "I-wine"], &[]).unwrap_err();
        assert!(
            said.contains("LABEL_1, B-wine, I-wine;") && said.contains("--map"),
            "{said}"
        );
        let own = [("LABEL_1", "B-FAC"), ("wine", "PRODUCT")];
        let tags = ["O", "B-FAC", "B-PER", "B-PRODUCT", "I-PRODUCT"];
        assert_eq!(
            mapped(&["O", "LABEL_1", "B-PER", "B-wine", "I-wine"], &own).unwrap(),
            tags
        );
    }

    #[test]
    fn the_user_has_the_last_word() {
        assert_eq!(
            mapped(&["O", "B-PER", "B-GPE"], &[("GPE", "NORP")]).unwrap()[2],
            "B-NORP"
        );
        assert_eq!(
            mapped(&["O", "B-PER", "B-GPE"], &[("B-GPE", "O")]).unwrap()[2],
            "O"
        );
        for (own, says) in [
            (("B-GPE", "PLACE"), "none of PER"),
            (("B-XYZ", "PER"), "no such label"),
        ] {
            let said = mapped(&["O", "B-PER", "B-GPE"], &[own]).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
        assert!(
            mapped(&["O", "B-PER"], &[("PER", "O")])
                .unwrap_err()
                .contains("nothing would be found")
        );
    }

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
