//! Whether what came out of a text is what its case wants.

use serde_json::Value;

use super::case::{Case, Choice, Entity, Event, Item, Relation, Time};
use crate::support::{list, text};

/// What the program said of a case.
pub struct Reading {
    documents: Vec<Value>,
    /// Start and end in code points, and value.
    times: Vec<(usize, usize, String)>,
    /// Standard error.
    said: String,
}

impl Reading {
    /// The documents of that id (`None` for all) out of lines of facts, and their rows out of those of `times`.
    pub fn new(facts: &str, id: Option<&str>, times: &str, said: String) -> Self {
        let documents = facts.lines().map(|line| serde_json::from_str(line).unwrap());
        let own = |document: &Value| id.is_none_or(|id| document["id"] == id);
        let cells = times.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let rows = cells.filter(|cells| cells.len() > 5 && Some(cells[0]) == id);
        Self {
            documents: documents.filter(own).collect(),
            times: rows
                .map(|cells| {
                    (
                        cells[1].parse().unwrap(),
                        cells[2].parse().unwrap(),
                        cells[5].to_owned(),
                    )
                })
                .collect(),
            said,
        }
    }

    /// What is missing and what is wrong, each with what is there instead.
    pub fn faults(&self, case: &Case) -> Vec<String> {
        let missing = case.expect.iter().filter(|item| !self.holds(case, item));
        let wrong = case.forbid.iter().filter(|item| self.holds(case, item));
        missing
            .map(|item| ("missing", item))
            .chain(wrong.map(|item| ("wrong", item)))
            .map(|(what, item)| format!("{what} {item:?}\n        among {}", self.shown(item)))
            .collect()
    }

    fn holds(&self, case: &Case, item: &Item) -> bool {
        let any = |holds: &dyn Fn(&Value) -> bool| self.documents.iter().any(holds);
        match item {
            Item::Docs(number) => self.documents.len() == *number,
            Item::Warning(wanted) => {
                let heard = self.warnings().to_lowercase();
                let mut wanted = wanted.all().into_iter().flatten();
                wanted.any(|words| heard.contains(&words.to_lowercase()))
            }
            Item::Sentences(number) => any(&|facts| list(facts, "sentences").count() == *number),
            Item::SameEntity([a, b]) | Item::DifferentEntity([a, b]) => any(&|facts| {
                let (a, b) = (at(facts, case, a), at(facts, case, b));
                a.is_some() && b.is_some() && (a == b) == matches!(item, Item::SameEntity(_))
            }),
            Item::Event(wanted) => any(&|facts| event(facts, wanted)),
            Item::Entity(wanted) => any(&|facts| list(facts, "entities").any(|one| entity(one, wanted))),
            Item::Relation(wanted) => {
                any(&|facts| list(facts, "relations").any(|one| relation(facts, one, wanted)))
            }
            Item::Time(wanted) => self.time(case, wanted),
        }
    }

    fn warnings(&self) -> String {
        let of = |facts: &Value| facts["warnings"].to_string();
        self.said.clone() + &self.documents.iter().map(of).collect::<String>()
    }

    fn time(&self, case: &Case, wanted: &Time) -> bool {
        let place = case.place(&wanted.text);
        self.times.iter().any(|(start, end, value)| {
            let fits = |wanted: &Choice| wanted.has(Some(value)) || value.is_empty() && wanted.has(None);
            *start < place.end && *end > place.start && wanted.value.as_ref().is_none_or(fits)
        })
    }

    /// What there is of the kind that an item asks for.
    fn shown(&self, item: &Item) -> String {
        let rows = |key: &str, row: fn(&Value, &Value) -> String| -> String {
            let all = self
                .documents
                .iter()
                .flat_map(|facts| list(facts, key).map(move |one| row(facts, one)));
            all.collect::<Vec<_>>().join("; ")
        };
        match item {
            Item::Docs(_) => self.documents.len().to_string(),
            Item::Warning(_) => self.warnings(),
            Item::Time(_) => format!("{:?}", self.times),
            Item::Sentences(_) => rows("sentences", |_, one| one["text"].to_string()),
            Item::Event(_) => rows("events", |_, one| {
                let role =
                    |argument: &Value| format!("{} {}", text(argument, "role"), text(argument, "text"));
                let roles: Vec<_> = list(one, "arguments").map(role).collect();
                let time = one["time"]["value"].as_str().unwrap_or_default();
                format!(
                    "{}[{}] {} {time}",
                    text(one, "type"),
                    text(one, "realis"),
                    roles.join(", ")
                )
            }),
            Item::Relation(_) => rows("relations", |facts, one| {
                let name = |key: &str| names(facts, &one[key]).into_iter().next().unwrap_or_default();
                let (subject, object) = (name("subject"), name("object"));
                format!(
                    "{}({subject}; {}; {object}) {}",
                    text(one, "type"),
                    one["value"],
                    one["status"]
                )
            }),
            _ => rows("entities", |_, one| {
                let mentions: Vec<_> = list(one, "mentions")
                    .map(|mention| text(mention, "text"))
                    .collect();
                format!(
                    "{} {} {:?} {}",
                    text(one, "type"),
                    text(one, "name"),
                    mentions,
                    one["place"]["country"]
                )
            }),
        }
    }
}

