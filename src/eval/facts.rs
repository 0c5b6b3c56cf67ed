//! What `extract` wrote, read back: the part of its JSON that the evaluations of events look at.
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

/// Entities and events of one document.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Facts {
    pub id: String,
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub events: Vec<Event>,
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
        let id = argument.entity.as_ref()?;
        self.entities.iter().find(|entity| entity.id == *id)
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
}
