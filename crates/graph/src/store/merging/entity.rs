//! Entities of documents come to merged nodes, and leave them.

use std::{collections::BTreeMap, sync::Arc};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Loaded, Merging, Missing, document_of, is, object, state::State, subject};
use crate::{
    Result,
    crossdoc::{blocks, compare_entities},
    rdf::{iri, terms},
    store::Graph,
};
use triplewire_lexicon::names::normalised_phrase;

/// How an entity that comes stands to those of a node.
enum Likeness {
    One,
    Perhaps(f32),
    Two,
}

impl Merging<'_, '_> {
    /// Puts an entity of a document to those that it is one with.
    pub(super) fn place_entity(&mut self, loaded: &Arc<Loaded>, number: usize) -> Result<()> {
        let profile = &loaded.document.entities[number];
        let blocks = blocks::entity(&loaded.document, profile);
        let mut joined: Vec<NamedNode> = Vec::new();
        let mut perhaps: BTreeMap<String, f32> = BTreeMap::new();
        if let Some(hub) = &blocks.hub {
            joined.extend(self.block(hub)?);
        }
        let mut seen: FxHashSet<NamedNode> = joined.iter().cloned().collect();
        for block in &blocks.look {
            for node in self.block(block)? {
                if !seen.insert(node.clone()) {
                    continue;
                }
                match self.compare_with(loaded, number, &node)? {
                    Likeness::One => joined.push(node),
                    Likeness::Perhaps(score) => {
                        perhaps.insert(node.into_string(), score);
                    }
                    Likeness::Two => {}
                }
            }
        }
        self.join(loaded, number, joined, perhaps)
    }

    /// Compares an entity with the members of a node until one is the same.
    fn compare_with(&mut self, loaded: &Loaded, number: usize, node: &NamedNode) -> Result<Likeness> {
        let graph = self.graph;
        let (member, facts) = (graph.word("member"), graph.word("facts"));
        let members = self.transaction.quads_for_pattern(
            Some(node.as_ref().into()),
            Some(member.as_ref()),
            None,
            Some(GraphNameRef::NamedNode(graph.merged.as_ref())),
        );
        let mut best: Option<f32> = None;
        for quad in members {
            let quad = quad.map_err(|error| graph.broken(&error))?;
            let Some(other) = object(quad) else { continue };
            let document = document_of(&other);
            if document == loaded.node {
                continue;
            }
            let known = self
                .profiles
                .load(
                    self.transaction,
                    graph.catalogue.as_ref(),
                    facts.as_ref(),
                    &document,
                    &graph.lexicon,
                )
                .map_err(|missing: Missing| graph.missing(missing))?;
            let Some(known) = known else { continue };
            let Some(at) = known.entity_number(&other) else {
                continue;
            };
            match compare_entities((&loaded.document, number), (&known.document, at)) {
                Some(compared) if compared.is_same() => return Ok(Likeness::One),
                Some(compared) if compared.is_candidate() => {
                    best = Some(best.unwrap_or_default().max(compared.score()));
                }
                _ => {}
            }
        }
        Ok(best.map_or(Likeness::Two, Likeness::Perhaps))
    }

    /// Makes one node of an entity and the nodes that it is one with.
    fn join(
        &mut self,
        loaded: &Loaded,
        number: usize,
        joined: Vec<NamedNode>,
        mut perhaps: BTreeMap<String, f32>,
    ) -> Result<()> {
        let own = loaded.entity(number);
        let mut state = State::of(&loaded.document, number);
        let mut before: FxHashSet<Quad> = FxHashSet::default();
        for node in &joined {
            let known = self.state(node)?;
            before.extend(self.derived(&known, node));
            state.join(known);
        }
        let node = self.graph.quads.iris.identity(&state.id());
        if joined.len() > 1 || !perhaps.is_empty() || joined.iter().any(|one| *one != node) {
            for one in &joined {
                for (other, score) in self.take_candidates(one)? {
                    let best = perhaps.entry(other).or_default();
                    *best = best.max(score);
                }
            }
            joined.iter().for_each(|one| {
                perhaps.remove(one.as_str());
            });
        }
        for one in joined.iter().filter(|one| **one != node) {
            self.rename(one, &node)?;
        }
        self.replace(before, self.derived(&state, &node));
        let mut quads = Vec::new();
        self.told(&node, "member", own.into(), &mut quads);
        for (other, score) in perhaps {
            self.candidate(&node, &NamedNode::new_unchecked(other), score, &mut quads);
        }
        self.transaction.extend(&quads);
        Ok(())
    }

