//! Which event a time belongs to: the one whose trigger governs it most nearly in the dependency graph.

use std::ops::Range;

use crate::{
    rules::{Match, RuleSet},
    syntax::SentenceGraph,
};
use triplewire_facts::annotation::Upos;

/// An event, as far as times can hang on it.
pub struct Event<'a> {
    pub rules: &'a RuleSet,
    pub text: &'a str,
    pub graph: &'a SentenceGraph,
    pub found: &'a Match,
    /// All that the frames match in the sentence.
    pub all: &'a [Match],
}

/// How far a time is from an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// Steps up the graph to the trigger; more by [`SHARED`] where the time is that of another verb.
    pub steps: usize,
    /// Words between them.
    pub words: usize,
}

/// A time of one's own is always nearer than one that is shared.
const SHARED: usize = 1000;

/// Words from a time to the noun in apposition that it belongs to.
const APPOSITIVE: usize = 4;

/// Clauses that a time may be handed up through.
const LENT: usize = 2;

/// The word of a range whose governor lies outside.
pub fn head(graph: &SentenceGraph, words: &Range<usize>) -> usize {
    let last = words.end.saturating_sub(1);
    let outside = |&at: &usize| graph.words()[at].head.is_none_or(|head| !words.contains(&head));
    words.clone().find(outside).unwrap_or(last)
}

