//! Merges an entity of a document into a node of the merged graph, or removes it from one.

use std::{collections::BTreeMap, sync::Arc};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{LoadError, LoadedDocument, Merger, counts::MemberCounts, document_of, is, object, subject};
use crate::{
    Result,
    crossdoc::{blocking, compare_entities},
    rdf::{iri, terms},
    store::Store,
};
use triplewire_lexicon::names::normalised_phrase;

/// How an entity compares with the members of a merged node.
pub(super) enum Verdict {
    Coreferent,
    /// A candidate pair, with its score.
    Candidate(f32),
    Distinct,
}

impl Merger<'_, '_> {
    /// Merges an entity of a document with the nodes that it is coreferent with; one of whom only a surname is known is left to
    /// [`Merger::place_bare`].
    pub(super) fn merge_entity(&mut self, loaded: &Arc<LoadedDocument>, number: usize) -> Result<()> {
        let profile = &loaded.document.entities[number];
        if profile.is_bare() {
            self.bare.insert(loaded.entity(number));
            return Ok(());
        }
        let keys = blocking::entity_keys(&loaded.document, profile);
        let mut joined: Vec<NamedNode> = Vec::new();
        let mut candidates: BTreeMap<String, f32> = BTreeMap::new();
        if let Some(key) = &keys.exact {
            joined.extend(self.nodes_with_key(key)?);
        }
        let mut seen: FxHashSet<NamedNode> = joined.iter().cloned().collect();
        for key in &keys.queried {
            for node in self.nodes_with_key(key)? {
                if !seen.insert(node.clone()) {
                    continue;
                }
                match self.compare_with(loaded, number, &node)? {
                    Verdict::Coreferent => joined.push(node),
                    Verdict::Candidate(score) => {
                        candidates.insert(node.into_string(), score);
                    }
                    Verdict::Distinct => {}
                }
            }
        }
        self.join(loaded, number, joined, candidates)?;
        self.find_bare(loaded, number)
    }

    /// Compares an entity with the members of a node that have more than a surname, until one is coreferent.
    pub(super) fn compare_with(
        &mut self,
        loaded: &LoadedDocument,
        number: usize,
        node: &NamedNode,
    ) -> Result<Verdict> {
        let store = self.store;
        let (member, facts) = (store.property_iri("member"), store.property_iri("facts"));
        let members = self.transaction.quads_for_pattern(
            Some(node.as_ref().into()),
            Some(member.as_ref()),
            None,
            Some(GraphNameRef::NamedNode(store.merged.as_ref())),
        );
        let mut best: Option<f32> = None;
        for quad in members {
            let quad = quad.map_err(|error| store.broken(&error))?;
            let Some(other) = object(quad) else { continue };
            let document = document_of(&other);
            if document == loaded.node {
                continue;
            }
            let known = self
                .profiles
                .load(
                    self.transaction,
                    store.catalogue.as_ref(),
                    facts.as_ref(),
                    &document,
                    store.lexicon()?,
                )
                .map_err(|error: LoadError| store.load_error(error))?;
            let Some(known) = known else { continue };
            let Some(at) = known.entity_number(&other) else {
                continue;
            };
            if known.document.entities[at].is_bare() {
                continue;
            }
            match compare_entities((&loaded.document, number), (&known.document, at)) {
                Some(compared) if compared.is_coreferent() => return Ok(Verdict::Coreferent),
                Some(compared) if compared.is_candidate_pair() => {
                    best = Some(best.unwrap_or_default().max(compared.score()));
                }
                _ => {}
            }
        }
        Ok(best.map_or(Verdict::Distinct, Verdict::Candidate))
    }

