//! The best one-to-one alignment where a pair fits or does not.
//!
//! With similarities of 0 and 1 the optimum of Kuhn and Munkres is a matching of the greatest size, which augmenting
//! paths find (Kuhn 1955); no weights are needed.

/// Pairs of indices (left, right), sorted, as many as can be, each index in at most one.
pub fn pairs(left: usize, right: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let partners: Vec<Vec<usize>> = (0..right)
        .map(|at| (0..left).filter(|&other| fits(other, at)).collect())
        .collect();
    let mut owner: Vec<Option<usize>> = vec![None; left];
    for at in 0..right {
        augment(at, &partners, &mut owner, &mut vec![false; left]);
    }
    let found = owner.iter().enumerate();
    found.filter_map(|(at, owner)| Some((at, (*owner)?))).collect()
}

/// Finds a partner for `at`, moving those that have one to another where that is needed.
fn augment(at: usize, partners: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &partner in &partners[at] {
        if std::mem::replace(&mut seen[partner], true) {
            continue;
        }
        if owner[partner].is_none_or(|other| augment(other, partners, owner, seen)) {
            owner[partner] = Some(at);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn a_taken_partner_is_given_up_when_there_is_another() {
        let fits = [[true, true, false], [true, false, false], [false, true, true]];
        assert_eq!(pairs(3, 3, |l, r| fits[l][r]), [(0, 1), (1, 0), (2, 2)]);
        assert_eq!(pairs(2, 3, |_, _| true).len(), 2);
        assert!(pairs(0, 2, |_, _| true).is_empty());
    }
}
