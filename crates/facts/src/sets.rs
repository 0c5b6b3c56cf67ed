//! Disjoint sets: which of so many things belong together.

/// Sets of the numbers below a count; at the start each stands alone (union-find, Tarjan 1975).
pub struct DisjointSets {
    /// A member nearer to the set's smallest; the smallest points at itself.
    parent: Vec<usize>,
}

impl DisjointSets {
    /// `count` sets of one number each.
    pub fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
        }
    }

    /// The smallest member of the set.
    pub fn root(&mut self, member: usize) -> usize {
        let mut at = member;
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins the sets of two numbers.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }

    /// Joins all of them to one set.
    pub fn join_all(&mut self, members: &[usize]) {
        for pair in members.windows(2) {
            self.join(pair[0], pair[1]);
        }
    }

    /// The sets, each in order, by their smallest members.
    pub fn groups(&mut self) -> Vec<Vec<usize>> {
        let count = self.parent.len();
        let mut groups = vec![Vec::new(); count];
        for member in 0..count {
            groups[self.root(member)].push(member);
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}
