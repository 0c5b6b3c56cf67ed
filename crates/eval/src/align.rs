//! Two analyses of one text, possibly cut into different words, word by word.
//!
//! Both are laid out over the text's characters without white space. Words with the same characters belong together;
//! inside multi-word tokens (`don't`), whose words have no characters of their own, the longest common subsequence of
//! the forms decides. This is how the CoNLL 2018 shared task (Zeman et al., 2018) compares parsers on raw text.

use std::{ops::Range, path::Path};

use crate::{Error, Result};
use triplewire_nlp::text::columns::conllu::{Block, Columns, Line, column};

/// A CoNLL-U file over the characters of its text.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// All characters but white space.
    pub characters: Vec<char>,
    /// Characters of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// Surface tokens; a multi-word token is one.
    pub tokens: Vec<Range<usize>>,
    /// The syntactic words.
    pub words: Vec<Word>,
}

/// A syntactic word.
#[derive(Debug, Clone)]
pub struct Word {
    /// Its characters; for a word of a multi-word token those of the whole token.
    pub span: Range<usize>,
    /// Whether it is part of a multi-word token.
    pub multiword: bool,
    form: String,
    /// Its lemma.
    pub lemma: String,
    /// Its universal part of speech.
    pub upos: String,
    /// Index of the head among all words of the file, `None` for a root.
    pub head: Option<usize>,
    /// Relation without subtype.
    pub deprel: String,
}

impl Layout {
    /// Lays out the sentences of a file; `path` is named in errors.
    pub fn new(blocks: &[Block], path: &Path) -> Result<Self> {
        let mut layout = Self::default();
        for block in blocks {
            let start = layout.characters.len();
            let base = layout.words.len();
            let count = block.words().count();
            // The word number after which the current multi-word token is over.
            let mut inside = 0;
            for (index, line) in block.lines.iter().enumerate() {
                let error = |what| Error::Line {
                    path: path.to_path_buf(),
                    line: block.line + index,
                    what,
                };
                match line {
                    Line::Kept(_) => {}
                    Line::Range { last, text, .. } => {
                        layout.push_token(text.split('\t').nth(column::FORM).unwrap_or(""));
                        inside = *last;
                    }
                    Line::Word(columns) => {
                        let multiword = layout.words.len() - base < inside;
                        if !multiword {
                            layout.push_token(&columns[column::FORM]);
                        }
                        let head = head(columns, count).map_err(error)?.map(|head| base + head);
                        layout.push_word(columns, multiword, head);
                    }
                }
            }
            layout.sentences.push(start..layout.characters.len());
        }
        Ok(layout)
    }

    fn push_token(&mut self, form: &str) {
        let start = self.characters.len();
        self.characters
            .extend(form.chars().filter(|c| !c.is_whitespace()));
        self.tokens.push(start..self.characters.len());
    }

    fn push_word(&mut self, columns: &Columns, multiword: bool, head: Option<usize>) {
        self.words.push(Word {
            span: self.tokens.last().cloned().unwrap_or_default(),
            multiword,
            form: columns[column::FORM].to_lowercase(),
            lemma: columns[column::LEMMA].clone(),
            upos: columns[column::UPOS].clone(),
            head,
            deprel: columns[column::DEPREL].split(':').next().unwrap_or("").to_owned(),
        });
    }
}

/// The head as an index into the sentence of `count` words; `None` for the root.
fn head(columns: &Columns, count: usize) -> std::result::Result<Option<usize>, String> {
    match columns[column::HEAD].parse::<usize>() {
        Ok(0) => Ok(None),
        Ok(head) if head <= count => Ok(Some(head - 1)),
        _ => Err(format!(
            "HEAD {:?} is no word of the sentence",
            columns[column::HEAD]
        )),
    }
}

