//! The quotations of a document and their speakers.
//!
//! In: the text with its dependency trees. Out: for an offset inside a quotation the word that names the speaker. A quotation may
//! run over several sentences, of which only one names the speaker ("They came at night. They took two men," Ana Ruiz said); one
//! that is taken up again after the speaker ("..., she said. "They ...") has the same. After O'Keefe et al. 2012, "A
//! sequence labelling approach to quote attribution", whose strongest rule is the speech verb nearest by.

use crate::{
    syntax::SentenceGraph,
    text::{Span, lower},
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Lexicon;

/// Words around a quotation's end among which its speaker is looked for.
const REACH: usize = 40;

/// A word of the document: sentence and index in it.
type Word = (usize, usize);

/// The quotations of a document in text order.
pub struct Quotations {
    /// Each from its opening to its closing mark, in bytes, with its speaker.
    found: Vec<(Span, Option<Word>)>,
}

impl Quotations {
    /// Finds the quotations of a document; speakers stand at verbs of `lexicon`'s `speech`.
    pub fn new(text: &str, graphs: &[SentenceGraph], lexicon: &Lexicon) -> Self {
        let quotes = spans(text);
        let mut found: Vec<(Span, Option<Word>)> = Vec::with_capacity(quotes.len());
        for (number, &quote) in quotes.iter().enumerate() {
            let own = Speech {
                graphs,
                quotes: &quotes,
                quote,
                lexicon,
            }
            .speaker();
            let before = number.checked_sub(1).map(|last| found[last]);
            let taken_up = before.filter(|&(last, _)| goes_on(text, graphs, last, quote));
            found.push((quote, own.or(taken_up.and_then(|(_, speaker)| speaker))));
        }
        Self { found }
    }

    /// The speaker at an offset of the text; `None` outside all quotations.
    pub fn at(&self, at: Span) -> Option<Option<Word>> {
        let after = self.found.partition_point(|(quote, _)| quote.start <= at.start);
        let (quote, speaker) = self.found.get(after.checked_sub(1)?)?;
        quote.covers(at).then_some(*speaker)
    }
}

/// Spans between double quotation marks; the end of the paragraph closes an open one.
fn spans(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let doubled = |mark: char| c == mark && text[at..].chars().nth(1) == Some(mark);
        let (opens, closes) = match c {
            '"' => (open.is_none(), open.is_some()),
            '“' | '„' | '«' => (true, false),
            '”' | '»' => (false, true),
            _ if doubled('`') => (true, false),
            _ if doubled('\'') => (false, true),
            '\n' => (
                false,
                text[at + 1..]
                    .trim_start_matches([' ', '\t', '\r'])
                    .starts_with('\n'),
            ),
            _ => (false, false),
        };
        if closes && let Some(start) = open.take() {
            found.push(Span::new(start, at));
        }
        if opens && open.is_none() {
            open = Some(at);
        }
    }
    found.extend(open.map(|start| Span::new(start, text.len())));
    found
}

/// Whether a quotation continues the one before it: only the words that name the speaker are between them.
fn goes_on(text: &str, graphs: &[SentenceGraph], last: Span, next: Span) -> bool {
    let between = Span::new(last.end, next.start);
    let part = between.of(text);
    let inside = |graph: &&SentenceGraph| {
        let words = graph.words();
        words.first().is_some_and(|word| word.span.start > last.end)
            && words.last().is_some_and(|word| word.span.end < next.start)
    };
    let paragraph = part.contains("\n\n");
    let near = |at: usize| {
        graphs.partition_point(|graph| graph.words().first().is_some_and(|word| word.span.start < at))
    };
    let skipped = graphs[near(last.start).saturating_sub(1)..near(next.start)]
        .iter()
        .filter(inside)
        .count();
    // A paragraph that opens with a mark after one that was not closed is the same speech.
    skipped == 0 && (!paragraph || part.trim().is_empty())
}

/// One quotation and where its speaker may be named.
struct Speech<'a> {
    graphs: &'a [SentenceGraph],
    quotes: &'a [Span],
    quote: Span,
    lexicon: &'a Lexicon,
}

impl Speech<'_> {
    /// The subject of the speech verb nearest to the quotation, in the sentences in which it begins and ends.
    fn speaker(&self) -> Option<Word> {
        let candidates = self.sentences().into_iter().flat_map(|sentence| {
            self.beside(sentence)
                .filter_map(move |word| Some(((sentence, word), self.said_by(sentence, word)?)))
        });
        let distance = |&((sentence, word), _): &(Word, usize)| {
            let span = self.graphs[sentence].words()[word].span;
            // What follows a quotation names its speaker more often than what stands before it.
            if span.start >= self.quote.end {
                span.start - self.quote.end
            } else {
                2 * self.quote.start.saturating_sub(span.end) + 1
            }
        };
        let ((sentence, _), speaker) = candidates.min_by_key(distance)?;
        Some((sentence, speaker))
    }

    /// The words of a sentence near the quotation's ends.
    fn beside(&self, sentence: usize) -> impl Iterator<Item = usize> + use<> {
        let words = self.graphs[sentence].words();
        let at = |place: usize| words.partition_point(|word| word.span.start < place);
        let around = |at: usize| at.saturating_sub(REACH)..(at + REACH).min(words.len());
        let (start, end) = (around(at(self.quote.start)), around(at(self.quote.end)));
        let from = end.start.max(start.end);
        start.chain(from..end.end)
    }

    /// The sentences at both ends.
    fn sentences(&self) -> Vec<usize> {
        let at = |place: usize| {
            let after = self
                .graphs
                .partition_point(|graph| graph.words().first().is_some_and(|word| word.span.start <= place));
            after.checked_sub(1)
        };
        // Before the opening mark of a sentence of its own stands the sentence that leads it in.
        let mut found: Vec<usize> = [at(self.quote.start), at(self.quote.end)]
            .into_iter()
            .flatten()
            .collect();
        found.dedup();
        found
    }

    /// The speaker that a word outside quotations points to: the subject of a verb of speech, or the head of "according to".
    fn said_by(&self, sentence: usize, word: usize) -> Option<usize> {
        let graph = &self.graphs[sentence];
        let lemma = lower(&graph.words()[word].lemma);
        if self.quoted(graph, word) {
            return None;
        }
        let speaker = if graph.words()[word].upos == Upos::Verb && self.lexicon.is_speech(&lemma) {
            graph.children_by(word, "nsubj").next()
        } else if lemma == "accord" && graph.words()[word].deprel.is("case") {
            graph.words()[word].head
        } else {
            None
        };
        speaker.filter(|&speaker| !self.quoted(graph, speaker))
    }

    fn quoted(&self, graph: &SentenceGraph, word: usize) -> bool {
        let span = graph.words()[word].span;
        let after = self.quotes.partition_point(|quote| quote.start <= span.start);
        after
            .checked_sub(1)
            .is_some_and(|at| self.quotes[at].covers(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        spans(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn marks_of_all_kinds_are_paired() {
        assert_eq!(
            quoted("\"We left,\" he said. \"They came.\""),
            ["\"We left,", "\"They came."]
        );
        assert_eq!(quoted("“We left,” he said."), ["“We left,"]);
        assert_eq!(quoted("`` We left , '' he said ."), ["`` We left , "]);
        assert_eq!(quoted("No words."), Vec::<&str>::new());
    }

    #[test]
    fn a_paragraph_ends_what_is_left_open() {
        assert_eq!(
            quoted("\"We left.\n\n\"They came.\" It rained."),
            ["\"We left.", "\"They came."]
        );
        assert_eq!(quoted("5\" of rain"), ["\" of rain"]);
    }
}
