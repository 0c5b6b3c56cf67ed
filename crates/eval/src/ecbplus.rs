//! Scores events merged across documents against ECB+ (Cybulska and Vossen 2014).
//!
//! In: the corpus' CAT files, and the facts that were extracted from [`Corpus::articles`]. Out: MUC, B³, CEAF-e and their mean, the
//! CoNLL F1, over event mentions by topic: documents of one topic are merged, those of another never meet. Only sentences that the
//! corpus lists as annotated count. Three figures tell merging from finding: over all mentions that were extracted, over the gold
//! mentions (one that was not found stands alone), and over those gold mentions that were found.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::coref::{Tally, tally};
use triplewire_facts::Facts;
use triplewire_graph::crossdoc::{self, DocumentProfile};
use triplewire_lexicon::{Lexicon, Ontology};

/// The corpus.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// By name ("1_10ecb").
    documents: BTreeMap<String, Document>,
}

#[derive(Debug, Clone, Default)]
struct Document {
    text: String,
    /// First and last code point of each sentence that counts.
    counted: Vec<(usize, usize)>,
    mentions: Vec<Mention>,
}

/// An event mention of the corpus.
#[derive(Debug, Clone)]
struct Mention {
    /// Code points of its words.
    words: Vec<(usize, usize)>,
    cluster: String,
}

/// An article for `triplewire extract`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article<'a> {
    /// The document's name.
    pub id: &'a str,
    /// Its words with blanks between, a line a sentence.
    pub text: &'a str,
}

/// F1 in per cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Links.
    pub muc: f64,
    /// B³.
    pub b3: f64,
    /// Precision of B³.
    pub b3_precision: f64,
    /// Recall of B³.
    pub b3_recall: f64,
    /// CEAF over events.
    pub ceafe: f64,
    /// Mean of MUC, B³ and CEAF-e.
    pub conll: f64,
}

impl From<Tally> for Scores {
    fn from(tally: Tally) -> Self {
        Self {
            muc: crate::percent(tally.muc.f1()),
            b3: crate::percent(tally.b3.f1()),
            b3_precision: crate::percent(tally.b3.precision.value()),
            b3_recall: crate::percent(tally.b3.recall.value()),
            ceafe: crate::percent(tally.ceafe.f1()),
            conll: crate::percent(tally.conll()),
        }
    }
}

/// What `triplewire-eval ecbplus` reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// "ecbplus".
    pub task: &'static str,
    /// Documents that were compared.
    pub documents: usize,
    /// Gold mentions, and those of them that were found.
    pub mentions: [usize; 2],
    /// Over the mentions that were extracted.
    pub extracted: Scores,
    /// Over the gold mentions.
    pub gold: Scores,
    /// Over the gold mentions that were found.
    pub found: Scores,
}

/// A mention on either side: the document, and a gold mention's number or the place of a trigger that is none.
type Key<'a> = (&'a str, Result<usize, usize>);

impl Corpus {
    /// Adds a CAT file; its name without the ending names the document.
    ///
    /// # Errors
    /// A message when the file has no words.
    pub fn add(&mut self, name: &str, xml: &str) -> Result<(), String> {
        let document = read(name, xml).ok_or_else(|| format!("{name}: no words as CAT writes them"))?;
        self.documents.insert(name.to_string(), document);
        Ok(())
    }

    /// Keeps only the sentences that the corpus lists: rows of topic, file and sentence ("1,10ecbplus,3").
    pub fn restrict(&mut self, rows: &str) {
        let mut listed: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for row in rows.lines() {
            let cells: Vec<&str> = row.trim().split(',').collect();
            if let [topic, file, sentence] = cells[..]
                && let Ok(sentence) = sentence.parse()
            {
                listed
                    .entry(format!("{topic}_{file}"))
                    .or_default()
                    .insert(sentence);
            }
        }
        for (name, document) in &mut self.documents {
            let wanted = listed.remove(name).unwrap_or_default();
            let mut at = 0;
            document.counted.retain(|_| {
                at += 1;
                wanted.contains(&(at - 1))
            });
            let counted = &document.counted;
            document
                .mentions
                .retain(|mention| is_counted(counted, mention.words[0].0));
        }
    }

