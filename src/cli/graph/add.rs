//! `graph add`: articles, or facts that were extracted before, go into the store or to a server.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use indicatif::ProgressBar;
use triplewire::Error;
use triplewire_facts::{Facts, lines::FactsFile};
use triplewire_graph::{
    rdf::Quads,
    store::{Batch, Change, Graph, endpoint::Endpoint},
};
use triplewire_lexicon::Ontology;

use super::super::sink::BaseArgs;
use super::StoreArgs;
#[cfg(feature = "torch")]
use super::articles::{ArticleArgs, extract};
use triplewire::program::{Outcome, Output, Problems, RulesArgs, bar};

/// Add articles, or facts that extract wrote
///
/// Writes a line for each document once it is safely in the graph: added, replaced or unchanged, a tab, and its id. JSONL
/// files with facts are told from JSONL files with articles by their first line.
#[derive(clap::Args)]
pub struct Args {
    /// Text, JSONL or facts; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// All FILEs hold facts, as extract --to jsonl writes them
    #[arg(long)]
    #[cfg_attr(feature = "torch", arg(conflicts_with = "from"))]
    facts: bool,
    /// Documents that become lasting together, at most [default: as many as make 10,000 triples]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Send the facts to a SPARQL 1.1 Update server instead, such as http://localhost:7878/update
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    sparql_endpoint: Option<String>,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[cfg(feature = "torch")]
    #[command(flatten)]
    articles: ArticleArgs,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut problems = Problems::default();
    let output = Output::open(None)?;
    let progress = bar(output.is_terminal());
    let (mut facts, mut articles) = (Vec::new(), Vec::new());
    for file in &args.files {
        if file.as_os_str() != "-"
            && let Err(error) = fs::metadata(file)
        {
            problems.report(Error::io(file, error), &progress);
            continue;
        }
        if args.facts || args.holds_facts(file) {
            facts.push(file.clone())
        } else {
            articles.push(file.clone())
        };
    }
    // A mistyped name makes no store.
    if facts.is_empty() && articles.is_empty() {
        return Ok(problems.outcome());
    }
    let ontology = args.rules.ontology()?;
    let graph = match &args.sparql_endpoint {
        Some(_) => None,
        None => {
            let mut graph = Graph::write(&args.store.store, args.base.base_iri.as_deref())?;
            // Another version of triplewire made it, or its making was broken off.
            if !graph.is_merged() {
                graph.merge()?;
            }
            if let Some(ontology) = &ontology {
                graph.learn(ontology)?;
            }
            Some(graph)
        }
    };
    let target = match (&graph, &args.sparql_endpoint) {
        (Some(graph), _) => Target::Store { graph, batch: None },
        (None, url) => Target::Server {
            endpoint: Endpoint::new(url.as_deref().unwrap_or_default()),
            quads: args.base.quads(&ontology.map_or_else(Ontology::builtin, Ok)?)?,
        },
    };
    let mut loader = Loader {
        target,
        output,
        begun: Instant::now(),
        limit: args.batch.unwrap_or(usize::MAX),
        unflushed: 0,
    };
    for file in &facts {
        match FactsFile::open(file) {
            Ok(lines) => {
                for line in lines {
                    take(line, &mut loader, &mut problems, &progress)?;
                }
            }
            Err(error) => problems.report(error, &progress),
        }
    }
    #[cfg(feature = "torch")]
    if !articles.is_empty() {
        extract(args.articles, &args.rules, articles, &mut loader, &mut problems, &progress)?;
    }
    loader.finish()?;
    progress.finish_and_clear();
    Ok(problems.outcome())
}

impl Args {
    /// Whether a file holds facts, and not articles; what cannot be read is reported by whoever reads it.
    #[cfg(feature = "torch")]
    fn holds_facts(&self, file: &Path) -> bool {
        self.articles.may_be_facts(file) && FactsFile::is_facts(file).unwrap_or(false)
    }

    /// Without a model there is nothing else to read.
    #[cfg(not(feature = "torch"))]
    fn holds_facts(&self, _file: &Path) -> bool {
        true
    }
}

fn take(
    facts: triplewire::Result<Facts>,
    loader: &mut Loader,
    problems: &mut Problems,
    progress: &ProgressBar,
) -> anyhow::Result<()> {
    match facts {
        Ok(facts) => loader.add(&facts)?,
        Err(error) => problems.report(error, progress),
    }
    progress.inc(1);
    Ok(())
}

/// Quads of a transaction: large enough to be quick, small enough to hold in memory.
const BATCH: usize = 10_000;
/// Nobody waits longer than this to see a document acknowledged.
const PATIENCE: Duration = Duration::from_secs(1);
/// Quads that the database may hold in memory: more than a kilobyte each, in all its orders.
const UNFLUSHED: usize = 30_000;

/// Takes documents one after the other into transactions.
pub(super) struct Loader<'a> {
    target: Target<'a>,
    output: Output,
    /// When the first document of the batch came.
    begun: Instant,
    /// Documents of a batch.
    limit: usize,
    unflushed: usize,
}

enum Target<'a> {
    Store {
        graph: &'a Graph,
        batch: Option<Batch<'a>>,
    },
    Server {
        endpoint: Endpoint,
        quads: Quads,
    },
}

impl Loader<'_> {
    pub(super) fn add(&mut self, facts: &Facts) -> anyhow::Result<()> {
        match &mut self.target {
            Target::Server { endpoint, quads } => {
                endpoint.send(facts, quads)?;
                self.tell("sent", &facts.id)?;
                Ok(self.output.flush()?)
            }
            Target::Store { graph, batch } => {
                if batch.is_none() {
                    self.begun = Instant::now();
                }
                let open = match batch {
                    Some(open) => open,
                    None => batch.insert(graph.batch()?),
                };
                open.add(facts)?;
                if open.quads() >= BATCH || open.documents() >= self.limit || self.begun.elapsed() >= PATIENCE
                {
                    self.commit()?;
                }
                Ok(())
            }
        }
    }

    /// Ends the transaction, and says so only then.
    fn commit(&mut self) -> anyhow::Result<()> {
        let Target::Store { graph, batch } = &mut self.target else {
            return Ok(());
        };
        let Some(batch) = batch.take() else { return Ok(()) };
        self.unflushed += batch.quads();
        let changes = batch.commit()?;
        if self.unflushed >= UNFLUSHED {
            graph.flush()?;
            self.unflushed = 0;
        }
        for (id, change) in changes {
            let what = match change {
                Change::Added => "added",
                Change::Replaced => "replaced",
                Change::Unchanged => "unchanged",
            };
            self.tell(what, &id)?;
        }
        Ok(self.output.flush()?)
    }

    fn tell(&mut self, what: &str, id: &str) -> std::io::Result<()> {
        let id: String = id.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        writeln!(self.output, "{what}\t{id}")
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.commit()?;
        if let Target::Store { graph, .. } = &self.target {
            graph.settle()?;
        }
        self.output.finish()
    }
}
