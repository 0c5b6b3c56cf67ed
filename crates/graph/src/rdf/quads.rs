//! The facts of one document as quads, all in the document's own graph.
//!
//! In: [`Facts`]. Out: quads with every fact, and beside each fact its proof: the span (NIF), the sentence, the rule, the
//! run and the model (PROV-O), the score, the realis and whoever says so. Which words are used is the vocabulary's matter.

use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};
use rustc_hash::FxHashSet;

use super::{
    date::{Moment, moment},
    iri::{self, Iris, encoded},
    terms::{dated, index, number, string},
    vocabulary::{RoleClass, Vocabulary},
};
use triplewire_facts::{Argument, Entity, Event, Facts, Relation};
use triplewire_lexicon::names::normalised_phrase;

/// Makes quads of documents.
#[derive(Debug, Clone)]
pub struct Quads {
    /// What types, roles and properties are called.
    pub vocabulary: Vocabulary,
    /// What documents and entities are called.
    pub iris: Iris,
}

impl Quads {
    /// Quads in these words.
    pub fn new(vocabulary: Vocabulary, iris: Iris) -> Self {
        Self { vocabulary, iris }
    }

    /// The quads of a document; none is there twice.
    pub fn of(&self, facts: &Facts) -> Vec<Quad> {
        let document = self.iris.document(&facts.id);
        let end = facts.sentences.last().map_or(0, |sentence| sentence.end);
        let mut graph = Graph {
            words: &self.vocabulary,
            iris: &self.iris,
            facts,
            text: iri::span(&document, 0, end),
            run: under(&document, "run"),
            name: GraphName::NamedNode(document.clone()),
            document,
            spans: FxHashSet::default(),
            rules: FxHashSet::default(),
            quads: Vec::new(),
        };
        graph.document();
        for sentence in 0..facts.sentences.len() {
            graph.sentence(sentence);
        }
        facts.entities.iter().for_each(|entity| graph.entity(entity));
        facts.events.iter().for_each(|event| graph.event(event));
        facts
            .relations
            .iter()
            .for_each(|relation| graph.relation(relation));
        let mut seen = FxHashSet::default();
        graph.quads.retain(|quad| seen.insert(quad.clone()));
        graph.quads
    }
}

/// A document's graph in the making.
struct Graph<'a> {
    words: &'a Vocabulary,
    iris: &'a Iris,
    facts: &'a Facts,
    document: NamedNode,
    text: NamedNode,
    run: NamedNode,
    name: GraphName,
    /// Spans and rules that were described already.
    spans: FxHashSet<(usize, usize)>,
    rules: FxHashSet<&'a str>,
    quads: Vec<Quad>,
}

impl<'a> Graph<'a> {
    fn document(&mut self) {
        let (words, facts) = (self.words, self.facts);
        let (document, text, run) = (self.document.clone(), self.text.clone(), self.run.clone());
        self.is(&document, words.node("document"));
        self.tell(&document, "identifier", string(&facts.id));
        if let Some(title) = &facts.title {
            self.tell(&document, "title", string(title));
        }
        if let Some(published) = &facts.published {
            self.tell(&document, "published", dated(published));
        }
        if let Some(url) = &facts.url {
            self.tell(&document, "url", string(url));
        }
        self.is(&text, words.node("text"));
        self.tell(&text, "source", document.clone().into());

        self.is(&run, words.node("run"));
        self.tell(&run, "used", document.into());
        self.tell(&run, "version", string(&facts.version));
        let model = self.iris.model(&facts.model);
        self.is(&model, words.node("model"));
        self.tell(&model, "name", string(&facts.model));
        self.tell(&run, "agent", model.into());
    }

    fn sentence(&mut self, number: usize) {
        let sentence = &self.facts.sentences[number];
        let node = iri::span(&self.document, sentence.start, sentence.end);
        self.is(&node, self.words.node("sentence"));
        if let Some(text) = &sentence.text {
            self.tell(&node, "anchor", string(text));
        }
        self.place(&node, sentence.start, sentence.end);
    }

