//! Events without a parser: patterns over tags and words.
//!
//! In: one sentence with its names and known nouns, and the same frames that the matcher over graphs uses. Out: the same
//! matches, at a lower weight and with rule names that open with `tags-`. The idea: English keeps its subject right before
//! the verb group and its object right after it, and marks the rest with prepositions. Where those places are taken by
//! chunks of the right type the pattern holds; where anything stands in between that is not understood, nothing is said.

mod noun;
mod realis;
mod sentence;
mod verb;

#[cfg(test)]
mod tests;

use super::{
    Realis,
    compile::RuleSet,
    filler::Fillers,
    frame::{Frame, Function, Role},
    matcher::{Filled, Match},
    path::Path,
    source::TriggerKind,
};
use sentence::Flat;

/// How sure a role is that was filled without a parse.
const WEIGHT: f32 = 0.6;

/// A chunk in a function, and the pattern that put it there.
#[derive(Debug, Clone)]
struct Found {
    function: String,
    /// Index of the chunk.
    chunk: usize,
    pattern: &'static str,
}

/// One use of a trigger: what stands where.
#[derive(Debug, Clone)]
struct Use {
    trigger: Vec<usize>,
    head: usize,
    realis: Realis,
    found: Vec<Found>,
}

impl Use {
    fn add(&mut self, function: &str, pattern: &'static str, chunks: impl IntoIterator<Item = usize>) {
        let function = function.to_string();
        self.found.extend(chunks.into_iter().map(|chunk| Found {
            function: function.clone(),
            chunk,
            pattern,
        }));
    }
}

/// All matches of the frames in one sentence that has no parse.
pub(super) fn events(rules: &RuleSet, fillers: &Fillers) -> Vec<Match> {
    let flat = Flat::new(rules, fillers);
    let mut found = Vec::new();
    // Whether something happened is not said in a question.
    if flat.forms.last().is_some_and(|form| form == "?") {
        return found;
    }
    for at in 0..flat.forms.len() {
        let symbol = |lemma: &str| rules.lists.symbols.get(lemma);
        let phrase = |rest: &[Vec<&str>]| flat.rest(at, rest);
        let verbs = rules
            .triggers
            .phrases(symbol(&flat.verb(at)), TriggerKind::Verb, phrase);
        let uses: Vec<(usize, Use)> = verbs
            .into_iter()
            .filter_map(|(frame, trigger)| Some((frame, flat.verb_use(at, trigger)?)))
            .collect();
        let as_noun = if uses.is_empty() {
            flat.noun(at)
        } else {
            String::new()
        };
        let nouns = rules
            .triggers
            .phrases(symbol(&as_noun), TriggerKind::Noun, phrase);
        let nouns = nouns
            .into_iter()
            .filter_map(|(frame, trigger)| Some((frame, flat.noun_use(at, trigger)?)));
        for (frame, used) in uses.into_iter().chain(nouns) {
            found.extend(matched(rules, &flat, frame, used));
        }
    }
    found
}

/// Fills the roles of a frame; `None` when those that the event needs stay empty.
fn matched(rules: &RuleSet, flat: &Flat, number: usize, used: Use) -> Option<Match> {
    let frame = &rules.frames[number];
    // What only a parse can show is not known here.
    if !frame.when.is_empty() {
        return None;
    }
    // Relations are only looked for in a parse.
    let kind = rules.ontology.get(&frame.event).filter(|kind| !kind.relation)?;
    let mut roles: Vec<Filled> = Vec::new();
    for role in &frame.roles {
        for found in flat.ordered(&used.found) {
            let takes = role.functions.iter().any(|function| match function {
                Function::Named(name) => *name == found.function,
                Function::Oblique { preposition, .. } => {
                    found.function.strip_prefix("obl:") == Some(preposition)
                }
            });
            let takes = takes || behind(rules, role, &found.function);
            let head = flat.chunks[found.chunk].head;
            let free = !used.trigger.contains(&head) && roles.iter().all(|filled| filled.word != head);
            // An event has one place.
            let free =
                free && (found.function != "place" || roles.iter().all(|filled| filled.function != "place"));
            if takes && free && flat.fits(head, &role.allowed) {
                roles.push(Filled {
                    role: role.name.clone(),
                    function: found.function.clone(),
                    word: head,
                    mention: flat.fillers.mention(head),
                    event: false,
                    pattern: found.pattern.to_string(),
                    weight: WEIGHT,
                });
            }
        }
    }
    let required = roles
        .iter()
        .filter(|filled| kind.requires.contains(&filled.role))
        .count();
    let needed = frame
        .roles
        .iter()
        .all(|role| !role.required || roles.iter().any(|filled| filled.role == role.name));
    if required < kind.least || !needed || !undergone(frame, &kind.requires, &roles) {
        return None;
    }
    Some(Match {
        frame: number,
        trigger: used.trigger,
        head: used.head,
        event: frame.event.clone(),
        roles,
        realis: used.realis,
        source: None,
    })
}

/// Whether a path of the role leads to what stands behind this preposition ("obl:on").
fn behind(rules: &RuleSet, role: &Role, function: &str) -> bool {
    let Some(preposition) = function.strip_prefix("obl:") else {
        return false;
    };
    let preposition = rules.lists.symbols.get(preposition);
    let asked = |path: &Path| path.prepositions().is_some_and(|all| all.contains(&preposition));
    role.paths.iter().any(asked)
}

/// Where somebody or something has to undergo the event, that one must be there: an actor alone says too little without
/// a parse ("the union struck", "workers on strike").
fn undergone(frame: &Frame, requires: &[String], roles: &[Filled]) -> bool {
    let acts = |function: &Function| matches!(function, Function::Named(name) if ["agent", "possessor", "adjective", "compound"].contains(&name.as_str()));
    let undergo: Vec<&str> = frame
        .roles
        .iter()
        .filter(|role| {
            requires.contains(&role.name) && role.name != "place" && !role.functions.iter().all(acts)
        })
        .map(|role| role.name.as_str())
        .collect();
    undergo.is_empty() || roles.iter().any(|filled| undergo.contains(&filled.role.as_str()))
}
