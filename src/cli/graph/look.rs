//! `graph query`, `show`, `view`, `export`, `stats`: read what is in the store.

use std::{
    io::{IsTerminal, Read, Write, stderr, stdin},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::Context;
use clap::ValueEnum;
use comfy_table::{ContentArrangement, Table, presets};
use triplewire::Error;
use triplewire_graph::{
    Format, page, rdf,
    store::{Answer, AnswerFormat, Extent, Match, Ready, Store, ready},
};
use triplewire_lexicon::{Lexicon, Ontology};
use triplewire_nlp::rules::RuleSet;

use super::super::sink::{BaseArgs, Sink, format};
use super::StoreArgs;
use triplewire::program::{Outcome, Output};

/// Width of a table where there is no terminal.
const WIDTH: u16 = 140;

/// Query the graph, in SPARQL 1.1 or with a ready-made query
#[derive(Clone, clap::Args)]
pub struct QueryArgs {
    /// The query, or - for standard input; with --ready the values of the query's parameters
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Read the query from a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "ready"])]
    file: Option<PathBuf>,
    /// Run the ready-made query of this name
    #[arg(long, value_name = "NAME")]
    ready: Option<String>,
    /// List the ready-made queries
    #[arg(long)]
    list: bool,
    /// What to write [default: table on a terminal, else csv]
    #[arg(long, value_name = "FORMAT", value_enum)]
    to: Option<To>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Report on standard error how long opening the graph and answering took
    #[arg(long)]
    timings: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// A table to read
    Table,
    /// SPARQL 1.1 Query Results CSV
    Csv,
    /// SPARQL 1.1 Query Results JSON
    Json,
}

pub fn query(args: QueryArgs) -> anyhow::Result<Outcome> {
    if args.list {
        return list();
    }
    // A query that cannot be read needs no graph.
    let mut query = text(&args)?;
    let start = Instant::now();
    let store = Store::open_read_only(&args.store.store)?;
    let open = start.elapsed();
    if args.ready.is_some() && !args.words.is_empty() {
        query = text(&QueryArgs {
            words: known_names(&store, &args.words)?,
            ..args.clone()
        })?;
    }
    let start = Instant::now();
    let answer = store.query(&query)?;
    let mut output = Output::open(args.output.as_deref())?;
    match args.to {
        Some(To::Csv) => answer.write(&mut output, AnswerFormat::Csv)?,
        Some(To::Json) => answer.write(&mut output, AnswerFormat::Json)?,
        None if !output.is_terminal() => answer.write(&mut output, AnswerFormat::Csv)?,
        Some(To::Table) | None => show_table(answer, &mut output)?,
    }
    output.finish()?;
    if args.timings {
        let seconds = start.elapsed().as_secs_f64();
        // When standard error is closed there is nobody left to tell.
        let _ = writeln!(
            stderr(),
            "open {:.4} s, answer {seconds:.4} s",
            open.as_secs_f64()
        );
    }
    Ok(Outcome::Done)
}

/// The names as the graph has them: those that nobody has give way to the one that is most like them.
fn known_names(store: &Store, names: &[String]) -> anyhow::Result<Vec<String>> {
    let known = |name: &String| -> anyhow::Result<String> {
        if !store.find(name)?.is_empty() {
            return Ok(name.clone());
        }
        match store.find_like(name)?.first() {
            Some(like) => Ok(store.label(like)?.0),
            None => Ok(name.clone()),
        }
    };
    names.iter().map(known).collect()
}

/// The query's text, wherever it comes from.
fn text(args: &QueryArgs) -> anyhow::Result<String> {
    if let Some(name) = &args.ready {
        let all = ready();
        let found = all.iter().find(|one| one.name == *name);
        let found = found.with_context(|| {
            let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
            format!(
                "there is no ready-made query {name:?}; there are {}",
                names.join(", ")
            )
        })?;
        return Ok(found.with(&args.words)?);
    }
    if let Some(file) = &args.file {
        return Ok(triplewire::program::text_of(file)?);
    }
    match args.words.as_slice() {
        [query] if query != "-" => Ok(query.clone()),
        [] if stdin().is_terminal() => {
            anyhow::bail!("no query; write one, name a file with --file, or see --list")
        }
        [] | [_] => {
            let mut text = String::new();
            let path = Path::new("-");
            stdin()
                .read_to_string(&mut text)
                .map_err(|error| Error::io(path, error))?;
            Ok(text)
        }
        _ => anyhow::bail!("one query at a time; put it in quotes"),
    }
}

