//! Places an entity of which only a surname is known: in the only node of that name, or in one of its own.
//!
//! It may be placed anew whenever a bearer of the name comes, or goes; so it is found by blocking keys of its own, and says nothing of
//! the identity of the node that it is in.

use std::sync::Arc;

use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;

use super::{LoadedDocument, Merger, counts::MemberCounts, document_of, entity::Verdict};
use crate::{
    Result,
    crossdoc::{Bearers, blocking, compare_entities},
    rdf::terms,
};

impl Merger<'_, '_> {
    /// Notes those of whom only a surname is known and who may be this person.
    pub(super) fn find_bare(&mut self, loaded: &Arc<LoadedDocument>, number: usize) -> Result<()> {
        for key in blocking::bare_keys(&loaded.document, &loaded.document.entities[number]) {
            for member in self.nodes_with_key(&key)? {
                if self.bare.contains(&member) || document_of(&member) == loaded.node {
                    continue;
                }
                let Some(other) = self.load(&document_of(&member))? else {
                    continue;
                };
                let Some(at) = other.entity_number(&member) else {
                    continue;
                };
                let compared = compare_entities((&other.document, at), (&loaded.document, number));
                if compared.is_some_and(|compared| compared.is_coreferent() || compared.is_candidate_pair()) {
                    self.bare.insert(member);
                }
            }
        }
        Ok(())
    }

    /// Notes the member of a node that has nothing but a surname.
    pub(super) fn note_bare(&mut self, node: &NamedNode) -> Result<()> {
        let state = self.state(node)?;
        if state.bare == state.size {
            let members = self.members(node)?;
            self.bare.extend(members);
        }
        Ok(())
    }

    /// Places all that were noted.
    pub(super) fn place_all_bare(&mut self) -> Result<()> {
        for member in std::mem::take(&mut self.bare) {
            let Some(loaded) = self.load(&document_of(&member))? else {
                continue;
            };
            if let Some(number) = loaded.entity_number(&member) {
                self.place_bare(&loaded, number)?;
            }
        }
        Ok(())
    }

    fn place_bare(&mut self, loaded: &Arc<LoadedDocument>, number: usize) -> Result<()> {
        let own = loaded.entity(number);
        let keys = blocking::entity_keys(&loaded.document, &loaded.document.entities[number]);
        let mut bearers = Bearers::default();
        let mut seen: FxHashSet<NamedNode> = FxHashSet::default();
        for key in &keys.queried {
            for node in self.nodes_with_key(key)? {
                if !seen.insert(node.clone()) {
                    continue;
                }
                match self.compare_with(loaded, number, &node)? {
                    Verdict::Coreferent => bearers.add_score(node.into_string(), 1.0),
                    Verdict::Candidate(score) => bearers.add_score(node.into_string(), score),
                    Verdict::Distinct => {}
                }
            }
        }
        let counts = MemberCounts::of(&loaded.document, number);
        let current = self.merged_node(&own)?;
        if current.is_none() {
            for key in &keys.stored {
                self.insert_index(&own, "block", terms::string(key));
            }
        }
        let target = bearers.only().map(NamedNode::new_unchecked);
        let alone = self.store.quads.iris.identity(&counts.id());
        let node = target.clone().unwrap_or_else(|| alone.clone());
        if current.as_ref() == Some(&node) {
            if target.is_none() {
                self.take_candidates(&node)?;
            }
        } else {
            if let Some(current) = &current {
                self.detach_bare(current, loaded, number)?;
            }
            let mut quads = Vec::new();
            if let Some(node) = &target {
                let mut state = self.state(node)?;
                let before = self.derived(&state, node);
                state.add(counts.attached());
                self.replace(before.into_iter().collect(), self.derived(&state, node));
            } else {
                quads = self.derived(&counts, &node);
            }
            self.add_statement(&node, "member", own.clone().into(), &mut quads);
            self.transaction.extend(&quads);
        }
        if target.is_none() {
            let mut quads = Vec::new();
            for (other, score) in bearers.scores() {
                self.candidate_pair(&node, &NamedNode::new_unchecked(other), score, &mut quads);
            }
            self.transaction.extend(&quads);
        }
        if current.is_some_and(|current| current != node) {
            self.rewrite_events(loaded, number)?;
        }
        Ok(())
    }

    /// Takes an entity of which only a surname is known out of the node that it is in.
    pub(super) fn detach_bare(
        &mut self,
        node: &NamedNode,
        loaded: &LoadedDocument,
        number: usize,
    ) -> Result<()> {
        let mut state = self.state(node)?;
        if state.size == 1 {
            return self.dissolve(node);
        }
        let before = self.derived(&state, node);
        state.remove(MemberCounts::of(&loaded.document, number).attached());
        self.replace(before.into_iter().collect(), self.derived(&state, node));
        let merged = self.store.merged.clone();
        let own = loaded.entity(number);
        self.remove_all(Some(node), None, Some((&own).into()), &merged)
    }

    /// Writes the events of a document anew if an entity plays a role in one of them: who attacks in one may have killed in another.
    fn rewrite_events(&mut self, loaded: &LoadedDocument, number: usize) -> Result<()> {
        let mut roles = loaded.document.events.iter().flat_map(|event| &event.arguments);
        if !roles.any(|(_, entity)| *entity == number) {
            return Ok(());
        }
        for at in 0..loaded.document.events.len() {
            if let Some(node) = self.merged_node(&loaded.event(at))? {
                self.rewrite_event(&node)?;
            }
        }
        Ok(())
    }

    /// Writes a merged event anew, as who takes part in it is now called otherwise.
    pub(super) fn rewrite_event(&mut self, node: &NamedNode) -> Result<()> {
        let members = self.members(node)?;
        if members.is_empty() {
            return Ok(());
        }
        self.remove_node(node)?;
        self.write_event(members)
    }
}
