//! What may fill a role.

use triplewire_facts::annotation::Class;
use triplewire_lexicon::Ontology;

use super::{
    lists::Lists,
    path::{no_list, no_type},
};

/// What may fill a role, ready to be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types {
    /// A bit a class.
    classes: u16,
    pub(super) lists: Vec<usize>,
    pub(super) events: Vec<usize>,
    /// Whether a number without its noun is taken ("Gunmen kill 3").
    pub(super) numbers: bool,
}

impl Types {
    /// Adds what a name stands for: an entity class (`PER`), a word list (`weapon`), an event type (`Attack`), any event
    /// (`EVENT`), a number without its noun (`NUM`). The error says what was expected.
    pub(super) fn add(&mut self, name: &str, lists: &Lists, ontology: &Ontology) -> Result<(), String> {
        if let Ok(class) = name.parse::<Class>() {
            self.classes |= 1 << class as u16;
        } else if name == "NUM" {
            self.numbers = true;
        } else if let Some(list) = lists.number(name) {
            self.lists.push(list);
        } else if let Some(below) = ontology.below(if name == "EVENT" { "*" } else { name }) {
            self.events.extend(below);
        } else {
            let more = match name.starts_with(char::is_lowercase) {
                true => no_list(name, lists),
                false => no_type(name, ontology),
            };
            return Err(format!(
                "type `{name}` is neither an entity class (PER, ORG, ...) nor a word list nor an event type: {more}"
            ));
        }
        Ok(())
    }

    /// Whether entities of this class are taken.
    pub(super) fn takes(&self, class: Class) -> bool {
        self.classes & (1 << class as u16) != 0
    }
}
