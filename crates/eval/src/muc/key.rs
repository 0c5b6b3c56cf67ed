//! Answer keys and texts of MUC-3 and MUC-4.
//!
//! In: the processed JSON lines of Du et al. (2021), or the original key files with the original texts. Out: one [`Key`] a
//! document. From the original files the same keys are made as those authors made: the slots PERP: INDIVIDUAL ID,
//! PERP: ORGANIZATION ID, PHYS TGT: ID, HUM TGT: NAME and INCIDENT: INSTRUMENT ID of all templates, alternatives parted by
//! `/` as the mentions of one entity; an entity whose strings all stand in an entity of an earlier template, or the other
//! way round, is not counted again, and strings that the text does not have are left out.

use std::{collections::BTreeMap, collections::HashMap, path::Path};

use serde::Deserialize;

use super::{Fillers, Role};
use crate::predictions::lines;
use crate::{Error, Result};
use triplewire_facts::annotation::Document;

/// What the templates of one document say.
#[derive(Debug, Clone, Default)]
pub struct Key {
    /// The document's id.
    pub id: String,
    /// The text, where the keys come with it.
    pub text: Option<String>,
    /// The entities by role.
    pub fillers: Fillers,
}

/// The original texts by document id.
pub type Texts = HashMap<String, Document>;

#[derive(Deserialize)]
struct Line {
    docid: String,
    doctext: String,
    extracts: BTreeMap<String, Vec<Vec<(String, serde_json::Value)>>>,
}

/// Reads the answer keys of a file, in whichever of the two formats it is; `texts` are needed for the original one.
///
/// # Errors
/// [`Error::Line`] for a line that breaks the format, or a key to whose document there is no text.
pub fn read_keys(file: &str, path: &Path, texts: &Texts) -> Result<Vec<Key>> {
    if file.trim_start().starts_with('{') {
        lines(file)
            .map(|(number, line)| processed(line).map_err(|what| at(path, number, what)))
            .collect()
    } else {
        templates(file, path, texts)
    }
}

fn at(path: &Path, line: usize, what: String) -> Error {
    Error::Line {
        path: path.into(),
        line,
        what,
    }
}

fn processed(line: &str) -> std::result::Result<Key, String> {
    let line: Line = serde_json::from_str(line)
        .map_err(|error| format!("\"docid\", \"doctext\" and \"extracts\" wanted: {error}"))?;
    let mut fillers = Fillers::default();
    for (name, entities) in line.extracts {
        let Some(role) = Role::ALL.into_iter().find(|role| role.as_str() == name) else {
            let known = Role::ALL.map(Role::as_str).join(", ");
            return Err(format!("role {name:?} in \"extracts\"; one of {known} expected"));
        };
        for entity in entities {
            fillers.push(role, entity.into_iter().map(|(mention, _)| mention).collect());
        }
    }
    Ok(Key {
        id: line.docid,
        text: Some(line.doctext),
        fillers,
    })
}

/// The slots of a template that are scored.
fn slot(name: &str) -> Option<Role> {
    Some(match name {
        "PERP: INDIVIDUAL ID" => Role::PerpInd,
        "PERP: ORGANIZATION ID" => Role::PerpOrg,
        "PHYS TGT: ID" => Role::Target,
        "HUM TGT: NAME" => Role::Victim,
        "INCIDENT: INSTRUMENT ID" => Role::Weapon,
        _ => return None,
    })
}

/// Column in which the values of a key file begin.
const VALUES: usize = 33;

fn templates(file: &str, path: &Path, texts: &Texts) -> Result<Vec<Key>> {
    let mut keys: Vec<Key> = Vec::new();
    let mut role = None;
    for (number, line) in lines(file).filter(|(_, line)| !line.trim_start().starts_with(';')) {
        let split = (0..=VALUES.min(line.len()))
            .rev()
            .find(|&end| line.is_char_boundary(end));
        let (name, value) = line.split_at(split.unwrap_or(0));
        let (name, value) = (name.trim(), value.trim());
        if !name.is_empty() {
            let Some((_, name)) = name.split_once(". ") else {
                return Err(at(
                    path,
                    number,
                    format!("{name:?} where a slot such as \"0.  MESSAGE: ID\" is expected"),
                ));
            };
            let name = name.trim();
            if name == "MESSAGE: ID" {
                let id = value.split(['(', ' ']).next().unwrap_or(value);
                if !texts.contains_key(id) {
                    let what = format!("no text of {id}; name the file that has it with --text");
                    return Err(at(path, number, what));
                }
                if keys.iter().all(|key| key.id != id) {
                    keys.push(Key {
                        id: id.into(),
                        ..Key::default()
                    });
                }
                // Templates of a document stand together; a key that comes back late moves to the end.
                if let Some(place) = keys.iter().position(|key| key.id == id) {
                    let key = keys.remove(place);
                    keys.push(key);
                }
            }
            role = slot(name);
        }
        if let (Some(role), Some(key)) = (role, keys.last_mut()) {
            add(key, role, &alternatives(value));
        }
    }
    for key in &mut keys {
        if let Some(document) = texts.get(&key.id) {
            key.fillers = standing(&key.fillers, &document.text);
            key.text = Some(document.text.clone());
        }
    }
    Ok(keys)
}

