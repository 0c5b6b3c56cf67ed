//! The text of a path becomes its steps.

use super::{Direction, Path, Step, Times, Wanted, test};
use crate::rules::lists::Lists;
use triplewire_lexicon::Ontology;

pub(super) fn path(source: &str, lists: &mut Lists, ontology: &Ontology) -> Result<Path, String> {
    let steps = source
        .split_whitespace()
        .map(|text| step(text, lists, ontology).map_err(|what| format!("step `{text}`: {what}")))
        .collect::<Result<Vec<_>, _>>()?;
    if steps.is_empty() {
        return Err("empty path; expected steps such as `>nsubj` or `<acl:relcl`".into());
    }
    Ok(Path {
        steps,
        source: source.to_string(),
    })
}

fn step(text: &str, lists: &mut Lists, ontology: &Ontology) -> Result<Step, String> {
    let direction = match text.chars().next() {
        Some('>') => Direction::Down,
        Some('<') => Direction::Up,
        Some('.') => Direction::Stay,
        _ => return Err("expected `>`, `<` or `.` at its start".into()),
    };
    let (body, times) = match text[1..].strip_suffix(['?', '+']) {
        Some(body) if text.ends_with('?') => (body, Times::AtMostOnce),
        Some(body) => (body, Times::OnceOrMore),
        None => (&text[1..], Times::Once),
    };
    let (relations, mut rest) = body.split_at(body.find('[').unwrap_or(body.len()));
    let relations: Vec<Wanted> = relations
        .split('|')
        .filter(|relation| !relation.is_empty())
        .map(|relation| wanted(relation, lists))
        .collect();
    let stays = direction == Direction::Stay;
    if relations.is_empty() != stays || (stays && times != Times::Once) {
        return Err(
            "`>` and `<` need a relation (`*` for any), and may end in `?` or `+`; `.` takes none".into(),
        );
    }
    let mut tests = Vec::new();
    while !rest.is_empty() {
        if !rest.starts_with('[') {
            return Err(format!("expected `[` before `{rest}`"));
        }
        let end = rest.find(']').ok_or("`[` without `]`")?;
        tests.push(test::parse(&rest[1..end], lists, ontology)?);
        rest = &rest[end + 1..];
    }
    Ok(Step {
        direction,
        bits: relations.iter().fold(0, |bits, wanted| bits | wanted.bits()),
        relations,
        tests,
        times,
        source: text.to_string(),
    })
}

/// A relation as rules write it: `*`, `obl:*` with any subtype, or exactly `obl`.
pub(super) fn wanted(relation: &str, lists: &mut Lists) -> Wanted {
    match relation.strip_suffix(":*") {
        _ if relation == "*" => Wanted::Any,
        Some(universal) => Wanted::Under(lists.symbols.add_relation(universal).whole),
        None => Wanted::Exactly(lists.symbols.add_relation(relation).whole),
    }
}
