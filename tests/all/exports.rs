//! Facts in the formats of other programs: each is read back by a reader of its own, whatever names hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use proptest::prelude::*;
use quick_xml::{Reader, events::Event as Xml};
use triplewire_facts::Facts;
use triplewire_graph::store::oxigraph::{
    io::{JsonLdProfileSet, RdfFormat, RdfParser},
    model::{Quad, Term},
};
use triplewire_graph::{
    Format,
    export::Target,
    rdf::{BASE, Iris, Quads, Vocabulary, vocabulary::Table},
};
use triplewire_lexicon::{Ontology, ontology::Additions};
use triplewire_nlp::rules::RuleSet;

use crate::{
    facts::killing,
    support::{complaint, file, options, project, stdout, triplewire, written},
};

fn quads() -> Quads {
    Quads::new(Vocabulary::builtin().unwrap(), Iris::new(BASE).unwrap())
}

/// The files of a folder by name.
fn folder(format: Format, documents: &[Facts]) -> BTreeMap<String, String> {
    let place = tempfile::tempdir().unwrap();
    let mut writer = format.writer(Target::Folder(place.path()), options()).unwrap();
    documents.iter().for_each(|facts| writer.write(facts).unwrap());
    writer.finish().unwrap();
    let files = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn rdf(kind: Format, text: &str) -> BTreeSet<String> {
    let format = match kind {
        Format::Ntriples => RdfFormat::NTriples,
        Format::Turtle => RdfFormat::Turtle,
        Format::Nquads => RdfFormat::NQuads,
        Format::Jsonld => RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
        other => panic!("{other} is not of RDF"),
    };
    let read = RdfParser::from_format(format).for_slice(text.as_bytes());
    read.map(|quad| quad.unwrap().to_string()).collect()
}

fn shown(quads: &[Quad], graphs: bool) -> BTreeSet<String> {
    let each = quads.iter().map(|quad| {
        if graphs {
            quad.to_string()
        } else {
            let mut quad = quad.clone();
            quad.graph_name = triplewire_graph::store::oxigraph::model::GraphName::DefaultGraph;
            quad.to_string()
        }
    });
    each.collect()
}

/// Reads every format of the document back.
fn check(facts: &Facts) {
    let documents = std::slice::from_ref(facts);
    let quads = quads().of(facts);
    for kind in [Format::Ntriples, Format::Turtle, Format::Nquads, Format::Jsonld] {
        let read = rdf(kind, &written(kind, documents));
        let graphs = matches!(kind, Format::Nquads | Format::Jsonld);
        assert_eq!(read, shown(&quads, graphs), "{kind:?}");
    }
    let name = &facts.entities[1].name;
    assert!(
        quads
            .iter()
            .any(|quad| matches!(&quad.object, Term::Literal(literal) if literal.value() == name))
    );

    assert_eq!(
        Facts::parse(written(Format::Jsonl, documents).as_bytes()).unwrap(),
        *facts
    );
    graphml(facts);
    neo4j(facts);
    brat(facts);
    conll(facts);
}

fn graphml(facts: &Facts) {
    let text = written(Format::Graphml, std::slice::from_ref(facts));
    let mut reader = Reader::from_str(&text);
    let (mut nodes, mut edges, mut names, mut current) = (0, 0, Vec::new(), None);
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(tag) => match tag.name().as_ref() {
                b"node" => nodes += 1,
                b"edge" => edges += 1,
                b"data" if tag.try_get_attribute("key").unwrap().unwrap().value.as_ref() == b"node-name" => {
                    current = Some(String::new());
                }
                _ => {}
            },
            Xml::Text(text) => {
                if let Some(current) = &mut current {
                    current.push_str(&text.unescape().unwrap());
                }
            }
            Xml::End(tag) if tag.name().as_ref() == b"data" => names.extend(current.take()),
            Xml::Eof => break,
            _ => {}
        }
    }
    // The document, three entities, the event and the office; mentions, the telling, roles and the relation.
    assert_eq!((nodes, edges), (6, 8));
    let safe = |c: char| match c {
        '\t' | '\n' | '\r' => c,
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    };
    assert_eq!(
        names[2],
        facts.entities[1].name.chars().map(safe).collect::<String>()
    );
}

