//! From events to the slots of a MUC template.
//!
//! In: the facts of a document. Out: entities by role, each with the one string that stands for it best. Attackers that
//! are persons or people are PerpInd, organisations PerpOrg, and so are organisations that go without a name of their own ("the
//! army"); a victim counts when a name is known, since the processed data take the key's HUM TGT: NAME.

use super::{Fillers, Role, normalise, string};
use triplewire_facts::{Argument, Entity, Event, Facts};
use triplewire_lexicon::Ontology;

/// The types that tell of an incident, with all that stand below them in the ontology.
const INCIDENTS: [&str; 12] = [
    "Attack",
    "Killing",
    "Death",
    "Injury",
    "Kidnapping",
    "HostageRelease",
    "Arson",
    "Robbery",
    "Hijacking",
    "Bombing",
    "Explosion",
    "Damage",
];

/// Nouns for organisations that need no name to be distinguished from others: "the army" is an organisation, "the group" are people.
const ORGANISATION_NOUNS: &str = "alliance army cartel cartels force forces government guard junta mafia mafias military militia \
    ministry movement navy party police regime";

/// Realis of incidents that a template is filled for.
const TOLD: [&str; 3] = ["actual", "alleged", "attempted"];

/// Whether an event can fill a template.
pub fn is_incident(ontology: &Ontology, event: &Event) -> bool {
    TOLD.contains(&event.realis.as_str()) && INCIDENTS.iter().any(|kind| ontology.is_a(&event.kind, kind))
}

/// The entities that fill the slots, each once.
pub fn fill(ontology: &Ontology, facts: &Facts) -> Fillers {
    let mut texts: Vec<(Role, String)> = Vec::new();
    for event in facts.events.iter().filter(|event| is_incident(ontology, event)) {
        for argument in &event.arguments {
            let Some((role, text)) = slot(facts, argument) else {
                continue;
            };
            let organisation = organisation_of(&argument.text).filter(|_| role == Role::PerpInd);
            for (role, text) in [(role, text)]
                .into_iter()
                .chain(organisation.map(|name| (Role::PerpOrg, name)))
            {
                let mut known = texts.iter_mut().filter(|(have, _)| *have == role);
                match known.find(|(_, known)| is_same(role, known, &text)) {
                    Some((_, known)) if normalise(known).len() < normalise(&text).len() => *known = text,
                    Some(_) => {}
                    None => texts.push((role, text)),
                }
            }
        }
    }
    let mut fillers = Fillers::default();
    for (role, text) in texts {
        fillers.push(role, vec![text]);
    }
    fillers
}

/// Whether two strings are taken for one entity: the same words, and for things also a part of them with the same head
/// ("the residence", "the president's residence").
fn is_same(role: Role, one: &str, other: &str) -> bool {
    let (left, right) = (normalise(one), normalise(other));
    if left == right {
        return true;
    }
    let within = |inner: &str, outer: &str| {
        inner
            .split(' ')
            .all(|word| outer.split(' ').any(|own| own == word))
    };
    let things = matches!(role, Role::Target | Role::Weapon | Role::PerpOrg);
    things && string::noun(&left) == string::noun(&right) && (within(&left, &right) || within(&right, &left))
}

/// The slot that an argument fills, and with which string.
fn slot(facts: &Facts, argument: &Argument) -> Option<(Role, String)> {
    let entity = facts.entity_of(argument.entity.as_deref());
    let role = match argument.role.as_str() {
        "attacker" => match entity.map(|entity| entity.class.as_str()) {
            Some("ORG") if entity.is_some_and(Entity::is_named) || is_organisation_noun(&argument.text) => {
                Role::PerpOrg
            }
            // An organisation without a name is a group of people: a column, a squad, a gang.
            Some("PER" | "NORP" | "ORG") | None => Role::PerpInd,
            Some(_) => return None,
        },
        "victim" => {
            let named = entity.filter(|entity| entity.class == "PER" && entity.is_named())?;
            return Some((Role::Victim, named.name.clone()));
        }
        "target" => Role::Target,
        "instrument" => Role::Weapon,
        _ => return None,
    };
    // "Guerrilla attacks": the kind of attack, no one in particular.
    let named = entity.is_some_and(Entity::is_named);
    if argument.role == "attacker" && !named && argument.rule.ends_with("/compound") {
        return None;
    }
    Some((role, string::of(facts, role, argument, entity)?))
}

