//! Sentences, graphs and entity tags written as CoNLL-U lines.

use super::SentenceGraph;
use crate::text::{
    Sentence, Span,
    columns::conllu::{Block, Columns, Line, column},
};
use triplewire_facts::annotation::Tag;

/// Writes what the model found into the word lines of `block`: lemma, part of speech, head, relation, and the entity
/// tag as `NER=` in MISC. What the file says elsewhere stays; the enhanced graph is emptied, since it no longer fits.
pub fn fill(block: &mut Block, graph: &SentenceGraph, tags: &[Tag]) {
    for (index, columns) in block.words_mut().enumerate() {
        if let Some(word) = graph.words().get(index) {
            columns[column::LEMMA] = if word.lemma.is_empty() {
                "_".into()
            } else {
                word.lemma.clone()
            };
            columns[column::UPOS] = word.upos.to_string();
            columns[column::HEAD] = word.head.map_or(0, |head| head + 1).to_string();
            columns[column::DEPREL] = word.deprel.to_string();
            columns[column::DEPS] = "_".into();
        }
        let tag = tags.get(index).copied().unwrap_or_default();
        set_entity(&mut columns[column::MISC], tag);
    }
}

fn set_entity(misc: &mut String, tag: Tag) {
    let mut kept: Vec<&str> = misc
        .split('|')
        .filter(|item| *item != "_" && !item.starts_with("NER=") && !item.is_empty())
        .collect();
    let entity = format!("NER={tag}");
    if tag != Tag::O {
        kept.push(&entity);
    }
    *misc = if kept.is_empty() {
        "_".into()
    } else {
        kept.join("|")
    };
}

/// Code point offsets of rising byte offsets, one walk over the text in all.
struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl CodePoints<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.chars += self
            .text
            .get(self.byte..byte)
            .map_or(0, |skipped| skipped.chars().count());
        self.byte = self.byte.max(byte);
        self.chars
    }
}

/// The sentences of a raw text as blocks with empty annotation. MISC says where a word lies in the text
/// (`start_char`, `end_char`, in code points) and whether a blank follows it; contractions (`don't`) become
/// multi-word tokens as in the treebanks.
pub fn blocks(id: &str, text: &str, sentences: &[Sentence]) -> Vec<Block> {
    let mut points = CodePoints {
        text,
        byte: 0,
        chars: 0,
    };
    let mut blocks = Vec::with_capacity(sentences.len());
    for (index, sentence) in sentences.iter().enumerate() {
        let mut lines = Vec::with_capacity(sentence.tokens.len() + 3);
        if index == 0 {
            lines.push(Line::Kept(format!("# newdoc id = {id}")));
        }
        lines.push(Line::Kept(format!("# sent_id = {id}-{}", index + 1)));
        let one_line = sentence
            .span
            .of(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        lines.push(Line::Kept(format!("# text = {one_line}")));

        let next_sentence = sentences.get(index + 1).and_then(|next| next.tokens.first());
        let tokens = &sentence.tokens;
        let glued = |at: usize| {
            let next = tokens.get(at + 1).or(next_sentence);
            next.is_some_and(|next| tokens[at].end == next.start)
        };
        let mut at = 0;
        while at < tokens.len() {
            let mut last = at;
            while last + 1 < tokens.len() && glued(last) && is_clitic(text, tokens[last], tokens[last + 1]) {
                last += 1;
            }
            if last > at {
                let whole = tokens[at].join(tokens[last]).of(text);
                let misc = if glued(last) { "SpaceAfter=No" } else { "_" };
                let line = format!("{}-{}\t{whole}\t_\t_\t_\t_\t_\t_\t_\t{misc}", at + 1, last + 1);
                lines.push(Line::Range {
                    first: at + 1,
                    last: last + 1,
                    text: line,
                });
            }
            for (word, token) in tokens.iter().enumerate().take(last + 1).skip(at) {
                let offsets = format!(
                    "start_char={}|end_char={}",
                    points.at(token.start),
                    points.at(token.end)
                );
                let misc = if last == at && glued(at) {
                    format!("SpaceAfter=No|{offsets}")
                } else {
                    offsets
                };
                lines.push(Line::Word(word_line(word + 1, token.of(text), misc)));
            }
            at = last + 1;
        }
        blocks.push(Block { line: 0, lines });
    }
    blocks
}

fn word_line(number: usize, form: &str, misc: String) -> Columns {
    let mut columns: Columns = std::array::from_fn(|_| "_".to_owned());
    columns[column::ID] = number.to_string();
    columns[column::FORM] = form.to_owned();
    columns[column::MISC] = misc;
    columns
}

/// Whether `second`, which touches `first`, is the clitic half of a contraction.
fn is_clitic(text: &str, first: Span, second: Span) -> bool {
    let (first, second) = (
        first.of(text).to_lowercase(),
        second.of(text).to_lowercase().replace('’', "'"),
    );
    match second.as_str() {
        "n't" | "'s" | "'m" | "'re" | "'ll" | "'ve" | "'d" => first.ends_with(char::is_alphanumeric),
        "'" => first.ends_with('s'),
        "not" => first == "can",
        "na" => matches!(first.as_str(), "gon" | "wan"),
        "ta" => first == "got",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_facts::annotation::Class;

    fn sentence(text: &str, tokens: &[(usize, usize)]) -> Sentence {
        let tokens: Vec<Span> = tokens.iter().map(|&(start, end)| Span::new(start, end)).collect();
        Sentence {
            span: Span::new(0, text.len()),
            tokens,
            apart: true,
        }
    }

    #[test]
    fn contractions_become_multi_word_tokens_and_offsets_count_code_points() {
        let text = "Ö don't.";
        let blocks = blocks("a", text, &[sentence(text, &[(0, 2), (3, 5), (5, 8), (8, 9)])]);
        let lines: Vec<String> = blocks[0].to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "# newdoc id = a");
        assert_eq!(lines[2], "# text = Ö don't.");
        assert_eq!(lines[4], "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No");
        assert_eq!(lines[5], "2\tdo\t_\t_\t_\t_\t_\t_\t_\tstart_char=2|end_char=4");
        assert_eq!(lines[7], "4\t.\t_\t_\t_\t_\t_\t_\t_\tstart_char=7|end_char=8");
    }

    #[test]
    fn an_entity_tag_joins_what_misc_already_says() {
        let mut misc = "SpaceAfter=No|NER=B-LOC".to_owned();
        set_entity(&mut misc, Tag::B(Class::Per));
        assert_eq!(misc, "SpaceAfter=No|NER=B-PER");
        set_entity(&mut misc, Tag::O);
        assert_eq!(misc, "SpaceAfter=No");
    }
}
