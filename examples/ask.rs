//! Adds a file of facts, as `triplewire extract` writes them, to a graph store, and asks it who killed whom.
//!
//! `cargo run --release --example ask -- facts.jsonl my.graph`

use std::{env, error::Error, path::Path};

use triplewire::{FactsFile, graph::store::Store};

const QUERY: &str = "
    PREFIX tw: <https://triplewire.example/vocabulary#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT DISTINCT ?killer ?victim {
        ?event a tw:Killing ; tw:attacker/rdfs:label ?killer ; tw:victim/rdfs:label ?victim
    } ORDER BY ?killer ?victim";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(file), Some(folder)) = (args.next(), args.next()) else {
        return Err("name a file of facts and a folder for the graph".into());
    };
    let store = Store::open(Path::new(&folder), None)?;
    let mut batch = store.batch()?;
    for facts in FactsFile::open(Path::new(&file))? {
        batch.add(&facts?)?;
    }
    batch.commit()?;
    let (_, rows) = store.query(QUERY)?.table()?;
    for row in rows {
        println!("{}", row.join("\t"));
    }
    Ok(())
}
