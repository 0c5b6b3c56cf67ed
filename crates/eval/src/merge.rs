//! Scores entities and events merged across documents against gold clusters.
//!
//! In: gold clusters, each with the words by which its articles mention it, and the facts of the articles. Out: B³ (Bagga and
//! Baldwin 1998) over pairs of cluster and article. A pair is found where an entity of the article has one of the names, or an
//! event of a compatible type has one of the trigger words; a pair that is not found is a cluster of its own. Entities and events
//! outside the gold clusters are not counted.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::percent;
use triplewire_facts::Facts;
use triplewire_graph::crossdoc::{self, Cluster, DocumentProfile};
use triplewire_lexicon::{Lexicon, Ontology, names::normalised_phrase};

/// The gold file.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Gold {
    /// Entities with a name.
    pub entities: Vec<GoldCluster>,
    /// Events.
    pub events: Vec<GoldCluster>,
}

/// An entity or event, with its mentions in all articles.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GoldCluster {
    /// Its id in the file.
    pub id: String,
    /// Class of an entity, type of an event.
    #[serde(rename = "type")]
    pub kind: String,
    /// By article: names, or trigger words.
    pub mentions: BTreeMap<String, Vec<String>>,
}

/// B³ in per cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct BCubed {
    /// Precision.
    pub precision: f64,
    /// Recall.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Pairs of cluster and article.
    pub pairs: usize,
}

/// The scores of entities or events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Over all clusters.
    pub all: BCubed,
    /// Only clusters in more than one article.
    pub shared: BCubed,
    /// Only clusters in more than one article, without pairs that were not found: the quality of merging alone.
    pub shared_found: BCubed,
    /// Pairs that were found.
    pub found: usize,
}

/// What `eval merge` reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// "merge".
    pub task: &'static str,
    /// Articles that were compared.
    pub documents: usize,
    /// Of entities.
    pub entities: Scores,
    /// Of events.
    pub events: Scores,
}

/// A cluster that differs from gold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether a gold cluster is split over several system clusters; otherwise a system cluster joins several gold clusters.
    pub split: bool,
    /// Whether it is an event; else it is an entity.
    pub event: bool,
    /// What it is called.
    pub name: String,
    /// What it is spread over, or what it holds.
    pub parts: Vec<String>,
}

impl std::fmt::Display for Fault {
    /// Cells with tabs between.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let what = if self.event { "event" } else { "entity" };
        let how = if self.split { "split" } else { "joined" };
        write!(f, "{what}\t{how}\t{}\t{}", self.name, self.parts.join(" | "))
    }
}

/// A pair of cluster and article: the index of the gold cluster, and of the system cluster if the pair was found.
struct Item {
    gold: usize,
    own: Option<usize>,
    article: String,
}

/// Scores the merging of documents.
pub fn score(ontology: &Ontology, lexicon: &Lexicon, gold: &Gold, facts: &[Facts]) -> (Report, Vec<Fault>) {
    let documents: Vec<DocumentProfile> = facts
        .iter()
        .map(|facts| DocumentProfile::of(lexicon, facts))
        .collect();
    let merged = crossdoc::merge(ontology, &documents);
    let by_id: HashMap<&str, usize> = facts
        .iter()
        .enumerate()
        .map(|(at, facts)| (facts.id.as_str(), at))
        .collect();
    let entities = items(&gold.entities, &by_id, &merged.entities, |_, at, names| {
        named(&facts[at], &documents[at], names)
    });
    let events = items(&gold.events, &by_id, &merged.events, |cluster, at, words| {
        triggered(ontology, &facts[at], &cluster.kind, words)
    });
    let mut faults = Vec::new();
    faults.extend(disagreements(&gold.entities, &entities, &merged.entities, false));
    faults.extend(disagreements(&gold.events, &events, &merged.events, true));
    let report = Report {
        task: "merge",
        documents: facts.len(),
        entities: scores(&entities),
        events: scores(&events),
    };
    (report, faults)
}

