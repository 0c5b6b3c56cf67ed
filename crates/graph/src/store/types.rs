//! Event types and roles of rule files of one's own. The catalogue keeps those that the program does not have, so that every
//! command that reads the store knows them without these files.

use std::sync::Arc;

use oxigraph::model::{Literal, Quad, Term};
use triplewire_facts::Event;
use triplewire_lexicon::{Ontology, ontology::Additions};

use super::Store;
use crate::{Result, rdf::Vocabulary};

/// Quads of a transaction in which documents are written anew.
const AT_ONCE: usize = 10_000;

impl Store {
    /// The event types and roles of the program, and those that the store keeps.
    pub fn ontology(&self) -> &Arc<Ontology> {
        &self.ontology
    }

    /// Takes up the types and roles of an ontology that the store lacks or knows otherwise, and keeps them. Documents that tell
    /// of such events are written anew.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database fails, [`crate::Error::Usage`] for terms of a role that have no known prefix.
    pub fn learn(&mut self, ontology: &Ontology) -> Result<()> {
        let news = ontology.beyond(&self.ontology);
        if news == Additions::default() {
            return Ok(());
        }
        let known = Ontology::clone(&self.ontology).with(news.clone());
        let kept = known.beyond(Ontology::builtin()?);
        self.know(known)?;

        let concerned = |event: &Event| {
            let mut arguments = event.arguments.iter();
            news.types.iter().any(|new| new.name == event.kind)
                || arguments.any(|argument| news.roles.iter().any(|new| new.name == argument.role))
        };
        let mut batch = self.batch()?;
        for (_, document) in self.documents()? {
            let Some(facts) = self.facts(&document)? else {
                continue;
            };
            if facts.events.iter().any(concerned) {
                batch.renew(&facts)?;
            }
            if batch.quads() >= AT_ONCE {
                batch.commit()?;
                batch = self.batch()?;
            }
        }
        // Kept last: what breaks this off leaves it to be done again.
        let json = serde_json::to_string(&kept)
            .map_err(|error| self.damaged(&self.catalogue, &error.to_string()))?;
        batch.keep("ontology", &json)?;
        batch.commit()?;
        Ok(())
    }

    /// Reads the types and roles that the store keeps.
    pub(super) fn recall(&mut self) -> Result<()> {
        let catalogue = self.catalogue.clone();
        let Some(quad) = self.catalogue_quads("ontology", Some(catalogue.as_ref())).next() else {
            return Ok(());
        };
        let Term::Literal(json) = quad.map_err(|error| self.broken(&error))?.object else {
            return Err(self.damaged(&catalogue, "its event types are no text"));
        };
        let kept: Additions = serde_json::from_str(json.value())
            .map_err(|error| self.damaged(&catalogue, &error.to_string()))?;
        self.know(Ontology::builtin()?.clone().with(kept))
    }

    fn know(&mut self, ontology: Ontology) -> Result<()> {
        self.quads.vocabulary = Vocabulary::of(&ontology)?;
        self.ontology = Arc::new(ontology);
        Ok(())
    }

    /// The quads by which the catalogue says something of itself.
    pub(super) fn catalogued(&self, property: &str, value: &str) -> Vec<Quad> {
        let properties = self.quads.vocabulary.property(property).iter();
        let literal = Literal::new_simple_literal(value);
        properties
            .map(|property| {
                Quad::new(
                    self.catalogue.clone(),
                    property.clone(),
                    literal.clone(),
                    self.catalogue.clone(),
                )
            })
            .collect()
    }
}