    /// Moves members and what points to a node to another.
    fn rename(&mut self, node: &NamedNode, new: &NamedNode) -> Result<()> {
        let merged = self.graph.merged.clone();
        let member = self.graph.quads.vocabulary.property("member").to_vec();
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

    /// Lets an entity go from a node of which the others stay one without it; whether it is such a node.
    pub(super) fn spare(&mut self, node: &NamedNode, loaded: &Loaded, number: usize) -> Result<bool> {
        let own = State::of(&loaded.document, number);
        let mut state = self.state(node)?;
        if !state.can_spare(&own) || !self.candidates(node)?.is_empty() {
            return Ok(false);
        }
        let before = self.derived(&state, node);
        state.leave(own);
        self.replace(before.into_iter().collect(), self.derived(&state, node));
        let member = loaded.entity(number);
        let merged = self.graph.merged.clone();
        self.remove_all(Some(node), None, Some((&member).into()), &merged)?;
        Ok(true)
    }

    /// Removes a node; its members are to be placed anew.
    pub(super) fn dissolve(&mut self, node: &NamedNode) -> Result<()> {
        self.take_candidates(node)?;
        self.remove_node(node)?;
        let index = self.graph.index.clone();
        self.remove_all(Some(node), None, None, &index)
    }

    /// The merged events in which a node plays a role.
    pub(super) fn events_of(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let words = &self.graph.quads.vocabulary;
        let (subject_of, object_of) = (words.property("subject"), words.property("object"));
        let pointing = self.quads(None, None, Some(node.into()), &self.graph.merged)?;
        let roles = pointing.iter().filter(|quad| {
            !is(quad.predicate.as_ref(), subject_of) && !is(quad.predicate.as_ref(), object_of)
        });
        Ok(roles.filter_map(subject).collect())
    }

    fn replace(&mut self, before: FxHashSet<Quad>, after: Vec<Quad>) {
        let after: FxHashSet<Quad> = after.into_iter().collect();
        for quad in before.difference(&after) {
            self.transaction.remove(quad);
        }
        self.transaction.extend(after.difference(&before));
    }

    /// What a node's counts are read from and what follows from them.
    fn derived(&self, state: &State, node: &NamedNode) -> Vec<Quad> {
        let graph: GraphName = self.graph.merged.clone().into();
        let index: GraphName = self.graph.index.clone().into();
        let mut quads = Vec::new();
        for class in state.classes.keys() {
            for class in self.graph.quads.vocabulary.entity(class) {
                self.told(node, "type", class.into(), &mut quads);
            }
        }
        let name = state.name();
        if let Some(name) = name {
            self.told(node, "name", terms::string(name), &mut quads);
        }
        for alias in state.aliases.keys() {
            let folded = normalised_phrase(alias);
            if !folded.is_empty() {
                self.told(node, "search", terms::string(&folded), &mut quads);
            }
            if name != Some(alias) {
                self.told(node, "alias", terms::string(alias), &mut quads);
            }
        }
        for (property, values) in [
            ("key", &state.keys),
            ("country", &state.countries),
            ("nation", &state.nations),
        ] {
            for value in values.keys() {
                self.told(node, property, terms::string(value), &mut quads);
            }
        }
        debug_assert!(quads.iter().all(|quad| quad.graph_name == graph));
        let block = self.graph.word("block");
        for value in state.blocks.keys() {
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
            self.graph.word("state"),
            terms::string(&json),
            index,
        ));
        quads
    }

    fn state(&self, node: &NamedNode) -> Result<State> {
        let property = self.graph.word("state");
        let found = self.quads(Some(node), Some(&property), None, &self.graph.index)?;
        self.graph.state_of(node, found.first())
    }

    /// The node of a pair that may be one; the same whichever of the two is named first.
    fn candidate(&self, one: &NamedNode, other: &NamedNode, score: f32, into: &mut Vec<Quad>) {
        let (one, other) = match one.as_str() <= other.as_str() {
            true => (one, other),
            false => (other, one),
        };
        let pair = iri::part(one, &format!("may-be={}", iri::encoded(other.as_str())));
        for class in self.graph.quads.vocabulary.node("candidate") {
            self.told(&pair, "type", class.clone().into(), into);
        }
        self.told(&pair, "subject", one.clone().into(), into);
        self.told(&pair, "object", other.clone().into(), into);
        self.told(&pair, "score", terms::number(f64::from(score)), into);
    }

    /// The pairs of which a node is one.
    fn candidates(&self, node: &NamedNode) -> Result<Vec<NamedNode>> {
        let mut pairs = Vec::new();
        for property in ["subject", "object"] {
            let property = self.graph.word(property);
            let found = self.quads(None, Some(&property), Some(node.into()), &self.graph.merged)?;
            pairs.extend(found.iter().filter_map(subject));
        }
        Ok(pairs)
    }

    /// Removes the pairs of which a node is one; the other of each, with the score.
    fn take_candidates(&mut self, node: &NamedNode) -> Result<FxHashMap<String, f32>> {
        let (one, two) = (self.graph.word("subject"), self.graph.word("object"));
        let score = self.graph.word("score");
        let merged = self.graph.merged.clone();
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

impl Graph {
    /// What is counted over the members of a merged entity.
    pub(in crate::store) fn state(&self, node: &NamedNode) -> Result<State> {
        let property = self.word("state");
        let mut found = self.store.quads_for_pattern(
            Some(node.into()),
            Some(property.as_ref()),
            None,
            Some(GraphNameRef::NamedNode(self.index.as_ref())),
        );
        let quad = found.next().transpose().map_err(|error| self.broken(&error))?;
        self.state_of(node, quad.as_ref())
    }

    fn state_of(&self, node: &NamedNode, quad: Option<&Quad>) -> Result<State> {
        let state = match quad.map(|quad| &quad.object) {
            Some(Term::Literal(json)) => serde_json::from_str(json.value()).ok(),
            _ => None,
        };
        state.ok_or_else(|| self.damaged(node, "it has no counts; `triplewire graph merge` makes them anew"))
    }
}
