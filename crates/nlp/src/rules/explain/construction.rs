//! Explanations of patterns, carriers, links and relations.

use std::fmt::Write;

use super::{Reach, explain_pattern, suits, takers, unmet};
use crate::rules::{
    compile::{Carrier, Link, Pattern, RelationRule, RuleSet},
    filler::Fillers,
    frame::{Function, Role},
    matcher::{Match, carried},
    relate::anchor_hit,
    source::TriggerKind,
    trigger::TriggerHit,
};

impl RuleSet {
    /// A pattern at every trigger of the sentence that it could start from.
    pub(super) fn explain_construction(&self, fillers: &Fillers, pattern: &Pattern, out: &mut String) {
        let before = out.len();
        for hit in self.hits(fillers).iter().filter(|hit| suits(pattern, hit)) {
            let frame = &self.frames[hit.frame];
            let form = fillers.scene.form(hit.head);
            let _ = writeln!(out, "`{form}` triggers frame `{}`", frame.name);
            explain_pattern(
                fillers,
                pattern,
                hit,
                &pattern.name,
                &|name| takers(frame, name),
                out,
            );
        }
        if out.len() == before {
            let _ = writeln!(
                out,
                "no trigger in the sentence from which pattern `{}` starts",
                pattern.name
            );
        }
    }

    pub(super) fn explain_carrier(&self, fillers: &Fillers, carrier: &Carrier, out: &mut String) {
        let scene = &fillers.scene;
        let hits = self.hits(fillers);
        let nouns: Vec<&TriggerHit> = hits.iter().filter(|hit| hit.kind == TriggerKind::Noun).collect();
        if nouns.is_empty() {
            let _ = writeln!(out, "no noun in the sentence triggers a frame");
        }
        for hit in nouns {
            let frame = &self.frames[hit.frame];
            let _ = writeln!(out, "`{}` triggers frame `{}`", scene.form(hit.head), frame.name);
            let Some(at) = carried(carrier, scene, hit) else {
                for path in &carrier.paths {
                    let reason = path.failure(scene, hit.head).unwrap_or_default();
                    let _ = writeln!(out, "  `{}` leads nowhere: {reason}", path.source());
                }
                continue;
            };
            let _ = writeln!(out, "  `{}` carries it", scene.form(at.head));
            let renamed = |name: &str| {
                let ours = carrier.functions.iter().find(|(theirs, _)| theirs == name);
                ours.map_or(Vec::new(), |(_, ours)| takers(frame, ours))
            };
            for pattern in self.patterns.iter().filter(|pattern| suits(pattern, &at)) {
                let name = format!("{}++{}", carrier.name, pattern.name);
                explain_pattern(fillers, pattern, &at, &name, &renamed, out);
            }
        }
    }

    pub(super) fn explain_link(&self, fillers: &Fillers, link: &Link, found: &[Match], out: &mut String) {
        let scene = &fillers.scene;
        let mut none = true;
        for one in found {
            let kind = self.frames.get(one.frame).map(|frame| frame.kind);
            if !kind.is_some_and(|kind| link.kinds.contains(&kind)) {
                continue;
            }
            none = false;
            let (form, event) = (scene.form(one.head), &one.event);
            let _ = writeln!(out, "{event} found at `{form}`");
            if let Some(reason) = unmet(&link.when, &link.unless, fillers, one.head) {
                let _ = writeln!(out, "  the link {reason}");
                continue;
            }
            let kind = link.becomes.as_ref().unwrap_or(&one.event);
            for (name, paths) in &link.roles {
                let role = Role {
                    name: name.clone(),
                    types: self.types_of(kind, name),
                    ..Role::default()
                };
                let reach = Reach {
                    fillers,
                    start: one.head,
                    roles: &[&role],
                };
                reach.explain(name, paths, out);
            }
            for path in &link.other {
                let words = path.walk(scene, one.head);
                if let Some(reason) = path.failure(scene, one.head) {
                    let _ = writeln!(out, "  other `{}` leads nowhere: {reason}", path.source());
                }
                for word in words {
                    let event = found
                        .iter()
                        .find(|other| other.head == word && other.head != one.head);
                    let what = event.map_or("no event was found there".to_string(), |other| {
                        other.event.clone()
                    });
                    let _ = writeln!(
                        out,
                        "  other `{}` reaches `{}`: {what}",
                        path.source(),
                        scene.form(word)
                    );
                }
            }
            let ending = format!("++{}", link.name);
            let added = one
                .roles
                .iter()
                .filter(|filled| filled.pattern.ends_with(&ending));
            let added: Vec<String> = added
                .map(|filled| format!("{} `{}`", filled.role, scene.form(filled.word)))
                .collect();
            let ours = link.share.iter().map(|(_, ours)| ours);
            let filled = ours
                .chain(link.roles.iter().map(|(role, _)| role))
                .filter_map(|role| one.roles.iter().find(|filled| filled.role == *role));
            let filled: Vec<String> = filled
                .map(|filled| format!("; {} was filled before, by {}", filled.role, filled.pattern))
                .collect();
            let _ = match added.is_empty() {
                true => writeln!(out, "  => nothing is added{}", filled.concat()),
                false => writeln!(out, "  => {event}: {}", added.join(", ")),
            };
        }
        if none {
            let _ = writeln!(out, "no {} was found in the sentence", link.event.join(" or "));
        }
    }

    pub(super) fn explain_relation(&self, fillers: &Fillers, rule: &RelationRule, out: &mut String) {
        let scene = &fillers.scene;
        let words = 0..scene.graph.words().len();
        let anchors: Vec<usize> = words
            .filter(|&word| self.lists.contains(&rule.list, &scene.lemma(word)))
            .collect();
        if anchors.is_empty() {
            let _ = writeln!(out, "no word of the list `{}`", rule.list);
        }
        let subject = Role {
            name: "subject".into(),
            functions: vec![Function::Named("subject".into())],
            allowed: rule.subject.clone(),
            types: rule.subject_types.clone().into(),
            ..Role::default()
        };
        for anchor in anchors {
            let _ = writeln!(out, "`{}` is in the list `{}`", scene.form(anchor), rule.list);
            for pattern in &rule.patterns {
                let hit = anchor_hit(anchor);
                explain_pattern(fillers, pattern, &hit, &pattern.name, &|_| vec![&subject], out);
            }
        }
    }

    fn hits(&self, fillers: &Fillers) -> Vec<TriggerHit> {
        let words = 0..fillers.scene.graph.words().len();
        words
            .flat_map(|word| self.triggers.lookup(&fillers.scene, word))
            .collect()
    }
}
