//! A trigger that is a verb: its voice, its subject, its object, and what prepositions bring.

use super::{Use, realis::Ground, sentence::Flat};
use crate::{
    rules::Realis,
    syntax::{chunk::is_determiner, closed as words, closed::is_adverb},
};

/// How a verb form stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    Active,
    Passive,
    /// "to kill".
    Infinitive,
    /// "killing" without a form of be.
    Gerund,
}

/// A verb with its auxiliaries.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub voice: Voice,
    /// First word: the auxiliary that stands furthest left, else the verb.
    pub start: usize,
    pub realis: Realis,
}

/// Verbs whose past is like their base form.
const UNCHANGED: [&str; 8] = ["hit", "hurt", "cut", "put", "shed", "beat", "set", "split"];
/// Words that a relative clause or an apposition between commas may have.
const ASIDE: usize = 15;

enum Form {
    Base,
    /// -s: a verb or a plural.
    Third,
    Past,
    Gerund,
}

impl Flat<'_> {
    /// What stands around a verb; `None` where it is no verb, or where its place is not understood.
    pub(super) fn verb_use(&self, at: usize, trigger: Vec<usize>) -> Option<Use> {
        let group = self.group(at)?;
        let mut used = Use {
            head: at,
            realis: group.realis,
            found: Vec::new(),
            trigger,
        };
        let after = used
            .trigger
            .iter()
            .copied()
            .filter(|&word| word == at || word == at + 1)
            .max()?
            + 1;
        let mut ground = Ground::default();
        match group.voice {
            Voice::Passive => {
                let subject = self.subject(group.start, &mut ground)?;
                used.add("patient", "tags-passive", subject);
                self.phrases(after, &mut used);
            }
            Voice::Active => {
                let object = self.object(after);
                let subject = self.subject(group.start, &mut ground);
                // "The officer killed by rebels": a participle behind its noun.
                if group.start == at && object.is_none() && self.form(after) == "by" {
                    let officer = self.closes(at).filter(|&chunk| !self.chunks[chunk].possessive)?;
                    used.add("patient", "tags-participle", [officer]);
                } else {
                    let subject = subject.or_else(|| object.is_some().then(Vec::new))?;
                    if subject.is_empty() && !self.has_subject(group.start) {
                        return None;
                    }
                    used.add("agent", "tags-active", subject);
                    used.add("patient", "tags-active", object.clone().unwrap_or_default());
                }
                self.phrases(self.end_of(object, after), &mut used);
            }
            Voice::Infinitive | Voice::Gerund => {
                let (subject, realis) = self.governed(group, &mut ground)?;
                let object = self.object(after)?;
                used.realis = realis;
                let pattern = if group.voice == Voice::Gerund {
                    "tags-gerund"
                } else {
                    "tags-infinitive"
                };
                used.add("agent", pattern, subject);
                used.add("patient", pattern, object.clone());
                self.phrases(self.end_of(Some(object), after), &mut used);
            }
        }
        used.realis = ground.over(used.realis)?;
        self.opening_place(&mut used);
        Some(used)
    }

    /// The verb group that ends in a word; `None` when the word is no verb there.
    pub(super) fn group(&self, at: usize) -> Option<Group> {
        let form = self.kind(at)?;
        let mut realis = Realis::Actual;
        let mut start = at;
        let mut aux = self.adverbs(at, &mut realis)?;
        let mut voice = None;
        while let Some(word) = aux {
            let text = self.form(word);
            if words::BE.contains(&text) || matches!(text, "got" | "gets" | "get") {
                match (&form, voice) {
                    (Form::Past, None) => voice = Some(Voice::Passive),
                    (Form::Gerund, None) => voice = Some(Voice::Active),
                    (_, None) => return None,
                    _ => {}
                }
            } else if words::HAVE.contains(&text) || words::DO.contains(&text) {
                let fits = voice.is_some() || matches!(form, Form::Past | Form::Base);
                voice = voice.or(Some(Voice::Active)).filter(|_| fits);
            } else if words::WILL.contains(&text) {
                realis = realis.max(Realis::Planned);
                voice = voice.or(Some(Voice::Active));
            } else if words::MAY.contains(&text) {
                realis = realis.max(Realis::Hypothetical);
                voice = voice.or(Some(Voice::Active));
            } else if text == "to" {
                let passive = voice == Some(Voice::Passive);
                // "to be killed" is left alone: whose plan it is cannot be seen.
                return (!passive).then_some(Group {
                    voice: Voice::Infinitive,
                    start: word,
                    realis,
                });
            } else {
                break;
            }
            start = word;
            aux = self.adverbs(word, &mut realis)?;
        }
        let voice = match (voice, form) {
            (Some(voice), _) => voice,
            (None, Form::Gerund) => Voice::Gerund,
            (None, Form::Past) if self.joins_passive(at) => Voice::Passive,
            (None, Form::Past) => Voice::Active,
            // "Gunman kills mayor": only where a chunk stands on both sides; else it may be a plural.
            (None, Form::Third) if self.closes(at).is_some() && self.opens(at + 1).is_some() => Voice::Active,
            _ => return None,
        };
        // "the killed man", "his shot", "of murdered": not the verb of a clause.
        if start == at && voice == Voice::Active && self.is_attribute(at) {
            return None;
        }
        Some(Group { voice, start, realis })
    }

    /// "was ambushed and killed": a participle without object behind one in the passive.
    fn joins_passive(&self, at: usize) -> bool {
        let left = self
            .before(at)
            .filter(|&and| self.form(and) == "and")
            .and_then(|and| and.checked_sub(1));
        let group = left
            .filter(|_| self.object(at + 1).is_none())
            .and_then(|left| self.group(left));
        group.is_some_and(|group| group.voice == Voice::Passive)
    }

    fn kind(&self, at: usize) -> Option<Form> {
        let form = self.form(at);
        let lemma = self.verb(at);
        Some(if lemma.is_empty() {
            return None;
        } else if UNCHANGED.contains(&form) {
            Form::Past
        } else if form == lemma {
            Form::Base
        } else if form.ends_with("ing") {
            Form::Gerund
        } else if form.ends_with('s') {
            Form::Third
        } else {
            Form::Past
        })
    }

    /// Goes left over adverbs to the next word, and takes up what they say; `None` when it is "almost".
    fn adverbs(&self, at: usize, realis: &mut Realis) -> Option<Option<usize>> {
        let mut word = at;
        while let Some(left) = word.checked_sub(1) {
            let form = self.form(left);
            if words::ALMOST.contains(&form) {
                return None;
            } else if words::NOT.contains(&form) {
                *realis = Realis::Denied;
            } else if words::ALLEGED.contains(&form) {
                *realis = (*realis).max(Realis::Alleged);
            } else if !is_adverb(form) {
                return Some(Some(left));
            }
            word = left;
        }
        Some(None)
    }

    fn is_attribute(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |left| self.form(left));
        is_determiner(before) && self.closes(at).is_none()
            || words::PREPOSITIONS.contains(&before)
            || matches!(before, "'s" | "’s")
    }

    /// The chunks that are the subject of the verb group that begins at a word.
    pub(super) fn subject(&self, start: usize, ground: &mut Ground) -> Option<Vec<usize>> {
        let mut end = self.before(start)? + 1;
        self.take_up(end..start, ground);
        if words::RELATIVE.contains(&self.form(end - 1)) {
            // "rebels, who kidnapped": what the pronoun stands for.
            end -= 1;
            end -= usize::from(end > 0 && self.form(end - 1) == ",");
            return self
                .closes(end)
                .filter(|&chunk| !self.chunks[chunk].possessive)
                .map(|chunk| vec![chunk]);
        }
        if matches!(self.form(end - 1), "and" | "then" | "but") {
            return self.shared_subject(end - 1, ground);
        }
        if self.form(end - 1) == "," {
            end = self.aside(end - 1)?;
        }
        // "police in Antwerp arrested": phrases that belong to the subject.
        for _ in 0..3 {
            let chunk = self.closes(end)?;
            let before = self.chunks[chunk]
                .words
                .start
                .checked_sub(1)
                .map_or("", |left| self.form(left));
            if !words::PREPOSITIONS.contains(&before) {
                return self.as_subject(chunk, ground);
            }
            end = self.chunks[chunk].words.start - 1;
            if !words::ATTACHED.contains(&before) {
                return None;
            }
        }
        None
    }

    /// A chunk as a subject, with what is coordinated with it; not one that is the object of a verb before it.
    fn as_subject(&self, chunk: usize, ground: &mut Ground) -> Option<Vec<usize>> {
        if self.chunks[chunk].possessive {
            return None;
        }
        let all = self.coordinated_left(chunk);
        let first = self.chunks[*all.first()?].words.start;
        ground.denied |= all.iter().any(|&chunk| self.chunks[chunk].denied);
        let Some(before) = self.before(first) else {
            return Some(all);
        };
        self.look_at(before, ground);
        // "Masked gunmen" has a participle that nothing stands before.
        let alone = before.checked_sub(1).is_none_or(|left| {
            let form = self.form(left);
            !form.chars().any(char::is_alphanumeric)
                || is_determiner(form)
                || words::PREPOSITIONS.contains(&form)
        });
        let verb = matches!(self.kind(before), Some(Form::Past | Form::Gerund))
            && !words::is_closed(self.form(before))
            && !alone;
        let reports = ["speech", "belief", "accusation", "denial", "wish"]
            .iter()
            .any(|list| self.listed(list, before));
        (!verb || reports || self.is_date(before)).then_some(all)
    }

    /// The subject of the verb that an "and" joins to another: "was ambushed and killed", "searched the flat and arrested".
    fn shared_subject(&self, and: usize, ground: &mut Ground) -> Option<Vec<usize>> {
        let left = and.checked_sub(1)?;
        // Right behind a verb it is that verb's subject; what it says of realis holds for both.
        let group = self
            .group(left)
            .filter(|group| matches!(group.voice, Voice::Active | Voice::Passive))?;
        ground.shared = Some(group.realis);
        if group.start == and {
            return None;
        }
        self.subject(group.start, ground)
    }

    /// Before a closing comma: where the apposition or relative clause between commas began.
    fn aside(&self, comma: usize) -> Option<usize> {
        let from = comma.saturating_sub(ASIDE);
        let open = (from..comma).rev().find(|&at| self.form(at) == ",")?;
        let inner = &self.forms[open + 1..comma];
        let relative = inner
            .first()
            .is_some_and(|form| matches!(form.as_str(), "who" | "which" | "whose"));
        let clause =
            |form: &String| words::BE.contains(&form.as_str()) || words::HAVE.contains(&form.as_str());
        (relative || !inner.iter().any(clause)).then_some(open)
    }

    /// Whether anything stands before the verb that can be its subject, known or not.
    fn has_subject(&self, start: usize) -> bool {
        let Some(before) = self.before(start) else {
            return false;
        };
        let form = self.form(before);
        let wordy = form.chars().any(char::is_alphabetic);
        form == "and"
            || words::SUBJECTS.contains(&form)
            || wordy && !words::is_closed(form) && self.closes(before + 1).is_none()
    }

    /// The chunks right behind a verb.
    pub(super) fn object(&self, after: usize) -> Option<Vec<usize>> {
        // One or two words that describe may stand before a bare plural: "killed unarmed civilians".
        let start = (after..after + 3).find(|&at| self.opens(at).is_some())?;
        let plain =
            |form: &String| form.chars().all(|c| c.is_alphabetic() || c == '-') && !words::is_closed(form);
        if !self.forms[after..start].iter().all(plain) {
            return None;
        }
        let chunk = self.opens(start)?;
        (!self.chunks[chunk].possessive).then(|| self.coordinated_right(chunk))
    }

    fn end_of(&self, object: Option<Vec<usize>>, after: usize) -> usize {
        object
            .and_then(|chunks| chunks.last().map(|&chunk| self.chunks[chunk].words.end))
            .unwrap_or(after)
    }

    /// Who acts in an infinitive or gerund, and how it is told, by the word that governs it; `None` without such a word.
    fn governed(&self, group: Group, ground: &mut Ground) -> Option<(Vec<usize>, Realis)> {
        let governor = self.before(group.start)?;
        if group.voice == Voice::Gerund && self.form(governor) == "," {
            // "They stormed the village, killing four farmers."
            return Some((Vec::new(), group.realis));
        }
        let subject = |at: usize, ground: &mut Ground| {
            let group = self.group(at)?;
            ground.shared = Some(group.realis);
            self.subject(group.start, ground)
        };
        if group.voice == Voice::Gerund {
            if self.listed("denial", governor) {
                return Some((subject(governor, ground).unwrap_or_default(), Realis::Denied));
            }
            // "accused the colonel of murdering", "was charged with killing"
            if !matches!(self.form(governor), "of" | "with") {
                return None;
            }
            let accused = self.closes(governor);
            let verb = accused
                .map_or(governor, |chunk| self.chunks[chunk].words.start)
                .checked_sub(1)?;
            let who = match accused {
                Some(chunk) => vec![chunk],
                None => subject(verb, ground).unwrap_or_default(),
            };
            let charged = self.listed("accusation", verb) || self.listed("suspicion", verb);
            return charged.then_some((who, Realis::Alleged));
        }
        let realis = self.cue(governor)?;
        let passive = matches!(
            self.group(governor),
            Some(Group {
                voice: Voice::Passive,
                ..
            })
        );
        let realis = match realis {
            // "is believed to have killed" leaves it open; "believed to" alone is no such thing.
            Realis::Alleged if !passive => return None,
            other => other,
        };
        Some((
            subject(governor, ground).unwrap_or_default(),
            realis.max(group.realis),
        ))
    }
}
