//! Whether the parts of a document's facts fit together: ids are there once, and every reference and offset leads somewhere.

use std::collections::HashSet;

use crate::Facts;

/// White space between two sentences: more is no text, and those who lay the text out anew would fill it with blanks.
const GAP: usize = 1_000_000;

/// # Errors
/// One line that names the key, and the id or offset that leads nowhere.
pub fn check(facts: &Facts) -> Result<(), String> {
    if facts.id.is_empty() {
        return Err("`id` is empty".into());
    }
    let mut end = 0;
    for (number, sentence) in facts.sentences.iter().enumerate() {
        span(&format!("sentences[{number}]"), sentence.start, sentence.end)?;
        if sentence.start < end {
            return Err(format!(
                "sentences[{number}] starts before the one before it ends"
            ));
        }
        if sentence.start - end > GAP {
            return Err(format!(
                "sentences[{number}] starts more than {GAP} characters after the one before it"
            ));
        }
        end = sentence.end;
        if let Some(text) = &sentence.text
            && text.chars().count() != sentence.end - sentence.start
        {
            return Err(format!("sentences[{number}].text is not as long as its span"));
        }
    }
    let mut ids = HashSet::new();
    for entity in &facts.entities {
        new(&mut ids, &entity.id)?;
        let place = |what: &str, at: usize| format!("entity {}: {what}[{at}]", entity.id);
        for (at, mention) in entity.mentions.iter().enumerate() {
            let place = place("mentions", at);
            span(&place, mention.start, mention.end)?;
            sentence(facts, &place, mention.sentence)?;
        }
        for (at, attribute) in entity.attributes.iter().enumerate() {
            let place = place("attributes", at);
            span(&place, attribute.start, attribute.end)?;
            sentence(facts, &place, attribute.sentence)?;
        }
    }
    let entities = ids.clone();
    let known = |place: &str, id: &Option<String>| match id {
        Some(id) if !entities.contains(id.as_str()) => Err(format!("{place}: there is no entity {id:?}")),
        _ => Ok(()),
    };
    for event in &facts.events {
        new(&mut ids, &event.id)?;
        let place = format!("event {}", event.id);
        known(&format!("{place}: source"), &event.source)?;
        for (at, trigger) in event.triggers.iter().enumerate() {
            let place = format!("{place}: triggers[{at}]");
            span(&place, trigger.start, trigger.end)?;
            sentence(facts, &place, trigger.sentence)?;
        }
        for (at, argument) in event.arguments.iter().enumerate() {
            let place = format!("{place}: arguments[{at}]");
            span(&place, argument.start, argument.end)?;
            known(&place, &argument.entity)?;
        }
        if let Some(time) = &event.time {
            span(&format!("{place}: time"), time.start, time.end)?;
        }
    }
    for relation in &facts.relations {
        new(&mut ids, &relation.id)?;
        let place = format!("relation {}", relation.id);
        span(&place, relation.start, relation.end)?;
        sentence(facts, &place, relation.sentence)?;
        known(&place, &relation.subject)?;
        known(&place, &relation.object)?;
    }
    Ok(())
}

fn sentence(facts: &Facts, place: &str, sentence: usize) -> Result<(), String> {
    if sentence < facts.sentences.len() {
        return Ok(());
    }
    Err(format!(
        "{place}: there is no sentence {sentence}; the document has {}",
        facts.sentences.len()
    ))
}

fn new<'a>(ids: &mut HashSet<&'a str>, id: &'a str) -> Result<(), String> {
    if id.is_empty() {
        return Err("an `id` is empty".into());
    }
    if ids.insert(id) {
        Ok(())
    } else {
        Err(format!("the id {id:?} is there twice"))
    }
}

fn span(place: &str, start: usize, end: usize) -> Result<(), String> {
    if start <= end {
        Ok(())
    } else {
        Err(format!("{place}: start {start} lies behind end {end}"))
    }
}
