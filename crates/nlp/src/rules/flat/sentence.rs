//! One sentence as the patterns see it: forms, chunks, and what stands next to what.

use crate::{
    mention::Kind,
    rules::{compile::RuleSet, filler::Fillers, source::TriggerKind},
    syntax::{
        chunk::{Chunk, Seen, chunks, is_determiner},
        closed as words,
        closed::{is_adverb, may_be_noun, may_describe},
        lemma,
    },
};
use triplewire_facts::annotation::{Class, Upos};

use super::Found;

/// A sentence without a parse.
pub struct Flat<'a> {
    pub rules: &'a RuleSet,
    pub fillers: &'a Fillers<'a>,
    /// Forms in lower case.
    pub forms: Vec<String>,
    pub chunks: Vec<Chunk>,
    /// Chunk that a word is in.
    inside: Vec<Option<usize>>,
    /// Whether a word is part of a date or an amount.
    dated: Vec<bool>,
    /// Whether a word is part of a name.
    named: Vec<bool>,
}

impl<'a> Flat<'a> {
    pub fn new(rules: &'a RuleSet, fillers: &'a Fillers<'a>) -> Self {
        let scene = &fillers.scene;
        let count = scene.graph.words().len();
        let forms: Vec<String> = (0..count).map(|at| scene.form(at).to_lowercase()).collect();
        let (mut names, mut named, mut dated) = (vec![None; count], vec![false; count], vec![false; count]);
        let here = fillers.scene.index.in_sentence(fillers.sentence);
        for mention in fillers.mentions[here]
            .iter()
            .filter(|mention| mention.kind == Kind::Name)
        {
            let words = mention.words.start.min(count)..mention.words.end.min(count);
            if words.is_empty() {
                continue;
            }
            if matches!(mention.class, Some(Class::Date | Class::Money)) {
                dated[words].fill(true);
            } else {
                names[words.start] = Some(words.end);
                named[words].fill(true);
            }
        }
        let mut flat = Self {
            rules,
            fillers,
            forms,
            chunks: Vec::new(),
            inside: vec![None; count],
            dated,
            named,
        };
        let nouns: Vec<bool> = (0..count).map(|at| flat.known_noun(at)).collect();
        let before = |at: usize| at.checked_sub(1).map_or("", |before| flat.form(before));
        let describes = |at: usize| {
            !flat.named[at] && !flat.dated[at] && may_describe(flat.form(at), before(at), &flat.rules.lexicon)
        };
        let loose: Vec<bool> = (0..count).map(describes).collect();
        let (forms, names) = (&flat.forms, &names);
        flat.chunks = chunks(&Seen {
            forms,
            names,
            nouns: &nouns,
            fillers: &loose,
        });
        for (number, chunk) in flat.chunks.iter().enumerate() {
            flat.inside[chunk.words.clone()].fill(Some(number));
        }
        flat
    }

    pub fn form(&self, at: usize) -> &str {
        self.forms.get(at).map_or("", String::as_str)
    }

    /// Lemma of a word as a verb; empty for what is part of a name.
    pub fn verb(&self, at: usize) -> String {
        if self.named[at] {
            String::new()
        } else {
            lemma(&self.forms[at], Upos::Verb, &self.rules.lexicon)
        }
    }

    /// Lemma of a word as a noun; empty for what is part of a name.
    pub fn noun(&self, at: usize) -> String {
        if self.named[at] {
            String::new()
        } else {
            lemma(&self.forms[at], Upos::Noun, &self.rules.lexicon)
        }
    }

    pub fn is_date(&self, at: usize) -> bool {
        self.dated.get(at).copied().unwrap_or(false)
    }

    /// Whether a list of the rules holds the word, as a verb or as a noun.
    pub fn listed(&self, list: &str, at: usize) -> bool {
        let lists = &self.rules.lists;
        at < self.forms.len()
            && (lists.contains(list, &self.verb(at)) || lists.contains(list, &self.noun(at)))
    }

    /// The chunk that a word opens.
    pub fn opens(&self, at: usize) -> Option<usize> {
        let number = (*self.inside.get(at)?)?;
        (self.chunks[number].words.start == at).then_some(number)
    }

    /// The chunk that ends right before a word.
    pub fn closes(&self, at: usize) -> Option<usize> {
        let number = (*self.inside.get(at.checked_sub(1)?)?)?;
        (self.chunks[number].words.end == at).then_some(number)
    }

    /// Whether the head of a chunk is of an allowed type.
    pub fn fits(&self, head: usize, allowed: &[String]) -> bool {
        let is = |class: Class| allowed.iter().any(|name| name == class.as_str());
        let mention = self.fillers.mention(head).map(|id| &self.fillers.mentions[id]);
        if let Some(name) = mention.filter(|mention| mention.kind == Kind::Name) {
            return name.class.is_some_and(is);
        }
        let lemma = self.noun(head);
        self.rules.lexicon.noun_class(&lemma).is_some_and(is)
            || allowed.iter().any(|list| self.rules.lists.contains(list, &lemma))
    }

