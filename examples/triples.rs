//! Streams a file of articles, one JSON object a line, to RDF on standard output.
//!
//! `cargo run --release --example triples -- articles.jsonl > articles.nt`

use std::{error::Error, io};

use triplewire::{Extractor, Format, read::Documents, writer};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("name a file of articles")?;
    let extractor = Extractor::builtin()?;
    let mut writer = writer(Format::Ntriples, io::stdout().lock())?;
    for facts in extractor.stream(Documents::new([file], None)) {
        match facts {
            Ok(facts) => writer.write(&facts)?,
            // A line that is broken; the stream goes on with the next.
            Err(error) => eprintln!("{error}"),
        }
    }
    Ok(writer.finish()?)
}
