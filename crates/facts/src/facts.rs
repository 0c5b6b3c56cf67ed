//! The facts of one document, as `extract --to jsonl` writes them and everything that takes facts reads them.
//!
//! In: a line of JSON. Out: [`Facts`] whose parts are known to fit together, so that no writer has to ask again. Keys that
//! are not known are passed over, and keys that came with later versions may be missing.

use serde::{Deserialize, Serialize};

use crate::{SchemaError, check::check};

/// What `triplewire extract` writes of one document: who and what it speaks of, what happened, and what proves it. `start` and
/// `end` count Unicode code points into the document's own text, end exclusive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Facts {
    /// Name of the document: the file's stem, the reader's "id", or a hash of the text.
    pub id: String,
    /// Headline, as the source gives it.
    #[serde(default)]
    pub title: Option<String>,
    /// When it was published, as the source gives it; ISO 8601 ("2016-12-19").
    #[serde(default)]
    pub published: Option<String>,
    /// Where it was published, as the source gives it.
    #[serde(default)]
    pub url: Option<String>,
    /// Name and version of the model ("en-small 1.0").
    #[serde(default)]
    pub model: String,
    /// Version of triplewire.
    #[serde(default)]
    pub version: String,
    /// The sentences in text order; `sentence` counts from 0 in this list.
    pub sentences: Vec<Sentence>,
    /// Who and what the document speaks of, by first mention.
    pub entities: Vec<Entity>,
    /// What happened, or is said not to have happened, by first trigger.
    pub events: Vec<Event>,
    /// What holds between entities, in text order.
    pub relations: Vec<Relation>,
    /// What a reader of the facts has to know ("the model has no parser, ...").
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// A sentence of the document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentence {
    /// Code point at which it starts.
    pub start: usize,
    /// Code point behind its last.
    pub end: usize,
    /// Its words; versions before 0.2 did not write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(required))]
    pub text: Option<String>,
}

/// A person, place, organisation or thing, with everything in the document that is coreferent with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// "e1", "e2" and so on.
    pub id: String,
    /// Its class.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::label::classes())))]
    pub class: String,
    /// The fullest name in the document; the head noun of what has none ("gunman").
    pub name: String,
    /// Where the document speaks of it, in text order.
    pub mentions: Vec<Mention>,
    /// Its other names in the document.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What the document says of it beside its name.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The identity under which documents share the entity ("per/andrey-karlov"); null for what has no name.
    #[serde(default)]
    pub key: Option<String>,
    /// Where it lies, for places.
    #[serde(default)]
    pub place: Option<Place>,
    /// Who or what it is in Wikidata, where that is known.
    #[serde(default)]
    pub wikidata: Option<Wikidata>,
}

/// Words that speak of an entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mention {
    /// Code point at which it starts.
    pub start: usize,
    /// Code point behind its last.
    pub end: usize,
    /// The words themselves.
    pub text: String,
    /// A name, a common noun ("the gunman") or a pronoun.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["name", "nominal", "pronoun"])))]
    pub kind: String,
    /// Number of its sentence.
    pub sentence: usize,
    /// Confidence in its span and class.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub score: f64,
}

/// What the text says of an entity ("age", "62").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribute {
    /// "title", "role", "nationality" or "age".
    #[serde(rename = "type")]
    pub kind: String,
    /// The attribute's words or number.
    pub value: String,
    /// Code point at which the words that say so start.
    pub start: usize,
    /// Code point behind their last.
    pub end: usize,
    /// Number of their sentence.
    pub sentence: usize,
}

/// Where a place lies, after the gazetteer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// "geonames:323786".
    #[serde(default)]
    pub id: Option<String>,
    /// ISO 3166-1 code of two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// Degrees, north positive.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees, east positive.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Places of that name that it may be.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

/// An entity's item in Wikidata.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wikidata {
    /// "Q7184"; null where several items fit the name, or too little speaks for the only one.
    #[serde(default)]
    pub id: Option<String>,
    /// Confidence in the id.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub score: Option<f64>,
    /// Ids of items that fit the name, where none is sure.
    #[serde(default)]
    pub candidates: Vec<String>,
}

/// A place that a name may mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// "geonames:323786".
    pub id: String,
    /// Its name in the gazetteer.
    #[serde(default)]
    pub name: String,
    /// ISO 3166-1 code of two letters.
    #[serde(default)]
    pub country: Option<String>,
}

