//! The matcher runs over the graphs; what it finds becomes relations between entities.

use crate::{
    event::Context,
    mention::Kind,
    rules::{RelationMatch, RuleSet},
    syntax::{self, Graph},
    text::Span,
};

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
    /// The words that prove it.
    pub span: Span,
    pub sentence: usize,
    pub rule: String,
    /// 0 to 1.
    pub score: f32,
}

/// Finds the relations of a document, in text order. A subject or object without a name is left out.
pub fn find(rules: &RuleSet, context: &Context) -> Vec<Relation> {
    let mut relations = Vec::new();
    for (sentence, graph) in context.graphs.iter().enumerate() {
        let matches = rules.relations(context.text, graph, sentence, context.mentions, &context.index);
        relations.extend(
            matches
                .iter()
                .filter_map(|found| relation(rules, context, sentence, found)),
        );
    }
    relations.sort_by_key(|relation: &Relation| relation.span);
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
    let span = syntax::span(graph, &value(context, sentence, graph, found.anchor));
    Some(Relation {
        kind: rule.kind.clone(),
        subject,
        object: found
            .object
            .as_ref()
            .and_then(|object| named(object.mention))
            .filter(|&object| object != subject),
        value: Some(span.of(context.text).to_string()),
        span,
        sentence,
        rule: format!("{}/{}", rule.name, found.subject.pattern),
        score: score * found.subject.weight,
    })
}

/// The words of an office: its noun with modifiers and complements ("ambassador to Turkey"), without article, possessor
/// and the names before it, which are what the office belongs to.
fn value(context: &Context, sentence: usize, graph: &Graph, anchor: usize) -> std::ops::Range<usize> {
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
        .take_while(|&word| is_kept(word))
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
