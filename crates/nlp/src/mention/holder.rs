//! What a name of a place lies in, as the text says: "Dublin, Ohio".

use super::{Index, Mention};
use crate::syntax::SentenceGraph;
use triplewire_facts::annotation::Class;

/// The mention of a place whose name follows a name and a comma.
pub fn holder(
    text: &str,
    graphs: &[SentenceGraph],
    mentions: &[Mention],
    index: &Index,
    mention: &Mention,
) -> Option<usize> {
    let words = graphs.get(mention.sentence)?.words();
    let comma = words.get(mention.words.end)?.span.of(text);
    let at = index
        .name_at(mention.sentence, mention.words.end + 1)
        .filter(|_| comma == ",")?;
    let next = mentions.get(at)?;
    // "In Lund, Oslo and Rome" are three places side by side.
    let last = words.get(next.words.end).map(|word| word.span.of(text));
    let listed = last.is_some_and(|word| matches!(word, "and" | "or" | "&"));
    let place = next.class == Some(Class::Loc) && next.words.start == mention.words.end + 1;
    (place && !listed).then_some(at)
}
