//! Entity tags and noun phrases become mentions: names, nominals, pronouns.
//!
//! In: sentences with their graphs and what the encoder's heads said. Out: mentions sorted by position. A name wins over a
//! phrase with the same head; a phrase may hold names ("Turkey's interior minister"), and a name others ("University of
//! Lund").

mod holder;
mod index;
mod joined;
mod names;
mod namesakes;
mod nested;
mod nominal;
mod pasted;
mod towns;

pub use holder::holder;
pub use index::Index;

use crate::{
    syntax::SentenceGraph,
    text::{Sentence, Span},
};
use triplewire_facts::annotation::{Class, Encoded};
use triplewire_lexicon::Lexicon;

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A proper name ("Andrey G. Karlov").
    Name,
    /// A noun phrase with a common noun as head ("the gunman").
    Nominal,
    /// A pronoun ("he").
    Pronoun,
}

impl Kind {
    /// The word that the output writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Name => "name",
            Kind::Nominal => "nominal",
            Kind::Pronoun => "pronoun",
        }
    }
}

/// A piece of text that refers to something.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its bytes.
    pub span: Span,
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// Its words in the sentence, end exclusive.
    pub words: std::ops::Range<usize>,
    /// The syntactic head among them, an index into the sentence.
    pub head: usize,
    /// Name, nominal or pronoun.
    pub kind: Kind,
    /// Class as the tagger or the word lists say; `None` for a nominal of unknown class.
    pub class: Option<Class>,
    /// Probability of the mention, 0 to 1.
    pub score: f32,
    /// Whether coreference is sure of whom a pronoun stands for; its class is then theirs.
    pub resolved: bool,
}

/// A sentence in which mentions are looked for.
struct Place<'a> {
    text: &'a str,
    /// Index of the sentence in the document.
    sentence: usize,
    graph: &'a SentenceGraph,
    lexicon: &'a Lexicon,
}

/// Finds the mentions of a document; the lists run in parallel, one entry a sentence.
pub fn find(
    text: &str,
    sentences: &[Sentence],
    graphs: &[SentenceGraph],
    encoded: &[Encoded],
    lexicon: &Lexicon,
) -> Vec<Mention> {
    let mut found = Vec::new();
    for (sentence, ((_, graph), encoded)) in sentences.iter().zip(graphs).zip(encoded).enumerate() {
        let first = found.len();
        let here = Place {
            text,
            sentence,
            graph,
            lexicon,
        };
        names::find(&here, encoded, &mut found);
        joined::join(&here, &mut found, first);
        let mut in_name = vec![false; graph.words().len()];
        for name in &found[first..] {
            in_name[name.words.clone()].fill(true);
        }
        nominal::find(&here, &in_name, &mut found);
        found[first..].sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    }
    pasted::cut(text, graphs, &mut found);
    namesakes::adopt(text, graphs, lexicon, &mut found);
    towns::settle(text, graphs, lexicon, &mut found);
    nested::add(text, graphs, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Sample;

    fn mentions(lines: &str) -> Vec<(String, Kind, Option<Class>)> {
        let sample = Sample::new(lines);
        sample
            .mentions()
            .into_iter()
            .map(|mention| {
                (
                    mention.span.of(&sample.text).to_string(),
                    mention.kind,
                    mention.class,
                )
            })
            .collect()
    }

    fn names(lines: &str) -> Vec<String> {
        mentions(lines)
            .into_iter()
            .filter(|found| found.1 == Kind::Name)
            .map(|found| found.0)
            .collect()
    }

    #[test]
    fn names_lose_article_title_and_possessive() {
        let line = "The/DET/2/det/B-LOC United/PROPN/2/compound/I-LOC States/PROPN/4/nmod:poss/I-LOC ’s/PART/2/case/I-LOC \
                    envoy/NOUN/-/root Mr./PROPN/6/nmod:desc/B-PER Ode/PROPN/4/appos/I-PER";
        assert_eq!(names(line), ["United States", "Ode"]);
    }

    #[test]
    fn a_day_of_the_week_is_a_date_whatever_the_tagger_says() {
        let classes = |line: &str| {
            mentions(line)
                .into_iter()
                .map(|found| found.2)
                .collect::<Vec<_>>()
        };
        assert_eq!(classes("Thursday/PROPN/-/root/B-MISC"), [Some(Class::Date)]);
        assert_eq!(
            classes("Black/PROPN/1/amod/B-MISC Friday/PROPN/-/root/I-MISC"),
            [Some(Class::Misc)]
        );
    }

    #[test]
    fn a_title_alone_stays_a_name() {
        assert_eq!(names("King/PROPN/-/root/B-PER"), ["King"]);
    }

    #[test]
    fn two_people_run_together_are_cut_apart() {
        let line = "Mr./PROPN/1/nmod:desc/B-PER Ode/PROPN/-/root/I-PER President/PROPN/3/nmod:desc/I-PER \
                    Ann/PROPN/1/dep/I-PER Lund/PROPN/3/flat/I-PER";
        assert_eq!(names(line), ["Ode", "Ann Lund"]);
        let line = "Martin/PROPN/-/root/B-PER King/PROPN/0/flat/I-PER Jr./PROPN/0/flat/I-PER";
        assert_eq!(names(line), ["Martin King Jr."]);
    }

    #[test]
    fn nominals_carry_a_class_from_the_lists() {
        let line = "The/DET/1/det gunman/NOUN/2/nsubj wounded/VERB/-/root three/NUM/4/nummod others/NOUN/2/obj \
                    near/ADP/7/case his/PRON/7/nmod:poss house/NOUN/2/obl";
        let expected = [
            ("gunman".to_string(), Kind::Nominal, Some(Class::Per)),
            ("three others".to_string(), Kind::Nominal, Some(Class::Per)),
            ("his house".to_string(), Kind::Nominal, None),
            ("his".to_string(), Kind::Pronoun, Some(Class::Per)),
        ];
        assert_eq!(mentions(line)[..2], expected[..2]);
        assert_eq!(mentions(line)[2].0, "his house");
        assert_eq!(mentions(line)[3], expected[3]);
    }

    #[test]
    fn a_count_has_the_class_of_what_is_counted() {
        let line = "dozens/NOUN/-/root of/ADP/2/case soldiers/NOUN/0/nmod";
        assert_eq!(
            mentions(line)[0],
            ("dozens of soldiers".to_string(), Kind::Nominal, Some(Class::Per))
        );
    }

    #[test]
    fn the_index_prefers_names() {
        let sample = Sample::new("President/PROPN/-/root Ann/PROPN/0/flat/B-PER Lund/PROPN/0/flat/I-PER");
        let found = sample.mentions();
        let index = Index::new(&found);
        let at = index.at(0, 2).unwrap();
        assert_eq!(found[at].span.of(&sample.text), "Ann Lund");
        let title = index.headed(0, 0).unwrap();
        assert_eq!(
            (found[title].kind, found[title].span.of(&sample.text)),
            (Kind::Nominal, "President")
        );
        assert_eq!(index.at(1, 0), None);
        assert_eq!(index.in_sentence(0), 0..2);
    }

    #[test]
    fn an_empty_document_has_no_mentions() {
        assert!(find("", &[], &[], &[], &Lexicon::default()).is_empty());
    }
}
