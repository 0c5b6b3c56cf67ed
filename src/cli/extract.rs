//! `extract`: articles in, entities, events and relations out.

use std::{
    io::{IsTerminal, Write, stdin},
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::ValueEnum;
use triplewire::graph::{Extraction, facts::Facts};
use triplewire::{
    Pipeline,
    graph::{Format, Writer},
    read::{self, Documents},
    timing::{self, Stage, Timings},
};

use super::{
    Outcome,
    model::ModelArgs,
    output::Output,
    problems::{Problems, Warnings},
    progress,
    published::PublishedArgs,
    rules::{ProfileArgs, RulesArgs},
    sink::{BaseArgs, Interchange, Sink},
};

/// Extract entities, events and relations from news text
///
/// Reads text files, or JSONL with one article a line: "text", and if known "id", "title", "published" (as 2016-12-19)
/// and "url". A file or line that cannot be read is reported and passed over; the others are done all the same.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire extract article.txt                    tables on the terminal\n  \
    triplewire extract article.txt --to json | less   everything, with offsets and rules\n  \
    triplewire extract *.txt --to triples             one line an event: who, whom, where, when\n  \
    triplewire extract wire.jsonl -o facts.jsonl      one JSON object a line\n  \
    triplewire extract wire.jsonl --to turtle         RDF; also ntriples, jsonld, nquads, graphml, conll\n  \
    triplewire extract wire.jsonl --to brat -o notes  a folder; also neo4j\n  \
    triplewire extract a.txt --to html -o a.html      a page that shows each fact's proof in the text\n  \
    triplewire extract wire.jsonl --to html -o pages  a folder with a page an article\n  \
    triplewire extract a.txt --published 2016-12-19   \"on Monday\" and \"last month\" get their dates\n  \
    curl -s URL | triplewire extract -                standard input")]
pub struct Args {
    /// Text or JSONL files, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Format of the files [default: jsonl for *.jsonl and *.ndjson, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<From>,
    /// What to write [default: table on a terminal, else jsonl]
    #[arg(long, value_name = "FORMAT", value_enum)]
    to: Option<To>,
    /// Write to this file instead of standard output; it appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say on standard error what each stage took
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

#[derive(Clone, Copy, ValueEnum)]
pub enum From {
    /// A file is one article
    Text,
    /// A line is one article, a JSON object
    Jsonl,
}

impl std::convert::From<From> for read::Format {
    fn from(from: From) -> Self {
        match from {
            From::Text => Self::Text,
            From::Jsonl => Self::Jsonl,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// One JSON object an article and line
    Jsonl,
    /// The same, indented; an array when there are several articles
    Json,
    /// Tables to read
    Table,
    /// Tab-separated, one event a line
    Triples,
    /// RDF, a triple a line
    Ntriples,
    /// RDF to read
    Turtle,
    /// RDF as JSON, a graph an article
    Jsonld,
    /// RDF, a named graph an article
    Nquads,
    /// A graph of entities and events for networkx, Gephi, yEd
    Graphml,
    /// Columns: token, BIO tag, entity, event, roles
    Conll,
    /// A folder (-o DIR): tables for Neo4j's import, and a Cypher script
    Neo4j,
    /// A folder (-o DIR): brat standoff, two files an article
    Brat,
    /// A page to look at: of one article, or (-o DIR) a folder with a page an article
    Html,
}

impl To {
    /// Formats that show an extraction as it is, or those for other programs.
    fn format(self) -> Result<Format, Interchange> {
        match self {
            Self::Jsonl => Ok(Format::Jsonl),
            Self::Json => Ok(Format::Json),
            Self::Table => Ok(Format::Table),
            Self::Triples => Ok(Format::Triples),
            Self::Ntriples => Err(Interchange::Ntriples),
            Self::Turtle => Err(Interchange::Turtle),
            Self::Jsonld => Err(Interchange::Jsonld),
            Self::Nquads => Err(Interchange::Nquads),
            Self::Graphml => Err(Interchange::Graphml),
            Self::Conll => Err(Interchange::Conll),
            Self::Neo4j => Err(Interchange::Neo4j),
            Self::Brat => Err(Interchange::Brat),
            Self::Html => Err(Interchange::Html),
        }
    }
}

/// Where extractions go.
enum Results {
    Shown(Writer<Output>),
    Facts(Sink),
}

impl Results {
    fn write(&mut self, extraction: &Extraction) -> anyhow::Result<()> {
        match self {
            Self::Shown(writer) => Ok(writer.write(extraction)?),
            Self::Facts(sink) => sink.write(&Facts::of(extraction).map_err(anyhow::Error::msg)?),
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Shown(writer) => writer.finish()?.finish(),
            Self::Facts(sink) => sink.finish(),
        }
    }
}

/// Columns of a table that no terminal sets a limit to.
const WIDTH: u16 = 110;

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
    let rules = args.profile.select(args.rules.load()?, None)?;
    let place = args.output.as_deref();
    let (mut results, progress) = match args.to.map(To::format) {
        Some(Err(format)) => {
            let sink = Sink::open(format, place, args.base.quads()?)?;
            let progress = progress::bar(sink.is_terminal());
            (Results::Facts(sink), progress)
        }
        shown => {
            let output = Output::open(place)?;
            let usual = if output.is_terminal() {
                Format::Table
            } else {
                Format::Jsonl
            };
            let progress = progress::bar(output.is_terminal());
            let width = comfy_table::Table::new().width().unwrap_or(WIDTH);
            let writer = Writer::new(output, shown.and_then(Result::ok).unwrap_or(usual), width);
            (Results::Shown(writer), progress)
        }
    };
    let mut problems = Problems::default();
    let mut warnings = Warnings::default();

    // The model is loaded for the first article; when there is none, nobody waits for it.
    let documents = Documents::new(files, from);
    let mut documents = args.published.date(documents).peekable();
    while let Some(error) = documents.next_if(Result::is_err).and_then(Result::err) {
        problems.report(error, &progress);
    }
    if documents.peek().is_some() {
        let start = Instant::now();
        let (model, load) = timing::measure(|| args.model.load());
        let pipeline = Pipeline::new(model?, rules, args.model.batch_size());
        let timings = pipeline.timings();
        timings.add(Stage::Load, load);
        let mut words = 0;
        for extraction in pipeline.stream(documents) {
            match extraction {
                Ok(extraction) => {
                    warnings.tell(&extraction, &progress);
                    timings.time(Stage::Write, || results.write(&extraction))?;
                    if args.timings {
                        words += extraction.document.text.split_whitespace().count();
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
    results.finish()?;
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
