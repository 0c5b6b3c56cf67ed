//! What lemmas are made with: `irregular.tsv`, forms whose lemma no rule gives, and `stems.txt`, base forms that the rules
//! of spelling would miss.

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_facts::annotation::Upos;

use crate::table::Table;

/// Both lists.
#[derive(Debug, Default)]
pub struct Forms {
    pub(crate) irregular: Irregular,
    pub(crate) stems: Stems,
}

impl Forms {
    /// Lemma of an irregular form in lower case.
    pub fn irregular(&self, form: &str, upos: Upos) -> Option<&str> {
        let rows = self.irregular.lemmas.get(form)?;
        let row = rows.iter().find(|(own, _)| *own == upos);
        row.map(|(_, lemma)| lemma.as_str())
    }

    /// Whether a base form is listed as a verb's.
    pub fn is_verb(&self, stem: &str) -> bool {
        self.stems.verbs.contains(stem)
    }

    /// Whether a base form is listed as that of an adjective with -er and -est.
    pub fn is_gradable(&self, stem: &str) -> bool {
        self.stems.gradable.contains(stem)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Irregular {
    lemmas: FxHashMap<String, Vec<(Upos, String)>>,
}

impl Table for Irregular {
    fn add(&mut self, row: &str) -> Result<(), String> {
        let mut columns = row.split('\t');
        let (Some(form), Some(upos), Some(lemma)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!(
                "expected form, part of speech and lemma, with tabs between; found `{row}`"
            ));
        };
        let upos: Upos = upos
            .parse()
            .map_err(|_| format!("`{upos}` is no universal part of speech"))?;
        let rows = self.lemmas.entry(form.to_string()).or_default();
        rows.retain(|(own, _)| *own != upos);
        rows.push((upos, lemma.to_string()));
        Ok(())
    }

    /// All rows of the form, or the one of the part of speech after it.
    fn remove(&mut self, entry: &str) {
        match entry.split_once('\t') {
            None => {
                self.lemmas.remove(entry);
            }
            Some((form, upos)) => {
                if let Some(rows) = self.lemmas.get_mut(form) {
                    rows.retain(|(own, _)| own.as_str() != upos);
                }
            }
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Stems {
    verbs: FxHashSet<String>,
    gradable: FxHashSet<String>,
    is_gradable: bool,
}

impl Stems {
    fn section(&mut self) -> &mut FxHashSet<String> {
        match self.is_gradable {
            true => &mut self.gradable,
            false => &mut self.verbs,
        }
    }
}

impl Table for Stems {
    fn add(&mut self, line: &str) -> Result<(), String> {
        match line {
            "[verb]" => self.is_gradable = false,
            "[gradable]" => self.is_gradable = true,
            _ if line.starts_with('[') => {
                return Err(format!("`{line}` is no section; expected [verb] or [gradable]"));
            }
            _ => self
                .section()
                .extend(line.split_whitespace().map(str::to_lowercase)),
        }
        Ok(())
    }

    fn remove(&mut self, words: &str) {
        for word in words.split_whitespace() {
            self.section().remove(word);
        }
    }

    fn end(&mut self) {
        self.is_gradable = false;
    }
}
