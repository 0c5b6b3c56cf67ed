//! `graph`: the knowledge graph on disk. In: facts. Out: answers to queries, cards of entities, pages, other formats.

mod add;
mod articles;
mod look;
mod merge;

use std::path::PathBuf;

use clap::Subcommand;

use triplewire::program::Outcome;

/// Keep facts in a graph on disk and query it: SPARQL, cards of entities, exports
///
/// The graph is a folder, triplewire.graph unless --store names another. Adding a document again changes nothing; a new
/// version of a document replaces the facts of the old one.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire graph add news.jsonl                        extract from articles and keep the facts\n  \
    triplewire graph add facts.jsonl                       keep facts that extract wrote before\n  \
    triplewire graph merge                                 rebuild the clusters of entities and events across documents\n  \
    triplewire graph query --ready who-killed-whom         a ready-made query; --list shows all\n  \
    triplewire graph query --ready timeline 'Andrey Karlov'\n  \
    triplewire graph query 'SELECT * { ?s ?p ?o } LIMIT 9' SPARQL 1.1; from a file with --file\n  \
    triplewire graph show 'Andrey Karlov'                  a card with every sentence about the person\n  \
    triplewire graph view 'Andrey Karlov' -o karlov.html   a page with a picture of his facts\n  \
    triplewire graph export --to nquads -o all.nq          also turtle, jsonld, graphml, neo4j, brat, ...")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(add::Args),
    Merge(merge::Args),
    Query(look::QueryArgs),
    Show(look::ShowArgs),
    View(look::ViewArgs),
    Export(look::ExportArgs),
    Stats(look::StatsArgs),
    /// Write the table of all classes and properties in the graph, as in docs/ontology.md
    Ontology,
}

/// The option of all commands that use a store.
#[derive(Clone, clap::Args)]
pub struct StoreArgs {
    /// Folder of the graph
    #[arg(long, value_name = "DIR", default_value = "triplewire.graph")]
    store: PathBuf,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Add(args) => add::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Query(args) => look::query(args),
        Command::Show(args) => look::show(args),
        Command::View(args) => look::view(args),
        Command::Export(args) => look::export(args),
        Command::Stats(args) => look::stats(&args),
        Command::Ontology => look::ontology(),
    }
}
