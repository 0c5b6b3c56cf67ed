//! The roles of event types: on which side of an event each stands, and how it is shown and named elsewhere.
//!
//! A role that no `[[role]]` table names is known by the functions that fill it: where frames are compiled, they say on
//! which side it stands, and the rest follows from the side.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::ontology::{Ontology, Text};

/// Where whoever fills a role stands in an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Who acts.
    Agent,
    /// Who or what is acted upon.
    Patient,
    /// One of several who do the same to each other: the first counts as the agent, the others as patients.
    Peer,
    /// Where it happens.
    Place,
    /// None of these.
    #[default]
    Other,
}

impl Side {
    /// The word that files write.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Patient => "patient",
            Self::Peer => "peer",
            Self::Place => "place",
            Self::Other => "other",
        }
    }
}

/// The colours that a role can have; pages have a light and a dark shade of each.
pub const COLOURS: [&str; 9] = [
    "red", "purple", "blue", "teal", "brown", "green", "pink", "olive", "grey",
];

/// `[[role]]`: a role of any type that has it, or a function, which roles without a side of their own take theirs from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleTable {
    /// Its name.
    pub name: Text,
    /// Where whoever fills it stands; left out, its functions decide.
    pub side: Option<Side>,
    /// A role in whose place this one counts: on its side only where that one is empty.
    pub instead_of: Option<String>,
    /// Place among the columns of a table, small numbers first.
    pub order: Option<u32>,
    /// Header of its column, where it is not the name.
    pub label: Option<String>,
    /// One of [`COLOURS`].
    pub colour: Option<Text>,
    /// Properties of other vocabularies, PREFIX:NAME or whole IRIs, beside our own.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Whether two events that documents tell with different fillers are hardly the same event.
    #[serde(default)]
    pub distinctive: bool,
}

/// What a `[[role]]` table says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// `None` where its functions decide.
    pub side: Option<Side>,
    /// A role in whose place this one counts: on its side only where that one is empty.
    pub instead_of: Option<String>,
    /// Place among the columns of a table, small numbers first.
    pub order: Option<u32>,
    /// Header of its column, where it is not the name.
    pub label: Option<String>,
    /// One of [`COLOURS`].
    pub colour: Option<String>,
    /// Properties of other vocabularies, PREFIX:NAME or whole IRIs, beside our own.
    pub terms: Vec<String>,
    /// Whether two events that documents tell with different fillers are hardly the same event.
    pub distinctive: bool,
}

impl From<&RoleTable> for Role {
    fn from(table: &RoleTable) -> Self {
        Self {
            name: table.name.get_ref().clone(),
            side: table.side,
            instead_of: table.instead_of.clone(),
            order: table.order,
            label: table.label.clone(),
            colour: table.colour.as_ref().map(|colour| colour.get_ref().clone()),
            terms: table.terms.clone(),
            distinctive: table.distinctive,
        }
    }
}

impl Ontology {
    /// Adds what `[[role]]` tables say; the error names the role and what is wrong.
    pub fn add_roles(&mut self, tables: &[&RoleTable]) -> Result<(), (usize, String)> {
        for (index, table) in tables.iter().enumerate() {
            let role = Role::from(*table);
            let name = role.name.as_str();
            if let Some(colour) = role.colour.as_deref().filter(|colour| !COLOURS.contains(colour)) {
                let known = COLOURS.join(", ");
                let what = format!("role `{name}`: `colour`: `{colour}`; expected one of {known}");
                return Err((index, what));
            }
            if self.roles.insert(name.to_string(), role.clone()).is_some() {
                return Err((index, format!("role `{name}` is defined twice")));
            }
        }
        Ok(())
    }

    /// Notes on which side a role of a type stands, for roles whose table does not say so.
    pub fn set_side(&mut self, kind: &str, role: &str, side: Side) {
        if let Some(kind) = self.types.get_mut(kind) {
            Arc::make_mut(kind).sides.insert(role.to_string(), side);
        }
    }

    /// What the `[[role]]` table of this name says.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }

    /// The roles that event types have, in order of their names.
    pub fn roles(&self) -> BTreeSet<&str> {
        let types = self.types.values().filter(|kind| !kind.relation);
        types
            .flat_map(|kind| kind.roles.keys())
            .map(String::as_str)
            .collect()
    }

    /// On which side of an event of this type the role stands: as its table says, else as the type's frames do.
    pub fn side(&self, kind: &str, role: &str) -> Side {
        let told = self.role(role).and_then(|role| role.side);
        let derived = || self.line(kind).find_map(|kind| kind.sides.get(role).copied());
        told.or_else(derived).unwrap_or_default()
    }

    /// The role's place among the columns of a table; what has none stands behind the others of its side.
    pub fn column<'a>(&self, kind: &str, role: &'a str) -> (u32, bool, &'a str) {
        if let Some(order) = self.role(role).and_then(|role| role.order) {
            return (order, true, role);
        }
        let side = self.side(kind, role);
        let next = |known: &&Role| match side {
            Side::Agent | Side::Peer => known.side == Some(Side::Patient),
            Side::Patient => !matches!(known.side, Some(Side::Agent | Side::Peer | Side::Patient)),
            Side::Place | Side::Other => false,
        };
        let behind = self
            .roles
            .values()
            .filter(next)
            .filter_map(|role| role.order)
            .min();
        (behind.unwrap_or(u32::MAX), false, role)
    }

    /// The header of the role's column in a table of this type.
    pub fn label<'a>(&'a self, kind: &str, role: &'a str) -> &'a str {
        let own = self.get(kind).and_then(|kind| kind.labels.get(role));
        own.or_else(|| self.role(role)?.label.as_ref())
            .map_or(role, String::as_str)
    }

    /// The role of a more general type that this role of a type is a case of: the one that stands on the same side there,
    /// of several the one that takes the same fillers. `None` where the more general type has the role itself.
    pub fn broader_role(&self, kind: &str, role: &str) -> Option<&str> {
        let at = self.line(kind).find(|kind| {
            let above = kind.isa.as_deref().and_then(|isa| self.get(isa));
            kind.roles.contains_key(role) && above.is_none_or(|above| !above.roles.contains_key(role))
        })?;
        let above = self.get(at.isa.as_deref()?)?;
        let side = self.side(&at.name, role);
        if side == Side::Other {
            return None;
        }
        let allowed = &at.roles[role];
        let alike: Vec<(&String, &Vec<String>)> = above
            .roles
            .iter()
            .filter(|(other, _)| self.side(&above.name, other) == side)
            .collect();
        match alike.as_slice() {
            [(only, _)] => Some(only),
            several => {
                let mut fitting = several
                    .iter()
                    .filter(|(_, theirs)| theirs.iter().any(|filler| allowed.contains(filler)));
                let first = fitting.next()?;
                fitting.next().is_none().then_some(first.0.as_str())
            }
        }
    }
}
