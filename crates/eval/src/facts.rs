//! What `extract` wrote, read back: the part of its JSON that the evaluations look at.
//!
//! In: a JSONL file, or an extraction of the pipeline, which goes through the same JSON, so that the built-in model and a
//! prediction file cannot be scored differently. Out: one [`Facts`] a document. Offsets count Unicode code points, end
//! exclusive.

use std::{collections::HashMap, path::Path};

use serde::Deserialize;

use crate::{
    Error, Result,
    graph::{Extraction, Format, Writer},
};

/// Entities, events and relations of one document.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Facts {
    pub id: String,
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub events: Vec<Event>,
    #[serde(default)]
    pub relations: Vec<Relation>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Entity {
    pub id: String,
    /// Entity class in upper case ("PER").
    #[serde(rename = "type")]
    pub class: String,
    pub name: String,
    #[serde(default)]
    pub mentions: Vec<Mention>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub text: String,
    /// "name", "nominal" or "pronoun".
    pub kind: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Event {
    /// A type of the ontology.
    #[serde(rename = "type")]
    pub kind: String,
    pub realis: String,
    #[serde(default)]
    pub triggers: Vec<Piece>,
    #[serde(default)]
    pub arguments: Vec<Argument>,
}

/// A stretch of text.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(default)]
    pub rule: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Argument {
    pub role: String,
    pub entity: Option<String>,
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(default)]
    pub rule: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Relation {
    /// A relation type ("position_held").
    #[serde(rename = "type")]
    pub kind: String,
    /// Ids of entities.
    pub subject: Option<String>,
    pub object: Option<String>,
    pub value: Option<String>,
    /// The words that prove it.
    pub start: usize,
    pub end: usize,
}

impl Entity {
    /// Whether one of its mentions is a name.
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|mention| mention.kind == "name")
    }
}

impl Facts {
    /// The facts of an extraction, through the JSON that `extract` would write.
    ///
    /// # Errors
    /// [`Error::Usage`] when that JSON cannot be read back.
    pub fn of(extraction: &Extraction) -> Result<Self> {
        let written = || -> std::io::Result<Vec<u8>> {
            let mut writer = Writer::new(Vec::new(), Format::Jsonl, 80);
            writer.write(extraction)?;
            writer.finish()
        };
        let broken = |what: String| Error::Usage(format!("{}: {what}", extraction.document.id));
        let line = written().map_err(|error| broken(error.to_string()))?;
        serde_json::from_slice(&line).map_err(|error| broken(error.to_string()))
    }

    /// Reads a file of `extract --to jsonl`, by document id.
    ///
    /// # Errors
    /// [`Error::Line`] for a line that is no such object, or whose id an earlier line has.
    pub fn read(text: &str, path: &Path) -> Result<HashMap<String, Facts>> {
        let mut all = HashMap::new();
        for (number, line) in lines(text) {
            let error = |what: String| Error::Line {
                path: path.into(),
                line: number,
                what,
            };
            let facts: Facts = serde_json::from_str(line).map_err(|cause| {
                error(format!(
                    "a line of `triplewire extract --to jsonl` wanted: {cause}"
                ))
            })?;
            if let Some(twice) = all.insert(facts.id.clone(), facts) {
                return Err(error(format!(
                    "document {:?} stands here a second time",
                    twice.id
                )));
            }
        }
        Ok(all)
    }

    /// The entity of an argument.
    pub fn entity(&self, argument: &Argument) -> Option<&Entity> {
        self.entity_of(argument.entity.as_deref())
    }

    /// The entity of that id.
    pub fn entity_of(&self, id: Option<&str>) -> Option<&Entity> {
        let id = id?;
        self.entities.iter().find(|entity| entity.id == id)
    }

    /// Says where the facts are about another text than `text`: offset and what each has there.
    pub fn other_text(&self, text: &str) -> Option<String> {
        let characters: Vec<char> = text.chars().collect();
        let mentions = self.entities.iter().flat_map(|entity| &entity.mentions);
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
            let id = &self.id;
            format!("{id}: {text:?} at {start} where the gold text has {here:?}")
        })
    }

    /// Takes the facts of each gold document, given as (id, text), out of a file of `extract --to jsonl`.
    ///
    /// # Errors
    /// As [`Facts::read`]; [`Error::Usage`] for a document that the file lacks, or has with another text.
    pub fn of_file<'a>(
        file: &str,
        path: &Path,
        gold: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Facts>> {
        let mut found = Facts::read(file, path)?;
        let error = |what: String| Error::Usage(format!("{}: {what}", path.display()));
        let each = gold.map(|(id, text)| {
            let facts = found.remove(id);
            let facts = facts.ok_or_else(|| error(format!("no line of document {id}")))?;
            match facts.other_text(text) {
                Some(what) => Err(error(what)),
                None => Ok(facts),
            }
        });
        each.collect()
    }
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
        let text = "{\"id\": \"a\", \"entities\": []}\n\n{\"id\": 3}\n";
        let error = Facts::read(text, Path::new("p.jsonl")).unwrap_err().to_string();
        assert!(error.starts_with("p.jsonl:3: a line of"), "{error}");
        let twice = "{\"id\": \"a\"}\n{\"id\": \"a\"}\n";
        let error = Facts::read(twice, Path::new("p.jsonl")).unwrap_err().to_string();
        assert!(error.contains("p.jsonl:2") && error.contains("\"a\""), "{error}");
    }

    #[test]
    fn facts_of_another_text_are_found_out() {
        let line = r#"{"id": "d", "entities": [{"id": "e1", "type": "PER", "name": "Eva", "mentions":
            [{"start": 0, "end": 3, "text": "Eva", "kind": "name"}]}]}"#
            .replace('\n', "");
        let read = |id, text| Facts::of_file(&line, Path::new("p"), std::iter::once((id, text)));
        assert_eq!(read("d", "Eva fled").unwrap().len(), 1);
        let said = read("d", "Ana fled").unwrap_err().to_string();
        assert_eq!(said, "p: d: \"Eva\" at 0 where the gold text has \"Ana\"");
        assert_eq!(
            read("c", "Eva").unwrap_err().to_string(),
            "p: no line of document c"
        );
    }
}
