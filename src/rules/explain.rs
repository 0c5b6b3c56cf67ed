//! Why a rule did or did not fire on a sentence: the matcher's way again, in words.

use std::fmt::Write;

use super::{
    compile::{Pattern, RuleSet},
    filler::Fillers,
    frame::{Frame, Function, TriggerHit},
    matcher::{Match, applies},
    path::Path,
    source::TriggerKind,
};

/// A role and the types that may fill it.
type Taker<'a> = (&'a str, &'a [String]);

impl RuleSet {
    /// Explains what a frame or relation does with a sentence, after its parse; `None` when there is no rule of that name.
    pub fn explain(&self, rule: &str, fillers: &Fillers) -> Option<String> {
        let (scene, graph) = (&fillers.scene, fillers.scene.graph);
        let mut out = String::new();
        for (index, word) in graph.words().iter().enumerate() {
            let head = word.head.map_or("", |head| scene.form(head));
            let (form, upos, relation) = (scene.form(index), word.upos, &word.deprel);
            let _ = writeln!(
                out,
                "    {form:<16} {:<16} {upos:<6} {relation:<14} {head}",
                word.lemma
            );
        }
        if !graph.is_parsed() {
            let found = self.events(fillers);
            return self.explain_flat(rule, &found, fillers);
        }
        if let Some(number) = self.frames.iter().position(|frame| frame.name == rule) {
            let found = self.events(fillers);
            self.explain_frame(fillers, number, &found, &mut out);
        } else {
            let relation = self.relations.iter().find(|relation| relation.name == rule)?;
            let anchors: Vec<usize> = (0..graph.words().len())
                .filter(|&word| self.lexicon.contains(&relation.list, &scene.lemma(word)))
                .collect();
            if anchors.is_empty() {
                let _ = writeln!(out, "no word of the list `{}`", relation.list);
            }
            for anchor in anchors {
                let _ = writeln!(out, "`{}` is in the list `{}`", scene.form(anchor), relation.list);
                let hit = TriggerHit {
                    frame: 0,
                    noun: true,
                    words: vec![anchor],
                    head: anchor,
                };
                for pattern in &relation.patterns {
                    explain_pattern(fillers, pattern, &hit, &mut out, &|_| {
                        vec![("subject", relation.subject.as_slice())]
                    });
                }
            }
        }
        Some(out)
    }

    /// Without a parse: only what was found, and by which patterns.
    fn explain_flat(&self, rule: &str, found: &[Match], fillers: &Fillers) -> Option<String> {
        let mut out = String::from("the model has no parser: patterns over tags and words\n");
        let Some(number) = self.frames.iter().position(|frame| frame.name == rule) else {
            self.relations.iter().find(|relation| relation.name == rule)?;
            out.push_str("relations are not looked for\n");
            return Some(out);
        };
        let frame = &self.frames[number];
        let before = out.len();
        for one in found.iter().filter(|one| one.frame == number) {
            let form = |word: usize| fillers.scene.form(word);
            let _ = writeln!(out, "`{}` triggers frame `{}`", form(one.head), frame.name);
            for filled in &one.roles {
                let (pattern, function, role) = (&filled.pattern, &filled.function, &filled.role);
                let _ = writeln!(out, "  {pattern}: {function} `{}`: {role}", form(filled.word));
            }
            self.explain_result(frame, Some(one), &mut out);
        }
        if out.len() == before {
            let _ = writeln!(out, "frame `{}` found nothing", frame.name);
        }
        Some(out)
    }

