//! How far a path comes, and what stops it: for explanations only, since it keeps all that the walk does not need.

use std::ops::ControlFlow;

use super::{Direction, Path, Times, fits};
use crate::rules::scene::Scene;

impl Path {
    /// Why the path reaches nothing from `start`: the first step that leads nowhere, and its reason; `None` when the path
    /// reaches something.
    pub(in crate::rules) fn failure(&self, scene: &Scene, start: usize) -> Option<String> {
        let mut frontier = vec![start];
        for (number, step) in self.steps.iter().enumerate() {
            let mut next = Vec::new();
            let mut from = frontier.clone();
            while let Some(word) = from.pop() {
                let _ = step.each(scene, word, &mut |reached| {
                    if !next.contains(&reached) {
                        next.push(reached);
                        if step.times == Times::OnceOrMore {
                            from.push(reached);
                        }
                    }
                    ControlFlow::<()>::Continue(())
                });
            }
            if step.times == Times::AtMostOnce {
                next.extend(&frontier);
            }
            if next.is_empty() {
                let reasons = frontier.iter().map(|&word| self.stuck(scene, number, word));
                let reasons: Vec<String> = reasons.collect();
                let reasons = reasons.join("; ");
                return Some(match self.steps.len() {
                    1 => reasons,
                    _ => format!("step `{}`: {reasons}", step.source),
                });
            }
            frontier = next;
        }
        None
    }

    /// Why one step leads nowhere from one word.
    fn stuck(&self, scene: &Scene, number: usize, word: usize) -> String {
        let step = &self.steps[number];
        let form = scene.form(word);
        let words = scene.graph.words();
        let near: Vec<usize> = match step.direction {
            Direction::Stay => vec![word],
            Direction::Up => words[word].head.into_iter().collect(),
            Direction::Down => scene.graph.children(word).to_vec(),
        };
        let hangs = |at: &usize| match step.direction {
            Direction::Stay => true,
            Direction::Up => fits(&step.relations, scene.relation(word)),
            Direction::Down => fits(&step.relations, scene.relation(*at)),
        };
        let candidates: Vec<usize> = near.iter().copied().filter(hangs).collect();
        if candidates.is_empty() {
            return match step.direction {
                Direction::Up => format!("`{form}` hangs by {}", words[word].deprel),
                _ if near.is_empty() => format!("nothing hangs on `{form}`"),
                _ => {
                    let have = near
                        .iter()
                        .map(|&at| format!("{} {}", words[at].deprel, scene.form(at)));
                    format!("on `{form}` hang only {}", have.collect::<Vec<_>>().join(", "))
                }
            };
        }
        let failed = candidates.iter().filter_map(|&at| {
            let test = step.tests.iter().find(|test| !test.holds(scene, word, at))?;
            Some(format!("`{}` fails [{}]", scene.form(at), test.source))
        });
        failed.collect::<Vec<_>>().join(", ")
    }
}
