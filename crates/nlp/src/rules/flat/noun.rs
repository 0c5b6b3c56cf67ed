//! A trigger that is a noun, and what prepositions bring to any trigger.

use super::{Use, realis::Ground, sentence::Flat};
use crate::{
    rules::Realis,
    syntax::{chunk::is_determiner, closed as words, closed::is_adverb},
};

/// Unknown words that a phrase of no interest may have ("in a dispute over land").
const PASSED_OVER: usize = 3;
/// Words between an event noun and what stands before its article.
const DESCRIBED: usize = 4;

impl Flat<'_> {
    /// What stands around an event noun; `None` where what is said of it is not understood.
    pub(super) fn noun_use(&self, at: usize, trigger: Vec<usize>) -> Option<Use> {
        let last = trigger.iter().copied().filter(|&word| word <= at + 1).max()?;
        let mut used = Use {
            head: at,
            realis: Realis::Actual,
            found: Vec::new(),
            trigger,
        };
        let mut ground = Ground::default();
        let of_what = self.noun_phrases(last + 1, &mut used);
        let start = self.beginning(at, of_what, &mut used, &mut ground);
        self.governor(start, &mut used, &mut ground);
        self.followed(last + 1, &mut ground);
        used.realis = ground.over(used.realis)?;
        Some(used)
    }

    /// Goes left over adjectives, a compound, a possessor and the article; gives where the phrase begins.
    fn beginning(&self, at: usize, of_what: bool, used: &mut Use, ground: &mut Ground) -> usize {
        let mut start = at;
        if let Some(chunk) = self.closes(at) {
            let head = self.chunks[chunk].head;
            used.add("compound", "tags-compound", [chunk]);
            used.add("adjective", "tags-compound", [chunk]);
            if self.chunks[chunk].denied {
                ground.denied = true;
            }
            return self.chunks[chunk].words.start.min(head);
        }
        for _ in 0..DESCRIBED {
            let Some(left) = start.checked_sub(1) else {
                return start;
            };
            let form = self.form(left);
            if let Some(realis) = self.described(form) {
                ground.governed = ground.governed.max(Some(realis));
                start = left;
                continue;
            }
            if matches!(form, "'s" | "’s") {
                if let Some(chunk) = self.closes(left) {
                    let function = if of_what { "agent" } else { "possessor" };
                    used.add(function, "tags-possessive", [chunk]);
                    start = self.chunks[chunk].words.start;
                }
                return start;
            }
            if is_determiner(form) {
                return left;
            }
            let known = self.cue(left).is_some() || self.listed("light_verb", left);
            if known || words::is_closed(form) || !form.chars().all(char::is_alphabetic) {
                return start;
            }
            start = left;
        }
        start
    }

    /// What governs an event noun: a verb that only carries it, that foils or denies it, a noun that leaves it open.
    fn governor(&self, start: usize, used: &mut Use, ground: &mut Ground) {
        let Some(mut left) = self.before(start) else {
            return;
        };
        if matches!(self.form(left), "of" | "with" | "in" | "for" | "on" | "to") {
            // "accused of the murder of", "a plot for the killing of", "suspicion of the murder"
            let Some(word) = left.checked_sub(1) else {
                return;
            };
            let object = self
                .closes(left)
                .and_then(|chunk| self.chunks[chunk].words.start.checked_sub(1));
            let by = [Some(word), object].into_iter().flatten();
            let cue = by.filter_map(|word| self.cue(word)).max();
            ground.governed = ground.governed.max(cue);
            return;
        }
        if self.form(left) == "out" && left > 0 && self.listed("light_verb", left - 1) {
            left -= 1;
        }
        if self.listed("light_verb", left)
            && let Some(group) = self.group(left)
        {
            ground.shared = Some(group.realis);
            if let Some(subject) = self.subject(group.start, ground) {
                used.add("agent", "tags-light-verb", subject);
            }
        } else if let Some(realis) = self.cue(left) {
            ground.governed = ground.governed.max(Some(realis));
        }
    }

    /// What the verb right behind an event noun's phrase says: "the attack will go on", "was foiled".
    fn followed(&self, after: usize, ground: &mut Ground) {
        let end = (after + 8).min(self.forms.len());
        let Some(verb) = (after..end).find(|&at| {
            let form = self.form(at);
            words::BE.contains(&form) || words::WILL.contains(&form) || words::MAY.contains(&form)
        }) else {
            return;
        };
        if self.forms[after..verb]
            .iter()
            .any(|form| matches!(form.as_str(), "," | ";" | "and" | "who" | "which" | "that"))
        {
            return;
        }
        let form = self.form(verb);
        let next = (verb + 1..self.forms.len()).find(|&at| !is_adverb(self.form(at)));
        let found = if words::NOT.contains(&self.form(verb + 1)) {
            Some(Realis::Denied)
        } else if words::WILL.contains(&form) {
            Some(Realis::Planned)
        } else if words::MAY.contains(&form) {
            Some(Realis::Hypothetical)
        } else {
            let stopped = |at: usize| {
                ["prevention", "plan", "attempt", "denial"]
                    .iter()
                    .any(|list| self.listed(list, at))
            };
            next.filter(|&at| stopped(at)).and_then(|at| self.cue(at))
        };
        ground.governed = ground.governed.max(found);
    }

    /// The phrases behind an event noun; whether one says whom or what it befell.
    fn noun_phrases(&self, after: usize, used: &mut Use) -> bool {
        let mut of_what = false;
        let mut at = after;
        if self.form(at) == "of"
            && let Some(chunk) = self.opens(at + 1)
        {
            of_what = true;
            if !self.chunks[chunk].possessive {
                let all = self.coordinated_right(chunk);
                at = all.last().map_or(at, |&last| self.chunks[last].words.end);
                used.add("obl:of", "tags-oblique", all.iter().copied());
                used.add("patient", "tags-of", all);
            }
        }
        of_what | self.phrases(at, used)
    }

    /// Prepositional phrases from a word on: by whom, where, with what. Gives whether one is on or against something.
    pub(super) fn phrases(&self, from: usize, used: &mut Use) -> bool {
        let (mut at, mut passed, mut against) = (from, 0, false);
        while at < self.forms.len() {
            let form = self.form(at);
            if self.is_date(at) || is_adverb(form) {
                at += 1;
                continue;
            }
            if !words::PREPOSITIONS.contains(&form) {
                // A word that is not understood may belong to a phrase that does not matter; then the next may.
                let plain = form.chars().all(|c| c.is_alphabetic() || c == '-') && !words::is_closed(form);
                if !plain
                    || passed >= PASSED_OVER
                    || self.form(at - 1) == ","
                    || at == from
                    || self.is_verb(at)
                {
                    break;
                }
                passed += 1;
                at += 1;
                continue;
            }
            let Some(chunk) = self.opens(at + 1) else {
                at += 1;
                while is_determiner(self.form(at)) {
                    at += 1;
                }
                continue;
            };
            let end = self.chunks[chunk].words.end;
            if self.chunks[chunk].possessive {
                break;
            }
            let all = self.coordinated_right(chunk);
            match form {
                "by" => used.add("agent", "tags-by", all.iter().copied()),
                "with" => used.add("instrument", "tags-with", all.iter().copied()),
                _ => {}
            }
            if words::PLACE.contains(&form) {
                used.add("place", "tags-place", [chunk]);
            }
            // What "of" brings belongs to the chunk before it.
            if form != "of" {
                against |= matches!(form, "on" | "against");
                used.add(&format!("obl:{form}"), "tags-oblique", all.iter().copied());
            }
            at = all.last().map_or(end, |&last| self.chunks[last].words.end);
            passed = 0;
        }
        against
    }

    /// "In Kabul, gunmen killed ...": the place that opens the sentence.
    pub(super) fn opening_place(&self, used: &mut Use) {
        let placed = used.found.iter().any(|found| found.function == "place");
        if placed || !matches!(self.form(0), "in" | "at" | "near" | "outside") {
            return;
        }
        if let Some(chunk) = self
            .opens(1)
            .filter(|&chunk| self.form(self.chunks[chunk].words.end) == ",")
        {
            used.add("place", "tags-place", [chunk]);
        }
    }

    /// Whether a word is a verb with its auxiliary, as far as can be seen.
    fn is_verb(&self, at: usize) -> bool {
        self.group(at)
            .is_some_and(|group| group.start < at || self.form(at).ends_with("ed"))
    }
}
