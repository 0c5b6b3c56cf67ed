//! Countries, states of the U.S. and cities by their names: `gazetteer/places.tsv`, which `scripts/gazetteer.py` makes from
//! GeoNames.
//!
//! The lines are sorted by their bytes and stay the text they are: a name is found by halving, nothing is loaded.

static PLACES: &str = include_str!("../../../../gazetteer/places.tsv");

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Country,
    /// Of the U.S.
    State,
    /// Of a country.
    Capital,
    City,
}

/// A line of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    pub name: &'static str,
    /// GeoNames id.
    pub id: &'static str,
    pub sort: Sort,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Of a place in the U.S., by its two letters; else empty.
    pub state: &'static str,
    /// Latitude and longitude in degrees (WGS 84).
    pub point: Option<(f64, f64)>,
    pub people: u64,
}

/// The places of a name, which is compared as [`triplewire_lexicon::names::normalised_phrase`] writes it.
pub fn places(key: &str) -> impl Iterator<Item = Row> {
    let wanted = format!("{key}\t");
    let start = first_line(PLACES, &wanted);
    PLACES[start..]
        .lines()
        .take_while(move |line| line.starts_with(&wanted))
        .filter_map(row)
}

/// The states of the U.S., as [`places`] compares names.
pub fn states() -> impl Iterator<Item = &'static str> {
    PLACES.match_indices("\tstate\t").map(|(at, _)| {
        let line = PLACES[..at].rfind('\n').map_or(0, |end| end + 1);
        PLACES[line..at].split('\t').next().unwrap_or("")
    })
}

/// Offset of the first line that is not less than `wanted`.
fn first_line(lines: &str, wanted: &str) -> usize {
    let bytes = lines.as_bytes();
    let line_start = |at: usize| {
        bytes[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1)
    };
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let start = line_start((low + high) / 2);
        let end = bytes[start..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(bytes.len(), |length| start + length + 1);
        if &bytes[start..end] < wanted.as_bytes() {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t').skip(1);
    let mut next = || cells.next();
    let (name, id) = (next()?, next()?);
    let sort = match next()? {
        "country" => Sort::Country,
        "state" => Sort::State,
        "capital" => Sort::Capital,
        _ => Sort::City,
    };
    let (country, state) = (next()?, next()?);
    let point = next()?.parse().ok().zip(next()?.parse().ok());
    Some(Row {
        name,
        id,
        sort,
        country,
        state,
        point,
        people: next()?.parse().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_lexicon::names::normalised_phrase;

    #[test]
    fn every_line_is_found_under_its_own_name() {
        let lines = PLACES.lines().filter(|line| !line.starts_with('#'));
        let mut before = "";
        let mut count = 0;
        for line in lines {
            assert!(before < line, "{line}: not sorted");
            before = line;
            count += 1;
            let own = row(line).unwrap_or_else(|| panic!("{line}"));
            let key = normalised_phrase(own.name);
            assert_eq!(line.split('\t').next(), Some(key.as_str()), "{line}");
            if count % 50 == 0 {
                assert!(places(&key).any(|found| found == own), "{line}");
            }
        }
        assert!(count > 30_000);
    }

    #[test]
    fn a_name_may_be_several_places_or_none() {
        let countries: Vec<_> = places("valencia").map(|row| row.country).collect();
        assert!(countries.contains(&"ES") && countries.contains(&"VE"));
        assert_eq!(places("no such town").count(), 0);
        assert_eq!(places("").count(), 0);
    }
}
