//! A named place with what the text says about it: what holds it, what kind of place it is called.

use rustc_hash::FxHashSet;

use super::{
    Within,
    choice::{NEAR, distance},
    holders, keys,
};
use crate::{
    context::Context,
    identity::{names, one_line},
    mention::{Mention, holder},
};
use triplewire_facts::annotation::Class;
use triplewire_lexicon::gazetteer::{Row, Sort};

/// Words that call a place a division of a country.
const DIVISIONS: &[&str] = &[
    "state",
    "province",
    "region",
    "oblast",
    "governorate",
    "prefecture",
    "department",
    "territory",
    "krai",
    "emirate",
    "republic",
];
/// Words that call it a city.
const CITIES: &[&str] = &["city", "town", "village", "capital", "port", "suburb"];
/// Words that call it a second-level division.
const COUNTIES: &[&str] = &["county", "district", "parish"];

/// What the text calls a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    /// "the state of Georgia", "Kirkuk province".
    Division,
    /// "the city of Lagos", "the Syrian capital Damascus".
    City,
    /// "Kent county".
    County,
}

/// A place with what the text says about it.
pub(super) struct Named<'a> {
    /// The places that bear one of its names.
    pub rows: Vec<Row<'a>>,
    /// Ids of those of them that bear a name as the text has it, not an alias of it.
    own: FxHashSet<&'a str>,
    /// Its names in the text, as names are compared.
    keys: FxHashSet<String>,
    /// What it lies in, as the text says.
    pub within: Vec<Within<'a>>,
    /// Whether what holds it can be nothing else than a country or division.
    sure: bool,
    /// Entities whose names stand after its own and a comma.
    pub outer: Vec<usize>,
    pub called: Option<Called>,
}

impl<'a> Named<'a> {
    pub fn of(context: &Context<'a>, entity: usize) -> Option<Self> {
        if context.entities[entity].class != Some(Class::Loc) {
            return None;
        }
        let mut seen = FxHashSet::default();
        let mut named = Self {
            rows: Vec::new(),
            own: FxHashSet::default(),
            keys: FxHashSet::default(),
            within: Vec::new(),
            sure: false,
            outer: Vec::new(),
            called: None,
        };
        for mention in names(context, entity) {
            let whole = one_line(mention.span.of(context.text));
            named.called = named.called.or_else(|| called(context, mention));
            // "Tripoli, Lebanon" may be one name, or two with a comma between.
            let (name, outer) = match whole.split_once(',') {
                Some((name, outer)) => (name.trim().to_string(), Some(outer.trim().to_string())),
                None => {
                    let next = holder(
                        context.text,
                        context.graphs,
                        context.mentions,
                        &context.index,
                        mention,
                    );
                    named
                        .outer
                        .extend(next.and_then(|next| context.entity(Some(next))));
                    let outer = next.map(|next| one_line(context.mentions[next].span.of(context.text)));
                    (whole.clone(), outer)
                }
            };
            if let Some(outer) = outer {
                let (within, sure) = holders(context.lexicon, &outer);
                named.within.extend(within);
                named.sure |= sure;
            }
            if seen.insert(name.to_lowercase()) {
                named.add(context, &name);
                // "Mexico, Missouri" is no country, but "Washington, D.C." is a name of its own.
                if name != whole {
                    named.add(context, &whole);
                }
            }
        }
        named.drop_lists();
        (!seen.is_empty()).then_some(named)
    }

    fn add(&mut self, context: &Context<'a>, name: &str) {
        for (at, key) in keys(context.lexicon, name).into_iter().enumerate() {
            for row in context.lexicon.places(&key) {
                if at == 0 {
                    self.own.insert(row.id);
                }
                if !self.rows.iter().any(|known| known.id == row.id) {
                    self.rows.push(row);
                }
            }
            if at == 0 {
                self.keys.insert(key);
            }
        }
    }

    /// "Syria, Iraq and Turkey", "Kerala, Karnataka": places of one kind side by side, none inside the other.
    fn drop_lists(&mut self) {
        let sort = |sort: Sort| self.rows.iter().any(|row| row.sort == sort);
        let (country, state) = (sort(Sort::Country), sort(Sort::State));
        self.within.retain(|outer| !(country && outer.state.is_empty()));
        self.sure &= !state && !self.within.is_empty();
    }

    /// Whether what the text says holds it is to be believed even where no place of the name lies there.
    pub fn is_sure(&self) -> bool {
        self.sure
    }

    /// Whether the text uses this name.
    pub fn is_called(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Whether a place bears a name as the text has it.
    pub fn bears(&self, row: &Row) -> bool {
        self.own.contains(row.id)
    }

    /// Whether a division has a large city of its own name: the city is meant unless something is said of the division.
    pub fn has_seat(&self, outer: &Row) -> bool {
        let seat = |row: &Row| {
            let inside = match outer.sort {
                Sort::State => (outer.country, outer.state) == (row.country, row.state),
                Sort::County => distance(outer, row) < NEAR,
                _ => false,
            };
            inside && matches!(row.sort, Sort::City | Sort::Capital) && row.people > outer.people / 8
        };
        self.rows.iter().any(seat)
    }
}

/// What stands around a name: "the state of Georgia", "Kirkuk province", "the capital Damascus".
fn called(context: &Context, mention: &Mention) -> Option<Called> {
    let words = context.graphs.get(mention.sentence)?.words();
    let form = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.map_or("", |word| word.span.of(context.text))
    };
    let (start, end) = (mention.words.start, mention.words.end);
    let kind = |word: &str| {
        let word = word.to_lowercase();
        let word = word.as_str();
        let sort = [
            (DIVISIONS, Called::Division),
            (CITIES, Called::City),
            (COUNTIES, Called::County),
        ];
        sort.iter()
            .find(|(list, _)| list.contains(&word))
            .map(|(_, called)| *called)
    };
    let before = form(start.checked_sub(1));
    let of = before.eq_ignore_ascii_case("of");
    let named = if of { form(start.checked_sub(2)) } else { before };
    let after = form(Some(end));
    // "Georgia State" is a university.
    let after = kind(after).filter(|_| after.starts_with(char::is_lowercase));
    // "The capital of Georgia" is not Georgia.
    after.or_else(|| kind(named).filter(|_| !(of && named.eq_ignore_ascii_case("capital"))))
}

/// Whether a place is a city or a part of one.
pub(super) fn is_town(sort: Sort) -> bool {
    matches!(sort, Sort::City | Sort::Capital | Sort::Part)
}
