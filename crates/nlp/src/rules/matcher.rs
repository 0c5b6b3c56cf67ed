//! The matcher: from trigger words, along the patterns' paths, to typed fillers. Work grows with the triggers found.
//!
//! Frames and links run by their priorities, lowest first, as the rules of Odin do (Valenzuela-Escárcega et al. 2016):
//! what one finds is noted in the scene, where the paths and types of those after it can ask for it.

use super::{
    compile::{Carrier, Pattern, RuleSet},
    filler::Fillers,
    flat,
    frame::{Frame, Function, Role},
    link,
    path::Path,
    realis::Realis,
    scene::{Scene, lower},
    slot::Slot,
    source::TriggerKind,
    trigger::TriggerHit,
};
use crate::{
    mention::{Index, Mention},
    syntax::SentenceGraph,
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

    /// All matches of the frames in one sentence, in the order of their triggers: over its graph, or over tags and words
    /// where no parser ran.
    pub fn events(&self, fillers: &Fillers) -> Vec<Match> {
        if !fillers.scene.graph.is_parsed() {
            return flat::events(self, fillers);
        }
        self.run(fillers).0
    }

    /// Whether a match tells of a lasting relation rather than an event.
    pub fn is_relation(&self, found: &Match) -> bool {
        self.ontology.get(&found.event).is_some_and(|kind| kind.relation)
    }

    /// All matches of a parsed sentence, and the scene with what was noted on the way.
    pub(super) fn run<'a>(&self, fillers: &Fillers<'a>) -> (Vec<Match>, Fillers<'a>) {
        let mut fillers = fillers.clone();
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
            found.extend(now.filter_map(|hit| self.event(&fillers, hit)));
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

    fn event(&self, fillers: &Fillers, hit: &TriggerHit) -> Option<Match> {
        let frame = &self.frames[hit.frame];
        let scene = &fillers.scene;
        let ontology = self.ontology.get(&frame.event)?;
        if !all(&frame.when, scene, hit.head) || any(&frame.unless, scene, hit.head) {
            return None;
        }
        let mut roles = self.roles(fillers, frame, hit);
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

    /// Fills the roles of a frame: along its own paths, then by the patterns, then from what carries the trigger.
    fn roles(&self, fillers: &Fillers, frame: &Frame, hit: &TriggerHit) -> Vec<Filled> {
        let mut roles: Vec<Filled> = Vec::new();
        for role in &frame.roles {
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
        }
        for pattern in self.patterns_at(&fillers.scene, hit) {
            let filler = Filling {
                fillers,
                frame,
                trigger: hit.head,
                name: &pattern.name,
                weight: pattern.weight,
            };
            filler.fill(pattern, hit.head, &|name| Some(name), &mut roles);
        }
        if hit.kind == TriggerKind::Noun {
            for carrier in &self.carriers {
                self.carried(fillers, frame, hit, carrier, &mut roles);
            }
        }
        roles
    }

    /// Fills roles from what stands around a verb that only carries the noun.
    fn carried(
        &self,
        fillers: &Fillers,
        frame: &Frame,
        hit: &TriggerHit,
        carrier: &Carrier,
        roles: &mut Vec<Filled>,
    ) {
        let scene = &fillers.scene;
        let Some(at) = carried(carrier, scene, hit) else {
            return;
        };
        let renamed = |name: &str| {
            let mut pairs = carrier.functions.iter();
            pairs
                .find(|(theirs, _)| theirs == name)
                .map(|(_, ours)| ours.as_str())
        };
        for pattern in self.patterns_at(scene, &at) {
            let filler = Filling {
                fillers,
                frame,
                trigger: at.head,
                name: &format!("{}++{}", carrier.name, pattern.name),
                weight: pattern.weight * carrier.weight,
            };
            filler.fill(pattern, at.head, &renamed, roles);
        }
    }

    /// The patterns that hold at a trigger, in the order in which they are tried.
    fn patterns_at<'a>(&'a self, scene: &'a Scene, hit: &'a TriggerHit) -> impl Iterator<Item = &'a Pattern> {
        self.patterns
            .iter()
            .filter(move |pattern| applies(pattern, scene, hit))
    }
}

/// A frame's roles filled by one pattern.
struct Filling<'a, 'b> {
    fillers: &'a Fillers<'b>,
    frame: &'a Frame,
    /// The word on whose sides conjuncts must stay together.
    trigger: usize,
    name: &'a str,
    weight: f32,
}

impl Filling<'_, '_> {
    /// `renamed` says which function of the trigger a function of the pattern is, if any.
    fn fill<'a>(
        &self,
        pattern: &'a Pattern,
        start: usize,
        renamed: &dyn Fn(&'a str) -> Option<&'a str>,
        roles: &mut Vec<Filled>,
    ) {
        for (name, paths) in &pattern.functions {
            let Some(name) = renamed(name) else { continue };
            for role in &self.frame.roles {
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
                    pattern: self.name,
                    weight: self.weight,
                    names_first: pattern.names_first,
                    function: name,
                    paths,
                    role: &role.name,
                    types: &role.types,
                    conditions: Some(role),
                    functions: &functions,
                    conjuncts: role.many,
                };
                slot.fill(self.fillers, start, self.trigger, roles);
            }
        }
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