/// Pairs of words that belong together, as (index in `gold`, index in `system`), rising in both.
pub fn align(gold: &[Word], system: &[Word]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut g, mut s) = (0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), system.get(s)) {
        if a.multiword || b.multiword {
            let multi = if a.multiword { &a.span } else { &b.span };
            // A word that starts before the multi-word token has no partner in it.
            if !a.multiword && a.span.start < multi.start {
                g += 1;
            } else if !b.multiword && b.span.start < multi.start {
                s += 1;
            }
            let (g_start, s_start) = (g, s);
            (g, s) = region_end(gold, system, g, s, multi.end);
            for (x, y) in common(&gold[g_start..g], &system[s_start..s]) {
                pairs.push((g_start + x, s_start + y));
            }
        } else if a.span == b.span {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if a.span.start <= b.span.start {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

/// First words on either side that lie past a stretch of overlapping multi-word tokens which so far ends at `end`.
fn region_end(gold: &[Word], system: &[Word], mut g: usize, mut s: usize, mut end: usize) -> (usize, usize) {
    let outside = |word: Option<&Word>, end: usize| {
        word.is_none_or(|word| {
            if word.multiword {
                word.span.start >= end
            } else {
                word.span.end > end
            }
        })
    };
    while !outside(gold.get(g), end) || !outside(system.get(s), end) {
        let take_gold = match (gold.get(g), system.get(s)) {
            (Some(a), Some(b)) => a.span.start <= b.span.start,
            (a, _) => a.is_some(),
        };
        let word = if take_gold { &gold[g] } else { &system[s] };
        if word.multiword {
            end = end.max(word.span.end);
        }
        if take_gold { g += 1 } else { s += 1 }
    }
    (g, s)
}

/// Longest common subsequence of the forms. A stretch is a few words long, so the square table is small.
fn common(gold: &[Word], system: &[Word]) -> Vec<(usize, usize)> {
    let width = system.len() + 1;
    let mut best = vec![0usize; (gold.len() + 1) * width];
    for g in (0..gold.len()).rev() {
        for s in (0..system.len()).rev() {
            best[g * width + s] = if gold[g].form == system[s].form {
                best[(g + 1) * width + s + 1] + 1
            } else {
                best[(g + 1) * width + s].max(best[g * width + s + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].form == system[s].form {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if best[(g + 1) * width + s] >= best[g * width + s + 1] {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_nlp::text::columns::conllu::Treebank;

    /// Lines of "number form"; a range makes a multi-word token.
    fn layout(lines: &[&str]) -> Layout {
        let rows: Vec<String> = lines
            .iter()
            .map(|line| {
                let (id, form) = line.split_once(' ').unwrap();
                format!("{id}\t{form}\t_\t_\t_\t_\t0\t_\t_\t_\n")
            })
            .collect();
        let path = Path::new("x.conllu");
        Layout::new(&Treebank::parse(&rows.concat(), path).unwrap().sentences, path).unwrap()
    }

    #[test]
    fn the_same_words_are_aligned_one_to_one() {
        let a = layout(&["1 We", "2 met", "3 ."]);
        assert_eq!(align(&a.words, &a.words), [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn a_word_that_is_cut_differently_has_no_partner() {
        let a = layout(&["1 the", "2 U.S.", "3 envoy"]);
        let b = layout(&["1 the", "2 U.S", "3 .", "4 envoy"]);
        assert_eq!(align(&a.words, &b.words), [(0, 0), (2, 3)]);
    }

    #[test]
    fn words_of_a_multi_word_token_are_aligned_by_form() {
        let a = layout(&["1 I", "2-3 don't", "2 do", "3 n't", "4 know"]);
        let b = layout(&["1 I", "2 do", "3 n't", "4 know"]);
        assert_eq!(a.tokens.len(), 3);
        assert_eq!(align(&a.words, &b.words), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(align(&b.words, &a.words), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        let c = layout(&["1 I", "2 don't", "3 know"]);
        assert_eq!(align(&a.words, &c.words), [(0, 0), (3, 2)]);
    }

    #[test]
    fn a_head_outside_the_sentence_is_an_error_with_its_line() {
        let path = Path::new("x.conllu");
        let bank = Treebank::parse("# c\n1\tHi\t_\t_\t_\t_\t7\t_\t_\t_\n", path).unwrap();
        let error = Layout::new(&bank.sentences, path).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.conllu:2: HEAD \"7\" is no word of the sentence"
        );
    }
}
