//! Disjoint sets of mentions.

/// Which mentions belong together; at the start each stands alone.
pub struct Chains {
    /// A mention nearer to the chain's first; the first points at itself.
    parent: Vec<usize>,
}

impl Chains {
    pub fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
        }
    }

    /// The first mention of the chain.
    pub fn root(&mut self, mention: usize) -> usize {
        let mut at = mention;
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }

    /// Joins all of them to one chain.
    pub fn join_all(&mut self, mentions: &[usize]) {
        for pair in mentions.windows(2) {
            self.join(pair[0], pair[1]);
        }
    }

    /// The chains, by their first mention.
    pub fn groups(&mut self) -> Vec<Vec<usize>> {
        let count = self.parent.len();
        let mut groups = vec![Vec::new(); count];
        for mention in 0..count {
            groups[self.root(mention)].push(mention);
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}
