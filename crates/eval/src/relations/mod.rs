//! Who did what to whom, against gold relations and events.
//!
//! In: gold documents and what was extracted from their texts. Out: precision, recall and F1. CoNLL04 counts Kill pairs
//! (attacker, victim) between people, and its four lasting relations; KnowledgeNet counts facts property by property,
//! both mapped through `properties.tsv`; WikiEvents and RAMS count triggers and arguments by event type, mapped through
//! `schemes.tsv` and the ontology.
//!
//! A Kill pair counts under `boundaries` when both spans are the gold ones (as in Bekoulis et al. 2018; names are widened over titles, which CoNLL04 counts in; since both ends must
//! be persons, their strict setting is the same) and under `head` when both end at the gold spans' last words, whatever
//! titles stand before. A trigger counts when it shares a word with the gold trigger and the type is the same; an argument
//! when type, role and head word are (the head criterion of Li, Ji and Han 2021), each once a document. RAMS annotates one
//! event a document: what was found at other triggers is not counted there.
//!
//! The other relations of CoNLL04 count under the same two criteria, each name of an entity being as good as another. How
//! facts of KnowledgeNet count is said at `pairs::knowledgenet`.

mod conll04;
mod events;
mod gold;
mod kill;
mod knowledgenet;
mod losses;
mod pairs;
mod property;
mod scheme;

use std::ops::Range;

pub use gold::{Corpus, Document, read};
pub use losses::{Loss, losses};
pub use scheme::Schemes;

use triplewire_facts::Facts;

use super::{Report, Score};
use triplewire_nlp::rules::RuleSet;

/// Scores documents, each with its facts.
pub fn score(rules: &RuleSet, corpus: Corpus, documents: &[(Document, Facts)]) -> Report {
    let scores = match corpus {
        Corpus::Conll04 => pairs::conll04(rules, documents),
        Corpus::KnowledgeNet => pairs::knowledgenet(documents),
        Corpus::WikiEvents | Corpus::Rams => events::score(&rules.ontology, corpus, documents),
    };
    let tokens = documents.iter().map(|(document, _)| document.tokens.len()).sum();
    let facts = documents.iter().map(|(document, _)| document.links.len()).sum();
    Report {
        task: "relations",
        counts: match corpus {
            Corpus::KnowledgeNet => vec![("passages", documents.len()), ("facts", facts)],
            _ => vec![("documents", documents.len()), ("tokens", tokens)],
        },
        scores,
    }
}

/// One-to-one matches of what was found with gold.
fn counted(gold: usize, predicted: usize, fits: impl Fn(usize, usize) -> bool) -> Score {
    Score {
        gold,
        predicted,
        correct: super::align_pairs::pairs(gold, predicted, fits).len(),
    }
}

/// The head word of a noun phrase, a token's index: the last word before what follows the noun.
fn head(document: &Document, range: &Range<usize>) -> usize {
    const AFTER: [&str; 22] = [
        "of", "in", "at", "on", "from", "for", "with", "by", "to", "near", "who", "whom", "whose", "which",
        "that", ",", "(", "-", "--", "'s", "’s", "and",
    ];
    let after = |at: &usize| AFTER.contains(&document.word(*at).to_lowercase().as_str());
    let ends = (range.start + 1..range.end).find(after);
    ends.unwrap_or(range.end).saturating_sub(1).max(range.start)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_head_stands_before_what_follows_the_noun() {
        let words = ["a", "member", "of", "the", "Red", "Front"];
        let line = format!("{{\"doc_key\": \"d\", \"sentences\": [{words:?}], \"evt_triggers\": []}}");
        let (_, documents) = read(&line, Path::new("g")).unwrap();
        assert_eq!(head(&documents[0], &(0..6)), 1);
        assert_eq!(head(&documents[0], &(3..6)), 5);
        assert_eq!(head(&documents[0], &(2..3)), 2);
    }
}
