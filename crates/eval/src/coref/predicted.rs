//! Predicted chains as mentions over the gold words.
//!
//! An extraction of the gold words comes with its own parse: heads are those of the parse, and a mention's words are all
//! that hangs on the head, since gold mentions are whole noun phrases. Appositions and titles that stand in a chain with what they
//! stand beside ("the driver" in "Ana Ruiz, the driver, left") are part of the larger phrase and no mention of their own
//! there, as in OntoNotes, and are dropped; so are adjectives ("Dutch" in "the Dutch police"). A file of `extract` has no parse: its spans are taken as they are, their heads
//! from the gold tree.

use std::ops::Range;

use super::gold::{Gold, Mention};
use triplewire_facts::{Facts, annotation::Upos};
use triplewire_nlp::{Extraction, coref::Entity, mention, syntax::SentenceGraph};

/// What hangs on another mention of its chain in one of these ways is part of the same phrase: appositions, titles, and
/// the parts of a name.
const SAME_PHRASE: [&str; 4] = ["appos", "flat", "nmod:desc", "compound"];

/// The chains of an extraction with its graphs.
pub fn of_extraction(gold: &Gold, extraction: &Extraction, graphs: &[SentenceGraph]) -> Vec<Vec<Mention>> {
    let chain = |entity: &Entity| -> Vec<Mention> {
        let members = || {
            entity
                .mentions
                .iter()
                .filter_map(|&id| extraction.mentions.get(id))
        };
        let word = |one: &mention::Mention| graphs.get(one.sentence)?.words().get(one.head);
        let part = |one: &mention::Mention| {
            let governor = word(one).filter(|word| SAME_PHRASE.iter().any(|name| word.deprel.is(name)));
            governor.and_then(|word| word.head).is_some_and(|at| {
                members().any(|other| other.sentence == one.sentence && other.words.contains(&at))
            })
        };
        let adjective = |one: &mention::Mention| {
            word(one).is_some_and(|word| word.upos == Upos::Adj && word.deprel.is("amod"))
        };
        let kept = members().filter(|one| !part(one) && !adjective(one));
        kept.filter_map(|one| Some(mention(gold, one, graphs.get(one.sentence)?)))
            .collect()
    };
    extraction.entities.iter().map(chain).collect()
}

fn mention(gold: &Gold, found: &mention::Mention, graph: &SentenceGraph) -> Mention {
    let joined = graph
        .children_by(found.head, "conj")
        .any(|part| found.words.contains(&part));
    Mention {
        sentence: found.sentence,
        words: phrase(graph, found.head, &found.words),
        head: found.head,
        joined,
        is_name: gold.is_name(found.sentence, found.head),
    }
}

/// Dependents of a noun that are no part of its phrase: what joins it to the sentence, and what it says when it is the
/// predicate.
const OUTSIDE: [&str; 15] = [
    "conj",
    "cc",
    "mark",
    "cop",
    "aux",
    "nsubj",
    "csubj",
    "advmod",
    "advcl",
    "obl",
    "ccomp",
    "parataxis",
    "discourse",
    "vocative",
    "dep",
];

/// The whole noun phrase over `head`, of which `words` are part: modifiers, complements, relative clauses, appositions
/// and a possessive ending, without punctuation at its ends.
fn phrase(graph: &SentenceGraph, head: usize, words: &Range<usize>) -> Range<usize> {
    let all = graph.words();
    if head >= all.len() {
        return words.clone();
    }
    let (mut start, mut end) = (words.start, words.end);
    for &child in graph.children(head) {
        let relation = &all[child].deprel;
        let inside = words.contains(&child);
        if !inside && OUTSIDE.iter().any(|name| relation.is(name)) {
            continue;
        }
        // A preposition stands before its noun, a possessive ending after it.
        if relation.is("case") && child < head {
            continue;
        }
        let below = graph.subtree(child, |_| true);
        start = start.min(below.first().copied().unwrap_or(child));
        end = end.max(below.last().map_or(child, |&last| last) + 1);
    }
    let mark = |at: usize| all[at].upos == Upos::Punct;
    while start < words.start && mark(start) {
        start += 1;
    }
    while end > words.end && mark(end - 1) && !closes(graph, start..end) {
        end -= 1;
    }
    start..end
}

/// Whether the last of the words closes a bracket or quotation that opens among them: its partner hangs on the same word.
fn closes(graph: &SentenceGraph, words: Range<usize>) -> bool {
    let Some(last) = words.clone().next_back() else {
        return false;
    };
    let all = graph.words();
    let partner = |at: usize| at != last && all[at].upos == Upos::Punct && all[at].head == all[last].head;
    // Commas and full stops need no partner.
    all[last].lemma.starts_with([')', ']', '”', '’', '"']) && words.clone().any(partner)
}

/// The chains that a file of `extract` tells of the gold text.
pub fn of_facts(gold: &Gold, facts: &Facts) -> Vec<Vec<Mention>> {
    let places = Places::of(gold);
    let chain = |entity: &triplewire_facts::Entity| {
        let mentions = entity.mentions.iter().filter_map(|found| {
            let (sentence, words) = places.touched(found.start, found.end)?;
            gold.mention(sentence, words)
        });
        mentions.collect()
    };
    facts.entities.iter().map(chain).collect()
}