fn items(
    gold: &[GoldCluster],
    by_id: &HashMap<&str, usize>,
    clusters: &[Cluster],
    find: impl Fn(&GoldCluster, usize, &[String]) -> Option<usize>,
) -> Vec<Item> {
    let own: HashMap<(usize, usize), usize> = clusters
        .iter()
        .enumerate()
        .flat_map(|(at, cluster)| cluster.members.iter().map(move |&member| (member, at)))
        .collect();
    let mut items = Vec::new();
    for (number, cluster) in gold.iter().enumerate() {
        for (article, words) in &cluster.mentions {
            let found = by_id
                .get(article.as_str())
                .and_then(|&at| Some((at, find(cluster, at, words)?)));
            items.push(Item {
                gold: number,
                own: found.and_then(|member| own.get(&member).copied()),
                article: article.clone(),
            });
        }
    }
    items
}

/// The index of the entity's profile that has most of the names.
fn named(facts: &Facts, document: &DocumentProfile, names: &[String]) -> Option<usize> {
    let wanted: FxHashSet<String> = names.iter().map(|name| normalised_phrase(name)).collect();
    let count = |id: &str| {
        let entity = facts.entity(id)?;
        let mentions = entity.mentions.iter().filter(|mention| mention.kind == "name");
        Some(
            mentions
                .filter(|mention| wanted.contains(&normalised_phrase(&mention.text)))
                .count(),
        )
    };
    let counted = document.entities.iter().enumerate();
    let best = counted
        .filter_map(|(at, profile)| Some((count(&profile.id)?, std::cmp::Reverse(at))))
        .max()?;
    (best.0 > 0).then_some(best.1.0)
}

/// The index of the event of a compatible type that has most of the trigger words.
fn triggered(ontology: &Ontology, facts: &Facts, kind: &str, words: &[String]) -> Option<usize> {
    let parts =
        |text: &str| -> Vec<String> { normalised_phrase(text).split(' ').map(String::from).collect() };
    let wanted: FxHashSet<String> = words.iter().flat_map(|word| parts(word)).collect();
    let mut best: Option<(bool, usize, usize)> = None;
    for (at, event) in facts.events.iter().enumerate() {
        if !crossdoc::compatible_types(ontology, &event.kind, kind) {
            continue;
        }
        let shares = |text: &str| parts(text).iter().any(|word| wanted.contains(word));
        let count = event
            .triggers
            .iter()
            .filter(|trigger| shares(&trigger.text))
            .count();
        let rank = (event.kind == kind, count);
        if count > 0 && best.is_none_or(|(exact, most, _)| (exact, most) < rank) {
            best = Some((rank.0, rank.1, at));
        }
    }
    best.map(|(_, _, at)| at)
}

fn scores(items: &[Item]) -> Scores {
    let mut articles: HashMap<usize, usize> = HashMap::new();
    for item in items {
        *articles.entry(item.gold).or_default() += 1;
    }
    let shared = |item: &&Item| articles[&item.gold] > 1;
    let all: Vec<&Item> = items.iter().collect();
    let several: Vec<&Item> = items.iter().filter(shared).collect();
    let found: Vec<&Item> = several
        .iter()
        .copied()
        .filter(|item| item.own.is_some())
        .collect();
    Scores {
        all: bcubed(&all),
        shared: bcubed(&several),
        shared_found: bcubed(&found),
        found: items.iter().filter(|item| item.own.is_some()).count(),
    }
}

