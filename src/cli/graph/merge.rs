//! `graph merge`: explains why two entities or events were merged or not, or rebuilds the merged graph.

use std::io::Write;

use triplewire_graph::store::Store;

use super::StoreArgs;
use triplewire::program::{Outcome, Output};

/// Explain why two entities were merged, or rebuild the merged graph
///
/// `graph add` merges each document with those in the graph: coreferent entities become one node, and so do coreferent events
/// (of compatible type, time, place and victims). The order of documents does not matter, and nothing of theirs is lost.
/// Candidate pairs, which may be coreferent but are not certain, are kept apart with a score. Without --explain the merged graph
/// is rebuilt from the documents in the graph, as after an upgrade of triplewire; `graph add` does so by itself when needed.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Explain why two entities or events were merged or not, each as DOCUMENT#ID, such as wire-7#e2 or wire-7#v1
    #[arg(long, num_args = 2, value_names = ["ONE", "OTHER"])]
    explain: Option<Vec<String>>,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    if let Some(pair) = &args.explain {
        let store = Store::open_read_only(&args.store.store)?;
        let Some(steps) = store.explain(&pair[0], &pair[1])? else {
            anyhow::bail!(
                "{} and {}: one of them is not in the graph, or one is an entity and the other an event; write DOCUMENT#ID, as in wire-7#e2",
                pair[0],
                pair[1]
            );
        };
        for step in steps {
            let [one, other] = &step.pair;
            let Some(comparison) = step.comparison else {
                writeln!(
                    output,
                    "{one} and {other}: not coreferent: names, types or times do not match"
                )?;
                continue;
            };
            let verdict = match (comparison.is_coreferent(), comparison.is_candidate_pair()) {
                (true, _) => "coreferent",
                (false, true) => "candidate pair, kept apart",
                _ => "not coreferent",
            };
            writeln!(
                output,
                "{one} and {other}: {verdict}, {:.2} of {:.2} points",
                comparison.points, comparison.threshold
            )?;
            for (points, reason) in &comparison.reasons {
                match points {
                    Some(points) => writeln!(output, "  {points:+.2}  {reason}")?,
                    None => writeln!(output, "   ruled out  {reason}")?,
                }
            }
        }
    } else {
        let found = Store::open(&args.store.store, None)?.merge()?;
        writeln!(output, "documents\t{}", found.documents)?;
        writeln!(
            output,
            "entities\t{}\tafter merging\t{}",
            found.entities[0], found.entities[1]
        )?;
        writeln!(
            output,
            "events\t{}\tafter merging\t{}",
            found.events[0], found.events[1]
        )?;
        writeln!(output, "candidate pairs\t{}", found.candidates)?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}
