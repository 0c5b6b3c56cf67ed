//! What is missing and what is too much, link by link.
//!
//! A chain of n mentions is n - 1 links, as MUC counts them: each mention but the first is linked to what stands before
//! it. A link is lost where none of the mentions before it is in the same chain on the other side.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{Gold, Match, Mention, Place, comparable};

/// A link of the gold chains that was not found, or one that was and is not in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The document's id.
    pub doc: String,
    /// Whether the gold chains have it; else it is spurious.
    pub missed: bool,
    /// Whether the other side has both mentions, in different chains.
    pub known: bool,
    /// The nearest mention before, and the mention.
    pub mentions: [String; 2],
    /// The sentence of the mention.
    pub sentence: String,
}

impl std::fmt::Display for Loss {
    /// Cells with tabs between.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let cause = match (self.missed, self.known) {
            (true, true) => "split",
            (true, false) => "missed",
            (false, true) => "joined",
            (false, false) => "spurious",
        };
        let [before, mention] = &self.mentions;
        f.write_str(&[&self.doc, cause, before, mention, &self.sentence].join("\t"))
    }
}

/// The lost links of all documents, first what is missed, then what is too much.
pub fn losses(documents: &[(Gold, Vec<Vec<Mention>>)], matching: Match, names: bool) -> Vec<Loss> {
    let mut all = Vec::new();
    for (gold, predicted) in documents {
        let key = comparable(&gold.chains, matching, names);
        let response = comparable(predicted, matching, names);
        let shown: HashMap<Place, &Mention> = gold
            .chains
            .iter()
            .chain(predicted)
            .flatten()
            .map(|mention| (matching.place(mention), mention))
            .collect();
        let sides = [
            (true, &key, &response, predicted),
            (false, &response, &key, &gold.chains),
        ];
        for (missed, chains, others, all_others) in sides {
            let others_have: HashSet<Place> = all_others
                .iter()
                .flatten()
                .filter(|mention| mention.is_name || !names)
                .map(|mention| matching.place(mention))
                .collect();
            for (before, place) in lost(chains, others) {
                let known = |place: &Place| others_have.contains(place);
                let mention = shown[&place];
                all.push(Loss {
                    doc: gold.id().into(),
                    missed,
                    known: known(&before) && known(&place),
                    mentions: [
                        gold.words(shown[&before].sentence, &shown[&before].words),
                        gold.words(mention.sentence, &mention.words),
                    ],
                    sentence: gold.words(mention.sentence, &(0..usize::MAX)),
                });
            }
        }
    }
    all
}

/// The links of `chains` that `others` do not have, each with the nearest mention before.
fn lost(chains: &[Vec<Place>], others: &[Vec<Place>]) -> Vec<(Place, Place)> {
    let chain_of: HashMap<Place, usize> = others
        .iter()
        .enumerate()
        .flat_map(|(at, chain)| chain.iter().map(move |&place| (place, at)))
        .collect();
    let mut found = Vec::new();
    for chain in chains {
        let mut places = chain.clone();
        places.sort_unstable();
        for at in 1..places.len() {
            let own = chain_of.get(&places[at]);
            let linked = own.is_some() && places[..at].iter().any(|before| chain_of.get(before) == own);
            if !linked {
                found.push((places[at - 1], places[at]));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::read, *};

    #[test]
    fn links_are_lost_on_either_side() {
        let lines = "1\tAna\t_\tPROPN\t_\t_\t2\tnsubj\t_\tEntity=(1)\n2\tsaw\t_\tVERB\t_\t_\t0\troot\t_\t_\n\
                     3\tBo\t_\tPROPN\t_\t_\t2\tobj\t_\tEntity=(2)\n\n1\tAna\t_\tPROPN\t_\t_\t2\tnsubj\t_\tEntity=(1)\n\
                     2\tsaw\t_\tVERB\t_\t_\t0\troot\t_\t_\n3\tBo\t_\tPROPN\t_\t_\t2\tobj\t_\tEntity=(2)\n";
        let gold = read(lines, Path::new("g")).unwrap().remove(0);
        let of = |sentence, word| gold.mention(sentence, word..word + 1).unwrap();
        // The second Ana is taken for Bo, the second Bo is not found.
        let found = vec![vec![of(0, 2), of(1, 0)], vec![of(0, 0), of(1, 1)]];
        let lines: Vec<String> = losses(&[(gold.clone(), found)], Match::Exact, false)
            .iter()
            .map(ToString::to_string)
            .collect();
        let id = gold.id();
        let expected = [
            format!("{id}\tsplit\tAna\tAna\tAna saw Bo"),
            format!("{id}\tmissed\tBo\tBo\tAna saw Bo"),
            format!("{id}\tjoined\tBo\tAna\tAna saw Bo"),
            format!("{id}\tspurious\tAna\tsaw\tAna saw Bo"),
        ];
        assert_eq!(lines, expected);
        assert!(losses(&[(gold.clone(), gold.chains)], Match::Exact, false).is_empty());
    }
}
