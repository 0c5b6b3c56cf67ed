//! What every stage but the forward pass itself costs, in words a second: `cargo bench`, or `make bench`.
//!
//! The texts are the samples of this project. `cargo bench -- decode` runs the benches whose name holds "decode". The
//! forward pass is measured by `scripts/bench/throughput.sh`, in the whole program and beside others.

mod samples;

use std::{hint::black_box, path::Path};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use samples::{MODEL, SAMPLES};
use triplewire_encoder::{
    Model, Options,
    foreign::Marks,
    pieces::Pieces,
    tree::Arcs,
    viterbi,
    window::{Budget, pack},
};
use triplewire_facts::annotation::{Class, Encoded, Sentence, Tag};
use triplewire_lexicon::Lexicon;
use triplewire_nlp::{
    context::Context,
    coref, event,
    mention::{self, Mention},
    relation,
    rules::RuleSet,
    syntax::{self, SentenceGraph},
    text,
    time::Times,
};

/// Lengths of sentences in words: short, usual, long, and the noise that a parser must still come through.
const LENGTHS: [usize; 4] = [10, 25, 50, 100];

fn words(sentences: &[Sentence]) -> u64 {
    sentences
        .iter()
        .map(|sentence| sentence.tokens.len() as u64)
        .sum()
}

fn all_words(samples: &[Vec<Sentence>]) -> u64 {
    samples.iter().map(|sentences| words(sentences)).sum()
}

/// Numbers from 0 to 1 that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn number(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1 << 24) as f32
    }
}

/// Raw text to sentences and tokens.
fn segment(criterion: &mut Criterion) {
    let lexicon = &Lexicon::builtin().expect("the built-in lists are read");
    let mut group = criterion.benchmark_group("segment");
    let count: u64 = SAMPLES
        .iter()
        .map(|text| words(&text::segment(text, lexicon)))
        .sum();
    group.throughput(Throughput::Elements(count));
    group.bench_function("samples", |bench| {
        bench.iter(|| SAMPLES.map(|text| text::segment(black_box(text), lexicon)))
    });
    group.finish();
}

/// Tokens to wordpieces and windows: with the memory of words empty, as at the start, and filled, as soon after.
fn window(criterion: &mut Criterion) {
    let lexicon = Lexicon::builtin().expect("the built-in lists are read");
    let samples = SAMPLES.map(|text| text::segment(text, &lexicon));
    let budget = Budget {
        window: 160,
        longest: 510,
    };
    let load = || {
        let pieces = Pieces::load(Path::new(MODEL), usize::MAX, budget.longest, &Marks::default());
        pieces.expect("models/en-small is whole")
    };
    let run = |pieces: &mut Pieces| {
        let each = SAMPLES.iter().zip(&samples).enumerate();
        let windows =
            each.flat_map(|(document, (text, sentences))| pack(document, text, sentences, pieces, budget));
        windows.map(|window| window.ids.len()).sum::<usize>()
    };
    let mut group = criterion.benchmark_group("window");
    group.throughput(Throughput::Elements(all_words(&samples)));
    group.sample_size(20);
    group.bench_function("new words", |bench| {
        bench.iter_batched(load, |mut pieces| run(&mut pieces), BatchSize::PerIteration)
    });
    let mut pieces = load();
    group.bench_function("known words", |bench| bench.iter(|| run(&mut pieces)));
    group.finish();
}

/// Tag scores to the best legal BIO sequence.
fn decode(criterion: &mut Criterion) {
    let spans = Class::ALL
        .iter()
        .flat_map(|&class| [Tag::B(class), Tag::I(class)]);
    let tags: Vec<Tag> = std::iter::once(Tag::O).chain(spans).collect();
    let mut random = Random(1);
    let mut group = criterion.benchmark_group("decode");
    for length in LENGTHS {
        let rows: Vec<f32> = (0..length * tags.len())
            .map(|_| (1.0 - random.number()).ln())
            .collect();
        group.throughput(Throughput::Elements(length as u64));
        group.bench_with_input(BenchmarkId::new("viterbi", length), &rows, |bench, rows| {
            bench.iter(|| viterbi::decode(black_box(rows), &tags))
        });
    }
    group.finish();
}

