//! Why a rule did or did not fire on a sentence: the matcher's way again, in words.
//!
//! In: a rule's name and a sentence. Out: the parse, then each step of every rule of that name with what it reached, or
//! the first step that failed and why.

mod construction;
mod picture;

use std::fmt::Write;

use super::{
    compile::{Pattern, RuleSet},
    filler::Fillers,
    frame::{Frame, Role},
    matcher::{Match, applies},
    path::Path,
    source::TriggerKind,
    trigger::TriggerHit,
};

use picture::Mark;
pub use picture::page;

/// What the rules of a name do with one sentence.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The sentence.
    pub sentence: String,
    /// The parse, then each step in words.
    pub steps: String,
    /// The parse and what was found, as an SVG element.
    pub picture: String,
}

impl RuleSet {
    /// Explains what the rules of a name do with a sentence, in words and as a picture; `None` when there is none of that
    /// name.
    pub fn explain(&self, rule: &str, sentence: &str, fillers: &Fillers) -> Option<Explanation> {
        Some(Explanation {
            sentence: sentence.to_string(),
            steps: self.steps(rule, fillers)?,
            picture: picture::draw(&fillers.scene, &self.marks(rule, fillers)),
        })
    }

    /// Triggers and fillers of what the rules of a name found; where they found nothing, the triggers of a frame alone.
    fn marks(&self, rule: &str, fillers: &Fillers) -> Vec<Mark> {
        let by = |pattern: &str| pattern.split(['/', '+']).any(|part| part == rule);
        let mut marks = Vec::new();
        let mark = |word: usize, label: &str, trigger: bool| Mark {
            word,
            label: label.to_string(),
            trigger,
        };
        for one in self.events(fillers.clone()) {
            let own = self.frames[one.frame].name == rule;
            if own || one.roles.iter().any(|filled| by(&filled.pattern)) {
                marks.extend(one.trigger.iter().map(|&word| mark(word, &one.event, true)));
                marks.extend(
                    one.roles
                        .iter()
                        .map(|filled| mark(filled.word, &filled.role, false)),
                );
            }
        }
        for one in self.relations(fillers) {
            if self.relations[one.rule].name == rule {
                marks.push(mark(one.anchor, &self.relations[one.rule].kind, true));
                marks.push(mark(one.subject.word, "subject", false));
                marks.extend(one.object.iter().map(|object| mark(object.word, "object", false)));
            }
        }
        if marks.is_empty() {
            let words = 0..fillers.scene.graph.words().len();
            let hits = words.flat_map(|word| self.triggers.lookup(&fillers.scene, word));
            let own = hits.filter(|hit| self.frames[hit.frame].name == rule);
            marks.extend(own.map(|hit| mark(hit.head, "no event", true)));
        }
        marks
    }

    /// The way of the rules of a name through a sentence, after its parse.
    fn steps(&self, rule: &str, fillers: &Fillers) -> Option<String> {
        if !self.names().any(|name| name == rule) {
            return None;
        }
        let (scene, graph) = (&fillers.scene, fillers.scene.graph);
        let mut out = String::new();
        for (index, word) in graph.words().iter().enumerate() {
            let head = word.head.map_or("", |head| scene.form(head));
            let (form, upos, relation) = (scene.form(index), word.upos, &word.deprel);
            let lemma = &word.lemma;
            let _ = writeln!(out, "    {form:<16} {lemma:<16} {upos:<6} {relation:<14} {head}");
        }
        let (found, fillers) = self.run(fillers.clone());
        if let Some(number) = self.frames.iter().position(|frame| frame.name == rule) {
            self.explain_frame(&fillers, number, &found, &mut out);
        }
        if let Some(pattern) = self.patterns.iter().find(|pattern| pattern.name == rule) {
            self.explain_construction(&fillers, pattern, &mut out);
        }
        if let Some(carrier) = self.carriers.iter().find(|carrier| carrier.name == rule) {
            self.explain_carrier(&fillers, carrier, &mut out);
        }
        if let Some(link) = self.links.iter().find(|link| link.name == rule) {
            self.explain_link(&fillers, link, &found, &mut out);
        }
        if let Some(relation) = self.relations.iter().find(|relation| relation.name == rule) {
            self.explain_relation(&fillers, relation, &mut out);
        }
        Some(out)
    }

