//! The tables of all files as one: a rule of the same name in a folder on top takes the place of a built-in one.

use super::check::Source;
use crate::{
    Result,
    rules::{
        profile::ProfileTable,
        source::{
            AttributionTable, CarrierTable, EventTable, FrameTable, LinkTable, NamedRole, PatternTable,
            RealisTable, RelationTable, RuleFile, ScopeTable, Text,
        },
    },
};

/// A table and the number of the file that it stands in.
type In<T> = (usize, T);

/// The tables of all files by kind, in the order in which they are tried.
#[derive(Default)]
pub(super) struct Tables {
    pub events: Vec<In<EventTable>>,
    pub roles: Vec<In<NamedRole>>,
    pub frames: Vec<In<FrameTable>>,
    pub patterns: Vec<In<PatternTable>>,
    pub carriers: Vec<In<CarrierTable>>,
    pub links: Vec<In<LinkTable>>,
    pub relations: Vec<In<RelationTable>>,
    pub realis: Vec<In<RealisTable>>,
    pub scopes: Vec<In<ScopeTable>>,
    pub attribution: Vec<In<AttributionTable>>,
    pub profiles: Vec<In<ProfileTable>>,
}

/// Joins the files' tables; the two lists run in parallel.
pub(super) fn merge(sources: &[Source], files: Vec<RuleFile>) -> Result<Tables> {
    let mut all = Tables::default();
    let mut on_top = 0;
    for (number, file) in files.into_iter().enumerate() {
        let joiner = Joiner { sources, number };
        joiner.join("event type", &mut all.events, file.event, |table| &table.r#type)?;
        joiner.join("role", &mut all.roles, file.role, |table| &table.name)?;
        joiner.join("frame", &mut all.frames, file.frame, |table| &table.name)?;
        joiner.join("pattern", &mut all.patterns, file.pattern, |table| &table.name)?;
        joiner.join("carrier", &mut all.carriers, file.carrier, |table| &table.name)?;
        joiner.join("link", &mut all.links, file.link, |table| &table.name)?;
        joiner.join("relation", &mut all.relations, file.relation, |table| &table.name)?;
        // The first table that holds wins: those of a folder on top are asked first.
        let realis = file.realis.into_iter().map(|table| (number, table));
        if sources[number].file.own {
            let count = realis.len();
            all.realis.splice(on_top..on_top, realis);
            on_top += count;
        } else {
            all.realis.extend(realis);
        }
        joiner.join("scope", &mut all.scopes, file.scope, |table| &table.name)?;
        joiner.join("attribution", &mut all.attribution, file.attribution, |table| {
            &table.name
        })?;
        joiner.join("profile", &mut all.profiles, file.profile, |table| &table.name)?;
    }
    Ok(all)
}

/// Adds the tables of one file.
struct Joiner<'a> {
    sources: &'a [Source<'a>],
    number: usize,
}

impl Joiner<'_> {
    /// Adds tables of one kind, or puts them in the place of built-in ones.
    fn join<T>(&self, what: &str, all: &mut Vec<In<T>>, own: Vec<T>, name: fn(&T) -> &Text) -> Result<()> {
        for table in own {
            let text = name(&table);
            let same = all
                .iter()
                .position(|(_, other)| name(other).get_ref() == text.get_ref());
            let Some(at) = same else {
                all.push((self.number, table));
                continue;
            };
            let (other, first) = &all[at];
            let (here, there) = (&self.sources[self.number], &self.sources[*other]);
            if here.file.own == there.file.own {
                let place = there.place(name(first).span().start);
                let what = format!("{what} `{}` is there twice, first at {place}", text.get_ref());
                return Err(here.error(text.span().start, what));
            }
            all[at] = (self.number, table);
        }
        Ok(())
    }
}
