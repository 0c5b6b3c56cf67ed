//! docs/ontology.md: the table of names as a page, with a picture of how the nodes hang together.

use std::{collections::BTreeMap, fmt::Write};

use super::vocabulary::{Table, Word};
use crate::Result;
use triplewire_lexicon::Ontology;

const HEAD: &str = "# The words of the graph

This page is written by `triplewire graph ontology` from `crates/graph/assets/vocabulary.toml` and the ontology of the rules; a test keeps it up to
date. All facts of a document lie in a graph that is named like the document.

## Picture

```mermaid
flowchart LR
  document[\"document<br/><i>schema:NewsArticle</i>\"]
  sentence[\"sentence<br/><i>nif:Sentence</i>\"]
  span[\"span<br/><i>nif:Phrase</i>\"]
  entity[\"entity<br/><i>schema:Person, sem:Place, ...</i>\"]
  event[\"event<br/><i>sem:Event, tw:Assassination</i>\"]
  trigger[\"trigger<br/><i>tw:Trigger</i>\"]
  argument[\"argument<br/><i>tw:Argument</i>\"]
  time[\"time<br/><i>sem:Time</i>\"]
  relation[\"relation<br/><i>tw:Relation</i>\"]
  run[\"run<br/><i>prov:Activity</i>\"]
  model[\"model<br/><i>prov:SoftwareAgent</i>\"]
  rule[\"rule<br/><i>prov:Plan</i>\"]
  event -- \"role: tw:victim, wdt:P8032\" --> entity
  event -- \"sem:accordingTo\" --> entity
  event -- \"sem:hasTime\" --> time
  event -- \"tw:trigger\" --> trigger
  event -- \"tw:argument\" --> argument
  argument -- \"rdf:value\" --> entity
  relation -- \"rdf:subject, rdf:object\" --> entity
  entity -- \"relation: tw:employer, wdt:P108\" --> entity
  span -- \"itsrdf:taIdentRef\" --> entity
  trigger -- \"tw:evidence\" --> span
  argument -- \"tw:evidence\" --> span
  relation -- \"tw:evidence\" --> span
  time -- \"tw:evidence\" --> span
  span -- \"nif:sentence\" --> sentence
  trigger -- \"prov:wasInfluencedBy\" --> rule
  argument -- \"prov:wasInfluencedBy\" --> rule
  event -- \"prov:wasGeneratedBy\" --> run
  relation -- \"prov:wasGeneratedBy\" --> run
  run -- \"prov:used\" --> document
  run -- \"prov:wasAssociatedWith\" --> model
```

## IRIs

| node | IRI, after the base |
|---|---|
| document, and its graph | `doc/ID` |
| entity, event, relation of a document | `doc/ID#e1`, `doc/ID#v1`, `doc/ID#r1` |
| span, sentence | `doc/ID#char=12,34`: code points, after RFC 5147 |
| trigger, argument, time of an event | `doc/ID#v1/t1`, `doc/ID#v1/a1`, `doc/ID#v1/time` |
| run of a document | `doc/ID#/run` |
| rule, model, position | `rule/NAME`, `model/NAME`, `position/WORDS` |
| identity that documents share | `entity/KEY` |
| the store's catalogue | `graph/catalogue` |

All bytes of ids, names and keys but letters, digits and `-._~` are percent-encoded. `--base-iri` sets the base.
";

/// The page.
///
/// # Errors
/// [`crate::Error::Rule`] when a built-in file is broken, which the tests rule out.
pub fn page() -> Result<String> {
    let (table, ontology) = (Table::builtin()?, Ontology::builtin()?);
    let mut out = String::from(HEAD);
    heading(&mut out, "Prefixes", &["prefix", "IRI"]);
    for (prefix, iri) in &table.prefixes {
        row(&mut out, &[&code(prefix), &code(iri)]);
    }
    words(&mut out, "Nodes", &table.nodes);
    words(&mut out, "Properties", &table.properties);
    heading(&mut out, "Entities", &["type", "classes"]);
    lists(&mut out, &table.entities);
    heading(
        &mut out,
        "Events",
        &["type", "is a", "classes", "`tw:cameo`", "`tw:plover`", "`tw:ace`"],
    );
    for kind in ontology.types() {
        let names = table.events.get(&kind.name).map_or(&[][..], Vec::as_slice);
        let cell = |value: &Option<String>| value.clone().unwrap_or_default();
        row(
            &mut out,
            &[
                &code(&kind.name),
                &cell(&kind.isa),
                &codes(names),
                &cell(&kind.cameo),
                &cell(&kind.plover),
                &cell(&kind.ace),
            ],
        );
    }
    heading(&mut out, "Roles", &["role", "properties of the event"]);
    lists(&mut out, &table.roles);
    heading(
        &mut out,
        "Relations",
        &["relation", "to the object", "to the words", "to a shared node"],
    );
    for (name, words) in &table.relations {
        let cells = [
            &code(name),
            &codes(&words.object),
            &codes(&words.value),
            &codes(&words.node),
        ];
        row(&mut out, &cells.map(String::as_str));
    }
    heading(&mut out, "Attributes", &["attribute", "properties of the entity"]);
    lists(&mut out, &table.attributes);
    Ok(out)
}

fn words(out: &mut String, title: &str, words: &BTreeMap<String, Word>) {
    heading(out, title, &["word", "names", "meaning"]);
    for (name, word) in words {
        row(out, &[name, &codes(&word.iri), &word.says]);
    }
}

fn lists(out: &mut String, words: &BTreeMap<String, Vec<String>>) {
    for (name, names) in words {
        row(out, &[&code(name), &codes(names)]);
    }
}

fn heading(out: &mut String, title: &str, columns: &[&str]) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n## {title}\n");
    row(out, columns);
    let _ = writeln!(out, "|{}", "---|".repeat(columns.len()));
}

fn row(out: &mut String, cells: &[&str]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes(names: &[String]) -> String {
    let each: Vec<String> = names.iter().map(|name| code(name)).collect();
    each.join(", ")
}