    /// The names of all rules that can be explained.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let frames = self.frames.iter().map(|rule| rule.name.as_str());
        let patterns = self.patterns.iter().map(|rule| rule.name.as_str());
        let carriers = self.carriers.iter().map(|rule| rule.name.as_str());
        let links = self.links.iter().map(|rule| rule.name.as_str());
        let relations = self.relations.iter().map(|rule| rule.name.as_str());
        frames
            .chain(patterns)
            .chain(carriers)
            .chain(links)
            .chain(relations)
    }

    fn explain_frame(&self, fillers: &Fillers, number: usize, found: &[Match], out: &mut String) {
        let frame = &self.frames[number];
        let scene = &fillers.scene;
        let words = 0..scene.graph.words().len();
        let hits: Vec<TriggerHit> = words
            .clone()
            .flat_map(|word| self.triggers.lookup(scene, word))
            .filter(|hit| hit.frame == number)
            .collect();
        if hits.is_empty() {
            let _ = writeln!(out, "no trigger of frame `{}` in the sentence", frame.name);
            for reason in words.flat_map(|word| self.triggers.why_not(scene, word, number)) {
                let _ = writeln!(out, "  {reason}");
            }
        }
        for hit in hits {
            let phrase: Vec<&str> = hit.words.iter().map(|&word| scene.form(word)).collect();
            let _ = writeln!(out, "`{}` triggers frame `{}`", phrase.join(" "), frame.name);
            if let Some(reason) = unmet(&frame.when, &frame.unless, fillers, hit.head) {
                let _ = writeln!(out, "  the frame {reason}");
                continue;
            }
            for role in frame.roles.iter().filter(|role| !role.paths.is_empty()) {
                let reach = Reach {
                    fillers,
                    start: hit.head,
                    roles: &[role],
                };
                reach.explain(&format!("{}: path", role.name), &role.paths, out);
            }
            for pattern in self.patterns.iter().filter(|pattern| suits(pattern, &hit)) {
                let takers = |name: &str| takers(frame, name);
                explain_pattern(fillers, pattern, &hit, &pattern.name, &takers, out);
            }
            let one = found
                .iter()
                .find(|one| one.frame == number && one.head == hit.head);
            self.explain_result(frame, one, fillers, out);
        }
    }

    /// The event that came out, with who found what, or what is missing.
    fn explain_result(&self, frame: &Frame, found: Option<&Match>, fillers: &Fillers, out: &mut String) {
        let kind = self.ontology.get(&frame.event);
        let _ = match (found, kind) {
            (Some(found), _) => {
                let roles = found.roles.iter().map(|filled| {
                    let form = fillers.scene.form(filled.word);
                    format!("{} `{form}` by {}", filled.role, filled.pattern)
                });
                let roles = roles.collect::<Vec<_>>().join(", ");
                self.explain_stance(fillers, found.head, out);
                writeln!(out, "  => {} ({}): {roles}", found.event, found.realis)
            }
            (None, Some(kind)) => {
                let required = kind.requires.join(" or ");
                let least = match kind.least {
                    0 | 1 => String::new(),
                    least => format!(" at least {least} times"),
                };
                let own = frame.roles.iter().filter(|role| role.required);
                let own: Vec<&str> = own.map(|role| role.name.as_str()).collect();
                let own = match own.is_empty() {
                    true => String::new(),
                    false => format!("; the frame requires {} too", own.join(" and ")),
                };
                writeln!(
                    out,
                    "  => no {}: required {required} not filled{least}{own}",
                    frame.event
                )
            }
            (None, None) => Ok(()),
        };
    }
}

impl RuleSet {
    /// Which words were asked how the text commits itself to the event, and what they say of it and of its source.
    fn explain_stance(&self, fillers: &Fillers, trigger: usize, out: &mut String) {
        let scene = &fillers.scene;
        for point in self.governors(scene, trigger) {
            let form = scene.form(point);
            let cue = self.cue(scene, point).map(|(cue, path)| {
                let settles = if cue.settles {
                    ", and no word above is asked"
                } else {
                    ""
                };
                format!("{} by `{}`{settles}", cue.realis, path.source())
            });
            let said = self
                .sayer(scene, point)
                .map(|(word, path)| format!("; `{}` says so, by `{}`", scene.form(word), path.source()));
            let cue = cue.unwrap_or("nothing".into());
            let _ = writeln!(out, "  realis: `{form}`: {cue}{}", said.unwrap_or_default());
        }
    }
}

