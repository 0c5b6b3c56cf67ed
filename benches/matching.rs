//! What the rules cost: the samples' parsed sentences against the built-in rules, alone and with 1,000 frames more.
//!
//! The added frames are of two kinds: words that no text has, which must cost next to nothing, and the verbs and nouns of
//! the samples themselves, so that every one of them starts a match.

mod samples;

use std::{collections::BTreeSet, fmt::Write, hint::black_box, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samples::{MODEL, SAMPLES};
use triplewire_encoder::{Model, Options};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Lexicon;
use triplewire_nlp::{
    mention::{self, Index, Mention},
    rules::RuleSet,
    syntax::{self, SentenceGraph},
    text,
};

const FRAMES: usize = 1000;

/// A sample after the stages above the rules.
struct Parsed {
    text: &'static str,
    graphs: Vec<SentenceGraph>,
    mentions: Vec<Mention>,
    index: Index,
}

impl Parsed {
    fn new(model: &Model, lexicon: &Lexicon, text: &'static str) -> Self {
        let sentences = text::segment(text, lexicon);
        let encoded = model.encode(&[(text, &sentences)], 8).expect("the model runs");
        let encoded = encoded.into_iter().next().unwrap_or_default();
        let pairs = sentences.iter().zip(&encoded);
        let graphs: Vec<SentenceGraph> = pairs
            .map(|(sentence, encoded)| syntax::parse(text, sentence, encoded, model.relations(), lexicon))
            .collect();
        let mentions = mention::find(text, &sentences, &graphs, &encoded, lexicon);
        let index = Index::new(&mentions);
        Self {
            text,
            graphs,
            mentions,
            index,
        }
    }

    /// Number of events.
    fn matched(&self, rules: &RuleSet) -> usize {
        let sentences = self.graphs.iter().enumerate();
        sentences
            .map(|(number, graph)| {
                let fillers = rules.fillers(self.text, graph, number, &self.mentions, &self.index);
                rules.events(fillers).len()
            })
            .sum()
    }

    fn lemmas(&self, upos: Upos) -> impl Iterator<Item = String> {
        let words = self.graphs.iter().flat_map(SentenceGraph::words);
        let wanted = words.filter(move |word| word.upos == upos);
        wanted
            .map(|word| word.lemma.to_lowercase())
            .filter(|lemma| lemma.chars().all(char::is_alphabetic))
    }
}

/// The built-in rules and frames whose triggers are these verbs and nouns, words that no text has where they run out.
fn with_frames(verbs: &BTreeSet<String>, nouns: &BTreeSet<String>) -> RuleSet {
    let mut file = String::from(
        "[[event]]\ntype = \"Generated\"\nrequires = [\"actor\", \"object\"]\n\
         roles = { actor = [\"PER\", \"ORG\", \"people\"], object = [\"PER\", \"FAC\", \"people\"], place = [\"LOC\"] }\n",
    );
    let (mut verbs, mut nouns) = (verbs.iter(), nouns.iter());
    for number in 0..FRAMES {
        let verb = verbs.next().cloned().unwrap_or(format!("verb{number}"));
        let noun = nouns.next().cloned().unwrap_or(format!("noun{number}"));
        let _ = writeln!(
            file,
            "[[frame]]\nname = \"generated-{number}\"\nevent = \"Generated\"\nverbs = [\"{verb}\", \"{verb} out\"]\n\
             nouns = [\"{noun}\"]\nroles = {{ actor = [\"agent\", \"possessor\"], object = [\"patient\", \"obl:on\"] }}\n\
             examples = [{{ text = \"-\" }}]\ncounterexamples = [\"The {noun}.\"]"
        );
    }
    let folder = tempfile::tempdir().expect("a folder for the frames");
    std::fs::write(folder.path().join("frames.toml"), file).expect("the frames are written");
    RuleSet::read(folder.path()).expect("the frames compile")
}

fn matching(criterion: &mut Criterion) {
    let model = Model::load(Path::new(MODEL), Options::default()).expect("models/en-small is whole");
    let lexicon = Lexicon::builtin().expect("the built-in lists are read");
    let samples = SAMPLES.map(|text| Parsed::new(&model, &lexicon, text));
    let words: usize = samples
        .iter()
        .flat_map(|one| &one.graphs)
        .map(|graph| graph.words().len())
        .sum();
    let lemmas = |upos: Upos| samples.iter().flat_map(|one| one.lemmas(upos)).collect();
    let none = BTreeSet::new();
    let cases = [
        ("built-in", RuleSet::builtin().expect("the rules compile")),
        ("1000 frames, foreign words", with_frames(&none, &none)),
        (
            "1000 frames, the text's words",
            with_frames(&lemmas(Upos::Verb), &lemmas(Upos::Noun)),
        ),
    ];
    let mut group = criterion.benchmark_group("matching");
    group.throughput(Throughput::Elements(words as u64));
    for (name, rules) in &cases {
        group.bench_function(*name, |bench| {
            bench.iter(|| {
                samples
                    .iter()
                    .map(|one| black_box(one).matched(rules))
                    .sum::<usize>()
            })
        });
    }
    group.finish();
}

criterion_group!(rules, matching);
criterion_main!(rules);
