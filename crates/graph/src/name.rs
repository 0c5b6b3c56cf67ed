//! File names for documents.

use sha2::{Digest, Sha256};

use super::rdf::iri::encoded;

/// Bytes of a file's name before its ending; most file systems take 255.
const NAME: usize = 200;

/// A file name that leads nowhere else, different for each id.
pub(super) fn file_name(id: &str) -> String {
    let name = encoded(id);
    if name.len() <= NAME {
        return name;
    }
    let digest = hex::encode(Sha256::digest(id.as_bytes()));
    format!("{}-{digest}", &name[..NAME - digest.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_lead_nowhere_else() {
        assert_eq!(file_name("../a"), "..%2Fa");
        let (long, other) = ("x".repeat(10_000), format!("{}y", "x".repeat(9_999)));
        assert!(file_name(&long).len() <= NAME);
        assert_ne!(file_name(&long), file_name(&other));
    }
}
