//! The best legal BIO sequence: `I` only after `B` or `I` of its class.

use super::Tag;

/// Decodes `rows` of tag log-probabilities (words by `tags`, row by row) into tags.
///
/// Of equally good sequences the one with the earlier tag in `tags` is taken, so the result is always the same.
pub fn decode(rows: &[f32], tags: &[Tag]) -> Vec<Tag> {
    let width = tags.len();
    let words = rows.len().checked_div(width).unwrap_or(0);
    let mut best: Vec<f32> = vec![0.0; width];
    let mut back = vec![0; words * width];
    for (word, row) in rows.chunks_exact(width.max(1)).enumerate() {
        let mut next = vec![f32::NEG_INFINITY; width];
        for (to, &tag) in tags.iter().enumerate() {
            for (from, &before) in tags.iter().enumerate() {
                let legal = if word == 0 {
                    starts(tag)
                } else {
                    follows(before, tag)
                };
                if legal && best[from] + row[to] > next[to] {
                    next[to] = best[from] + row[to];
                    back[word * width + to] = from;
                }
            }
        }
        best = next;
    }
    let mut at = (0..width)
        .rev()
        .max_by(|&a, &b| best[a].total_cmp(&best[b]))
        .unwrap_or(0);
    let mut path = vec![0; words];
    for word in (0..words).rev() {
        path[word] = at;
        at = back[word * width + at];
    }
    path.into_iter().map(|tag| tags[tag]).collect()
}

fn starts(tag: Tag) -> bool {
    !matches!(tag, Tag::I(_))
}

fn follows(before: Tag, tag: Tag) -> bool {
    match (before, tag) {
        (Tag::B(before) | Tag::I(before), Tag::I(class)) => before == class,
        (Tag::O, Tag::I(_)) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Class::*, Tag::*, decode};

    #[test]
    fn the_sequence_is_legal_even_where_single_tags_are_not() {
        let tags = [O, B(Per), I(Per), B(Org), I(Org)];
        let row = |p: [f32; 5]| p.map(f32::ln);
        let rows = [row([0.4, 0.3, 0.1, 0.1, 0.1]), row([0.1, 0.1, 0.7, 0.05, 0.05])].concat();
        assert_eq!(decode(&rows, &tags), [B(Per), I(Per)]);
        assert_eq!(decode(&[], &tags), []);
        assert_eq!(decode(&[0.0; 10], &tags), [O, O]);
    }
}
