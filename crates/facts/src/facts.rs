//! The facts of one document, as `extract --to jsonl` writes them and everything that takes facts reads them.
//!
//! In: a line of JSON. Out: [`Facts`] whose parts are known to fit together, so that no writer has to ask again. Keys that
//! are not known are passed over, and keys that came with later versions may be missing.

use serde::{Deserialize, Serialize};

use crate::check::check;

/// One document with everything that was found in it. Offsets are Unicode code points into its text, end exclusive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub id: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub model: String,
    #[serde(default)]
    pub version: String,
    pub sentences: Vec<Sentence>,
    pub entities: Vec<Entity>,
    pub events: Vec<Event>,
    pub relations: Vec<Relation>,
    #[serde(default)]
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub start: usize,
    pub end: usize,
    /// Its words; versions before 0.2 did not write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    pub id: String,
    #[serde(rename = "type")]
    pub class: String,
    pub name: String,
    pub mentions: Vec<Mention>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The identity under which documents share the entity ("per/andrey-karlov"); none for what has no name.
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub place: Option<Place>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub text: String,
    /// "name", "nominal" or "pronoun".
    pub kind: String,
    pub sentence: usize,
    #[serde(default)]
    pub score: f64,
}

/// What the text says of an entity ("age", "62").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    pub start: usize,
    pub end: usize,
    pub sentence: usize,
}

/// Where a place lies, after the gazetteer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// "geonames:323786".
    #[serde(default)]
    pub id: Option<String>,
    /// ISO 3166-1 code of two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// Degrees, north and east positive.
    #[serde(default)]
    pub latitude: Option<f64>,
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Places of that name that it may be.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub country: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub realis: String,
    /// Id of the entity that says so.
    #[serde(default)]
    pub source: Option<String>,
    pub triggers: Vec<Trigger>,
    pub arguments: Vec<Argument>,
    #[serde(default)]
    pub time: Option<Time>,
    #[serde(default)]
    pub score: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub sentence: usize,
    #[serde(default)]
    pub rule: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    pub role: String,
    #[serde(default)]
    pub entity: Option<String>,
    pub text: String,
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub score: f64,
    #[serde(default)]
    pub rule: String,
    #[serde(default)]
    pub count: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Time {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// TIMEX3 or ISO 8601 value.
    #[serde(default)]
    pub value: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub subject: Option<String>,
    #[serde(default)]
    pub object: Option<String>,
    #[serde(default)]
    pub value: Option<String>,
    pub start: usize,
    pub end: usize,
    pub sentence: usize,
    #[serde(default)]
    pub rule: String,
    #[serde(default)]
    pub score: f64,
    /// "former", "acting" or "incoming".
    #[serde(default)]
    pub status: Option<String>,
}

impl Entity {
    /// Whether one of its mentions is a name.
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|mention| mention.kind == "name")
    }
}

impl Facts {
    /// Reads one line of JSON.
    ///
    /// # Errors
    /// One line that says which key breaks the schema, or which id or offset leads nowhere.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let facts: Self = serde_json::from_slice(line).map_err(|error| {
            // Line numbers inside a line only confuse.
            let what = error.to_string();
            what.split(" at line ").next().unwrap_or(&what).to_string()
        })?;
        check(&facts)?;
        Ok(facts)
    }

    /// One line of JSON without its line end; keys that were passed over on reading are gone.
    ///
    /// # Errors
    /// Those of the JSON writer.
    pub fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
    }

    /// The entity of an id.
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == id)
    }

    /// The entity of an id that may be missing.
    pub fn entity_of(&self, id: Option<&str>) -> Option<&Entity> {
        self.entity(id?)
    }

    /// Number of the sentence that holds the offset.
    pub fn sentence_at(&self, start: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= start);
        after
            .checked_sub(1)
            .filter(|&at| start < self.sentences[at].end.max(self.sentences[at].start + 1))
    }

    /// The words of a sentence, where they are known.
    pub fn sentence_text(&self, sentence: usize) -> Option<&str> {
        self.sentences.get(sentence)?.text.as_deref()
    }

    /// The words of a span, where it lies in one sentence whose words are known.
    pub fn words(&self, start: usize, end: usize) -> Option<&str> {
        let sentence = &self.sentences[self.sentence_at(start)?];
        let text = sentence.text.as_deref()?;
        let (from, length) = (start - sentence.start, end.checked_sub(start)?);
        let mut bytes = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .skip(from);
        let first = bytes.next()?;
        let last = if length == 0 {
            first
        } else {
            bytes.nth(length - 1)?
        };
        text.get(first..last)
    }

    /// How a person would call what plays the role: the entity's name, else the argument's own words.
    pub fn filler<'a>(&'a self, argument: &'a Argument) -> &'a str {
        let entity = argument.entity.as_deref().and_then(|id| self.entity(id));
        match entity {
            Some(entity) if entity.is_named() => &entity.name,
            _ => &argument.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Facts {
        Facts::parse(include_bytes!("sample.jsonl")).unwrap()
    }

    #[test]
    fn what_is_extracted_is_read_back() {
        let facts = sample();
        assert_eq!(facts.events[0].kind, "Assassination");
        assert_eq!(facts.filler(&facts.events[0].arguments[1]), "Ann Lund");
        assert_eq!(facts.filler(&facts.events[0].arguments[0]), "gunman");
        let again = Facts::parse(facts.to_json().unwrap().as_bytes()).unwrap();
        assert_eq!(again, facts);
    }

    #[test]
    fn a_line_of_the_first_version_is_read() {
        let line =
            br#"{"id":"a","sentences":[{"start":0,"end":9}],"entities":[{"id":"e1","type":"PER","name":"Ann",
            "mentions":[]}],"events":[],"relations":[]}"#;
        let facts = Facts::parse(line).unwrap();
        assert_eq!(
            (facts.entities[0].key.as_deref(), facts.sentence_text(0)),
            (None, None)
        );
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        let broken = |from: &str, to: &str| {
            let line = sample().to_json().unwrap();
            assert!(line.contains(from), "{line}");
            Facts::parse(line.replacen(from, to, 1).as_bytes()).unwrap_err()
        };
        let cases = [
            (r#""entity":"e3""#, r#""entity":"e9""#, "no entity \"e9\""),
            (r#""id":"v1""#, r#""id":"e1""#, "\"e1\" is there twice"),
            (r#""id":"oslo""#, r#""id":"""#, "`id` is empty"),
            (r#""entities":"#, r#""entitles":"#, "missing field `entities`"),
            (
                r#""sentence":1"#,
                r#""sentence":7"#,
                "no sentence 7; the document has 2",
            ),
            (r#""realis":"actual""#, r#""realis":3"#, "invalid type"),
        ];
        for (from, to, wanted) in cases {
            let error = broken(from, to);
            assert!(error.contains(wanted) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn offsets_find_their_sentence_and_their_words() {
        let facts = sample();
        assert_eq!(facts.sentence_at(0), Some(0));
        assert_eq!(facts.sentence_at(facts.sentences[1].start), Some(1));
        assert_eq!(facts.sentence_at(10_000), None);
        let trigger = &facts.events[0].triggers[0];
        assert_eq!(facts.words(trigger.start, trigger.end), Some("shot dead"));
        let second = &facts.sentences[1];
        assert_eq!(facts.words(second.start, second.end), second.text.as_deref());
        assert_eq!(facts.words(trigger.start, second.end), None);
    }
}