/// The strings of a value: `? "REBELS" / "ARMED MEN"`. A dash or a star stands for none.
fn alternatives(value: &str) -> Vec<String> {
    let value = value.trim_start_matches('?').trim();
    if matches!(value, "-" | "*" | "") {
        return Vec::new();
    }
    let parts = value.split('/').map(str::trim);
    let strings = parts.map(|part| {
        let inner = part.strip_prefix('"').unwrap_or(part);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        inner.replace("\\\"", "\"").trim().to_lowercase()
    });
    strings
        .filter(|string| !string.is_empty() && string != "-")
        .collect()
}

fn add(key: &mut Key, role: Role, mentions: &[String]) {
    let within = |inner: &[String], outer: &[String]| inner.iter().all(|one| outer.contains(one));
    let known = key.fillers.of(role).iter();
    if !known
        .into_iter()
        .any(|entity| within(mentions, entity) || within(entity, mentions))
    {
        key.fillers.push(role, mentions.to_vec());
    }
}

/// Only the mentions that stand in the text, whatever its case and line ends.
fn standing(fillers: &Fillers, text: &str) -> Fillers {
    let text = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let mut kept = Fillers::default();
    for role in Role::ALL {
        for entity in fillers.of(role) {
            let mentions = entity.iter().filter(|mention| {
                let mention = mention.split_whitespace().collect::<Vec<_>>().join(" ");
                text.contains(&mention)
            });
            kept.push(role, mentions.cloned().collect());
        }
    }
    kept
}

/// Reads a file of original texts: each begins with its id on a line of its own and a dateline that ends in `--` and
/// `[TEXT]` or the like.
///
/// Paragraphs are parted by an empty line, lines within them are joined, and square brackets become round ones; the date
/// is that of the dateline.
///
/// # Errors
/// [`Error::Line`] when a text has no dateline or an id comes twice.
pub fn read_texts(file: &str, path: &Path, into: &mut Texts) -> Result<()> {
    let starts = |line: &str| line.starts_with("DEV-") || (line.starts_with("TST") && line.contains("-MUC"));
    let rows: Vec<&str> = file.lines().collect();
    let heads: Vec<usize> = (0..rows.len()).filter(|&row| starts(rows[row])).collect();
    if heads.is_empty() {
        let what = "a document id such as DEV-MUC3-0001 at the start of a line wanted";
        return Err(at(path, 1, what.into()));
    }
    for (number, &head) in heads.iter().enumerate() {
        let end = heads.get(number + 1).copied().unwrap_or(rows.len());
        let id = rows[head]
            .split(['(', ' '])
            .next()
            .unwrap_or(rows[head])
            .to_string();
        let document = text_of(&id, &rows[head + 1..end]).ok_or_else(|| {
            at(
                path,
                head + 1,
                format!("{id}: a dateline that ends in \"-- [TEXT]\" wanted"),
            )
        })?;
        if into.insert(id.clone(), document).is_some() {
            return Err(at(path, head + 1, format!("{id} stands here a second time")));
        }
    }
    Ok(())
}

