//! The flat view: one row an event, tab-separated, with names instead of ids.

use std::io::{self, Write};

use triplewire_facts::{Event, Facts};

use super::Writer;
use crate::text::{fillers, one_line};

/// The first line of the output.
const HEADER: &str = "doc\tevent\ttype\trealis\tagent\tpatient\tplace\ttime\tscore";

/// Roles that act and roles that are acted upon. Of an event among equals ("participant") the first stands as the
/// agent, the others as patients.
const AGENTS: [&str; 8] = [
    "attacker",
    "authority",
    "speaker",
    "agent",
    "plaintiff",
    "buyer",
    "giver",
    "electorate",
];
const PATIENTS: [&str; 9] = [
    "victim",
    "target",
    "suspect",
    "recipient",
    "defendant",
    "prisoner",
    "person",
    "artifact",
    "organization",
];

/// Writes rows into a stream, under one header.
pub struct TriplesWriter<W> {
    out: W,
    headed: bool,
}

impl<W: Write> TriplesWriter<W> {
    pub fn new(out: W) -> Self {
        Self { out, headed: false }
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
        write(&mut self.out, facts)?;
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.head()?;
        self.out.flush()
    }
}

/// Writes the rows of one document.
fn write(out: &mut impl Write, facts: &Facts) -> io::Result<()> {
    for event in &facts.events {
        let (agents, patients) = sides(facts, event);
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
            fillers(facts, event, &["place"]).join("; "),
            one_line(time),
            event.score,
        )?;
    }
    Ok(())
}

fn sides(facts: &Facts, event: &Event) -> (Vec<String>, Vec<String>) {
    let mut agents = fillers(facts, event, &AGENTS);
    let mut patients = fillers(facts, event, &PATIENTS);
    let mut participants = fillers(facts, event, &["participant"]).into_iter();
    // A sale has its buyer for an agent; where only the seller is told, it is the one that acts.
    if agents.is_empty() {
        agents = fillers(facts, event, &["seller"]);
    }
    if agents.is_empty() {
        agents.extend(participants.next());
    }
    patients.extend(participants);
    (agents, patients)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn rows(facts: &Facts) -> String {
        let mut out = Vec::new();
        write(&mut out, facts).unwrap();
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
