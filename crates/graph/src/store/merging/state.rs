//! What the members of a merged entity have in common, counted, so that one can come or go without a look at the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::crossdoc::{Anchor, Document, blocks, entity_anchor, entity_id, is_unique};

/// How many members have each value.
pub type Counts = BTreeMap<String, usize>;

/// Counts over the members of a merged entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub size: usize,
    /// The member that the id hangs on; none where a key is enough for that.
    pub anchor: Option<Anchor>,
    pub names: Counts,
    pub aliases: Counts,
    pub classes: Counts,
    pub keys: Counts,
    pub countries: Counts,
    pub nations: Counts,
    /// Where they are looked for.
    pub blocks: Counts,
    /// Keys that say all.
    pub hubs: Counts,
}

impl State {
    /// That of one entity of a document.
    pub fn of(document: &Document, number: usize) -> Self {
        let profile = &document.entities[number];
        let blocks = blocks::entity(document, profile);
        let count = |values: Vec<&String>| values.into_iter().map(|value| (value.clone(), 1)).collect();
        let mut aliases: Counts = count(profile.aliases.iter().collect());
        aliases.insert(profile.name.clone(), 1);
        let mut state = Self {
            size: 1,
            anchor: Some(entity_anchor(document, number)),
            names: count(vec![&profile.name]),
            aliases,
            classes: count(vec![&profile.class]),
            keys: count(profile.key.iter().collect()),
            countries: count(profile.country.iter().collect()),
            nations: count(profile.nation.iter().collect()),
            blocks: count(blocks.keep.iter().chain(&blocks.hub).collect()),
            hubs: count(blocks.hub.iter().collect()),
        };
        state.drop_needless_anchor();
        state
    }

    fn drop_needless_anchor(&mut self) {
        if self.keys.keys().any(|key| is_unique(key)) {
            self.anchor = None;
        }
    }

    fn counts(&mut self) -> [&mut Counts; 8] {
        [
            &mut self.names,
            &mut self.aliases,
            &mut self.classes,
            &mut self.keys,
            &mut self.countries,
            &mut self.nations,
            &mut self.blocks,
            &mut self.hubs,
        ]
    }

    /// Takes the members of another in.
    pub fn join(&mut self, mut other: Self) {
        for (own, other) in self.counts().into_iter().zip(other.counts()) {
            for (value, count) in std::mem::take(other) {
                *own.entry(value).or_default() += count;
            }
        }
        self.size += other.size;
        self.anchor = match (self.anchor.take(), other.anchor.take()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.drop_needless_anchor();
    }

    /// Whether a member can go without anybody else going with it: all are one by the same key, and the id hangs on another.
    pub fn can_spare(&self, member: &Self) -> bool {
        let one_hub = self.hubs.len() == 1 && self.hubs.values().all(|count| *count == self.size);
        one_hub && self.size > member.size && (self.anchor.is_none() || self.anchor != member.anchor)
    }

    /// Lets a member go.
    pub fn leave(&mut self, mut member: Self) {
        for (own, gone) in self.counts().into_iter().zip(member.counts()) {
            for (value, count) in std::mem::take(gone) {
                if let Some(left) = own.get_mut(&value) {
                    *left = left.saturating_sub(count);
                }
            }
            own.retain(|_, count| *count > 0);
        }
        self.size = self.size.saturating_sub(member.size);
    }

    pub fn id(&self) -> String {
        entity_id(self.keys.keys().map(String::as_str), self.anchor.as_ref())
    }

    /// The class that most members have; of several the first in order.
    pub fn class(&self) -> Option<&str> {
        let best = self
            .classes
            .iter()
            .max_by_key(|(class, count)| (**count, std::cmp::Reverse(class.as_str())));
        best.map(|(class, _)| class.as_str())
    }

    /// The name that most documents have; of several the fullest, then the first in order.
    pub fn name(&self) -> Option<&str> {
        let best = self
            .names
            .iter()
            .max_by_key(|(name, count)| (**count, name.split(' ').count(), std::cmp::Reverse(name.as_str())));
        best.map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_facts::Facts;
    use triplewire_lexicon::Lexicon;

    fn state(id: &str, name: &str, key: &str) -> State {
        let facts = serde_json::json!({
            "id": id, "published": "2024-05-14", "sentences": [{"start": 0, "end": 9}], "events": [], "relations": [],
            "entities": [{"id": "e1", "type": "LOC", "name": name, "key": key, "mentions":
                [{"start": 0, "end": 1, "text": name, "kind": "name", "sentence": 0, "score": 1.0}]}],
        });
        let facts = Facts::parse(facts.to_string().as_bytes()).unwrap();
        State::of(&Document::of(&Lexicon::builtin().unwrap(), &facts), 0)
    }

    #[test]
    fn who_goes_leaves_no_trace() {
        let (one, other) = (
            state("a", "Ruhland", "geonames/1"),
            state("b", "Ruhlandia", "geonames/1"),
        );
        let mut both = one.clone();
        both.join(other.clone());
        assert_eq!(both.size, 2);
        assert!(both.can_spare(&other) && !one.can_spare(&one));
        both.leave(other);
        assert_eq!(both, one);
    }

    #[test]
    fn the_order_of_joining_changes_nothing() {
        let all = [
            state("a", "Ruhland", "loc/ruhland"),
            state("b", "Ruhland Town", "loc/ruhland-town"),
            state("c", "Ruhland", "geonames/1"),
        ];
        let joined = |order: [usize; 3]| {
            let mut found = all[order[0]].clone();
            order[1..].iter().for_each(|&at| found.join(all[at].clone()));
            found
        };
        let wanted = joined([0, 1, 2]);
        assert_eq!(wanted.name(), Some("Ruhland"));
        assert_eq!(wanted.id(), "geonames/1");
        for order in [[2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            assert_eq!(joined(order), wanted);
        }
    }
}
