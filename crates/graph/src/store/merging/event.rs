//! Events of documents come to merged nodes.

use std::sync::Arc;

use oxigraph::model::{NamedNode, Quad};
use rustc_hash::FxHashSet;

use super::{Loaded, Merging, document_of, subject};
use crate::{
    Result,
    crossdoc::{blocks::Story, compare_events, event_anchor, event_id},
    rdf::{Moment, moment, terms},
};

impl Merging<'_, '_> {
    /// Puts an event of a document to those that it is one with.
    pub(super) fn place_event(&mut self, loaded: &Arc<Loaded>, story: &Story, number: usize) -> Result<()> {
        let mut joined: Vec<NamedNode> = Vec::new();
        let mut members = vec![loaded.event(number)];
        for document in self.near(loaded, story)? {
            let Some(other) = self.load(&document)? else {
                continue;
            };
            for at in 0..other.document.events.len() {
                let compared = compare_events(
                    &self.graph.ontology,
                    (&loaded.document, number),
                    (&other.document, at),
                );
                if !compared.is_some_and(|compared| compared.is_same()) {
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

    /// Documents that may tell of the same events.
    fn near(&self, loaded: &Loaded, story: &Story) -> Result<Vec<NamedNode>> {
        let mut found: FxHashSet<NamedNode> = FxHashSet::default();
        for block in &story.look {
            found.extend(self.block(block)?);
        }
        let key = self.graph.word("key");
        for value in &story.anytime {
            let value = terms::string(value);
            let quads =
                self.transaction
                    .quads_for_pattern(None, Some(key.as_ref()), Some(value.as_ref()), None);
            for quad in quads {
                let quad = quad.map_err(|error| self.graph.broken(&error))?;
                let entity = subject(&quad).filter(|entity| entity.as_str().contains('#'));
                found.extend(entity.map(|entity| document_of(&entity)));
            }
        }
        found.remove(&loaded.node);
        let mut found: Vec<NamedNode> = found.into_iter().collect();
        found.sort();
        Ok(found)
    }

    /// Writes the node of events that are one.
    pub(super) fn write_event(&mut self, members: Vec<NamedNode>) -> Result<()> {
        let mut known: Vec<(Arc<Loaded>, usize)> = Vec::with_capacity(members.len());
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
            .graph
            .quads
            .iris
            .identity(&event_id(&self.graph.ontology, &first));
        let mut quads: Vec<Quad> = Vec::new();
        let words = &self.graph.quads.vocabulary;
        for class in words.node("event") {
            self.told(&node, "type", class.clone().into(), &mut quads);
        }
        if known.len() > 1 {
            self.told(&node, "accounts", terms::index(known.len()), &mut quads);
        }
        for (loaded, number) in known {
            self.told(&node, "member", loaded.event(number).into(), &mut quads);
            let event = &loaded.document.events[number];
            let classes = words.event(&event.kind).classes;
            if let Some(first) = classes.first() {
                self.told(&node, "event_type", first.clone().into(), &mut quads);
            }
            for class in classes {
                self.told(&node, "type", class.into(), &mut quads);
            }
            match event.time.as_deref().and_then(moment) {
                Some(Moment::At(date)) => self.told(&node, "event_date", date.into(), &mut quads),
                Some(Moment::Between(first, last)) => {
                    self.told(&node, "event_begin", first.into(), &mut quads);
                    self.told(&node, "event_end", last.into(), &mut quads);
                }
                None => {}
            }
            for (role, entity) in &event.parts {
                let Some(filler) = self.merged_node(&loaded.entity(*entity))? else {
                    continue;
                };
                for property in words.role(&event.kind, role).properties {
                    quads.push(Quad::new(
                        node.clone(),
                        property,
                        filler.clone(),
                        self.graph.merged.clone(),
                    ));
                }
            }
        }
        self.transaction.extend(&quads);
        Ok(())
    }
}
