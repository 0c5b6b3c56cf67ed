//! The event types: roles, allowed fillers, and counterparts in other schemes.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::source::EventTable;

/// An event type with its inherited roles.
#[derive(Debug, Clone, Default)]
pub struct EventType {
    pub name: String,
    pub isa: Option<String>,
    /// Role whose filler can undergo such an event only once.
    pub once: Option<String>,
    /// Roles that count towards `least`.
    pub requires: Vec<String>,
    /// Least number of fillers of the required roles together.
    pub least: usize,
    /// Allowed types by role: entity classes in upper case, word lists in lower case.
    pub roles: BTreeMap<String, Vec<String>>,
    pub ace: Option<String>,
    pub cameo: Option<String>,
    pub plover: Option<String>,
    pub wikidata: Option<String>,
}

impl EventType {
    /// What the type is called in other schemes: "ACE Life.Die, CAMEO 186".
    pub fn counterparts(&self) -> String {
        let schemes = [
            ("ACE", &self.ace),
            ("CAMEO", &self.cameo),
            ("PLOVER", &self.plover),
            ("Wikidata", &self.wikidata),
        ];
        let known = schemes
            .iter()
            .filter_map(|(scheme, code)| Some(format!("{scheme} {}", code.as_ref()?)));
        known.collect::<Vec<String>>().join(", ")
    }
}

/// All event types by name.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    types: FxHashMap<String, EventType>,
}

impl Ontology {
    /// Builds the types from their tables; the error names the type and what is wrong.
    pub fn build(tables: &[EventTable]) -> Result<Self, (usize, String)> {
        let by_name: FxHashMap<&str, &EventTable> = tables
            .iter()
            .map(|table| (table.r#type.get_ref().as_str(), table))
            .collect();
        let mut types = FxHashMap::default();
        for (index, table) in tables.iter().enumerate() {
            let name = table.r#type.get_ref().clone();
            let mut own = EventType {
                isa: table.isa.clone(),
                once: table.once.clone(),
                requires: table.requires.clone(),
                least: table.least,
                roles: table.roles.clone(),
                ace: table.ace.clone(),
                cameo: table.cameo.clone(),
                plover: table.plover.clone(),
                wikidata: table.wikidata.clone(),
                name: name.clone(),
            };
            let mut parent = table.isa.as_deref();
            for _ in 0..tables.len() {
                let Some(parent_name) = parent else { break };
                let Some(above) = by_name.get(parent_name) else {
                    return Err((
                        index,
                        format!("type `{name}`: isa = `{parent_name}` is no event type"),
                    ));
                };
                for (role, allowed) in &above.roles {
                    own.roles.entry(role.clone()).or_insert_with(|| allowed.clone());
                }
                own.once = own.once.or_else(|| above.once.clone());
                if own.requires.is_empty() {
                    own.requires = above.requires.clone();
                    own.least = above.least;
                }
                parent = above.isa.as_deref();
            }
            if parent.is_some() {
                return Err((
                    index,
                    format!("type `{name}`: its isa chain goes round in a circle"),
                ));
            }
            if let Some(role) = own
                .requires
                .iter()
                .chain(&own.once)
                .find(|role| !own.roles.contains_key(*role))
            {
                return Err((index, format!("type `{name}` has no role `{role}`")));
            }
            if types.insert(name.clone(), own).is_some() {
                return Err((index, format!("type `{name}` is defined twice")));
            }
        }
        Ok(Self { types })
    }

    pub fn get(&self, name: &str) -> Option<&EventType> {
        self.types.get(name)
    }

    /// Whether `name` is `general` or below it.
    pub fn is_a(&self, name: &str, general: &str) -> bool {
        let mut at = self.get(name);
        while let Some(kind) = at {
            if kind.name == general {
                return true;
            }
            at = kind.isa.as_deref().and_then(|isa| self.get(isa));
        }
        false
    }

    /// The types in order of their names.
    pub fn types(&self) -> Vec<&EventType> {
        let mut types: Vec<&EventType> = self.types.values().collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        types
    }
}
