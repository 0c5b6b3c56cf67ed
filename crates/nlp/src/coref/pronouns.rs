//! Sieve: personal pronouns.
//!
//! A third-person pronoun takes the most salient chain before it that agrees in number, gender and animacy; salience adds up
//! what Lappin and Leass (1994, "An Algorithm for Pronominal Anaphora Resolution") weigh: nearness, grammatical role,
//! parallel roles, number of mentions. The subject and the object of a verb are not coreferent, unless the pronoun is reflexive,
//! nor are a phrase and a phrase inside it. "I" in a quotation is its speaker, and outside all quotations the author.

use super::{
    Context,
    clusters::{Clusters, Shown},
    quotation::Quotations,
    traits::{Pronoun, Traits},
};
use crate::{
    mention::{Kind, Mention},
    syntax::SentenceGraph,
};
use triplewire_facts::annotation::{Class, Upos};

/// Number of mentions before the pronoun that are considered, and of sentences.
const MENTIONS: usize = 60;
const SENTENCES: usize = 4;

/// Share of the antecedent's salience that the next best chain may have at most where the pronoun counts as sure. Up to here the
/// antecedent is as often right on GAP's development set as without any rival.
const RIVAL: f32 = 0.7;

/// Factor on salience for each sentence back. This and the weights below were set by hand on the first 800 rows of GAP's
/// development set.
const FADING: f32 = 0.5;
/// The same role in its clause as the pronoun has.
const PARALLEL: f32 = 40.0;
/// A chain with a name; for a plural pronoun, a plural.
const NAMED: f32 = 30.0;
/// The clause that the pronoun's own clause hangs on; the subject for a possessive.
const CLAUSE: f32 = 25.0;
/// The subject that a fronted phrase with the pronoun waits for.
const AHEAD: f32 = 200.0;

pub fn link(
    context: &Context,
    traits: &[Traits],
    quotations: &Quotations,
    clusters: &mut Clusters,
) -> Vec<bool> {
    let mut sure = vec![false; context.mentions.len()];
    // The last "I" and "we" outside quotations; quoted ones by their speaker.
    let mut teller: [Option<usize>; 2] = [None, None];
    for (at, mention) in context.mentions.iter().enumerate() {
        let Some(pronoun) = traits[at].pronoun else {
            continue;
        };
        if is_empty(context, mention) {
            continue;
        }
        match pronoun.person {
            1 => {
                let plural = usize::from(traits[at].plural == Some(true));
                match quotations.at(mention.span) {
                    Some(Some(speaker)) if plural == 0 => {
                        if let Some(speaker) = context.index.at(speaker.0, speaker.1) {
                            clusters.join(speaker, at);
                            sure[at] = true;
                        }
                    }
                    Some(_) => {}
                    None => {
                        if let Some(before) = teller[plural].replace(at) {
                            clusters.join(before, at);
                        }
                    }
                }
            }
            3 => {
                let search = Search {
                    context,
                    traits,
                    quotations,
                    at,
                    pronoun,
                };
                if let Some((found, is_only_candidate)) = search.antecedent(clusters) {
                    clusters.join(found, at);
                    // "Himself" as an emphasis repeats the subject.
                    sure[at] = is_only_candidate && !pronoun.reflexive;
                }
            }
            _ => {}
        }
    }
    sure
}

/// "It rained", "it is clear that".
fn is_empty(context: &Context, mention: &Mention) -> bool {
    let graph = &context.graphs[mention.sentence];
    let word = &graph.words()[mention.head];
    let form = context.form(graph, mention.head).to_lowercase();
    let clausal = || {
        let head = word.head?;
        graph
            .children(head)
            .iter()
            .find(|&&child| matches!(graph.words()[child].deprel.as_str(), "csubj" | "csubj:pass"))
            .copied()
    };
    word.deprel.is("expl") || form == "it" && clausal().is_some()
}

struct Search<'a> {
    context: &'a Context<'a>,
    traits: &'a [Traits],
    quotations: &'a Quotations,
    at: usize,
    pronoun: Pronoun,
}

