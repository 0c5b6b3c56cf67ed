//! The ready-made queries: files of `assets/queries/`, each a query that any SPARQL engine runs as it is.
//!
//! A comment at the top says what a query answers. A parameter is a line `# parameter NAME: what it is` and a line
//! `VALUES ?NAME { "example" }`; the example gives way to the value, as a literal that cannot end early.

use include_dir::{Dir, include_dir};
use oxigraph::model::Literal;

use crate::{Error, Result};
use triplewire_lexicon::names::normalised_phrase;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/queries");

/// A query by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Its name on the command line.
    pub name: String,
    /// What it answers.
    pub about: String,
    /// What it must be told, in order.
    pub parameters: Vec<Parameter>,
    text: String,
}

/// What a query must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the query.
    pub name: String,
    /// What it stands for.
    pub about: String,
}

/// All of them, in order of their names.
pub fn ready() -> Vec<Ready> {
    let mut found: Vec<Ready> = FILES
        .files()
        .filter_map(|file| {
            let name = file.path().file_stem()?.to_str()?;
            Some(read(name, file.contents_utf8()?))
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn read(name: &str, text: &str) -> Ready {
    let comments = text
        .lines()
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim);
    let mut ready = Ready {
        name: name.to_string(),
        about: String::new(),
        parameters: Vec::new(),
        text: text.to_string(),
    };
    for comment in comments {
        match comment
            .strip_prefix("parameter ")
            .and_then(|rest| rest.split_once(':'))
        {
            Some((name, about)) => ready.parameters.push(Parameter {
                name: name.trim().to_string(),
                about: about.trim().to_string(),
            }),
            None if ready.about.is_empty() => ready.about = comment.to_string(),
            None => ready.about = format!("{} {comment}", ready.about),
        }
    }
    ready
}

impl Ready {
    /// The query with the values of its parameters, in their order. A value is a name, compared without case, accents and
    /// points.
    ///
    /// # Errors
    /// [`Error::Usage`] when there are too few values or too many.
    pub fn with(&self, values: &[String]) -> Result<String> {
        if values.len() != self.parameters.len() {
            let names: Vec<String> = self
                .parameters
                .iter()
                .map(|one| one.name.to_uppercase())
                .collect();
            let wanted = match names.as_slice() {
                [] => "nothing".to_string(),
                names => names.join(" "),
            };
            return Err(Error::Usage(format!(
                "the query {} takes {wanted} and got {} value(s)",
                self.name,
                values.len()
            )));
        }
        let mut lines: Vec<String> = self.text.lines().map(str::to_string).collect();
        for (parameter, value) in self.parameters.iter().zip(values) {
            let start = format!("VALUES ?{} {{", parameter.name);
            let literal = Literal::new_simple_literal(normalised_phrase(value));
            for line in lines
                .iter_mut()
                .filter(|line| line.trim_start().starts_with(&start))
            {
                *line = format!("{start} {literal} }}");
            }
        }
        Ok(lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::sparql::SparqlEvaluator;

    use super::*;

    #[test]
    fn each_runs_as_it_is_and_says_what_it_answers() {
        let all = ready();
        assert!(all.len() >= 5, "{all:?}");
        for one in all {
            assert!(!one.about.is_empty(), "{}", one.name);
            assert!(
                SparqlEvaluator::new().parse_query(&one.text).is_ok(),
                "{}",
                one.name
            );
            for parameter in &one.parameters {
                assert!(
                    one.text.contains(&format!("VALUES ?{} {{", parameter.name)),
                    "{}",
                    one.name
                );
            }
        }
    }

    #[test]
    fn a_value_cannot_end_its_literal() {
        let timeline = ready().into_iter().find(|one| one.name == "timeline").unwrap();
        let plain = SparqlEvaluator::new();
        for evil in ["\" } } DROP ALL #", "a\\", "x\ny", "\"@en", "\u{7}"] {
            let text = timeline.with(&[evil.to_string()]).unwrap();
            assert!(plain.clone().parse_query(&text).is_ok(), "{text}");
            assert_eq!(text.lines().count(), timeline.text.lines().count(), "{text}");
        }
        assert!(
            timeline
                .with(&[])
                .unwrap_err()
                .to_string()
                .contains("takes PERSON")
        );
    }
}
