//! Places of one name that the text tells apart: "Dublin, Ireland" and "Dublin, Ohio" are two.
//!
//! A bare name before the second of them is the first; once there are two, a bare name is neither by default.

use super::Context;
use crate::mention::holder;
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{gazetteer::Sort, names::normalised_phrase};

/// Countries, and divisions by country and code (empty for a country as a whole).
type Holders = Vec<(String, String)>;

/// Mentions of one name, in text order, by the place that they mean.
pub fn apart(context: &Context, same: Vec<usize>) -> Vec<Vec<usize>> {
    let held: Vec<Holders> = same.iter().map(|&at| holders(context, at)).collect();
    let mut known: Vec<&Holders> = Vec::new();
    for own in held.iter().filter(|own| !own.is_empty()) {
        if !known.iter().any(|other| compatible(own, other)) {
            known.push(own);
        }
    }
    if known.len() < 2 {
        return vec![same];
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); known.len() + 1];
    let bare = known.len();
    let mut last = 0;
    for (&at, own) in same.iter().zip(&held) {
        let group = known.iter().position(|other| compatible(own, other));
        last = last.max(group.unwrap_or(0));
        let group = group.unwrap_or(if last == 0 { 0 } else { bare });
        groups[group].push(at);
    }
    groups
}

fn compatible(own: &Holders, other: &Holders) -> bool {
    let meets = |(country, division): &(String, String)| {
        other.iter().any(|(land, part)| {
            land == country && (part == division || part.is_empty() || division.is_empty())
        })
    };
    own.iter().any(meets)
}

/// What may hold the place of a mention, as the text says.
fn holders(context: &Context, at: usize) -> Holders {
    let mention = &context.mentions[at];
    if mention.class != Some(Class::Loc) {
        return Vec::new();
    }
    let Some(outer) = holder(
        context.text,
        context.graphs,
        context.mentions,
        &context.index,
        mention,
    ) else {
        return Vec::new();
    };
    let name = normalised_phrase(context.mentions[outer].span.of(context.text));
    let aliases = context.lexicon.aliases(&name).to_vec();
    let rows = std::iter::once(name)
        .chain(aliases)
        .flat_map(|key| context.lexicon.places(&key).collect::<Vec<_>>());
    rows.filter(|row| matches!(row.sort, Sort::Country | Sort::State))
        .map(|row| (row.country.to_string(), row.state.to_string()))
        .collect()
}
