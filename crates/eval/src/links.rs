//! Entity links: is an entity the item of Wikidata that the gold page is about? AIDA.
//!
//! In: the links of AIDA-CoNLL (Hoffart et al. 2011) by the number of the word in its document, the words in the columns of CoNLL-2003,
//! and what was extracted from the words with blanks between. Out: precision and recall over name mentions. A link is right where the
//! title of the gold page is one of the names of the linked item. "in KB" counts, as the field does, links on exactly the words of a name
//! that gold has a page for; "all" takes every link on other words for wrong, though gold leaves many a name without its page.

use std::{ops::Range, path::Path};

use triplewire_facts::Facts;
use triplewire_lexicon::{Lexicon, normal::normalised_phrase};

use crate::{Error, Report, Result, Score};

/// What gold writes where no page is.
const NONE: &str = "--NME--";

/// A text with the pages that its names mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// Number of the document among those of the columns.
    pub id: String,
    /// The words, with blanks between; a sentence a line.
    pub text: String,
    /// Code points of each name and the title of its page; `None` for a name without one.
    pub names: Vec<(Range<usize>, Option<String>)>,
}

/// Reads links and columns; the links of the documents whose name ends in `part` ("testa").
///
/// # Errors
/// [`Error::Usage`] where the two have different numbers of documents, or a link no word.
pub fn read(links: &str, columns: &str, part: &str, path: &Path) -> Result<Vec<Gold>> {
    let wrong = |what: String| Error::Usage(format!("{}: {what}", path.display()));
    let mut pages: Vec<Vec<(usize, Option<String>)>> = Vec::new();
    let mut wanted = false;
    for (number, line) in links.lines().enumerate() {
        if let Some(title) = line.strip_prefix("-DOCSTART- (") {
            let name = title.split(' ').next().unwrap_or("");
            wanted = name.ends_with(part);
            if wanted {
                pages.push(Vec::new());
            }
        } else if wanted && !line.is_empty() {
            let mut cells = line.split('\t');
            let word = cells.next().and_then(|cell| cell.parse().ok());
            let page = cells.next().filter(|_| word.is_some());
            let (Some(word), Some(page), Some(last)) = (word, page, pages.last_mut()) else {
                return Err(wrong(format!(
                    "line {}: expected a word's number and a page",
                    number + 1
                )));
            };
            last.push((word, (page != NONE).then(|| page.to_string())));
        }
    }
    let documents = documents(columns);
    if documents.len() != pages.len() {
        let counts = format!(
            "{} documents with links, {} with words",
            pages.len(),
            documents.len()
        );
        return Err(wrong(counts));
    }
    let each = documents.into_iter().zip(pages).enumerate();
    each.map(|(number, (document, pages))| {
        let names = pages.into_iter().map(|(word, page)| {
            let at = document.name(word)?;
            Some((at, page))
        });
        let names: Option<Vec<_>> = names.collect();
        Ok(Gold {
            id: (number + 1).to_string(),
            names: names.ok_or_else(|| wrong(format!("document {}: a link without a word", number + 1)))?,
            text: document.text,
        })
    })
    .collect()
}

/// Words of a document.
#[derive(Default)]
struct Document {
    text: String,
    /// Code points and tag of each word.
    words: Vec<(Range<usize>, String)>,
    /// Code points so far.
    length: usize,
}

impl Document {
    fn push(&mut self, form: &str, tag: &str, opens: bool) {
        if !self.text.is_empty() {
            self.text.push(if opens { '\n' } else { ' ' });
            self.length += 1;
        }
        let start = self.length;
        self.text.push_str(form);
        self.length += form.chars().count();
        self.words.push((start..self.length, tag.to_string()));
    }

    /// The code points of the name that starts with a word: as far as its tags go (IOB1).
    fn name(&self, word: usize) -> Option<Range<usize>> {
        let (first, tag) = self.words.get(word)?;
        let class = tag.get(2..).unwrap_or("");
        let rest = self.words[word + 1..].iter();
        let inside = rest.take_while(|(_, tag)| tag.starts_with("I-") && tag.get(2..) == Some(class));
        let end = inside.last().map_or(first.end, |(at, _)| at.end);
        Some(first.start..end)
    }
}

fn documents(columns: &str) -> Vec<Document> {
    let mut found: Vec<Document> = vec![Document::default()];
    let mut opens = true;
    for line in columns.lines() {
        if line.starts_with("-DOCSTART-") {
            found.push(Document::default());
        } else if let (Some(form), Some(tag)) = (line.split(' ').next(), line.rsplit(' ').next())
            && !line.trim().is_empty()
        {
            if let Some(last) = found.last_mut() {
                last.push(form, tag, opens);
            }
            opens = false;
            continue;
        }
        opens = true;
    }
    found.retain(|document| !document.words.is_empty());
    found
}

