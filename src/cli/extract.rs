//! `extract`: articles in, entities, events and relations out.

use std::{
    io::{IsTerminal, Write, stdin},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use triplewire_facts::timing::{self, Stage, Timings};
use triplewire_graph::Format;
use triplewire_nlp::read::Documents;

use super::sink::{BaseArgs, Sink, format};
use triplewire::program::{
    From, ModelArgs, Outcome, Problems, ProfileArgs, PublishedArgs, RulesArgs, Warnings, bar,
};

/// Extract entities, events and relations from news text
///
/// Reads text files, or JSONL with one article per line: "text", and if known "id", "title", "published" (as 2016-12-19)
/// and "url". A file or line that cannot be read is reported and passed over; the others are done all the same.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire extract article.txt                    tables on the terminal\n  \
    triplewire extract article.txt --to json | less   everything, with offsets and rules\n  \
    triplewire extract *.txt --to triples             one line per event: who, whom, where, when\n  \
    triplewire extract wire.jsonl -o facts.jsonl      one JSON object per line\n  \
    triplewire extract wire.jsonl --to turtle         RDF; also ntriples, jsonld, nquads, graphml, conll\n  \
    triplewire extract wire.jsonl --to brat -o notes  a folder; also neo4j\n  \
    triplewire extract a.txt --to html -o a.html      a page that shows each fact's proof in the text\n  \
    triplewire extract wire.jsonl --to html -o pages  a folder with a page per article\n  \
    triplewire extract a.txt --published 2016-12-19   \"on Monday\" and \"last month\" get their dates\n  \
    curl -s URL | triplewire extract -                standard input")]
pub struct Args {
    /// Text or JSONL files, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Format of the files [default: jsonl for *.jsonl and *.ndjson, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<From>,
    /// Output format [default: table on a terminal, else jsonl]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    to: Option<Format>,
    /// Write to this file instead of standard output; it appears once it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Report on standard error how long each stage took
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    published: PublishedArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    if args.files.is_empty() && stdin().is_terminal() {
        anyhow::bail!("no FILE to read; name one, or - to type the text (see triplewire help extract)");
    }
    let files = if args.files.is_empty() {
        vec![PathBuf::from("-")]
    } else {
        args.files
    };
    let from = args.from.map(Into::into);
    let model = args.model.start();
    let (rules, compile) = timing::measure(|| args.profile.select(args.rules.load()?, None));
    let rules = rules?;
    let (mut sink, format) = Sink::open(args.to, args.output.as_deref())?;
    let progress = bar(sink.is_terminal());
    let ontology = Arc::new(rules.ontology.clone());
    let mut writer = sink.writer(format, args.base.quads(&ontology)?, ontology, &rules.lexicon)?;
    let mut problems = Problems::default();
    let mut warnings = Warnings::default();

    // When there is no article, nobody waits for the model.
    let documents = Documents::new(files, from);
    let mut documents = args.published.date(documents).peekable();
    while let Some(error) = documents.next_if(Result::is_err).and_then(Result::err) {
        problems.report(error, &progress);
    }
    if documents.peek().is_some() {
        let start = Instant::now();
        let pipeline = model.pipeline(rules)?;
        let timings = pipeline.timings();
        timings.add(Stage::Load, compile);
        let mut words = 0;
        for facts in pipeline.stream(documents) {
            match facts {
                Ok(facts) => {
                    warnings.tell(&facts, &progress);
                    timings.time(Stage::Write, || writer.write(&facts))?;
                    if args.timings {
                        let texts = facts.sentences.iter().filter_map(|one| one.text.as_deref());
                        words += texts.map(|text| text.split_whitespace().count()).sum::<usize>();
                    }
                }
                Err(error) => problems.report(error, &progress),
            }
            progress.inc(1);
        }
        if args.timings {
            progress.finish_and_clear();
            tell(timings, words, start.elapsed());
        }
    }
    progress.finish_and_clear();
    writer.finish()?;
    sink.finish()?;
    Ok(problems.outcome())
}

/// The table of `--timings`: CPU seconds of all threads by stage, then what the run as a whole did.
fn tell(timings: &Timings, words: usize, elapsed: Duration) {
    let mut lines = format!("{:<10} {:>9} {:>7}\n", "stage", "CPU s", "share");
    for share in timings.shares() {
        let (name, cpu) = (share.stage.name(), share.cpu.as_secs_f64());
        lines += &format!("{name:<10} {cpu:>9.3} {:>6.1}%\n", share.part * 100.0);
    }
    let seconds = elapsed.as_secs_f64();
    let rate = words as f64 / seconds.max(1e-9);
    lines += &format!("{words} words in {seconds:.1} s, {rate:.0} words/s");
    if let Some(bytes) = timing::peak_memory() {
        lines += &format!(", at most {} MB in memory", bytes / 1_000_000);
    }
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "{lines}");
}
