//! Facts as a program asks for them: events, relations and entities that know their document, and the words that prove them.

use std::ops::{Deref, Range};

use crate::facts::{Argument, Entity, Event, Facts, Mention, Relation};

/// An event that knows its document; the fields are those of [`Event`].
#[derive(Debug, Clone, Copy)]
pub struct EventRef<'a> {
    facts: &'a Facts,
    event: &'a Event,
}

/// A relation that knows its document; the fields are those of [`Relation`].
#[derive(Debug, Clone, Copy)]
pub struct RelationRef<'a> {
    facts: &'a Facts,
    relation: &'a Relation,
}

/// The words of the document that a fact stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof<'a> {
    /// The whole sentence.
    pub sentence: &'a str,
    /// The bytes of `sentence` that say so.
    pub span: Range<usize>,
    /// The rule that found it; chained rules are joined with `++`.
    pub rule: &'a str,
}

impl<'a> Proof<'a> {
    /// The words that say so.
    pub fn text(&self) -> &'a str {
        &self.sentence[self.span.clone()]
    }
}

impl Deref for EventRef<'_> {
    type Target = Event;

    fn deref(&self) -> &Event {
        self.event
    }
}

impl Deref for RelationRef<'_> {
    type Target = Relation;

    fn deref(&self) -> &Relation {
        self.relation
    }
}

impl<'a> EventRef<'a> {
    /// Who or what plays a role: the entity's name, or else the argument's own words. The first, where several do.
    pub fn role(self, role: &str) -> Option<&'a str> {
        let argument = self
            .event
            .arguments
            .iter()
            .find(|argument| argument.role == role)?;
        Some(self.facts.filler(argument))
    }

    /// All who play a role, in the order of the arguments; named as [`EventRef::role`] does.
    pub fn roles(self, role: &str) -> impl Iterator<Item = &'a str> {
        let played = move |argument: &&Argument| argument.role == role;
        let arguments = self.event.arguments.iter().filter(played);
        arguments.map(move |argument| self.facts.filler(argument))
    }

    /// The entity that says that the event happened, where the text names one.
    pub fn source(self) -> Option<&'a Entity> {
        self.facts.entity_of(self.event.source.as_deref())
    }

    /// The trigger of the event's first mention, in its sentence; `None` where the facts hold no sentence texts, as those of
    /// versions before 0.2.
    pub fn proof(self) -> Option<Proof<'a>> {
        self.proofs().next()
    }

    /// The triggers of all its mentions, each in its sentence.
    pub fn proofs(self) -> impl Iterator<Item = Proof<'a>> {
        let Self { facts, event } = self;
        let triggers = event.triggers.iter();
        triggers
            .filter_map(|trigger| facts.proof(trigger.sentence, trigger.start..trigger.end, &trigger.rule))
    }
}

impl<'a> RelationRef<'a> {
    /// The entity of which it is said.
    pub fn subject(self) -> Option<&'a Entity> {
        self.facts.entity_of(self.relation.subject.as_deref())
    }

    /// The entity on the other side, where there is one.
    pub fn object(self) -> Option<&'a Entity> {
        self.facts.entity_of(self.relation.object.as_deref())
    }

    /// The words that say so, in their sentence; `None` as for [`EventRef::proof`].
    pub fn proof(self) -> Option<Proof<'a>> {
        let Self { facts, relation } = self;
        facts.proof(relation.sentence, relation.start..relation.end, &relation.rule)
    }
}

impl Entity {
    /// Whether one of its mentions is a name.
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|mention| mention.kind == "name")
    }

    /// Where the document speaks of it, in text order.
    pub fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.mentions.iter()
    }
}

