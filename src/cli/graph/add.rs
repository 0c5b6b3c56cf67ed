//! `graph add`: adds articles, or facts that were extracted before, to the store, or sends them to a server.

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
    store::{Batch, Change, Store, endpoint::Endpoint},
};
use triplewire_lexicon::Ontology;

use super::super::sink::BaseArgs;
use super::StoreArgs;
use super::articles::{ArticleArgs, extract};
use triplewire::program::{Outcome, Output, Problems, RulesArgs, bar};

/// Add articles, or facts that extract wrote
///
/// Writes a line for each document once it is safely in the graph: added, replaced or unchanged, a tab, and its id. The first
/// line of a JSONL file shows whether it holds facts or articles.
#[derive(clap::Args)]
pub struct Args {
    /// Files with text, JSONL articles or facts; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// All files hold facts, as extract --to jsonl writes them
    #[arg(long)]
    #[arg(conflicts_with = "from")]
    facts: bool,
    /// Maximum number of documents in a transaction [default: as many as make 10,000 triples]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Send the facts to a SPARQL 1.1 Update server instead, such as http://localhost:7878/update
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    sparql_endpoint: Option<String>,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    rules: RulesArgs,
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
    // A mistyped file name must not create a store.
    if facts.is_empty() && articles.is_empty() {
        return Ok(problems.outcome());
    }
    let ontology = args.rules.ontology()?;
    let store = match &args.sparql_endpoint {
        Some(_) => None,
        None => {
            let mut store = Store::open(&args.store.store, args.base.base_iri.as_deref())?;
            // Another version of triplewire made it, or rebuilding it was interrupted.
            if !store.is_merged() {
                store.merge()?;
            }
            if let Some(ontology) = &ontology {
                store.learn(ontology)?;
            }
            Some(store)
        }
    };
    let target = match (&store, &args.sparql_endpoint) {
        (Some(store), _) => Target::Store { store, batch: None },
        (None, url) => Target::Server {
            endpoint: Endpoint::new(url.as_deref().unwrap_or_default()),
            quads: args.base.quads(match &ontology {
                Some(own) => own,
                None => Ontology::builtin()?,
            })?,
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
    if !articles.is_empty() {
        extract(
            args.articles,
            &args.rules,
            articles,
            &mut loader,
            &mut problems,
            &progress,
        )?;
    }
    loader.finish()?;
    progress.finish_and_clear();
    Ok(problems.outcome())
}

impl Args {
    /// Whether a file holds facts, and not articles; a file that cannot be read is reported later, when it is read.
    fn holds_facts(&self, file: &Path) -> bool {
        self.articles.may_be_facts(file) && FactsFile::is_facts(file).unwrap_or(false)
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

/// Quads in a transaction: enough to be fast, few enough to hold in memory.
const BATCH: usize = 10_000;
/// Longest time until a document is committed and reported.
const COMMIT_AFTER: Duration = Duration::from_secs(1);
/// Quads that the database may hold in memory before a flush: more than a kilobyte each, with all indexes.
const UNFLUSHED: usize = 30_000;

/// Adds documents one after the other, in transactions.
pub(super) struct Loader<'a> {
    target: Target<'a>,
    output: Output,
    /// When the first document of the batch was added.
    begun: Instant,
    /// Maximum number of documents in a batch.
    limit: usize,
    unflushed: usize,
}

enum Target<'a> {
    Store {
        store: &'a Store,
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
                self.report("sent", &facts.id)?;
                Ok(self.output.flush()?)
            }
            Target::Store { store, batch } => {
                if batch.is_none() {
                    self.begun = Instant::now();
                }
                let open = match batch {
                    Some(open) => open,
                    None => batch.insert(store.batch()?),
                };
                open.add(facts)?;
                if open.quads() >= BATCH
                    || open.documents() >= self.limit
                    || self.begun.elapsed() >= COMMIT_AFTER
                {
                    self.commit()?;
                }
                Ok(())
            }
        }
    }

    /// Commits the transaction, and then reports its documents.
    fn commit(&mut self) -> anyhow::Result<()> {
        let Target::Store { store, batch } = &mut self.target else {
            return Ok(());
        };
        let Some(batch) = batch.take() else { return Ok(()) };
        self.unflushed += batch.quads();
        let changes = batch.commit()?;
        if self.unflushed >= UNFLUSHED {
            store.flush()?;
            self.unflushed = 0;
        }
        for (id, change) in changes {
            let what = match change {
                Change::Added => "added",
                Change::Replaced => "replaced",
                Change::Unchanged => "unchanged",
            };
            self.report(what, &id)?;
        }
        Ok(self.output.flush()?)
    }

    fn report(&mut self, what: &str, id: &str) -> std::io::Result<()> {
        let id: String = id.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        writeln!(self.output, "{what}\t{id}")
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.commit()?;
        if let Target::Store { store, .. } = &self.target {
            store.flush_and_compact()?;
        }
        self.output.finish()
    }
}
