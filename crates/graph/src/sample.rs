//! A document with everything found in it, for the tests of the writers.

use triplewire_facts::Facts;

/// Ann Lund is killed in Oslo by a gunman; an emoji and curly quotes move bytes and code points apart.
pub fn assassination() -> Facts {
    Facts::parse(include_bytes!("../../facts/src/sample.jsonl")).unwrap()
}
