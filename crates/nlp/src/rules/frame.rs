//! Frames: the words that tell of an event type, and which grammatical function fills which role.

use std::sync::Arc;

use super::{path::Path, scene::Scene, symbols::UNKNOWN, types::Types};

/// A compiled frame.
#[derive(Debug, Clone)]
pub struct Frame {
    pub name: String,
    /// Event type.
    pub event: String,
    /// Number of the event type.
    pub(super) kind: usize,
    /// Frames of a lower number run first.
    pub priority: i32,
    /// Paths from the trigger that must all, or must not, lead anywhere.
    pub when: Vec<Path>,
    pub unless: Vec<Path>,
    pub roles: Vec<Role>,
    /// Bits of the functions that fill any of its roles.
    pub(super) functions: u64,
}

/// A role of a frame, and where its fillers stand.
#[derive(Debug, Clone, Default)]
pub struct Role {
    pub name: String,
    /// Functions that may fill it, best first.
    pub functions: Vec<Function>,
    /// Paths from the trigger, tried before the functions.
    pub paths: Vec<Path>,
    /// Allowed types as the files name them.
    pub allowed: Vec<String>,
    pub(super) types: Arc<Types>,
    /// Whether nothing is found where the role stays empty.
    pub required: bool,
    /// Whether the type finds nothing where the role stays empty, either.
    pub(super) needed: bool,
    /// Whether conjuncts fill the role too.
    pub many: bool,
    /// Paths from the filler that must all, or must not, lead anywhere.
    pub when: Vec<Path>,
    pub unless: Vec<Path>,
}

impl Role {
    /// The first condition that keeps a word from filling the role, and whether it is one of `when`.
    pub(super) fn against(&self, scene: &Scene, word: usize) -> Option<(&Path, bool)> {
        let missing = self.when.iter().find(|path| path.first(scene, word).is_none());
        let present = || self.unless.iter().find(|path| path.first(scene, word).is_some());
        missing
            .map(|path| (path, true))
            .or_else(|| present().map(|path| (path, false)))
    }
}

/// Where a filler stands, seen from the trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// A function that patterns fill: agent, patient, place, ...
    Named(String),
    /// An oblique with the preposition of this number.
    Oblique(u32),
}

impl Function {
    /// `symbol` gives the number of a preposition.
    pub fn parse(text: &str, symbol: impl FnOnce(&str) -> u32) -> Self {
        match text.strip_prefix("obl:") {
            Some(preposition) => Self::Oblique(symbol(preposition)),
            None => Self::Named(text.to_string()),
        }
    }

    /// The function of a pattern that reaches what stands so; for an oblique its preposition decides then.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Oblique(_) => "oblique",
        }
    }

    /// Whether what a pattern's function of this name reaches can stand so.
    pub(super) fn may_be(&self, name: &str) -> bool {
        self.name() == name
    }

    /// Whether a word that such a function reached stands so.
    pub(super) fn holds(&self, scene: &Scene, word: usize) -> bool {
        match self {
            Self::Named(_) => true,
            Self::Oblique(symbol) => {
                let case = scene.lists.symbols.case;
                let mut children = scene.graph.children(word).iter();
                *symbol != UNKNOWN
                    && children.any(|&child| {
                        scene.relation(child).universal == case && scene.symbol(child) == *symbol
                    })
            }
        }
    }
}
