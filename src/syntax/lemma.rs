//! Lemmas of words.

use crate::encoder::Upos;

/// Lemma of a word.
pub fn lemma(form: &str, upos: Upos) -> String {
    if upos == Upos::Propn {
        form.to_owned()
    } else {
        form.to_lowercase()
    }
}
