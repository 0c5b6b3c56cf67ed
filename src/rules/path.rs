//! Paths through a dependency graph: the smallest piece of the rule language.
//!
//! A path is a list of steps, each a direction, relations and tests:
//!
//! ```text
//! >nsubj                        down to a child by exactly this relation
//! >obl:*                        any subtype of it, or none
//! >obl|nmod[case=in|at]         one of several relations, with a case marker "in" or "at"
//! <acl:relcl                    up, when the word itself hangs by this relation
//! <xcomp[lemma!=fail] >nsubj    up, a test on the word reached, then down
//! .[suffix=ing]                 the word itself, tested
//! ```

use std::ops::ControlFlow;

use super::scene::{Scene, lower};

/// A parsed path; reaches a set of words from a starting word.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
    source: String,
}

#[derive(Debug, Clone, PartialEq)]
struct Step {
    direction: Direction,
    relations: Vec<String>,
    tests: Vec<Test>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    Down,
    Up,
    Stay,
}

#[derive(Debug, Clone, PartialEq)]
struct Test {
    key: Key,
    negated: bool,
    values: Vec<String>,
}

/// What a test looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    Lemma,
    Upos,
    /// Relation of the word to its own head.
    Deprel,
    /// Lemma of a `case` child.
    Case,
    /// Lemma of a `mark` child.
    Mark,
    /// Relation of some child.
    Child,
    /// Name of a word list that holds the lemma.
    List,
    /// Ending of the form, lower-cased.
    Suffix,
    /// Side of the word before on which the word stands, left or right.
    Side,
}

impl Path {
    /// Parses a path; the error says what was expected.
    pub fn parse(source: &str) -> Result<Self, String> {
        let steps = source
            .split_whitespace()
            .map(parse_step)
            .collect::<Result<Vec<_>, _>>()?;
        if steps.is_empty() {
            return Err("empty path; expected steps such as `>nsubj` or `<acl:relcl`".into());
        }
        Ok(Self {
            steps,
            source: source.to_string(),
        })
    }

    /// The path as the rule file writes it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Word lists that the path's tests name, so that the loader can check that they exist.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        let tests = self
            .steps
            .iter()
            .flat_map(|step| &step.tests)
            .filter(|test| test.key == Key::List);
        tests.flat_map(|test| test.values.iter().map(String::as_str))
    }

    /// All words that the path reaches from `start`, in the order of the walk.
    pub fn walk(&self, scene: &Scene, start: usize) -> Vec<usize> {
        let mut reached = Vec::new();
        let _ = visit(&self.steps, scene, start, &mut |word| {
            reached.push(word);
            ControlFlow::<()>::Continue(())
        });
        reached
    }

    /// The first of the words that the path reaches from `start`.
    pub fn first(&self, scene: &Scene, start: usize) -> Option<usize> {
        visit(&self.steps, scene, start, &mut ControlFlow::Break).break_value()
    }
}

/// Takes the steps one after the other from `word` and calls `reach` with every word where the last one ends, until that
/// breaks off. Depth first: nothing has to be kept but the way.
fn visit<B>(
    steps: &[Step],
    scene: &Scene,
    word: usize,
    reach: &mut impl FnMut(usize) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let Some((step, rest)) = steps.split_first() else {
        return reach(word);
    };
    let mut go = |next: usize| {
        if step.tests.iter().all(|test| test.holds(scene, word, next)) {
            visit(rest, scene, next, reach)
        } else {
            ControlFlow::Continue(())
        }
    };
    let graph = scene.graph;
    match step.direction {
        Direction::Stay => go(word),
        Direction::Down => {
            let children = graph.children(word).iter().copied();
            children.filter(|&child| step.fits(scene, child)).try_for_each(go)
        }
        Direction::Up if step.fits(scene, word) => graph.words()[word].head.into_iter().try_for_each(go),
        Direction::Up => ControlFlow::Continue(()),
    }
}

fn parse_step(text: &str) -> Result<Step, String> {
    let direction = match text.chars().next() {
        Some('>') => Direction::Down,
        Some('<') => Direction::Up,
        Some('.') => Direction::Stay,
        _ => return Err(format!("step `{text}`: expected `>`, `<` or `.` at its start")),
    };
    let (relations, mut rest) = text[1..].split_at(text[1..].find('[').unwrap_or(text.len() - 1));
    let relations: Vec<String> = relations
        .split('|')
        .filter(|r| !r.is_empty())
        .map(str::to_string)
        .collect();
    if relations.is_empty() != (direction == Direction::Stay) {
        return Err(format!(
            "step `{text}`: `>` and `<` need a relation (`*` for any), `.` takes none"
        ));
    }
    let mut tests = Vec::new();
    while !rest.is_empty() {
        let end = rest
            .find(']')
            .ok_or_else(|| format!("step `{text}`: `[` without `]`"))?;
        if !rest.starts_with('[') {
            return Err(format!("step `{text}`: expected `[` before `{rest}`"));
        }
        tests.push(parse_test(&rest[1..end]).map_err(|what| format!("step `{text}`: {what}"))?);
        rest = &rest[end + 1..];
    }
    Ok(Step {
        direction,
        relations,
        tests,
    })
}

