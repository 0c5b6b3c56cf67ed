//! The flat view: one row an event, tab-separated, with names instead of ids. The ontology knows who acts and who is acted upon.

use std::{
    io::{self, Write},
    sync::Arc,
};

use triplewire_facts::{Event, Facts};
use triplewire_lexicon::{Ontology, Side};

use super::Writer;
use crate::text::{fillers, one_line};

/// The first line of the output.
const HEADER: &str = "doc\tevent\ttype\trealis\tagent\tpatient\tplace\ttime\tscore";

/// Writes rows into a stream, under one header.
pub struct TriplesWriter<W> {
    out: W,
    ontology: Arc<Ontology>,
    headed: bool,
}

impl<W: Write> TriplesWriter<W> {
    pub fn new(out: W, ontology: Arc<Ontology>) -> Self {
        Self {
            out,
            ontology,
            headed: false,
        }
    }

    fn head(&mut self) -> io::Result<()> {
        if self.headed {
            return Ok(());
        }
        self.headed = true;
        writeln!(self.out, "{HEADER}")
    }
}

impl<W: Write> Writer for TriplesWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        self.head()?;
        write(&mut self.out, &self.ontology, facts)?;
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.head()?;
        self.out.flush()
    }
}

/// Writes the rows of one document.
fn write(out: &mut impl Write, ontology: &Ontology, facts: &Facts) -> io::Result<()> {
    for event in &facts.events {
        let (agents, patients) = sides(ontology, facts, event);
        let place = |role: &str| ontology.side(&event.kind, role) == Side::Place;
        let time = event.time.as_ref().map_or("", |time| time.text.as_str());
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.3}",
            one_line(&facts.id),
            one_line(&event.id),
            event.kind,
            event.realis,
            agents.join("; "),
            patients.join("; "),
            fillers(facts, event, place).join("; "),
            one_line(time),
            event.score,
        )?;
    }
    Ok(())
}

fn sides(ontology: &Ontology, facts: &Facts, event: &Event) -> (Vec<String>, Vec<String>) {
    let filled = |role: &str| event.arguments.iter().any(|argument| argument.role == role);
    let on = |side: Side| {
        fillers(facts, event, |role| {
            let instead_of = ontology.role(role).and_then(|role| role.instead_of.as_deref());
            ontology.side(&event.kind, role) == side && instead_of.is_none_or(|other| !filled(other))
        })
    };
    let (mut agents, mut patients) = (on(Side::Agent), on(Side::Patient));
    let mut peers = on(Side::Peer).into_iter();
    if agents.is_empty() {
        agents.extend(peers.next());
    }
    patients.extend(peers);
    (agents, patients)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn rows(facts: &Facts) -> String {
        let mut out = Vec::new();
        write(&mut out, Ontology::builtin().unwrap(), facts).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_row_an_event_with_canonical_names() {
        let row = rows(&sample::assassination());
        assert_eq!(
            row,
            "oslo\tv1\tAssassination\tactual\tgunman\tAnn Lund\tOslo\tMonday\t0.930\n"
        );
        assert_eq!(row.matches('\t').count(), HEADER.matches('\t').count());
    }

    #[test]
    fn tabs_and_line_ends_in_names_become_blanks() {
        let mut facts = sample::assassination();
        facts.entities[0].name = "Ann\tLund\r\nJr.".into();
        assert!(rows(&facts).contains("\tAnn Lund Jr.\t"));
        assert_eq!(rows(&facts).lines().count(), 1);
    }

    #[test]
    fn the_first_participant_is_the_agent() {
        let mut facts = sample::assassination();
        for argument in &mut facts.events[0].arguments[..2] {
            argument.role = "participant".into();
        }
        assert!(rows(&facts).contains("\tgunman\tAnn Lund\tOslo\t"));
    }
}
