//! Event types and roles that only a folder of rules knows: they have their place in every output, and in the graph.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use triplewire::{Extractor, Format};

use crate::support::{complaint, project, stdout, triplewire};

const CHASE: &str = r#"
[[event]]
type = "Chase"
requires = ["pursued"]
[event.roles]
pursued = ["PER", "NORP", "people"]
pursuer = ["PER", "ORG", "NORP", "people"]
prop = ["vehicle"]
place = ["LOC", "FAC"]

[[frame]]
name = "chase"
event = "Chase"
verbs = ["chase"]
roles = { pursued = ["patient", "possessor"], pursuer = ["agent", "obl:by"], prop = ["obl:with"] }
examples = [{ text = "Two officers chased a burglar in Lisbon.", pursuer = "Two officers", pursued = "burglar", place = "Lisbon" }]
counterexamples = ["Two officers chased a rumour in Lisbon."]

[[event]]
type = "Poisoning"
isa = "Killing"
requires = ["poisoned"]
[event.roles]
poisoner = ["PER", "ORG", "NORP", "people"]
poisoned = ["PER", "NORP", "people"]

[[frame]]
name = "poison"
event = "Poisoning"
verbs = ["poison"]
roles = { poisoner = ["agent"], poisoned = ["patient"] }
examples = [{ text = "A cook poisoned two guards in Lisbon.", poisoner = "cook", poisoned = "two guards" }]
counterexamples = ["A cook poisoned a well in Lisbon."]
"#;

const TEXT: &str = "Two officers chased a burglar in Lisbon on Monday. Maria Costa poisoned Pedro Nunes in Porto on Tuesday.";

struct Given {
    folder: TempDir,
}

impl Given {
    /// A folder with the rules, `more` of them, and the article.
    fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("mine")).unwrap();
        fs::write(folder.path().join("mine/chase.toml"), format!("{CHASE}{more}")).unwrap();
        fs::write(folder.path().join("chase.txt"), TEXT).unwrap();
        Self { folder }
    }

    fn run(&self, call: &str) -> String {
        let words: Vec<&str> = call.split(' ').collect();
        stdout(triplewire(&words).current_dir(self.folder.path()))
    }
}

/// The line of the output that holds the words.
fn line<'a>(said: &'a str, words: &str) -> &'a str {
    let found = said.lines().find(|line| line.contains(words));
    found.unwrap_or_else(|| panic!("no {words} in\n{said}"))
}

#[test]
fn the_rules_of_the_folder_hold() {
    Given::with("").run("rules test --rules mine");
}

#[test]
fn functions_say_who_acts_and_who_is_acted_upon() {
    let given = Given::with("");
    let said = given.run("extract chase.txt --rules mine --to triples");
    let row: Vec<&str> = line(&said, "\tChase\t").split('\t').collect();
    assert_eq!(row[4..7], ["Two officers", "burglar", "Lisbon"], "{said}");
    let row: Vec<&str> = line(&said, "\tPoisoning\t").split('\t').collect();
    assert_eq!(row[4..7], ["Maria Costa", "Pedro Nunes", "Porto"], "{said}");
}

#[test]
fn a_writer_of_the_extractor_knows_the_types_of_its_rules() {
    let given = Given::with("");
    let extractor = Extractor::open(project("models/en-small")).unwrap();
    let extractor = extractor.rules(given.folder.path().join("mine")).unwrap();
    let mut out = Vec::new();
    let mut writer = extractor.writer(Format::Triples, &mut out).unwrap();
    writer.write(&extractor.extract(TEXT).unwrap()).unwrap();
    writer.finish().unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("\tTwo officers\tburglar\tLisbon\t"), "{said}");
}

#[test]
fn a_side_of_its_own_overrides_the_functions() {
    let given = Given::with("[[role]]\nname = \"pursuer\"\nside = \"patient\"\n");
    let said = given.run("extract chase.txt --rules mine --to triples");
    let row: Vec<&str> = line(&said, "\tChase\t").split('\t').collect();
    assert_eq!(row[4], "", "{said}");
    assert!(row[5].contains("Two officers"), "{said}");
}

#[test]
fn tables_have_columns_in_order_under_the_labels_that_are_given() {
    let given = Given::with("[[role]]\nname = \"pursued\"\nlabel = \"on the run\"\n");
    let said = given.run("extract chase.txt --rules mine --to table");
    let header = line(&said, "pursuer");
    let at = |word: &str| header.find(word).unwrap_or_else(|| panic!("no {word}: {header}"));
    assert!(
        at("pursuer") < at("on the run") && at("on the run") < at("place"),
        "{header}"
    );
}

#[test]
fn pages_have_a_colour_for_each_role_and_a_policy_that_lets_it_in() {
    let given = Given::with("[[role]]\nname = \"prop\"\ncolour = \"pink\"\n");
    let page = given.run("extract chase.txt --rules mine --to html");
    let colour = |role: &str| {
        let rule = line(&page, &format!("[data-role=\"{role}\"]"));
        rule.rsplit_once("var(--")
            .unwrap()
            .1
            .split(')')
            .next()
            .unwrap()
            .to_string()
    };
    assert!(
        ["red", "blue"].contains(&colour("pursuer").as_str()),
        "{}",
        colour("pursuer")
    );
    assert!(["purple", "pink"].contains(&colour("pursued").as_str()));
    assert_eq!(colour("prop"), "pink");
    let style = page.split_once("<style").unwrap().1.split_once('>').unwrap().1;
    let style = style.split_once("</style>").unwrap().0;
    let digest = BASE64_STANDARD.encode(Sha256::digest(style));
    assert!(page.contains(&format!("style-src &#x27;sha256-{digest}")) || page.contains(&digest));
    // Without the rules such a role is grey.
    assert!(
        !given
            .run("extract chase.txt --to html")
            .contains("[data-role=\"pursuer\"]")
    );
}

