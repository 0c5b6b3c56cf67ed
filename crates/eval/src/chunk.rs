//! BIO tags become chunks: who starts where, and under which class name.
//!
//! A chunk opens at every `B`, and at an `I` that no chunk of its class precedes. That one rule reads IOB1 (CoNLL-2003
//! as it was given out) and IOB2 alike, and is what `conlleval` and seqeval do.

/// A run of tokens in one sentence with a class, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chunk {
    pub start: usize,
    pub end: usize,
    pub class: String,
}

/// The chunks of one sentence. Fails with the first tag that is none: neither `O` nor `B-…`, `I-…`.
pub fn chunks<'a>(tags: impl IntoIterator<Item = &'a str>) -> Result<Vec<Chunk>, (usize, String)> {
    let mut found: Vec<Chunk> = Vec::new();
    let mut open = false;
    for (index, tag) in tags.into_iter().enumerate() {
        let (prefix, class) = match tag.split_once('-') {
            None if tag == "O" || tag == "_" => {
                open = false;
                continue;
            }
            Some((prefix @ ("B" | "I"), class)) if !class.is_empty() => (prefix, class),
            _ => return Err((index, tag.to_owned())),
        };
        match found.last_mut() {
            Some(last) if open && prefix == "I" && last.class == class => last.end = index + 1,
            _ => found.push(Chunk {
                start: index,
                end: index + 1,
                class: class.to_owned(),
            }),
        }
        open = true;
    }
    Ok(found)
}

/// Which classes are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Labels {
    /// The nine of the model.
    #[default]
    Nine,
    /// The four of CoNLL-2003: NORP and PRODUCT count as MISC, FAC as LOC; DATE and MONEY have no place there.
    Conll,
}

impl Labels {
    /// The set that a gold file uses: CoNLL's when it has no class beyond those four.
    pub fn of<'a>(classes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut classes = classes
            .into_iter()
            .map(|class| plain_name(class).to_owned())
            .peekable();
        let seen = classes.peek().is_some();
        let conll = classes.all(|class| matches!(class.as_str(), "PER" | "ORG" | "LOC" | "MISC"));
        if seen && conll {
            Labels::Conll
        } else {
            Labels::Nine
        }
    }

    /// A class name of a file or of the model as this set writes it; `None` when the set has no such class.
    pub fn map(self, class: &str) -> Option<&str> {
        let name = plain_name(class);
        match (self, name) {
            (Labels::Conll, "NORP" | "PRODUCT") => Some("MISC"),
            (Labels::Conll, "FAC") => Some("LOC"),
            (Labels::Conll, "DATE" | "MONEY") => None,
            _ => Some(name),
        }
    }
}

/// The model's name for a class that other corpora spell differently; any other name as it is.
fn plain_name(class: &str) -> &str {
    const NAMES: &[(&str, &str)] = &[
        ("Person", "PER"),
        ("PERSON", "PER"),
        ("Organization", "ORG"),
        ("ORGANIZATION", "ORG"),
        ("Location", "LOC"),
        ("LOCATION", "LOC"),
        ("GPE", "LOC"),
        ("Facility", "FAC"),
        ("Date", "DATE"),
        ("Money", "MONEY"),
        ("Product", "PRODUCT"),
        ("Misc", "MISC"),
    ];
    NAMES
        .iter()
        .find(|(other, _)| *other == class)
        .map_or(class, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tags: &str) -> Vec<(usize, usize, String)> {
        chunks(tags.split(' '))
            .unwrap()
            .into_iter()
            .map(|c| (c.start, c.end, c.class))
            .collect()
    }

    #[test]
    fn both_kinds_of_bio_are_read() {
        let two_places = [(0, 2, "LOC".to_owned()), (2, 3, "LOC".to_owned())];
        assert_eq!(read("I-LOC I-LOC B-LOC O"), two_places);
        assert_eq!(read("B-LOC I-LOC B-LOC O"), two_places);
        assert_eq!(
            read("I-PER I-ORG"),
            [(0, 1, "PER".to_owned()), (1, 2, "ORG".to_owned())]
        );
        assert_eq!(read("B-PER O I-PER").len(), 2);
    }

    #[test]
    fn a_tag_that_is_none_is_reported_with_its_place() {
        assert_eq!(chunks(["O", "B-"]), Err((1, "B-".to_owned())));
        assert_eq!(chunks(["NNP"]), Err((0, "NNP".to_owned())));
    }

    #[test]
    fn conll_has_four_classes() {
        assert_eq!(Labels::of(["I-PER", "MISC"]), Labels::Nine);
        assert_eq!(Labels::of(["PER", "MISC"]), Labels::Conll);
        assert_eq!(Labels::of([]), Labels::Nine);
        assert_eq!(Labels::Conll.map("Facility"), Some("LOC"));
        assert_eq!(Labels::Conll.map("DATE"), None);
        assert_eq!(Labels::Nine.map("Person"), Some("PER"));
    }
}
