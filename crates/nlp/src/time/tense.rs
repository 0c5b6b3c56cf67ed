//! Whether the clause of a time expression looks ahead: "met on Monday", "will meet on Monday".

use std::ops::Range;

use crate::{
    rules::RuleSet,
    syntax::{SentenceGraph, Word},
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::time::Sense;

/// Verbs whose past is written like their present.
const SAME: [&str; 20] = [
    "beat",
    "bet",
    "upset",
    "broadcast",
    "slit",
    "put",
    "hit",
    "cut",
    "set",
    "shed",
    "split",
    "spread",
    "hurt",
    "let",
    "shut",
    "cost",
    "quit",
    "cast",
    "burst",
    "read",
];

/// What a verb's form says.
enum Tense {
    Past,
    Present,
    Future,
    /// An infinitive or a participle: whatever is above it says.
    Open,
}

/// One sentence, and the word lists.
pub struct Clause<'a> {
    pub rules: &'a RuleSet,
    pub text: &'a str,
    pub graph: &'a SentenceGraph,
}

impl Clause<'_> {
    /// Whether the words around a time expression speak of the future.
    pub fn is_future(&self, time: &Range<usize>) -> bool {
        let words = self.graph.words();
        let head = super::attach::head(self.graph, time);
        // "payable Dec. 7 to stock of record Nov. 22".
        let beside = time.start.checked_sub(1).and_then(|before| words.get(before));
        if beside.is_some_and(|word| self.rules.lexicon.contains("falling_due", &word.lemma)) {
            return true;
        }
        // A time that belongs to a noun is ahead only for what people set a date for: an election, never an attack.
        // "in the second week of July": what the week is of is when it is.
        let mut above = words.get(head).and_then(|word| word.head);
        while let Some(unit) = above.filter(|&at| self.is_unit(at)) {
            above = words[unit].head.filter(|&next| next != unit);
        }
        let noun = above.filter(|&at| !self.is_clause(at));
        if let Some(noun) = noun {
            let ahead = self
                .graph
                .children_by(noun, "case")
                .any(|case| words[case].lemma == "ahead");
            let lemma = words[noun].lemma.as_str();
            let dated = self.rules.lexicon.contains("scheduled", lemma);
            if !dated || ahead {
                return dated;
            }
        }
        if above.is_some_and(|verb| self.is_set(verb, head)) {
            return true;
        }
        let mut direct = noun.is_none();
        for at in self.graph.ancestors(head) {
            match self.tense(at) {
                Some(Tense::Past) => return false,
                Some(Tense::Future) => return true,
                // A headline tells the past in the present tense.
                Some(Tense::Present) => return direct && self.is_sentence(),
                Some(Tense::Open) => direct = true,
                None => {}
            }
        }
        false
    }

    /// "week", "month", "morning".
    fn is_unit(&self, at: usize) -> bool {
        let entry = self.rules.lexicon.times().get(&self.graph.words()[at].lemma);
        entry.is_some_and(|entry| matches!(entry.sense, Sense::Unit(_) | Sense::Part(_)))
    }

    /// "was postponed until June 10", "is scheduled for Monday": what sets a date sets it ahead, whatever its tense.
    fn is_set(&self, verb: usize, head: usize) -> bool {
        let words = self.graph.words();
        let lemma = words[verb].lemma.as_str();
        let lists = &self.rules.lexicon;
        let mut cases = self.graph.children_by(head, "case");
        cases.any(|case| match words[case].lemma.as_str() {
            "until" | "till" => lists.contains("put_off", lemma) || lists.contains("date_setting", lemma),
            "for" | "to" | "from" => lists.contains("date_setting", lemma),
            "by" => words[verb].deprel.is("xcomp") && self.graph.children_by(verb, "mark").next().is_some(),
            _ => false,
        }) || words[head].deprel.is("obj") && lists.contains("date_setting", lemma)
    }

    /// Whether a word heads a clause.
    fn is_clause(&self, at: usize) -> bool {
        let word = &self.graph.words()[at];
        word.upos == Upos::Verb
            || self
                .graph
                .children(at)
                .iter()
                .any(|&child| is_auxiliary(&self.graph.words()[child]))
    }

    fn is_sentence(&self) -> bool {
        let last = self.graph.words().len().checked_sub(1);
        last.is_some_and(|last| matches!(&*self.form(last), "." | "!" | "?" | "\"" | "”" | "''" | ")"))
    }

    fn tense(&self, at: usize) -> Option<Tense> {
        let words = self.graph.words();
        let word = &words[at];
        if !self.is_clause(at) {
            return None;
        }
        let auxiliaries: Vec<String> = self
            .graph
            .children(at)
            .iter()
            .filter(|&&child| is_auxiliary(&words[child]))
            .map(|&child| self.form(child))
            .collect();
        let has = |forms: &[&str]| auxiliaries.iter().any(|form| forms.contains(&form.as_str()));
        if has(&["will", "shall", "'ll", "would", "'d", "won't", "wo"]) && !has(&["have"]) {
            return Some(Tense::Future);
        }
        if has(&["was", "were", "did", "had", "has", "have", "'ve"]) {
            return Some(Tense::Past);
        }
        if has(&["may", "might", "can", "could", "should", "must"]) {
            return Some(Tense::Future);
        }
        let mut marks = self.graph.children_by(at, "mark");
        if marks.any(|mark| words[mark].lemma == "to") {
            let planned = word.head.is_some_and(|head| {
                let lemma = words[head].lemma.as_str();
                self.rules.lexicon.contains("plan", lemma)
                    || matches!(lemma, "set" | "schedule" | "slate" | "due" | "expect")
            });
            return Some(if planned { Tense::Future } else { Tense::Open });
        }
        if !auxiliaries.is_empty() {
            return Some(Tense::Present);
        }
        // "will stay shut": what a verb says of its object has no tense.
        if word.deprel.is("xcomp") {
            return Some(Tense::Open);
        }
        let form = self.form(at);
        let lemma = word.lemma.as_str();
        let past = form.ends_with("ed") || form != lemma.to_lowercase() && !form.ends_with('s');
        // "Police say": what was said today is told in the present.
        let told = SAME.contains(&lemma) || self.rules.lexicon.contains("speech", lemma);
        Some(if form.ends_with("ing") {
            Tense::Open
        } else if past || told {
            Tense::Past
        } else {
            Tense::Present
        })
    }

    fn form(&self, at: usize) -> String {
        let form = self
            .graph
            .words()
            .get(at)
            .map_or("", |word| word.span.of(self.text));
        form.to_lowercase().replace('’', "'")
    }
}

fn is_auxiliary(word: &Word) -> bool {
    word.deprel.is("aux") || word.deprel.is("cop")
}
