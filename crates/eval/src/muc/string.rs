//! The one string that stands for a filler, cut as the keys have it.
//!
//! The task's documentation leaves out "unhelpful modifiers such as another"; targets and instruments come without their
//! number, which has a slot of its own or none, perpetrators with it ("TWO LIEUTENANTS"). The organisation of a perpetrator
//! has its own slot too: of "FMLN urban guerrillas" the urban guerrillas are left, but members stay members of something.

use super::Role;
use triplewire_facts::{Argument, Entity, Facts};

/// Words in front of a noun that say which one, how sure or roughly how many.
const LOOSE: &str = "a about all alleged almost an another approximately around at both first her his its least many more \
    nearly only other our over presumed same second several some such supposed suspected than that the \
    their these third this those various";

const NUMBERS: &str = "one two three four five six seven eight nine ten eleven twelve";

/// How strong or large a weapon is.
const SIZES: &str = "big homemade high-power large potent powerful small strong";

/// Prepositions that end what a noun phrase is about.
const AFTER_HEAD: [&str; 8] = [
    " of ", " from ", " in ", " at ", " on ", " for ", " that ", " who ",
];

/// Nouns that say little without what they are of.
const MEMBERS: &str = "member members group column one";

/// What an organisation's name may stand before without being cut off.
const BOUND: &str = "member members group leaders of";

/// A nominal's own words; for a name or a pronoun the entity's name.
pub fn of(facts: &Facts, role: Role, argument: &Argument, entity: Option<&Entity>) -> Option<String> {
    let cut = |text: &str, start: usize| {
        let text = match role {
            Role::PerpInd => people(facts, text, start),
            Role::Target => with_name(facts, text, start),
            _ => text.to_string(),
        };
        Some(bare(role, &text))
    };
    let Some(entity) = entity else {
        return cut(&argument.text, argument.start);
    };
    let place = (argument.start, argument.end);
    let mut mentions = entity.mentions.iter();
    let mention = mentions.find(|mention| (mention.start, mention.end) == place);
    match mention.map_or("nominal", |mention| mention.kind.as_str()) {
        "nominal" => cut(&argument.text, argument.start),
        _ if entity.is_named() => Some(entity.name.clone()),
        "pronoun" => {
            let noun = entity.mentions.iter().find(|mention| mention.kind == "nominal")?;
            cut(&noun.text, noun.start)
        }
        _ => cut(&argument.text, argument.start),
    }
}

/// A noun phrase up to its head.
pub fn head(text: &str) -> &str {
    let ends = AFTER_HEAD.iter().filter_map(|word| text.find(word));
    &text[..ends.min().unwrap_or(text.len())]
}

/// The last word of a noun phrase's head, its noun.
pub fn noun(text: &str) -> &str {
    head(text).rsplit(' ').next().unwrap_or_default()
}

/// A noun phrase without loose words in front; without its number, unless it is a perpetrator's.
fn bare(role: Role, text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let loose = |word: &&&str| {
        let word = word.to_lowercase();
        let figures = word.starts_with(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        on(LOOSE, &word)
            || figures
            || role != Role::PerpInd && on(NUMBERS, &word)
            || role == Role::Weapon && on(SIZES, &word)
    };
    let last = words.len().saturating_sub(1);
    let from = words.iter().take(last).take_while(loose).count();
    let mut words = &words[from..];
    // "Mortar fire": the weapon is the mortar.
    if let (Role::Weapon, [weapon @ .., end]) = (role, words)
        && !weapon.is_empty()
        && on("fire burst bursts blast blasts", end)
    {
        words = weapon;
    }
    words.join(" ")
}

/// Whether a list has the word.
fn on(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word.to_lowercase())
}

/// People without the organisation that stands before or behind them; `start` is where the text stands in the document.
fn people(facts: &Facts, text: &str, start: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut kept = text.to_string();
    for (from, to) in names(facts) {
        let (Some(from), Some(to)) = (from.checked_sub(start), to.checked_sub(start)) else {
            continue;
        };
        if to >= letters.len() || from > to {
            continue;
        }
        let before: String = letters[..from].iter().collect();
        let after: String = letters[to..].iter().collect();
        let after = unbracketed(after.trim());
        let first = after.split_whitespace().next().unwrap_or_default().to_lowercase();
        let whole = after.starts_with(char::is_alphanumeric) && !on(BOUND, &first);
        if whole && before.split_whitespace().all(|word| on(LOOSE, word)) {
            kept = after.to_string();
        }
    }
    let behind = [" of ", " from "].iter().filter_map(|word| kept.find(word)).min();
    if let Some(behind) = behind {
        let people = &kept[..behind];
        let vague = people.split_whitespace().any(|word| on(MEMBERS, word));
        if !vague {
            kept.truncate(behind);
        }
    }
    kept
}

/// What stands behind an acronym in brackets: "(RF) snipers".
fn unbracketed(text: &str) -> &str {
    let text = text.trim_start_matches(['"', ' ']);
    let rest = text.strip_prefix('(').and_then(|inside| inside.split_once(')'));
    rest.map_or(text, |(_, rest)| rest.trim_start_matches(['"', ' ']))
}

/// A thing with the name that follows it: "office of the newspaper" "El Heraldo".
fn with_name(facts: &Facts, text: &str, start: usize) -> String {
    let next = start + text.chars().count() + 1;
    let mentions = facts.entities.iter().flat_map(|entity| &entity.mentions);
    let name = mentions
        .filter(|mention| mention.kind == "name")
        .find(|mention| mention.start == next);
    name.map_or_else(|| text.to_string(), |name| format!("{text} {}", name.text))
}

/// Places of the names of organisations.
fn names(facts: &Facts) -> impl Iterator<Item = (usize, usize)> + '_ {
    let organisations = facts.entities.iter().filter(|entity| entity.class == "ORG");
    let mentions = organisations.flat_map(|entity| &entity.mentions);
    mentions
        .filter(|mention| mention.kind == "name")
        .map(|mention| (mention.start, mention.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_perpetrators_only() {
        assert_eq!(bare(Role::PerpInd, "two lieutenants"), "two lieutenants");
        assert_eq!(bare(Role::PerpInd, "at least 50 alleged rebels"), "rebels");
        assert_eq!(bare(Role::Target, "another two parked vans"), "parked vans");
        assert_eq!(bare(Role::Weapon, "a powerful bomb"), "bomb");
        assert_eq!(bare(Role::Weapon, "mortar fire"), "mortar");
        assert_eq!(bare(Role::Weapon, "fire"), "fire");
    }

    #[test]
    fn an_organisation_is_cut_off_its_people() {
        let facts: Facts = crate::partial::read(
            r#"{"id": "d", "entities": [{"id": "e1", "type": "ORG", "name": "Red Front", "mentions": [
            {"start": 14, "end": 23, "text": "Red Front", "kind": "name"}]}]}"#,
        );
        assert_eq!(people(&facts, "alleged Red Front snipers", 6), "snipers");
        assert_eq!(people(&facts, "Red Front (RF) snipers", 14), "snipers");
        assert_eq!(people(&facts, "Red Front members", 14), "Red Front members");
        assert_eq!(people(&facts, "snipers of the Red Front", 0), "snipers");
        assert_eq!(
            people(&facts, "members of the Red Front", 0),
            "members of the Red Front"
        );
        assert_eq!(head("offices of the union in Lima"), "offices");
        assert_eq!(with_name(&facts, "gate of the", 2), "gate of the Red Front");
        assert_eq!(with_name(&facts, "gate", 2), "gate");
    }
}
