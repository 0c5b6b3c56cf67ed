//! Counts of the values that the members of a merged entity have, so that a member is added or removed without a look at the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::crossdoc::{Anchor, DocumentProfile, blocking, entity_anchor, entity_id, is_unique_key};

/// How many members have each value.
pub type Counts = BTreeMap<String, usize>;

/// Counts over the members of a merged entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberCounts {
    /// Number of members.
    pub size: usize,
    /// Number of those of whom only a surname is known.
    #[serde(default)]
    pub bare: usize,
    /// The member that gives the node its id; none where a unique key does.
    pub anchor: Option<Anchor>,
    pub names: Counts,
    pub aliases: Counts,
    pub classes: Counts,
    pub keys: Counts,
    pub countries: Counts,
    pub nations: Counts,
    /// Blocking keys under which the node is stored.
    #[serde(rename = "blocks")]
    pub blocking_keys: Counts,
    /// Blocking keys that make two members coreferent by themselves.
    #[serde(rename = "hubs")]
    pub exact_keys: Counts,
}

impl MemberCounts {
    /// The counts of a single entity of a document.
    pub fn of(document: &DocumentProfile, number: usize) -> Self {
        let profile = &document.entities[number];
        let blocking_keys = blocking::entity_keys(document, profile);
        let count = |values: Vec<&String>| values.into_iter().map(|value| (value.clone(), 1)).collect();
        let mut aliases: Counts = count(profile.aliases.iter().collect());
        aliases.insert(profile.name.clone(), 1);
        let mut state = Self {
            size: 1,
            bare: usize::from(profile.is_bare()),
            anchor: Some(entity_anchor(document, number)),
            names: count(vec![&profile.name]),
            aliases,
            classes: count(vec![&profile.class]),
            keys: count(profile.key.iter().collect()),
            countries: count(profile.country.iter().collect()),
            nations: count(profile.nation.iter().collect()),
            exact_keys: count(blocking_keys.exact.iter().collect()),
            blocking_keys: match profile.is_bare() {
                // Others look for the entity itself, wherever it is.
                true => Counts::new(),
                false => count(blocking_keys.stored.iter().chain(&blocking_keys.exact).collect()),
            },
        };
        state.drop_needless_anchor();
        state
    }

    /// The counts of a surname as a member of a node that has a full name: it says nothing of the node's identity.
    pub fn attached(mut self) -> Self {
        self.keys.clear();
        self.anchor = None;
        self
    }

    fn drop_needless_anchor(&mut self) {
        if self.keys.keys().any(|key| is_unique_key(key)) {
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
            &mut self.blocking_keys,
            &mut self.exact_keys,
        ]
    }

    /// Adds the members of another node.
    pub fn add(&mut self, mut other: Self) {
        for (own, other) in self.counts().into_iter().zip(other.counts()) {
            for (value, count) in std::mem::take(other) {
                *own.entry(value).or_default() += count;
            }
        }
        self.size += other.size;
        self.bare += other.bare;
        self.anchor = match (self.anchor.take(), other.anchor.take()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.drop_needless_anchor();
    }

    /// Whether the other members stay coreferent without this one: all share an exact key, and another one gives the id.
    pub fn can_remove(&self, member: &Self) -> bool {
        let share_exact_key =
            self.exact_keys.len() == 1 && self.exact_keys.values().all(|count| *count == self.size);
        share_exact_key && self.size > member.size && (self.anchor.is_none() || self.anchor != member.anchor)
    }

    /// Removes a member.
    pub fn remove(&mut self, mut member: Self) {
        for (own, gone) in self.counts().into_iter().zip(member.counts()) {
            for (value, count) in std::mem::take(gone) {
                if let Some(left) = own.get_mut(&value) {
                    *left = left.saturating_sub(count);
                }
            }
            own.retain(|_, count| *count > 0);
        }
        self.size = self.size.saturating_sub(member.size);
        self.bare = self.bare.saturating_sub(member.bare);
    }

    /// The id of the merged entity.
    pub fn id(&self) -> String {
        entity_id(self.keys.keys().map(String::as_str), self.anchor.as_ref())
    }

    /// The class that most members have; on a tie the first alphabetically.
    pub fn class(&self) -> Option<&str> {
        let best = self
            .classes
            .iter()
            .max_by_key(|(class, count)| (**count, std::cmp::Reverse(class.as_str())));
        best.map(|(class, _)| class.as_str())
    }

    /// The name that most members have, a full one for a person; on a tie the one with most words, then the first alphabetically.
    pub fn name(&self) -> Option<&str> {
        let person = self.class() == Some("PER");
        let full = |name: &str| {
            let (first, rest) = name.split_once(' ').unwrap_or_default();
            person && !rest.is_empty() && !first.ends_with('.') && first.chars().nth(1).is_some()
        };
        let best = self.names.iter().max_by_key(|(name, count)| {
            let words = name.split(' ').count();
            (full(name), **count, words, std::cmp::Reverse(name.as_str()))
        });
        best.map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_facts::Facts;
    use triplewire_lexicon::Lexicon;

    fn state(id: &str, name: &str, key: &str) -> MemberCounts {
        let facts = serde_json::json!({
            "id": id, "published": "2024-05-14", "sentences": [{"start": 0, "end": 9}], "events": [], "relations": [],
            "entities": [{"id": "e1", "type": "LOC", "name": name, "key": key, "mentions":
                [{"start": 0, "end": 1, "text": name, "kind": "name", "sentence": 0, "score": 1.0}]}],
        });
        let facts = Facts::parse(facts.to_string().as_bytes()).unwrap();
        MemberCounts::of(&DocumentProfile::of(&Lexicon::builtin().unwrap(), &facts), 0)
    }

    #[test]
    fn a_member_that_is_removed_leaves_no_trace() {
        let (one, other) = (
            state("a", "Ruhland", "geonames/1"),
            state("b", "Ruhlandia", "geonames/1"),
        );
        let mut both = one.clone();
        both.add(other.clone());
        assert_eq!(both.size, 2);
        assert!(both.can_remove(&other) && !one.can_remove(&one));
        both.remove(other);
        assert_eq!(both, one);
    }

    #[test]
    fn the_order_of_adding_changes_nothing() {
        let all = [
            state("a", "Ruhland", "loc/ruhland"),
            state("b", "Ruhland Town", "loc/ruhland-town"),
            state("c", "Ruhland", "geonames/1"),
        ];
        let joined = |order: [usize; 3]| {
            let mut found = all[order[0]].clone();
            order[1..].iter().for_each(|&at| found.add(all[at].clone()));
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