    /// What was found, with places that are names before those that are not.
    pub fn ordered<'f>(&self, found: &'f [Found]) -> Vec<&'f Found> {
        let mut ordered: Vec<&Found> = found.iter().collect();
        ordered.sort_by_key(|found| found.function == "place" && !self.named[self.chunks[found.chunk].head]);
        ordered
    }

    /// Where the other words of a trigger phrase stand: right behind its first word, or behind one chunk ("shot two men
    /// dead"). Gives all words of the phrase.
    pub fn rest(&self, at: usize, rest: &[Vec<&str>]) -> Option<Vec<usize>> {
        let from = |start: usize| {
            let mut next = start;
            let mut phrase = vec![at];
            for lemmas in rest {
                // Articles may stand inside: "held a meeting".
                while is_determiner(self.form(next)) {
                    next += 1;
                }
                let word = self.forms.get(next)?;
                if !lemmas.contains(&word.as_str()) && !lemmas.contains(&self.noun(next).as_str()) {
                    return None;
                }
                phrase.push(next);
                next += 1;
            }
            Some(phrase)
        };
        from(at + 1).or_else(|| from(self.chunks[self.opens(at + 1)?].words.end))
    }

    /// Going left from before a word, the first that is no adverb.
    pub fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|&word| !is_adverb(&self.forms[word]))
    }

    /// A chunk and those that are coordinated with it to its left: "A, B and C".
    pub fn coordinated_left(&self, last: usize) -> Vec<usize> {
        let mut all = vec![last];
        let mut start = self.chunks[last].words.start;
        let mut joined = false;
        while let Some(mark) = start.checked_sub(1) {
            if !(self.form(mark) == "and" || joined && self.form(mark) == ",") {
                break;
            }
            let end = if mark > 0 && self.form(mark - 1) == "," {
                mark - 1
            } else {
                mark
            };
            let Some(chunk) = self.closes(end) else { break };
            joined = true;
            all.push(chunk);
            start = self.chunks[chunk].words.start;
        }
        all.reverse();
        all
    }

    /// A chunk and those that are coordinated with it to its right, as long as no verb follows, whose subject they would
    /// be.
    pub fn coordinated_right(&self, first: usize) -> Vec<usize> {
        let mut all = vec![first];
        let mut end = self.chunks[first].words.end;
        loop {
            let comma = usize::from(self.form(end) == ",");
            let and = usize::from(self.form(end + comma) == "and");
            let next = self.opens(end + comma + and).filter(|_| comma + and > 0);
            let Some(next) = next else { break };
            end = self.chunks[next].words.end;
            let after = self.form(end);
            let goes_on = matches!(after, "" | "." | "," | ";" | "and" | "”" | "\"")
                || words::PREPOSITIONS.contains(&after)
                || self.is_date(end);
            // A comma alone joins only where an "and" closes the list.
            let closed = and == 1 || after == "," || after == "and";
            if !goes_on || !closed {
                break;
            }
            all.push(next);
            if and == 1 {
                break;
            }
        }
        if all.len() > 1 && comma_only(self, &all) {
            vec![first]
        } else {
            all
        }
    }

    fn known_noun(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.form(before));
        if self.named[at] || self.dated[at] || !may_be_noun(&self.forms[at], before, &self.rules.lexicon) {
            return false;
        }
        let lemma = self.noun(at);
        let lists = self
            .rules
            .ontology
            .types()
            .into_iter()
            .flat_map(|kind| kind.roles.values().flatten());
        // A noun that tells of an event stands for it, whatever lists hold it too ("heart attack").
        // One that also tells of it as a verb does so behind whoever acts ("Gunman kills mayor").
        let actor = |at: usize| self.named[at] || self.rules.lexicon.noun_class(&self.noun(at)).is_some();
        let tells = || {
            let symbol = self.rules.lists.symbols.get(&lemma);
            let triggers = |kind| self.rules.triggers.has(symbol, kind);
            triggers(TriggerKind::Noun) || triggers(TriggerKind::Verb) && at.checked_sub(1).is_some_and(actor)
        };
        self.rules.lexicon.noun_class(&lemma).is_some()
            || !tells()
                && lists
                    .filter(|list| list.starts_with(|c: char| c.is_lowercase()))
                    .any(|list| self.rules.lists.contains(list, &lemma))
    }
}

/// Whether a list of chunks has no "and" in it: then the second is an apposition.
fn comma_only(flat: &Flat, all: &[usize]) -> bool {
    all.windows(2).all(|pair| {
        let between = flat.chunks[pair[0]].words.end..flat.chunks[pair[1]].words.start;
        flat.forms[between].iter().all(|form| form != "and")
    })
}
