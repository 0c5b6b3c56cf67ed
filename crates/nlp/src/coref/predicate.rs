//! Sieve: predicate nominals: "Ann Lund is the mayor", "the gunman was identified as Bo Ode".
//!
//! Subject and predicate of a copula, and the two arguments of a verb of identification, are coreferent, unless the clause is
//! negated, modal or a question.

use super::{
    Context,
    clusters::Clusters,
    traits::{Article, Traits},
};
use crate::{mention::Kind, syntax::SentenceGraph};
use triplewire_facts::annotation::{Class, Upos};

/// Verbs by which a name is given to somebody.
const NAMING: [&str; 4] = ["identify", "name", "know", "recognise"];

pub fn link(context: &Context, traits: &[Traits], clusters: &mut Clusters) {
    for (sentence, graph) in context.graphs.iter().enumerate() {
        for head in 0..graph.words().len() {
            let pair = copula(context, traits, sentence, graph, head)
                .or_else(|| naming(context, sentence, graph, head));
            let Some((one, other)) = pair else { continue };
            let named = [one, other].map(|at| context.mentions[at].kind == Kind::Name);
            // "Also known as": two names of the same entity.
            if named == [true, true] || clusters.compatible(one, other) {
                clusters.join(one, other);
            }
        }
    }
}

/// Subject and predicate, when the predicate is definite or the subject has a name.
fn copula(
    context: &Context,
    traits: &[Traits],
    sentence: usize,
    graph: &SentenceGraph,
    head: usize,
) -> Option<(usize, usize)> {
    let cop = graph.children_by(head, "cop").next()?;
    if !matches!(
        context.form(graph, cop).to_lowercase().as_str(),
        "is" | "was" | "'s" | "are" | "were" | "’s"
    ) || open(context, graph, head)
    {
        return None;
    }
    let subject = graph.children_by(head, "nsubj").find(|&subject| subject < head)?;
    let (one, other) = (
        context.index.at(sentence, subject)?,
        context.index.at(sentence, head)?,
    );
    let [first, second] = [one, other].map(|at| &context.mentions[at]);
    let alike = matches!((first.class, second.class), (Some(one), Some(other)) if one == other);
    let kinds = first.kind != Kind::Pronoun && second.kind == Kind::Nominal
        || first.kind == Kind::Nominal && second.kind == Kind::Name;
    let definite = second.kind == Kind::Name
        || traits[other].article == Article::Definite
        || first.kind == Kind::Name && first.class == Some(Class::Per);
    // "The priest was Polish" gives a nationality, not an identity.
    let quality = graph.words()[head].upos == Upos::Adj;
    (alike && kinds && !quality && definite && traits[other].plural != Some(true)).then_some((one, other))
}

/// Whoever is named and the name: the object or passive subject, and what stands as "as X" or as a second object.
fn naming(context: &Context, sentence: usize, graph: &SentenceGraph, head: usize) -> Option<(usize, usize)> {
    let word = &graph.words()[head];
    if word.upos != Upos::Verb || !NAMING.contains(&word.lemma.as_str()) || open(context, graph, head) {
        return None;
    }
    let passive = graph
        .children(head)
        .iter()
        .copied()
        .find(|&child| graph.words()[child].deprel.as_str() == "nsubj:pass");
    let above = word.head.filter(|_| word.deprel.as_str() == "acl");
    let who = passive
        .or_else(|| graph.children_by(head, "obj").next())
        .or(above)?;
    let name = graph.children(head).iter().copied().find(|&child| {
        let child_word = &graph.words()[child];
        let with_as = || {
            graph
                .children_by(child, "case")
                .any(|case| graph.words()[case].lemma == "as")
        };
        child != who
            && (matches!(child_word.deprel.universal(), "obl" | "advcl") && with_as()
                || matches!(child_word.deprel.universal(), "xcomp" | "obj") && child > who)
    })?;
    let (one, other) = (
        context.index.at(sentence, who)?,
        context.index.at(sentence, name)?,
    );
    let [first, second] = [one, other].map(|at| &context.mentions[at]);
    let person = |class: Option<Class>| class == Some(Class::Per);
    let known = word.lemma == "know" && first.kind == Kind::Name && first.class == second.class;
    let who = first.kind == Kind::Nominal && person(first.class) && person(second.class);
    (second.kind == Kind::Name && (known || who)).then_some((one, other))
}

/// Whether the clause is negated, modal, or a question.
fn open(context: &Context, graph: &SentenceGraph, head: usize) -> bool {
    graph.children(head).iter().any(|&child| {
        let word = &graph.words()[child];
        let lemma = word.lemma.to_lowercase();
        match word.deprel.universal() {
            "advmod" => matches!(lemma.as_str(), "not" | "n't" | "n’t" | "never" | "no"),
            "aux" => matches!(
                lemma.as_str(),
                "may" | "might" | "could" | "would" | "should" | "must" | "can"
            ),
            "mark" => matches!(lemma.as_str(), "if" | "whether"),
            "det" => lemma == "no",
            "punct" => context.form(graph, child) == "?",
            _ => false,
        }
    })
}
