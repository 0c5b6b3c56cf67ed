//! Clusters from pairs: the stronger evidence first, and never two that are incompatible in one cluster.
//!
//! All links of one strength are taken together. Where they would bring incompatible items into one cluster, the text does not
//! say which of them is meant: a cluster that is linked to several clusters that cannot be one is joined with none of them. So the
//! outcome depends on the links alone, not on their order.

use rustc_hash::{FxHashMap, FxHashSet};

/// Of a cluster of more items so many are checked pair by pair, evenly spread over it.
const MAX_CHECKED: usize = 256;

/// Two items with evidence that they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub pair: (usize, usize),
    pub strength: Strength,
}

/// How strong the evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// A description and a name, or two numbers of victims, with all the rest alike.
    Likely,
    /// Unnamed fillers that are told of again.
    Again,
    /// Shared names.
    Named,
    /// What happens to somebody only once.
    Certain,
}

impl Strength {
    /// All of them, the strongest first.
    const ALL: [Self; 4] = [Self::Certain, Self::Named, Self::Again, Self::Likely];
}

/// The cluster of each of `count` items, by the number of its first item.
pub fn cluster(count: usize, links: Vec<Link>, incompatible: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut forest = Forest::new(count);
    for strength in Strength::ALL {
        let mut some: Vec<(usize, usize)> = links
            .iter()
            .filter(|link| link.strength == strength)
            .map(|link| link.pair)
            .collect();
        if strength != Strength::Certain {
            some = sound(&mut forest, some, &incompatible);
        }
        for (one, other) in some {
            forest.join(one, other);
        }
    }
    (0..count).map(|item| forest.root(item)).collect()
}

/// The links that join no incompatible items, alone or together.
fn sound(
    forest: &mut Forest,
    links: Vec<(usize, usize)>,
    incompatible: &impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut clusters: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for item in 0..forest.parent.len() {
        clusters.entry(forest.root(item)).or_default().push(item);
    }
    let mut links: Vec<(usize, usize)> = links
        .into_iter()
        .map(|(one, other)| (forest.root(one), forest.root(other)))
        .filter(|(one, other)| one != other)
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    links.sort_unstable();
    links.dedup();
    let mut known: FxHashMap<(usize, usize), bool> = FxHashMap::default();
    let mut apart = |one: usize, other: usize| {
        *known.entry((one.min(other), one.max(other))).or_insert_with(|| {
            let (left, right) = (spread(&clusters[&one]), spread(&clusters[&other]));
            left.iter()
                .any(|&one| right.iter().any(|&other| incompatible(one, other)))
        })
    };
    links.retain(|&(one, other)| !apart(one, other));

    // Who is linked to two that cannot be one is linked to neither.
    let mut neighbours: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for &(one, other) in &links {
        neighbours.entry(one).or_default().push(other);
        neighbours.entry(other).or_default().push(one);
    }
    let mut doubtful: FxHashSet<usize> = FxHashSet::default();
    for (&at, near) in &neighbours {
        let near = spread(near);
        let split = |number: usize| near[number + 1..].iter().any(|&other| apart(near[number], other));
        if (0..near.len()).any(split) {
            doubtful.insert(at);
        }
    }
    links.retain(|(one, other)| !doubtful.contains(one) && !doubtful.contains(other));

    // What is left can still be a chain with incompatible ends; it falls apart altogether.
    let mut trial = forest.clone();
    for &(one, other) in &links {
        trial.join(one, other);
    }
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for &root in clusters.keys() {
        groups.entry(trial.root(root)).or_default().push(root);
    }
    let mut broken: FxHashSet<usize> = FxHashSet::default();
    for (&at, members) in &mut groups {
        members.sort_unstable();
        let members = spread(members);
        let split = |number: usize| {
            members[number + 1..]
                .iter()
                .any(|&other| apart(members[number], other))
        };
        if (0..members.len()).any(split) {
            broken.insert(at);
        }
    }
    links.retain(|&(one, _)| !broken.contains(&trial.root(one)));
    links
}

/// The items that stand for all of them.
fn spread(items: &[usize]) -> Vec<usize> {
    let count = items.len().min(MAX_CHECKED);
    (0..count).map(|at| items[at * items.len() / count]).collect()
}

/// Disjoint sets; the root of each is its smallest item.
#[derive(Clone)]
struct Forest {
    parent: Vec<usize>,
}

impl Forest {
    fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
        }
    }

    fn root(&mut self, item: usize) -> usize {
        let mut at = item;
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(links: &[(usize, usize, Strength)], apart: &[(usize, usize)]) -> Vec<usize> {
        let links = links.iter().map(|&(one, other, strength)| Link {
            pair: (one, other),
            strength,
        });
        cluster(6, links.collect(), |one, other| {
            apart.contains(&(one, other)) || apart.contains(&(other, one))
        })
    }

    #[test]
    fn what_no_pair_would_join_no_chain_joins() {
        use Strength::{Again, Named};
        assert_eq!(clusters(&[(0, 1, Again), (1, 2, Again)], &[]), [0, 0, 0, 3, 4, 5]);
        // One that could be either is neither.
        assert_eq!(
            clusters(&[(0, 1, Again), (1, 2, Again)], &[(0, 2)]),
            [0, 1, 2, 3, 4, 5]
        );
        // The stronger evidence goes first.
        assert_eq!(
            clusters(&[(0, 1, Again), (1, 2, Named)], &[(0, 2)]),
            [0, 1, 1, 3, 4, 5]
        );
        // A longer chain with incompatible ends.
        let chain = [(0, 1, Again), (1, 2, Again), (2, 3, Again)];
        assert_eq!(clusters(&chain, &[(0, 3)]), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        use Strength::{Again, Likely, Named};
        let mut links = vec![
            (0, 1, Named),
            (1, 2, Again),
            (3, 2, Again),
            (4, 5, Likely),
            (5, 0, Likely),
            (3, 4, Again),
        ];
        let apart = [(0, 3), (2, 4), (5, 1)];
        let first = clusters(&links, &apart);
        for turn in 0..links.len() {
            links.rotate_left(1);
            if turn % 2 == 0 {
                links.reverse();
            }
            assert_eq!(clusters(&links, &apart), first);
        }
    }

    #[test]
    fn what_happens_once_is_one_whatever_else_is_said() {
        use Strength::Certain;
        assert_eq!(
            clusters(&[(0, 1, Certain), (1, 2, Certain)], &[(0, 2)]),
            [0, 0, 0, 3, 4, 5]
        );
    }
}
