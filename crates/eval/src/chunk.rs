//! BIO tags become chunks: who starts where, and under which class name.
//!
//! A chunk opens at every `B`, and at an `I` that no chunk of its class precedes. That one rule reads IOB1 (CoNLL-2003
//! as it was given out) and IOB2 alike, and is what `conlleval` and seqeval do.

/// A run of tokens in one sentence with a class, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chunk {
    /// Number of its first token.
    pub start: usize,
    /// Number behind its last.
    pub end: usize,
    /// Its class, as the tag names it.
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
}
