//! Documents go in, extractions come out: all stages in a row, and the same over a stream.

use crate::{
    Result, coref,
    encoder::{Encoded, Model},
    event::{self, Context},
    graph::Extraction,
    mention::{self, Index},
    read::Document,
    relation,
    rules::RuleSet,
    syntax::{self, Graph},
    text::{self, Sentence},
};

/// Text that a stream reads before the encoder runs: enough windows to keep all threads busy, and little memory.
const GROUP_BYTES: usize = 128 * 1024;

/// The whole way, with everything that it needs loaded.
pub struct Pipeline {
    model: Model,
    rules: RuleSet,
    batch_size: usize,
}

impl Pipeline {
    /// `batch_size` is the number of windows that a thread of the encoder takes at a time; results do not depend on it.
    pub fn new(model: Model, rules: RuleSet, batch_size: usize) -> Self {
        Self {
            model,
            rules,
            batch_size,
        }
    }

    /// Extracts from documents at once; what comes out of one does not depend on the others.
    ///
    /// # Errors
    /// [`crate::Error::Torch`] when the model cannot run.
    pub fn extract(&self, documents: Vec<Document>) -> Result<Vec<Extraction>> {
        let sentences: Vec<Vec<Sentence>> = documents.iter().map(|one| text::segment(&one.text)).collect();
        let inputs: Vec<(&str, &[Sentence])> = documents
            .iter()
            .zip(&sentences)
            .map(|(one, cut)| (one.text.as_str(), cut.as_slice()))
            .collect();
        let encoded = self.model.encode_and_cut(&inputs, self.batch_size)?;
        let each = documents.into_iter().zip(encoded);
        Ok(each
            .map(|(document, (sentences, encoded))| self.facts(document, sentences, encoded))
            .collect())
    }

    /// What the stages after the encoder make of one document.
    fn facts(&self, document: Document, sentences: Vec<Sentence>, encoded: Vec<Encoded>) -> Extraction {
        let text = &document.text;
        let graphs = self.graphs(text, &sentences, &encoded);
        let mentions = mention::find(text, &sentences, &graphs, &encoded);
        let entities = coref::resolve(text, &sentences, &graphs, &mentions);
        let context = Context::new(text, &graphs, &mentions, &entities);
        let events = event::find(&self.rules, &context);
        let relations = relation::find(&self.rules, &context);
        let warnings = self.warnings(&sentences);
        let model = self.model.name();
        Extraction {
            document,
            model,
            sentences,
            mentions,
            entities,
            events,
            relations,
            warnings,
        }
    }

    fn graphs(&self, text: &str, sentences: &[Sentence], encoded: &[Encoded]) -> Vec<Graph> {
        let relations = self.model.relations();
        let pairs = sentences.iter().zip(encoded);
        pairs
            .map(|(sentence, encoded)| syntax::parse(text, sentence, encoded, relations))
            .collect()
    }

    /// Says, sentence by sentence, why a rule did or did not fire; `None` when there is no rule of that name.
    ///
    /// # Errors
    /// As [`Pipeline::extract`].
    pub fn explain(&self, rule: &str, text: &str) -> Result<Option<String>> {
        let by_rules = text::segment(text);
        let (sentences, encoded) = self
            .model
            .encode_and_cut(&[(text, &by_rules)], self.batch_size)?
            .pop()
            .unwrap_or_default();
        let graphs = self.graphs(text, &sentences, &encoded);
        let mentions = mention::find(text, &sentences, &graphs, &encoded);
        let index = Index::new(&mentions);
        let each = graphs.iter().enumerate().map(|(sentence, graph)| {
            let fillers = self.rules.fillers(text, graph, sentence, &mentions, &index);
            let said = self.rules.explain(rule, &fillers)?;
            Some(format!(
                "{}\n{}\n",
                sentences[sentence].span.of(text),
                said.trim_end()
            ))
        });
        Ok(each.collect::<Option<Vec<String>>>().map(|said| said.join("\n")))
    }

    /// What a reader of the facts has to know about the model and the text.
    fn warnings(&self, sentences: &[Sentence]) -> Vec<String> {
        let unparsed =
            "the model has no parser: events come from patterns over tags; relations are not looked for";
        let empty = "the text is empty: there is nothing to extract";
        let known = [
            (self.model.relations().is_empty(), unparsed),
            (sentences.is_empty(), empty),
        ];
        known
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, warning)| warning.to_string())
            .collect()
    }

    /// Extracts from a stream, in order, holding only some documents at a time. Errors of the stream are handed on in
    /// their place.
    pub fn stream<I: Iterator<Item = Result<Document>>>(&self, documents: I) -> Stream<'_, I> {
        Stream {
            pipeline: self,
            documents,
            ready: Vec::new().into_iter(),
        }
    }
}

/// Iterator over the extractions of a stream of documents.
pub struct Stream<'a, I> {
    pipeline: &'a Pipeline,
    documents: I,
    ready: std::vec::IntoIter<Result<Extraction>>,
}

impl<I: Iterator<Item = Result<Document>>> Stream<'_, I> {
    /// Reads the next group; `None` at the end of the stream.
    fn group(&mut self) -> Option<Vec<Result<Document>>> {
        let mut group = Vec::new();
        let mut bytes = 0;
        while bytes < GROUP_BYTES {
            let Some(next) = self.documents.next() else { break };
            // A document counts for something even if it is empty.
            bytes += next.as_ref().map_or(0, |document| document.text.len()) + 256;
            group.push(next);
        }
        (!group.is_empty()).then_some(group)
    }
}

impl<I: Iterator<Item = Result<Document>>> Iterator for Stream<'_, I> {
    type Item = Result<Extraction>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(next) = self.ready.next() {
            return Some(next);
        }
        let mut places = Vec::new();
        let mut documents = Vec::new();
        for one in self.group()? {
            places.push(one.map(|document| documents.push(document)));
        }
        // When the model fails, the group's documents are lost, but not the errors that came with them.
        let (extracted, failure) = match self.pipeline.extract(documents) {
            Ok(extracted) => (extracted, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        let mut extracted = extracted.into_iter();
        let ready = places.into_iter().filter_map(|place| match place {
            Ok(()) => extracted.next().map(Ok),
            Err(error) => Some(Err(error)),
        });
        let ready: Vec<_> = ready.chain(failure).collect();
        self.ready = ready.into_iter();
        self.ready.next()
    }
}