    /// The texts.
    pub fn articles(&self) -> impl Iterator<Item = Article<'_>> {
        let all = self.documents.iter();
        all.map(|(id, document)| Article {
            id,
            text: &document.text,
        })
    }

    /// Scores facts that were extracted from the texts.
    pub fn score(&self, ontology: &Ontology, lexicon: &Lexicon, facts: &[Facts]) -> Report {
        let mut topics: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
        for facts in facts
            .iter()
            .filter(|facts| self.documents.contains_key(&facts.id))
        {
            let topic = facts.id.split('_').next().unwrap_or_default();
            topics.entry(topic).or_default().push(facts);
        }
        let mut tallies = [Tally::default(); 3];
        let (mut documents, mut mentions) = (0, [0, 0]);
        for facts in topics.values() {
            documents += facts.len();
            let (key, response) = self.topic(ontology, lexicon, facts);
            let gold: BTreeSet<Key> = key.iter().flatten().copied().collect();
            let found: BTreeSet<Key> = response
                .iter()
                .flatten()
                .filter(|one| gold.contains(*one))
                .copied()
                .collect();
            mentions[0] += gold.len();
            mentions[1] += found.len();
            let only = |chains: &[Vec<Key<'_>>], wanted: &BTreeSet<Key<'_>>| -> Vec<Vec<(String, usize)>> {
                let name = |key: &Key<'_>| (key.0.to_string(), key.1.unwrap_or_default());
                let chains = chains.iter().map(|chain| {
                    chain
                        .iter()
                        .filter(|one| wanted.contains(*one))
                        .map(name)
                        .collect()
                });
                chains.filter(|chain: &Vec<_>| !chain.is_empty()).collect()
            };
            let mut over_gold = only(&response, &gold);
            over_gold.extend(only(
                &gold.difference(&found).map(|one| vec![*one]).collect::<Vec<_>>(),
                &gold,
            ));
            tallies[0].add(&tally(&key, &response));
            tallies[1].add(&tally(&only(&key, &gold), &over_gold));
            tallies[2].add(&tally(&only(&key, &found), &only(&response, &found)));
        }
        let [extracted, gold, found] = tallies.map(Scores::from);
        Report {
            task: "ecbplus",
            documents,
            mentions,
            extracted,
            gold,
            found,
        }
    }

    /// The gold chains of a topic, and those of its merged events.
    fn topic<'a>(
        &'a self,
        ontology: &Ontology,
        lexicon: &Lexicon,
        facts: &[&'a Facts],
    ) -> (Vec<Vec<Key<'a>>>, Vec<Vec<Key<'a>>>) {
        let mut key: BTreeMap<&str, Vec<Key>> = BTreeMap::new();
        for facts in facts {
            for (number, mention) in self.documents[&facts.id].mentions.iter().enumerate() {
                key.entry(&mention.cluster)
                    .or_default()
                    .push((&facts.id, Ok(number)));
            }
        }
        let profiles: Vec<DocumentProfile> = facts
            .iter()
            .map(|facts| DocumentProfile::of(lexicon, facts))
            .collect();
        let merged = crossdoc::merge(ontology, &profiles);
        let mut taken: BTreeSet<Key> = BTreeSet::new();
        let mut response = Vec::new();
        for cluster in &merged.events {
            let mut chain: Vec<Key> = Vec::new();
            for &(at, number) in &cluster.members {
                let document = &self.documents[&facts[at].id];
                let event = facts[at]
                    .events
                    .iter()
                    .find(|event| event.id == profiles[at].events[number].id);
                for trigger in event.map_or(&[][..], |event| &event.triggers) {
                    if !is_counted(&document.counted, trigger.start) {
                        continue;
                    }
                    let covers = |&(start, end): &(usize, usize)| start < trigger.end && trigger.start < end;
                    let gold = document
                        .mentions
                        .iter()
                        .position(|mention| mention.words.iter().any(covers));
                    let one = (facts[at].id.as_str(), gold.ok_or(trigger.start));
                    if taken.insert(one) {
                        chain.push(one);
                    }
                }
            }
            if !chain.is_empty() {
                response.push(chain);
            }
        }
        (key.into_values().collect(), response)
    }
}

fn is_counted(sentences: &[(usize, usize)], at: usize) -> bool {
    sentences.iter().any(|&(start, end)| (start..end).contains(&at))
}

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

fn unescaped(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&apos;", "'").replace("&amp;", "&")
}

