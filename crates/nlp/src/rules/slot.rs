//! One role to fill along the paths of one function.

use super::{
    filler::Fillers,
    frame::{Function, Role},
    matcher::Filled,
    path::Path,
    types::Types,
};
use crate::mention::Kind;

/// One role to fill from one function of a pattern.
pub(super) struct Slot<'a> {
    /// Name and weight of the pattern, and whether it puts names first.
    pub pattern: &'a str,
    pub weight: f32,
    pub names_first: bool,
    pub function: &'a str,
    pub paths: &'a [Path],
    pub role: &'a str,
    pub types: &'a Types,
    /// The frame's conditions on the filler.
    pub conditions: Option<&'a Role>,
    /// What a filler can be to the trigger; any will do.
    pub functions: &'a [&'a Function],
    /// Whether conjuncts of what a path reaches fill the role too: both victims of one deed, but not both bearers of a title.
    pub conjuncts: bool,
}

impl Slot<'_> {
    /// Fills the role along the first path that reaches something of an allowed type. What an earlier pattern put
    /// there by the same function stays alone; a word fills one role only. `trigger` is the word on whose sides
    /// conjuncts must stay together.
    pub fn fill(&self, fillers: &Fillers, start: usize, trigger: usize, roles: &mut Vec<Filled>) {
        let taken = |filled: &Filled| {
            filled.role == self.role && filled.function == self.function && filled.pattern != self.pattern
        };
        if roles.iter().any(taken) {
            return;
        }
        let free = |&(word, mention): &(usize, Option<usize>)| {
            !roles
                .iter()
                .any(|filled| filled.word == word || (mention.is_some() && filled.mention == mention))
        };
        let reached = self.paths.iter().map(|path| {
            let words = path
                .walk(&fillers.scene, start)
                .into_iter()
                .filter(|&word| self.stands(fillers, word));
            let typed = words
                .flat_map(|word| {
                    let person = fillers.bearer(word, self.types).unwrap_or(word);
                    let mut words = fillers.expand(trigger, person);
                    words.truncate(if self.conjuncts { usize::MAX } else { 1 });
                    words
                })
                .filter_map(|word| self.typed(fillers, word));
            typed
                .map(|word| (word, fillers.mention(word)))
                .filter(free)
                .collect::<Vec<_>>()
        });
        let mut reached = reached.filter(|words| !words.is_empty());
        let Some(first) = reached.next() else { return };
        let named = |words: &Vec<(usize, Option<usize>)>| {
            words
                .iter()
                .any(|&(_, mention)| mention.is_some_and(|id| fillers.mentions[id].kind == Kind::Name))
        };
        let chosen = if self.names_first && !named(&first) {
            reached.find(named).unwrap_or(first)
        } else {
            first
        };
        let mut filled: Vec<Filled> = chosen
            .into_iter()
            .map(|(word, mention)| self.filled(fillers, word, mention))
            .collect();
        filled.dedup_by_key(|filled| (filled.mention.is_none().then_some(filled.word), filled.mention));
        roles.extend(filled);
    }

    fn stands(&self, fillers: &Fillers, word: usize) -> bool {
        self.functions.is_empty()
            || self
                .functions
                .iter()
                .any(|function| function.holds(&fillers.scene, word))
    }

    /// The word of a suitable type that `word` stands for, when the frame has nothing against it.
    fn typed(&self, fillers: &Fillers, word: usize) -> Option<usize> {
        let word = fillers.typed(word, self.types)?;
        let against = self
            .conditions
            .and_then(|role| role.against(&fillers.scene, word));
        against.is_none().then_some(word)
    }

    fn filled(&self, fillers: &Fillers, word: usize, mention: Option<usize>) -> Filled {
        let event = fillers.scene.triggers_type(word, &self.types.events, true);
        Filled {
            role: self.role.to_string(),
            function: self.function.to_string(),
            word,
            mention: mention.filter(|_| !event),
            event,
            pattern: self.pattern.to_string(),
            weight: self.weight,
        }
    }
}
