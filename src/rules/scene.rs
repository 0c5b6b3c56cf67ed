//! What the matcher sees of one sentence.

use std::borrow::Cow;

use crate::{rules::lexicon::Lexicon, syntax::Graph};

/// One sentence's graph with the text it stands in and the word lists.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub text: &'a str,
    pub graph: &'a Graph,
    pub lexicon: &'a Lexicon,
}

impl<'a> Scene<'a> {
    /// A word as it is written.
    pub fn form(&self, word: usize) -> &'a str {
        self.graph.words().get(word).map_or("", |w| w.span.of(self.text))
    }

    /// A word's lemma in lower case.
    pub fn lemma(&self, word: usize) -> Cow<'a, str> {
        self.graph
            .words()
            .get(word)
            .map_or("".into(), |w| lower(&w.lemma))
    }
}

/// The text in lower case; most lemmas are already, and the matcher looks at them too often to copy each.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        text.into()
    } else {
        text.to_lowercase().into()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::{
        syntax::{Deprel, Graph, Word},
        text::Span,
    };

    /// Builds a graph and its text from rows of form, lemma, UPOS, head (1-based, 0 the root) and relation.
    pub(crate) fn graph(rows: &[(&str, &str, &str, usize, &str)]) -> (String, Graph) {
        let mut text = String::new();
        let mut words = Vec::new();
        for (form, lemma, upos, head, relation) in rows {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            words.push(Word {
                span: Span::new(start, text.len()),
                lemma: lemma.to_string(),
                upos: upos.parse().unwrap(),
                head: head.checked_sub(1),
                deprel: Deprel::from(*relation),
            });
        }
        (text, Graph::new(words, true))
    }
}