fn read(name: &str, xml: &str) -> Option<Document> {
    let mut document = Document::default();
    let mut words: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut length, mut sentence, mut start) = (0, None, 0);
    // Mentions by number, and the clusters that relations give them.
    let mut mentions: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let mut clusters: BTreeMap<&str, String> = BTreeMap::new();
    let (mut open, mut relation) = (None, String::new());
    for part in xml.split('<').skip(1) {
        let (tag, content) = part.split_once('>')?;
        if tag.starts_with("token ") {
            let number = attribute(tag, "sentence");
            if number != sentence && sentence.is_some() {
                document.counted.push((start, length));
                document.text.push('\n');
                length += 1;
                start = length;
            } else if sentence.is_some() {
                document.text.push(' ');
                length += 1;
            }
            sentence = number;
            let word = unescaped(content);
            let from = length;
            length += word.chars().count();
            document.text.push_str(&word);
            words.insert(attribute(tag, "t_id")?, (from, length));
        } else if tag.starts_with("ACTION_") || tag.starts_with("NEG_ACTION_") {
            // What ends at once is a description of a cluster.
            open = if tag.ends_with('/') {
                None
            } else {
                attribute(tag, "m_id")
            };
        } else if tag.starts_with("token_anchor ") {
            if let (Some(mention), Some(word)) = (open, attribute(tag, "t_id").and_then(|id| words.get(id))) {
                mentions.entry(mention).or_default().push(*word);
            }
        } else if tag.starts_with("CROSS_DOC_COREF ") || tag.starts_with("INTRA_DOC_COREF ") {
            // A relation inside a document has a number of its own.
            relation = match attribute(tag, "note").filter(|_| tag.starts_with("CROSS")) {
                Some(note) => note.to_string(),
                None => format!("{name} {}", attribute(tag, "r_id")?),
            };
        } else if tag.starts_with("source ") {
            clusters.insert(attribute(tag, "m_id")?, relation.clone());
        } else if tag.starts_with('/') {
            open = None;
        }
    }
    document.counted.push((start, length));
    for (number, mut own) in mentions {
        own.sort_unstable();
        let alone = || format!("{name} alone {number}");
        let cluster = clusters.remove(number).unwrap_or_else(alone);
        document.mentions.push(Mention { words: own, cluster });
    }
    (length > 0).then_some(document)
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let [all, found] = self.mentions;
        writeln!(
            f,
            "ecbplus: {} documents; {found} of {all} gold mentions found; F1 by topic",
            self.documents
        )?;
        writeln!(f, "{:18}    MUC     B3  (precision, recall)  CEAF-e   CoNLL", "")?;
        for (name, scores) in [
            ("extracted mentions", self.extracted),
            ("gold mentions", self.gold),
            ("the same, found", self.found),
        ] {
            writeln!(
                f,
                "{name:18} {:6.2} {:6.2}  ({:9.2}, {:6.2})  {:6.2}  {:6.2}",
                scores.muc, scores.b3, scores.b3_precision, scores.b3_recall, scores.ceafe, scores.conll
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAT: &str = r#"<Document doc_name="1_1ecb.xml"><token t_id="1" sentence="0" number="0">Ann</token>
<token t_id="2" sentence="0" number="1">shot</token><token t_id="3" sentence="1" number="0">A</token>
<token t_id="4" sentence="1" number="1">R&amp;D</token><token t_id="5" sentence="1" number="2">killing</token>
<Markables><ACTION_OCCURRENCE m_id="7" ><token_anchor t_id="2"/></ACTION_OCCURRENCE>
<HUMAN_PART_PER m_id="8" ><token_anchor t_id="1"/></HUMAN_PART_PER>
<ACTION_OCCURRENCE m_id="9" ><token_anchor t_id="5"/></ACTION_OCCURRENCE>
<ACTION_OCCURRENCE m_id="10" RELATED_TO="" TAG_DESCRIPTOR="t1_shot" instance_id="ACT1" /></Markables>
<Relations><CROSS_DOC_COREF r_id="1" note="ACT1" ><source m_id="7" /><target m_id="10" /></CROSS_DOC_COREF></Relations></Document>"#;

    #[test]
    fn a_file_is_words_and_event_mentions() {
        let document = read("a", CAT).unwrap();
        assert_eq!(document.text, "Ann shot\nA R&D killing");
        let mentions: Vec<(&[(usize, usize)], bool)> = document
            .mentions
            .iter()
            .map(|mention| (mention.words.as_slice(), mention.cluster == "ACT1"))
            .collect();
        assert_eq!(mentions, [(&[(4, 8)][..], true), (&[(15, 22)][..], false)]);
        assert!(read("a", "").is_none() && read("a", "<a").is_none());
    }

    #[test]
    fn only_listed_sentences_count() {
        let mut corpus = Corpus::default();
        corpus.add("1_1ecb", CAT).unwrap();
        corpus.restrict("Topic,File,Sentence Number\n1,1ecb,1\n");
        let mentions = &corpus.documents["1_1ecb"].mentions;
        assert_eq!((mentions.len(), mentions[0].words[0].0), (1, 15));
    }

    #[test]
    fn events_of_two_documents_are_chains_of_triggers() {
        let mut corpus = Corpus::default();
        for name in ["1_1ecb", "1_2ecb"] {
            corpus.add(name, CAT).unwrap();
        }
        let facts = |id: &str| {
            let facts = serde_json::json!({"id": id, "sentences": [{"start": 0, "end": 8}], "relations": [],
                "entities": [{"id": "e1", "type": "PER", "name": "Ann Lund", "key": "per/ann-lund", "mentions":
                    [{"start": 0, "end": 3, "text": "Ann", "kind": "name", "sentence": 0}]}],
                "events": [{"id": "v1", "type": "Killing", "realis": "actual",
                    "triggers": [{"start": 4, "end": 8, "text": "shot", "sentence": 0}],
                    "arguments": [{"role": "victim", "entity": "e1", "text": "Ann", "start": 0, "end": 3}]}]});
            Facts::parse(facts.to_string().as_bytes()).unwrap()
        };
        let facts = [facts("1_1ecb"), facts("1_2ecb")];
        let report = corpus.score(Ontology::builtin().unwrap(), &Lexicon::builtin().unwrap(), &facts);
        assert_eq!((report.documents, report.mentions), (2, [4, 2]));
        assert!(
            report.found.b3 <= 100.0 && report.gold.b3_precision == 100.0,
            "{report}"
        );
    }
}