impl Facts {
    /// The events by first trigger, each with its document at hand.
    pub fn events(&self) -> impl Iterator<Item = EventRef<'_>> {
        self.events.iter().map(|event| EventRef { facts: self, event })
    }

    /// The relations in text order, each with its document at hand.
    pub fn relations(&self) -> impl Iterator<Item = RelationRef<'_>> {
        let relations = self.relations.iter();
        relations.map(|relation| RelationRef {
            facts: self,
            relation,
        })
    }

    /// The entities by first mention.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }

    /// The entity of an id.
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == id)
    }

    /// The entity of an id that may be missing.
    pub fn entity_of(&self, id: Option<&str>) -> Option<&Entity> {
        self.entity(id?)
    }

    /// Number of the sentence that holds the offset, a code point.
    pub fn sentence_at(&self, start: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= start);
        after
            .checked_sub(1)
            .filter(|&at| start < self.sentences[at].end.max(self.sentences[at].start + 1))
    }

    /// The words of a sentence, where they are known.
    pub fn sentence_text(&self, sentence: usize) -> Option<&str> {
        self.sentences.get(sentence)?.text.as_deref()
    }

    /// The words of a span of code points, where it lies in one sentence whose words are known.
    pub fn words(&self, start: usize, end: usize) -> Option<&str> {
        let (text, bytes) = self.within(self.sentence_at(start)?, start..end)?;
        text.get(bytes)
    }

    /// How a person would call what plays the role: the entity's name, else the argument's own words.
    pub fn filler<'a>(&'a self, argument: &'a Argument) -> &'a str {
        let entity = argument.entity.as_deref().and_then(|id| self.entity(id));
        match entity {
            Some(entity) if entity.is_named() => &entity.name,
            _ => &argument.text,
        }
    }

    fn proof<'a>(&'a self, sentence: usize, span: Range<usize>, rule: &'a str) -> Option<Proof<'a>> {
        let (sentence, span) = self.within(sentence, span)?;
        Some(Proof { sentence, span, rule })
    }

    /// A sentence's words, and the bytes of them that a span of the document's code points covers.
    fn within(&self, sentence: usize, span: Range<usize>) -> Option<(&str, Range<usize>)> {
        let sentence = self.sentences.get(sentence)?;
        let text = sentence.text.as_deref()?;
        let from = span.start.checked_sub(sentence.start)?;
        let length = span.end.checked_sub(span.start)?;
        let mut bytes = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .skip(from);
        let first = bytes.next()?;
        let last = if length == 0 {
            first
        } else {
            bytes.nth(length - 1)?
        };
        Some((text, first..last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Facts {
        Facts::parse(include_bytes!("sample.jsonl")).unwrap()
    }

    #[test]
    fn roles_are_played_by_names_or_by_words() {
        let facts = sample();
        let event = facts.events().next().unwrap();
        assert_eq!(event.kind, "Assassination");
        assert_eq!(event.role("victim"), Some("Ann Lund"));
        assert_eq!(event.role("attacker"), Some("gunman"));
        assert_eq!(event.role("instrument"), None);
        assert_eq!(event.roles("place").collect::<Vec<_>>(), ["Oslo"]);
        assert!(event.source().is_none());
        let named: Vec<_> = facts.entities().map(Entity::is_named).collect();
        assert_eq!(named, [true, true, false]);
        assert_eq!(facts.entities().next().unwrap().mentions().count(), 2);
    }

    #[test]
    fn what_proves_a_fact_is_cut_out_of_its_sentence() {
        let mut facts = sample();
        let proof = facts.events().next().unwrap().proof().unwrap();
        assert_eq!((proof.text(), proof.rule), ("shot dead", "killing/passive"));
        assert_eq!(Some(proof.sentence), facts.sentence_text(0));
        let relation = facts.relations().next().unwrap();
        assert_eq!(relation.proof().unwrap().text(), "Mayor Ann Lund");
        assert_eq!(
            relation.subject().map(|entity| entity.name.as_str()),
            Some("Ann Lund")
        );
        assert!(relation.object().is_none());
        facts.sentences[0].text = None;
        assert_eq!(facts.events().next().unwrap().proof(), None);
    }

    #[test]
    fn offsets_find_their_sentence_and_their_words() {
        let facts = sample();
        assert_eq!(facts.sentence_at(0), Some(0));
        assert_eq!(facts.sentence_at(facts.sentences[1].start), Some(1));
        assert_eq!(facts.sentence_at(10_000), None);
        let trigger = &facts.events[0].triggers[0];
        assert_eq!(facts.words(trigger.start, trigger.end), Some("shot dead"));
        let second = &facts.sentences[1];
        assert_eq!(facts.words(second.start, second.end), second.text.as_deref());
        assert_eq!(facts.words(trigger.start, second.end), None);
    }
}
