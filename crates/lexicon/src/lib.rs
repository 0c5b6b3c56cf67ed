//! What triplewire knows before it reads: word lists, names, places, event types.
//!
//! In: the rule folder (`rules/`) and the gazetteer, compiled in, and a folder of the user's on top. Out: one [`Lexicon`] that every
//! stage is handed, and the [`Ontology`].
//!
//! ```
//! let ontology = triplewire_lexicon::Ontology::builtin()?;
//! let kind = ontology.get("Assassination").unwrap();
//! assert!(kind.roles.contains_key("victim"));
//! # Ok::<(), triplewire_facts::Error>(())
//! ```

#![warn(missing_docs)]

pub mod entities;
pub mod files;
pub mod forms;
pub mod gazetteer;
pub mod genders;
mod labels;
mod lexicon;
pub mod names;
pub mod normal;
pub mod nouns;
pub mod ontology;
mod role_words;
pub mod roles;
mod sorted;
mod table;
pub mod time;
pub mod tokens;

#[cfg(test)]
mod tests;

pub use genders::Gender;
pub use lexicon::{Lexicon, STAGE_LISTS};
pub use ontology::{EventType, Ontology};
pub use roles::{Role, Side};
