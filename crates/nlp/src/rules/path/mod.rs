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
//! <conj?  <xcomp+               at most once, once or more often
//! .[suffix=ing]                 the word itself, tested
//! ```

mod parse;
mod test;
mod trace;

use std::ops::ControlFlow;
use triplewire_lexicon::Ontology;

use super::{
    lists::Lists,
    scene::Scene,
    symbols::{Relation, bit},
};
use test::Test;
pub(super) use test::{no_list, no_type};

/// A parsed path; reaches a set of words from a starting word.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
    source: String,
}

#[derive(Debug, Clone, PartialEq)]
struct Step {
    direction: Direction,
    relations: Vec<Wanted>,
    /// Bits of the relations: a word that has none of them below it, or hangs by none, ends the walk at once.
    bits: u64,
    tests: Vec<Test>,
    times: Times,
    source: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    Down,
    Up,
    Stay,
}

/// How often a step is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Times {
    Once,
    AtMostOnce,
    OnceOrMore,
}

/// A relation that a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    Any,
    Exactly(u32),
    /// A universal relation with any subtype, or none.
    Under(u32),
}

impl Wanted {
    /// The bits of which a relation that fits has at least one.
    fn bits(self) -> u64 {
        match self {
            Wanted::Any => !0,
            Wanted::Exactly(number) | Wanted::Under(number) => bit(number),
        }
    }

    fn fits(self, relation: Relation) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Exactly(whole) => relation.whole == whole,
            Wanted::Under(universal) => relation.universal == universal,
        }
    }
}

/// Whether one of the relations asked for is this one.
fn fits(wanted: &[Wanted], relation: Relation) -> bool {
    wanted.iter().any(|wanted| wanted.fits(relation))
}

impl Path {
    /// Parses a path; the error says what was expected. Words and relations that it names get their numbers.
    pub fn parse(source: &str, lists: &mut Lists, ontology: &Ontology) -> Result<Self, String> {
        parse::path(source, lists, ontology)
    }

    /// The path as the rule file writes it.
    pub fn source(&self) -> &str {
        &self.source
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
    if step.times == Times::AtMostOnce {
        visit(rest, scene, word, reach)?;
    }
    step.each(scene, word, &mut |next| {
        visit(rest, scene, next, reach)?;
        // A tree has no way back, so repeating ends.
        if step.times == Times::OnceOrMore {
            visit(steps, scene, next, reach)?;
        }
        ControlFlow::Continue(())
    })
}

impl Step {
    /// Calls `go` with every word to which the step leads from `word`, until that breaks off.
    fn each<B>(
        &self,
        scene: &Scene,
        word: usize,
        go: &mut impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut tested = |next: usize| {
            if self.tests.iter().all(|test| test.holds(scene, word, next)) {
                go(next)
            } else {
                ControlFlow::Continue(())
            }
        };
        match self.direction {
            Direction::Stay => tested(word),
            Direction::Down if self.bits & scene.below(word) == 0 => ControlFlow::Continue(()),
            Direction::Down => {
                let children = scene.graph.children(word).iter().copied();
                children
                    .filter(|&child| fits(&self.relations, scene.relation(child)))
                    .try_for_each(tested)
            }
            Direction::Up if fits(&self.relations, scene.relation(word)) => {
                scene.graph.words()[word].head.into_iter().try_for_each(tested)
            }
            Direction::Up => ControlFlow::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        mention::Index,
        rules::{scene::tests::graph, source::RuleFile},
    };

    fn ontology() -> Ontology {
        let file = RuleFile::parse(
            "test",
            "[[event]]\ntype = \"Harm\"\n[[event]]\ntype = \"Shooting\"\nisa = \"Harm\"",
        );
        let tables = file.unwrap().event;
        Ontology::build(&tables.iter().collect::<Vec<_>>()).unwrap()
    }

    fn parse(path: &str, lists: &mut Lists) -> Result<Path, String> {
        Path::parse(path, lists, &ontology())
    }

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
        let mut lists = Lists::default();
        lists.add("city", ["oslo"]);
        lists.add("past", ["shot"]);
        let path = parse(path, &mut lists).unwrap();
        let index = Index::default();
        let mut scene = Scene::new(&text, &graph, &lists, &[], &index, 0);
        scene.add_trigger(2, ontology().get("Shooting").unwrap().number);
        path.walk(&scene, start)
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
    fn steps_may_be_left_out_or_repeated() {
        assert_eq!(reached("<conj? >obj", 2), [4]);
        assert_eq!(reached("<acl:relcl?", 2), [2, 0]);
        assert_eq!(reached("<*+", 4), [2, 0, 7]);
        assert_eq!(reached("<obj|acl:relcl+", 4), [2, 0]);
        assert_eq!(reached("<obj+ >nsubj", 4), [1]);
        assert_eq!(reached("<conj+", 4), Vec::<usize>::new());
    }

    #[test]
    fn tests_look_at_the_word_reached() {
        assert_eq!(reached(">obl[case=in|at]", 2), [6]);
        assert_eq!(reached(">obl[case=on]", 2), Vec::<usize>::new());
        assert_eq!(reached(">nsubj|obj[upos=NOUN]", 2), [4]);
        assert_eq!(reached(".[suffix=ing]", 2), Vec::<usize>::new());
        assert_eq!(reached(".[child=obl]", 2), [2]);
        assert_eq!(reached(".[first=nsubj]", 2), [2]);
        assert_eq!(reached(".[first=obj|obl]", 2), Vec::<usize>::new());
        assert_eq!(reached(">*[side=right]", 2), [4, 6]);
        assert_eq!(reached(">*[form=Oslo]", 2), [6]);
        assert_eq!(reached(">*[list=city]", 2), [6]);
        assert_eq!(reached(">*[list!=city]", 2), [1, 4]);
        assert_eq!(reached(".[forms=past]", 2), [2]);
        assert_eq!(reached(".[list=past]", 2), Vec::<usize>::new());
    }

    #[test]
    fn tests_ask_what_earlier_rules_have_found() {
        assert_eq!(reached(">*[trigger=Harm]", 0), [2]);
        assert_eq!(reached(">*[trigger=*]", 0), [2]);
        assert_eq!(reached(">*[event=Harm]", 0), Vec::<usize>::new());
        assert_eq!(reached(">*[class=none]", 2), [1, 4, 6]);
        assert_eq!(reached(">*[class=PER]", 2), Vec::<usize>::new());
    }

    #[test]
    fn mistakes_are_named() {
        for (path, what) in [
            ("", "empty path"),
            ("nsubj", "expected `>`"),
            (">", "need a relation"),
            (">obl[case=in", "without `]`"),
            (">obl[color=red]", "unknown test `color`; expected one of lemma, "),
            (">obl[case]", "key=value"),
            (">obl[case=]", "a value is missing"),
            (">obl[list=towns]", "there is no word list `towns`"),
            (">obl[class=PERSON]", "`PERSON` is no entity class"),
            (">obl[upos=Verb]", "`Verb` is no part of speech"),
            (">obl[side=up]", "expected left or right"),
            (">obl[event=Harms]", "`Harms` is no event type"),
            (".[lemma=be]+", "`.` takes none"),
        ] {
            let error = parse(path, &mut Lists::default()).unwrap_err();
            assert!(error.contains(what), "{path}: {error}");
        }
    }
}
