//! The rules' own examples as tests: each must be found in its sentence, each counterexample must not.

use triplewire_facts::Facts;

use super::ExampleOf;

/// Checks one example against what was extracted from its text; the error says what is missing or spurious.
pub fn check_example(example: &ExampleOf, found: &Facts) -> Result<(), String> {
    let wanted = &example.example.wanted;
    let kind = wanted.get("type").or(example.kind.as_ref());
    let of_kind = |name: &str| kind.is_none_or(|kind| kind == name);
    let facts = found_facts(found);
    if !example.expected {
        let added = |fact: &FoundFact| !example.adds || fact.added.contains(&example.rule);
        let mut barred = facts.iter().filter(|fact| of_kind(&fact.kind));
        return match barred.find(|fact| added(fact)) {
            Some(fact) => Err(format!("must not match, but gives {fact}")),
            None => Ok(()),
        };
    }
    let mut missing = Vec::new();
    for fact in facts.iter().filter(|fact| of_kind(&fact.kind)) {
        match lacks(fact, wanted) {
            None => return Ok(()),
            Some(what) => missing.push(format!("{what} in {fact}")),
        }
    }
    if missing.is_empty() {
        let others: Vec<String> = facts.iter().map(ToString::to_string).collect();
        let rest = if others.is_empty() {
            String::new()
        } else {
            format!("; found {}", others.join("; "))
        };
        return Err(format!("no {}{rest}", kind.map_or("match", String::as_str)));
    }
    Err(missing.join("; "))
}

/// An event or relation as type, realis and fillers by role.
struct FoundFact {
    kind: String,
    fillers: Vec<(String, String)>,
    /// Rules that added an argument.
    added: Vec<String>,
}

impl std::fmt::Display for FoundFact {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let fillers: Vec<String> = self
            .fillers
            .iter()
            .map(|(role, text)| format!("{role}: {text}"))
            .collect();
        write!(f, "{} ({})", self.kind, fillers.join(", "))
    }
}

/// The parts of a chained rule: "killing/light-verb++active" is by `light-verb` and `active`.
fn added_by(rule: &str) -> Vec<String> {
    let chain = rule.split_once('/').map_or(rule, |(_, chain)| chain);
    chain.split("++").map(str::to_string).collect()
}

fn found_facts(found: &Facts) -> Vec<FoundFact> {
    let name = |id: &Option<String>| {
        let entity = id.as_deref().and_then(|id| found.entity(id));
        entity.map(|entity| entity.name.clone())
    };
    let filler = |role: &str, text: String| (role.to_string(), text);
    let events = found.events.iter().map(|event| {
        let mut fillers = Vec::new();
        for argument in &event.arguments {
            fillers.push(filler(&argument.role, argument.text.clone()));
            // What a pronoun stands for counts as its text.
            let meant = name(&argument.entity).filter(|name| *name != argument.text);
            fillers.extend(meant.map(|name| filler(&argument.role, name)));
        }
        fillers.extend(event.time.iter().map(|time| filler("time", time.text.clone())));
        fillers.extend(name(&event.source).map(|name| filler("source", name)));
        fillers.push(filler("realis", event.realis.clone()));
        let rules = event.arguments.iter().map(|argument| argument.rule.as_str());
        FoundFact {
            kind: event.kind.clone(),
            fillers,
            added: rules.flat_map(added_by).collect(),
        }
    });
    let relations = found.relations.iter().map(|relation| {
        let sides = [
            ("subject", name(&relation.subject)),
            ("object", name(&relation.object)),
        ];
        let sides = sides.into_iter().chain([("value", relation.value.clone())]);
        FoundFact {
            kind: relation.kind.clone(),
            fillers: sides
                .filter_map(|(role, text)| Some(filler(role, text?)))
                .collect(),
            added: Vec::new(),
        }
    });
    events.chain(relations).collect()
}

/// The first wanted role that the fact does not fill. Realis is "actual" unless the example says otherwise.
fn lacks(fact: &FoundFact, wanted: &std::collections::BTreeMap<String, String>) -> Option<String> {
    let has = |role: &str, text: &str| {
        fact.fillers
            .iter()
            .any(|(have, filler)| have == role && contains_words(filler, text))
    };
    let is_event = fact.fillers.iter().any(|(role, _)| role == "realis");
    if is_event && !wanted.contains_key("realis") && !has("realis", "actual") {
        return Some("realis \"actual\" missing".into());
    }
    let mut roles = wanted.iter().filter(|(role, _)| role.as_str() != "type");
    roles
        .find(|(role, text)| !has(role, text))
        .map(|(role, text)| format!("{role} \"{text}\" missing"))
}

/// Whether the words of `part` stand in `text` in order, side by side, whatever their case.
fn contains_words(text: &str, part: &str) -> bool {
    let split = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    let (text, part) = (split(text), split(part));
    !part.is_empty() && text.windows(part.len()).any(|window| window == part)
}
