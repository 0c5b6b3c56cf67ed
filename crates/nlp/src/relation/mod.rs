//! Makes relations between entities from what the matcher finds in the dependency trees.

mod framed;
mod left;
mod status;

pub use status::Status;

use std::ops::Range;

use crate::{
    context::Context,
    coref::Entity,
    mention::{Kind, Mention},
    rules::{Match, Realis, RelationMatch, RuleSet},
    syntax::{self, SentenceGraph},
    text::Span,
};
use triplewire_facts::annotation::{Class, Upos};

/// A lasting fact about an entity: a position held, a membership.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// A relation of the ontology ("position_held").
    pub kind: String,
    /// Index of the entity that it is about.
    pub subject: usize,
    /// Index of the other entity, if it is one.
    pub object: Option<usize>,
    /// The other side as text ("ambassador to Turkey").
    pub value: Option<String>,
    /// How a position is held, if the words say more than that.
    pub status: Option<Status>,
    /// The words that prove it.
    pub span: Span,
    /// Number of their sentence.
    pub sentence: usize,
    /// The rule that found it ("position/of").
    pub rule: String,
    /// 0 to 1.
    pub score: f32,
}

/// Finds the relations of a document, in text order: those anchored at nouns, and those that frames matched. A subject or
/// object without a name is left out.
pub fn find(rules: &RuleSet, context: &Context, matches: &[Vec<Match>]) -> Vec<Relation> {
    let mut relations = Vec::new();
    for (sentence, matched) in matches.iter().enumerate() {
        let told = |found: &&Match| rules.is_relation(found) && found.realis == Realis::Actual;
        relations.extend(
            matched
                .iter()
                .filter(told)
                .flat_map(|found| framed::relations(rules, context, sentence, found)),
        );
    }
    for (sentence, graph) in context.graphs.iter().enumerate() {
        let fillers = rules.fillers(context.text, graph, sentence, context.mentions, &context.index);
        let matches = rules.relations(&fillers);
        relations.extend(
            matches
                .iter()
                .filter_map(|found| relation(rules, context, sentence, found)),
        );
    }
    left::note(context, matches, &mut relations);
    relations.sort_by_key(|relation: &Relation| (relation.span, relation.object.is_none()));
    let inner: Vec<bool> = relations
        .iter()
        .map(|relation| is_inner(&relations, relation))
        .collect();
    let mut inner = inner.into_iter();
    relations.retain(|_| !inner.next().unwrap_or(false));
    // A title of two nouns ("Secretary General") has two anchors.
    relations.dedup_by(|next, first| {
        next.span == first.span
            && next.subject == first.subject
            && (next.object == first.object || next.object.is_none())
            && next.kind == first.kind
    });
    relations
}

fn relation(rules: &RuleSet, context: &Context, sentence: usize, found: &RelationMatch) -> Option<Relation> {
    let rule = &rules.relations[found.rule];
    let graph = &context.graphs[sentence];
    let named = |mention: Option<usize>| {
        let entity = context.entity(mention)?;
        context.has_name(entity).then_some(entity)
    };
    let subject = named(found.subject.mention)?;
    let (_, score) = context.filler(sentence, found.subject.word, found.subject.mention);
    let name = found.subject.mention.map(|id| &context.mentions[id]);
    let mut words = value(context, sentence, graph, found.anchor);
    if let Some(title) = title(context, sentence, graph, found.anchor, name) {
        words = title.start.min(words.start)..title.end;
    }
    let span = syntax::span(graph, &words);
    Some(Relation {
        kind: rule.kind.clone(),
        subject,
        object: found
            .object
            .as_ref()
            .and_then(|object| named(object.mention))
            .map(|object| country(context, object))
            .filter(|&object| object != subject),
        value: Some(span.of(context.text).to_string()),
        status: match &rule.status {
            Some(status) => Status::named(status),
            None => Status::of(span.of(context.text)),
        },
        span,
        sentence,
        rule: format!("{}/{}", rule.name, found.subject.pattern),
        score: score * found.subject.weight,
    })
}

