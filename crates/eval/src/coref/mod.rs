//! Coreference chains against gold chains.
//!
//! In: gold documents and the chains that were predicted over the same words. Out: recall, precision and F1 of mentions,
//! MUC, B³ and CEAF-e, and the mean of the last three, as the reference scorer (version 8) defines them; `measure` says
//! how. As in OntoNotes, chains of one mention do not count on either side.
//!
//! Gold mentions are whole noun phrases, ours are not: they leave out articles and relative clauses. So mentions are the
//! same when their head words are ([`Match::Head`]); or when the phrases are ([`Match::Exact`], which is what the
//! reference scorer compares), ours being widened to all that hangs on the head in our own parse.

mod gold;
mod losses;
mod measure;
mod predicted;

use std::collections::HashSet;

use serde::{Serialize, Serializer, ser::SerializeMap};

pub use gold::{Gold, Mention, read};
pub use losses::{Loss, losses};
pub use measure::{Ratio, Share, Tally, tally};
pub use predicted::{of_extraction, of_facts};

use super::percent;

/// When a predicted mention is a gold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The head words are the same, and both or neither name several things ("Ana and Bo").
    Head,
    /// First and last word are the same.
    Exact,
}

/// A mention as it is compared.
type Place = (usize, usize, usize);

impl Match {
    fn place(self, mention: &Mention) -> Place {
        match self {
            Match::Head => (mention.sentence, mention.head, usize::from(mention.joined)),
            Match::Exact => (mention.sentence, mention.words.start, mention.words.end),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Match::Head => "head",
            Match::Exact => "exact",
        }
    }
}

/// Scores documents, each with its predicted chains; `names` leaves only mentions that are names on both sides.
pub fn score(documents: &[(Gold, Vec<Vec<Mention>>)], matching: Match, names: bool) -> Report {
    let mut sum = Tally::default();
    let mut chains = [0; 2];
    for (gold, predicted) in documents {
        let key = comparable(&gold.chains, matching, names);
        let response = comparable(predicted, matching, names);
        chains[0] += key.len();
        chains[1] += response.len();
        sum.add(&tally(&key, &response));
    }
    Report {
        documents: documents.len(),
        words: documents.iter().map(|(gold, _)| gold.word_count()).sum(),
        chains,
        matching,
        names,
        tally: sum,
    }
}

/// The chains as they are compared: each mention once, at its first place as the reference scorer has it, and no chain
/// of one mention.
fn comparable(chains: &[Vec<Mention>], matching: Match, names: bool) -> Vec<Vec<Place>> {
    let mut seen = HashSet::new();
    let mut chain = |mentions: &Vec<Mention>| -> Vec<Place> {
        let kept = mentions.iter().filter(|mention| mention.is_name || !names);
        let places = kept.map(|mention| matching.place(mention));
        places.filter(|place| seen.insert(*place)).collect()
    };
    let all: Vec<Vec<Place>> = chains.iter().map(&mut chain).collect();
    all.into_iter().filter(|chain| chain.len() > 1).collect()
}

/// What the comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Documents that were compared.
    pub documents: usize,
    /// Words in them.
    pub words: usize,
    /// Gold and predicted.
    pub chains: [usize; 2],
    /// When two mentions count as the same.
    pub matching: Match,
    /// Whether names alone were compared.
    pub names: bool,
    /// The counts behind the scores.
    pub tally: Tally,
}

impl Report {
    fn rows(&self) -> [(&'static str, Share); 4] {
        let tally = &self.tally;
        [
            ("mentions", tally.mentions),
            ("muc", tally.muc),
            ("b3", tally.b3),
            ("ceafe", tally.ceafe),
        ]
    }

    fn which(&self) -> &'static str {
        if self.names { "names" } else { "all" }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Clone, Serialize)]
        struct Row {
            #[serde(skip_serializing_if = "Option::is_none")]
            precision: Option<f64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            recall: Option<f64>,
            f1: f64,
        }
        let row = |share: Share| Row {
            precision: Some(percent(share.precision.value())),
            recall: Some(percent(share.recall.value())),
            f1: percent(share.f1()),
        };
        let mean = Row {
            precision: None,
            recall: None,
            f1: percent(self.tally.conll()),
        };
        let mut scores = self.rows().map(|(name, share)| (name, row(share))).to_vec();
        scores.push(("conll", mean));
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("task", "coref")?;
        object.serialize_entry("documents", &self.documents)?;
        object.serialize_entry("words", &self.words)?;
        object.serialize_entry("gold_chains", &self.chains[0])?;
        object.serialize_entry("predicted_chains", &self.chains[1])?;
        object.serialize_entry("match", self.matching.as_str())?;
        object.serialize_entry("mentions", self.which())?;
        object.serialize_entry("scores", &InOrder(&scores))?;
        object.end()
    }
}