fn bcubed(items: &[&Item]) -> BCubed {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (at, item) in items.iter().enumerate() {
        let (mut gold, mut own, mut both) = (0, 0, 0);
        for (other_at, other) in items.iter().enumerate() {
            let same_gold = other.gold == item.gold;
            let same_own = other_at == at || item.own.is_some() && other.own == item.own;
            gold += usize::from(same_gold);
            own += usize::from(same_own);
            both += usize::from(same_gold && same_own);
        }
        precision += both as f64 / own as f64;
        recall += both as f64 / gold as f64;
    }
    let count = items.len().max(1) as f64;
    let (precision, recall) = (precision / count, recall / count);
    let f1 = match precision + recall {
        0.0 => 0.0,
        sum => 2.0 * precision * recall / sum,
    };
    BCubed {
        precision: percent(precision),
        recall: percent(recall),
        f1: percent(f1),
        pairs: items.len(),
    }
}

/// Gold clusters that are split, and system clusters that join several.
fn disagreements(gold: &[GoldCluster], items: &[Item], clusters: &[Cluster], event: bool) -> Vec<Fault> {
    let mut by_gold: BTreeMap<usize, BTreeMap<usize, Vec<&str>>> = BTreeMap::new();
    let mut by_own: BTreeMap<usize, BTreeMap<usize, Vec<&str>>> = BTreeMap::new();
    for item in items {
        if let Some(own) = item.own {
            by_gold
                .entry(item.gold)
                .or_default()
                .entry(own)
                .or_default()
                .push(&item.article);
            by_own
                .entry(own)
                .or_default()
                .entry(item.gold)
                .or_default()
                .push(&item.article);
        }
    }
    let mut faults = Vec::new();
    for (number, parts) in by_gold.into_iter().filter(|(_, parts)| parts.len() > 1) {
        let part =
            |(own, articles): (usize, Vec<&str>)| format!("{}: {}", clusters[own].id, articles.join(" "));
        faults.push(Fault {
            split: true,
            event,
            name: gold[number].id.clone(),
            parts: parts.into_iter().map(part).collect(),
        });
    }
    for (own, parts) in by_own.into_iter().filter(|(_, parts)| parts.len() > 1) {
        let part =
            |(number, articles): (usize, Vec<&str>)| format!("{}: {}", gold[number].id, articles.join(" "));
        faults.push(Fault {
            split: false,
            event,
            name: clusters[own].id.clone(),
            parts: parts.into_iter().map(part).collect(),
        });
    }
    faults
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        writeln!(
            f,
            "merge: {} documents; B³ over pairs of cluster and article",
            self.documents
        )?;
        writeln!(f, "{:24}  {:>5}  precision  recall      F1", "", "pairs")?;
        for (name, scores) in [("entities", &self.entities), ("events", &self.events)] {
            let rows = [
                ("", scores.all),
                (", in several articles", scores.shared),
                (", the same, found", scores.shared_found),
            ];
            for (which, score) in rows {
                writeln!(
                    f,
                    "{:28}  {:>5}  {:9.2}  {:6.2}  {:6.2}",
                    format!("{name}{which}"),
                    score.pairs,
                    score.precision,
                    score.recall,
                    score.f1
                )?;
            }
            writeln!(f, "{:28}  {:>5}", format!("{name} found"), scores.found)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(gold: usize, own: Option<usize>) -> Item {
        Item {
            gold,
            own,
            article: "a".into(),
        }
    }

    #[test]
    fn what_is_split_costs_recall_and_what_is_joined_precision() {
        let right = [item(0, Some(0)), item(0, Some(0)), item(1, Some(1))];
        assert_eq!(scores(&right).all.f1, 100.0);
        let split = [item(0, Some(0)), item(0, Some(2)), item(1, Some(1))];
        let split = scores(&split).all;
        assert_eq!((split.precision, (split.recall * 3.0).round()), (100.0, 200.0));
        let joined = [item(0, Some(0)), item(0, Some(0)), item(1, Some(0))];
        assert_eq!(scores(&joined).all.recall, 100.0);
        assert!(scores(&joined).all.precision < 60.0);
        // Two that are not found are not one.
        let missing = [item(0, None), item(0, None)];
        assert_eq!((scores(&missing).all.recall, scores(&missing).found), (50.0, 0));
    }
}