#[test]
fn rdf_says_what_the_roles_are_cases_of() {
    let given = Given::with(
        "[[role]]\nname = \"pursued\"\nterms = [\"schema:follows\", \"https://a.org/x#hunted\"]\n",
    );
    let said = given.run("extract chase.txt --rules mine --to ntriples");
    let tw = "https://triplewire.example/vocabulary#";
    for wanted in [
        format!("> <{tw}pursuer> <https://"),
        "> <https://schema.org/follows> <https://".to_string(),
        "> <https://a.org/x#hunted> <https://".to_string(),
        format!("<{tw}pursuer> <{tw}side> \"agent\" ."),
        format!("> <{tw}poisoner> <https://"),
        // A poisoner of a killing is an attacker, in all vocabularies.
        format!("> <{tw}attacker> <https://"),
        "> <http://www.wikidata.org/prop/direct/P8032> <https://".to_string(),
        format!("<{tw}poisoner> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <{tw}attacker> ."),
        format!("<{tw}Poisoning> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{tw}Killing> ."),
    ] {
        line(&said, &wanted);
    }
    let actors = said.matches("/sem/hasActor> ").count();
    assert!(actors >= 4, "{said}");
}

#[test]
fn the_graph_keeps_the_types_and_its_queries_find_them() {
    let given = Given::with("");
    let place = given.folder.path();
    given.run("extract chase.txt --rules mine --to jsonl -o facts.jsonl");
    let told = |store: &str| {
        let killed = given.run(&format!("graph query --store {store} --ready who-killed-whom"));
        let row = line(&killed, "Maria Costa");
        assert!(row.contains("Pedro Nunes") && row.contains("Porto"), "{killed}");
        let triples = given.run(&format!("graph export --store {store} --to triples"));
        assert!(triples.contains("\tTwo officers\tburglar\tLisbon\t"), "{triples}");
        let lived = stdout(
            triplewire(&[
                "graph",
                "query",
                "--store",
                store,
                "--ready",
                "timeline",
                "Pedro Nunes",
            ])
            .current_dir(place),
        );
        assert!(
            lived.contains("Poisoning") && lived.contains("poisoner: Maria Costa"),
            "{lived}"
        );
        let page = stdout(triplewire(&["graph", "view", "--store", store, "Pedro Nunes"]).current_dir(place));
        assert!(
            page.contains("[data-role=\"poisoner\"]"),
            "the page has no colour for poisoner"
        );
    };
    let converted = given.run("convert facts.jsonl --rules mine --to triples");
    assert!(
        converted.contains("\tTwo officers\tburglar\tLisbon\t"),
        "{converted}"
    );
    given.run("graph add --store one --rules mine facts.jsonl");
    told("one");

    // Facts that came without their rules: the rules alone help an export; added with them the store knows better.
    given.run("graph add --store two facts.jsonl");
    let bare = given.run("graph export --store two --to triples");
    assert!(line(&bare, "\tChase\t").contains("\tactual\t\t\t"), "{bare}");
    let helped = given.run("graph export --store two --to triples --rules mine");
    assert!(helped.contains("\tTwo officers\tburglar\t"), "{helped}");
    assert!(
        given
            .run("graph add --store two --rules mine facts.jsonl")
            .starts_with("unchanged")
    );
    told("two");
    // What the store learned stays when documents come without rules.
    given.run("graph add --store two facts.jsonl");
    told("two");
    let quads = |store: &str| {
        let said = given.run(&format!(
            "graph query --store {store} SELECT(COUNT(*)AS?n){{GRAPH?g{{?s?p?o}}}}"
        ));
        said.lines().nth(1).unwrap().to_string()
    };
    assert_eq!(
        quads("one"),
        quads("two"),
        "the way to a state leaves a trace in it"
    );
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    for (wrong, message) in [
        (
            "[[role]]\nname = \"prop\"\ncolour = \"mauve\"\n",
            "role `prop`: `colour`: `mauve`",
        ),
        (
            "[[role]]\nname = \"prop\"\nside = \"left\"\n",
            "`side`: unknown variant `left`",
        ),
        (
            "[[role]]\nname = \"prop\"\n[[role]]\nname = \"prop\"\n",
            "role `prop` is there twice",
        ),
        (
            "[[event]]\ntype = \"Hunt\"\nlabels = { fox = \"prey\" }\n",
            "it has no role `fox`",
        ),
        (
            "[[event]]\ntype = \"Hunt\"\nakin = \"Ride\"\n",
            "`akin`: `Ride` is no event type",
        ),
    ] {
        let given = Given::with(wrong);
        let call = &["rules", "list", "--rules", "mine"];
        let said = complaint(triplewire(call).current_dir(given.folder.path()));
        assert!(said.contains(message) && said.contains("chase.toml:"), "{said}");
    }
    let given = Given::with("[[role]]\nname = \"prop\"\nterms = [\"foo:bar\"]\n");
    let call = &["extract", "chase.txt", "--rules", "mine", "--to", "turtle"];
    let said = complaint(triplewire(call).current_dir(given.folder.path()));
    assert!(
        said.contains("role `prop`: `terms`: \"foo:bar\" has no known prefix"),
        "{said}"
    );
}