/// Pairs as a map, in their order.
struct InOrder<'a, V>(&'a [(&'static str, V)]);

impl<V: Serialize> Serialize for InOrder<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::as_map(self.0, serializer)
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let [gold, predicted] = self.chains;
        writeln!(
            f,
            "coref: {} documents, {} words; {gold} gold chains, {predicted} predicted, none of one mention",
            self.documents, self.words
        )?;
        let matched = match self.matching {
            Match::Head => "mentions are the same when their head words are",
            Match::Exact => "mentions are the same when their first and last words are",
        };
        let names = if self.names { "; names only" } else { "" };
        writeln!(f, "{matched}{names}")?;
        writeln!(f, "{:10}  precision  recall      F1", "")?;
        for (name, share) in self.rows() {
            let (precision, recall) = (share.precision.value(), share.recall.value());
            let (precision, recall, f1) = (precision * 100.0, recall * 100.0, share.f1() * 100.0);
            writeln!(f, "{name:10}  {precision:9.2}  {recall:6.2}  {f1:6.2}")?;
        }
        writeln!(
            f,
            "{:10}  {:9}  {:6}  {:6.2}",
            "conll",
            "",
            "",
            self.tally.conll() * 100.0
        )
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// "Ana Ruiz and Bo left. She saw him." with chains for Ana, Bo and, if wished, a chain of one mention.
    fn gold() -> Gold {
        let rows = [
            "Ana PROPN 5 nsubj (1(2",
            "Ruiz PROPN 1 flat 2)",
            "and CCONJ 4 cc _",
            "Bo PROPN 1 conj (3)1)",
            "left VERB 0 root _",
            "",
            "She PRON 2 nsubj (2)",
            "saw VERB 0 root _",
            "him PRON 2 obj (3)",
        ];
        let mut file = String::new();
        let mut number = 0;
        for row in rows {
            let cells: Vec<&str> = row.split(' ').collect();
            let [form, upos, head, deprel, entity] = cells.as_slice() else {
                file += "\n";
                number = 0;
                continue;
            };
            number += 1;
            let misc = if *entity == "_" {
                "_".into()
            } else {
                format!("Entity={entity}")
            };
            file += &format!("{number}\t{form}\t_\t{upos}\t_\t_\t{head}\t{deprel}\t_\t{misc}\n");
        }
        read(&file, Path::new("g")).unwrap().remove(0)
    }

    fn mention(gold: &Gold, sentence: usize, words: std::ops::Range<usize>) -> Mention {
        gold.mention(sentence, words).unwrap()
    }

    #[test]
    fn gold_against_itself_is_right_in_every_way() {
        let gold = gold();
        let documents = [(gold.clone(), gold.chains.clone())];
        for matching in [Match::Head, Match::Exact] {
            let report = score(&documents, matching, false);
            assert_eq!((report.chains, report.tally.conll()), ([2, 2], 1.0));
        }
        // Each chain has one name only.
        let names = score(&documents, Match::Head, true);
        assert_eq!((names.chains, names.tally.conll()), ([0, 0], 0.0));
    }

    #[test]
    fn a_part_of_a_phrase_counts_by_its_head_only() {
        let gold = gold();
        let found = vec![
            vec![mention(&gold, 0, 0..1), mention(&gold, 1, 0..1)],
            vec![mention(&gold, 0, 3..4)],
        ];
        let documents = [(gold, found)];
        let head = score(&documents, Match::Head, false).tally;
        assert_eq!((head.mentions.recall.part, head.muc.recall.part), (2.0, 1.0));
        let exact = score(&documents, Match::Exact, false).tally;
        assert_eq!((exact.mentions.recall.part, exact.muc.recall.part), (1.0, 0.0));
    }

    #[test]
    fn a_couple_is_not_its_first_part() {
        let gold = gold();
        let found = vec![vec![mention(&gold, 0, 0..4), mention(&gold, 1, 0..1)]];
        let head = score(&[(gold, found)], Match::Head, false).tally;
        assert_eq!(head.mentions.recall.part, 1.0);
    }

    #[test]
    fn a_mention_counts_in_the_first_chain_that_has_it() {
        let gold = gold();
        let (ana, she) = (mention(&gold, 0, 0..2), mention(&gold, 1, 0..1));
        let (bo, him) = (mention(&gold, 0, 3..4), mention(&gold, 1, 2..3));
        let found = vec![vec![ana.clone(), she, ana.clone()], vec![bo, him, ana]];
        let report = score(&[(gold, found)], Match::Exact, false);
        assert_eq!((report.chains, report.tally.conll()), ([2, 2], 1.0));
    }

    #[test]
    fn figures_are_written_in_per_cent_and_say_what_was_compared() {
        let gold = gold();
        let report = score(&[(gold.clone(), gold.chains)], Match::Head, false);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["scores"]["conll"]["f1"], 100.0);
        assert_eq!(json["scores"]["muc"]["recall"], 100.0);
        assert_eq!(
            (&json["match"], &json["mentions"]),
            (&"head".into(), &"all".into())
        );
        let table = report.to_string();
        assert!(table.contains("head words") && table.contains("conll"), "{table}");
    }
}
