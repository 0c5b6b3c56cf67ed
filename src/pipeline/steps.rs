//! The way of one document after the encoder, as a list of named steps. Whoever wants less stops early.

use triplewire_encoder::Model;
use triplewire_facts::{
    Facts,
    annotation::Encoded,
    timing::{Stage, Timings},
};
use triplewire_lexicon::Lexicon;
use triplewire_nlp::{
    Extraction,
    context::Context,
    coref, event, identity, mention, output, relation,
    rules::{Match, RuleSet},
    syntax::{self, SentenceGraph},
    time::{self, Times},
};

/// Adds to an analysis.
type Step = fn(&Stages, &mut Analysis);

/// The steps in their order.
const STEPS: [(Stage, Step); 9] = [
    (Stage::Syntax, Stages::syntax),
    (Stage::Mention, Stages::mentions),
    (Stage::Coref, Stages::coref),
    (Stage::Rules, Stages::rules),
    (Stage::Times, Stages::times),
    (Stage::Events, Stages::events),
    (Stage::Relations, Stages::relations),
    (Stage::Identity, Stages::identities),
    (Stage::Facts, Stages::facts),
];

/// The steps that a model without a parser leaves out, since rules look at nothing but trees.
const OF_TREES: [Stage; 3] = [Stage::Rules, Stage::Events, Stage::Relations];

/// What is said of the facts then.
pub const UNPARSED: &str = "the model has no parser, and en-small is not there to parse for it: events and relations are not looked for";

/// A document with what the steps so far have found in it.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The document, and what the stages found in it.
    pub extraction: Extraction,
    /// What the encoder says, one a sentence.
    pub encoded: Vec<Encoded>,
    /// The dependency graphs, one a sentence.
    pub graphs: Vec<SentenceGraph>,
    /// What the frames match, sentence by sentence.
    pub matches: Vec<Vec<Match>>,
    /// The time expressions with their values.
    pub times: Times,
    /// What is written of it.
    pub facts: Facts,
}

impl Analysis {
    fn context<'a>(&'a self, lexicon: &'a Lexicon) -> Context<'a> {
        let Extraction {
            document,
            mentions,
            entities,
            ..
        } = &self.extraction;
        Context::new(&document.text, &self.graphs, mentions, entities, lexicon)
            .published(document.published.as_deref())
    }
}

/// What the steps need, loaded once and shared by all threads.
pub struct Stages {
    pub model: Model,
    pub rules: RuleSet,
    pub timings: Timings,
}

impl Stages {
    /// Takes an encoded document through the steps up to `last`.
    pub fn run(&self, analysis: &mut Analysis, last: Stage) {
        let wanted = STEPS.iter().take_while(|(stage, _)| *stage <= last);
        for (stage, step) in wanted.filter(|(stage, _)| self.parses() || !OF_TREES.contains(stage)) {
            // Times are for events, or for whoever asks for times.
            let idle =
                *stage == Stage::Times && last != Stage::Times && !event::any(&self.rules, &analysis.matches);
            if !idle {
                self.timings.time(*stage, || step(self, analysis));
            }
        }
    }

    /// Whether sentences get a tree.
    pub fn parses(&self) -> bool {
        !self.model.relations().is_empty()
    }

    fn syntax(&self, analysis: &mut Analysis) {
        let Extraction {
            document, sentences, ..
        } = &analysis.extraction;
        let relations = self.model.relations();
        let pairs = sentences.iter().zip(&analysis.encoded);
        analysis.graphs = pairs
            .map(|(sentence, encoded)| {
                syntax::parse(&document.text, sentence, encoded, relations, &self.rules.lexicon)
            })
            .collect();
    }

    fn mentions(&self, analysis: &mut Analysis) {
        let Extraction {
            document, sentences, ..
        } = &analysis.extraction;
        let found = mention::find(
            &document.text,
            sentences,
            &analysis.graphs,
            &analysis.encoded,
            &self.rules.lexicon,
        );
        analysis.extraction.mentions = found;
    }

    fn coref(&self, analysis: &mut Analysis) {
        let Extraction {
            document,
            sentences,
            mentions,
            ..
        } = &mut analysis.extraction;
        let found = coref::resolve(
            &document.text,
            sentences,
            &analysis.graphs,
            mentions,
            &self.rules.lexicon,
        );
        analysis.extraction.entities = found;
    }

    fn rules(&self, analysis: &mut Analysis) {
        analysis.matches = event::matches(&self.rules, &analysis.context(&self.rules.lexicon));
    }

    fn times(&self, analysis: &mut Analysis) {
        analysis.times = Times::new(&self.rules, &analysis.context(&self.rules.lexicon));
    }

    fn events(&self, analysis: &mut Analysis) {
        let context = analysis.context(&self.rules.lexicon);
        let found = event::find(&self.rules, &context, &analysis.matches, &analysis.times);
        analysis.extraction.events = found;
    }

    fn relations(&self, analysis: &mut Analysis) {
        let found = relation::find(
            &self.rules,
            &analysis.context(&self.rules.lexicon),
            &analysis.matches,
        );
        analysis.extraction.relations = found;
    }

    fn identities(&self, analysis: &mut Analysis) {
        let found = identity::find(
            &analysis.context(&self.rules.lexicon),
            &analysis.extraction.relations,
        );
        analysis.extraction.identities = found;
    }

    fn facts(&self, analysis: &mut Analysis) {
        let known = self.warnings(&analysis.extraction);
        analysis.extraction.warnings.extend(known);
        analysis.facts = output::facts(&analysis.extraction);
    }

    /// What a reader of the facts has to know about the model and the text.
    fn warnings(&self, extraction: &Extraction) -> Vec<String> {
        let empty = "the text is empty: there is nothing to extract";
        let undated =
            "the publication date is not read: write it as 2016-12-19; times that hang on it have no value";
        let published = extraction.document.published.as_deref();
        let known = [
            (!self.parses(), UNPARSED),
            (extraction.sentences.is_empty(), empty),
            (
                !published.is_none_or(|date| time::is_date(date, &self.rules.lexicon)),
                undated,
            ),
        ];
        known
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, warning)| warning.to_string())
            .collect()
    }
}
