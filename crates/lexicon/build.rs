//! Rules and gazetteer are embedded; a file added to the folder is seen only when the crate is compiled again. The states of
//! the U.S., which every start asks for, are picked out of the gazetteer's 97,000 lines here.

use std::{env, fs, path::Path};

const PLACES: &str = "../../gazetteer/places.tsv";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../rules");
    println!("cargo::rerun-if-changed={PLACES}");
    if let Err(error) = write_states() {
        println!("cargo::error={PLACES}: {error}");
    }
}

/// Writes the keys of the states, a line each.
fn write_states() -> std::io::Result<()> {
    let places = fs::read_to_string(PLACES)?;
    let states = places.lines().filter_map(|line| {
        let mut cells = line.split('\t').skip(1);
        let (name, kind, country) = (cells.next()?, cells.next()?, cells.next()?);
        (kind == "state" && country == "US").then(|| name.to_lowercase())
    });
    let states: Vec<String> = states.collect();
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("states.txt"), states.join("\n"))
}
