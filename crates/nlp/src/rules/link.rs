//! Links: what one part of a sentence adds to an event that was found in another.
//!
//! "The mayor died hours after rebels stabbed him": the death is found by one frame, the stabbing by another, and a link
//! hands the attacker over. "Responsible for the killing of": a path leads from the killing to who is responsible.

use super::{
    compile::{Link, RuleSet},
    filler::Fillers,
    matcher::{Filled, Match, all, any},
    slot::Slot,
};

/// Adds to the events found so far what the link says. An event to which nothing is added stays as it is.
pub(super) fn apply(rules: &RuleSet, link: &Link, fillers: &mut Fillers, found: &mut [Match]) {
    for index in 0..found.len() {
        let kind = rules.ontology.get(&found[index].event).map(|kind| kind.number);
        if !kind.is_some_and(|kind| link.kinds.contains(&kind)) {
            continue;
        }
        let added = added(rules, link, fillers, found, index);
        if added.is_empty() {
            continue;
        }
        let one = &mut found[index];
        one.roles.extend(added);
        if let Some(becomes) = &link.becomes {
            one.event.clone_from(becomes);
            if let Some(kind) = rules.ontology.get(becomes) {
                fillers.scene.add_event(one.head, kind.number);
            }
        }
        if let Some(realis) = link.realis {
            one.realis = realis;
        }
    }
}

/// What the link adds to one event.
fn added(rules: &RuleSet, link: &Link, fillers: &Fillers, found: &[Match], index: usize) -> Vec<Filled> {
    let one = &found[index];
    let scene = &fillers.scene;
    if !all(&link.when, scene, one.head) || any(&link.unless, scene, one.head) {
        return Vec::new();
    }
    let mut roles = one.roles.clone();
    let event = link.becomes.as_ref().unwrap_or(&one.event);
    let frame = &rules.frames[one.frame].name;
    let chained = format!("{frame}/{}++{}", main_pattern(one), link.name);
    for (role, paths) in &link.roles {
        if roles.iter().any(|filled| filled.role == *role) {
            continue;
        }
        let slot = Slot {
            pattern: &chained,
            weight: link.weight,
            names_first: false,
            function: &link.name,
            paths,
            role,
            types: &rules.types_of(event, role),
            conditions: None,
            functions: &[],
            conjuncts: true,
        };
        slot.fill(fillers, one.head, one.head, &mut roles);
    }
    if let Some(other) = other(link, fillers, found, index) {
        let empty: Vec<&(String, String)> = link
            .share
            .iter()
            .filter(|(_, ours)| roles.iter().all(|filled| filled.role != *ours))
            .collect();
        for (theirs, ours) in empty {
            let types = rules.types_of(event, ours);
            let given = other.roles.iter().filter(|filled| filled.role == *theirs);
            for filled in given {
                let known = |have: &Filled| {
                    have.word == filled.word || (have.mention.is_some() && have.mention == filled.mention)
                };
                if !scene.fits(filled.word, &types) || roles.iter().any(known) {
                    continue;
                }
                let frame = &rules.frames[other.frame].name;
                let pattern = match filled.pattern.contains('/') {
                    true => format!("{}++{}", filled.pattern, link.name),
                    false => format!("{frame}/{}++{}", filled.pattern, link.name),
                };
                roles.push(Filled {
                    role: ours.clone(),
                    pattern,
                    weight: filled.weight * link.weight,
                    ..filled.clone()
                });
            }
        }
    }
    roles.retain(|filled| filled.word != one.head);
    roles.split_off(one.roles.len().min(roles.len()))
}

/// The other event of a link: found at a word that its paths reach, and not about somebody else.
fn other<'a>(link: &Link, fillers: &Fillers, found: &'a [Match], index: usize) -> Option<&'a Match> {
    let one = &found[index];
    let reached = link
        .other
        .iter()
        .flat_map(|path| path.walk(&fillers.scene, one.head));
    let mut others = reached.flat_map(|word| {
        let at = found.iter().enumerate();
        at.filter(move |(number, other)| *number != index && other.head == word)
    });
    others
        .find(|(_, other)| !apart(link, fillers, one, other))
        .map(|(_, other)| other)
}

/// Whether a role that the two have in common, and that is not handed over, has different names in them.
fn apart(link: &Link, fillers: &Fillers, one: &Match, other: &Match) -> bool {
    let shared = |role: &str| link.share.iter().any(|(_, ours)| ours == role);
    let place = |role: &str| role == "place" || role == "instrument";
    let name = |filled: &Filled| {
        let mention = &fillers.mentions[filled.mention?];
        (mention.kind == crate::mention::Kind::Name).then_some(mention.span)
    };
    let mut own = one
        .roles
        .iter()
        .filter(|filled| !shared(&filled.role) && !place(&filled.role));
    own.any(|ours| {
        let mut theirs = other
            .roles
            .iter()
            .filter(|theirs| theirs.role == ours.role)
            .peekable();
        let differs = |theirs: &Filled| match (name(ours), name(theirs)) {
            (Some(ours), Some(theirs)) => ours != theirs,
            _ => false,
        };
        theirs.peek().is_some() && theirs.all(differs)
    })
}

/// The pattern that found the event's first role.
fn main_pattern(one: &Match) -> &str {
    let first = one.roles.first().map_or("", |filled| filled.pattern.as_str());
    first.rsplit('/').next().unwrap_or(first)
}
