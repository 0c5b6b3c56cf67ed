//! MUC-4 role fillers, scored by CEAF-REE.
//!
//! In: the answer keys and what was extracted, as entities by role. Out: precision, recall and F1 a role, and
//! micro-averaged. The measure is that of Du, Rush and Cardie (2021, "GRIT: Generative Role-filler Transformers for
//! Document-level Event Entity Extraction"): within a document and role, predicted and gold entities are aligned
//! one to one so that the total similarity is the greatest; a predicted entity is similar (1) to a gold entity when all
//! its mentions are among the gold entity's, else not at all (0). Mentions are compared as strings, without case, ASCII
//! punctuation and articles, as the authors' scorer does.

mod fill;
mod key;
mod losses;
mod string;

pub use fill::fill;
pub use key::{Key, Texts, read_keys, read_texts};
pub use losses::{Evidence, Loss, losses, outcome};

use super::{Report, Score, align_pairs::pairs};

/// The slots that are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who did it: a person or people.
    PerpInd,
    /// Who did it: an organisation.
    PerpOrg,
    /// The thing that was attacked.
    Target,
    /// Who was attacked, as far as a name is known.
    Victim,
    /// The instrument.
    Weapon,
}

impl Role {
    /// All roles, in the order of the report.
    pub const ALL: [Role; 5] = [
        Role::PerpInd,
        Role::PerpOrg,
        Role::Target,
        Role::Victim,
        Role::Weapon,
    ];

    /// The name in the processed data and in the report.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::PerpInd => "PerpInd",
            Role::PerpOrg => "PerpOrg",
            Role::Target => "Target",
            Role::Victim => "Victim",
            Role::Weapon => "Weapon",
        }
    }
}

/// Entities by role; an entity is a list of mention strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fillers([Vec<Vec<String>>; 5]);

impl Fillers {
    /// The entities of a role.
    pub fn of(&self, role: Role) -> &[Vec<String>] {
        &self.0[role as usize]
    }

    /// Adds an entity unless its mentions are empty.
    pub fn push(&mut self, role: Role, mentions: Vec<String>) {
        if !mentions.is_empty() {
            self.0[role as usize].push(mentions);
        }
    }

    /// The same with mentions as they are compared; those of which nothing is left are dropped.
    fn normalised(&self) -> Self {
        let entity = |mentions: &Vec<String>| -> Vec<String> {
            let mentions = mentions.iter().map(|mention| normalise(mention));
            mentions.filter(|mention| !mention.is_empty()).collect()
        };
        let mut result = Self::default();
        for role in Role::ALL {
            self.of(role)
                .iter()
                .for_each(|mentions| result.push(role, entity(mentions)));
        }
        result
    }
}

/// Lower case, no ASCII punctuation, no articles, single blanks.
pub fn normalise(mention: &str) -> String {
    let plain: String = mention
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_ascii_punctuation())
        .collect();
    // An article is a whole word, and a word ends wherever no letter or digit follows, not only at a blank.
    let mut kept = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest
            .find(|c: char| c.is_alphanumeric() != is_word)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        kept.push_str(if matches!(run, "a" | "an" | "the") {
            " "
        } else {
            run
        });
        rest = after;
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which predicted entity is aligned with which gold entity: pairs of indices (gold, predicted).
pub fn align(gold: &[Vec<String>], predicted: &[Vec<String>]) -> Vec<(usize, usize)> {
    let similar =
        |gold: &Vec<String>, predicted: &Vec<String>| predicted.iter().all(|mention| gold.contains(mention));
    pairs(gold.len(), predicted.len(), |at, other| {
        similar(&gold[at], &predicted[other])
    })
}

/// Scores documents, each given as (gold, predicted).
pub fn score(documents: &[(Fillers, Fillers)]) -> Report {
    let mut scores: Vec<(String, Score)> = Vec::new();
    let mut micro = Score::default();
    let documents: Vec<(Fillers, Fillers)> = documents
        .iter()
        .map(|(gold, predicted)| (gold.normalised(), predicted.normalised()))
        .collect();
    for role in Role::ALL {
        let mut score = Score::default();
        for (gold, predicted) in &documents {
            let (gold, predicted) = (gold.of(role), predicted.of(role));
            score.add(Score {
                gold: gold.len(),
                predicted: predicted.len(),
                correct: align(gold, predicted).len(),
            });
        }
        micro.add(score);
        scores.push((role.as_str().into(), score));
    }
    scores.push(("micro".into(), micro));
    Report {
        task: "muc",
        counts: vec![("documents", documents.len())],
        scores,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(lists: &[&[&str]]) -> Vec<Vec<String>> {
        let entity = |mentions: &&[&str]| mentions.iter().map(ToString::to_string).collect();
        lists.iter().map(entity).collect()
    }

    fn fillers(role: Role, lists: &[&[&str]]) -> Fillers {
        let mut fillers = Fillers::default();
        entities(lists)
            .into_iter()
            .for_each(|entity| fillers.push(role, entity));
        fillers
    }

    #[test]
    fn mentions_are_compared_without_case_punctuation_and_articles() {
        assert_eq!(normalise("The \"Granja\" Farm's  gate"), "granja farms gate");
        assert_eq!(normalise("U.S. embassy, a"), "us embassy");
        assert_eq!(normalise("Theatre “the hall”"), "theatre “ hall”");
        assert_eq!(normalise("AN"), "");
    }

    #[test]
    fn a_prediction_counts_when_all_its_mentions_are_gold() {
        let gold = entities(&[&["rebels", "rebel column"]]);
        assert_eq!(align(&gold, &entities(&[&["rebels"]])).len(), 1);
        assert_eq!(align(&gold, &entities(&[&["rebels", "rebel column"]])).len(), 1);
        assert_eq!(align(&gold, &entities(&[&["rebels", "soldiers"]])).len(), 0);
    }

    #[test]
    fn entities_are_aligned_one_to_one_and_as_many_as_can_be() {
        // Two predictions inside one gold entity: only one of them counts.
        let gold = entities(&[&["car bomb", "bomb"]]);
        assert_eq!(align(&gold, &entities(&[&["bomb"], &["car bomb"]])).len(), 1);
        // The first prediction fits both gold entities, the second only the first: both find a partner.
        let gold = entities(&[&["dynamite", "charges"], &["dynamite"]]);
        let predicted = entities(&[&["dynamite"], &["charges"]]);
        assert_eq!(align(&gold, &predicted), [(0, 1), (1, 0)]);
    }

    #[test]
    fn roles_are_scored_apart_and_summed_up() {
        let mut gold = fillers(Role::Victim, &[&["Ana Ruiz"], &["Bo Lund"]]);
        gold.push(Role::Weapon, vec!["a rifle".into()]);
        let mut predicted = fillers(Role::Victim, &[&["ana ruiz"], &["police"], &["the"]]);
        predicted.push(Role::Target, vec!["rifle".into()]);
        let report = score(&[(gold, predicted), (Fillers::default(), Fillers::default())]);
        let of = |gold, predicted, correct| {
            Some(Score {
                gold,
                predicted,
                correct,
            })
        };
        assert_eq!(report.score("Victim"), of(2, 2, 1));
        assert_eq!(report.score("Weapon"), of(1, 0, 0));
        assert_eq!(report.score("Target"), of(0, 1, 0));
        assert_eq!(report.score("micro"), of(3, 3, 1));
    }
}
