//! docs/ontology.md: the table of names as a page, with a picture of how the nodes hang together.

use std::{collections::BTreeMap, fmt::Write};

use super::vocabulary::{Table, Word, event_terms, role_terms};
use crate::Result;
use triplewire_lexicon::Ontology;

const HEAD: &str = "# The words of the graph

This page is written by `triplewire graph ontology` from `crates/graph/assets/vocabulary.toml` and the ontology of the rules; a test keeps it up to
date. All facts of a document lie in a graph that is named like the document.

An event type of rule files of one's own gets a class in our space, `tw:Chase`, and its item in Wikidata where `wikidata` names one; an event
is of its type and of all that are more general. A role of one's own gets a property, `tw:pursuer`, the `terms` of its `[[role]]` table, and
by the side of the event that it stands on `sem:hasActor` or `sem:hasPlace`. Where the more general type has a role on the same side, an
event has that property, too: whoever pursues in a Chase that is an Attack is also `tw:attacker`, so that the ready-made queries find it. The
document says so itself: `rdfs:subClassOf`, `rdfs:subPropertyOf` and `tw:side`. [rules.md](rules.md#roles) tells how roles are described.

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
        let names = named(&kind.name, &event_terms(kind));
        let cell = |value: &Option<String>| value.clone().unwrap_or_default();
        row(
            &mut out,
            &[
                &code(&kind.name),
                &cell(&kind.isa),
                &codes(&names),
                &cell(&kind.cameo),
                &cell(&kind.plover),
                &cell(&kind.ace),
            ],
        );
    }
    heading(&mut out, "Roles", &["role", "side", "properties of the event"]);
    for role in ontology.roles() {
        let side = ontology.role(role).and_then(|role| role.side).unwrap_or_default();
        let names = named(role, role_terms(ontology, role));
        row(&mut out, &[&code(role), side.as_str(), &codes(&names)]);
    }
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

/// Our own name, and those in other vocabularies.
fn named(name: &str, terms: &[String]) -> Vec<String> {
    std::iter::once(format!("tw:{name}"))
        .chain(terms.iter().cloned())
        .collect()
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
