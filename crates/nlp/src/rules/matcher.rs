//! The matcher: from trigger words, along the patterns' paths, to typed fillers. Work grows with the triggers found.
//!
//! Frames and links run by their priorities, lowest first, as the rules of Odin do (Valenzuela-Escárcega et al. 2016):
//! what one finds is noted in the scene, where the paths and types of those after it can ask for it.

use std::borrow::Cow;

use super::{
    compile::{Carrier, Pattern, RuleSet},
    filler::Fillers,
    frame::{Frame, Function, Role},
    link,
    path::Path,
    realis::Realis,
    scene::Scene,
    slot::Slot,
    source::TriggerKind,
    trigger::TriggerHit,
};
use crate::{
    mention::{Index, Mention},
    syntax::SentenceGraph,
    text::lower,
};
use triplewire_facts::annotation::{Class, Upos};

/// How sure a role is that a frame's own path filled.
const OWN_PATH: f32 = 0.9;

/// What such a role has for the name of a pattern.
const OWN: &str = "path";

/// A word that fills a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The role.
    pub role: String,
    /// The function that it has towards the trigger.
    pub function: String,
    /// Index into the sentence.
    pub word: usize,
    /// Mention at that word, an index into the document's mentions.
    pub mention: Option<usize>,
    /// Whether the word stands for an event that was found there.
    pub event: bool,
    /// Name of the pattern; with the frame's, "frame/pattern", where another frame found it.
    pub pattern: String,
    /// The pattern's weight, 0 to 1.
    pub weight: f32,
}

/// A frame found in a sentence with its roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Index of the frame.
    pub frame: usize,
    /// The trigger's words in text order.
    pub trigger: Vec<usize>,
    /// The trigger's head word.
    pub head: usize,
    /// Event type.
    pub event: String,
    /// Who and what takes part.
    pub roles: Vec<Filled>,
    /// Whether the sentence says that it happened.
    pub realis: Realis,
    /// Word of whoever says so.
    pub source: Option<usize>,
}

