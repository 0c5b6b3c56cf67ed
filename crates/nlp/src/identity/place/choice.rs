//! Which of the places of a name is meant: prior, and what the rest of the document speaks of.

use rustc_hash::FxHashMap;

use super::named::{Called, Named, is_town};
use triplewire_lexicon::{
    gazetteer::{Row, Sort},
    names::normalised_phrase,
};

/// How far the best place must be ahead of the next for a link (natural logarithm of a ratio of inhabitants).
const AHEAD: f32 = 1.2;
/// The same among places that are chosen before the document has been looked at.
const FAR_AHEAD: f32 = 2.3;
/// Least score of a link: a town of 30,000 that nothing else speaks of.
const KNOWN: f32 = 10.3;
/// The same where no other place bears the name.
const KNOWN_ALONE: f32 = 9.5;
/// Distance in kilometres below which two places of one name are taken as one: a city and its province.
pub(super) const NEAR: f64 = 100.0;
/// The country that most English news mentions, and whose towns bear the names of the world's cities.
const AMERICA: &str = "US";
/// Inhabitants of a capital that is meant wherever its name stands.
const METROPOLIS: u64 = 2_000_000;
/// Rounds in which places that were told apart help with others.
const ROUNDS: usize = 2;

/// The places of a document's names.
pub(super) struct Choice<'a, 'n> {
    /// Countries of the peoples that the document names.
    peoples: Vec<&'a str>,
    named: &'n [Option<Named<'a>>],
}

/// What the places that are told apart speak for.
#[derive(Default)]
struct Votes<'a> {
    countries: FxHashMap<&'a str, f32>,
    divisions: FxHashMap<(&'a str, &'a str), f32>,
}

impl<'a, 'n> Choice<'a, 'n> {
    pub fn new(peoples: Vec<&'a str>, named: &'n [Option<Named<'a>>]) -> Self {
        Self { peoples, named }
    }

    /// The place of each name; `None` where none is far enough ahead.
    pub fn rows(&self) -> Vec<Option<Row<'a>>> {
        let mut chosen: Vec<Option<Row<'a>>> = vec![None; self.named.len()];
        for round in 0..=ROUNDS {
            let votes = self.votes(&chosen);
            let held = self.held(&chosen);
            let ahead = if round == 0 { FAR_AHEAD } else { AHEAD };
            let next = self.named.iter().enumerate().map(|(at, named)| {
                let named = named.as_ref()?;
                best(named, &votes.without(chosen[at]), &held[at], ahead)
            });
            chosen = next.collect();
        }
        chosen
    }