fn parse_test(text: &str) -> Result<Test, String> {
    let (key, values) = text
        .split_once('=')
        .ok_or_else(|| format!("test `{text}`: expected `key=value`"))?;
    let negated = key.ends_with('!');
    let key = match key.trim_end_matches('!') {
        "lemma" => Key::Lemma,
        "upos" => Key::Upos,
        "deprel" => Key::Deprel,
        "case" => Key::Case,
        "mark" => Key::Mark,
        "child" => Key::Child,
        "list" => Key::List,
        "suffix" => Key::Suffix,
        "side" => Key::Side,
        other => {
            return Err(format!(
                "unknown test `{other}`; expected lemma, upos, deprel, case, mark, child, list, suffix or side"
            ));
        }
    };
    Ok(Test {
        key,
        negated,
        values: values.split('|').map(str::to_string).collect(),
    })
}

fn relation_fits(wanted: &str, relation: &str) -> bool {
    match wanted.strip_suffix(":*") {
        Some(universal) => relation
            .strip_prefix(universal)
            .is_some_and(|subtype| subtype.is_empty() || subtype.starts_with(':')),
        None => wanted == "*" || wanted == relation,
    }
}

impl Step {
    /// Whether the word hangs by one of the step's relations.
    fn fits(&self, scene: &Scene, word: usize) -> bool {
        let relation = scene.graph.words()[word].deprel.as_str();
        self.relations
            .iter()
            .any(|wanted| relation_fits(wanted, relation))
    }
}

impl Test {
    fn holds(&self, scene: &Scene, from: usize, index: usize) -> bool {
        let graph = scene.graph;
        let word = &graph.words()[index];
        let listed = |text: &str| self.values.iter().any(|value| value == text);
        let child_lemma = |relation: &'static str| {
            graph.children(index).iter().any(|&child| {
                let child = &graph.words()[child];
                child.deprel.is(relation) && listed(&lower(&child.lemma))
            })
        };
        let found = match self.key {
            Key::Lemma => listed(&lower(&word.lemma)),
            Key::Upos => listed(word.upos.as_str()),
            Key::Deprel => self
                .values
                .iter()
                .any(|wanted| relation_fits(wanted, word.deprel.as_str())),
            Key::Case => child_lemma("case"),
            Key::Mark => child_lemma("mark"),
            Key::Child => graph.children(index).iter().any(|&child| {
                let relation = graph.words()[child].deprel.as_str();
                self.values.iter().any(|wanted| relation_fits(wanted, relation))
            }),
            Key::List => self
                .values
                .iter()
                .any(|list| scene.lexicon.contains(list, &word.lemma)),
            Key::Side => listed(if index < from { "left" } else { "right" }),
            Key::Suffix => {
                let form = lower(scene.form(index));
                self.values.iter().any(|suffix| form.ends_with(suffix))
            }
        };
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Lexicon, scene::tests::graph};

    fn reached(path: &str, start: usize) -> Vec<usize> {
        // "Police who shot a man in Oslo fled": shot(2) is a relative clause of Police(0), root fled(7).
        let (text, graph) = graph(&[
            ("Police", "police", "NOUN", 8, "nsubj"),
            ("who", "who", "PRON", 3, "nsubj"),
            ("shot", "shoot", "VERB", 1, "acl:relcl"),
            ("a", "a", "DET", 5, "det"),
            ("man", "man", "NOUN", 3, "obj"),
            ("in", "in", "ADP", 7, "case"),
            ("Oslo", "Oslo", "PROPN", 3, "obl"),
            ("fled", "flee", "VERB", 0, "root"),
        ]);
        let lexicon = Lexicon::default();
        Path::parse(path).unwrap().walk(
            &Scene {
                text: &text,
                graph: &graph,
                lexicon: &lexicon,
            },
            start,
        )
    }

    #[test]
    fn steps_go_down_up_and_stay() {
        assert_eq!(reached(">obj", 2), [4]);
        assert_eq!(reached("<acl:relcl", 2), [0]);
        assert_eq!(reached("<acl:*", 2), [0]);
        assert_eq!(reached("<acl", 2), Vec::<usize>::new());
        assert_eq!(reached("<acl:relcl <nsubj", 2), [7]);
        assert_eq!(reached(".[lemma=shoot]", 2), [2]);
        assert_eq!(reached(".[lemma!=shoot]", 2), Vec::<usize>::new());
    }

    #[test]
    fn tests_look_at_the_word_reached() {
        assert_eq!(reached(">obl[case=in|at]", 2), [6]);
        assert_eq!(reached(">obl[case=on]", 2), Vec::<usize>::new());
        assert_eq!(reached(">nsubj|obj[upos=NOUN]", 2), [4]);
        assert_eq!(reached(".[suffix=ing]", 2), Vec::<usize>::new());
        assert_eq!(reached(".[child=obl]", 2), [2]);
        assert_eq!(reached(">*[side=right]", 2), [4, 6]);
    }

    #[test]
    fn mistakes_are_named() {
        for (path, what) in [
            ("", "empty path"),
            ("nsubj", "expected `>`"),
            (">", "need a relation"),
            (">obl[case=in", "without `]`"),
            (">obl[color=red]", "unknown test `color`"),
            (">obl[case]", "key=value"),
        ] {
            let error = Path::parse(path).unwrap_err();
            assert!(error.contains(what), "{path}: {error}");
        }
    }
}