/// Code point offsets of the words, with their sentence and number.
struct Places(Vec<(Range<usize>, usize, usize)>);

impl Places {
    fn of(gold: &Gold) -> Self {
        let text = gold.text();
        let (mut bytes, mut points) = (0, 0);
        let mut found = Vec::with_capacity(gold.word_count());
        for (sentence, cut) in gold.tokenised.sentences.iter().enumerate() {
            for (word, token) in cut.tokens.iter().enumerate() {
                points += text[bytes..token.start].chars().count();
                let end = points + token.of(text).chars().count();
                found.push((points..end, sentence, word));
                (bytes, points) = (token.end, end);
            }
        }
        Self(found)
    }

    /// The words that a range of code points touches, as far as they are in the sentence of the first.
    fn touched(&self, start: usize, end: usize) -> Option<(usize, Range<usize>)> {
        let first = self.0.partition_point(|(place, ..)| place.end <= start);
        let last = self.0.partition_point(|(place, ..)| place.start < end);
        let touched = self.0.get(first..last)?;
        let &(_, sentence, word) = touched.first()?;
        let count = touched.iter().filter(|one| one.1 == sentence).count();
        Some((sentence, word..word + count))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::gold::read, *};
    use triplewire_nlp::fixture::Sample;

    fn phrases(lines: &str) -> Vec<String> {
        let sample = Sample::new(lines);
        let mentions = sample.mentions();
        let tokens = |one: &mention::Mention| {
            let words = phrase(&sample.graphs[one.sentence], one.head, &one.words);
            let spans = &sample.sentences[one.sentence].tokens[words];
            spans
                .iter()
                .map(|token| token.of(&sample.text))
                .collect::<Vec<_>>()
                .join(" ")
        };
        mentions.iter().map(tokens).collect()
    }

    #[test]
    fn a_mention_is_widened_to_its_noun_phrase() {
        let line = "To/ADP/2/case the/DET/2/det gunman/NOUN/-/root who/PRON/4/nsubj fled/VERB/2/acl:relcl ,/PUNCT/2/punct \
                    and/CCONJ/7/cc Ode/PROPN/2/conj/B-PER";
        assert_eq!(phrases(line)[0], "the gunman who fled");
        assert!(phrases(line).contains(&"Ode".to_string()));
        let line = "the/DET/1/det driver/NOUN/3/nmod:poss 's/PART/1/case car/NOUN/-/root ./PUNCT/3/punct";
        let found = phrases(line);
        assert!(found.contains(&"the driver 's".to_string()), "{found:?}");
        assert!(found.contains(&"the driver 's car".to_string()), "{found:?}");
    }

    #[test]
    fn a_predicate_keeps_to_its_own_words() {
        let line = "She/PRON/3/nsubj is/AUX/3/cop a/DET/3/det driver/NOUN/-/root now/ADV/3/advmod";
        assert!(
            phrases(line).contains(&"a driver".to_string()),
            "{:?}",
            phrases(line)
        );
    }

    #[test]
    fn an_apposition_is_no_mention_beside_its_noun() {
        let line =
            "Ode/PROPN/4/nsubj/B-PER ,/PUNCT/3/punct the/DET/3/det driver/NOUN/0/appos left/VERB/-/root";
        let sample = Sample::new(line);
        let mut mentions = sample.mentions();
        let entities = sample.entities(&mut mentions);
        assert_eq!(entities.len(), 1, "the sieve of appositions joins them");
        let extraction = Extraction {
            mentions,
            entities,
            ..Extraction::default()
        };
        let chains = of_extraction(&Gold::default(), &extraction, &sample.graphs);
        assert_eq!(chains.iter().map(Vec::len).collect::<Vec<_>>(), [1]);
        assert_eq!((chains[0][0].words.clone(), chains[0][0].head), (0..4, 0));
    }

    #[test]
    fn offsets_of_a_file_are_code_points_of_the_gold_text() {
        let lines = "1\tÉmile\t_\tPROPN\t_\t_\t2\tnsubj\t_\tEntity=(1)\n2\tleft\t_\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n\
                     3\t.\t_\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n1\tHe\t_\tPRON\t_\t_\t2\tnsubj\t_\tEntity=(1)\n\
                     2\tran\t_\tVERB\t_\t_\t0\troot\t_\t_\n";
        let gold = &read(lines, Path::new("g")).unwrap()[0];
        assert_eq!(gold.text(), "Émile left. He ran");
        let facts = r#"{"id": "g-1", "entities": [{"id": "e1", "type": "PER", "name": "Émile", "mentions": [
            {"start": 0, "end": 5, "text": "Émile", "kind": "name"}, {"start": 12, "end": 14, "text": "He", "kind": "pronoun"},
            {"start": 40, "end": 44, "text": "?", "kind": "name"}]}]}"#;
        let chains = of_facts(gold, &crate::partial::read(facts));
        let places: Vec<_> = chains[0]
            .iter()
            .map(|one| (one.sentence, one.words.clone(), one.is_name))
            .collect();
        assert_eq!(places, [(0, 0..1, true), (1, 0..1, false)]);
    }
}
