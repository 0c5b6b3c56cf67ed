//! What triplewire hands on: the facts of a document, and what the stages before them say of its words.
//!
//! In: a line of JSON, or what the stages found. Out: [`Facts`], the one schema of the program. They are built once a document,
//! read and written as JSON by serde, and every writer, the store, the scorers and whoever uses the library take them as they
//! are. [`annotation`] holds what the stages on the way hand to one another: byte ranges, tokens, and the labels of the
//! encoder's heads.
//!
//! ```
//! let line = br#"{"id": "wire-7", "sentences": [{"start": 0, "end": 14, "text": "Ann shot a man"}],
//!     "entities": [{"id": "e1", "type": "PER", "name": "Ann", "mentions": [
//!         {"start": 0, "end": 3, "text": "Ann", "kind": "name", "sentence": 0}]}],
//!     "events": [{"id": "v1", "type": "Shooting", "realis": "actual",
//!         "triggers": [{"start": 4, "end": 8, "text": "shot", "sentence": 0}],
//!         "arguments": [{"role": "attacker", "entity": "e1", "text": "Ann", "start": 0, "end": 3}]}],
//!     "relations": []}"#;
//! let facts = triplewire_facts::Facts::parse(line)?;
//! for event in facts.events() {
//!     assert_eq!(event.kind, "Shooting");
//!     assert_eq!(event.role("attacker"), Some("Ann"));
//!     assert_eq!(event.proof().map(|proof| proof.text()), Some("shot"));
//! }
//! # Ok::<(), triplewire_facts::SchemaError>(())
//! ```

#![warn(missing_docs)]

pub mod annotation;
mod check;
mod error;
mod facts;
mod label;
pub mod lines;
pub mod offsets;
pub mod sets;
mod span;
pub mod timing;
mod view;

pub use error::{Error, Result, SchemaError};
pub use facts::{
    Argument, Attribute, Candidate, Entity, Event, Facts, Mention, Place, Relation, Sentence, Time, Trigger,
    Wikidata,
};
pub use view::{EventRef, Proof, RelationRef};
