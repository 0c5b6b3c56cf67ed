//! What `extract` wrote, read back as predictions for gold documents.
//!
//! In: a JSONL file. Out: the [`Facts`] of each gold document, known to be about the same text.

use std::{collections::HashMap, io, path::Path};

use triplewire_facts::{Facts, lines::FactsFile};

use crate::{Error, Result};

/// Reads a file of `extract --to jsonl`, by document id.
///
/// # Errors
/// [`Error::Line`] for a line that is no such object; [`Error::Usage`] for an id that stands there twice.
pub fn read(text: &str, path: &Path) -> Result<HashMap<String, Facts>> {
    let mut all = HashMap::new();
    let source = io::Cursor::new(text.as_bytes().to_vec());
    for facts in FactsFile::new(path, Box::new(source)) {
        let facts = facts?;
        if let Some(twice) = all.insert(facts.id.clone(), facts) {
            let what = format!("document {:?} stands here a second time", twice.id);
            return Err(Error::Usage(format!("{}: {what}", path.display())));
        }
    }
    Ok(all)
}

/// Says where the facts are about another text than `text`: offset and what each has there.
fn other_text(facts: &Facts, text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let mentions = facts.entities.iter().flat_map(|entity| &entity.mentions);
    let differs = mentions
        .map(|mention| (mention.start, mention.end, &mention.text))
        .find(|(start, end, text)| {
            let here = characters.get(*start..*end);
            here.is_none_or(|here| here.iter().collect::<String>() != **text)
        });
    differs.map(|(start, end, text)| {
        let here: String = characters
            .iter()
            .skip(start)
            .take(end.saturating_sub(start))
            .collect();
        let id = &facts.id;
        format!("{id}: {text:?} at {start} where the gold text has {here:?}")
    })
}

/// Takes the facts of each gold document, given as (id, text), out of a file of `extract --to jsonl`.
///
/// # Errors
/// As [`read`]; [`Error::Usage`] for a document that the file lacks, or has with another text.
pub fn of_file<'a>(
    file: &str,
    path: &Path,
    gold: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Facts>> {
    let mut found = read(file, path)?;
    let error = |what: String| Error::Usage(format!("{}: {what}", path.display()));
    let each = gold.map(|(id, text)| {
        let facts = found.remove(id);
        let facts = facts.ok_or_else(|| error(format!("no line of document {id}")))?;
        match other_text(&facts, text) {
            Some(what) => Err(error(what)),
            None => Ok(facts),
        }
    });
    each.collect()
}

/// The lines that are not blank, with their numbers from 1.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_extraction_is_named() {
        let text =
            "{\"id\":\"a\",\"sentences\":[],\"entities\":[],\"events\":[],\"relations\":[]}\n\n{\"id\": 3}\n";
        let error = read(text, Path::new("p.jsonl")).unwrap_err().to_string();
        assert!(error.starts_with("p.jsonl:3: "), "{error}");
        let line = "{\"id\":\"a\",\"sentences\":[],\"entities\":[],\"events\":[],\"relations\":[]}\n";
        let error = read(&line.repeat(2), Path::new("p.jsonl"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("p.jsonl") && error.contains("\"a\""), "{error}");
    }

    #[test]
    fn facts_of_another_text_are_found_out() {
        let line = r#"{"id": "d", "events": [], "relations": [], "sentences": [{"start": 0, "end": 8}], "entities": [{"id": "e1", "type": "PER", "name": "Eva", "mentions":
            [{"start": 0, "end": 3, "text": "Eva", "kind": "name", "sentence": 0}]}]}"#
            .replace('\n', "");
        let read = |id, text| of_file(&line, Path::new("p"), std::iter::once((id, text)));
        assert_eq!(read("d", "Eva fled").unwrap().len(), 1);
        let said = read("d", "Ana fled").unwrap_err().to_string();
        assert_eq!(said, "p: d: \"Eva\" at 0 where the gold text has \"Ana\"");
        assert_eq!(
            read("c", "Eva").unwrap_err().to_string(),
            "p: no line of document c"
        );
    }
}
