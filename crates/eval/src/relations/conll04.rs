//! CoNLL04: relations between entities of a sentence.
//!
//! Columns with a tab between: number, token, BIO tag, relations as `['Kill']`, numbers of their tails' last tokens as
//! `[7]`.

use std::ops::Range;

use super::gold::{Document, Link};
use crate::predictions::lines;

/// What a relation of CoNLL04 can be.
pub const KINDS: [&str; 5] = ["Kill", "Work_For", "Live_In", "OrgBased_In", "Located_In"];

/// A relation whose entities are not known yet: its line, kind, and last tokens of head and tail.
type Loose = (usize, &'static str, usize, usize);

/// Reads a file's documents; the error is a line's number with what is wrong there.
pub fn read(file: &str) -> Result<Vec<Document>, (usize, String)> {
    let mut found: Vec<Document> = Vec::new();
    let mut length = 0;
    let (mut loose, mut tags) = (Vec::new(), Vec::new());
    for (number, line) in lines(file) {
        if let Some(name) = line.strip_prefix("#doc") {
            close(found.last_mut(), &mut loose, &mut tags)?;
            length = 0;
            found.push(Document {
                id: format!("{}:{}", found.len() + 1, name.trim()),
                ..Document::default()
            });
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let (Some(document), [_, word, tag, relations, tails]) = (found.last_mut(), columns.as_slice())
        else {
            return Err((number, format!("5 columns wanted, {} found", columns.len())));
        };
        for (relation, tail) in list(relations).zip(list(tails)) {
            let Some(kind) = KINDS.into_iter().find(|kind| *kind == relation) else {
                continue;
            };
            let tail = tail
                .parse()
                .map_err(|_| (number, format!("{tail:?} where a token's number is expected")))?;
            loose.push((number, kind, tags.len(), tail));
        }
        tags.push(tag.to_string());
        document.push(word, &mut length);
    }
    close(found.last_mut(), &mut loose, &mut tags)?;
    Ok(found)
}

/// The items of `['a', 'b']`.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    let inner = cell.trim().trim_start_matches('[').trim_end_matches(']');
    inner.split(',').map(|item| item.trim().trim_matches(['\'', '"']))
}

/// Gives a finished document its relations.
fn close(
    document: Option<&mut Document>,
    loose: &mut Vec<Loose>,
    tags: &mut Vec<String>,
) -> Result<(), (usize, String)> {
    let Some(document) = document else { return Ok(()) };
    for (line, kind, head, tail) in loose.drain(..) {
        let (Some(head), Some(tail)) = (entity(tags, head), entity(tags, tail)) else {
            let what = format!("a {kind} relation with a token that the sentence does not have");
            return Err((line, what));
        };
        let (subject, object) = (document.place(&head), document.place(&tail));
        document.links.push(Link {
            kind: kind.into(),
            subject,
            object,
        });
    }
    tags.clear();
    Ok(())
}

/// The entity that ends at a token, or the token alone, for the corpus has relations to what it tags as no entity; `None`
/// beyond the sentence.
fn entity(tags: &[String], last: usize) -> Option<Range<usize>> {
    let mut first = last;
    while tags.get(first)?.starts_with("I-") && first > 0 {
        first -= 1;
    }
    let begins = tags[first].starts_with("B-");
    Some(if begins { first..last + 1 } else { last..last + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_join_whole_entities() {
        let file = "#doc 7\n0\tAna\tB-Peop\t['N']\t[0]\n1\tRuiz\tI-Peop\t['Kill', 'Live_In']\t[4, 6]\n2\tshot\tO\t['N']\t[2]\n\
                    3\tÉmile\tB-Peop\t['N']\t[3]\n4\tRoy\tI-Peop\t['N']\t[4]\n5\tin\tO\t['N']\t[5]\n6\tLim\tB-Loc\t['N']\t[6]\n";
        let found = &read(file).unwrap()[0];
        assert_eq!(found.text, "Ana Ruiz shot Émile Roy in Lim");
        let links: Vec<_> = found
            .links
            .iter()
            .map(|link| (link.kind.as_str(), link.subject.clone(), link.object.clone()))
            .collect();
        assert_eq!(links, [("Kill", 0..8, 14..23), ("Live_In", 0..8, 27..30)]);
        assert_eq!(found.touched(14, 23), 3..5);
        assert_eq!(found.touched(100, 120), 7..7);
    }

    #[test]
    fn a_relation_beyond_the_sentence_is_named_with_its_line() {
        let (line, what) = read("#doc 1\n0\tAna\tB-Peop\t['Kill']\t[4]\n").unwrap_err();
        assert_eq!(
            (line, what.as_str()),
            (2, "a Kill relation with a token that the sentence does not have")
        );
        let found = &read("#doc 1\n0\tAna\tB-Peop\t['Kill']\t[1]\n1\tthem\tO\t['N']\t[1]\n").unwrap()[0];
        assert_eq!(found.links[0].object, 4..8);
        assert_eq!(read("#doc 1\n0\tAna\tB-Peop\t['Kill']\t[x]\n").unwrap_err().0, 2);
    }
}
