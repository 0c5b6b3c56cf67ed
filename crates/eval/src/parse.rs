//! Tokens, sentences, parts of speech and dependencies by the measures of the CoNLL 2018 shared task.
//!
//! UPOS, UAS and LAS count words that both sides have; a word that the system cut differently is an error in all three.
//! LAS compares universal relations, without subtypes.

use std::{collections::HashSet, ops::Range, path::Path};

use super::{
    Report, Score,
    align::{Layout, Word, align},
};
use crate::{Error, Result};

/// Scores `system` against `gold`; `path` is the system's file for the error when the texts are not the same.
pub fn score(gold: &Layout, system: &Layout, path: &Path) -> Result<Report> {
    if gold.characters != system.characters {
        return Err(Error::Usage(difference(gold, system, path)));
    }
    let pairs = align(&gold.words, &system.words);
    let mut partner = vec![None; gold.words.len()];
    for &(g, s) in &pairs {
        partner[g] = Some(s);
    }
    let count = |right: &dyn Fn(&Word, &Word) -> bool| Score {
        gold: gold.words.len(),
        predicted: system.words.len(),
        correct: pairs
            .iter()
            .filter(|&&(g, s)| right(&gold.words[g], &system.words[s]))
            .count(),
    };
    let same_head = |a: &Word, b: &Word| match (a.head, b.head) {
        (None, None) => true,
        (Some(head), Some(found)) => partner[head] == Some(found),
        _ => false,
    };
    let scores = vec![
        ("Tokens".into(), spans(&gold.tokens, &system.tokens)),
        ("Sentences".into(), spans(&gold.sentences, &system.sentences)),
        ("Words".into(), count(&|_, _| true)),
        ("UPOS".into(), count(&|a, b| a.upos == b.upos)),
        (
            "Lemmas".into(),
            count(&|a, b| a.lemma == "_" || a.lemma == b.lemma),
        ),
        ("UAS".into(), count(&|a, b| same_head(a, b))),
        (
            "LAS".into(),
            count(&|a, b| same_head(a, b) && a.deprel == b.deprel),
        ),
    ];
    Ok(Report {
        task: "parse",
        counts: vec![("sentences", gold.sentences.len()), ("tokens", gold.tokens.len())],
        scores,
    })
}

fn spans(gold: &[Range<usize>], system: &[Range<usize>]) -> Score {
    let wanted: HashSet<_> = gold.iter().collect();
    let correct = system.iter().filter(|span| wanted.contains(span)).count();
    Score {
        gold: gold.len(),
        predicted: system.len(),
        correct,
    }
}

/// Says where two texts part.
fn difference(gold: &Layout, system: &Layout, path: &Path) -> String {
    let (a, b) = (&gold.characters, &system.characters);
    let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let piece = |text: &[char]| text.iter().skip(at).take(20).collect::<String>();
    format!(
        "{}: not the text of the gold file: after {at} characters (white space not counted) gold has {:?}, it has {:?}",
        path.display(),
        piece(a),
        piece(b),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_nlp::text::columns::conllu::Treebank;

    fn layout(rows: &[[&str; 5]]) -> Layout {
        let text: String = rows
            .iter()
            .map(|[id, form, upos, head, deprel]| {
                format!("{id}\t{form}\t_\t{upos}\t_\t_\t{head}\t{deprel}\t_\t_\n")
            })
            .collect();
        let path = Path::new("x.conllu");
        Layout::new(&Treebank::parse(&text, path).unwrap().sentences, path).unwrap()
    }

    #[test]
    fn heads_and_universal_relations_are_counted() {
        let gold = layout(&[
            ["1", "He", "PRON", "3", "nsubj:pass"],
            ["2", "was", "AUX", "3", "aux:pass"],
            ["3", "shot", "VERB", "0", "root"],
        ]);
        let system = layout(&[
            ["1", "He", "PRON", "3", "nsubj"],
            ["2", "was", "VERB", "3", "cop"],
            ["3", "shot", "VERB", "0", "root"],
        ]);
        let report = score(&gold, &system, Path::new("p")).unwrap();
        let correct = |name| report.score(name).unwrap().correct;
        assert_eq!([correct("UPOS"), correct("UAS"), correct("LAS")], [2, 3, 2]);
    }

    #[test]
    fn a_different_text_is_an_error_that_shows_where() {
        let gold = layout(&[["1", "Hello", "INTJ", "0", "root"]]);
        let system = layout(&[["1", "Help", "INTJ", "0", "root"]]);
        let error = score(&gold, &system, Path::new("p.conllu"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("after 3 characters") && error.contains("\"lo\""),
            "{error}"
        );
    }
}