impl Search<'_> {
    /// The best antecedent, and whether no other chain is possible.
    fn antecedent(&self, clusters: &mut Clusters) -> Option<(usize, bool)> {
        let own = &self.context.mentions[self.at];
        let speaker = self.quotations.at(own.span).flatten();
        let speaker = speaker
            .and_then(|(sentence, word)| self.context.index.at(sentence, word))
            .map(|speaker| clusters.root(speaker));
        let mut best: Option<(usize, f32)> = None;
        let mut chains: Vec<(usize, f32)> = Vec::new();
        let others = self.others(clusters);
        for other in (self.at.saturating_sub(MENTIONS)..self.at).rev() {
            let mention = &self.context.mentions[other];
            if own.sentence - mention.sentence > SENTENCES {
                break;
            }
            let root = clusters.root(other);
            if Some(root) == speaker
                || others.contains(&root)
                || !self.agrees(clusters, other)
                || self.barred(mention)
            {
                continue;
            }
            let salience = self.salience(other, clusters.shown(other));
            match chains.iter_mut().find(|(chain, _)| *chain == root) {
                Some((_, known)) => *known = known.max(salience),
                None => chains.push((root, salience)),
            }
            if best.is_none_or(|(_, most)| salience > most) {
                best = Some((other, salience));
            }
        }
        if let Some(found) = self.ahead(clusters) {
            let salience = AHEAD;
            chains.push((clusters.root(found), salience));
            if best.is_none_or(|(_, most)| salience > most) {
                best = Some((found, salience));
            }
        }
        let (found, most) = best?;
        let root = clusters.root(found);
        let rivals = chains
            .iter()
            .filter(|(chain, _)| *chain != root)
            .map(|&(_, salience)| salience);
        let next = rivals.fold(0.0, f32::max);
        Some((found, next <= RIVAL * most))
    }

    /// The chains that the pronoun's own clause makes somebody else.
    fn others(&self, clusters: &mut Clusters) -> Vec<usize> {
        let own = &self.context.mentions[self.at];
        if self.pronoun.reflexive {
            return Vec::new();
        }
        let mut found = Vec::new();
        for other in self.context.index.in_sentence(own.sentence) {
            let mention = &self.context.mentions[other];
            if other != self.at && mention.kind != Kind::Pronoun && self.is_argument_beside(mention) {
                found.push(clusters.root(other));
            }
        }
        found
    }

    fn agrees(&self, clusters: &mut Clusters, other: usize) -> bool {
        let own = &self.traits[self.at];
        let mention = &self.context.mentions[other];
        // Pronouns without an antecedent, "I" and "you" are no antecedents either.
        if mention.kind == Kind::Pronoun
            && (self.traits[other]
                .pronoun
                .is_some_and(|pronoun| pronoun.person != 3)
                || clusters.shown(other).mentions == 1 && self.traits[other].plural != own.plural)
        {
            return false;
        }
        let shown = clusters.shown(other);
        let class = shown.class;
        if matches!(class, Some(Class::Date | Class::Money)) || !own.agrees(&shown.traits) {
            return false;
        }
        match (own.human, own.plural) {
            (Some(true), _) => class == Some(Class::Per),
            (Some(false), _) => class != Some(Class::Per) && class != Some(Class::Norp),
            // "They" is a plural, or an organisation.
            (None, Some(true)) => {
                shown.traits.plural == Some(true)
                    || matches!(class, Some(Class::Org | Class::Norp))
                    || mention.kind == Kind::Pronoun
            }
            _ => true,
        }
    }

    /// Whether syntax rules coreference out.
    fn barred(&self, other: &Mention) -> bool {
        let own = &self.context.mentions[self.at];
        if other.sentence != own.sentence {
            return self.pronoun.reflexive;
        }
        // Inside the other's own phrase: "his mother".
        if other.words.contains(&own.head) {
            return true;
        }
        let graph = &self.context.graphs[own.sentence];
        if graph.ancestors(own.head).any(|above| above == other.head) && !is_subject(graph, other.head) {
            return true;
        }
        match (self.pronoun.reflexive, self.pronoun.possessive) {
            (true, _) => predicate(graph, own.head) != predicate(graph, other.head),
            (false, true) => false,
            (false, false) => self.is_argument_beside(other),
        }
    }

    /// Whether the other fills another place of the pronoun's own verb: whoever it is, the pronoun is somebody else.
    fn is_argument_beside(&self, other: &Mention) -> bool {
        let own = &self.context.mentions[self.at];
        let graph = &self.context.graphs[own.sentence];
        let apart = self.pronoun.reflexive || self.pronoun.possessive;
        let possessor = graph.words()[other.head].deprel.as_str() == "nmod:poss";
        let together = || !possessor && predicate(graph, own.head) == predicate(graph, other.head);
        !apart && (together() || self.is_own_subject(graph, other))
    }

    /// Whether the other is the subject of the pronoun's verb, said only at a verb before it ("shot and killed her", "tried to
    /// kill her"), or what its relative clause describes ("a fan who wrote to her").
    fn is_own_subject(&self, graph: &SentenceGraph, other: &Mention) -> bool {
        let own = &graph.words()[self.context.mentions[self.at].head];
        if !matches!(own.deprel.universal(), "obj" | "iobj" | "obl") {
            return false;
        }
        let Some(mut verb) = own.head else {
            return false;
        };
        // As many steps as a sentence may have verbs in a row.
        for _ in 0..8 {
            let word = &graph.words()[verb];
            if let Some(subject) = graph.children_by(verb, "nsubj").next() {
                let form = self.context.form(graph, subject).to_lowercase();
                let relative = word.deprel.as_str() == "acl:relcl" && matches!(form.as_str(), "who" | "that");
                let subject = word.head.filter(|_| relative).unwrap_or(subject);
                return other.head == subject || other.kind == Kind::Name && other.words.contains(&subject);
            }
            let objects = |verb| {
                graph.children_by(verb, "obj").next().is_some()
                    || graph.children_by(verb, "iobj").next().is_some()
            };
            match (word.deprel.universal(), word.head) {
                ("conj", Some(head)) if graph.words()[head].upos == Upos::Verb => verb = head,
                ("xcomp", Some(head)) if !objects(head) => verb = head,
                _ => return false,
            }
        }
        false
    }

    fn salience(&self, other: usize, chain: &Shown) -> f32 {
        let own = &self.context.mentions[self.at];
        let mention = &self.context.mentions[other];
        let graph = &self.context.graphs[mention.sentence];
        let back = own.sentence - mention.sentence;
        let role = role(graph, mention.head);
        let own_role = self::role(&self.context.graphs[own.sentence], own.head);
        let mut salience = 100.0
            + match role {
                Role::Subject => 80.0,
                Role::Object => 50.0,
                Role::Oblique => 30.0,
                Role::Owner => 35.0,
                Role::Other => 10.0,
            };
        if role == own_role && role != Role::Other {
            salience += PARALLEL;
        }
        salience += chain.mentions.min(6) as f32;
        if chain.named {
            salience += NAMED;
        }
        if self.traits[other].plural == Some(true) && self.traits[self.at].plural == Some(true) {
            salience += NAMED;
        }
        if back == 0 {
            // Nearer words of the same sentence, but a clause's subject before what stands between.
            salience -= 0.8 * ((own.head - mention.head.min(own.head)) as f32);
            if self.pronoun.possessive && role == Role::Subject {
                salience += CLAUSE;
            }
            if graph
                .ancestors(own.head)
                .any(|above| graph.words()[mention.head].head == Some(above))
            {
                salience += CLAUSE;
            }
        }
        salience * FADING.powi(back as i32)
    }

    /// The subject of a clause that a fronted phrase with the pronoun depends on: "In his first game, Lund scored".
    fn ahead(&self, clusters: &mut Clusters) -> Option<usize> {
        let own = &self.context.mentions[self.at];
        let graph = &self.context.graphs[own.sentence];
        let mut below = own.head;
        for above in graph.ancestors(own.head) {
            let relation = graph.words()[below].deprel.universal();
            let subject = graph
                .children_by(above, "nsubj")
                .find(|&subject| subject > own.head);
            if let Some(subject) =
                subject.filter(|&subject| below < subject && matches!(relation, "advcl" | "obl"))
            {
                let found = self.context.index.at(own.sentence, subject)?;
                let named = self.context.mentions[found].kind == Kind::Name;
                return (named && self.agrees(clusters, found)).then_some(found);
            }
            below = above;
        }
        None
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Subject,
    Object,
    Oblique,
    Owner,
    Other,
}

