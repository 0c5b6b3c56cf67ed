//! `graph merge`: why two are one across documents or not, and the merged graph anew.

use std::io::Write;

use triplewire_graph::store::Graph;

use super::StoreArgs;
use triplewire::program::{Outcome, Output};

/// Say why two are one across documents, or join anew what is one
///
/// Each document that `graph add` takes is joined with what is there: entities of one identity become one node, and so do events
/// of one kind, time, place and victims; the order of documents makes no difference, and nothing of theirs is lost. What may
/// be one but is not sure is kept apart with a score. Without --explain all of this is made anew from the documents in the
/// store, as after an upgrade of triplewire; `graph add` does so by itself where it must.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Say why two are one or not, each as DOCUMENT#ID, such as wire-7#e2 or wire-7#v1
    #[arg(long, num_args = 2, value_names = ["ONE", "OTHER"])]
    explain: Option<Vec<String>>,
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    if let Some(pair) = &args.explain {
        let graph = Graph::read(&args.store.store)?;
        let Some(steps) = graph.explain(&pair[0], &pair[1])? else {
            anyhow::bail!(
                "{} and {}: one of them is not in the graph, or one is an entity and one an event; write DOCUMENT#ID, as in wire-7#e2",
                pair[0],
                pair[1]
            );
        };
        for step in steps {
            let [one, other] = &step.pair;
            let Some(comparison) = step.comparison else {
                writeln!(
                    output,
                    "{one} and {other}: nothing in common by which they could be one"
                )?;
                continue;
            };
            let verdict = match (comparison.is_same(), comparison.is_candidate()) {
                (true, _) => "one",
                (false, true) => "perhaps one, kept apart",
                _ => "two",
            };
            writeln!(
                output,
                "{one} and {other}: {verdict}, {:.2} of {:.2} points",
                comparison.points, comparison.needed
            )?;
            for (points, reason) in &comparison.reasons {
                match points {
                    Some(points) => writeln!(output, "  {points:+.2}  {reason}")?,
                    None => writeln!(output, "   ruled out  {reason}")?,
                }
            }
        }
    } else {
        let found = Graph::write(&args.store.store, None)?.merge()?;
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
        writeln!(output, "perhaps one\t{}", found.candidates)?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}
