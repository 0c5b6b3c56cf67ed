//! Sieve: mentions of the same name are coreferent.
//!
//! The tagger sees one sentence at a time and may give one name several classes; over the document the majority decides. A
//! person and another entity of the same name ("Washington") are kept apart where a title or a full name shows that there is a
//! person. A surname alone is left to the [names](super::names) sieve, an organisation that every country has ("Interior
//! Ministry") to [organisations](super::organisations).

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_facts::sets::DisjointSets;
use triplewire_lexicon::Lexicon;

use super::{
    Context,
    key::{Group, Name},
    places,
};
use triplewire_facts::annotation::Class;

/// How many times stronger one class must be to take over the other's mentions.
const MAJORITY: f32 = 2.0;

pub fn link(context: &Context, names: &mut [Option<Name>], chains: &mut DisjointSets) {
    let surnames: FxHashSet<String> = names
        .iter()
        .flatten()
        .filter(|name| name.class == Class::Per && name.words.len() > 1)
        .filter_map(|name| name.words.last().cloned())
        .collect();
    let within: FxHashSet<String> = names
        .iter()
        .flatten()
        .filter(|name| name.group == Group::Thing && name.words.len() > 1)
        .flat_map(|name| name.words.iter().cloned())
        .collect();
    // A surname alone that is tagged as an organisation, although no organisation has it in its name.
    for name in names.iter_mut().flatten() {
        let doubtful = matches!(name.class, Class::Org | Class::Misc | Class::Product);
        if doubtful && surnames.contains(&name.key) && !within.contains(&name.key) {
            name.group = Group::Person;
        }
    }
    for mentions in by_key(names) {
        settle_persons(names, &mentions, &surnames);
        for group in [Group::Person, Group::Thing, Group::Date, Group::Money] {
            let same: Vec<usize> = mentions
                .iter()
                .copied()
                .filter(|&at| joins(context.lexicon, &names[at], group))
                .collect();
            for one in places::apart(context, same) {
                chains.join_all(&one);
            }
        }
    }
}

/// Mentions of each key, keys by their first mention.
fn by_key(names: &[Option<Name>]) -> Vec<Vec<usize>> {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if let Some(name) = name {
            let place = *places.entry(&name.key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[place].push(at);
        }
    }
    groups
}

fn joins(lexicon: &Lexicon, name: &Option<Name>, group: Group) -> bool {
    let Some(name) = name else { return false };
    name.group == group
        && match group {
            Group::Person => name.words.len() > 1,
            Group::Thing => !lexicon.is_shared(&name.words) || name.class == Class::Norp,
            Group::Date | Group::Money => true,
        }
}

/// Where a key is tagged both as a person and as another class, the stronger one wins if it is much stronger.
fn settle_persons(names: &mut [Option<Name>], mentions: &[usize], surnames: &FxHashSet<String>) {
    let weight = |group: Group| -> f32 {
        mentions
            .iter()
            .filter_map(|&at| names[at].as_ref())
            .filter(|name| name.group == group)
            .map(|name| name.score)
            .sum()
    };
    let (person, thing) = (weight(Group::Person), weight(Group::Thing));
    if person == 0.0 || thing == 0.0 {
        return;
    }
    let titled = mentions
        .iter()
        .filter_map(|&at| names[at].as_ref())
        .any(|name| name.titled);
    let surname = mentions
        .first()
        .and_then(|&at| names[at].as_ref())
        .is_some_and(|name| surnames.contains(&name.key));
    let winner = if person > MAJORITY * thing {
        Group::Person
    } else if thing > MAJORITY * person && !titled && !surname {
        Group::Thing
    } else {
        return;
    };
    for &at in mentions {
        if let Some(name) = names[at]
            .as_mut()
            .filter(|name| matches!(name.group, Group::Person | Group::Thing))
        {
            name.group = winner;
        }
    }
}