impl Event<'_> {
    /// The distance of a time; `None` when it belongs to something else. The way up from the time has to reach the
    /// trigger before any other verb, unless that verb's time is the event's too.
    ///
    /// A `coarse` time, a month or longer, behind another event that this one only speaks of is that event's: "arrested him
    /// over the killing of a judge in 2009".
    pub fn distance(&self, time: &Range<usize>, coarse: bool) -> Option<Distance> {
        let (graph, trigger) = (self.graph, self.found.head);
        let from = head(graph, time);
        let words = from.abs_diff(trigger);
        if self.is_of_appositive(time) {
            return None;
        }
        if coarse && let Some(other) = self.spoken_of(from) {
            return (other == trigger).then_some(Distance { steps: 1, words });
        }
        // "in 2009, when rebels kidnapped a rancher".
        let relative = graph.words()[trigger]
            .head
            .is_some_and(|head| time.contains(&head));
        if relative && self.is_when(trigger) {
            return Some(Distance { steps: 1, words });
        }
        let mut below = from;
        for (steps, at) in graph.ancestors(from).enumerate() {
            if self.found.trigger.contains(&at) {
                return Some(Distance { steps, words });
            }
            if steps > 0 && (self.describes(below, at) || self.is_other(at)) {
                return None;
            }
            below = at;
            if graph.words()[at].upos == Upos::Verb {
                let steps = steps + SHARED;
                return self.shares(at).then_some(Distance { steps, words });
            }
        }
        None
    }

    /// "Ann Lee, since 2015 head of Orbit Foods, founded": what stands between a comma and the noun in apposition.
    fn is_of_appositive(&self, time: &Range<usize>) -> bool {
        let words = self.graph.words();
        let form = |at: Option<usize>| {
            at.and_then(|at| words.get(at))
                .map_or("", |word| word.span.of(self.text))
        };
        let preposition = time.start.checked_sub(1);
        let led = matches!(form(preposition), "since" | "until" | "from" | "in" | "till");
        led && form(time.start.checked_sub(2)) == ","
            && (time.end..words.len().min(time.end + APPOSITIVE))
                .take_while(|&at| form(Some(at)) != ",")
                .any(|at| words[at].deprel.is("appos"))
    }

    /// The other event of whose verb the time hangs, where the event stands between the verb and the time.
    fn spoken_of(&self, from: usize) -> Option<usize> {
        let words = self.graph.words();
        let verb = words[from].head.filter(|&verb| words[verb].upos == Upos::Verb)?;
        let between = |at: usize| (verb + 1..from).contains(&at) && words[at].head == Some(verb);
        let events = self.all.iter().filter(|found| !self.rules.is_relation(found));
        let mut heads = events.map(|found| found.head).filter(|&at| between(at));
        heads.find(|&at| self.is_spoken_of(at) || self.is_gerund(at))
    }

    /// "of killing a judge", "after killing a judge".
    fn is_gerund(&self, at: usize) -> bool {
        let words = self.graph.words();
        let mut marks = self.graph.children_by(at, "mark");
        let form = words[at].span.of(self.text);
        form.ends_with("ing")
            && marks.any(|mark| {
                matches!(
                    words[mark].lemma.as_str(),
                    "of" | "for" | "over" | "after" | "before"
                )
            })
    }

    /// Whether the time is part of what somebody or something is, and says nothing of what they do: "Kestner, until 2019
    /// president of Veldor", "the 2019 champion".
    fn describes(&self, below: usize, at: usize) -> bool {
        let words = self.graph.words();
        if words[at].deprel.is("appos") {
            return true;
        }
        let relation = words[below].deprel.universal();
        let before = below < at && matches!(relation, "compound" | "nummod" | "amod");
        let core = matches!(words[at].deprel.universal(), "nsubj" | "obj" | "iobj");
        let event = self.all.iter().any(|found| found.head == at);
        before && core && !event && words[at].upos != Upos::Verb
    }

    /// Whether a noun tells of another event, of which this one only speaks: "the trial over the killing in 1943".
    fn is_other(&self, at: usize) -> bool {
        at != self.found.head && self.is_event(at) && self.is_spoken_of(at)
    }

    /// Whether a noun is the trigger of an event.
    fn is_event(&self, at: usize) -> bool {
        let event = |found: &Match| found.head == at && !self.rules.is_relation(found);
        self.graph.words()[at].upos != Upos::Verb && self.all.iter().any(event)
    }

    /// "over the killing", "after the attack".
    fn is_spoken_of(&self, at: usize) -> bool {
        let words = self.graph.words();
        let mut cases = self.graph.children_by(at, "case");
        cases.any(|case| {
            matches!(
                words[case].lemma.as_str(),
                "over"
                    | "for"
                    | "of"
                    | "after"
                    | "before"
                    | "following"
                    | "about"
                    | "against"
                    | "since"
                    | "to"
            )
        })
    }

    /// Whether the event happens when the verb does: it hangs on the verb, or the verb on it, in ways that keep the time.
    fn shares(&self, mut verb: usize) -> bool {
        let words = self.graph.words();
        let trigger = self.found.head;
        // "was killed and two were hurt when a mine went off on Monday" takes two steps up.
        for _ in 0..=LENT {
            if verb == trigger || words[trigger].head == Some(verb) && self.borrows(verb) {
                return true;
            }
            match words[verb].head {
                Some(above) if self.lends(verb, above) => verb = above,
                _ => return false,
            }
        }
        false
    }

    /// A verb and the one above it: "was wounded when a bomb went off on Monday", "two were killed and one hurt on Monday".
    fn lends(&self, verb: usize, above: usize) -> bool {
        let words = self.graph.words();
        let harm = |at: usize| self.rules.lexicon.contains("casualty", &words[at].lemma);
        match words[verb].deprel.universal() {
            "advcl" => self.is_when(verb),
            "conj" => harm(verb) && harm(above),
            _ => false,
        }
    }

    /// A verb above the trigger: a verb conjoined with it, a participle beside it ("opened fire, killing two"), the harm
    /// that the event did, or a verb that only carries it.
    fn borrows(&self, verb: usize) -> bool {
        let words = self.graph.words();
        let trigger = &words[self.found.head];
        let governor = &words[verb];
        let list = |names: &[&str]| {
            names
                .iter()
                .any(|list| self.rules.lexicon.contains(list, &governor.lemma))
        };
        let child = |relation: &str| self.graph.children_by(self.found.head, relation).next().is_some();
        match trigger.deprel.universal() {
            "conj" => true,
            "nsubj" => list(&["occurrence", "light_verb", "casualty"]),
            "obj" => list(&["light_verb", "casualty"]),
            "obl" => list(&["casualty"]) && self.has_case(&["in", "during", "by", "when"]),
            "xcomp" | "ccomp" if trigger.upos == Upos::Verb => list(&["phase"]),
            // "shot dead".
            "xcomp" | "amod" | "advmod" => list(&["casualty"]),
            "advcl" => {
                let participle = trigger.span.of(self.text).to_lowercase().ends_with("ing");
                self.is_when(self.found.head)
                    || participle && !child("mark") && !child("nsubj") && !child("case")
            }
            _ => false,
        }
    }

    /// Whether a verb opens with a word that makes its time that of the clause above.
    fn is_when(&self, verb: usize) -> bool {
        let words = self.graph.words();
        let mut children = self.graph.children(verb).iter().map(|&child| &words[child]);
        children.any(|child| {
            matches!(child.lemma.as_str(), "when" | "as" | "while")
                && (child.deprel.is("mark") || child.deprel.is("advmod"))
        })
    }

    fn has_case(&self, lemmas: &[&str]) -> bool {
        let mut cases = self.graph.children_by(self.found.head, "case");
        cases.any(|case| lemmas.contains(&self.graph.words()[case].lemma.as_str()))
    }
}
