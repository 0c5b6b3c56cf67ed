//! Gold chains of OntoGUM: CoNLL-U with brackets in MISC.
//!
//! In: CoNLL-U whose words carry `Entity=`, a row of brackets: `(7` opens a mention of chain 7, `7)` closes the one of
//! chain 7 that was opened last, `(7)` is a mention of one word. Out: documents whose text is the words with the blanks
//! that `SpaceAfter` leaves, an empty line between paragraphs, so that it reads as it did before it was cut; and the
//! chains over words. The tree of the file is read for the mentions' heads only.

use std::{collections::HashMap, ops::Range, path::Path};

use crate::{Error, Result};
use triplewire_facts::annotation::{Document, Sentence, Span};
use triplewire_nlp::text::columns::{
    Tokenised,
    conllu::{Block, Line, Treebank, column},
};

/// A mention over the words of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Number of the sentence.
    pub sentence: usize,
    /// Its words in the sentence.
    pub words: Range<usize>,
    /// Its first word whose governor is not in it.
    pub head: usize,
    /// Whether more than one thing is named ("Ana and Bo"), which has the head of its first part.
    pub joined: bool,
    /// Whether the head is a proper noun in the gold tree.
    pub is_name: bool,
}

/// A gold document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// Its text, sentences and words.
    pub tokenised: Tokenised,
    /// Governor of each word of each sentence, `None` for the root.
    pub heads: Vec<Vec<Option<usize>>>,
    /// What is coreferent.
    pub chains: Vec<Vec<Mention>>,
    /// Lines with a bracket whose other half is not in the sentence; they make no mention.
    pub unpaired: Vec<usize>,
    /// Relations and parts of speech, as far as mentions need them.
    conjuncts: Vec<Vec<bool>>,
    names: Vec<Vec<bool>>,
}

impl Gold {
    /// The document's id.
    pub fn id(&self) -> &str {
        &self.tokenised.document.id
    }

    /// The document's text.
    pub fn text(&self) -> &str {
        &self.tokenised.document.text
    }

    /// Whether a word is a proper noun.
    pub fn is_name(&self, sentence: usize, word: usize) -> bool {
        let names = self.names.get(sentence);
        names.and_then(|names| names.get(word)).is_some_and(|&is| is)
    }

