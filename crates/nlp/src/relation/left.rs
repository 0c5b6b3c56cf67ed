//! Who was dismissed or resigned holds the office no longer: "Transport Minister Ann Lund was sacked".

use super::{Relation, Status};
use crate::{
    context::Context,
    rules::{Match, Realis},
};

/// The event types by which people leave their posts.
const LEAVING: [&str; 3] = ["EndPosition", "Resignation", "Dismissal"];

/// Marks offices of whoever leaves a post in the same sentence as former ones, unless it is another post.
pub fn note(context: &Context, matches: &[Vec<Match>], relations: &mut [Relation]) {
    for relation in relations.iter_mut() {
        let pattern = relation.rule.rsplit('/').next();
        let titular = matches!(pattern, Some("title" | "apposition" | "conjunct" | "flat"));
        if relation.kind != "position_held" || relation.status.is_some() || !titular {
            continue;
        }
        let found = matches.get(relation.sentence).map_or(&[][..], Vec::as_slice);
        let gone = found.iter().any(|found| {
            LEAVING.contains(&found.event.as_str())
                && found.realis == Realis::Actual
                && leaves(context, found, relation)
        });
        if gone {
            relation.status = Some(Status::Former);
        }
    }
}

/// Whether the event takes the relation's subject out of the relation's office, and not out of another.
fn leaves(context: &Context, found: &Match, relation: &Relation) -> bool {
    let side = |role: &'static str| found.roles.iter().filter(move |filled| filled.role == role);
    let person = side("person").any(|filled| context.entity(filled.mention) == Some(relation.subject));
    let graph = &context.graphs[relation.sentence];
    let office = relation.value.as_deref().unwrap_or_default().to_lowercase();
    let same_post = side("position").all(|filled| {
        let lemma = graph
            .words()
            .get(filled.word)
            .map(|word| word.lemma.to_lowercase());
        lemma.is_some_and(|lemma| office.contains(&lemma))
    });
    // "Quit the party": what is left is no office.
    let mut objects = graph.children_by(found.head, "obj");
    let another_thing = objects.any(|object| {
        let lemma = graph.words()[object].lemma.to_lowercase();
        let person = context.index.at(relation.sentence, object);
        context.entity(person) != Some(relation.subject) && !office.contains(&lemma)
    });
    let same_body = side("organization").all(|filled| {
        let body = context.entity(filled.mention);
        relation.object.is_none() && body.is_none() || body.is_some() && body == relation.object
    });
    person && !another_thing && same_post && same_body
}
