//! Event features: an event mention as it is compared with another.

use crate::{
    context::Context,
    event::{Argument, Event},
    time,
};
use triplewire_lexicon::EventType;

/// Determiners that make a noun phrase refer back to an earlier one.
const DEFINITE: [&str; 9] = [
    "the", "this", "that", "these", "those", "his", "her", "their", "its",
];

/// A filler in a role, as event mentions share it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// An entity with a name, in a role.
    Named(usize, String),
    /// The head noun of an unnamed filler, in a role.
    Nominal(String, String),
}

/// An event mention with its document.
pub struct EventFeatures<'a> {
    context: &'a Context<'a>,
    pub event: &'a Event,
}

impl<'a> EventFeatures<'a> {
    pub fn new(context: &'a Context<'a>, event: &'a Event) -> Self {
        Self { context, event }
    }

    /// The keys of the fillers that distinguish events of the type: those of its `once` role, else of its required roles.
    pub fn keys(&self, kind: &EventType) -> Vec<Key> {
        let features = self
            .event
            .arguments
            .iter()
            .filter(|argument| distinguishes(kind, &argument.role));
        features.filter_map(|argument| self.key(argument)).collect()
    }

    /// The key of a filler; `None` where it has no head word.
    pub fn key(&self, argument: &Argument) -> Option<Key> {
        match self.named(argument) {
            Some(entity) => Some(Key::Named(entity, argument.role.clone())),
            None => Some(Key::Nominal(self.head(argument)?.0, argument.role.clone())),
        }
    }

    /// Number of named fillers of the distinguishing roles that two event mentions share.
    pub fn shared_names(&self, other: &EventFeatures, kind: &EventType) -> usize {
        self.shared(other, kind, |key| matches!(key, Key::Named(..)))
    }

    /// Number of unnamed fillers that two event mentions may share.
    pub fn shared_nominals(&self, other: &EventFeatures, kind: &EventType) -> usize {
        self.shared(other, kind, |key| matches!(key, Key::Nominal(..)))
    }

    fn shared(&self, other: &EventFeatures, kind: &EventType, wanted: fn(&Key) -> bool) -> usize {
        let theirs = other.keys(kind);
        let own = self.keys(kind);
        own.iter()
            .filter(|key| wanted(key) && theirs.contains(key))
            .count()
    }

    /// Whether a role, number, place or time rules coreference out.
    pub fn contradicts(&self, other: &EventFeatures) -> bool {
        let roles = self
            .event
            .arguments
            .iter()
            .any(|argument| match argument.role.as_str() {
                "place" => self.places_differ(other),
                role => self.names_differ(other, role) || self.counts_differ(other, argument),
            });
        let times = match (&self.event.time, &other.event.time) {
            (Some(left), Some(right)) => time::conflict(self.context, left, right),
            _ => false,
        };
        roles || times
    }

    /// Whether both have named fillers of a role, but none in common.
    fn names_differ(&self, other: &EventFeatures, role: &str) -> bool {
        let (left, right) = (self.names(role), other.names(role));
        !left.is_empty() && !right.is_empty() && !left.iter().any(|entity| right.contains(entity))
    }

    /// Whether countries differ from countries, or other places from other places; a town may lie in the country.
    fn places_differ(&self, other: &EventFeatures) -> bool {
        let country = |&entity: &usize| {
            self.context
                .lexicon
                .is_country(&self.context.entities[entity].name)
        };
        let (left, right) = (self.names("place"), other.names("place"));
        let differ = |left: Vec<usize>, right: Vec<usize>| {
            !left.is_empty() && !right.is_empty() && !left.iter().any(|place| right.contains(place))
        };
        let split = |places: &[usize]| places.iter().copied().partition::<Vec<usize>, _>(country);
        let ((one, two), (three, four)) = (split(&left), split(&right));
        differ(one, three) || differ(two, four)
    }

    /// Whether the other has the same noun in the role, but with another number.
    fn counts_differ(&self, other: &EventFeatures, argument: &Argument) -> bool {
        let (Some(count), Some((head, _))) = (argument.count, self.head(argument)) else {
            return false;
        };
        let theirs = other
            .event
            .arguments
            .iter()
            .filter(|theirs| theirs.role == argument.role);
        let mut alike = theirs
            .filter(|theirs| other.head(theirs).is_some_and(|(theirs, _)| theirs == head))
            .peekable();
        alike.peek().is_some() && alike.all(|theirs| theirs.count.is_some_and(|theirs| theirs != count))
    }

    /// Whether something besides the fillers themselves agrees: a place, a time with a value, a name in any role.
    pub fn agrees(&self, other: &EventFeatures) -> bool {
        let roles = self.event.arguments.iter().any(|argument| {
            let theirs = other.names(&argument.role);
            self.named(argument)
                .is_some_and(|entity| theirs.contains(&entity))
        });
        let value =
            |features: &EventFeatures| features.event.time.as_ref().and_then(|time| time.value.clone());
        roles || value(self).is_some() && value(self) == value(other)
    }

    /// Whether each unnamed filler that the two share is definite here ("the policemen").
    pub fn is_definite(&self, other: &EventFeatures, kind: &EventType) -> bool {
        let theirs = other.keys(kind);
        let own = self
            .event
            .arguments
            .iter()
            .filter(|argument| distinguishes(kind, &argument.role));
        let mut shared = own
            .filter(|argument| {
                self.named(argument).is_none() && self.key(argument).is_some_and(|key| theirs.contains(&key))
            })
            .peekable();
        shared.peek().is_some() && shared.all(|argument| self.has_article(argument))
    }

    fn has_article(&self, argument: &Argument) -> bool {
        let graph = &self.context.graphs[argument.sentence];
        let Some((_, head)) = self.head(argument) else {
            return false;
        };
        let mut determiners = graph
            .children_by(head, "det")
            .chain(graph.children_by(head, "nmod"));
        determiners.any(|word| {
            DEFINITE.contains(
                &graph.words()[word]
                    .span
                    .of(self.context.text)
                    .to_lowercase()
                    .as_str(),
            )
        })
    }

    /// Number of sentences from the last trigger of the earlier event mention to the first trigger of this one.
    pub fn distance(&self, earlier: &EventFeatures) -> usize {
        let last = earlier
            .event
            .triggers
            .last()
            .map_or(0, |trigger| trigger.sentence);
        let first = self.event.triggers.first().map_or(0, |trigger| trigger.sentence);
        first.abs_diff(last)
    }

    fn names(&self, role: &str) -> Vec<usize> {
        let fillers = self
            .event
            .arguments
            .iter()
            .filter(|argument| argument.role == role);
        fillers.filter_map(|argument| self.named(argument)).collect()
    }

    /// The entity of a filler, when it has a name.
    fn named(&self, argument: &Argument) -> Option<usize> {
        argument.entity.filter(|&entity| self.context.has_name(entity))
    }

    /// Lemma and index of a filler's head word.
    fn head(&self, argument: &Argument) -> Option<(String, usize)> {
        let head = self.context.head(argument.sentence, argument.span)?;
        let graph = &self.context.graphs[argument.sentence];
        Some((graph.words()[head].lemma.to_lowercase(), head))
    }
}

/// Whether the fillers of a role distinguish events of the type.
fn distinguishes(kind: &EventType, role: &str) -> bool {
    match &kind.once {
        Some(once) => once == role,
        None => kind.requires.iter().any(|required| required == role),
    }
}
