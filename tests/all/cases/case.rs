//! What a case is, and how its file is read.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use serde::Deserialize;
use serde_json::{Value, json};

/// One string, or a choice of several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    One(Option<String>),
    Any(Vec<Option<String>>),
}

impl Choice {
    pub fn all(&self) -> Vec<Option<&str>> {
        match self {
            Self::One(one) => vec![one.as_deref()],
            Self::Any(any) => any.iter().map(Option::as_deref).collect(),
        }
    }

    pub fn has(&self, value: Option<&str>) -> bool {
        self.all().contains(&value)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    #[serde(default)]
    pub control: bool,
    text: Option<String>,
    /// Raw lines of a file of its own, in place of a text.
    pub lines: Option<Vec<String>>,
    published: Option<String>,
    #[serde(default)]
    pub expect: Vec<Item>,
    #[serde(default)]
    pub forbid: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Item {
    Event(Event),
    Entity(Entity),
    SameEntity([String; 2]),
    DifferentEntity([String; 2]),
    Relation(Relation),
    Time(Time),
    Sentences(usize),
    Warning(Choice),
    Docs(usize),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    #[serde(default)]
    pub types: Vec<String>,
    pub realis: Option<Choice>,
    #[serde(default)]
    pub roles: BTreeMap<String, Choice>,
    /// Outer `None`: any time or none; inner `None` in the choice: no value of time.
    #[serde(default, deserialize_with = "given")]
    pub time_value: Option<Choice>,
    pub count: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    #[serde(rename = "type")]
    pub class: Option<Choice>,
    pub names: Choice,
    pub place_country: Option<Choice>,
    pub place_id: Option<Choice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    #[serde(rename = "type")]
    pub kind: Choice,
    pub subject: Option<Choice>,
    pub value: Option<Choice>,
    pub object: Option<Choice>,
    #[serde(default, deserialize_with = "given")]
    pub status: Option<Choice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    pub text: String,
    pub value: Option<Choice>,
}

/// A key that is there, be its value null.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Choice>, D::Error> {
    Choice::deserialize(deserializer).map(Some)
}

impl Case {
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Whether it takes a run of its own.
    pub fn alone(&self) -> bool {
        let items = || self.expect.iter().chain(&self.forbid);
        self.lines.is_some() || items().any(|item| matches!(item, Item::Warning(_)))
    }

    /// The text as a line of input.
    pub fn line(&self) -> String {
        let mut line = json!({"id": self.id, "text": self.text()});
        if let Some(published) = &self.published {
            line["published"] = Value::from(published.as_str());
        }
        line.to_string()
    }

    /// Where a piece of the text stands, in code points; "Lind#2" is the second "Lind".
    pub fn place(&self, piece: &str) -> Range<usize> {
        let (words, number) = match piece.rsplit_once('#') {
            Some((words, number)) => (words, number.parse().unwrap()),
            None => (piece, 1),
        };
        let text = self.text();
        let found: Vec<_> = text.match_indices(words).collect();
        let once = piece.contains('#') || found.len() == 1;
        assert!(
            once && number <= found.len(),
            "{}: {piece:?} does not stand once in the text",
            self.id
        );
        let start = text[..found[number - 1].0].chars().count();
        start..start + words.chars().count()
    }

    /// Fails at a slip in the case itself, so that it is not taken for a fault of the program.
    fn check(&self) {
        let items = || self.expect.iter().chain(&self.forbid);
        assert!(
            items().next().is_some() && self.text.is_some() != self.lines.is_some(),
            "{}: neither text nor lines, or nothing is expected",
            self.id
        );
        for item in items() {
            match item {
                Item::SameEntity(pair) | Item::DifferentEntity(pair) => pair.iter().for_each(|piece| {
                    self.place(piece);
                }),
                Item::Time(time) => {
                    self.place(&time.text);
                }
                _ => {}
            }
        }
    }
}

/// The cases of all files of the folder, by file name.
pub fn read(folder: &Path) -> Vec<Case> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    let mut ids = BTreeSet::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.display(), number + 1);
            let case: Case = serde_json::from_str(line).unwrap_or_else(|e| panic!("{place}: {e}"));
            case.check();
            assert!(
                ids.insert(case.id.clone()),
                "{place}: id {} is there twice",
                case.id
            );
            cases.push(case);
        }
    }
    cases
}
