//! Hand-written sentences for the tests of the stages.

use std::sync::{Arc, LazyLock};

use crate::{
    context::Context,
    coref::{self, Entity},
    mention::{self, Mention},
    syntax::{SentenceGraph, Word},
    text::{Sentence, Span},
};
use triplewire_facts::annotation::{Encoded, Tag};
use triplewire_lexicon::Lexicon;

static BUILTIN: LazyLock<Arc<Lexicon>> =
    LazyLock::new(|| Arc::new(Lexicon::builtin().expect("the built-in lists are read")));

/// A document with everything that the stages before `mention` would have found.
pub struct Sample {
    pub text: String,
    pub sentences: Vec<Sentence>,
    pub graphs: Vec<SentenceGraph>,
    pub encoded: Vec<Encoded>,
    pub lexicon: Arc<Lexicon>,
}

impl Sample {
    /// One sentence a line, words `form/UPOS/head/deprel` or `form/UPOS/head/deprel/TAG` with blanks between; heads count
    /// from 0, `-` is the root. The lemma is the form in lower case, without a plural s for nouns.
    pub fn new(lines: &str) -> Self {
        let mut sample = Sample {
            text: String::new(),
            sentences: Vec::new(),
            graphs: Vec::new(),
            encoded: Vec::new(),
            lexicon: BUILTIN.clone(),
        };
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            sample.add(line);
        }
        sample
    }

    /// The same document, read with other lists.
    pub fn with(mut self, lexicon: &Arc<Lexicon>) -> Self {
        self.lexicon = lexicon.clone();
        self
    }

    /// Its mentions.
    pub fn mentions(&self) -> Vec<Mention> {
        mention::find(
            &self.text,
            &self.sentences,
            &self.graphs,
            &self.encoded,
            &self.lexicon,
        )
    }

    /// The entities of its mentions.
    pub fn entities(&self, mentions: &mut [Mention]) -> Vec<Entity> {
        coref::resolve(&self.text, &self.sentences, &self.graphs, mentions, &self.lexicon)
    }

    /// What the stages after coreference look at.
    pub fn context<'a>(&'a self, mentions: &'a [Mention], entities: &'a [Entity]) -> Context<'a> {
        Context::new(&self.text, &self.graphs, mentions, entities, &self.lexicon)
    }

    fn add(&mut self, line: &str) {
        let (mut words, mut encoded) = (Vec::new(), Encoded::default());
        let start = self.text.len();
        for item in line.split_whitespace() {
            let mut parts = item.split('/');
            let mut part = || parts.next().unwrap_or("");
            let (form, upos, head, deprel, tag) = (part(), part(), part(), part(), part());
            if self.text.len() > start {
                self.text.push(' ');
            }
            let span = Span::new(self.text.len(), self.text.len() + form.len());
            self.text.push_str(form);
            let upos = upos
                .parse()
                .unwrap_or_else(|_| panic!("no part of speech: {item}"));
            let lower = form.to_lowercase();
            let lemma = match upos {
                triplewire_facts::annotation::Upos::Noun => {
                    lower.strip_suffix('s').unwrap_or(&lower).to_string()
                }
                _ => lower,
            };
            words.push(Word {
                span,
                lemma,
                upos,
                head: head.parse().ok(),
                deprel: deprel.into(),
            });
            encoded.tags.push(tag.parse().unwrap_or(Tag::O));
            encoded.tag_scores.push(0.9);
            encoded.upos.push(upos);
        }
        let tokens = words.iter().map(|word| word.span).collect();
        self.sentences.push(Sentence {
            span: Span::new(start, self.text.len()),
            tokens,
            apart: true,
        });
        self.text.push('\n');
        self.graphs.push(SentenceGraph::new(words));
        self.encoded.push(encoded);
    }
}
