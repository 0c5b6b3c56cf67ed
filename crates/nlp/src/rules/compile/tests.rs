//! What the compiler makes of rule files, and what it says of mistakes in them.

use super::*;

fn compile(files: &[(&str, &str, bool)]) -> Result<RuleSet> {
    let files = files.iter().map(|(name, text, own)| File {
        name: name.to_string(),
        shown: name.to_string(),
        text: text.to_string().into(),
        own: *own,
    });
    // Triggers are looked for by their lemmas.
    let forms = triplewire_lexicon::files::builtin().into_iter();
    let forms = forms.filter(|file| file.list() == Some("irregular"));
    RuleSet::compile(Lexicon::new(forms.chain(files).collect())?.into())
}

const EVENT: &str = "[[event]]\ntype = \"Sale\"\nroles = { buyer = [\"PER\"] }\n";
const EXAMPLES: &str = "examples = [{ text = \"a\" }]\ncounterexamples = [\"The sale failed.\"]\n";

/// A file with an event type and a frame, whose table goes on with `more` from line 7.
fn frame(more: &str) -> String {
    format!("{EVENT}[[frame]]\nname = \"sale\"\nevent = \"Sale\"\n{more}{EXAMPLES}")
}

#[test]
fn the_builtin_rules_compile() {
    let rules = RuleSet::builtin().unwrap();
    assert!(rules.frames.len() > 5 && rules.patterns.len() > 5 && !rules.relations.is_empty());
    assert!(rules.ontology.is_a("Assassination", "Death"));
    assert!(!rules.ontology.is_a("Death", "Assassination"));
}

#[test]
fn mistakes_name_file_line_and_key() {
    for (text, what) in [
        (
            "[[event]]\ntyp = \"Sale\"\n".to_string(),
            "rules.toml:2: unknown field `typ`, expected one of `type`, `relation`, `isa`",
        ),
        (
            "[[event]]\ntype = 5\n".to_string(),
            "rules.toml:2: `type`: invalid type: integer `5`, expected a string",
        ),
        (
            "[[event]]\nisa = \"Sale\"\n".to_string(),
            "rules.toml:1: missing field `type`",
        ),
        (
            format!("{EVENT}isa = \"Trade\"\n"),
            "rules.toml:2: type `Sale`: `isa`: `Trade` is no event type",
        ),
        (
            format!("{EVENT}requires = [\"seller\"]\n"),
            "`requires`: it has no role `seller`; its roles are buyer",
        ),
        (
            "[[event]]\ntype = \"Sale\"\nisa = \"Sale\"\n".to_string(),
            "`isa` goes round in a circle",
        ),
        (
            format!("{EVENT}{EVENT}"),
            "rules.toml:5: event type `Sale` is there twice, first at rules.toml:2",
        ),
        (
            frame("verbs = [\"sell\"]\n").replace("event = \"Sale\"", "event = \"Sal\""),
            "rules.toml:6: `event`: `Sal` is no event type; there are Sale",
        ),
        (
            frame("verbs = [\"sell\"]\nroles = { seller = [\"agent\"] }\n"),
            "rules.toml:8: `sale`: type Sale has no role `seller`; expected one of buyer",
        ),
        (
            frame("verbs = [\"sell\"]\nunless = [\n  \">obj\",\n  \"obj\",\n]\n"),
            "rules.toml:10: `unless`: path `obj`: step `obj`: expected `>`",
        ),
        (
            frame("verbs = [\"sell\"]\nroles = { buyer = { from = [\"agent\"], typ = [] } }\n"),
            "rules.toml:8: unknown field `typ`, expected one of `from`",
        ),
        (
            frame("verbs = [\"sell\"]\nroles = { buyer = [\"agnt\"] }\n"),
            "rules.toml:8: `roles.buyer`: no pattern fills the function `agnt`; expected one of",
        ),
        (
            frame("verbs = [\"sell\"]\nroles = { buyer = 3 }\n"),
            "rules.toml:8: `buyer`: invalid type: integer `3`, expected a list of functions and paths, or a table",
        ),
        (
            frame("verbs = [\"sell\"]\nnouns = [\"[list=deal]\"]\n"),
            "rules.toml:8: `nouns`: there is no word list `deal`; there are state",
        ),
        (
            frame("verbs = [\"sell\", \"\"]\n"),
            "rules.toml:7: frame `sale`: `verbs`: a trigger is empty",
        ),
        (
            frame(""),
            "frame `sale` has no trigger; expected verbs, nouns or adjectives",
        ),
        (
            frame("verbs = [\"$sell\"]\n"),
            "rules.toml:7: `verbs`: unknown variable `$sell`",
        ),
        (
            frame("verbs = [\"sell\"]\n").replace("text = \"a\"", "text = \"a\", seller = \"b\""),
            "type Sale has no role `seller`; expected one of buyer, type, realis",
        ),
        (
            frame("verbs = [\"sell\"]\n").replace("text = \"a\"", "text = \"a\", type = \"Sell\""),
            "`Sell` is no event type",
        ),
        (
            frame("verbs = [\"sell\"]\n").replace("counterexamples", "# counterexamples"),
            "needs at least one of `counterexamples`",
        ),
        (
            "[[event]]\ntype = \"Sale\"\nroles = { buyer = [\"buyers\"] }\n".to_string(),
            "rules.toml:3: `roles.buyer`: type `buyers` is neither an entity class",
        ),
        (
            "[[realis]]\nvalue = \"doubtful\"\nany = []\n".to_string(),
            "rules.toml:2: realis `doubtful`: expected one of actual",
        ),
        (
            "[[realis]]\nvalue = \"denied\"\nany = [\">obj\"]\n".to_string(),
            "rules.toml:2: realis `denied` needs at least one of `examples`",
        ),
        (
            format!("{EVENT}[[link]]\nname = \"l\"\nevent = [\"Sale\"]\n{EXAMPLES}"),
            "rules.toml:5: link `l` adds nothing; expected `roles`, or `other` with `share`",
        ),
        (
            format!(
                "{EVENT}[[link]]\nname = \"l\"\nevent = [\"Sale\"]\nroles = {{ seller = [\">obj\"] }}\nbecomes = \"Sale\"\n{EXAMPLES}"
            ),
            "rules.toml:8: `l`: type Sale has no role `seller`",
        ),
        ("[[event]\n".to_string(), "rules.toml:1: "),
    ] {
        let error = compile(&[("rules.toml", &text, false)]).unwrap_err().to_string();
        assert!(error.contains(what), "{text}\n{error}");
    }
}