/// The string as it is compared: entities and tags of HTML, soft hyphens, a leading article, case, and the kind of blank or
/// apostrophe do not matter.
fn plain(words: &str) -> String {
    let mut bare = String::new();
    let mut in_tag = false;
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match character {
            '<' if next == '/' || next.is_ascii_alphabetic() => in_tag = true,
            '>' if in_tag => in_tag = false,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            _ if in_tag => {}
            '\u{2018}' | '\u{2019}' => bare.push('\''),
            other => bare.extend(other.to_lowercase()),
        }
    }
    for (entity, character) in [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&rsquo;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        bare = bare.replace(entity, character);
    }
    let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = bare.trim_matches([' ', '.', ',', ';', ':', '"', '\u{201c}', '\u{201d}']);
    let articles = ["the ", "a ", "an "];
    let without = articles.iter().find_map(|article| bare.strip_prefix(article));
    without.unwrap_or(bare).to_owned()
}

fn fits(wanted: &Choice, found: &[&str]) -> bool {
    let wanted: Vec<String> = wanted.all().into_iter().flatten().map(plain).collect();
    found.iter().any(|found| wanted.contains(&plain(found)))
}

/// All names of an entity in its document, the fullest first.
fn names<'a>(facts: &'a Value, id: &Value) -> Vec<&'a str> {
    let found = list(facts, "entities").find(|one| one["id"] == *id && !id.is_null());
    found.map(own_names).unwrap_or_default()
}

fn own_names(entity: &Value) -> Vec<&str> {
    let mentions = list(entity, "mentions").filter(|mention| mention["kind"] == "name");
    [text(entity, "name")]
        .into_iter()
        .chain(mentions.map(|mention| text(mention, "text")))
        .collect()
}

fn event(facts: &Value, wanted: &Event) -> bool {
    let plays = |one: &Value, role: &str, filler: &Choice| {
        list(one, "arguments").any(|argument| {
            let mut words = names(facts, &argument["entity"]);
            words.push(text(argument, "text"));
            role.split('|').any(|role| argument["role"] == role) && fits(filler, &words)
        })
    };
    let number = list(facts, "events")
        .filter(|one| {
            let realis = |wanted: &Choice| wanted.has(None) || wanted.has(one["realis"].as_str());
            (wanted.types.is_empty() || wanted.types.iter().any(|kind| one["type"] == **kind))
                && wanted.realis.as_ref().is_none_or(realis)
                && wanted
                    .time_value
                    .as_ref()
                    .is_none_or(|value| value.has(one["time"]["value"].as_str()))
                && wanted.roles.iter().all(|(role, filler)| plays(one, role, filler))
        })
        .count();
    wanted.count.map_or(number > 0, |count| number == count)
}

fn entity(one: &Value, wanted: &Entity) -> bool {
    let has = |wanted: &Option<Choice>, value: &Value| {
        wanted.as_ref().is_none_or(|wanted| wanted.has(value.as_str()))
    };
    has(&wanted.class, &one["type"])
        && fits(&wanted.names, &own_names(one))
        && has(&wanted.place_country, &one["place"]["country"])
        && has(&wanted.place_id, &one["place"]["id"])
}

/// The entity of the mention in a piece of the text: a name rather than a noun, the longest overlap, the last.
fn at<'a>(facts: &'a Value, case: &Case, piece: &str) -> Option<&'a str> {
    let place = case.place(piece);
    let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    let mentions =
        list(facts, "entities").flat_map(|one| list(one, "mentions").map(move |mention| (one, mention)));
    let ranked = mentions.filter_map(|(one, mention)| {
        let (start, end) = (number(&mention["start"]), number(&mention["end"]));
        let shared = place.end.min(end).checked_sub(place.start.max(start))?;
        (shared > 0).then(|| ((mention["kind"] == "name", shared, start), text(one, "id")))
    });
    ranked.max_by_key(|(rank, _)| *rank).map(|(_, id)| id)
}

/// Spouses and siblings hold both ways, and a child of somebody has that parent.
fn relation(facts: &Value, one: &Value, wanted: &Relation) -> bool {
    let kind = text(one, "type");
    let inverse = match kind {
        "child" => Some("parent"),
        "parent" => Some("child"),
        "spouse" | "sibling" => Some(kind),
        _ => None,
    };
    let value = plain(one["value"].as_str().unwrap_or_default());
    let said = |wanted: &str| format!(" {value} ").contains(&format!(" {} ", plain(wanted)));
    let side = |wanted: &Option<Choice>, id: &Value| {
        wanted
            .as_ref()
            .is_none_or(|wanted| fits(wanted, &names(facts, id)))
    };
    let way = |kind: &str, subject: &str, object: &str| {
        wanted.kind.has(Some(kind))
            && side(&wanted.subject, &one[subject])
            && side(&wanted.object, &one[object])
    };
    (way(kind, "subject", "object") || inverse.is_some_and(|kind| way(kind, "object", "subject")))
        && wanted
            .status
            .as_ref()
            .is_none_or(|status| status.has(one["status"].as_str()))
        && wanted
            .value
            .as_ref()
            .is_none_or(|wanted| wanted.all().into_iter().flatten().any(said))
}
