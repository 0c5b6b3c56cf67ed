//! Relations: lasting facts, anchored at a noun of a word list.

use super::{
    compile::{Pattern, RelationRule, RuleSet},
    filler::Fillers,
    matcher::{Filled, applies},
    path::Path,
    slot::Slot,
    source::TriggerKind,
    trigger::TriggerHit,
    types::Types,
};
use triplewire_facts::annotation::Upos;

/// A relation found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationMatch {
    /// Index of the rule.
    pub rule: usize,
    /// Anchor word.
    pub anchor: usize,
    pub subject: Filled,
    pub object: Option<Filled>,
}

impl RuleSet {
    /// All relations in one sentence.
    pub fn relations(&self, fillers: &Fillers) -> Vec<RelationMatch> {
        let (scene, graph) = (&fillers.scene, fillers.scene.graph);
        let mut found = Vec::new();
        for word in 0..graph.words().len() {
            if !matches!(graph.words()[word].upos, Upos::Noun | Upos::Propn) {
                continue;
            }
            for (number, rule) in self.relations.iter().enumerate() {
                if self.lists.contains(&rule.list, &scene.lemma(word)) {
                    relate(fillers, number, rule, word, &mut found);
                }
            }
        }
        found
    }
}

/// The anchor of a relation, as patterns see a trigger.
pub(super) fn anchor_hit(anchor: usize) -> TriggerHit {
    TriggerHit {
        frame: 0,
        kind: TriggerKind::Noun,
        words: vec![anchor],
        head: anchor,
    }
}

fn relate(
    fillers: &Fillers,
    index: usize,
    rule: &RelationRule,
    anchor: usize,
    found: &mut Vec<RelationMatch>,
) {
    let hit = anchor_hit(anchor);
    let collect = |pattern: &Pattern, paths: &[Path], role: &str, types: &Types| {
        let mut filled = Vec::new();
        let slot = Slot {
            pattern: &pattern.name,
            weight: pattern.weight,
            names_first: pattern.names_first,
            function: role,
            paths,
            role,
            types,
            conditions: None,
            functions: &[],
            conjuncts: false,
        };
        slot.fill(fillers, anchor, anchor, &mut filled);
        filled.retain(|filled| filled.word != anchor);
        filled
    };
    for pattern in rule
        .patterns
        .iter()
        .filter(|pattern| applies(pattern, &fillers.scene, &hit))
    {
        for (name, paths) in &pattern.functions {
            for subject in collect(pattern, paths, name, &rule.subject_types) {
                let mut objects = rule.object_paths.iter().filter_map(|path| {
                    let objects = collect(pattern, std::slice::from_ref(path), "object", &rule.object_types);
                    objects
                        .into_iter()
                        .find(|object| object.mention != subject.mention || object.mention.is_none())
                });
                found.push(RelationMatch {
                    rule: index,
                    anchor,
                    object: objects.next(),
                    subject,
                });
            }
            if found
                .iter()
                .any(|relation| relation.anchor == anchor && relation.rule == index)
            {
                return;
            }
        }
    }
}
