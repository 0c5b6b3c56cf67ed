//! From the labels of a checkpoint to tags of ours, when it is imported.
//!
//! In: `id2label`, and what the user says about single labels. Out: a BIO tag a label.

use super::Mapping;
use crate::{Error, Result};
use triplewire_facts::annotation::{Class, Tag};
use triplewire_lexicon::Lexicon;

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
}
