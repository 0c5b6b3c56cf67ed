//! Tables for a person at a terminal: the events of each type with their roles as columns, then relations, then entities.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, presets};

use super::{Extraction, one_line};
use crate::{encoder::Class, event::Event, mention::Kind, text::Span};

/// Roles in the order in which their columns stand: who acts, who or what is acted upon, the rest. Roles that are not
/// here (a rule folder may bring its own) follow in the order of their names.
const COLUMNS: [&str; 27] = [
    "attacker",
    "authority",
    "speaker",
    "agent",
    "plaintiff",
    "giver",
    "buyer",
    "seller",
    "participant",
    "victim",
    "suspect",
    "defendant",
    "prisoner",
    "person",
    "target",
    "recipient",
    "artifact",
    "position",
    "organization",
    "electorate",
    "crime",
    "sentence",
    "money",
    "instrument",
    "origin",
    "destination",
    "place",
];

/// The header word of a role; an assassination has words of its own.
fn header(role: &str, assassination: bool) -> &str {
    match role {
        "attacker" if assassination => "assassin",
        "place" if assassination => "location",
        "participant" => "participants",
        other => other,
    }
}

/// Tables narrower than this do without the sentence that proves a row.
const ROOM_FOR_EVIDENCE: u16 = 80;

/// Characters of a sentence that are shown.
const EVIDENCE: usize = 110;

/// Writes the tables of one document, at most `width` columns wide.
pub fn write(out: &mut impl Write, extraction: &Extraction, width: u16) -> io::Result<()> {
    heading(out, extraction)?;
    for warning in &extraction.warnings {
        writeln!(out, "note: {}", one_line(warning))?;
    }
    let view = View {
        extraction,
        width: width.max(20),
    };
    let mut kinds: Vec<&str> = Vec::new();
    for event in &extraction.events {
        if !kinds.contains(&event.kind.as_str()) {
            kinds.push(&event.kind);
        }
    }
    for kind in kinds {
        writeln!(out, "\n{kind}\n{}", view.events(kind).trim_fmt())?;
    }
    if !extraction.relations.is_empty() {
        writeln!(out, "\nRelations\n{}", view.relations().trim_fmt())?;
    }
    let entities = view.entities();
    if !entities.is_empty() {
        writeln!(out, "\nEntities\n{}", entities.trim_fmt())?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, extraction: &Extraction) -> io::Result<()> {
    let document = &extraction.document;
    write!(out, "{}", one_line(&document.id))?;
    for part in [&document.title, &document.published].into_iter().flatten() {
        write!(out, " | {}", one_line(part))?;
    }
    let count =
        |number: usize, what: &str, many: &str| format!("{number} {}", if number == 1 { what } else { many });
    writeln!(
        out,
        ": {}, {}, {}",
        count(extraction.events.len(), "event", "events"),
        count(extraction.relations.len(), "relation", "relations"),
        count(
            (0..extraction.entities.len())
                .filter(|&e| extraction.is_named(e))
                .count(),
            "name",
            "names"
        ),
    )
}

struct View<'a> {
    extraction: &'a Extraction,
    width: u16,
}

impl View<'_> {
    fn table(&self, header: Vec<&str>) -> Table {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width).force_no_tty().set_header(header);
        table
    }

    fn evidence(&self, sentence: usize, around: Span) -> Option<String> {
        let sentence = self.extraction.sentences.get(sentence)?;
        Some(shorten(&self.extraction.document.text, sentence.span, around))
    }

    fn has_evidence(&self) -> bool {
        self.width >= ROOM_FOR_EVIDENCE
    }

    fn events(&self, kind: &str) -> Table {
        let of_kind = |event: &&Event| event.kind == kind;
        let mut events: Vec<&Event> = self.extraction.events.iter().filter(of_kind).collect();
        events.sort_by_key(|event| event.triggers.first().map(|trigger| trigger.span.start));
        let arguments = events.iter().flat_map(|event| &event.arguments);
        let mut columns: Vec<&str> = arguments.map(|argument| argument.role.as_str()).collect();
        let rank = |role: &str| COLUMNS.iter().position(|known| *known == role);
        columns.sort_by_key(|role| (rank(role).unwrap_or(COLUMNS.len()), *role));
        columns.dedup();

        let assassination = kind == "Assassination";
        let mut header: Vec<&str> = columns.iter().map(|role| header(role, assassination)).collect();
        header.extend(["time", "realis"]);
        if self.has_evidence() {
            header.push("evidence");
        }
        let mut table = self.table(header);
        for event in events {
            let mut row: Vec<String> = columns
                .iter()
                .map(|role| self.extraction.fillers(event, &[*role]).join("; "))
                .collect();
            let time = event
                .time
                .as_ref()
                .map_or("", |time| time.span.of(&self.extraction.document.text));
            row.extend([one_line(time), event.realis.as_str().to_string()]);
            if self.has_evidence() {
                let proof = event
                    .triggers
                    .first()
                    .and_then(|trigger| self.evidence(trigger.sentence, trigger.span));
                row.push(proof.unwrap_or_default());
            }
            table.add_row(row);
        }
        table
    }

    fn relations(&self) -> Table {
        let mut header = vec!["subject", "relation", "value", "object"];
        if self.has_evidence() {
            header.push("evidence");
        }
        let mut table = self.table(header);
        let mut relations: Vec<_> = self.extraction.relations.iter().collect();
        relations.sort_by_key(|relation| relation.span.start);
        for relation in relations {
            let name = |entity: usize| {
                self.extraction
                    .entities
                    .get(entity)
                    .map(|entity| one_line(&entity.name))
            };
            let mut row = vec![
                name(relation.subject).unwrap_or_default(),
                relation.kind.replace('_', " "),
                one_line(relation.value.as_deref().unwrap_or("")),
                relation.object.and_then(name).unwrap_or_default(),
            ];
            if self.has_evidence() {
                row.push(
                    self.evidence(relation.sentence, relation.span)
                        .unwrap_or_default(),
                );
            }
            table.add_row(row);
        }
        table
    }

    /// Everything with a name but dates and sums: people first, the most spoken of on top.
    fn entities(&self) -> Table {
        let mut table = self.table(vec!["type", "name", "mentions", "also called"]);
        table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
        let listed = |entity: &usize| {
            let class = self.extraction.entities[*entity].class;
            self.extraction.is_named(*entity) && !matches!(class, Some(Class::Date | Class::Money))
        };
        let mut entities: Vec<usize> = (0..self.extraction.entities.len()).filter(listed).collect();
        entities.sort_by_key(|&entity| {
            let entity = &self.extraction.entities[entity];
            (entity.class, std::cmp::Reverse(entity.mentions.len()))
        });
        for entity in entities {
            let found = &self.extraction.entities[entity];
            let class = found.class.map_or("MISC", |class| class.as_str());
            let count = found.mentions.len().to_string();
            table.add_row([
                class.to_string(),
                one_line(&found.name),
                count,
                self.aliases(entity).join(", "),
            ]);
        }
        table
    }

    /// The entity's other names, each once.
    fn aliases(&self, entity: usize) -> Vec<String> {
        let entity = &self.extraction.entities[entity];
        let canonical = one_line(&entity.name);
        let mut found: Vec<String> = Vec::new();
        for mention in entity
            .mentions
            .iter()
            .filter_map(|&mention| self.extraction.mentions.get(mention))
        {
            let text = one_line(mention.span.of(&self.extraction.document.text));
            if mention.kind == Kind::Name && text != canonical && !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }
}