/// Scores texts and what was extracted from them.
pub fn score(documents: &[(Gold, Facts)], lexicon: &Lexicon) -> Report {
    let (mut known, mut all) = (Score::default(), Score::default());
    for (gold, facts) in documents {
        let pages = gold.names.iter().filter(|(_, page)| page.is_some()).count();
        known.gold += pages;
        all.gold += pages;
        for entity in &facts.entities {
            let Some(item) = entity.wikidata.as_ref().and_then(|item| item.id.as_deref()) else {
                continue;
            };
            for mention in entity.mentions.iter().filter(|mention| mention.kind == "name") {
                let same = gold
                    .names
                    .iter()
                    .find(|(at, _)| *at == (mention.start..mention.end));
                let page = same.and_then(|(_, page)| page.as_deref());
                let right = page.is_some_and(|page| bears(lexicon, item, page));
                let one = Score {
                    gold: 0,
                    predicted: 1,
                    correct: usize::from(right),
                };
                all.add(one);
                if page.is_some() {
                    known.add(one);
                }
            }
        }
    }
    Report {
        task: "links",
        counts: vec![("documents", documents.len()), ("linked names", all.gold)],
        scores: vec![("in KB".into(), known), ("all".into(), all)],
    }
}

/// Whether an item bears the title of a page, without what stands in brackets behind it.
fn bears(lexicon: &Lexicon, item: &str, page: &str) -> bool {
    let title = unescaped(page).replace('_', " ");
    let short = title.split(" (").next().unwrap_or("");
    [normalised_phrase(&title), normalised_phrase(short)]
        .iter()
        .any(|title| {
            let named = lexicon
                .names_of(item)
                .any(|name| normalised_phrase(name) == *title);
            // Of a place any name that the gazetteer has for it.
            let place = |id: &str| {
                lexicon
                    .known(&format!("geonames:{id}"))
                    .any(|known| known.id == item)
            };
            named || lexicon.places(title).any(|row| place(row.id))
        })
}

/// "S\u00e3o_Paulo" as it is read.
fn unescaped(title: &str) -> String {
    let mut parts = title.split("\\u");
    let mut text = parts.next().unwrap_or("").to_string();
    for part in parts {
        let code = part.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                text.push(letter);
                text.push_str(&part[4..]);
            }
            None => text.push_str(part),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_facts::{Entity, Mention, Wikidata};

    const COLUMNS: &str = "NATO NNP I-NP I-ORG\nmet VBD I-VP O\n\nBo NNP I-NP I-PER\nLund NNP I-NP I-PER\n";
    const LINKS: &str = "-DOCSTART- (1 X)\n0\tOther\n-DOCSTART- (2testa Y)\n0\tNATO\thttp://x\n2\t--NME--\n";

    #[test]
    fn links_meet_their_words() {
        let gold = read(LINKS, COLUMNS, "testa", Path::new("a.tsv")).unwrap();
        assert_eq!(gold[0].text, "NATO met\nBo Lund");
        assert_eq!(gold[0].names, [(0..4, Some("NATO".to_string())), (9..16, None)]);
        assert!(read(LINKS, "", "testa", Path::new("a.tsv")).is_err());
    }

    #[test]
    fn a_link_is_right_that_bears_the_title() {
        let gold = read(LINKS, COLUMNS, "testa", Path::new("a.tsv"))
            .unwrap()
            .remove(0);
        let entity = |class: &str, start: usize, end: usize, id: &str| Entity {
            class: class.into(),
            mentions: vec![Mention {
                start,
                end,
                kind: "name".into(),
                ..Mention::default()
            }],
            wikidata: Some(Wikidata {
                id: Some(id.into()),
                ..Wikidata::default()
            }),
            ..Entity::default()
        };
        let facts = Facts {
            entities: vec![entity("ORG", 0, 4, "Q7184"), entity("PER", 9, 16, "Q458")],
            ..Facts::default()
        };
        let report = score(&[(gold, facts)], &Lexicon::builtin().unwrap());
        let counts = |name: &str| {
            report
                .score(name)
                .map(|score| (score.gold, score.predicted, score.correct))
        };
        assert_eq!(
            (counts("in KB"), counts("all")),
            (Some((1, 1, 1)), Some((1, 2, 1)))
        );
    }
}
