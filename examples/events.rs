//! Extracts from one text, and prints each event with the sentence that proves it.
//!
//! `cargo run --release --example events -- "Ali Hassan killed Omar Said in Mosul."`

use triplewire::{Extractor, Result};

fn main() -> Result<()> {
    let text = std::env::args().nth(1);
    let text = text.unwrap_or("Ali Hassan killed Omar Said in Mosul. He was arrested on Monday.".into());
    let facts = Extractor::builtin()?.extract(&text)?;
    for event in facts.events() {
        println!("{} ({})", event.kind, event.realis);
        for argument in &event.arguments {
            println!("  {}: {}", argument.role, facts.filler(argument));
        }
        if let Some(proof) = event.proof() {
            println!("  {:?} in {:?}, by {}", proof.text(), proof.sentence, proof.rule);
        }
    }
    for entity in facts.entities().filter(|entity| entity.is_named()) {
        println!(
            "{} {}: {} mentions",
            entity.class,
            entity.name,
            entity.mentions().count()
        );
    }
    Ok(())
}
