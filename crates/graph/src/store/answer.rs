//! SPARQL 1.1 queries over the store.
//!
//! In: the text of a query. Out: its answer, as a table's rows or in the formats that SPARQL has for results. A query that
//! names no graphs sees all of them as one; `GRAPH ?document { ... }` tells documents apart.

use std::io::{self, Write};

use oxigraph::{
    io::{RdfFormat, RdfSerializer},
    model::{NamedOrBlankNode, Term},
    sparql::{
        QueryResults, QuerySolutionIter, QueryTripleIter, SparqlEvaluator,
        results::{QueryResultsFormat, QueryResultsSerializer},
    },
};

use super::Store;
use crate::{Error, Result};

/// Formats of answers. The answer of CONSTRUCT and DESCRIBE, which is triples, is N-Triples in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFormat {
    /// SPARQL 1.1 Query Results CSV.
    Csv,
    /// SPARQL 1.1 Query Results JSON.
    Json,
}

/// The answer to a query, read row by row.
pub enum Answer {
    /// Of SELECT.
    Rows(QuerySolutionIter<'static>),
    /// Of ASK.
    Yes(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(QueryTripleIter<'static>),
}

impl Store {
    /// Answers a SPARQL query.
    ///
    /// # Errors
    /// [`Error::Query`] with the place when the query is not valid SPARQL, or when it cannot be answered.
    pub fn query(&self, query: &str) -> Result<Answer> {
        let mut parsed = match SparqlEvaluator::new().parse_query(query) {
            Ok(parsed) => parsed,
            Err(_) if !query.trim().is_empty() && SparqlEvaluator::new().parse_update(query).is_ok() => {
                let what = "this is an update; the graph changes through `graph add` alone";
                return Err(Error::Query(what.into()));
            }
            Err(error) => return Err(wrong(&error)),
        };
        if parsed.dataset().is_default_dataset() {
            parsed.dataset_mut().set_default_graph_as_union();
        }
        match parsed
            .on_store(&self.database)
            .execute()
            .map_err(|error| wrong(&error))?
        {
            QueryResults::Solutions(rows) => Ok(Answer::Rows(rows)),
            QueryResults::Boolean(yes) => Ok(Answer::Yes(yes)),
            QueryResults::Graph(triples) => Ok(Answer::Triples(triples)),
        }
    }
}

/// An error of a query, on one line.
fn wrong(error: &dyn std::error::Error) -> Error {
    let what = error.to_string();
    let what: Vec<&str> = what.split_whitespace().collect();
    Error::Query(what.join(" "))
}

impl Answer {
    /// Writes the answer; in CSV whatever holds a comma, a quote or a line break stands in quotes.
    ///
    /// # Errors
    /// [`Error::Query`] when the store fails while it answers; errors of `out` are passed on.
    pub fn write(self, mut out: impl Write, format: AnswerFormat) -> std::result::Result<(), WriteError> {
        let results = QueryResultsSerializer::from_format(match format {
            AnswerFormat::Csv => QueryResultsFormat::Csv,
            AnswerFormat::Json => QueryResultsFormat::Json,
        });
        match self {
            // IRIs hold commas ("#char=1,2"), which SPARQL's own CSV would leave bare.
            Self::Rows(rows) if format == AnswerFormat::Csv => {
                let header: Vec<&str> = rows.variables().iter().map(|name| name.as_str()).collect();
                let width = header.len();
                write_row(&mut out, header.into_iter())?;
                for row in rows {
                    let row = row.map_err(|error| wrong(&error))?;
                    let cells: Vec<String> = (0..width)
                        .map(|at| row.get(at).map(shown).unwrap_or_default())
                        .collect();
                    write_row(&mut out, cells.iter().map(String::as_str))?;
                }
                Ok(())
            }
            Self::Rows(rows) => {
                let mut writer =
                    results.serialize_solutions_to_writer(&mut out, rows.variables().to_vec())?;
                for row in rows {
                    writer.serialize(&row.map_err(|error| wrong(&error))?)?;
                }
                writer.finish()?;
                Ok(out.write_all(b"\n")?)
            }
            Self::Yes(yes) => {
                results.serialize_boolean_to_writer(&mut out, yes)?;
                Ok(out.write_all(b"\n")?)
            }
            Self::Triples(triples) => {
                let mut writer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(&mut out);
                for triple in triples {
                    writer.serialize_triple(&triple.map_err(|error| wrong(&error))?)?;
                }
                writer.finish()?;
                Ok(())
            }
        }
    }

    /// The answer as a table: headings, then rows of plain text without RDF syntax.
    ///
    /// # Errors
    /// [`Error::Query`] when the store fails while it answers.
    pub fn table(self) -> Result<(Vec<String>, Vec<Vec<String>>)> {
        match self {
            Self::Rows(rows) => {
                let header: Vec<String> = rows
                    .variables()
                    .iter()
                    .map(|name| name.as_str().to_string())
                    .collect();
                let width = header.len();
                let mut found = Vec::new();
                for row in rows {
                    let row = row.map_err(|error| wrong(&error))?;
                    let cell = |at: usize| row.get(at).map(shown).unwrap_or_default();
                    found.push((0..width).map(cell).collect());
                }
                Ok((header, found))
            }
            Self::Yes(yes) => Ok((
                vec!["answer".into()],
                vec![vec![if yes { "yes" } else { "no" }.into()]],
            )),
            Self::Triples(triples) => {
                let header = ["subject", "predicate", "object"].map(str::to_string);
                let mut found = Vec::new();
                for triple in triples {
                    let triple = triple.map_err(|error| wrong(&error))?;
                    let subject = match &triple.subject {
                        NamedOrBlankNode::NamedNode(node) => node.as_str().to_string(),
                        NamedOrBlankNode::BlankNode(node) => node.to_string(),
                    };
                    found.push(vec![
                        subject,
                        triple.predicate.as_str().to_string(),
                        shown(&triple.object),
                    ]);
                }
                Ok((header.to_vec(), found))
            }
        }
    }
}

/// Writes a row of CSV (RFC 4180).
fn write_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        match cell.contains(['"', ',', '\r', '\n']) {
            true => write!(out, "\"{}\"", cell.replace('"', "\"\""))?,
            false => out.write_all(cell.as_bytes())?,
        }
    }
    out.write_all(b"\r\n")
}

fn shown(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_string(),
        Term::Literal(literal) => literal.value().to_string(),
        other => other.to_string(),
    }
}

/// Why an answer could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The store fails while it answers.
    #[error(transparent)]
    Store(#[from] Error),
    /// The answer cannot be written.
    #[error(transparent)]
    Sink(#[from] io::Error),
}