    /// Words of a sentence with blanks between, as far as the sentence goes.
    pub fn words(&self, sentence: usize, words: &Range<usize>) -> String {
        let tokens = self
            .tokenised
            .sentences
            .get(sentence)
            .map_or(&[][..], |cut| &cut.tokens);
        let wanted = tokens.iter().take(words.end).skip(words.start);
        wanted
            .map(|token| token.of(self.text()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Words in all sentences.
    pub fn word_count(&self) -> usize {
        self.heads.iter().map(Vec::len).sum()
    }

    /// A span of words as a mention; `None` when there are no such words.
    pub fn mention(&self, sentence: usize, words: Range<usize>) -> Option<Mention> {
        let heads = self.heads.get(sentence)?.get(words.clone())?;
        let outside = |head: &Option<usize>| head.is_none_or(|head| !words.contains(&head));
        let head = words.start + heads.iter().position(outside)?;
        let joins = |word: usize| self.conjuncts[sentence][word] && self.heads[sentence][word] == Some(head);
        Some(Mention {
            sentence,
            head,
            joined: words.clone().any(joins),
            is_name: self.is_name(sentence, head),
            words,
        })
    }
}

/// Reads the documents of a file.
///
/// # Errors
/// [`Error::Line`] for a line that breaks the format.
pub fn read(file: &str, path: &Path) -> Result<Vec<Gold>> {
    let bank = Treebank::parse(file, path)?;
    let mut blocks = bank.sentences.iter();
    let mut found = Vec::with_capacity(bank.documents.len());
    for document in &bank.documents {
        let mut reader = Reader::new(path, document.document.id.clone());
        for block in blocks.by_ref().take(document.sentences.len()) {
            reader.sentence(block)?;
        }
        found.push(reader.finish());
    }
    Ok(found)
}

struct Reader<'a> {
    path: &'a Path,
    gold: Gold,
    /// Chains in the order in which their first mentions end.
    chains: Vec<Vec<(usize, Range<usize>)>>,
    number: HashMap<String, usize>,
}

impl<'a> Reader<'a> {
    fn new(path: &'a Path, id: String) -> Self {
        let document = Document {
            id,
            ..Document::default()
        };
        let tokenised = Tokenised {
            document,
            sentences: Vec::new(),
        };
        Self {
            path,
            gold: Gold {
                tokenised,
                ..Gold::default()
            },
            chains: Vec::new(),
            number: HashMap::new(),
        }
    }

    fn sentence(&mut self, block: &Block) -> Result<()> {
        let number = self.gold.heads.len();
        let count = block.words().count();
        let (mut heads, mut conjuncts, mut names) = (Vec::new(), Vec::new(), Vec::new());
        let mut open: Vec<(String, usize, usize)> = Vec::new();
        for (index, line) in block.lines.iter().enumerate() {
            let Line::Word(columns) = line else { continue };
            let error = |what: String| Error::Line {
                path: self.path.into(),
                line: block.line + index,
                what,
            };
            let at = heads.len();
            let governor = match columns[column::HEAD].parse::<usize>() {
                Ok(0) => None,
                Ok(head) if head <= count => Some(head - 1),
                _ => {
                    let what = format!("HEAD {:?} is no word of the sentence", columns[column::HEAD]);
                    return Err(error(what));
                }
            };
            heads.push(governor);
            conjuncts.push(columns[column::DEPREL].split(':').next() == Some("conj"));
            names.push(columns[column::UPOS] == "PROPN");
            for bracket in brackets(&columns[column::MISC]).map_err(error)? {
                let (chain, start) = match bracket {
                    Bracket::Open(chain) => {
                        open.push((chain, at, block.line + index));
                        continue;
                    }
                    Bracket::Whole(chain) => (chain, at),
                    Bracket::Close(chain) => {
                        let Some(last) = open.iter().rposition(|(known, ..)| *known == chain) else {
                            self.gold.unpaired.push(block.line + index);
                            continue;
                        };
                        let (chain, start, _) = open.remove(last);
                        (chain, start)
                    }
                };
                self.push(chain, number, start..at + 1);
            }
        }
        self.gold.unpaired.extend(open.iter().map(|(.., line)| line));
        self.gold.heads.push(heads);
        self.gold.conjuncts.push(conjuncts);
        self.gold.names.push(names);
        self.text(block);
        Ok(())
    }

    fn push(&mut self, chain: String, sentence: usize, words: Range<usize>) {
        let next = self.chains.len();
        let number = *self.number.entry(chain).or_insert(next);
        if number == next {
            self.chains.push(Vec::new());
        }
        self.chains[number].push((sentence, words));
    }

    /// Appends the words of a sentence to the text.
    fn text(&mut self, block: &Block) {
        let text = &mut self.gold.tokenised.document.text;
        let apart = block.is_marked("newpar") || block.is_marked("newdoc");
        if apart && !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        let mut tokens = Vec::new();
        let mut glued = 0;
        let mut after = true;
        for line in &block.lines {
            match line {
                Line::Kept(_) => {}
                // Words of one token stand together; what follows the token is said on its own line.
                Line::Range { last, text, .. } => {
                    glued = *last;
                    after = spaced(text.rsplit('\t').next().unwrap_or(""));
                }
                Line::Word(columns) => {
                    let start = text.len();
                    text.push_str(&columns[column::FORM]);
                    tokens.push(Span::new(start, text.len()));
                    let ends = match tokens.len() {
                        number if number < glued => false,
                        number if number == glued => after,
                        _ => spaced(&columns[column::MISC]),
                    };
                    if ends {
                        text.push(' ');
                    }
                }
            }
        }
        let end = text.len();
        let span = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.join(*last),
            _ => Span::new(end, end),
        };
        self.gold
            .tokenised
            .sentences
            .push(Sentence { span, tokens, apart });
    }

    fn finish(mut self) -> Gold {
        let text = &mut self.gold.tokenised.document.text;
        text.truncate(text.trim_end().len());
        let gold = &self.gold;
        let chain = |mentions: &Vec<(usize, Range<usize>)>| {
            let found = mentions.iter();
            found
                .filter_map(|(sentence, words)| gold.mention(*sentence, words.clone()))
                .collect()
        };
        let chains = self.chains.iter().map(chain).collect();
        Gold { chains, ..self.gold }
    }
}

fn spaced(misc: &str) -> bool {
    !misc.split('|').any(|item| item == "SpaceAfter=No")
}

enum Bracket {
    Open(String),
    Close(String),
    Whole(String),
}

/// The brackets of a word, left to right.
fn brackets(misc: &str) -> std::result::Result<Vec<Bracket>, String> {
    let Some(row) = misc.split('|').find_map(|item| item.strip_prefix("Entity=")) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut rest = row;
    while !rest.is_empty() {
        let inner = rest.strip_prefix('(');
        let from = inner.unwrap_or(rest);
        let end = from.find(['(', ')']).unwrap_or(from.len());
        // What follows a hyphen (a class, a head) is told by other files of the kind.
        let chain = from[..end].split('-').next().unwrap_or("").to_string();
        let closed = from[end..].starts_with(')');
        if chain.is_empty() || (inner.is_none() && !closed) {
            return Err(format!("Entity={row}: brackets like (7 or 7) or (7) wanted"));
        }
        found.push(match (inner.is_some(), closed) {
            (true, true) => Bracket::Whole(chain),
            (true, false) => Bracket::Open(chain),
            _ => Bracket::Close(chain),
        });
        rest = &from[end + usize::from(closed)..];
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of "form upos head deprel misc".
    fn file(lines: &[&str]) -> String {
        let mut file = String::from("# newdoc id = d\n");
        let mut number = 0;
        for line in lines {
            let cells: Vec<&str> = line.split(' ').collect();
            match cells.as_slice() {
                [form, upos, head, deprel, misc] => {
                    number += 1;
                    file += &format!("{number}\t{form}\t_\t{upos}\t_\t_\t{head}\t{deprel}\t_\t{misc}\n");
                }
                _ => {
                    number = 0;
                    file += "\n# newpar\n";
                }
            }
        }
        file
    }

    fn spans(gold: &Gold) -> Vec<Vec<(usize, Range<usize>)>> {
        let chains = gold.chains.iter();
        chains
            .map(|chain| {
                chain
                    .iter()
                    .map(|one| (one.sentence, one.words.clone()))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn brackets_become_chains_and_text_is_as_it_was() {
        let file = file(&[
            "Ana PROPN 4 nsubj Entity=(1(2)",
            "and CCONJ 3 cc _",
            "Bo PROPN 1 conj Entity=(7)1)",
            "met VERB 0 root SpaceAfter=No",
            ". PUNCT 4 punct _",
            "",
            "They PRON 2 nsubj Entity=(1)",
            "go VERB 0 root SpaceAfter=No",
            "! PUNCT 2 punct _",
        ]);
        let gold = &read(&file, Path::new("g.conllu")).unwrap()[0];
        assert_eq!(gold.id(), "d");
        assert_eq!(gold.text(), "Ana and Bo met.\n\nThey go!");
        assert_eq!(
            spans(gold),
            [vec![(0, 0..1)], vec![(0, 2..3)], vec![(0, 0..3), (1, 0..1)]]
        );
        let both = &gold.chains[2][0];
        assert_eq!((both.head, both.joined, both.is_name), (0, true, true));
        assert!(!gold.chains[0][0].joined && !gold.chains[2][1].is_name);
    }

    #[test]
    fn the_last_opened_of_a_chain_is_closed_first() {
        let gold = &read(
            &file(&[
                "his PRON 2 nmod:poss Entity=(1(1)",
                "father NOUN 0 root _",
                "'s PART 2 case Entity=1)",
            ]),
            Path::new("g"),
        )
        .unwrap()[0];
        assert_eq!(spans(gold), [vec![(0, 0..1), (0, 0..3)]]);
        assert_eq!(gold.chains[0][1].head, 1);
        assert_eq!(gold.word_count(), 3);
    }

    #[test]
    fn words_of_one_token_stand_together() {
        let lines = "# newdoc id = d\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\t_\tAUX\t_\t_\t0\troot\t_\t_\n\
                     2\tn't\t_\tPART\t_\t_\t1\tadvmod\t_\t_\n3\t!\t_\tPUNCT\t_\t_\t1\tpunct\t_\t_\n";
        let gold = &read(lines, Path::new("g")).unwrap()[0];
        assert_eq!(gold.text(), "don't!");
        let tokens = &gold.tokenised.sentences[0].tokens;
        assert_eq!(tokens[1].of(gold.text()), "n't");
    }

    #[test]
    fn a_bracket_without_its_other_half_is_passed_over_and_remembered() {
        let rows = [
            "Ana PROPN 2 nsubj Entity=(1(2)",
            "left VERB 0 root Entity=3)",
            "Bo PROPN 2 obj Entity=(4)",
        ];
        let gold = &read(&file(&rows), Path::new("g")).unwrap()[0];
        assert_eq!(spans(gold), [vec![(0, 0..1)], vec![(0, 2..3)]]);
        assert_eq!(gold.unpaired, [3, 2]);
    }

    #[test]
    fn what_is_no_bracket_is_named_with_its_line() {
        let complaint = |misc: &str| {
            let line = format!("Ana PROPN 0 root {misc}");
            read(&file(&[&line]), Path::new("g")).unwrap_err().to_string()
        };
        assert!(complaint("Entity=1").contains("g:2: Entity=1: brackets like"));
        assert!(complaint("Entity=()").contains("brackets like"));
    }
}