    /// Makes one node of an entity and the nodes that it is coreferent with.
    fn join(
        &mut self,
        loaded: &LoadedDocument,
        number: usize,
        joined: Vec<NamedNode>,
        mut candidates: BTreeMap<String, f32>,
    ) -> Result<()> {
        let own = loaded.entity(number);
        let mut state = MemberCounts::of(&loaded.document, number);
        let mut before: FxHashSet<Quad> = FxHashSet::default();
        for node in &joined {
            let known = self.state(node)?;
            before.extend(self.derived(&known, node));
            state.add(known);
        }
        let node = self.store.quads.iris.identity(&state.id());
        if joined.len() > 1 || !candidates.is_empty() || joined.iter().any(|one| *one != node) {
            for one in &joined {
                for (other, score) in self.take_candidates(one)? {
                    self.note_bare(&NamedNode::new_unchecked(other.as_str()))?;
                    let best = candidates.entry(other).or_default();
                    *best = best.max(score);
                }
            }
            joined.iter().for_each(|one| {
                candidates.remove(one.as_str());
            });
        }
        for one in joined.iter().filter(|one| **one != node) {
            self.rename(one, &node)?;
        }
        self.replace(before, self.derived(&state, &node));
        let mut quads = Vec::new();
        self.add_statement(&node, "member", own.into(), &mut quads);
        for (other, score) in candidates {
            self.candidate_pair(&node, &NamedNode::new_unchecked(other), score, &mut quads);
        }
        self.transaction.extend(&quads);
        if joined.len() > 1 {
            // Two names of an account may have become one.
            for event in self.events_of(&node)? {
                self.rewrite_event(&event)?;
            }
        }
        Ok(())
    }

    /// Moves a node's members, and the quads that point to it, to another node.
    fn rename(&mut self, node: &NamedNode, new: &NamedNode) -> Result<()> {
        let merged = self.store.merged.clone();
        let member = self.store.quads.vocabulary.property("member").to_vec();
        for mut quad in self.quads(Some(node), None, None, &merged)? {
            if is(quad.predicate.as_ref(), &member) {
                self.transaction.remove(&quad);
                quad.subject = new.clone().into();
                self.transaction.insert(&quad);
            }
        }
        for mut quad in self.quads(None, None, Some(node.into()), &merged)? {
            self.transaction.remove(&quad);
            quad.object = new.clone().into();
            self.transaction.insert(&quad);
        }
        Ok(())
    }

    /// Removes an entity from a node whose other members stay coreferent without it; false, and nothing is done, where they may not.
    pub(super) fn remove_member(
        &mut self,
        node: &NamedNode,
        loaded: &LoadedDocument,
        number: usize,
    ) -> Result<bool> {
        let own = MemberCounts::of(&loaded.document, number);
        let mut state = self.state(node)?;
        if state.bare > 0 || !state.can_remove(&own) || !self.candidates(node)?.is_empty() {
            return Ok(false);
        }
        let before = self.derived(&state, node);
        state.remove(own);
        self.replace(before.into_iter().collect(), self.derived(&state, node));
        let member = loaded.entity(number);
        let merged = self.store.merged.clone();
        self.remove_all(Some(node), None, Some((&member).into()), &merged)?;
        Ok(true)
    }

    /// Removes a node; its members must then be merged anew.
    pub(super) fn dissolve(&mut self, node: &NamedNode) -> Result<()> {
        for other in self.take_candidates(node)?.into_keys() {
            self.note_bare(&NamedNode::new_unchecked(other))?;
        }
        self.remove_node(node)?;
        let index = self.store.index.clone();
        self.remove_all(Some(node), None, None, &index)
    }

    /// The merged events in which a node plays a role.
    pub(super) fn events_of(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let words = &self.store.quads.vocabulary;
        let (subject_of, object_of) = (words.property("subject"), words.property("object"));
        let pointing = self.quads(None, None, Some(node.into()), &self.store.merged)?;
        let roles = pointing.iter().filter(|quad| {
            !is(quad.predicate.as_ref(), subject_of) && !is(quad.predicate.as_ref(), object_of)
        });
        Ok(roles.filter_map(subject).collect())
    }

    /// Removes the quads of `before` that are not in `after`, and inserts those of `after`.
    pub(super) fn replace(&mut self, before: FxHashSet<Quad>, after: Vec<Quad>) {
        let after: FxHashSet<Quad> = after.into_iter().collect();
        for quad in before.difference(&after) {
            self.transaction.remove(quad);
        }
        self.transaction.extend(after.difference(&before));
    }

