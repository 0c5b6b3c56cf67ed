//! Finds entities by name, with their members in the documents.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::{
    model::{GraphName, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term},
    store::QuadIter,
};

use super::Store;
use crate::{
    Result,
    crossdoc::names::{self, NameMatch},
};
use triplewire_lexicon::names::normalised_phrase;

/// An entity or event of a document, as a member of a merged node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The node of the document.
    pub document: NamedNode,
    /// The node of the entity or event.
    pub entity: NamedNode,
}

/// An entity that has the name, with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its node in the merged graph; that of the document for an entity without a name, which the merged graph does not have.
    pub node: NamedNode,
    /// Its entities in the documents.
    pub members: BTreeSet<Member>,
}

impl Store {
    /// All entities of that name, alias, key or IRI, those with most members first. Case, accents and full stops do not matter.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn find(&self, name: &str) -> Result<Vec<Match>> {
        let folded = normalised_phrase(name);
        let mut nodes: BTreeSet<NamedNode> = BTreeSet::new();
        for (property, value) in [("search", folded.as_str()), ("key", name)] {
            for property in self.quads.vocabulary.property(property) {
                let value = LiteralRef::new_simple_literal(value);
                let quads =
                    self.database
                        .quads_for_pattern(None, Some(property.as_ref()), Some(value.into()), None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        if let Ok(node) = NamedNodeRef::new(name) {
            for property in self.quads.vocabulary.property("name") {
                let quads =
                    self.database
                        .quads_for_pattern(Some(node.into()), Some(property.as_ref()), None, None);
                nodes.extend(self.subjects(quads)?);
            }
        }
        let mut found: BTreeMap<NamedNode, BTreeSet<Member>> = BTreeMap::new();
        for node in nodes {
            let node = self.merged_node(&node)?.unwrap_or(node);
            if found.contains_key(&node) {
                continue;
            }
            let members = self.members(&node)?;
            found.insert(node, members);
        }
        let mut found: Vec<Match> = found
            .into_iter()
            .map(|(node, members)| Match { node, members })
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse(one.members.len()));
        Ok(found)
    }

    /// Entities whose name is like this one, the likest first: a part of it, or another spelling, with or without a title. None of
    /// those that [`Store::find`] finds.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn find_like(&self, name: &str) -> Result<Vec<Match>> {
        let wanted = self.without_title(name)?;
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let property = self.property_iri("search");
        let mut likest: BTreeMap<NamedNode, Likeness> = BTreeMap::new();
        let quads =
            self.database
                .quads_for_pattern(None, Some(property.as_ref()), None, Some((&self.merged).into()));
        for quad in quads {
            let quad = quad.map_err(|error| self.broken(&error))?;
            let (NamedOrBlankNode::NamedNode(node), Term::Literal(known)) = (quad.subject, quad.object)
            else {
                continue;
            };
            let known: Vec<String> = known.value().split(' ').map(String::from).collect();
            if let Some(likeness) = likeness(&wanted, &known) {
                let best = likest.entry(node).or_insert(likeness);
                *best = likeness.max(*best);
            }
        }
        let exact: BTreeSet<NamedNode> = self.find(name)?.into_iter().map(|one| one.node).collect();
        let mut found = Vec::new();
        for (node, likeness) in likest {
            if !exact.contains(&node) {
                let members = self.members(&node)?;
                found.push((likeness, Match { node, members }));
            }
        }
        found.sort_by_key(|(likeness, one)| std::cmp::Reverse((*likeness, one.members.len())));
        Ok(found.into_iter().map(|(_, one)| one).collect())
    }

    /// The words of a name without the titles before it.
    fn without_title(&self, name: &str) -> Result<Vec<String>> {
        let written: Vec<&str> = name.split_whitespace().collect();
        let title = self.lexicon()?.titles().at_start(&written);
        let rest = if title < written.len() {
            &written[title..]
        } else {
            &written[..]
        };
        let words = normalised_phrase(&rest.join(" "));
        Ok(words
            .split(' ')
            .filter(|word| !word.is_empty() && *word != "the")
            .map(String::from)
            .collect())
    }

