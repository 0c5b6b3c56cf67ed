//! How the event types of other schemes map to those of the ontology.

use crate::{eval::facts::Event, rules::Ontology};

/// A type of another scheme with its roles.
#[derive(Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// Beginning of the other scheme's name, lower case.
    theirs: &'static str,
    /// The type of our ontology.
    pub ours: &'static str,
    /// Role of the other scheme, and our roles that it covers.
    roles: Vec<(&'static str, Vec<&'static str>)>,
}

impl Counterpart {
    /// The roles of ours that a role of theirs covers; none when nothing of ours does.
    pub fn roles_of(&self, theirs: &str) -> &[&'static str] {
        let known = self
            .roles
            .iter()
            .find(|(name, _)| theirs.eq_ignore_ascii_case(name));
        known.map_or(&[], |(_, ours)| ours)
    }

    /// Whether some role of theirs covers a role of ours.
    pub fn covers(&self, ours: &str) -> bool {
        self.roles.iter().any(|(_, roles)| roles.contains(&ours))
    }
}

/// The table of types.
#[derive(Debug)]
pub struct Schemes(Vec<Counterpart>);

impl Schemes {
    /// The table that is part of the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("schemes.tsv"))
    }

    fn parse(table: &'static str) -> Self {
        let rows = table.lines().filter(|row| !row.starts_with('#'));
        let counterpart = |row: &'static str| {
            let mut cells = row.split('\t');
            let (theirs, ours) = (cells.next()?, cells.next()?);
            let role = |cell: &'static str| {
                let (theirs, ours) = cell.split_once('=')?;
                Some((theirs, ours.split('|').collect()))
            };
            Some(Counterpart {
                theirs,
                ours,
                roles: cells.filter_map(role).collect(),
            })
        };
        Self(rows.filter_map(counterpart).collect())
    }

    /// The counterpart of another scheme's type, by the longest beginning.
    pub fn of(&self, theirs: &str) -> Option<&Counterpart> {
        let theirs = theirs.to_lowercase();
        let fits = self.0.iter().filter(|one| theirs.starts_with(one.theirs));
        fits.max_by_key(|one| one.theirs.len())
    }

    /// All rows of a type of ours.
    pub fn counterparts<'a>(&'a self, ours: &'a str) -> impl Iterator<Item = &'a Counterpart> {
        self.0.iter().filter(move |one| one.ours == ours)
    }

    /// The one of `types` that an event of ours belongs to: the nearest on the way up the ontology.
    pub fn label(ontology: &Ontology, event: &Event, types: &[&'static str]) -> Option<&'static str> {
        let mut above = types
            .iter()
            .copied()
            .filter(|kind| ontology.is_a(&event.kind, kind));
        let first = above.next()?;
        Some(above.fold(
            first,
            |best, other| if ontology.is_a(other, best) { other } else { best },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_names_the_type() {
        let schemes = Schemes::parse("a.b\tOne\tp=q|r\na.b.c\tTwo");
        assert_eq!(schemes.of("A.B.C.D").map(|found| found.ours), Some("Two"));
        let one = schemes.of("a.b.x").unwrap();
        assert_eq!(
            (one.ours, one.roles_of("P"), one.covers("r")),
            ("One", &["q", "r"][..], true)
        );
        assert!(one.roles_of("q").is_empty() && schemes.of("b").is_none());
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("schemes.tsv")
            .lines()
            .filter(|row| !row.starts_with('#'));
        let schemes = Schemes::builtin();
        assert_eq!(schemes.0.len(), rows.clone().count());
        for (row, found) in rows.zip(&schemes.0) {
            assert_eq!(row.split('\t').count(), found.roles.len() + 2, "{row}");
            assert!(!found.roles.is_empty(), "{row}");
        }
    }
}