/// Arc scores to heads: each word's best, which need not be a tree; the best tree over scores that nearly agree on one,
/// as a trained parser's do; and over scores without any sense, where cycle after cycle has to be taken apart.
fn parse(criterion: &mut Criterion) {
    let mut random = Random(2);
    let mut group = criterion.benchmark_group("parse");
    for length in LENGTHS {
        let noise: Vec<f32> = (0..length * (length + 1))
            .map(|_| 20.0 * random.number() - 10.0)
            .collect();
        let mut sure = noise.clone();
        for (word, row) in sure.chunks_exact_mut(length + 1).enumerate() {
            // Any head to the left gives a tree: column 0 is the root, column `w + 1` word `w`.
            let head = if word == 0 {
                0
            } else {
                1 + (random.number() * word as f32) as usize
            };
            row[head] += 20.0;
        }
        group.throughput(Throughput::Elements(length as u64));
        let words = length;
        for (name, score) in [("noise", &noise), ("sure", &sure)] {
            let arcs = Arcs { score, words };
            group.bench_with_input(
                BenchmarkId::new(format!("greedy, {name}"), length),
                &arcs,
                |bench, arcs| bench.iter(|| black_box(arcs).greedy()),
            );
            group.bench_with_input(
                BenchmarkId::new(format!("tree, {name}"), length),
                &arcs,
                |bench, arcs| bench.iter(|| black_box(arcs).heads()),
            );
        }
    }
    group.finish();
}

/// A sample after the encoder and the stages up to the rules.
struct Parsed {
    text: &'static str,
    sentences: Vec<Sentence>,
    encoded: Vec<Encoded>,
    graphs: Vec<SentenceGraph>,
    mentions: Vec<Mention>,
    entities: Vec<coref::Entity>,
}

impl Parsed {
    fn new(model: &Model, lexicon: &Lexicon, text: &'static str) -> Self {
        let sentences = text::segment(text, lexicon);
        let mut encoded = model.encode(&[(text, &sentences)], 8).expect("the model runs");
        let encoded = encoded.pop().unwrap_or_default();
        let graphs = graphs(model, lexicon, text, &sentences, &encoded);
        let mut mentions = mention::find(text, &sentences, &graphs, &encoded, lexicon);
        let entities = coref::resolve(text, &sentences, &graphs, &mut mentions, lexicon);
        Self {
            text,
            sentences,
            encoded,
            graphs,
            mentions,
            entities,
        }
    }

    fn context<'a>(&'a self, lexicon: &'a Lexicon) -> Context<'a> {
        Context::new(self.text, &self.graphs, &self.mentions, &self.entities, lexicon)
    }
}

fn graphs(
    model: &Model,
    lexicon: &Lexicon,
    text: &str,
    sentences: &[Sentence],
    encoded: &[Encoded],
) -> Vec<SentenceGraph> {
    let pairs = sentences.iter().zip(encoded);
    pairs
        .map(|(sentence, encoded)| syntax::parse(text, sentence, encoded, model.relations(), lexicon))
        .collect()
}

/// What the encoder says of the samples to graphs with lemmas, mentions, entities, events and relations.
fn facts(criterion: &mut Criterion) {
    let model = Model::load(Path::new(MODEL), Options::default()).expect("models/en-small is whole");
    let rules = RuleSet::builtin().expect("the rules of the program compile");
    let samples = SAMPLES.map(|text| Parsed::new(&model, &rules.lexicon, text));
    let mut group = criterion.benchmark_group("facts");
    let count = samples.iter().map(|one| words(&one.sentences)).sum();
    group.throughput(Throughput::Elements(count));
    let mut stage = |name: &str, run: &dyn Fn(&Parsed) -> usize| {
        group.bench_function(name, |bench| {
            bench.iter(|| samples.iter().map(|one| run(black_box(one))).sum::<usize>())
        });
    };
    stage("graphs and lemmas", &|one| {
        graphs(&model, &rules.lexicon, one.text, &one.sentences, &one.encoded).len()
    });
    stage("mentions", &|one| {
        mention::find(
            one.text,
            &one.sentences,
            &one.graphs,
            &one.encoded,
            &rules.lexicon,
        )
        .len()
    });
    stage("entities", &|one| {
        coref::resolve(
            one.text,
            &one.sentences,
            &one.graphs,
            &mut one.mentions.clone(),
            &rules.lexicon,
        )
        .len()
    });
    stage("events", &|one| {
        let context = one.context(&rules.lexicon);
        {
            let times = Times::new(&rules, &context);
            event::find(&rules, &context, &event::matches(&rules, &context), &times).len()
        }
    });
    stage("relations", &|one| {
        relation::find(&rules, &one.context(&rules.lexicon), &[]).len()
    });
    group.finish();
}

criterion_group!(stages, segment, window, decode, parse, facts);
criterion_main!(stages);
