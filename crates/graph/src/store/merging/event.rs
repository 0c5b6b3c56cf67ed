//! Merges an event of a document into a node of the merged graph.

use std::sync::Arc;

use oxigraph::model::{NamedNode, Quad};
use rustc_hash::FxHashSet;

use super::{LoadedDocument, Merger, document_of, subject};
use crate::{
    Result,
    crossdoc::{blocking::EventBlockingKeys, compare_events, event_anchor, event_id},
    rdf::{Moment, moment, terms},
};

impl Merger<'_, '_> {
    /// Merges an event of a document with the events that it is coreferent with.
    pub(super) fn merge_event(
        &mut self,
        loaded: &Arc<LoadedDocument>,
        keys: &EventBlockingKeys,
        number: usize,
    ) -> Result<()> {
        let mut joined: Vec<NamedNode> = Vec::new();
        let mut members = vec![loaded.event(number)];
        for document in self.related_documents(loaded, keys)? {
            let Some(other) = self.load(&document)? else {
                continue;
            };
            for at in 0..other.document.events.len() {
                let compared = compare_events(
                    &self.store.ontology,
                    (&loaded.document, number),
                    (&other.document, at),
                );
                if !compared.is_some_and(|compared| compared.is_coreferent()) {
                    continue;
                }
                if let Some(node) = self.merged_node(&other.event(at))?
                    && !joined.contains(&node)
                {
                    members.extend(self.members(&node)?);
                    joined.push(node);
                }
            }
        }
        for node in &joined {
            self.remove_node(node)?;
        }
        self.write_event(members)
    }

    /// Documents that may report the same events.
    fn related_documents(&self, loaded: &LoadedDocument, keys: &EventBlockingKeys) -> Result<Vec<NamedNode>> {
        let mut found: FxHashSet<NamedNode> = FxHashSet::default();
        for key in &keys.queried {
            found.extend(self.nodes_with_key(key)?);
        }
        let key = self.store.property_iri("key");
        for value in &keys.undated {
            let value = terms::string(value);
            let quads =
                self.transaction
                    .quads_for_pattern(None, Some(key.as_ref()), Some(value.as_ref()), None);
            for quad in quads {
                let quad = quad.map_err(|error| self.store.broken(&error))?;
                let entity = subject(&quad).filter(|entity| entity.as_str().contains('#'));
                found.extend(entity.map(|entity| document_of(&entity)));
            }
        }
        found.remove(&loaded.node);
        let mut found: Vec<NamedNode> = found.into_iter().collect();
        found.sort();
        Ok(found)
    }

    /// Writes the merged node of coreferent events.
    pub(super) fn write_event(&mut self, members: Vec<NamedNode>) -> Result<()> {
        let mut known: Vec<(Arc<LoadedDocument>, usize)> = Vec::with_capacity(members.len());
        for member in &members {
            let Some(loaded) = self.load(&document_of(member))? else {
                continue;
            };
            if let Some(number) = loaded.event_number(member) {
                known.push((loaded, number));
            }
        }
        let first = known
            .iter()
            .map(|(loaded, number)| event_anchor(&loaded.document, *number))
            .min();
        let Some(first) = first else { return Ok(()) };
        let node = self
            .store
            .quads
            .iris
            .identity(&event_id(&self.store.ontology, &first));
        let mut quads: Vec<Quad> = Vec::new();
        let words = &self.store.quads.vocabulary;
        for class in words.node("event") {
            self.add_statement(&node, "type", class.clone().into(), &mut quads);
        }
        if known.len() > 1 {
            self.add_statement(&node, "accounts", terms::index(known.len()), &mut quads);
        }
        for (loaded, number) in known {
            self.add_statement(&node, "member", loaded.event(number).into(), &mut quads);
            let event = &loaded.document.events[number];
            let classes = words.event(&event.kind).classes;
            if let Some(first) = classes.first() {
                self.add_statement(&node, "event_type", first.clone().into(), &mut quads);
            }
            for class in classes {
                self.add_statement(&node, "type", class.into(), &mut quads);
            }
            match event.time.as_deref().and_then(moment) {
                Some(Moment::At(date)) => self.add_statement(&node, "event_date", date.into(), &mut quads),
                Some(Moment::Between(first, last)) => {
                    self.add_statement(&node, "event_begin", first.into(), &mut quads);
                    self.add_statement(&node, "event_end", last.into(), &mut quads);
                }
                None => {}
            }
            for (role, entity) in &event.arguments {
                let Some(filler) = self.merged_node(&loaded.entity(*entity))? else {
                    continue;
                };
                for property in words.role(&event.kind, role).properties {
                    quads.push(Quad::new(
                        node.clone(),
                        property,
                        filler.clone(),
                        self.store.merged.clone(),
                    ));
                }
            }
        }
        self.transaction.extend(&quads);
        Ok(())
    }
}
