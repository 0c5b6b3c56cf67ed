//! Windows: whole consecutive sentences of one document, packed to the model's budget of wordpieces.
//!
//! A sentence over the budget is a window of its own. One that is longer than the encoder's longest input is cut at word
//! boundaries into several windows, so that no word is ever left out.

use std::ops::Range;

use triplewire_facts::annotation::{Sentence, Span};

use super::{pieces::Pieces, shape::Shape};

/// How many wordpieces a window holds, the two marks around them not counted.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Sentences are packed up to this.
    pub window: usize,
    /// The most that the encoder can take: position embeddings less the two marks.
    pub longest: usize,
}

/// Consecutive words of one sentence: all of them, or a part when the sentence is too long for one window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Number of the sentence.
    pub sentence: usize,
    /// Its words in the window.
    pub words: Range<usize>,
    /// Layout alone sets the part off from what stands before it.
    pub apart: bool,
}

/// What one forward pass reads.
#[derive(Debug, Default)]
pub struct Window {
    /// The document that the window is of.
    pub document: usize,
    /// What it holds, in order.
    pub parts: Vec<Part>,
    /// Wordpieces with `[CLS]` and `[SEP]` around them.
    pub ids: Vec<u32>,
    /// Shape of each wordpiece's word.
    pub shapes: Vec<u8>,
    /// Position of every word's first wordpiece.
    pub first: Vec<usize>,
    /// Whether a word is nothing but opening marks.
    pub opening: Vec<bool>,
    /// It is packed of the pieces of a model's tagger, and not of its own.
    pub for_tagger: bool,
}

impl Window {
    fn open(document: usize, pieces: &Pieces) -> Self {
        Self {
            document,
            ids: vec![pieces.cls],
            shapes: vec![Shape::Other.token_type()],
            ..Self::default()
        }
    }

    /// The window's words as tokens; `sentences` are those that it was packed from.
    pub fn tokens<'a>(&'a self, sentences: &'a [Sentence]) -> impl Iterator<Item = Span> + 'a {
        let part = |part: &'a Part| {
            sentences[part.sentence].tokens[part.words.clone()]
                .iter()
                .copied()
        };
        self.parts.iter().flat_map(part)
    }

    /// Wordpieces without the opening mark.
    fn used(&self) -> usize {
        self.ids.len() - 1
    }

    fn close(mut self, pieces: &Pieces) -> Self {
        self.ids.push(pieces.sep);
        self.shapes.push(Shape::Other.token_type());
        self
    }
}

/// Packs one document; sentences without words are in no window.
pub fn pack(
    document: usize,
    text: &str,
    sentences: &[Sentence],
    pieces: &mut Pieces,
    budget: Budget,
) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut window = Window::open(document, pieces);
    for (number, sentence) in sentences.iter().enumerate() {
        let sizes: Vec<usize> = sentence
            .tokens
            .iter()
            .map(|token| pieces.of(token.of(text)).len())
            .collect();
        for words in parts(&sizes, budget.longest) {
            let size: usize = sizes[words.clone()].iter().sum();
            if window.used() > 0 && window.used() + size > budget.window {
                let full = std::mem::replace(&mut window, Window::open(document, pieces));
                windows.push(full.close(pieces));
            }
            for token in &sentence.tokens[words.clone()] {
                let word = token.of(text);
                window.first.push(window.ids.len());
                window.opening.push(may_open(word));
                window.ids.extend_from_slice(pieces.of(word));
                window
                    .shapes
                    .resize(window.ids.len(), Shape::of(word).token_type());
            }
            window.parts.push(Part {
                sentence: number,
                apart: sentence.apart && words.start == 0,
                words,
            });
        }
    }
    if window.used() > 0 {
        windows.push(window.close(pieces));
    }
    windows
}

/// Cuts the words of a sentence, given by their sizes in wordpieces, where a part would exceed `longest`.
fn parts(sizes: &[usize], longest: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (word, size) in sizes.iter().enumerate() {
        if used + size > longest && word > start {
            parts.push(start..word);
            (start, used) = (word, 0);
        }
        used += size;
    }
    if start < sizes.len() {
        parts.push(start..sizes.len());
    }
    parts
}

/// Nothing but marks that may open something: brackets, quotation marks, and straight ones, which do not tell.
fn may_open(token: &str) -> bool {
    let mark = |c| {
        matches!(c, '(' | '[' | '{' | '"' | '\'' | '`')
            || matches!(c, '\u{201c}' | '\u{2018}' | '\u{ab}' | '\u{201e}' | '\u{201a}')
    };
    !token.is_empty() && token.chars().all(mark)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_long_sentence_is_cut_between_words_and_loses_none() {
        assert_eq!(parts(&[1, 1, 1], 3), vec![0..3]);
        assert_eq!(parts(&[1, 1, 1], 2), vec![0..2, 2..3]);
        assert_eq!(parts(&[2, 2, 1, 1], 3), vec![0..1, 1..3, 3..4]);
        assert!(parts(&[], 3).is_empty());
    }
}