    fn entity(&mut self, entity: &'a Entity) {
        let node = iri::part(&self.document, &entity.id);
        self.is(&node, &self.words.entity(&entity.class));
        self.tell(&node, "name", string(&entity.name));
        let mut searched: Vec<String> = Vec::new();
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let folded = normalised_phrase(name);
            if !folded.is_empty() && !searched.contains(&folded) {
                self.tell(&node, "search", string(&folded));
                searched.push(folded);
            }
        }
        for alias in &entity.aliases {
            self.tell(&node, "alias", string(alias));
        }
        if let Some(key) = &entity.key {
            self.tell(&node, "key", string(key));
        }
        for mention in &entity.mentions {
            let span = self.span(mention.start, mention.end, &mention.text, Some(mention.sentence));
            self.tell(&span, "mention", node.clone().into());
            self.tell(&span, "kind", string(&mention.kind));
            self.tell(&span, "confidence", number(mention.score));
        }
        for (at, attribute) in entity.attributes.iter().enumerate() {
            for property in self.words.attribute(&attribute.kind) {
                self.add(&node, &property, string(&attribute.value));
            }
            let proof = under(&node, &format!("x{}", at + 1));
            self.is(&proof, self.words.node("attribute"));
            self.tell(&node, "attribute", proof.clone().into());
            self.tell(&proof, "value", string(&attribute.value));
            let span = self.bare_span(attribute.start, attribute.end, Some(attribute.sentence));
            self.tell(&proof, "evidence", span.into());
        }
        let item = entity
            .wikidata
            .as_ref()
            .and_then(|wikidata| wikidata.id.as_deref());
        if let Some(item) = item.and_then(|id| self.item(id)) {
            self.tell(&node, "same_as", item);
        }
        self.located(&node, entity);
    }

    fn located(&mut self, node: &NamedNode, entity: &Entity) {
        let Some(place) = &entity.place else { return };
        if let Some(id) = &place.id {
            let known = self.gazetteer(id);
            self.tell(node, "same_place", known);
        }
        if let Some(country) = &place.country {
            self.tell(node, "country", string(country));
        }
        if let (Some(latitude), Some(longitude)) = (place.latitude, place.longitude) {
            self.tell(node, "latitude", number(latitude));
            self.tell(node, "longitude", number(longitude));
        }
        for candidate in &place.candidates {
            let known = self.gazetteer(&candidate.id);
            self.tell(node, "place_candidate", known);
        }
    }

    /// The node of an item of Wikidata; `None` for what is no id.
    fn item(&self, id: &str) -> Option<Term> {
        let number = id.strip_prefix('Q')?;
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let (_, prefix) = self
            .words
            .prefixes
            .iter()
            .find(|(name, _)| name == "wd")
            .filter(|_| digits)?;
        Some(NamedNode::new_unchecked(format!("{prefix}{id}")).into())
    }

    /// `geonames:323786` as GeoNames writes it; another gazetteer's id stays a string.
    fn gazetteer(&self, id: &str) -> Term {
        let number = id
            .strip_prefix("geonames:")
            .filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        let prefix = self.words.prefixes.iter().find(|(name, _)| name == "geonames");
        match (number, prefix) {
            (Some(number), Some((_, prefix))) => {
                NamedNode::new_unchecked(format!("{prefix}{number}/")).into()
            }
            _ => string(id),
        }
    }

    fn event(&mut self, event: &'a Event) {
        let node = iri::part(&self.document, &event.id);
        let class = self.words.event(&event.kind);
        self.is(&node, self.words.node("event"));
        self.is(&node, &class.classes);
        if let (Some(own), Some(broader)) = (class.classes.first(), class.broader) {
            self.tell(own, "broader_type", broader.into());
        }
        if let Some(first) = class.classes.first() {
            self.tell(&node, "event_type", first.clone().into());
        }
        let codes = [
            ("cameo", class.cameo),
            ("plover", class.plover),
            ("ace", class.ace),
        ];
        for (scheme, code) in codes {
            if let Some(code) = code {
                self.tell(&node, scheme, string(&code));
            }
        }
        self.tell(&node, "realis", string(&event.realis));
        self.tell(&node, "score", number(event.score));
        self.tell(&node, "generated", self.run.clone().into());
        if let Some(source) = &event.source {
            let source = iri::part(&self.document, source);
            self.tell(&node, "told_by", source.into());
        }
        for (at, trigger) in event.triggers.iter().enumerate() {
            let proof = under(&node, &format!("t{}", at + 1));
            let span = self.span(trigger.start, trigger.end, &trigger.text, Some(trigger.sentence));
            self.is(&proof, self.words.node("trigger"));
            self.tell(&node, "trigger", proof.clone().into());
            self.tell(&proof, "evidence", span.into());
            self.rule(&proof, &trigger.rule);
        }
        for (at, argument) in event.arguments.iter().enumerate() {
            self.argument(&node, at, &event.kind, argument);
        }
        self.time(&node, event);
    }

    fn argument(&mut self, event: &NamedNode, at: usize, kind: &str, argument: &'a Argument) {
        let RoleClass {
            properties,
            side,
            broader,
        } = self.words.role(kind, &argument.role);
        if let (Some(own), Some(side)) = (properties.first(), side) {
            self.tell(own, "side", string(side.as_str()));
            if let Some(broader) = broader {
                self.tell(own, "broader_role", broader.into());
            }
        }
        let filler: Term = match &argument.entity {
            Some(entity) => {
                let entity = iri::part(&self.document, entity);
                for property in &properties {
                    self.add(event, property, entity.clone().into());
                }
                entity.into()
            }
            // Words are no actor and no place: only our own property takes them.
            None => {
                let words = string(&argument.text);
                if let Some(own) = properties.first() {
                    self.add(event, own, words.clone());
                }
                words
            }
        };
        let proof = under(event, &format!("a{}", at + 1));
        self.is(&proof, self.words.node("argument"));
        self.tell(event, "argument", proof.clone().into());
        if let Some(role) = properties.first() {
            self.tell(&proof, "role", role.clone().into());
        }
        self.tell(&proof, "value", filler);
        self.tell(&proof, "score", number(argument.score));
        if let Some(count) = argument.count {
            self.tell(&proof, "count", Literal::from(count).into());
        }
        let span = self.span(argument.start, argument.end, &argument.text, None);
        self.tell(&proof, "evidence", span.into());
        self.rule(&proof, &argument.rule);
    }

    fn time(&mut self, event: &NamedNode, told: &'a Event) {
        let Some(time) = &told.time else { return };
        let node = under(event, "time");
        self.is(&node, self.words.node("time"));
        self.tell(event, "time", node.clone().into());
        self.tell(&node, "name", string(&time.text));
        let span = self.span(time.start, time.end, &time.text, None);
        self.tell(&node, "evidence", span.into());
        let Some(value) = &time.value else { return };
        self.tell(&node, "timex", string(value));
        match moment(value) {
            Some(Moment::At(date)) => {
                self.tell(&node, "date", date.clone().into());
                self.tell(event, "event_date", date.into());
            }
            Some(Moment::Between(first, last)) => {
                self.tell(&node, "date_begin", first.clone().into());
                self.tell(&node, "date_end", last.clone().into());
                self.tell(event, "event_begin", first.into());
                self.tell(event, "event_end", last.into());
            }
            None => {}
        }
    }

    fn relation(&mut self, relation: &'a Relation) {
        let node = iri::part(&self.document, &relation.id);
        let class = self.words.relation(&relation.kind);
        let subject = relation.subject.as_ref().map(|id| iri::part(&self.document, id));
        let object = relation.object.as_ref().map(|id| iri::part(&self.document, id));
        self.is(&node, self.words.node("relation"));
        if let Some(predicate) = class.value.first().or(class.object.first()) {
            self.tell(&node, "predicate", predicate.clone().into());
        }
        if let Some(subject) = &subject {
            self.tell(&node, "subject", subject.clone().into());
        }
        if let Some(object) = object {
            self.tell(&node, "object", object.clone().into());
            if let Some(subject) = &subject {
                for property in &class.object {
                    self.add(subject, property, object.clone().into());
                }
            }
        }
        if let Some(value) = &relation.value {
            self.tell(&node, "value", string(value));
            if let Some(subject) = &subject {
                for property in &class.value {
                    self.add(subject, property, string(value));
                }
                for property in &class.node {
                    let position = self.iris.position(value);
                    self.is(&position, self.words.node("position"));
                    self.tell(&position, "name", string(value));
                    self.add(subject, property, position.into());
                }
            }
        }
        if let Some(status) = &relation.status {
            self.tell(&node, "status", string(status));
        }
        self.tell(&node, "score", number(relation.score));
        self.tell(&node, "generated", self.run.clone().into());
        let span = self.bare_span(relation.start, relation.end, Some(relation.sentence));
        self.tell(&node, "evidence", span.into());
        self.rule(&node, &relation.rule);
    }

    fn span(&mut self, start: usize, end: usize, text: &str, sentence: Option<usize>) -> NamedNode {
        let node = self.bare_span(start, end, sentence);
        self.tell(&node, "anchor", string(text));
        node
    }

    /// A span whose words the document does not give.
    fn bare_span(&mut self, start: usize, end: usize, sentence: Option<usize>) -> NamedNode {
        let node = iri::span(&self.document, start, end);
        if self.spans.insert((start, end)) {
            self.is(&node, self.words.node("span"));
            self.place(&node, start, end);
            let sentence = sentence.or_else(|| self.facts.sentence_at(start));
            if let Some(sentence) = sentence.and_then(|at| self.facts.sentences.get(at)) {
                let within = iri::span(&self.document, sentence.start, sentence.end);
                self.tell(&node, "within", within.into());
            }
        }
        node
    }

    fn place(&mut self, node: &NamedNode, start: usize, end: usize) {
        self.tell(node, "begin", index(start));
        self.tell(node, "end", index(end));
        self.tell(node, "context", self.text.clone().into());
    }

    fn rule(&mut self, node: &NamedNode, rule: &'a str) {
        if rule.is_empty() {
            return;
        }
        let found = self.iris.rule(rule);
        if self.rules.insert(rule) {
            self.is(&found, self.words.node("rule"));
            self.tell(&found, "name", string(rule));
        }
        self.tell(node, "rule", found.into());
    }

    fn is(&mut self, node: &NamedNode, classes: &[NamedNode]) {
        for class in classes {
            self.tell(node, "type", class.clone().into());
        }
    }

    fn tell(&mut self, node: &NamedNode, property: &str, value: Term) {
        let words = self.words;
        for property in words.property(property) {
            self.add(node, property, value.clone());
        }
    }

    fn add(&mut self, node: &NamedNode, property: &NamedNode, value: Term) {
        let quad = Quad::new(node.clone(), property.clone(), value, self.name.clone());
        self.quads.push(quad);
    }
}

/// A node below another. The slash keeps it apart from the ids of a document, in which slashes are encoded.
fn under(node: &NamedNode, name: &str) -> NamedNode {
    let sign = if node.as_str().contains('#') { '/' } else { '#' };
    // A document's own run stands beside its parts and must not be one of their ids.
    let lead = if sign == '#' { "/" } else { "" };
    NamedNode::new_unchecked(format!("{}{sign}{lead}{}", node.as_str(), encoded(name)))
}
