//! The best dependency tree over arc scores: one root, no cycle.
//!
//! Greedy heads mostly form a tree already. Where they do not, the maximum spanning arborescence is taken (Chu and Liu
//! 1965, Edmonds 1967). A fine on every arc from the root, larger than all that scores can differ by, leaves exactly one.

/// Arc scores, `words` rows by dependent of `words + 1` columns by head; column 0 is the root.
pub struct Arcs<'a> {
    pub score: &'a [f32],
    pub words: usize,
}

/// Differences beyond this are as good as certain; the bound keeps the root's fine above all sums.
const WIDEST: f64 = 1e3;

impl Arcs<'_> {
    /// Score of an arc between nodes, 0 the root and `w + 1` word `w`, at most 0 for the best head of a dependent.
    fn matrix(&self) -> Vec<f64> {
        let nodes = self.words + 1;
        let mut matrix = vec![-WIDEST; nodes * nodes];
        for (word, row) in self.score.chunks_exact(nodes).enumerate().take(self.words) {
            let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            for (head, &score) in row.iter().enumerate() {
                let below = f64::from(score) - f64::from(best);
                matrix[(word + 1) * nodes + head] = if below.is_nan() {
                    -WIDEST
                } else {
                    below.max(-WIDEST)
                };
            }
        }
        matrix
    }

    /// Head of every word, `None` for the one root: the best tree.
    pub fn heads(&self) -> Vec<Option<usize>> {
        let mut heads = self.best();
        if !is_tree(&heads) {
            let nodes = self.words + 1;
            let mut matrix = self.matrix();
            let fine = WIDEST * (nodes + 1) as f64;
            (1..nodes).for_each(|word| matrix[word * nodes] -= fine);
            heads = arborescence(matrix, nodes);
        }
        without_root(&heads)
    }

    /// Head of every word by itself, `None` for the root: what the best tree is where that is one. There may be cycles,
    /// and several roots or none.
    pub fn greedy(&self) -> Vec<Option<usize>> {
        without_root(&self.best())
    }

    /// Best head of every node, of equal ones the first; entry 0, the root's own, means nothing.
    fn best(&self) -> Vec<usize> {
        let nodes = self.words + 1;
        let mut heads = vec![0; nodes];
        for (word, row) in self.score.chunks_exact(nodes).enumerate().take(self.words) {
            // A comparison with what is no number is false, so that such a score is never taken.
            let mut highest = f32::NEG_INFINITY;
            for (head, &score) in row.iter().enumerate() {
                if score > highest && head != word + 1 {
                    (heads[word + 1], highest) = (head, score);
                }
            }
        }
        heads
    }
}

/// Heads of the words alone, counted from the first word.
fn without_root(heads: &[usize]) -> Vec<Option<usize>> {
    heads[1..].iter().map(|head| head.checked_sub(1)).collect()
}

fn is_tree(heads: &[usize]) -> bool {
    heads[1..].iter().filter(|&&head| head == 0).count() == 1 && cycle(heads).is_none()
}

/// Members of one cycle, if there is any.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut members = vec![at];
            let mut next = heads[at];
            while next != at {
                members.push(next);
                next = heads[next];
            }
            return Some(members);
        }
    }
    None
}

/// A cycle that was taken together as its first member, and what is needed to take it apart again.
struct Contraction {
    /// Members with their heads in the cycle.
    members: Vec<(usize, usize)>,
    /// For every head outside, the member that it would best govern.
    enter: Vec<usize>,
    /// For every dependent outside, the member that would best govern it.
    leave: Vec<usize>,
}

/// Heads of the maximum spanning arborescence from node 0. Cycles are contracted until none is left.
fn arborescence(mut matrix: Vec<f64>, nodes: usize) -> Vec<usize> {
    let mut alive: Vec<usize> = (0..nodes).collect();
    let mut contractions = Vec::new();
    let mut heads = greedy(&matrix, nodes, &alive);
    while let Some(members) = cycle(&heads) {
        let contraction = contract(&mut matrix, nodes, &mut alive, &members, &heads);
        contractions.push(contraction);
        heads = greedy(&matrix, nodes, &alive);
    }
    for contraction in contractions.iter().rev() {
        let whole = contraction.members[0].0;
        let governor = heads[whole];
        for (word, head) in heads.iter_mut().enumerate() {
            if *head == whole && word != whole {
                *head = contraction.leave[word];
            }
        }
        for &(member, head) in &contraction.members {
            heads[member] = head;
        }
        heads[contraction.enter[governor]] = governor;
    }
    heads
}