fn neo4j(facts: &Facts) {
    let files = folder(Format::Neo4j, std::slice::from_ref(facts));
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(files[name].as_bytes())
            .records()
            .map(Result::unwrap)
            .collect()
    };
    let (nodes, edges) = (rows("nodes.csv"), rows("relationships.csv"));
    assert_eq!((nodes.len(), edges.len()), (6, 8));
    assert_eq!(&nodes[2][1], facts.entities[1].name.as_str());
    let ids: BTreeSet<&str> = nodes.iter().map(|row| &row[0]).collect();
    assert!(
        edges
            .iter()
            .all(|row| ids.contains(&row[1]) && ids.contains(&row[2]))
    );

    let script = &files["import.cypher"];
    assert_eq!(
        script.lines().count(),
        nodes.len() + edges.len(),
        "a line a statement"
    );
    let mut named = 0;
    for line in script.lines() {
        let (code, strings) = cypher(line);
        assert!(code.ends_with(';') && code.matches(';').count() == 1, "{line}");
        named += strings
            .iter()
            .filter(|string| **string == facts.entities[1].name)
            .count();
    }
    assert!(named > 0, "{script}");
}

/// A statement without its strings, and the strings as Cypher reads them.
fn cypher(line: &str) -> (String, Vec<String>) {
    let (mut code, mut strings, mut open) = (String::new(), Vec::new(), None::<String>);
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match (&mut open, c) {
            (None, '\'') => open = Some(String::new()),
            (None, c) => code.push(c),
            (Some(_), '\'') => strings.extend(open.take()),
            (Some(string), '\\') => string.push(match rest.next().unwrap() {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let digits: String = rest.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                c => c,
            }),
            (Some(string), c) => string.push(c),
        }
    }
    assert!(open.is_none(), "a string is left open: {line}");
    (code, strings)
}

fn brat(facts: &Facts) {
    let files = folder(Format::Brat, std::slice::from_ref(facts));
    let text = files.iter().find(|(name, _)| name.ends_with(".txt")).unwrap().1;
    let text: Vec<char> = text.chars().collect();
    let notes = files.iter().find(|(name, _)| name.ends_with(".ann")).unwrap().1;
    let mut bounds = 0;
    for line in notes.split('\n').filter(|line| line.starts_with('T')) {
        let mut parts = line.splitn(3, '\t');
        let (_, place, words) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
        let place: Vec<&str> = place.split(' ').collect();
        let (start, end): (usize, usize) = (place[1].parse().unwrap(), place[2].parse().unwrap());
        assert_eq!(text[start..end].iter().collect::<String>(), words, "{line}");
        bounds += 1;
    }
    assert!(bounds >= 4, "{notes}");
    assert!(
        notes
            .split('\n')
            .all(|line| line.is_empty() || line.starts_with(['T', 'E', 'A', 'R', '#', '*']))
    );
    assert!(
        files["annotation.conf"].contains("\n[events]\nKilling\t"),
        "{files:?}"
    );
}

fn conll(facts: &Facts) {
    let text = written(Format::Conll, std::slice::from_ref(facts));
    let mut lines = text.split('\n').filter(|line| !line.is_empty());
    assert!(lines.next().unwrap().starts_with("-DOCSTART-\t"));
    for line in lines {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 5, "{line:?}");
        let tag = columns[1];
        assert!(
            tag == "O" || tag.starts_with("B-") || tag.starts_with("I-"),
            "{line:?}"
        );
    }
    assert!(text.contains("\tv1:Killing\t"), "{text}");
}

