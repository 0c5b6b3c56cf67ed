//! Names for the nodes of a graph: stable, and safe whatever an id or a name holds.

use std::fmt::Write;

use oxrdf::NamedNode;

use crate::{Error, Result};

/// What IRIs start with unless one asks for another. The domain is one that RFC 2606 keeps for examples: it never resolves.
pub const BASE: &str = "https://triplewire.example/";

/// Percent-encodes every byte but the letters, digits and signs that RFC 3986 calls unreserved.
pub fn encoded(text: &str) -> String {
    // A segment of dots alone means a folder to those who resolve paths.
    let dots = !text.is_empty() && text.bytes().all(|byte| byte == b'.');
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            b'.' if dots => out.push_str("%2E"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Makes IRIs that start with the base.
#[derive(Debug, Clone)]
pub struct Iris {
    base: String,
}

impl Iris {
    /// `base` is an absolute IRI; a slash is added where it ends in neither `/`, `#` nor `:`.
    ///
    /// # Errors
    /// [`Error::Usage`] when it is no absolute IRI.
    pub fn new(base: &str) -> Result<Self> {
        let mut base = base.to_string();
        if !base.ends_with(['/', '#', ':']) {
            base.push('/');
        }
        match NamedNode::new(base.as_str()) {
            Ok(_) => Ok(Self { base }),
            Err(error) => Err(Error::Usage(format!(
                "the base IRI {base:?} is not an absolute IRI ({error}); write it as https://example.org/news/"
            ))),
        }
    }

    /// What all IRIs start with.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The document, which is also the name of its graph.
    pub fn document(&self, id: &str) -> NamedNode {
        self.of("doc", &encoded(id))
    }

    /// The identity that documents share, from a key such as `per/andrey-karlov`.
    pub fn identity(&self, key: &str) -> NamedNode {
        let parts: Vec<String> = key.split('/').map(encoded).collect();
        self.of("entity", &parts.join("/"))
    }

    /// A rule, by its name.
    pub fn rule(&self, name: &str) -> NamedNode {
        self.of("rule", &encoded(name))
    }

    /// A model, by its name and version.
    pub fn model(&self, name: &str) -> NamedNode {
        self.of("model", &encoded(name))
    }

    /// An office by its words in lower case.
    pub fn position(&self, words: &str) -> NamedNode {
        self.of("position", &encoded(&words.to_lowercase()))
    }

    /// A graph of the store's own.
    pub fn graph(&self, name: &str) -> NamedNode {
        self.of("graph", &encoded(name))
    }

    fn of(&self, kind: &str, rest: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{kind}/{rest}", self.base))
    }
}

/// A part of a document: `#e1`, `#v1.a2`.
pub fn part(document: &NamedNode, id: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#{}", document.as_str(), encoded(id)))
}

/// A span of a document's text after RFC 5147.
pub fn span(document: &NamedNode, start: usize, end: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#char={start},{end}", document.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_base_gets_its_slash_or_is_refused() {
        assert_eq!(Iris::new("https://a.org/x").unwrap().base(), "https://a.org/x/");
        assert_eq!(Iris::new("urn:news:").unwrap().base(), "urn:news:");
        for wrong in ["", "news", "https://a b/", "<x>"] {
            assert!(Iris::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_readable_where_they_can_be() {
        let iris = Iris::new(BASE).unwrap();
        assert_eq!(
            iris.identity("per/andrey-karlov").as_str(),
            "https://triplewire.example/entity/per/andrey-karlov"
        );
        assert_eq!(
            iris.document("../a b").as_str(),
            "https://triplewire.example/doc/..%2Fa%20b"
        );
        assert_eq!(
            iris.document("..").as_str(),
            "https://triplewire.example/doc/%2E%2E"
        );
    }

    proptest! {
        #[test]
        fn any_id_makes_a_valid_iri_of_its_own(a in ".*", b in ".*") {
            let iris = Iris::new(BASE).unwrap();
            let (first, second) = (iris.document(&a), iris.document(&b));
            prop_assert!(NamedNode::new(first.as_str()).is_ok());
            prop_assert_eq!(a == b, first == second);
            prop_assert!(NamedNode::new(part(&first, &b).as_str()).is_ok());
        }
    }
}
