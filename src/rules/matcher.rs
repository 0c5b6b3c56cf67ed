//! The matcher: from trigger words, along the patterns' paths, to typed fillers. Work grows with the triggers found.

use super::{
    compile::{Pattern, RelationRule, RuleSet},
    filler::Fillers,
    flat,
    frame::{Function, TriggerHit},
    path::Path,
    realis::Realis,
    scene::Scene,
    source::TriggerKind,
};
use crate::{
    encoder::Upos,
    mention::{Index, Kind, Mention},
    syntax::Graph,
};

/// A word that fills a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    pub role: String,
    /// The function that it has towards the trigger.
    pub function: String,
    /// Index into the sentence.
    pub word: usize,
    /// Mention at that word, an index into the document's mentions.
    pub mention: Option<usize>,
    /// Name of the pattern.
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
    pub roles: Vec<Filled>,
    pub realis: Realis,
    /// Word of whoever says so.
    pub source: Option<usize>,
}

/// A relation found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationMatch {
    /// Index of the rule.
    pub rule: usize,
    /// Anchor word.
    pub anchor: usize,
    pub subject: Filled,
    pub object: Option<Filled>,
}

impl RuleSet {
    /// What the matcher needs of one sentence of a document; `mentions` and `index` are the document's.
    pub fn fillers<'a>(
        &'a self,
        text: &'a str,
        graph: &'a Graph,
        sentence: usize,
        mentions: &'a [Mention],
        index: &'a Index,
    ) -> Fillers<'a> {
        let scene = Scene {
            text,
            graph,
            lexicon: &self.lexicon,
        };
        Fillers {
            scene,
            mentions,
            index,
            sentence,
        }
    }

    /// All matches of the frames in one sentence: over its graph, or over tags and words where no parser ran.
    pub fn events(&self, fillers: &Fillers) -> Vec<Match> {
        let scene = &fillers.scene;
        if !scene.graph.is_parsed() {
            return flat::events(self, fillers);
        }
        let words = 0..scene.graph.words().len();
        let hits = words.flat_map(|word| self.triggers.lookup(scene, word));
        hits.filter_map(|hit| self.event(fillers, hit)).collect()
    }

    fn event(&self, fillers: &Fillers, hit: TriggerHit) -> Option<Match> {
        let frame = &self.frames[hit.frame];
        let scene = &fillers.scene;
        let ontology = self.ontology.get(&frame.event)?;
        if any(&frame.unless, scene, hit.head) {
            return None;
        }
        let mut roles: Vec<Filled> = Vec::new();
        for pattern in self
            .patterns
            .iter()
            .filter(|pattern| applies(pattern, scene, &hit))
        {
            for (name, paths) in &pattern.functions {
                for (role, functions) in &frame.roles {
                    // Most functions fill none of most roles: no path is walked for these.
                    let may_fill: Vec<&Function> = functions
                        .iter()
                        .filter(|function| function.may_be(name))
                        .collect();
                    if may_fill.is_empty() {
                        continue;
                    }
                    let allowed = ontology.roles.get(role).map_or(&[][..], Vec::as_slice);
                    let wanted = |word: usize| {
                        may_fill.iter().any(|function| match function {
                            Function::Named(_) => true,
                            Function::Oblique(case) => fillers.has_case(word, case),
                        })
                    };
                    let slot = Slot {
                        pattern,
                        function: name,
                        paths,
                        role,
                        allowed,
                        conjuncts: true,
                    };
                    slot.fill(fillers, hit.head, wanted, &mut roles);
                }
            }
        }
        roles.retain(|filled| !hit.words.contains(&filled.word));
        let required = roles
            .iter()
            .filter(|filled| ontology.requires.contains(&filled.role))
            .count();
        let needed = frame
            .needs
            .iter()
            .all(|role| roles.iter().any(|filled| filled.role == *role));
        if required < ontology.least || !needed {
            return None;
        }
        let points = points(scene, &hit);
        Some(Match {
            frame: hit.frame,
            realis: self.realis_at(scene, &points),
            source: points
                .iter()
                .find_map(|&point| first(&self.attribution, scene, point)),
            event: frame.event.clone(),
            trigger: hit.words,
            head: hit.head,
            roles,
        })
    }

    fn realis_at(&self, scene: &Scene, points: &[usize]) -> Realis {
        let holds = |paths: &[Path]| points.iter().any(|&point| any(paths, scene, point));
        self.realis
            .iter()
            .find(|(_, paths)| holds(paths))
            .map_or(Realis::Actual, |(realis, _)| *realis)
    }

    /// All relations in one sentence.
    pub fn relations(&self, fillers: &Fillers) -> Vec<RelationMatch> {
        let (scene, graph) = (&fillers.scene, fillers.scene.graph);
        let mut found = Vec::new();
        for word in 0..graph.words().len() {
            if !matches!(graph.words()[word].upos, Upos::Noun | Upos::Propn) {
                continue;
            }
            for (number, rule) in self.relations.iter().enumerate() {
                if self.lexicon.contains(&rule.list, &scene.lemma(word)) {
                    relate(fillers, number, rule, word, &mut found);
                }
            }
        }
        found
    }
}

