//! The pieces of a vocabulary that mean something to the model.

use serde::{Deserialize, Serialize};

/// The pieces that stand around a window, and the one for what has no piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Before the first piece.
    pub open: String,
    /// After the last piece.
    pub close: String,
    /// For what has no piece.
    pub unknown: String,
}

impl Default for Marks {
    /// BERT's, which the project's own models have.
    fn default() -> Self {
        Self {
            open: "[CLS]".into(),
            close: "[SEP]".into(),
            unknown: "[UNK]".into(),
        }
    }
}