#[test]
fn a_rule_of_a_folder_on_top_takes_the_place_of_its_namesake() {
    let base = frame("verbs = [\"sell\"]\n");
    let own = format!("[[frame]]\nname = \"sale\"\nevent = \"Sale\"\nnouns = [\"sale\"]\n{EXAMPLES}");
    let rules = compile(&[("frames.toml", &base, false), ("mine.toml", &own, true)]).unwrap();
    assert_eq!(rules.frames.len(), 1);
    let places: Vec<&str> = rules
        .examples
        .iter()
        .map(|example| example.place.as_str())
        .collect();
    assert_eq!(places, ["mine.toml:2", "mine.toml:2"]);
    let error = compile(&[("a.toml", &base, false), ("b.toml", &own, false)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.toml:2: frame `sale` is there twice, first at a.toml:5"
    );
}

#[test]
fn a_file_that_replaces_takes_the_place_of_the_one_at_its_path() {
    let base = frame("verbs = [\"sell\"]\n");
    let own = format!("replace = true\n{EVENT}");
    let rules = compile(&[("sale.toml", &base, false), ("sale.toml", &own, true)]).unwrap();
    assert!(rules.frames.is_empty() && rules.ontology.get("Sale").is_some());
    let rules = compile(&[("sale.toml", &base, false), ("sale.toml", EVENT, true)]).unwrap();
    assert_eq!(rules.frames.len(), 1);
}

#[test]
fn a_folder_on_top_sees_the_variables_below_and_not_the_other_way_round() {
    let base = "[vars]\nx = \">obj\"\n[[attribution]]\nname = \"a\"\nsource = [\"$x\"]\n";
    let own = "import = [\"base.toml\"]\n[[attribution]]\nname = \"b\"\nsource = [\"$x >nmod\"]\n";
    let other = "[vars]\nx = \">iobj\"\n";
    let rules = compile(&[("base.toml", base, false), ("own.toml", own, true)]).unwrap();
    let paths: Vec<&str> = rules.attribution.iter().map(Path::source).collect();
    assert_eq!(paths, [">obj", ">obj >nmod"]);
    let rules = compile(&[
        ("base.toml", base, false),
        ("base.toml", other, true),
        ("own.toml", own, true),
    ])
    .unwrap();
    let paths: Vec<&str> = rules.attribution.iter().map(Path::source).collect();
    assert_eq!(paths, [">obj", ">iobj >nmod"]);
}

#[test]
fn realis_of_a_folder_on_top_is_asked_first() {
    let table = |value: &str| {
        format!("[[realis]]\nvalue = \"{value}\"\nany = [\">obj\"]\nexamples = [{{ text = \"a\" }}]\n")
    };
    let own = table("alleged") + &table("denied");
    let rules = compile(&[("a.toml", &table("planned"), false), ("b.toml", &own, true)]).unwrap();
    let order: Vec<&str> = rules.realis.iter().map(|cue| cue.realis.as_str()).collect();
    assert_eq!(order, ["alleged", "denied", "planned"]);
}

#[test]
fn patterns_are_tried_by_their_priority() {
    let pattern = |name: &str, more: &str| {
        format!("[[pattern]]\nname = \"{name}\"\ntrigger = \"verb\"\n{more}functions = {{}}\n{EXAMPLES}")
    };
    let text =
        pattern("late", "priority = 5\n") + &pattern("usual", "") + &pattern("early", "priority = 0\n");
    let rules = compile(&[("patterns.toml", &text, false)]).unwrap();
    let names: Vec<&str> = rules
        .patterns
        .iter()
        .map(|pattern| pattern.name.as_str())
        .collect();
    assert_eq!(names, ["early", "usual", "late"]);
}

#[test]
fn a_counterexample_without_a_trigger_is_refused() {
    let rule = |kind: &str, keys: &str, counterexample: &str| {
        let sale = frame(
            "verbs = [\"sell\", \"hand over\"]\nnouns = [\"sale\"]\nroles = { buyer = [\"patient\"] }\n",
        );
        let patterns = "[[pattern]]\nname = \"p\"\ntrigger = \"any\"\nfunctions = { patient = [\">obj\"] }\n";
        let base = format!("{sale}{patterns}{EXAMPLES}");
        let own = format!(
            "[[{kind}]]\nname = \"mine\"\n{keys}examples = [{{ text = \"a\" }}]\ncounterexamples = [\n  \"{counterexample}\",\n]\n"
        );
        let lists = [("job.txt", "boss\n", false), ("base.toml", base.as_str(), false)];
        compile(&[lists[0], lists[1], ("mine.toml", &own, true)]).map(|_| ())
    };
    let frame = "event = \"Sale\"\nverbs = [\"sell\", \"hand over\"]\nnouns = [\"[list=job]\"]\n";
    let pattern = "trigger = \"noun\"\nfunctions = { patient = [\">nmod\"] }\n";
    let carrier = "paths = [\"<obj\"]\nfunctions = { agent = \"patient\" }\n";
    let link = "event = [\"Sale\"]\nroles = { buyer = [\">obj\"] }\n";
    let relation = "type = \"r\"\nlist = \"job\"\nsubject = [\"PER\"]\nobject = [\"ORG\"]\nobject_paths = []\npatterns = []\n";
    for (kind, keys, without, with, wanted) in [
        (
            "frame",
            frame,
            "He gave her a hand.",
            "They sold the farm.",
            "one of sell, hand over, [list=job]",
        ),
        (
            "frame",
            frame,
            "They handed it in.",
            "The keys were handed over.",
            "one of sell",
        ),
        ("frame", frame, "They left.", "Two bosses left.", "one of sell"),
        (
            "pattern",
            pattern,
            "They sold the farm.",
            "The sales rose.",
            "a noun that triggers a frame with one of the functions patient",
        ),
        (
            "carrier",
            carrier,
            "They sold the farm.",
            "The sales rose.",
            "a noun that triggers a frame with one of the functions patient",
        ),
        (
            "link",
            link,
            "The house burned.",
            "The house was sold.",
            "a word that triggers Sale",
        ),
        (
            "relation",
            relation,
            "They sold the farm.",
            "Bosses left.",
            "a noun of the word list `job`",
        ),
    ] {
        let line = keys.lines().count() + 5;
        let error = rule(kind, keys, without).unwrap_err().to_string();
        let said = format!(
            "mine.toml:{line}: rule `mine`: counterexample {without:?} has no trigger of the rule, so that it cannot fail; expected {wanted}"
        );
        assert!(error.starts_with(&said), "{kind}\n{error}\n{said}");
        rule(kind, keys, with).unwrap();
    }
}

#[test]
fn every_builtin_counterexample_has_a_trigger() {
    let files = triplewire_lexicon::files::builtin().into_iter();
    let own = files.map(|file| File { own: true, ..file }).collect();
    RuleSet::compile(Lexicon::new(own).unwrap().into()).unwrap();
}
