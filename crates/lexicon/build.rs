//! Rules and gazetteer are embedded; a file added to the folder is seen only when the crate is compiled again. The states of
//! the gazetteer, which every start asks for, are picked out of its 30,000 lines here.

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
        let mut cells = line.split('\t');
        let key = cells.next()?;
        (cells.nth(2) == Some("state")).then_some(key)
    });
    let states: Vec<&str> = states.collect();
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("states.txt"), states.join("\n"))
}