impl RuleSet {
    /// What the matcher needs of one sentence of a document; `mentions` and `index` are the document's.
    pub fn fillers<'a>(
        &'a self,
        text: &'a str,
        graph: &'a SentenceGraph,
        sentence: usize,
        mentions: &'a [Mention],
        index: &'a Index,
    ) -> Fillers<'a> {
        Fillers {
            scene: Scene::new(text, graph, &self.lists, mentions, index, sentence),
            mentions,
            sentence,
        }
    }

    /// All matches of the frames in one sentence, in the order of their triggers.
    pub fn events(&self, fillers: Fillers) -> Vec<Match> {
        self.run(fillers).0
    }

    /// Whether a match tells of a lasting relation rather than an event.
    pub fn is_relation(&self, found: &Match) -> bool {
        self.ontology.get(&found.event).is_some_and(|kind| kind.relation)
    }

    /// All matches of a sentence, and the scene with what was noted on the way.
    pub(super) fn run<'a>(&self, mut fillers: Fillers<'a>) -> (Vec<Match>, Fillers<'a>) {
        let words = 0..fillers.scene.graph.words().len();
        let hits: Vec<TriggerHit> = words
            .flat_map(|word| self.triggers.lookup(&fillers.scene, word))
            .collect();
        for hit in &hits {
            fillers.scene.add_trigger(hit.head, self.frames[hit.frame].kind);
        }
        let mut found: Vec<Match> = Vec::new();
        // Without a trigger there is nothing to ask for.
        let priorities = self.priorities.iter().filter(|_| !hits.is_empty());
        for &priority in priorities {
            let first = found.len();
            let now = hits
                .iter()
                .filter(|hit| self.frames[hit.frame].priority == priority);
            let mut around = Around::default();
            found.extend(now.filter_map(|hit| self.event(&fillers, hit, &mut around)));
            for new in &found[first..] {
                fillers.scene.add_event(new.head, self.frames[new.frame].kind);
            }
            for link in self.links.iter().filter(|link| link.priority == priority) {
                link::apply(self, link, &mut fillers, &mut found);
            }
        }
        found.sort_by_key(|one| one.head);
        (found, fillers)
    }

    fn event<'r>(&'r self, fillers: &Fillers, hit: &TriggerHit, around: &mut Around<'r>) -> Option<Match> {
        let frame = &self.frames[hit.frame];
        let scene = &fillers.scene;
        let ontology = self.ontology.get(&frame.event)?;
        if !all(&frame.when, scene, hit.head) || any(&frame.unless, scene, hit.head) {
            return None;
        }
        let mut roles = self.roles(fillers, frame, hit, around)?;
        own_words_last(&mut roles, hit);
        let mut fillers_required = roles
            .iter()
            .filter(|filled| ontology.requires.contains(&filled.role));
        let mut required = fillers_required.clone().count();
        // "The two leaders met": a plural is more than one, where all that is needed are several of one kind.
        if ontology.requires.len() == 1 && fillers_required.any(|filled| is_plural(scene, filled.word)) {
            required += 1;
        }
        let has = |role: &Role| roles.iter().any(|filled| filled.role == role.name);
        // A relation has two sides.
        let whole = |side: &str| roles.iter().any(|filled| filled.role == side);
        if ontology.relation && !(whole("subject") && whole("object")) {
            return None;
        }
        if required < ontology.least || !frame.roles.iter().all(|role| !role.required || has(role)) {
            return None;
        }
        let (realis, source) = self.stance(scene, hit.head);
        Some(Match {
            frame: hit.frame,
            realis,
            source,
            event: frame.event.clone(),
            trigger: hit.words.clone(),
            head: hit.head,
            roles,
        })
    }

    /// Fills the roles of a frame: along its own paths, then by the patterns, then from what carries the trigger. `None` once
    /// a role stays empty that must be filled.
    fn roles<'r>(
        &'r self,
        fillers: &Fillers,
        frame: &Frame,
        hit: &TriggerHit,
        around: &mut Around<'r>,
    ) -> Option<Vec<Filled>> {
        let mut roles: Vec<Filled> = Vec::new();
        let of_paths = |role: &&Role| !role.paths.is_empty() || role.needed && role.functions.is_empty();
        for role in frame.roles.iter().filter(of_paths) {
            let slot = Slot {
                pattern: OWN,
                weight: OWN_PATH,
                names_first: false,
                function: OWN,
                paths: &role.paths,
                role: &role.name,
                types: &role.types,
                conditions: Some(role),
                functions: &[],
                conjuncts: role.many,
            };
            slot.fill(fillers, hit.head, hit.head, &mut roles);
            let filled = || roles.iter().any(|filled| filled.role == role.name);
            if role.needed && role.functions.is_empty() && !filled() {
                return None;
            }
        }
        if frame.functions != 0 {
            let constructions = around.of(self, &fillers.scene, hit).iter();
            for one in constructions.filter(|one| one.bits & frame.functions != 0) {
                one.fill(fillers, frame, &mut roles);
            }
        }
        Some(roles)
    }

    /// The patterns that hold at a trigger, in the order in which they are tried, then those that hold at what carries it.
    fn constructions<'r>(&'r self, scene: &Scene, hit: &TriggerHit) -> Vec<Construction<'r>> {
        let holding = |hit: &TriggerHit, carrier, found: &mut Vec<Construction<'r>>| {
            let patterns = self
                .patterns
                .iter()
                .filter(|pattern| applies(pattern, scene, hit));
            found.extend(patterns.map(|pattern| Construction::new(pattern, hit.head, carrier)));
        };
        let mut found = Vec::new();
        holding(hit, None, &mut found);
        for carrier in self.carriers.iter().filter(|_| hit.kind == TriggerKind::Noun) {
            if let Some(verb) = carried(carrier, scene, hit) {
                holding(&verb, Some(carrier), &mut found);
            }
        }
        found
    }
}

/// What stands around the trigger that was asked for last: the frames of a word mostly are several, and one after the other.
#[derive(Default)]
struct Around<'a> {
    trigger: Option<(usize, TriggerKind)>,
    constructions: Vec<Construction<'a>>,
}

impl<'a> Around<'a> {
    fn of(&mut self, rules: &'a RuleSet, scene: &Scene, hit: &TriggerHit) -> &[Construction<'a>] {
        let trigger = Some((hit.head, hit.kind));
        if self.trigger != trigger {
            self.trigger = trigger;
            self.constructions = rules.constructions(scene, hit);
        }
        &self.constructions
    }
}