/// The grammatical role of a word, or of what it is conjoined to or describes.
fn role(graph: &SentenceGraph, word: usize) -> Role {
    let mut at = word;
    loop {
        let found = &graph.words()[at];
        return match (found.deprel.universal(), found.deprel.as_str()) {
            ("nsubj", _) => Role::Subject,
            ("obj" | "iobj", _) => Role::Object,
            ("obl", _) => Role::Oblique,
            (_, "nmod:poss") => Role::Owner,
            ("conj" | "appos" | "flat", _) => match found.head {
                Some(head) if head < at => {
                    at = head;
                    continue;
                }
                _ => Role::Other,
            },
            _ => Role::Other,
        };
    }
}

fn is_subject(graph: &SentenceGraph, word: usize) -> bool {
    role(graph, word) == Role::Subject
}

/// The verb or predicate that a word is an argument of.
fn predicate(graph: &SentenceGraph, word: usize) -> Option<usize> {
    let mut at = word;
    while let Some(head) = graph.words()[at].head {
        let relation = graph.words()[at].deprel.universal();
        if matches!(relation, "nsubj" | "obj" | "iobj" | "obl" | "csubj") {
            return Some(head);
        }
        if graph.words()[head].upos == Upos::Verb {
            return Some(head);
        }
        at = head;
    }
    None
}