/// One real-world event, with all its mentions in the document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// "v1", "v2" and so on.
    pub id: String,
    /// Its type in the ontology ("Assassination").
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the text says that it happened.
    #[cfg_attr(feature = "schema", schemars(extend("enum" =
        ["actual", "denied", "attempted", "planned", "hypothetical", "alleged"])))]
    pub realis: String,
    /// Id of the entity that says so.
    #[serde(default)]
    pub source: Option<String>,
    /// The words that tell of it, one an event mention.
    pub triggers: Vec<Trigger>,
    /// Who and what took part.
    pub arguments: Vec<Argument>,
    /// When it happened, as far as the text says.
    #[serde(default)]
    pub time: Option<Time>,
    /// Confidence in the event as a whole.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub score: f64,
}

/// The words that tell of an event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trigger {
    /// Code point at which it starts.
    pub start: usize,
    /// Code point behind its last.
    pub end: usize,
    /// The words themselves.
    pub text: String,
    /// Number of its sentence.
    pub sentence: usize,
    /// The rule that found it; chained rules are joined with "++".
    #[serde(default)]
    pub rule: String,
}

/// Who or what plays a role in an event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Argument {
    /// The role, of those that the ontology gives the type ("attacker").
    pub role: String,
    /// Id of the entity; null for a number, a sentence term, an event.
    #[serde(default)]
    pub entity: Option<String>,
    /// The noun phrase, without a leading article or a relative clause.
    pub text: String,
    /// Code point at which it starts.
    pub start: usize,
    /// Code point behind its last.
    pub end: usize,
    /// Confidence in this role.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub score: f64,
    /// The rule that found it; chained rules are joined with "++".
    #[serde(default)]
    pub rule: String,
    /// How many they are, where the text gives a number.
    #[serde(default)]
    pub count: Option<u64>,
}

/// When an event happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Time {
    /// The time expression.
    pub text: String,
    /// Code point at which it starts.
    pub start: usize,
    /// Code point behind its last.
    pub end: usize,
    /// Its value as TIMEX3 (TimeML 1.2.1) writes it, an ISO 8601 date or interval ("2016-12-19TEV"); null where the calendar
    /// does not place it.
    #[serde(default)]
    pub value: Option<String>,
}

/// Something that holds between two entities, or between an entity and a value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Relation {
    /// "r1", "r2" and so on.
    pub id: String,
    /// Its type ("position_held").
    #[serde(rename = "type")]
    pub kind: String,
    /// Id of the entity of which it is said.
    pub subject: Option<String>,
    /// Id of the entity on the other side.
    #[serde(default)]
    pub object: Option<String>,
    /// The words on the other side ("ambassador to Turkey").
    #[serde(default)]
    pub value: Option<String>,
    /// Code point at which the words that say so start.
    pub start: usize,
    /// Code point behind their last.
    pub end: usize,
    /// Number of their sentence.
    pub sentence: usize,
    /// The rule that found it.
    #[serde(default)]
    pub rule: String,
    /// Confidence in the relation.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub score: f64,
    /// Whether it holds no more, for the time being, or not yet; null for what simply holds.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["former", "acting", "incoming", null])))]
    pub status: Option<String>,
}

impl Facts {
    /// Reads one line of JSON.
    ///
    /// # Errors
    /// A [`SchemaError`] that says which key breaks the schema, or which id or offset leads nowhere.
    pub fn parse(line: &[u8]) -> Result<Self, SchemaError> {
        let facts: Self = serde_json::from_slice(line)?;
        check(&facts)?;
        Ok(facts)
    }

    /// One line of JSON without its line end; keys that were passed over on reading are gone.
    ///
    /// # Errors
    /// Those of the JSON writer.
    pub fn to_json(&self) -> Result<String, SchemaError> {
        Ok(serde_json::to_string(self)?)
    }

    /// The JSON Schema (draft 2020-12) of what is written.
    #[cfg(feature = "schema")]
    pub fn schema() -> serde_json::Value {
        use schemars::{Schema, generate::SchemaSettings, transform::RecursiveTransform};
        // How Rust holds a number, and what is put in for a key that is missing, say nothing of what is written.
        let plain = |schema: &mut Schema| {
            schema.remove("format");
            schema.remove("default");
        };
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let settings = settings.with_transform(RecursiveTransform(plain));
        settings.into_generator().into_root_schema_for::<Self>().into()
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
            Facts::parse(line.replacen(from, to, 1).as_bytes())
                .unwrap_err()
                .to_string()
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
}
