//! Sends facts to a SPARQL server, by SPARQL 1.1 Update over HTTP.
//!
//! Each document is one request that replaces its named graph, so sending a document again changes nothing, and
//! a new version replaces the old one.

use std::fmt::Write;

use crate::{Error, Result, rdf::Quads};
use triplewire_facts::Facts;

/// Characters of a server's answer that an error message shows.
const SHOWN: usize = 200;

/// A SPARQL server that accepts updates.
pub struct Endpoint {
    agent: ureq::Agent,
    url: String,
}

impl Endpoint {
    /// `url` is where the server accepts updates, such as `http://localhost:7878/update`.
    pub fn new(url: &str) -> Self {
        Self {
            agent: ureq::Agent::config_builder()
                .max_redirects(0)
                .http_status_as_error(false)
                .build()
                .into(),
            url: url.to_string(),
        }
    }

    /// Sends one document.
    ///
    /// # Errors
    /// [`Error::Network`] with what the server or the network said.
    pub fn send(&self, facts: &Facts, quads: &Quads) -> Result<()> {
        let request = self.agent.post(&self.url);
        let request = request.header("Content-Type", "application/sparql-update");
        match request.send(update(facts, quads)) {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(mut answer) => {
                let said = answer.body_mut().read_to_string().unwrap_or_default();
                let said: Vec<&str> = said.split_whitespace().collect();
                let said: String = said.join(" ").chars().take(SHOWN).collect();
                let what = format!("the server answered {}: {said}", answer.status().as_u16());
                Err(self.failed(what, "does it take SPARQL updates at this address?"))
            }
            Err(error) => {
                Err(self.failed(error.to_string(), "is the server running, and the address right?"))
            }
        }
    }

    fn failed(&self, what: String, advice: &str) -> Error {
        Error::Network {
            address: self.url.clone(),
            what,
            advice: advice.into(),
        }
    }
}

/// The update that replaces a document's graph.
pub fn update(facts: &Facts, quads: &Quads) -> String {
    let document = quads.iris.document(&facts.id);
    let mut text = format!("DROP SILENT GRAPH {document} ;\nINSERT DATA {{ GRAPH {document} {{\n");
    for quad in quads.of(facts) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {} {} .", quad.subject, quad.predicate, quad.object);
    }
    text.push_str("} }\n");
    text
}