    /// What an entity is called: its name, its class, and in how many documents it is.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails.
    pub fn label(&self, found: &Match) -> Result<(String, usize)> {
        let property = self.property_iri("name");
        let mut names =
            self.database
                .quads_for_pattern(Some((&found.node).into()), Some(property.as_ref()), None, None);
        let name = match names
            .next()
            .transpose()
            .map_err(|error| self.broken(&error))?
            .map(|quad| quad.object)
        {
            Some(Term::Literal(name)) => name.value().to_string(),
            _ => found.node.as_str().to_string(),
        };
        let documents: BTreeSet<&NamedNode> = found.members.iter().map(|member| &member.document).collect();
        Ok((name, documents.len()))
    }

    /// The merged node of an entity or event of a document.
    pub(super) fn merged_node(&self, member: &NamedNode) -> Result<Option<NamedNode>> {
        let property = self.property_iri("member");
        let quads = self.database.quads_for_pattern(
            None,
            Some(property.as_ref()),
            Some(member.into()),
            Some((&self.merged).into()),
        );
        Ok(self.subjects(quads)?.into_iter().next())
    }

    /// The members of a merged node; a node of a document is its own only member.
    pub(super) fn members(&self, node: &NamedNode) -> Result<BTreeSet<Member>> {
        let property = self.property_iri("member");
        let quads = self.database.quads_for_pattern(
            Some(node.into()),
            Some(property.as_ref()),
            None,
            Some((&self.merged).into()),
        );
        let mut found = BTreeSet::new();
        for quad in quads {
            if let Term::NamedNode(member) = quad.map_err(|error| self.broken(&error))?.object {
                found.insert(Member::of(member));
            }
        }
        if found.is_empty() {
            found.insert(Member::of(node.clone()));
        }
        Ok(found)
    }

    fn subjects(&self, quads: QuadIter<'_>) -> Result<Vec<NamedNode>> {
        let mut found = Vec::new();
        for quad in quads {
            let Quad {
                subject, graph_name, ..
            } = quad.map_err(|error| self.broken(&error))?;
            if let (NamedOrBlankNode::NamedNode(node), GraphName::NamedNode(_)) = (subject, graph_name) {
                found.push(node);
            }
        }
        Ok(found)
    }
}

/// How much a name is like the one that was asked for; later is liker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The name and what was asked for share the last word, and one has nothing else.
    Part,
    /// Another spelling of a part of the name.
    SpellingOfPart,
    /// Words of the name, in their order.
    Words,
    /// Another spelling of the name, an initial for a first name, or a middle name more or less.
    Spelling,
}

/// How much a name is like the one that was asked for, both in normalised words.
fn likeness(wanted: &[String], known: &[String]) -> Option<Likeness> {
    if wanted.len() > 1 && known.len() > 1 {
        let particles = |name: &[String]| -> Vec<String> {
            let kept = name
                .iter()
                .filter(|word| !matches!(word.as_str(), "al" | "el" | "de" | "bin" | "ibn" | "van" | "von"));
            kept.cloned().collect()
        };
        let match_of = names::compare_people(wanted, known)
            .or_else(|| names::compare_people(&particles(wanted), &particles(known)))
            .or_else(|| names::compare_others(wanted, known));
        if match_of.is_some_and(|found| found > NameMatch::Partial) {
            return Some(Likeness::Spelling);
        }
    }
    // All words of the one are words of the other, in their order.
    let within = |part: &[String], whole: &[String], same: &dyn Fn(&str, &str) -> bool| {
        let mut rest = whole.iter();
        part.iter().all(|word| rest.any(|other| same(word, other)))
    };
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if within(wanted, known, &|one, other| one == other) {
        return Some(Likeness::Words);
    }
    let alike = |one: &str, other: &str| {
        names::is_spelling_variant(one, other) || initial(one, other) || initial(other, one)
    };
    let long = |name: &[String]| name.iter().any(|word| word.chars().count() > 2);
    if long(wanted) && within(wanted, known, &alike) {
        return Some(Likeness::SpellingOfPart);
    }
    // "Foreign policy chief Ana Ruiz" for "Ana Ruiz".
    if known.len() > 1 && wanted.ends_with(known) {
        return Some(Likeness::Words);
    }
    (known.len() == 1 && long(known) && wanted.last() == known.last()).then_some(Likeness::Part)
}

impl Member {
    fn of(entity: NamedNode) -> Self {
        Self {
            document: super::merging::document_of(&entity),
            entity,
        }
    }
}
