//! On which side of an event each role stands, where no `[[role]]` table says so: the frames know it by the functions that
//! fill the role.

use std::collections::BTreeMap;

use triplewire_lexicon::Side;

use super::{RuleSet, check::Source};
use crate::{
    Result,
    rules::{
        frame::{Function, Role},
        source::NamedRole,
    },
};

/// Functions that paths of one's own stand for, by the relation that their last step goes down.
const RELATIONS: [(&str, &str); 6] = [
    ("nsubj", "agent"),
    ("obl:agent", "agent"),
    ("nmod:agent", "agent"),
    ("obj", "patient"),
    ("iobj", "recipient"),
    ("nsubj:pass", "patient"),
];

impl RuleSet {
    pub(super) fn add_roles(&mut self, sources: &[Source], roles: &[(usize, NamedRole)]) -> Result<()> {
        let tables: Vec<_> = roles.iter().map(|(_, table)| table).collect();
        self.ontology.add_roles(&tables).map_err(|(index, what)| {
            let (source, table) = &roles[index];
            sources[*source].error(table.name.span().start, what)
        })?;
        // Rules that stand alone need not say anew what "agent" means.
        self.ontology.add_builtin_roles()
    }

    /// Gives each role without a side of its own the one that most frames of its type, and of those below, fill it from.
    pub(super) fn find_sides(&mut self) {
        let mut votes: BTreeMap<(String, String), Vec<Side>> = BTreeMap::new();
        for frame in &self.frames {
            for role in &frame.roles {
                let told = self
                    .ontology
                    .role(&role.name)
                    .is_some_and(|role| role.side.is_some());
                let Some(side) = self.side_of(role).filter(|_| !told) else {
                    continue;
                };
                for kind in self.ontology.line(&frame.event) {
                    if !kind.relation && kind.roles.contains_key(&role.name) {
                        let key = (kind.name.clone(), role.name.clone());
                        votes.entry(key).or_default().push(side);
                    }
                }
            }
        }
        for ((kind, role), sides) in votes {
            let count = |side: Side| sides.iter().filter(|other| **other == side).count();
            // Of as many votes the first frame's counts.
            let most = sides.iter().map(|side| count(*side)).max();
            if let Some(side) = sides.iter().find(|side| Some(count(**side)) == most) {
                self.ontology.set_side(&kind, &role, *side);
            }
        }
    }

    /// The side of the first of a role's functions that has one.
    fn side_of(&self, role: &Role) -> Option<Side> {
        let paths = role.paths.iter().filter_map(|path| function(path.source()));
        let named = role.functions.iter().filter_map(|function| match function {
            Function::Named(name) => Some(name.as_str()),
            Function::Oblique(_) => None,
        });
        paths.chain(named).find_map(|name| self.ontology.role(name)?.side)
    }
}

/// The function that a path stands for.
fn function(path: &str) -> Option<&'static str> {
    let last = path.split_whitespace().next_back()?.strip_prefix('>')?;
    let relations = last.split('[').next()?.split('|');
    let mut known = relations.map(|relation| RELATIONS.iter().find(|(name, _)| *name == relation));
    known.next()?.map(|(_, function)| *function)
}