fn text_of(id: &str, rows: &[&str]) -> Option<Document> {
    let mut paragraphs: Vec<String> = vec![String::new()];
    for row in rows {
        let row = row.trim();
        match paragraphs.last_mut() {
            Some(last) if !row.is_empty() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(row);
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let whole = paragraphs.join("\n\n");
    let (dateline, mut text) = whole.split_once("--")?;
    // One or more marks of the kind of text: [TEXT], [COMMUNIQUE] [TEXT].
    let mut marked = false;
    while let Some(rest) = text.trim_start().strip_prefix('[') {
        let (_, after) = rest.split_once(']')?;
        (text, marked) = (after, true);
    }
    marked.then(|| Document {
        id: id.into(),
        text: text.trim().replace('[', "(").replace(']', ")"),
        published: date(dateline),
        ..Document::default()
    })
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// ISO 8601 date of a dateline such as `SAN SALVADOR, 11 JAN 90 (ACAN-EFE)`.
fn date(dateline: &str) -> Option<String> {
    let words: Vec<String> = dateline
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    words.windows(3).find_map(|window| {
        let month = MONTHS.iter().position(|month| window[1].starts_with(month))? + 1;
        let day: u32 = window[0].parse().ok().filter(|day| (1..=31).contains(day))?;
        let year: u32 = window[2].parse().ok().filter(|year| *year < 100)?;
        Some(format!("19{year:02}-{month:02}-{day:02}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "DEV-MUC3-7001 (X)\n\n   PORT SALVIO, 3 APR 90 (ANS) -- [REPORT] [TEXT] ARMED MEN\n\
                        BOMBED THE [OLD] MILL.\n\n   THE REBELS FLED.\n\n\
                        TST1-MUC3-7002\n\n   LIM, 4 DEC 89 -- [TEXT] ALL QUIET.\n";

    const KEY: &str = "; a comment\n\
        0.  MESSAGE: ID                     DEV-MUC3-7001 (X)\n\
        1.  MESSAGE: TEMPLATE               1\n\
        6.  INCIDENT: INSTRUMENT ID         *\n\
        9.  PERP: INDIVIDUAL ID             \"ARMED MEN\" / \"REBELS\"\n\
        \u{20}                                   ? \"OUTLAWS\"\n\
        12. PHYS TGT: ID                    \"(OLD) MILL\" / \"MILL\"\n\n\
        0.  MESSAGE: ID                     DEV-MUC3-7001 (X)\n\
        1.  MESSAGE: TEMPLATE               2 (OPTIONAL)\n\
        9.  PERP: INDIVIDUAL ID             \"REBELS\"\n\n\
        0.  MESSAGE: ID                     TST1-MUC3-7002\n\
        1.  MESSAGE: TEMPLATE               *\n\
        9.  PERP: INDIVIDUAL ID             *\n";

    fn texts() -> Texts {
        let mut texts = Texts::new();
        read_texts(TEXT, Path::new("text"), &mut texts).unwrap();
        texts
    }

    #[test]
    fn original_texts_lose_dateline_and_line_ends() {
        let texts = texts();
        let first = &texts["DEV-MUC3-7001"];
        assert_eq!(first.text, "ARMED MEN BOMBED THE (OLD) MILL.\n\nTHE REBELS FLED.");
        assert_eq!(first.published.as_deref(), Some("1990-04-03"));
        assert_eq!(texts["TST1-MUC3-7002"].text, "ALL QUIET.");
    }

    #[test]
    fn templates_of_a_document_are_joined_and_checked_against_its_text() {
        let keys = read_keys(KEY, Path::new("key"), &texts()).unwrap();
        assert_eq!(keys.len(), 2);
        let strings = |role| -> Vec<Vec<String>> { keys[0].fillers.of(role).to_vec() };
        assert_eq!(strings(Role::PerpInd), [["armed men", "rebels"]]);
        assert_eq!(strings(Role::Target), [["(old) mill", "mill"]]);
        assert!(strings(Role::Weapon).is_empty());
        assert_eq!(keys[1].fillers, Fillers::default());
    }

    #[test]
    fn both_formats_give_the_same_key() {
        let line = r#"{"docid": "DEV-MUC3-7001", "doctext": "x", "extracts": {"PerpInd": [[["armed men", 0], ["rebels", 9]]],
            "Target": [[["(old) mill", 5], ["mill", 7]]], "Weapon": []}}"#
            .replace('\n', "");
        let keys = read_keys(&line, Path::new("dev.json"), &Texts::new()).unwrap();
        assert_eq!(
            keys[0].fillers,
            read_keys(KEY, Path::new("key"), &texts()).unwrap()[0].fillers
        );
    }

    #[test]
    fn what_is_wrong_with_a_key_is_said_with_its_line() {
        let complaint = |file: &str| read_keys(file, Path::new("k"), &texts()).unwrap_err().to_string();
        let missing = complaint("\n0.  MESSAGE: ID                     DEV-MUC3-9\n");
        assert!(missing.starts_with("k:2: no text of DEV-MUC3-9"), "{missing}");
        assert!(complaint("nonsense").starts_with("k:1: \"nonsense\" where a slot"));
        let role = complaint("{\"docid\": \"a\", \"doctext\": \"\", \"extracts\": {\"Perp\": []}}");
        assert!(role.contains("k:1: role \"Perp\""), "{role}");
        assert!(complaint("{\"docid\": 1}").contains("\"docid\", \"doctext\" and \"extracts\" wanted"));
        let bare = read_texts("TST1-MUC3-1\n\nNO DATELINE.\n", Path::new("t"), &mut Texts::new());
        assert!(
            bare.unwrap_err()
                .to_string()
                .starts_with("t:1: TST1-MUC3-1: a dateline")
        );
    }
}
