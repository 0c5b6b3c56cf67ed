//! Places: is a name linked to where it is? LGL and GeoWebNews.
//!
//! In: the XML of LGL (Lieberman et al. 2010) or GeoWebNews (Gritta et al. 2019), and what was extracted from its texts. Out: accuracy at
//! 161 km over the names that are linked (as precision) and over all names (as recall), beside the most populous place of each name.
//! A link is right where its GeoNames id is the gold one, or where it lies within 161 km: the middle of a country is a matter of
//! taste. Of GeoWebNews the names of places count that have coordinates and are neither adjectives nor parts of other names.

use std::{ops::Range, path::Path};

use triplewire_facts::{Entity, Facts};
use triplewire_lexicon::{Lexicon, normal::normalised_phrase};

use crate::{Error, Report, Result, Score};

/// A hundred miles: what the literature calls right.
const NEAR: f64 = 161.0;
/// Types of GeoWebNews that are names of places.
const TYPES: [&str; 5] = [
    "Literal",
    "Literal_Modifier",
    "Metonymic",
    "Mixed",
    "Non_Literal_Modifier",
];

/// A text with the places that it names.
#[derive(Debug, Clone, PartialEq)]
pub struct Gold {
    /// Number of the article in its file.
    pub id: String,
    /// The text.
    pub text: String,
    /// The names.
    pub names: Vec<Name>,
}

/// A name of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Its code points.
    pub at: Range<usize>,
    /// GeoNames id; empty where there is none.
    pub id: String,
    /// Latitude and longitude in degrees.
    pub point: (f64, f64),
}

/// Reads a file of either corpus.
///
/// # Errors
/// [`Error::Usage`] for a file without articles, or with a name that is no number where one is due.
pub fn read(file: &str, path: &Path) -> Result<Vec<Gold>> {
    let wrong = |what: &str| Error::Usage(format!("{}: {what}", path.display()));
    let mut found = Vec::new();
    for (number, article) in elements(file, "article").enumerate() {
        let text = inner(article, "text").ok_or_else(|| wrong("an article without a text"))?;
        let mut names = Vec::new();
        for toponym in elements(article, "toponym") {
            if let Some(name) = name(toponym) {
                names.push(name);
            }
        }
        found.push(Gold {
            id: (number + 1).to_string(),
            text: unescaped(text),
            names,
        });
    }
    if found.is_empty() {
        return Err(wrong("no <article> in it: LGL and GeoWebNews are read"));
    }
    Ok(found)
}

/// A toponym with coordinates that is the name of a place.
fn name(toponym: &str) -> Option<Name> {
    let cell = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| inner(toponym, name))
            .unwrap_or("")
            .trim()
    };
    let kind = cell(["type", "type"]);
    let adjective = cell(["modifierType", "modifierType"]) == "Adjective";
    if adjective || !kind.is_empty() && !TYPES.contains(&kind) {
        return None;
    }
    let number = |names| cell(names).parse::<f64>().ok();
    let offset = |name| cell([name, name]).parse::<usize>().ok();
    let id = toponym
        .split_once("geonameid=\"")
        .and_then(|(_, rest)| rest.split('"').next());
    Some(Name {
        at: offset("start")?..offset("end")?,
        id: id.unwrap_or(cell(["geonamesID", "geonamesID"])).to_string(),
        point: (number(["lat", "latitude"])?, number(["lon", "longitude"])?),
    })
}

/// What stands in each element of a name, in text order.
fn elements<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once(&open)?;
            rest = after;
            // "<articles>" is another element.
            if after.starts_with([' ', '>', '\n', '\t']) {
                let (element, behind) = after.split_once(&close)?;
                rest = behind;
                return element.split_once('>').map(|(_, inside)| inside);
            }
        }
    })
}

/// What stands in the first element of a name.
fn inner<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    elements(xml, name).next()
}

/// Character data: a CDATA section, or text with entities.
fn unescaped(text: &str) -> String {
    if let Some(data) = text.strip_prefix("<![CDATA[") {
        return data.strip_suffix("]]>").unwrap_or(data).to_string();
    }
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_string(), |text, (from, to)| text.replace(from, to))
}

/// Scores texts and what was extracted from them.
pub fn score(documents: &[(Gold, Facts)], lexicon: &Lexicon) -> Report {
    let (mut system, mut baseline) = (Score::default(), Score::default());
    for (gold, facts) in documents {
        let characters: Vec<char> = gold.text.chars().collect();
        for name in &gold.names {
            let link = entity(facts, &name.at).and_then(linked);
            count(&mut system, name, link);
            let words: String = characters.get(name.at.clone()).unwrap_or(&[]).iter().collect();
            let key = normalised_phrase(&words);
            let rows = lexicon.places(&key).max_by_key(|row| row.people);
            let row = rows.and_then(|row| Some((row.id.to_string(), row.point?)));
            count(&mut baseline, name, row);
        }
    }
    Report {
        task: "places",
        counts: vec![("documents", documents.len()), ("names", system.gold)],
        scores: vec![("linked".into(), system), ("most populous".into(), baseline)],
    }
}