    /// The quads of a node that follow from its counts, and the counts themselves.
    pub(super) fn derived(&self, state: &MemberCounts, node: &NamedNode) -> Vec<Quad> {
        let graph: GraphName = self.store.merged.clone().into();
        let index: GraphName = self.store.index.clone().into();
        let mut quads = Vec::new();
        for class in state.classes.keys() {
            for class in self.store.quads.vocabulary.entity(class) {
                self.add_statement(node, "type", class.into(), &mut quads);
            }
        }
        let name = state.name();
        if let Some(name) = name {
            self.add_statement(node, "name", terms::string(name), &mut quads);
        }
        for alias in state.aliases.keys() {
            let folded = normalised_phrase(alias);
            if !folded.is_empty() {
                self.add_statement(node, "search", terms::string(&folded), &mut quads);
            }
            if name != Some(alias) {
                self.add_statement(node, "alias", terms::string(alias), &mut quads);
            }
        }
        for (property, values) in [
            ("key", &state.keys),
            ("country", &state.countries),
            ("nation", &state.nations),
        ] {
            for value in values.keys() {
                self.add_statement(node, property, terms::string(value), &mut quads);
            }
        }
        debug_assert!(quads.iter().all(|quad| quad.graph_name == graph));
        let block = self.store.property_iri("block");
        for value in state.blocking_keys.keys() {
            quads.push(Quad::new(
                node.clone(),
                block.clone(),
                terms::string(value),
                index.clone(),
            ));
        }
        // Maps with strings for keys can always be written.
        let json = serde_json::to_string(state).unwrap_or_default();
        quads.push(Quad::new(
            node.clone(),
            self.store.property_iri("state"),
            terms::string(&json),
            index,
        ));
        quads
    }

    pub(super) fn state(&self, node: &NamedNode) -> Result<MemberCounts> {
        let property = self.store.property_iri("state");
        let found = self.quads(Some(node), Some(&property), None, &self.store.index)?;
        self.store.state_of(node, found.first())
    }

    /// The quads of a candidate pair; the same whichever of the two comes first.
    pub(super) fn candidate_pair(
        &self,
        one: &NamedNode,
        other: &NamedNode,
        score: f32,
        into: &mut Vec<Quad>,
    ) {
        let (one, other) = match one.as_str() <= other.as_str() {
            true => (one, other),
            false => (other, one),
        };
        let pair = iri::part(one, &format!("may-be={}", iri::encoded(other.as_str())));
        for class in self.store.quads.vocabulary.node("candidate") {
            self.add_statement(&pair, "type", class.clone().into(), into);
        }
        self.add_statement(&pair, "subject", one.clone().into(), into);
        self.add_statement(&pair, "object", other.clone().into(), into);
        self.add_statement(&pair, "score", terms::number(f64::from(score)), into);
    }

    /// The candidate pairs that a node belongs to.
    fn candidates(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let mut pairs = Vec::new();
        for property in ["subject", "object"] {
            let property = self.store.property_iri(property);
            let found = self.quads(None, Some(&property), Some(node.into()), &self.store.merged)?;
            pairs.extend(found.iter().filter_map(subject));
        }
        Ok(pairs)
    }

    /// Removes the candidate pairs that a node belongs to; returns the other node of each, with the score.
    pub(super) fn take_candidates(&mut self, node: &NamedNode) -> Result<FxHashMap<String, f32>> {
        let (one, two) = (
            self.store.property_iri("subject"),
            self.store.property_iri("object"),
        );
        let score = self.store.property_iri("score");
        let merged = self.store.merged.clone();
        let mut taken = FxHashMap::default();
        for pair in self.candidates(node)? {
            let (mut other, mut points) = (None, 0.0);
            for quad in self.quads(Some(&pair), None, None, &merged)? {
                self.transaction.remove(&quad);
                if quad.predicate == score {
                    if let Term::Literal(value) = &quad.object {
                        points = value.value().parse().unwrap_or_default();
                    }
                } else if quad.predicate == one || quad.predicate == two {
                    other = object(quad).filter(|found| found != node).or(other);
                }
            }
            if let Some(other) = other {
                taken.insert(other.into_string(), points);
            }
        }
        Ok(taken)
    }
}

impl Store {
    /// The counts over the members of a merged entity.
    pub(in crate::store) fn state(&self, node: &NamedNode) -> Result<MemberCounts> {
        let property = self.property_iri("state");
        let mut found = self.database.quads_for_pattern(
            Some(node.into()),
            Some(property.as_ref()),
            None,
            Some(GraphNameRef::NamedNode(self.index.as_ref())),
        );
        let quad = found.next().transpose().map_err(|error| self.broken(&error))?;
        self.state_of(node, quad.as_ref())
    }

    fn state_of(&self, node: &NamedNode, quad: Option<&Quad>) -> Result<MemberCounts> {
        let state = match quad.map(|quad| &quad.object) {
            Some(Term::Literal(json)) => serde_json::from_str(json.value()).ok(),
            _ => None,
        };
        state.ok_or_else(|| self.damaged(node, "it has no counts; `triplewire graph merge` rebuilds them"))
    }
}