fn list() -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    for Ready {
        name,
        about,
        parameters,
        ..
    } in ready()
    {
        let call: String = parameters
            .iter()
            .map(|one| format!(" {}", one.name.to_uppercase()))
            .collect();
        writeln!(output, "{name}{call}\t{about}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn show_table(answer: Answer, output: &mut Output) -> anyhow::Result<()> {
    let (header, rows) = answer.table()?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    let width = Table::new().width().unwrap_or(WIDTH);
    table.set_width(width).force_no_tty().set_header(header);
    let count = rows.len();
    for row in rows {
        table.add_row(row.iter().map(|cell| one_line(cell)));
    }
    writeln!(output, "{table}")?;
    writeln!(output, "{count} {}", if count == 1 { "row" } else { "rows" })?;
    Ok(())
}

/// Control characters from a document must not reach the terminal.
fn one_line(text: &str) -> String {
    let safe = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(safe).collect()
}

/// Show everything that the graph knows about a person, place or organisation
///
/// If several have the name, the one that most documents mention comes first; those with a name like it are listed below. Where nobody
/// has it, another spelling, a part of the name or a title before it finds the entity too.
#[derive(clap::Args)]
pub struct ShowArgs {
    /// A name, alias, key or IRI; case and accents do not matter
    #[arg(value_name = "ENTITY")]
    entity: String,
    #[command(flatten)]
    store: StoreArgs,
}

pub fn show(args: ShowArgs) -> anyhow::Result<Outcome> {
    let store = Store::open_read_only(&args.store.store)?;
    let Found { exact, like } = find(&store, &args.entity)?;
    let mut output = Output::open(None)?;
    for (number, one) in exact.iter().enumerate() {
        if number > 0 {
            writeln!(output)?;
        }
        store.card(one)?.write(&mut output)?;
    }
    if !like.is_empty() {
        writeln!(output, "\nNames like {}:", one_line(&args.entity))?;
    }
    for one in like.iter().take(LISTED) {
        let (name, documents) = store.label(one)?;
        let what = if documents == 1 { "document" } else { "documents" };
        writeln!(
            output,
            "  {}  {documents} {what}  {}",
            one_line(&name),
            one.node.as_str()
        )?;
    }
    if like.len() > LISTED {
        writeln!(output, "  and {} more", like.len() - LISTED)?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// Number of entities with a similar name that are listed.
const LISTED: usize = 20;

/// Write a page with a picture of the facts around a person, place or organisation
#[derive(clap::Args)]
pub struct ViewArgs {
    /// A name, alias, key or IRI; case and accents do not matter
    #[arg(value_name = "ENTITY")]
    entity: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Distance from the entity; an event or relation between two entities is one step
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=9))]
    hops: u8,
    /// Maximum number of entities and events; the most important come first
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=2000))]
    nodes: u16,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn view(args: ViewArgs) -> anyhow::Result<Outcome> {
    let store = Store::open_read_only(&args.store.store)?;
    let found = find(&store, &args.entity)?.exact;
    let extent = Extent {
        hops: args.hops.into(),
        nodes: args.nodes.into(),
    };
    let around = store.neighbourhood(&found, extent)?;
    let mut output = Output::open(args.output.as_deref())?;
    page::view(&mut output, store.ontology(), &around)?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// Who has a name.
struct Found {
    /// Those of that name, at least one; where nobody has it, the one whose name is most like it.
    exact: Vec<Match>,
    /// Others with a similar name.
    like: Vec<Match>,
}

fn find(store: &Store, name: &str) -> anyhow::Result<Found> {
    let mut exact = store.find(name)?;
    let mut like = store.find_like(name)?;
    if exact.is_empty() && !like.is_empty() {
        exact.push(like.remove(0));
    }
    if exact.is_empty() {
        anyhow::bail!("the graph knows nothing of the name {name:?}");
    }
    Ok(Found { exact, like })
}

/// Write all facts of the graph in another format
///
/// RDF, GraphML and Neo4j's files also hold the merged graph: a node for each entity and event across documents.
#[derive(clap::Args)]
pub struct ExportArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = format(), default_value = "nquads")]
    to: Format,
    /// Write to this file or folder instead of standard output; it appears once it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder of rule files whose event types and roles are known on top of those that the graph keeps
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    #[command(flatten)]
    base: BaseArgs,
}

pub fn export(args: ExportArgs) -> anyhow::Result<Outcome> {
    let store = Store::open_read_only(&args.store.store)?;
    let ontology = match &args.rules {
        Some(folder) => {
            let own = RuleSet::read(folder)?.ontology.beyond(store.ontology());
            Arc::new(Ontology::clone(store.ontology()).with(own))
        }
        None => Arc::clone(store.ontology()),
    };
    let mut quads = args.base.quads(&ontology)?;
    if args.base.base_iri.is_none() {
        quads.iris = store.quads().iris.clone();
    }
    let iris = quads.iris.clone();
    let (mut sink, format) = Sink::open(Some(args.to), args.output.as_deref())?;
    let mut writer = sink.writer(format, quads, ontology, &Lexicon::builtin()?.into())?;
    for (_, document) in store.documents()? {
        if let Some(facts) = store.facts(&document)? {
            writer.write(&facts)?;
        }
    }
    store.write_merged(&mut *writer, &iris)?;
    writer.finish()?;
    sink.finish()?;
    Ok(Outcome::Done)
}

/// Count what is in the graph
#[derive(clap::Args)]
pub struct StatsArgs {
    #[command(flatten)]
    store: StoreArgs,
}

pub fn stats(args: &StatsArgs) -> anyhow::Result<Outcome> {
    let stats = Store::open_read_only(&args.store.store)?.stats()?;
    let mut output = Output::open(None)?;
    let total = |counts: &std::collections::BTreeMap<String, usize>| counts.values().sum::<usize>();
    for (name, count) in [
        ("documents", stats.documents),
        ("sentences", stats.sentences),
        ("entities", total(&stats.entities)),
        ("events", total(&stats.events)),
        ("relations", total(&stats.relations)),
        ("triples", stats.quads),
    ] {
        writeln!(output, "{name}\t{count}")?;
    }
    let kinds = [
        ("entity", &stats.entities),
        ("event", &stats.events),
        ("realis", &stats.realis),
        ("relation", &stats.relations),
    ];
    for (name, count) in [
        ("merged entities", stats.merged.entities[1]),
        ("merged events", stats.merged.events[1]),
        ("candidate pairs", stats.merged.candidates),
    ] {
        writeln!(output, "{name}\t{count}")?;
    }
    for (kind, counts) in kinds {
        for (name, count) in counts {
            writeln!(output, "{kind} {name}\t{count}")?;
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}

pub fn ontology() -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write_all(rdf::page()?.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}