#[test]
fn every_format_is_read_back_whatever_names_hold() {
    let long = "x".repeat(10_000);
    let names = [
        "Ann Lund",
        "O'Neill \"the \\ Cat\"",
        "a\nb\r\nc\td",
        "<b>&amp;</b> ]]> --> <!--",
        "'}) DETACH DELETE n //",
        "\u{0}\u{1}\u{7}\u{1b}[31m\u{7f}\u{85}",
        "\u{202e}\u{2028}\u{feff}🔥e\u{301}",
        ".\n} } DROP ALL ; #",
        ",;\"\"'|\t_",
        &long,
    ];
    for name in names {
        check(&killing(name, "gunman", name));
        check(&killing("plain", name, "Bo"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_read_back_from_every_format(id in ".+", killer in "\\PC+|[^a]{1,9}", victim in "(?s).{1,40}") {
        let facts = killing(&id, &killer, &victim);
        prop_assume!(!victim.is_empty());
        check(&facts);
    }
}

#[test]
fn extract_writes_them_and_folders_only_where_they_fit() {
    let (place, path) = file("a.txt", "Rebels killed the mayor of Oslo, Ann Lund, on Monday.");
    let written = stdout(&mut triplewire(&[
        "extract",
        &path,
        "--to",
        "nquads",
        "--base-iri",
        "https://news.org/x",
    ]));
    assert!(written.contains("<https://news.org/x/doc/a#v1> "), "{written}");
    assert!(
        written.contains("wdt:P8032") || written.contains("prop/direct/P8032"),
        "{written}"
    );
    assert_eq!(rdf(Format::Nquads, &written).len(), written.lines().count());

    let notes = place.path().join("notes");
    let notes = notes.to_str().unwrap();
    stdout(&mut triplewire(&["extract", &path, "--to", "brat", "-o", notes]));
    assert!(
        fs::read_to_string(format!("{notes}/a.ann"))
            .unwrap()
            .contains("\tKilling ")
    );
    let again = complaint(&mut triplewire(&["extract", &path, "--to", "brat", "-o", notes]));
    assert!(again.contains("name a new one"), "{again}");
    let nowhere = complaint(&mut triplewire(&["extract", &path, "--to", "neo4j"]));
    assert!(nowhere.contains("-o DIR"), "{nowhere}");
    let base = complaint(&mut triplewire(&[
        "extract",
        &path,
        "--to",
        "turtle",
        "--base-iri",
        "news",
    ]));
    assert!(base.contains("absolute IRI"), "{base}");
    assert_eq!(
        fs::read_dir(place.path()).unwrap().count(),
        2,
        "nothing half-written is left"
    );
}

#[test]
fn every_word_of_the_ontology_has_a_name() {
    let table = Table::builtin().unwrap();
    let rules = RuleSet::builtin().unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    for kind in rules.ontology.types() {
        let class = vocabulary.event(&kind.name);
        assert_eq!(class.classes[0], vocabulary.own(&kind.name));
        if let Some(item) = &kind.wikidata {
            let item = format!("http://www.wikidata.org/entity/{item}");
            assert_eq!(class.classes[1].as_str(), item, "{}", kind.name);
        }
        for role in kind.roles.keys() {
            assert_eq!(
                vocabulary.role(&kind.name, role).properties[0],
                vocabulary.own(role)
            );
            let told = rules.ontology.role(role).and_then(|role| role.side);
            assert!(told.is_some(), "rules/ontology/roles.toml does not name {role}");
        }
    }
    // Frames add nothing to what the files of the ontology say of the built-in types.
    let builtin = Ontology::builtin().unwrap();
    assert_eq!(rules.ontology.beyond(builtin), Additions::default());
    for kind in rules.ontology.relations() {
        let object = &table.relations[&kind.name].object;
        let wanted = kind.wikidata.as_ref().map(|property| format!("wdt:{property}"));
        assert!(
            wanted.is_none_or(|wanted| object.contains(&wanted)),
            "{}",
            kind.name
        );
    }
    for relation in &rules.relations {
        assert!(table.relations.contains_key(&relation.kind), "{}", relation.kind);
    }
}

#[test]
fn the_book_of_words_is_that_of_the_program() {
    let page = stdout(&mut triplewire(&["graph", "ontology"]));
    let place = project("docs/ontology.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&place, &page).unwrap();
    }
    let kept = fs::read_to_string(&place).unwrap_or_default();
    assert!(
        kept == page,
        "docs/ontology.md is old: triplewire graph ontology > docs/ontology.md"
    );
}
