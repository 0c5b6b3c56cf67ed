//! Relations that frames matched: "Ana Ruiz founded the bank", "the bank, founded by Ana Ruiz".
//!
//! In: a match whose type is a relation, with fillers for `subject` and `object`. Out: one relation for each pair of the two;
//! the words from the first to the last of trigger, subject and object prove it.

use super::{Relation, country};
use crate::{
    context::Context,
    mention::Kind,
    rules::{Filled, Match, RuleSet},
};

pub fn relations(rules: &RuleSet, context: &Context, sentence: usize, found: &Match) -> Vec<Relation> {
    let side = |role: &'static str| found.roles.iter().filter(move |filled| filled.role == role);
    let pairs = side("subject").flat_map(|subject| side("object").map(move |object| (subject, object)));
    pairs
        .filter_map(|(subject, object)| relation(rules, context, sentence, found, subject, object))
        .collect()
}

fn relation(
    rules: &RuleSet,
    context: &Context,
    sentence: usize,
    found: &Match,
    subject: &Filled,
    object: &Filled,
) -> Option<Relation> {
    let named = |filled: &Filled| {
        let entity = context.entity(filled.mention)?;
        context.has_name(entity).then_some(entity)
    };
    let about = named(subject)?;
    let other = named(object).map(|entity| country(context, entity));
    if other == Some(about) {
        return None;
    }
    let (subject_span, certain) = context.filler(sentence, subject.word, subject.mention);
    let (object_span, _) = context.filler(sentence, object.word, object.mention);
    let head = context.graphs[sentence].words()[found.head].span;
    // A noun without a name can be the other side as text only where it is no person: "a school in the village".
    let is_pronoun = object
        .mention
        .is_some_and(|id| context.mentions[id].kind == Kind::Pronoun);
    if other.is_none() && is_pronoun {
        return None;
    }
    Some(Relation {
        kind: found.event.clone(),
        subject: about,
        object: other,
        // A pronoun says nothing by itself.
        value: match other.filter(|_| is_pronoun) {
            Some(entity) => Some(context.entities[entity].name.clone()),
            None => Some(object_span.of(context.text).to_string()),
        },
        status: None,
        span: subject_span.join(object_span).join(head),
        sentence,
        rule: format!("{}/{}", rules.frames[found.frame].name, object.pattern),
        score: certain * subject.weight.min(object.weight),
    })
}