    fn explain_frame(&self, fillers: &Fillers, number: usize, found: &[Match], out: &mut String) {
        let frame = &self.frames[number];
        let scene = &fillers.scene;
        let words = 0..scene.graph.words().len();
        let hits: Vec<TriggerHit> = words
            .flat_map(|word| self.triggers.lookup(scene, word))
            .filter(|hit| hit.frame == number)
            .collect();
        if hits.is_empty() {
            let _ = writeln!(out, "no trigger of frame `{}` in the sentence", frame.name);
        }
        for hit in hits {
            let phrase: Vec<&str> = hit.words.iter().map(|&word| scene.form(word)).collect();
            let _ = writeln!(out, "`{}` triggers frame `{}`", phrase.join(" "), frame.name);
            if let Some(path) = frame
                .unless
                .iter()
                .find(|path| path.first(scene, hit.head).is_some())
            {
                let _ = writeln!(out, "  ruled out by the frame's unless `{}`", path.source());
                continue;
            }
            for pattern in self.patterns.iter().filter(|pattern| suits(pattern, &hit)) {
                explain_pattern(fillers, pattern, &hit, out, &|name| self.takers(frame, name));
            }
            self.explain_result(
                frame,
                found.iter().find(|m| m.frame == number && m.head == hit.head),
                out,
            );
        }
    }

    /// Roles of the frame that take a function, with their types.
    fn takers<'a>(&'a self, frame: &'a Frame, name: &str) -> Vec<Taker<'a>> {
        let kind = self.ontology.get(&frame.event);
        let takes = |functions: &[Function]| {
            functions.iter().any(|function| match function {
                Function::Named(wanted) => wanted == name,
                Function::Oblique(_) => name == "oblique",
            })
        };
        let roles = frame.roles.iter().filter(|(_, functions)| takes(functions));
        roles
            .filter_map(|(role, _)| Some((role.as_str(), kind?.roles.get(role)?.as_slice())))
            .collect()
    }

    fn explain_result(&self, frame: &Frame, found: Option<&Match>, out: &mut String) {
        let _ = match found {
            Some(found) => writeln!(
                out,
                "  => {} ({}) with {} role(s)",
                found.event,
                found.realis,
                found.roles.len()
            ),
            None => {
                let requires = self
                    .ontology
                    .get(&frame.event)
                    .map_or(String::new(), |kind| kind.requires.join(" or "));
                writeln!(out, "  => no {}: required {requires} not filled", frame.event)
            }
        };
    }
}

fn suits(pattern: &Pattern, hit: &TriggerHit) -> bool {
    pattern.trigger == TriggerKind::Any || (pattern.trigger == TriggerKind::Noun) == hit.noun
}

/// A pattern's guards and paths, and what they reach; `takers` gives the roles that a function may fill.
fn explain_pattern<'a>(
    fillers: &Fillers,
    pattern: &Pattern,
    hit: &TriggerHit,
    out: &mut String,
    takers: &dyn Fn(&str) -> Vec<Taker<'a>>,
) {
    let scene = &fillers.scene;
    let reaches = |path: &&Path| path.first(scene, hit.head).is_some();
    if !applies(pattern, scene, hit) {
        let missing = pattern
            .when
            .iter()
            .find(|path| !reaches(path))
            .map(|path| ("needs", path));
        let reason = missing.or_else(|| {
            pattern
                .unless
                .iter()
                .find(reaches)
                .map(|path| ("is ruled out by", path))
        });
        if let Some((why, path)) = reason {
            let _ = writeln!(out, "  {}: {why} `{}`", pattern.name, path.source());
        }
        return;
    }
    for (name, paths) in &pattern.functions {
        let roles = takers(name);
        if roles.is_empty() {
            continue;
        }
        for path in paths {
            for word in path
                .walk(scene, hit.head)
                .into_iter()
                .flat_map(|word| fillers.expand(hit.head, word))
            {
                for (role, allowed) in &roles {
                    let verdict = match fillers.typed(word, allowed) {
                        Some(_) => role.to_string(),
                        None => format!("no {role}: not one of {}", allowed.join(", ")),
                    };
                    let form = scene.form(word);
                    let _ = writeln!(
                        out,
                        "  {}: {name} `{}` reaches `{form}`: {verdict}",
                        pattern.name,
                        path.source()
                    );
                }
            }
        }
    }
}
