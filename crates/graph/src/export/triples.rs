//! The flat view: one row an event, tab-separated, with names instead of ids.

use std::io::{self, Write};

use super::{Extraction, one_line};
use crate::event::Event;

/// The first line of the output.
pub const HEADER: &str = "doc\tevent\ttype\trealis\tagent\tpatient\tplace\ttime\tscore";

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

/// Writes the rows of one document.
pub fn write(out: &mut impl Write, extraction: &Extraction) -> io::Result<()> {
    let mut events: Vec<_> = extraction.events.iter().collect();
    events.sort_by_key(|event| {
        event
            .triggers
            .first()
            .map(|trigger| (trigger.span.start, trigger.span.end))
    });
    for (number, event) in events.into_iter().enumerate() {
        let (agents, patients) = sides(extraction, event);
        let time = event
            .time
            .as_ref()
            .map_or("", |time| time.span.of(&extraction.document.text));
        writeln!(
            out,
            "{}\tv{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.3}",
            one_line(&extraction.document.id),
            number + 1,
            event.kind,
            event.realis.as_str(),
            agents.join("; "),
            patients.join("; "),
            extraction.fillers(event, &["place"]).join("; "),
            one_line(time),
            event.score,
        )?;
    }
    Ok(())
}

fn sides(extraction: &Extraction, event: &Event) -> (Vec<String>, Vec<String>) {
    let mut agents = extraction.fillers(event, &AGENTS);
    let mut patients = extraction.fillers(event, &PATIENTS);
    let mut participants = extraction.fillers(event, &["participant"]).into_iter();
    // A sale has its buyer for an agent; where only the seller is told, it is the one that acts.
    if agents.is_empty() {
        agents = extraction.fillers(event, &["seller"]);
    }
    if agents.is_empty() {
        agents.extend(participants.next());
    }
    patients.extend(participants);
    (agents, patients)
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn rows(extraction: &Extraction) -> String {
        let mut out = Vec::new();
        write(&mut out, extraction).unwrap();
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
        let mut extraction = sample::assassination();
        extraction.entities[0].name = "Ann\tLund\r\nJr.".into();
        assert!(rows(&extraction).contains("\tAnn Lund Jr.\t"));
        assert_eq!(rows(&extraction).lines().count(), 1);
    }

    #[test]
    fn the_first_participant_is_the_agent() {
        let mut extraction = sample::assassination();
        for argument in &mut extraction.events[0].arguments[..2] {
            argument.role = "participant".into();
        }
        assert!(rows(&extraction).contains("\tgunman\tAnn Lund\tOslo\t"));
    }
}