/// Best head of every node that is alive, of equal ones the first.
fn greedy(matrix: &[f64], nodes: usize, alive: &[usize]) -> Vec<usize> {
    let mut heads = vec![0; nodes];
    for &word in alive.iter().filter(|&&node| node != 0) {
        let row = &matrix[word * nodes..(word + 1) * nodes];
        let others = alive.iter().copied().filter(|&head| head != word);
        heads[word] = others.fold(0, |best, head| if row[head] > row[best] { head } else { best });
    }
    heads
}

fn contract(
    matrix: &mut [f64],
    nodes: usize,
    alive: &mut Vec<usize>,
    members: &[usize],
    heads: &[usize],
) -> Contraction {
    let whole = members[0];
    let inside: Vec<f64> = members
        .iter()
        .map(|&member| matrix[member * nodes + heads[member]])
        .collect();
    alive.retain(|node| !members.contains(node));
    let mut enter = vec![whole; nodes];
    let mut leave = vec![whole; nodes];
    for &outside in alive.iter() {
        let (mut into, mut out) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (&member, inside) in members.iter().zip(&inside) {
            let score = matrix[member * nodes + outside] - inside;
            if score > into {
                (into, enter[outside]) = (score, member);
            }
            let score = matrix[outside * nodes + member];
            if score > out {
                (out, leave[outside]) = (score, member);
            }
        }
        matrix[whole * nodes + outside] = into;
        matrix[outside * nodes + whole] = out;
    }
    alive.push(whole);
    alive.sort_unstable();
    Contraction {
        members: members.iter().map(|&member| (member, heads[member])).collect(),
        enter,
        leave,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every single-root tree over three words or fewer words is tried.
    fn best_by_trying_all(arcs: &Arcs) -> f64 {
        let (matrix, nodes) = (arcs.matrix(), arcs.words + 1);
        let all = nodes.pow(arcs.words as u32);
        let trees = (0..all).filter_map(|mut code| {
            let mut heads = vec![0; nodes];
            for head in &mut heads[1..] {
                (*head, code) = (code % nodes, code / nodes);
            }
            is_tree(&heads).then(|| total(&matrix, &heads))
        });
        trees.fold(f64::NEG_INFINITY, f64::max)
    }

    fn total(matrix: &[f64], heads: &[usize]) -> f64 {
        (1..heads.len())
            .map(|word| matrix[word * heads.len() + heads[word]])
            .sum()
    }

    proptest! {
        #[test]
        fn no_single_root_tree_scores_higher(words in 1usize..6, score in prop::collection::vec(-9f32..9.0, 30)) {
            let arcs = Arcs { score: &score[..words * (words + 1)], words };
            let mut heads = vec![0];
            heads.extend(arcs.heads().iter().map(|head| head.map_or(0, |head| head + 1)));
            prop_assert!(is_tree(&heads));
            let found = total(&arcs.matrix(), &heads);
            prop_assert!((found - best_by_trying_all(&arcs)).abs() < 1e-6);
        }

        #[test]
        fn any_scores_give_a_tree(words in 0usize..40, seed in any::<u32>()) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                match state >> 28 {
                    0 => f32::NAN,
                    1 => f32::NEG_INFINITY,
                    _ => (state >> 20) as f32 / 100.0,
                }
            };
            let score: Vec<f32> = (0..words * (words + 1)).map(|_| next()).collect();
            let heads = Arcs { score: &score, words }.heads();
            prop_assert_eq!(heads.len(), words);
            let mut nodes = vec![0];
            nodes.extend(heads.iter().map(|head| head.map_or(0, |head| head + 1)));
            prop_assert!(words == 0 || is_tree(&nodes));
        }
    }

    #[test]
    fn two_roots_become_one() {
        let arcs = Arcs {
            score: &[5.0, 0.0, 1.0, 4.0, 2.0, 0.0],
            words: 2,
        };
        assert_eq!(arcs.greedy(), [None, None]);
        assert_eq!(arcs.heads(), [None, Some(0)]);
    }

    #[test]
    fn no_words_have_no_heads() {
        let arcs = Arcs { score: &[], words: 0 };
        assert!(arcs.greedy().is_empty() && arcs.heads().is_empty());
    }
}
