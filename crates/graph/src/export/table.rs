//! Tables for a person at a terminal: the events of each type with their roles as columns, then relations, then entities.

use std::{
    io::{self, Write},
    sync::Arc,
};

use comfy_table::{ContentArrangement, LineStyle, Table, presets};

use triplewire_facts::{Entity, Event, Facts, Sentence, annotation::Class};
use triplewire_lexicon::Ontology;

use super::Writer;
use crate::text::{fillers, one_line};

/// Tables narrower than this do without the sentence that proves a row.
const ROOM_FOR_EVIDENCE: u16 = 80;

/// Characters of a sentence that are shown.
const EVIDENCE: usize = 110;

/// Writes tables into a stream, at most `width` columns wide.
pub struct TableWriter<W> {
    out: W,
    ontology: Arc<Ontology>,
    width: u16,
    written: usize,
}

impl<W: Write> TableWriter<W> {
    pub fn new(out: W, ontology: Arc<Ontology>, width: u16) -> Self {
        Self {
            out,
            ontology,
            width,
            written: 0,
        }
    }
}

impl<W: Write> Writer for TableWriter<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        if self.written > 0 {
            self.out.write_all(b"\n")?;
        }
        self.written += 1;
        write(&mut self.out, &self.ontology, facts, self.width)?;
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes the tables of one document.
fn write(out: &mut impl Write, ontology: &Ontology, facts: &Facts, width: u16) -> io::Result<()> {
    heading(out, facts)?;
    for warning in &facts.warnings {
        writeln!(out, "note: {}", one_line(warning))?;
    }
    let view = View {
        ontology,
        facts,
        width: width.max(20),
    };
    let mut kinds: Vec<&str> = Vec::new();
    for event in &facts.events {
        if !kinds.contains(&event.kind.as_str()) {
            kinds.push(&event.kind);
        }
    }
    for kind in kinds {
        writeln!(out, "\n{kind}\n{}", view.events(kind).trim_fmt())?;
    }
    if !facts.relations.is_empty() {
        writeln!(out, "\nRelations\n{}", view.relations().trim_fmt())?;
    }
    let entities = view.entities();
    if !entities.is_empty() {
        writeln!(out, "\nEntities\n{}", entities.trim_fmt())?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, facts: &Facts) -> io::Result<()> {
    write!(out, "{}", one_line(&facts.id))?;
    for part in [&facts.title, &facts.published].into_iter().flatten() {
        write!(out, " | {}", one_line(part))?;
    }
    let count =
        |number: usize, what: &str, many: &str| format!("{number} {}", if number == 1 { what } else { many });
    writeln!(
        out,
        ": {}, {}, {}",
        count(facts.events.len(), "event", "events"),
        count(facts.relations.len(), "relation", "relations"),
        count(
            facts.entities.iter().filter(|entity| entity.is_named()).count(),
            "name",
            "names"
        ),
    )
}

struct View<'a> {
    ontology: &'a Ontology,
    facts: &'a Facts,
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

    /// The sentence around what begins at the offset.
    fn evidence(&self, sentence: usize, start: usize) -> Option<String> {
        shorten(self.facts.sentences.get(sentence)?, start)
    }

    fn has_evidence(&self) -> bool {
        self.width >= ROOM_FOR_EVIDENCE
    }

    fn events(&self, kind: &str) -> Table {
        let of_kind = |event: &&Event| event.kind == kind;
        let mut events: Vec<&Event> = self.facts.events.iter().filter(of_kind).collect();
        events.sort_by_key(|event| event.triggers.first().map(|trigger| trigger.start));
        let arguments = events.iter().flat_map(|event| &event.arguments);
        let mut columns: Vec<&str> = arguments.map(|argument| argument.role.as_str()).collect();
        columns.sort_by_key(|role| self.ontology.column(kind, role));
        columns.dedup();

        let labels = columns.iter().map(|role| self.ontology.label(kind, role));
        let mut header: Vec<&str> = labels.collect();
        header.extend(["time", "realis"]);
        if self.has_evidence() {
            header.push("evidence");
        }
        let mut table = self.table(header);
        for event in events {
            let mut row: Vec<String> = columns
                .iter()
                .map(|role| fillers(self.facts, event, |other| other == *role).join("; "))
                .collect();
            let time = event.time.as_ref().map_or("", |time| time.text.as_str());
            row.extend([one_line(time), event.realis.clone()]);
            if self.has_evidence() {
                let proof = event
                    .triggers
                    .first()
                    .and_then(|trigger| self.evidence(trigger.sentence, trigger.start));
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
        let mut relations: Vec<_> = self.facts.relations.iter().collect();
        relations.sort_by_key(|relation| relation.start);
        for relation in relations {
            let name = |id: &Option<String>| {
                let entity = id.as_deref().and_then(|id| self.facts.entity(id));
                entity.map(|entity| one_line(&entity.name)).unwrap_or_default()
            };
            let mut row = vec![
                name(&relation.subject),
                relation.kind.replace('_', " "),
                one_line(relation.value.as_deref().unwrap_or("")),
                name(&relation.object),
            ];
            if self.has_evidence() {
                row.push(
                    self.evidence(relation.sentence, relation.start)
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
        let class = |entity: &Entity| entity.class.parse::<Class>().ok();
        let listed = |entity: &&Entity| {
            entity.is_named() && !matches!(class(entity), Some(Class::Date | Class::Money))
        };
        let mut entities: Vec<&Entity> = self.facts.entities.iter().filter(listed).collect();
        entities.sort_by_key(|entity| (class(entity), std::cmp::Reverse(entity.mentions.len())));
        for entity in entities {
            table.add_row([
                entity.class.clone(),
                one_line(&entity.name),
                entity.mentions.len().to_string(),
                aliases(entity).join(", "),
            ]);
        }
        table
    }
}

/// The entity's other names, each once.
fn aliases(entity: &Entity) -> Vec<String> {
    let canonical = one_line(&entity.name);
    let mut found: Vec<String> = Vec::new();
    for mention in entity.mentions.iter().filter(|mention| mention.kind == "name") {
        let text = one_line(&mention.text);
        if text != canonical && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The sentence on one line, cut to [`EVIDENCE`] characters around what begins at the offset, at blanks; `None` where its
/// words are not known.
fn shorten(sentence: &Sentence, around: usize) -> Option<String> {
    let text = sentence.text.as_deref()?;
    let whole = one_line(text);
    if whole.chars().count() <= EVIDENCE {
        return Some(whole);
    }
    let before: String = text.chars().take(around.saturating_sub(sentence.start)).collect();
    let before = one_line(&before).chars().count();
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
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn shown(width: u16) -> String {
        let mut out = Vec::new();
        let ontology = Ontology::builtin().unwrap();
        write(&mut out, ontology, &sample::assassination(), width).unwrap();
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
        let mut facts = sample::assassination();
        facts.events[0].kind = "Chase".into();
        facts.events[0].arguments[0].role = "pursuer".into();
        let mut out = Vec::new();
        write(&mut out, Ontology::builtin().unwrap(), &facts, 120).unwrap();
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
        let mut facts = sample::assassination();
        facts.entities[0].name = "Ann\u{1b}[31mLund".into();
        let mut out = Vec::new();
        write(&mut out, Ontology::builtin().unwrap(), &facts, 100).unwrap();
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
        let sentence = Sentence {
            start: 0,
            end: text.chars().count(),
            text: Some(text),
        };
        let cut = shorten(&sentence, at).unwrap();
        assert!(cut.contains("mayor was killed yesterday"), "{cut}");
        assert!(
            cut.starts_with("...") && cut.ends_with("...") && cut.chars().count() < 130,
            "{cut}"
        );
    }
}