/// Roles of the frame that take a function.
fn takers<'a>(frame: &'a Frame, name: &str) -> Vec<&'a Role> {
    let takes = |role: &&Role| role.functions.iter().any(|function| function.may_be(name));
    frame.roles.iter().filter(takes).collect()
}

fn suits(pattern: &Pattern, hit: &TriggerHit) -> bool {
    pattern.trigger == TriggerKind::Any || pattern.trigger == hit.kind
}

/// The first condition that does not hold at a word, in words.
fn unmet(when: &[Path], unless: &[Path], fillers: &Fillers, word: usize) -> Option<String> {
    let scene = &fillers.scene;
    let missing = when
        .iter()
        .find_map(|path| Some((path, path.failure(scene, word)?)));
    if let Some((path, reason)) = missing {
        return Some(format!("needs `{}`: {reason}", path.source()));
    }
    let present = unless
        .iter()
        .find_map(|path| Some((path, path.first(scene, word)?)));
    present.map(|(path, at)| {
        format!(
            "is ruled out by `{}`: it reaches `{}`",
            path.source(),
            scene.form(at)
        )
    })
}

/// A pattern's conditions and paths, and what they reach; `takers` gives the roles that a function may fill.
fn explain_pattern<'a>(
    fillers: &Fillers,
    pattern: &Pattern,
    hit: &TriggerHit,
    name: &str,
    takers: &dyn Fn(&str) -> Vec<&'a Role>,
    out: &mut String,
) {
    if !applies(pattern, &fillers.scene, hit) {
        if let Some(reason) = unmet(&pattern.when, &pattern.unless, fillers, hit.head) {
            let _ = writeln!(out, "  {name}: {reason}");
        }
        return;
    }
    for (function, paths) in &pattern.functions {
        let roles = takers(function);
        if !roles.is_empty() {
            let reach = Reach {
                fillers,
                start: hit.head,
                roles: &roles,
            };
            reach.explain(&format!("{name}: {function}"), paths, out);
        }
    }
}

/// What paths from a word reach, and what the roles say to it.
struct Reach<'a, 'b> {
    fillers: &'a Fillers<'b>,
    start: usize,
    roles: &'a [&'a Role],
}

impl Reach<'_, '_> {
    /// One line for each word that is reached; where there is none, one for each path and where it ends.
    fn explain(&self, name: &str, paths: &[Path], out: &mut String) {
        let scene = &self.fillers.scene;
        let mut nowhere = Vec::new();
        let mut reached = false;
        for path in paths {
            let words = path.walk(scene, self.start);
            if words.is_empty() {
                let reason = path.failure(scene, self.start).unwrap_or_default();
                nowhere.push(format!("  {name} `{}` leads nowhere: {reason}", path.source()));
            }
            let words = words.into_iter();
            for word in words.flat_map(|word| self.fillers.expand(self.start, word)) {
                reached = true;
                for role in self.roles {
                    let (form, verdict) = (scene.form(word), self.verdict(role, word));
                    let _ = writeln!(out, "  {name} `{}` reaches `{form}`: {verdict}", path.source());
                }
            }
        }
        if !reached {
            nowhere.iter().for_each(|line| {
                let _ = writeln!(out, "{line}");
            });
        }
    }

    fn verdict(&self, role: &Role, word: usize) -> String {
        let scene = &self.fillers.scene;
        let stands = role.functions.is_empty()
            || !role.paths.is_empty()
            || role.functions.iter().any(|function| function.holds(scene, word));
        if !stands {
            return format!("no {}: another preposition", role.name);
        }
        let Some(word) = self.fillers.typed(word, &role.types) else {
            let seen = match scene.seen_as(word) {
                Some((kind, Some(class))) => format!("a {} of class {class}", kind.as_str()),
                Some((kind, None)) => format!("a {} of no class", kind.as_str()),
                None => "no mention".to_string(),
            };
            return format!("no {}: {seen}, not one of {}", role.name, role.allowed.join(", "));
        };
        match role.against(scene, word) {
            Some((path, true)) => format!("no {}: it lacks `{}`", role.name, path.source()),
            Some((path, false)) => format!("no {}: ruled out by `{}`", role.name, path.source()),
            None => role.name.clone(),
        }
    }
}