fn count(score: &mut Score, name: &Name, link: Option<(String, (f64, f64))>) {
    let right = link
        .as_ref()
        .is_some_and(|(id, point)| !id.is_empty() && *id == name.id || distance(*point, name.point) <= NEAR);
    score.add(Score {
        gold: 1,
        predicted: usize::from(link.is_some()),
        correct: usize::from(right),
    });
}

/// The place that a name mention over the gold name stands for; the one that fits best.
fn entity<'a>(facts: &'a Facts, at: &Range<usize>) -> Option<&'a Entity> {
    let places = facts.entities.iter().filter(|entity| entity.class == "LOC");
    let mentions = places.flat_map(|entity| entity.mentions.iter().map(move |mention| (mention, entity)));
    let over = mentions
        .filter(|(mention, _)| mention.kind == "name" && mention.start < at.end && at.start < mention.end);
    over.min_by_key(|(mention, _)| mention.start.abs_diff(at.start) + mention.end.abs_diff(at.end))
        .map(|(_, entity)| entity)
}

fn linked(entity: &Entity) -> Option<(String, (f64, f64))> {
    let place = entity.place.as_ref()?;
    let id = place.id.as_ref()?;
    let id = id.strip_prefix("geonames:").unwrap_or("");
    Some((id.to_string(), (place.latitude?, place.longitude?)))
}

/// Great-circle distance in kilometres.
fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (a, b) = (one.0.to_radians(), other.0.to_radians());
    let (north, east) = ((a - b) / 2.0, (one.1 - other.1).to_radians() / 2.0);
    let half = north.sin().powi(2) + a.cos() * b.cos() * east.sin().powi(2);
    12_742.0 * half.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use triplewire_facts::{Mention, Place};

    const LGL: &str = "<articles>\n<article docid=\"4\"><text><![CDATA[Rain in Lund & Oslo.]]></text><toponyms count=\"2\">\
        <toponym><start>8</start><end>12</end><phrase>Lund</phrase><gaztag geonameid=\"2693678\"><lat>55.7</lat><lon>13.2</lon>\
        </gaztag></toponym><toponym><start>15</start><end>19</end><phrase>Oslo</phrase></toponym></toponyms></article></articles>";

    #[test]
    fn a_name_counts_that_has_coordinates() {
        let gold = read(LGL, Path::new("lgl.xml")).unwrap();
        assert_eq!(gold[0].text, "Rain in Lund & Oslo.");
        let name = Name {
            at: 8..12,
            id: "2693678".into(),
            point: (55.7, 13.2),
        };
        assert_eq!(gold[0].names, [name]);
        assert!(read("<x/>", Path::new("x.xml")).is_err());
    }

    #[test]
    fn adjectives_and_other_names_of_geowebnews_do_not_count() {
        let toponym = |kind: &str, modifier: &str| {
            format!(
                "<type>{kind}</type><modifierType>{modifier}</modifierType><start>0</start><end>4</end><geonamesID/>\
                 <latitude>1</latitude><longitude>2</longitude>"
            )
        };
        assert!(name(&toponym("Literal", "")).is_some());
        assert!(name(&toponym("Mixed", "Adjective")).is_none());
        assert!(name(&toponym("Embedded_Non_Lit", "Noun")).is_none());
    }

    #[test]
    fn a_link_near_the_gold_place_is_right() {
        let gold = read(LGL, Path::new("lgl.xml")).unwrap().remove(0);
        let facts = |latitude: f64| Facts {
            entities: vec![Entity {
                class: "LOC".into(),
                mentions: vec![Mention {
                    start: 8,
                    end: 12,
                    kind: "name".into(),
                    ..Mention::default()
                }],
                place: Some(Place {
                    id: Some("geonames:1".into()),
                    latitude: Some(latitude),
                    longitude: Some(13.0),
                    ..Place::default()
                }),
                ..Entity::default()
            }],
            ..Facts::default()
        };
        let lexicon = Lexicon::default();
        let correct = |latitude| {
            score(&[(gold.clone(), facts(latitude))], &lexicon).scores[0]
                .1
                .correct
        };
        assert_eq!((correct(55.0), correct(50.0)), (1, 0));
    }
}
