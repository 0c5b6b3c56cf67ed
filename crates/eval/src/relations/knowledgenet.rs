//! KnowledgeNet (Mesquita et al. 2019, "KnowledgeNet: A Benchmark Dataset for Knowledge Base Population").
//!
//! JSON lines, one a fact: `doc`, `ps` and `pe` (where the passage stands in its document), `passage`, `prop`, and `ss`,
//! `se`, `os`, `oe`, the offsets of subject and object in the document. Offsets of `-` say that the passage tells nothing
//! of that property. Lines of one passage become one document, whose text is the passage alone.

use std::{collections::HashMap, ops::Range};

use serde::Deserialize;

use super::gold::{Document, Link};
use crate::predictions::lines;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    fold: String,
    doc: String,
    ps: String,
    ss: String,
    se: String,
    os: String,
    oe: String,
    prop: String,
    passage: String,
}

/// Reads a file's passages, in the order of their first lines; the error is a line's number with what is wrong there.
/// The ids begin with the fold: `2/1550:102`.
pub fn read(file: &str) -> Result<Vec<Document>, (usize, String)> {
    let mut found: Vec<Document> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (number, line) in lines(file) {
        let error = |what: String| (number, what);
        let line: Line =
            serde_json::from_str(line).map_err(|cause| error(format!("no line of KnowledgeNet: {cause}")))?;
        let id = format!("{}/{}:{}", line.fold, line.doc, line.ps);
        let at = *places.entry(id.clone()).or_insert(found.len());
        if at == found.len() {
            found.push(Document {
                id,
                text: line.passage.clone(),
                ..Document::default()
            });
        }
        let passage = &mut found[at];
        if passage.text != line.passage {
            return Err(error(format!("passage {} had another text before", passage.id)));
        }
        if !passage.asked.contains(&line.prop) {
            passage.asked.push(line.prop.clone());
        }
        if line.ss == "-" {
            continue;
        }
        let offset = |cell: &str| -> Result<usize, (usize, String)> {
            let parsed = cell
                .parse::<usize>()
                .map_err(|_| error(format!("{cell:?} is no offset")));
            let start = line.ps.parse::<usize>().unwrap_or(0);
            parsed?
                .checked_sub(start)
                .ok_or_else(|| error(format!("offset {cell} lies before the passage")))
        };
        let place = |start: &str, end: &str| -> Result<Range<usize>, (usize, String)> {
            let place = offset(start)?..offset(end)?;
            let length = line.passage.chars().count();
            if place.is_empty() || place.end > length {
                return Err(error(format!("{start} to {end} is no part of the passage")));
            }
            Ok(place)
        };
        let link = Link {
            kind: line.prop.clone(),
            subject: place(&line.ss, &line.se)?,
            object: place(&line.os, &line.oe)?,
        };
        if !passage.links.contains(&link) {
            passage.links.push(link);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &str = r#"{"fold": "2", "doc": "9", "ps": "10", "pe": "30", "ss": "-", "se": "-", "os": "-", "oe": "-", "prop": "SPOUSE", "passage": "Éva Ruiz runs Nordo."}"#;

    fn fact(ss: &str, oe: &str) -> String {
        format!(
            r#"{{"fold": "2", "doc": "9", "ps": "10", "pe": "30", "ss": "{ss}", "se": "29", "os": "10", "oe": "{oe}", "prop": "CEO", "passage": "Éva Ruiz runs Nordo."}}"#
        )
    }

    #[test]
    fn lines_of_a_passage_are_one_document() {
        let file = [NONE.to_string(), fact("24", "18"), fact("24", "18")].join("\n");
        let found = read(&file).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].id.as_str(), found[0].asked.as_slice()),
            ("2/9:10", &["SPOUSE".to_string(), "CEO".into()][..])
        );
        let link = Link {
            kind: "CEO".into(),
            subject: 14..19,
            object: 0..8,
        };
        assert_eq!(found[0].links, [link]);
    }

    #[test]
    fn offsets_outside_the_passage_are_named_with_their_line() {
        let complaint = |ss: &str, oe: &str| read(&format!("{NONE}\n{}", fact(ss, oe))).unwrap_err();
        assert_eq!(
            complaint("3", "18"),
            (2, "offset 3 lies before the passage".into())
        );
        assert_eq!(
            complaint("24", "99"),
            (2, "10 to 99 is no part of the passage".into())
        );
        assert_eq!(complaint("x", "18"), (2, "\"x\" is no offset".into()));
        assert!(read("{}").unwrap_err().1.starts_with("no line of KnowledgeNet"));
    }
}