fn relate(
    fillers: &Fillers,
    index: usize,
    rule: &RelationRule,
    anchor: usize,
    found: &mut Vec<RelationMatch>,
) {
    let hit = TriggerHit {
        frame: 0,
        noun: true,
        words: vec![anchor],
        head: anchor,
    };
    let collect = |pattern: &Pattern, paths: &[Path], role: &str, allowed: &[String]| {
        let mut filled = Vec::new();
        let slot = Slot {
            pattern,
            function: role,
            paths,
            role,
            allowed,
            conjuncts: false,
        };
        slot.fill(fillers, anchor, |_| true, &mut filled);
        filled.retain(|filled| filled.word != anchor);
        filled
    };
    for pattern in rule
        .patterns
        .iter()
        .filter(|pattern| applies(pattern, &fillers.scene, &hit))
    {
        for (name, paths) in &pattern.functions {
            for subject in collect(pattern, paths, name, &rule.subject) {
                let mut objects = rule.object_paths.iter().filter_map(|path| {
                    let objects = collect(pattern, std::slice::from_ref(path), "object", &rule.object);
                    objects
                        .into_iter()
                        .find(|object| object.mention != subject.mention || object.mention.is_none())
                });
                found.push(RelationMatch {
                    rule: index,
                    anchor,
                    object: objects.next(),
                    subject,
                });
            }
            if found
                .iter()
                .any(|relation| relation.anchor == anchor && relation.rule == index)
            {
                return;
            }
        }
    }
}

/// One role to fill from one function of a pattern.
struct Slot<'a> {
    pattern: &'a Pattern,
    function: &'a str,
    paths: &'a [Path],
    role: &'a str,
    allowed: &'a [String],
    /// Whether conjuncts of what a path reaches fill the role too: both victims of one deed, but not both bearers of a title.
    conjuncts: bool,
}

impl Slot<'_> {
    /// Fills the role along the first path that reaches something of an allowed type. What an earlier pattern put
    /// there by the same function stays alone; a word fills one role only.
    fn fill(&self, fillers: &Fillers, start: usize, wanted: impl Fn(usize) -> bool, roles: &mut Vec<Filled>) {
        let taken = |filled: &Filled| {
            filled.role == self.role
                && filled.function == self.function
                && filled.pattern != self.pattern.name
        };
        if roles.iter().any(taken) {
            return;
        }
        let free = |&(word, mention): &(usize, Option<usize>)| {
            !roles
                .iter()
                .any(|filled| filled.word == word || (mention.is_some() && filled.mention == mention))
        };
        let reached = self.paths.iter().map(|path| {
            let words = path
                .walk(&fillers.scene, start)
                .into_iter()
                .filter(|&word| wanted(word));
            let typed = words
                .flat_map(|word| {
                    let mut words = fillers.expand(start, word);
                    words.truncate(if self.conjuncts { usize::MAX } else { 1 });
                    words
                })
                .filter_map(|word| fillers.typed(word, self.allowed));
            typed
                .map(|word| (word, fillers.mention(word)))
                .filter(free)
                .collect::<Vec<_>>()
        });
        let mut reached = reached.filter(|words| !words.is_empty());
        let Some(first) = reached.next() else { return };
        let named = |words: &Vec<(usize, Option<usize>)>| {
            words
                .iter()
                .any(|&(_, mention)| mention.is_some_and(|id| fillers.mentions[id].kind == Kind::Name))
        };
        let chosen = if self.pattern.names_first && !named(&first) {
            reached.find(named).unwrap_or(first)
        } else {
            first
        };
        let mut filled: Vec<Filled> = chosen
            .into_iter()
            .map(|(word, mention)| self.filled(word, mention))
            .collect();
        filled.dedup_by_key(|filled| (filled.mention.is_none().then_some(filled.word), filled.mention));
        roles.extend(filled);
    }

    fn filled(&self, word: usize, mention: Option<usize>) -> Filled {
        Filled {
            role: self.role.to_string(),
            function: self.function.to_string(),
            word,
            mention,
            pattern: self.pattern.name.clone(),
            weight: self.pattern.weight,
        }
    }
}

fn any(paths: &[Path], scene: &Scene, word: usize) -> bool {
    first(paths, scene, word).is_some()
}

fn first(paths: &[Path], scene: &Scene, word: usize) -> Option<usize> {
    paths.iter().find_map(|path| path.first(scene, word))
}

pub(super) fn applies(pattern: &Pattern, scene: &Scene, hit: &TriggerHit) -> bool {
    let kind = match pattern.trigger {
        TriggerKind::Verb => !hit.noun,
        TriggerKind::Noun => hit.noun,
        TriggerKind::Any => true,
    };
    kind && pattern
        .when
        .iter()
        .all(|path| path.first(scene, hit.head).is_some())
        && !any(&pattern.unless, scene, hit.head)
}

/// The words whose surroundings show realis and source: the trigger, verbs that it is conjoined to, and for a noun the
/// verb that only carries it ("carried out an attack").
fn points(scene: &Scene, hit: &TriggerHit) -> Vec<usize> {
    let words = scene.graph.words();
    let mut points = vec![hit.head];
    let mut at = hit.head;
    while let Some(head) = words[at].head {
        let relation = words[at].deprel.as_str();
        let carried = hit.noun && at == hit.head && matches!(relation, "obj" | "nsubj:pass");
        let shares = relation == "conj"
            && !scene
                .graph
                .children(at)
                .iter()
                .any(|&child| words[child].deprel.is("nsubj"));
        if !(shares || carried && scene.lexicon.contains("light_verb", &scene.lemma(head))) {
            break;
        }
        points.push(head);
        at = head;
    }
    points
}
