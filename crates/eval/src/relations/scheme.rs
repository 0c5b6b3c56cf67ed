//! How the event types of other schemes map to those of the ontology.

use triplewire_facts::Event;
use triplewire_lexicon::Ontology;

/// A type of another scheme with its roles.
#[derive(Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// Beginning of the other scheme's name, lower case.
    theirs: &'static str,
    /// The type of our ontology that the scores name.
    pub ours: &'static str,
    /// Further types of ours that the other scheme has under the same one.
    also: Vec<&'static str>,
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
            let (theirs, mut ours) = (cells.next()?, cells.next()?.split('|'));
            let role = |cell: &'static str| {
                let (theirs, ours) = cell.split_once('=')?;
                Some((theirs, ours.split('|').collect()))
            };
            Some(Counterpart {
                theirs,
                ours: ours.next()?,
                also: ours.collect(),
                roles: cells.filter_map(role).collect(),
            })
        };
        Self(rows.filter_map(counterpart).collect())
    }

    /// The counterpart of another scheme's type, by the longest beginning; none where the table says that ours has none.
    pub fn of(&self, theirs: &str) -> Option<&Counterpart> {
        let theirs = theirs.to_lowercase();
        let fits = self.0.iter().filter(|one| theirs.starts_with(one.theirs));
        let longest = fits.max_by_key(|one| one.theirs.len())?;
        (longest.ours != "-").then_some(longest)
    }

    /// All rows of a type of ours.
    pub fn counterparts<'a>(&'a self, ours: &'a str) -> impl Iterator<Item = &'a Counterpart> {
        self.0.iter().filter(move |one| one.ours == ours)
    }

    /// The one of `types` that an event of ours belongs to: the nearest on the way up the ontology, by its own name rather
    /// than as one of the further types of another.
    pub fn label(&self, ontology: &Ontology, event: &Event, types: &[&'static str]) -> Option<&'static str> {
        let own = types.iter().map(|&kind| (kind, kind));
        let rows = self.0.iter().filter(|one| types.contains(&one.ours));
        let further = rows.flat_map(|one| one.also.iter().map(|&kind| (kind, one.ours)));
        let mut above = own
            .chain(further)
            .filter(|(kind, _)| ontology.is_a(&event.kind, kind));
        let first = above.next()?;
        let nearest = above.fold(first, |best, other| {
            let nearer = other.0 != best.0 && ontology.is_a(other.0, best.0);
            if nearer { other } else { best }
        });
        Some(nearest.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_nlp::rules::RuleSet;

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
        assert!(Schemes::parse("a\tOne\tp=q\na.b\t-").of("a.b.c").is_none());
    }

    #[test]
    fn a_further_type_counts_as_the_first_unless_it_has_a_row_of_its_own() {
        let rules = RuleSet::builtin().unwrap();
        let schemes = Schemes::parse("a\tAttack|Robbery|Death\tp=attacker\nb\tRobbery\tp=attacker");
        for (kind, types, label) in [
            ("Robbery", &["Attack"][..], Some("Attack")),
            ("Robbery", &["Attack", "Robbery"][..], Some("Robbery")),
            ("Massacre", &["Attack"][..], Some("Attack")),
            ("Bombing", &["Robbery", "Attack"][..], Some("Attack")),
            ("Protest", &["Attack"][..], None),
        ] {
            let event: Event = crate::partial::read(&format!(
                r#"{{"type": "{kind}", "realis": "actual", "triggers": []}}"#
            ));
            assert_eq!(schemes.label(&rules.ontology, &event, types), label, "{kind}");
        }
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("schemes.tsv")
            .lines()
            .filter(|row| !row.starts_with('#'));
        let (schemes, rules) = (Schemes::builtin(), RuleSet::builtin().unwrap());
        assert_eq!(schemes.0.len(), rows.clone().count());
        for (row, found) in rows.zip(&schemes.0) {
            assert_eq!(row.split('\t').count(), found.roles.len() + 2, "{row}");
            assert_eq!(found.roles.is_empty(), found.ours == "-", "{row}");
            let mut types = found
                .also
                .iter()
                .chain([&found.ours])
                .filter(|kind| **kind != "-");
            assert!(types.all(|kind| rules.ontology.get(kind).is_some()), "{row}");
            let roles = found.roles.iter().flat_map(|(_, ours)| ours);
            for role in roles {
                // A type below has more roles: who killed, of a death.
                let known = |kind: &&str| {
                    let mut types = rules.ontology.types().into_iter();
                    types.any(|below| {
                        rules.ontology.is_a(&below.name, kind) && below.roles.contains_key(*role)
                    })
                };
                assert!(found.also.iter().chain([&found.ours]).any(known), "{row}: {role}");
            }
        }
    }
}
