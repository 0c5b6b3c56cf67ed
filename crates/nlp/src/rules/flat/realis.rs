//! How the text commits itself to an event, as far as single words next to it tell.

use std::ops::Range;

use super::sentence::Flat;
use crate::{rules::Realis, syntax::closed as words};

/// What was seen on the way from a trigger to its subject.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ground {
    /// "No soldier was killed."
    pub denied: bool,
    /// What governs the clause: "police believe that rebels killed ...".
    pub governed: Option<Realis>,
    /// The verb that shares its subject and auxiliaries.
    pub shared: Option<Realis>,
}

impl Ground {
    /// The trigger's own realis with what was seen; `None` when the two together are not understood.
    pub fn over(self, own: Realis) -> Option<Realis> {
        let own = match (self.denied, own) {
            // "Nobody was not killed" is beyond this.
            (true, Realis::Denied) => return None,
            (true, _) => Realis::Denied,
            (false, own) => own,
        };
        let all = [Some(own), self.governed, self.shared];
        all.into_iter().flatten().max()
    }
}

impl Flat<'_> {
    /// What the word before a subject says about its clause; a "that" between is passed over.
    pub(super) fn look_at(&self, before: usize, ground: &mut Ground) {
        let word = match self.form(before) {
            "that" => self.before(before),
            _ => Some(before),
        };
        let Some(word) = word else { return };
        let found = if words::CONDITIONS.contains(&self.form(word)) {
            Some(Realis::Hypothetical)
        } else if self.listed("denial", word) {
            Some(Realis::Denied)
        } else if ["wish", "possibility"].iter().any(|list| self.listed(list, word)) {
            Some(Realis::Hypothetical)
        } else if self.listed("accusation", word)
            || matches!(
                self.verb(word).as_str(),
                "claim" | "believe" | "suspect" | "think" | "assume" | "presume"
            )
        {
            Some(Realis::Alleged)
        } else {
            None
        };
        ground.governed = ground.governed.max(found);
    }

    /// What stands between a subject and its verb.
    pub(super) fn take_up(&self, words: Range<usize>, ground: &mut Ground) {
        for at in words {
            if words::ALLEGED.contains(&self.form(at)) {
                ground.governed = ground.governed.max(Some(Realis::Alleged));
            }
            ground.denied |= words::NOT.contains(&self.form(at));
        }
    }

    /// What a word says about an infinitive or a noun that it governs; `None` for words that say nothing known.
    pub(super) fn cue(&self, at: usize) -> Option<Realis> {
        let lists = [
            ("denial", Realis::Denied),
            ("attempt", Realis::Attempted),
            ("prevention", Realis::Attempted),
            ("plan", Realis::Planned),
            ("wish", Realis::Hypothetical),
            ("possibility", Realis::Hypothetical),
            ("accusation", Realis::Alleged),
            ("suspicion", Realis::Alleged),
            ("belief", Realis::Alleged),
        ];
        lists
            .iter()
            .find(|(list, _)| self.listed(list, at))
            .map(|(_, realis)| *realis)
    }

    /// What an adjective before an event noun says.
    pub(super) fn described(&self, form: &str) -> Option<Realis> {
        match form {
            "no" | "without" => Some(Realis::Denied),
            "attempted" | "failed" | "foiled" | "botched" | "thwarted" | "unsuccessful" => {
                Some(Realis::Attempted)
            }
            "planned" | "upcoming" | "impending" | "threatened" => Some(Realis::Planned),
            "alleged" | "suspected" | "apparent" | "reported" | "supposed" => Some(Realis::Alleged),
            "possible" | "potential" | "hypothetical" => Some(Realis::Hypothetical),
            _ => None,
        }
    }
}