/// The country that a demonym stands for, when the document names it: "the Turkish president" is one of Turkey.
fn country(context: &Context, entity: usize) -> usize {
    let people = &context.entities[entity];
    let name = (people.class == Some(Class::Norp))
        .then(|| context.lexicon.country_of(&people.name))
        .flatten();
    let place = |other: &Entity| other.class == Some(Class::Loc) && Some(other.name.as_str()) == name;
    name.and_then(|_| context.entities.iter().position(place))
        .unwrap_or(entity)
}

/// The whole title before a name ("Secretary of State" of "Secretary of State John Kerry"), when the anchor is in it.
fn title(
    context: &Context,
    sentence: usize,
    graph: &SentenceGraph,
    anchor: usize,
    name: Option<&Mention>,
) -> Option<Range<usize>> {
    let name = name.filter(|name| anchor < name.words.start)?;
    let words = graph.words();
    let below = |word: usize| graph.ancestors(word).any(|at| name.words.contains(&at));
    let titular = |word: usize| matches!(words[word].deprel.as_str(), "nmod:desc" | "compound" | "amod");
    if !titular(anchor) || !(anchor..name.words.start).all(below) {
        return None;
    }
    let hyphen = |word: usize| is_hyphen(context.text, &words[word]);
    let office = |&word: &usize| {
        hyphen(word)
            || below(word)
                && titular(word)
                && matches!(words[word].upos, Upos::Noun | Upos::Propn | Upos::Adj)
                && (words[word].span.end + 1 == words[word + 1].span.start || hyphen(word + 1))
                && named(context, sentence, word).is_none()
    };
    let run = (0..anchor).rev().take_while(office);
    let start = run.filter(|&word| !hyphen(word)).last().unwrap_or(anchor);
    Some(start..name.words.start)
}

/// A hyphen that holds two words together: "Secretary-General".
fn is_hyphen(text: &str, word: &syntax::Word) -> bool {
    matches!(word.span.of(text), "-" | "‑")
}

/// Whether the relation is part of a longer office of the same person: "Secretary" of "Secretary General".
fn is_inner(relations: &[Relation], relation: &Relation) -> bool {
    relation.value.is_some()
        && relations.iter().any(|other| {
            other.kind == relation.kind
                && other.subject == relation.subject
                && other.span != relation.span
                && other.span.covers(relation.span)
                && other.rule.split('/').next() == relation.rule.split('/').next()
                && (relation.object.is_none() || other.object == relation.object)
        })
}

/// The words of an office: its noun with modifiers and complements ("ambassador to Turkey"), without article, possessor
/// and the names before it, which are what the office belongs to.
fn value(context: &Context, sentence: usize, graph: &SentenceGraph, anchor: usize) -> Range<usize> {
    let words = graph.words();
    let office = |word: usize| {
        let relation = words[word].deprel.as_str();
        let before = matches!(relation, "amod" | "compound" | "flat" | "nmod:desc")
            && named(context, sentence, word).is_none();
        let complement = relation == "nmod"
            && word > anchor
            && graph
                .children_by(word, "case")
                .any(|case| matches!(words[case].lemma.as_str(), "of" | "to" | "for" | "at"));
        before || complement
    };
    let mut kept = vec![anchor];
    for &child in graph.children(anchor).iter().filter(|&&child| office(child)) {
        let inner = |word: &syntax::Word| {
            matches!(
                word.deprel.universal(),
                "amod" | "compound" | "flat" | "case" | "det" | "nmod" | "fixed" | "nummod"
            )
        };
        kept.extend(graph.subtree(child, inner));
    }
    let is_kept = |word: usize| kept.contains(&word);
    let start = (0..anchor)
        .rev()
        .take_while(|&word| is_kept(word) || is_hyphen(context.text, &words[word]))
        .filter(|&word| is_kept(word))
        .last()
        .unwrap_or(anchor);
    let end = (anchor + 1..words.len())
        .take_while(|&word| is_kept(word))
        .last()
        .map_or(anchor + 1, |last| last + 1);
    start..end
}

fn named(context: &Context, sentence: usize, word: usize) -> Option<usize> {
    context
        .index
        .name_at(sentence, word)
        .filter(|&id| context.mentions[id].kind == Kind::Name)
}
