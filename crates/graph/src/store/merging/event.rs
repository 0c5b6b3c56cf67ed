//! Merges an event of a document into a node of the merged graph.

use std::{collections::BTreeSet, sync::Arc};

use oxigraph::model::{NamedNode, Quad};
use rustc_hash::FxHashSet;

use super::{LoadedDocument, Merger, document_of, roles, roles::Account, subject};
use crate::{
    Result,
    crossdoc::{blocking::EventBlockingKeys, compare_events, event_anchor, event_id, partition},
    rdf::{Moment, iri, moment, terms},
};

impl Merger<'_, '_> {
    /// Merges an event of a document with the events that it is coreferent with.
    pub(super) fn merge_event(
        &mut self,
        loaded: &Arc<LoadedDocument>,
        keys: &EventBlockingKeys,
        number: usize,
    ) -> Result<()> {
        let mut linked: BTreeSet<NamedNode> = BTreeSet::new();
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
                let event = other.event(at);
                // What is being merged anew is not there yet.
                if !linked.contains(&event) && self.merged_node(&event)?.is_some() {
                    linked.extend(self.component(&event)?);
                }
            }
        }
        let own = loaded.event(number);
        if linked.is_empty() {
            return self.write_event(vec![own]);
        }
        linked.insert(own);
        self.write_component(linked)
    }

    /// The events that coreferent pairs connect with an event, itself included.
    fn component(&self, event: &NamedNode) -> Result<Vec<NamedNode>> {
        let property = self.store.property_iri("component");
        let index = self.store.index.clone();
        let Some(quad) = self.quads(Some(event), Some(&property), None, &index)?.pop() else {
            return Ok(vec![event.clone()]);
        };
        let all = self.quads(None, Some(&property), Some(quad.object.as_ref()), &index)?;
        Ok(all.iter().filter_map(subject).collect())
    }

    /// Takes an event, and those that are connected with it, out of the merged graph; returns them all.
    pub(super) fn take_component(&mut self, event: &NamedNode) -> Result<Vec<NamedNode>> {
        let members = self.component(event)?;
        let property = self.store.property_iri("component");
        let index = self.store.index.clone();
        for member in &members {
            if let Some(node) = self.merged_node(member)? {
                self.remove_node(&node)?;
            }
            self.remove_all(Some(member), Some(&property), None, &index)?;
        }
        Ok(members)
    }

    /// The events that members stand for, by document and number; those whose document is gone are left out.
    fn known_events<'m>(
        &mut self,
        members: impl IntoIterator<Item = &'m NamedNode>,
    ) -> Result<Vec<(Arc<LoadedDocument>, usize)>> {
        let mut known = Vec::new();
        for member in members {
            let Some(loaded) = self.load(&document_of(member))? else {
                continue;
            };
            if let Some(number) = loaded.event_number(member) {
                known.push((loaded, number));
            }
        }
        known.sort_by(|one, other| (&one.0.document.id, one.1).cmp(&(&other.0.document.id, other.1)));
        Ok(known)
    }

    /// Writes the merged nodes of connected events, as far as they are not there.
    fn write_component(&mut self, members: BTreeSet<NamedNode>) -> Result<()> {
        let known = self.known_events(&members)?;
        let parts = partition(
            known.len(),
            |one, other| known[one].0.node != known[other].0.node,
            |one, other| {
                let (one, other) = (&known[one], &known[other]);
                compare_events(
                    &self.store.ontology,
                    (&one.0.document, one.1),
                    (&other.0.document, other.1),
                )
            },
        );
        let mut wanted: BTreeSet<Vec<NamedNode>> = BTreeSet::new();
        for part in parts {
            let mut part: Vec<NamedNode> = part
                .into_iter()
                .map(|at| known[at].0.event(known[at].1))
                .collect();
            part.sort();
            wanted.insert(part);
        }
        let mut nodes: BTreeSet<NamedNode> = BTreeSet::new();
        for member in &members {
            nodes.extend(self.merged_node(member)?);
        }
        for node in nodes {
            let mut present = self.members(&node)?;
            present.sort();
            if !wanted.remove(&present) {
                self.remove_node(&node)?;
            }
        }
        for part in wanted {
            self.write_event(part)?;
        }
        let Some(name) = members.first().map(|first| terms::string(first.as_str())) else {
            return Ok(());
        };
        let property = self.store.property_iri("component");
        let index = self.store.index.clone();
        for member in &members {
            let present = self.quads(Some(member), Some(&property), None, &index)?;
            if present.first().is_some_and(|quad| quad.object == name) {
                continue;
            }
            present.iter().for_each(|quad| self.transaction.remove(quad));
            self.insert_index(member, "component", name.clone());
        }
        Ok(())
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
        let known = self.known_events(&members)?;
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
        for (loaded, number) in &known {
            let number = *number;
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
        }
        self.add_roles(&node, &known, &mut quads)?;
        self.transaction.extend(&quads);
        Ok(())
    }

    /// Who and what took part in an event, as its accounts have it together.
    fn add_roles(
        &self,
        node: &NamedNode,
        known: &[(Arc<LoadedDocument>, usize)],
        quads: &mut Vec<Quad>,
    ) -> Result<()> {
        let mut accounts: Vec<Account<NamedNode>> = Vec::with_capacity(known.len());
        for (loaded, number) in known {
            let event = &loaded.document.events[*number];
            let mut nodes = Vec::with_capacity(event.arguments.len());
            for (_, entity) in &event.arguments {
                nodes.push(self.merged_node(&loaded.entity(*entity))?);
            }
            accounts.push(Account {
                document: &loaded.document,
                event,
                nodes,
            });
        }
        let ontology = &self.store.ontology;
        let words = &self.store.quads.vocabulary;
        let mut add = |kind: &str, role: &str, filler: &NamedNode| {
            for property in words.role(kind, role).properties {
                quads.push(Quad::new(
                    node.clone(),
                    property,
                    filler.clone(),
                    self.store.merged.clone(),
                ));
            }
        };
        for account in &accounts {
            for ((role, _), filler) in account.event.arguments.iter().zip(&account.nodes) {
                if let Some(filler) = filler
                    && !roles::is_own_group(&accounts, ontology, role, filler)
                {
                    add(&account.event.kind, role, filler);
                }
            }
        }
        let mut filled = Vec::new();
        for (at, role, entity) in roles::attackers(ontology, &accounts) {
            if let Some(filler) = self.merged_node(&known[at].0.entity(entity))? {
                add(&accounts[at].event.kind, role, &filler);
                filled.push(role);
            }
        }
        for (at, one) in roles::unnamed(ontology, &accounts, &filled) {
            let filler = iri::part(&known[at].0.node, &one.entity);
            add(&accounts[at].event.kind, &one.role, &filler);
        }
        Ok(())
    }
}