/// Whether the head of a noun phrase is such a noun.
fn is_organisation_noun(text: &str) -> bool {
    let head = string::noun(text).to_lowercase();
    ORGANISATION_NOUNS.split_whitespace().any(|noun| noun == head)
}

/// The organisation that people belong to: "members of the armed forces".
fn organisation_of(text: &str) -> Option<String> {
    let (_, name) = text.split_once(" of ")?;
    let name = name.strip_prefix("the ").unwrap_or(name);
    is_organisation_noun(name).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_nlp::rules::RuleSet;

    fn filled(line: &str) -> Vec<(Role, Vec<String>)> {
        let facts: Facts = crate::partial::read(line);
        let fillers = fill(&RuleSet::builtin().unwrap().ontology, &facts);
        let each = Role::ALL.into_iter().filter(|role| !fillers.of(*role).is_empty());
        each.map(|role| (role, fillers.of(role).concat())).collect()
    }

    const FACTS: &str = r#"{"id": "d", "entities": [
        {"id": "e1", "type": "PER", "name": "Ana Ruiz", "mentions": [
            {"start": 0, "end": 8, "text": "Ana Ruiz", "kind": "name"}, {"start": 9, "end": 12, "text": "she", "kind": "pronoun"}]},
        {"id": "e2", "type": "PER", "name": "two farmers", "mentions": [
            {"start": 20, "end": 31, "text": "two farmers", "kind": "nominal"}]},
        {"id": "e3", "type": "ORG", "name": "Red Front", "mentions": [
            {"start": 40, "end": 49, "text": "Red Front", "kind": "name"}]}],
      "events": [{"type": "TYPE", "realis": "REALIS", "arguments": [
        {"role": "attacker", "entity": "e3", "start": 40, "end": 49, "text": "Red Front"},
        {"role": "attacker", "entity": "e2", "start": 20, "end": 31, "text": "two farmers"},
        {"role": "victim", "entity": "e1", "start": 9, "end": 12, "text": "she"},
        {"role": "victim", "entity": "e2", "start": 20, "end": 31, "text": "two farmers"},
        {"role": "instrument", "entity": null, "start": 60, "end": 67, "text": "a rifle"},
        {"role": "place", "entity": null, "start": 70, "end": 73, "text": "Lim"}]}]}"#;

    #[test]
    fn attackers_are_people_or_organisations_and_victims_have_names() {
        let found = filled(&FACTS.replace("TYPE", "Killing").replace("REALIS", "alleged"));
        let expected = [
            (Role::PerpInd, "two farmers"),
            (Role::PerpOrg, "Red Front"),
            (Role::Victim, "Ana Ruiz"),
            (Role::Weapon, "rifle"),
        ];
        assert_eq!(found, expected.map(|(role, text)| (role, vec![text.to_string()])));
    }

    #[test]
    fn members_stand_for_their_body() {
        assert_eq!(
            organisation_of("members of the armed forces").as_deref(),
            Some("armed forces")
        );
        assert_eq!(organisation_of("members of a choir"), None);
    }

    #[test]
    fn a_part_of_a_thing_told_before_is_the_same_thing() {
        assert!(is_same(Role::Target, "residence", "the president's residence"));
        assert!(is_same(Role::Target, "offices of the union", "offices"));
        assert!(!is_same(Role::Target, "police station", "police car"));
        assert!(!is_same(Role::PerpInd, "rebels", "armed rebels"));
        assert!(is_same(Role::PerpInd, "the rebels", "rebels"));
    }

    #[test]
    fn other_types_and_what_did_not_happen_fill_nothing() {
        assert!(filled(&FACTS.replace("TYPE", "Arrest").replace("REALIS", "actual")).is_empty());
        assert!(filled(&FACTS.replace("TYPE", "Killing").replace("REALIS", "denied")).is_empty());
        assert!(
            !filled(
                &FACTS
                    .replace("TYPE", "Assassination")
                    .replace("REALIS", "attempted")
            )
            .is_empty()
        );
    }
}