/// The sentence on one line, cut to [`EVIDENCE`] characters around the proof, at blanks.
fn shorten(text: &str, sentence: Span, around: Span) -> String {
    let whole = one_line(sentence.of(text));
    if whole.chars().count() <= EVIDENCE {
        return whole;
    }
    let before = one_line(Span::new(sentence.start, around.start).of(text))
        .chars()
        .count();
    let words: Vec<&str> = whole.split(' ').collect();
    let (mut position, mut shown, mut first) = (0, String::new(), true);
    let start = before.saturating_sub(EVIDENCE / 2);
    for word in words {
        let length = word.chars().count() + 1;
        if position >= start && position + length > start + EVIDENCE {
            shown.push_str(" ...");
            break;
        }
        if position >= start {
            if first && position > 0 {
                shown.push_str("...");
            }
            if !shown.is_empty() {
                shown.push(' ');
            }
            shown.push_str(word);
            first = false;
        }
        position += length;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn shown(width: u16) -> String {
        let mut out = Vec::new();
        write(&mut out, &sample::assassination(), width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_assassination_has_its_own_header_words() {
        let table = shown(120);
        let header = table.lines().find(|line| line.contains("assassin ")).unwrap();
        assert!(
            header.contains("victim") && header.contains("location"),
            "{table}"
        );
        assert!(table.contains("shot dead"), "{table}");
        assert!(table.contains("also called"), "{table}");
    }

    #[test]
    fn a_role_that_only_a_rule_folder_knows_has_a_column() {
        let mut extraction = sample::assassination();
        extraction.events[0].kind = "Chase".into();
        extraction.events[0].arguments[0].role = "pursuer".into();
        let mut out = Vec::new();
        write(&mut out, &extraction, 120).unwrap();
        let table = String::from_utf8(out).unwrap();
        let header = table.lines().find(|line| line.contains("realis")).unwrap();
        assert!(header.find("victim") < header.find("pursuer"), "{table}");
    }

    #[test]
    fn stays_within_the_width() {
        for width in [20, 60, 80, 100] {
            let table = shown(width);
            let widest = table
                .lines()
                .filter(|line| line.contains('─'))
                .map(|line| line.chars().count())
                .max();
            assert!(
                widest.is_some_and(|widest| widest <= usize::from(width).max(40)),
                "{width}\n{table}"
            );
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut extraction = sample::assassination();
        extraction.entities[0].name = "Ann\u{1b}[31mLund".into();
        let mut out = Vec::new();
        write(&mut out, &extraction, 100).unwrap();
        assert!(!out.contains(&0x1b));
    }

    #[test]
    fn long_sentences_are_cut_around_the_proof() {
        let text = format!(
            "{}the mayor was killed yesterday{}",
            "and then ".repeat(40),
            " and so on".repeat(40)
        );
        let at = text.find("killed").unwrap();
        let cut = shorten(&text, Span::new(0, text.len()), Span::new(at, at + 6));
        assert!(cut.contains("mayor was killed yesterday"), "{cut}");
        assert!(
            cut.starts_with("...") && cut.ends_with("...") && cut.chars().count() < 130,
            "{cut}"
        );
    }
}