    fn votes(&self, chosen: &[Option<Row<'a>>]) -> Votes<'a> {
        let mut votes = Votes::default();
        for country in &self.peoples {
            *votes.countries.entry(country).or_default() += weight(country, true);
        }
        for row in chosen.iter().flatten() {
            votes.add(row, 1.0);
        }
        votes
    }

    /// Of each entity, the places that the text says lie in it: "Augusta, Georgia".
    fn held(&self, chosen: &[Option<Row<'a>>]) -> Vec<Vec<Row<'a>>> {
        let mut held = vec![Vec::new(); self.named.len()];
        for (named, row) in self.named.iter().zip(chosen) {
            let (Some(named), Some(row)) = (named, row) else {
                continue;
            };
            for &outer in &named.outer {
                held[outer].push(*row);
            }
        }
        held
    }
}

/// How much a mention of a country says. America is mentioned everywhere.
fn weight(country: &str, whole: bool) -> f32 {
    match country == AMERICA && whole {
        true => 0.25,
        false => 1.0,
    }
}

impl<'a> Votes<'a> {
    fn add(&mut self, row: &Row<'a>, times: f32) {
        if row.country.is_empty() {
            return;
        }
        let one = times * weight(row.country, row.sort == Sort::Country);
        *self.countries.entry(row.country).or_default() += one;
        if !row.state.is_empty() {
            *self.divisions.entry((row.country, row.state)).or_default() += times;
        }
    }

    /// Without what an entity says itself.
    fn without(&self, own: Option<Row<'a>>) -> Self {
        let mut rest = Self {
            countries: self.countries.clone(),
            divisions: self.divisions.clone(),
        };
        if let Some(row) = own {
            rest.add(&row, -1.0);
        }
        rest
    }

    /// How much the document speaks for a place.
    fn support(&self, row: &Row) -> f32 {
        let share = |own: f32, sum: f32| if own > 0.05 { own / sum.max(1.0) } else { 0.0 };
        let all: f32 = self.countries.values().sum();
        let country = self.countries.get(row.country).copied().unwrap_or(0.0);
        let country = share(country, all).min(1.0);
        let all: f32 = self.divisions.values().sum();
        let division = self
            .divisions
            .get(&(row.country, row.state))
            .copied()
            .unwrap_or(0.0);
        let division = share(division, all).min(1.0);
        let step = |share: f32, least: f32, more: f32| if share > 0.0 { least + more * share } else { 0.0 };
        step(country, 2.0, 3.0) + step(division, 1.0, 2.0)
    }
}

/// The place that a name means, if it is far enough ahead of the others.
fn best<'a>(named: &Named<'a>, votes: &Votes<'a>, held: &[Row<'a>], ahead: f32) -> Option<Row<'a>> {
    let inside = |row: &&Row| named.within.is_empty() || named.within.iter().any(|outer| outer.holds(row));
    let mut rows: Vec<Row<'a>> = named.rows.iter().filter(inside).copied().collect();
    let told = !named.within.is_empty() && !rows.is_empty();
    if rows.is_empty() && !named.is_sure() {
        rows.clone_from(&named.rows);
    }
    let mut scored: Vec<(f32, Row<'a>)> = rows
        .into_iter()
        .map(|row| {
            (
                prior(named, &row, votes) + votes.support(&row) + holding(&row, held),
                row,
            )
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (score, first) = *scored.first()?;
    // A city and the province that it is the capital of stand in one place: neither is a rival of the other.
    let rival = scored[1..].iter().find(|(_, row)| distance(&first, row) > NEAR);
    let clear = rival.is_none_or(|(other, _)| score - other >= ahead);
    let known = if rival.is_none() { KNOWN_ALONE } else { KNOWN };
    (clear && (told || score >= known)).then_some(first)
}

/// Places that lie in it, as the text says.
fn holding(row: &Row, held: &[Row]) -> f32 {
    let holds = |inner: &Row| {
        inner.country == row.country
            && (row.sort == Sort::Country || row.sort == Sort::State && inner.state == row.state)
    };
    if held.iter().any(holds) { 6.0 } else { 0.0 }
}

/// How likely a place is before the rest of the document has been looked at.
fn prior(named: &Named, row: &Row, votes: &Votes) -> f32 {
    let people = (row.people.max(200) as f32).ln();
    let kind = match row.sort {
        Sort::Country => 3.5 + (13.0 - people).max(0.0),
        Sort::Capital => capital(row, votes) + 0.6 * (14.5 - people).max(0.0),
        Sort::State => 0.3,
        Sort::City => 0.0,
        Sort::Region => 1.0 + (13.0 - people).max(0.0),
        Sort::County => -2.0,
        Sort::Part => -2.5,
    };
    // A name in another language, a former one; an alias that the text does not use.
    let own = row.sort < Sort::Capital || named.is_called(&normalised_phrase(row.name));
    let name = if own { 0.0 } else { -1.2 };
    let name = if named.bears(row) { name } else { name - 3.0 };
    let seat = if named.has_seat(row) { -4.0 } else { 0.0 };
    let called = match named.called {
        Some(Called::Division) if matches!(row.sort, Sort::State | Sort::Region) => 5.0,
        Some(Called::County) if row.sort == Sort::County => 5.0,
        Some(Called::City) if is_town(row.sort) => 4.0,
        _ => 0.0,
    };
    people + kind + name + called + seat
}

/// What a capital has ahead of other cities: less where the document speaks of other countries only, unless all the world knows it.
fn capital(row: &Row, votes: &Votes) -> f32 {
    let own = votes.countries.get(row.country).copied().unwrap_or(0.0);
    let most = votes.countries.values().copied().fold(0.0, f32::max);
    let elsewhere = own <= 0.05 && most >= 0.95;
    if elsewhere && row.people < METROPOLIS {
        1.75
    } else {
        3.5
    }
}

/// Great-circle distance in kilometres.
pub(super) fn distance(one: &Row, other: &Row) -> f64 {
    let (Some(one), Some(other)) = (one.point, other.point) else {
        return f64::INFINITY;
    };
    let (a, b) = (one.0.to_radians(), other.0.to_radians());
    let east = (one.1 - other.1).to_radians() / 2.0;
    let north = (a - b) / 2.0;
    let half = north.sin().powi(2) + a.cos() * b.cos() * east.sin().powi(2);
    12_742.0 * half.sqrt().min(1.0).asin()
}