/// A pattern that holds at a trigger, or at the verb that only carries it.
struct Construction<'a> {
    pattern: &'a Pattern,
    /// The trigger's head, or the verb. Conjuncts must stay together on one side of it.
    start: usize,
    carrier: Option<&'a Carrier>,
    /// Of the pattern, behind that of what carries.
    name: Cow<'a, str>,
    weight: f32,
    /// Bits of the functions that it fills, and perhaps of more.
    bits: u64,
}

impl<'a> Construction<'a> {
    fn new(pattern: &'a Pattern, start: usize, carrier: Option<&'a Carrier>) -> Self {
        let (name, weight, bits) = match carrier {
            Some(carrier) => (
                format!("{}++{}", carrier.name, pattern.name).into(),
                pattern.weight * carrier.weight,
                carrier.bits,
            ),
            None => (pattern.name.as_str().into(), pattern.weight, pattern.bits),
        };
        Self {
            pattern,
            start,
            carrier,
            name,
            weight,
            bits,
        }
    }

    /// Fills the roles of a frame of the trigger.
    fn fill(&self, fillers: &Fillers, frame: &Frame, roles: &mut Vec<Filled>) {
        for (name, paths) in &self.pattern.functions {
            let Some(name) = self.function(name) else { continue };
            for role in &frame.roles {
                // Most functions fill none of most roles: no path is walked for these.
                let functions: Vec<&Function> = role
                    .functions
                    .iter()
                    .filter(|function| function.may_be(name))
                    .collect();
                if functions.is_empty() {
                    continue;
                }
                let slot = Slot {
                    pattern: &self.name,
                    weight: self.weight,
                    names_first: self.pattern.names_first,
                    function: name,
                    paths,
                    role: &role.name,
                    types: &role.types,
                    conditions: Some(role),
                    functions: &functions,
                    conjuncts: role.many && self.pattern.many,
                };
                slot.fill(fillers, self.start, self.start, roles);
            }
        }
    }

    /// Which function of the trigger a function of the pattern is, if any.
    fn function<'n>(&'n self, name: &'n str) -> Option<&'n str> {
        let Some(carrier) = self.carrier else {
            return Some(name);
        };
        let mut pairs = carrier.functions.iter();
        pairs
            .find(|(theirs, _)| theirs == name)
            .map(|(_, ours)| ours.as_str())
    }
}

/// A word of the trigger itself fills a role only where nothing else does: "hostages were taken", but "took two tourists
/// hostage". The head does only where the frame says so itself, by the path `.`: "the killers of the priest".
fn own_words_last(roles: &mut Vec<Filled>, hit: &TriggerHit) {
    let own = |filled: &Filled| hit.words.contains(&filled.word);
    let others: Vec<String> = roles
        .iter()
        .filter(|filled| !own(filled))
        .map(|filled| filled.role.clone())
        .collect();
    let named = |filled: &Filled| filled.word != hit.head || filled.pattern == OWN;
    roles.retain(|filled| !own(filled) || (named(filled) && !others.contains(&filled.role)));
}

pub(super) fn any(paths: &[Path], scene: &Scene, word: usize) -> bool {
    first(paths, scene, word).is_some()
}

pub(super) fn all(paths: &[Path], scene: &Scene, word: usize) -> bool {
    paths.iter().all(|path| path.first(scene, word).is_some())
}

/// The verb that carries a noun, as a trigger of the noun's frame.
pub(super) fn carried(carrier: &Carrier, scene: &Scene, hit: &TriggerHit) -> Option<TriggerHit> {
    let verb = first(&carrier.paths, scene, hit.head)?;
    Some(TriggerHit {
        kind: TriggerKind::Verb,
        words: vec![verb],
        head: verb,
        ..*hit
    })
}

pub(super) fn first(paths: &[Path], scene: &Scene, word: usize) -> Option<usize> {
    paths.iter().find_map(|path| path.first(scene, word))
}

pub(super) fn applies(pattern: &Pattern, scene: &Scene, hit: &TriggerHit) -> bool {
    (pattern.trigger == TriggerKind::Any || pattern.trigger == hit.kind)
        && all(&pattern.when, scene, hit.head)
        && !any(&pattern.unless, scene, hit.head)
}

/// Whether a word is a common noun for people or organisations in the plural, by its form.
fn is_plural(scene: &Scene, word: usize) -> bool {
    let acts = matches!(scene.seen_as(word), Some((_, Some(Class::Per | Class::Org))));
    acts && scene.graph.words()[word].upos == Upos::Noun && lower(scene.form(word)) != scene.lemma(word)
}
