//! Entity tags become names.
//!
//! The tagger's spans are taken as they are, then brought to what a name is: no leading article, no title, no possessive
//! mark, no loose punctuation at the ends. Where a title stands inside a person's name, two names were run together (which
//! noisy text brings) and they are cut apart.

use super::{Kind, Mention, Place};
use crate::syntax::{SentenceGraph, is_article, span};
use std::ops::Range;
use triplewire_facts::annotation::{Class, Encoded, Tag};

/// Adds the names of one sentence, left to right.
pub fn find(here: &Place, encoded: &Encoded, found: &mut Vec<Mention>) {
    let count = here.graph.words().len().min(encoded.tags.len());
    let mut start = 0;
    while start < count {
        let class = match encoded.tags[start] {
            Tag::O => {
                start += 1;
                continue;
            }
            Tag::B(class) | Tag::I(class) => class,
        };
        let inside = |tag: &&Tag| **tag == Tag::I(class);
        let end = start + 1 + encoded.tags[start + 1..count].iter().take_while(inside).count();
        let name = Name { here, encoded, class };
        name.add(start..end, found);
        start = end;
    }
}

struct Name<'a> {
    here: &'a Place<'a>,
    encoded: &'a Encoded,
    class: Class,
}

impl Name<'_> {
    fn add(&self, words: Range<usize>, found: &mut Vec<Mention>) {
        let mut words = self.trim(words);
        if self.class == Class::Per {
            while let Some(cut) = self.inner_title(&words) {
                self.push(self.trim(words.start..cut), found);
                words = self.trim(cut..words.end);
            }
        }
        self.push(words, found);
    }

    fn push(&self, words: Range<usize>, found: &mut Vec<Mention>) {
        let span = span(self.here.graph, &words);
        if span.is_empty() {
            return;
        }
        let scores = self.encoded.tag_scores.get(words.clone()).unwrap_or(&[]);
        let score = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
        let head = head(self.here.graph, &words);
        let lexicon = self.here.lexicon;
        let dated =
            self.class == Class::Misc && words.clone().all(|word| lexicon.is_calendar(self.form(word)));
        let class = Some(if dated { Class::Date } else { self.class });
        found.push(Mention {
            span,
            sentence: self.here.sentence,
            words,
            head,
            kind: Kind::Name,
            class,
            score,
            resolved: false,
        });
    }

    fn form(&self, word: usize) -> &str {
        self.here.graph.words()[word].span.of(self.here.text)
    }

    /// Where a title stands after the first word and before the last.
    fn inner_title(&self, words: &Range<usize>) -> Option<usize> {
        let forms: Vec<&str> = words.clone().map(|word| self.form(word)).collect();
        (1..forms.len())
            .find(|&at| {
                let title = self.here.lexicon.titles().cuts(&forms[at..]);
                title > 0 && at + title < forms.len()
            })
            .map(|at| words.start + at)
    }

    /// "Lady Gaga", "Queen Latifah": a title of nobility before a single name is part of it, unless the text has the name
    /// behind another one ("Margaret Thatcher").
    fn is_stage_name(&self, title: &str, name: &str) -> bool {
        const NOBLE: [&str; 9] = [
            "Lady", "Lord", "Queen", "King", "Prince", "Princess", "Mother", "Duke", "Dame",
        ];
        let text = self.here.text;
        NOBLE.contains(&title)
            && text.match_indices(name).all(|(at, _)| {
                let before = text[..at]
                    .trim_end()
                    .rsplit(char::is_whitespace)
                    .next()
                    .unwrap_or("");
                before == title || !before.starts_with(char::is_uppercase) || before.ends_with(['.', ','])
            })
    }

    fn trim(&self, words: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = words;
        while start < end {
            let form = self.form(start);
            if !(is_mark(form) || is_article(form) && end - start > 1) {
                break;
            }
            start += 1;
        }
        while start < end && (is_possessive(self.form(end - 1)) || is_mark(self.form(end - 1))) {
            end -= 1;
        }
        if self.class == Class::Per {
            let forms: Vec<&str> = (start..end).map(|word| self.form(word)).collect();
            let mut skip = 0;
            loop {
                let title = self.here.lexicon.titles().at_start(&forms[skip..]);
                if title == 0 || skip + title >= forms.len() {
                    break;
                }
                skip += title;
            }
            let stage = skip == 1 && forms.len() == 2 && self.is_stage_name(forms[0], forms[1]);
            start += if stage { 0 } else { skip };
        }
        start..end
    }
}

/// The word of the range whose governor lies outside.
pub(super) fn head(graph: &SentenceGraph, words: &Range<usize>) -> usize {
    let last = words.end.saturating_sub(1);
    let outside = |&word: &usize| graph.words()[word].head.is_none_or(|head| !words.contains(&head));
    words.clone().find(outside).unwrap_or(last)
}

fn is_possessive(form: &str) -> bool {
    matches!(form, "'s" | "’s" | "'S" | "’S" | "'" | "’")
}

fn is_mark(form: &str) -> bool {
    !form
        .chars()
        .any(|c| c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '¥' | '%'))
}
