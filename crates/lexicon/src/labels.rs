//! What other taggers call their classes: `tagger_labels.tsv`.

use rustc_hash::FxHashMap;
use triplewire_facts::annotation::Class;

use crate::{
    Lexicon,
    table::{Table, pair},
};

/// Class by label, `None` for what is not kept.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    classes: FxHashMap<String, Option<Class>>,
}

impl Table for Labels {
    fn add(&mut self, row: &str) -> Result<(), String> {
        let (label, class) = pair(row, "a label and a class")?;
        let class = match class {
            "O" => None,
            class => Some(
                class
                    .parse()
                    .map_err(|_| format!("`{class}` is no class and not O"))?,
            ),
        };
        self.classes.insert(label.to_string(), class);
        Ok(())
    }

    fn remove(&mut self, label: &str) {
        self.classes.remove(label);
    }
}

impl Lexicon {
    /// Class of a tagger's label in lower case without prefix, underscores and blanks as hyphens: "person-actor", "geo". What
    /// has a subclass is looked up whole and then by its first part. `Some(None)` for a label of what is not kept.
    pub fn label_class(&self, label: &str) -> Option<Option<Class>> {
        let first = label.split(['-', '/', '.']).next().unwrap_or("");
        let classes = &self.labels.classes;
        classes.get(label).or_else(|| classes.get(first)).copied()
    }
}
