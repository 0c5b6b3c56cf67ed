//! How far the text commits itself to an event, and who says so.
//!
//! In: a trigger. Out: realis and the word of a source. "Police denied that the men had planned to attack": the attack is
//! planned as far as "plan" goes, but "plan" stands under "deny". So the way leads from the trigger up the chain of the
//! words that govern it, as far as the rules say that what holds for one holds for the next (`[[scope]]`); each is asked
//! what it says of what it governs (`[[realis]]`), and the further ones have the last word (after Saurí and Pustejovsky
//! 2012, "Are You Sure That This Happened?", where factuality is handed down through embedded predicates).

use super::{
    compile::RuleSet,
    matcher::{any, first},
    path::Path,
    realis::Realis,
    scene::Scene,
};

/// A `[[realis]]` table: where one of the paths leads anywhere, the text commits itself so.
#[derive(Debug, Clone)]
pub struct Cue {
    pub realis: Realis,
    pub any: Vec<Path>,
    /// Whether no word further up is asked.
    pub settles: bool,
}

/// A `[[scope]]` table: paths from a word to one that governs it, whose realis and source are its own too.
#[derive(Debug, Clone)]
pub struct Scope {
    pub paths: Vec<Path>,
    pub unless: Vec<Path>,
}

impl RuleSet {
    /// Realis of the event at a trigger, and the word of whoever says so.
    pub(super) fn stance(&self, scene: &Scene, trigger: usize) -> (Realis, Option<usize>) {
        let chain = self.governors(scene, trigger);
        let source = chain.iter().find_map(|&point| self.sayer(scene, point));
        let mut realis = Realis::Actual;
        for (cue, _) in chain.iter().filter_map(|&point| self.cue(scene, point)) {
            realis = realis.under(cue.realis);
            if cue.settles {
                break;
            }
        }
        (realis, source.map(|(word, _)| word))
    }

    /// What a word of the chain says of the event: the first cue that holds there, and the path by which it does.
    pub(super) fn cue(&self, scene: &Scene, point: usize) -> Option<(&Cue, &Path)> {
        let holds = |cue: &'_ Cue| cue.any.iter().position(|path| path.first(scene, point).is_some());
        let mut cues = self.realis.iter();
        cues.find_map(|cue| Some((cue, &cue.any[holds(cue)?])))
    }

    /// Who says what a word of the chain tells, and the path that leads there.
    pub(super) fn sayer(&self, scene: &Scene, point: usize) -> Option<(usize, &Path)> {
        let mut paths = self.attribution.iter();
        paths.find_map(|path| Some((path.first(scene, point)?, path)))
    }

    /// The trigger and the words that govern it, one above the other.
    pub(super) fn governors(&self, scene: &Scene, trigger: usize) -> Vec<usize> {
        let mut chain = vec![trigger];
        let mut at = trigger;
        while let Some(next) = self.scopes.iter().find_map(|scope| scope.next(scene, at)) {
            // Paths may lead down too; going in a circle ends.
            if chain.contains(&next) {
                break;
            }
            chain.push(next);
            at = next;
        }
        chain
    }
}

impl Scope {
    fn next(&self, scene: &Scene, word: usize) -> Option<usize> {
        first(&self.paths, scene, word).filter(|_| !any(&self.unless, scene, word))
    }
}
