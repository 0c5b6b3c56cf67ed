use super::*;
use crate::{fixture::Sample, relation::Relation};
use triplewire_facts::annotation::Class;

/// The named entities of hand-written sentences, with their identities.
fn identities(lines: &str) -> Vec<(String, Identity)> {
    let sample = Sample::new(lines);
    let mut mentions = sample.mentions();
    let entities = sample.entities(&mut mentions);
    let context = sample.context(&mentions, &entities);
    let found = find(&context, &Vec::<Relation>::new());
    let named = entities.iter().enumerate().zip(found);
    named
        .filter(|((at, _), _)| context.has_name(*at))
        .map(|((_, entity), identity)| (entity.name.clone(), identity))
        .collect()
}

fn identity(lines: &str, name: &str) -> Identity {
    let found = identities(lines);
    let one = found.iter().find(|(known, _)| known == name);
    one.unwrap_or_else(|| panic!("{name}: {found:?}")).1.clone()
}

fn attributes(identity: &Identity) -> Vec<(&str, &str)> {
    let each = identity.attributes.iter();
    each.map(|one| (one.kind, one.value.as_str())).collect()
}

const PERSON: &str = "Gen./PROPN/1/nmod:desc Ana/PROPN/6/nsubj/B-PER Ruiz/PROPN/1/flat/I-PER ,/PUNCT/1/punct 52/NUM/1/appos ,/PUNCT/1/punct \
                      left/VERB/-/root ./PUNCT/6/punct\nRUIZ/PROPN/1/nsubj/B-PER spoke/VERB/-/root\n\
                      Ruiz/PROPN/1/nsubj/B-PER spoke/VERB/-/root";

#[test]
fn a_person_has_aliases_title_age_and_key() {
    let ana = identity(PERSON, "Ana Ruiz");
    assert_eq!(ana.aliases, ["Ruiz"]);
    assert_eq!(attributes(&ana), [("title", "Gen."), ("age", "52")]);
    assert_eq!(ana.key.as_deref(), Some("per/ana-ruiz"));
    assert_eq!(ana.place, None);
}

#[test]
fn an_age_may_stand_inside_the_phrase() {
    let line = "The/DET/2/det 30-year-old/ADJ/2/amod driver/NOUN/5/nsubj ,/PUNCT/2/punct Bo/PROPN/2/appos/B-PER \
                left/VERB/-/root";
    let bo = identity(line, "Bo");
    assert!(attributes(&bo).contains(&("age", "30")), "{bo:?}");
    assert!(
        attributes(&bo)
            .iter()
            .any(|(kind, value)| *kind == "role" && value.ends_with("driver")),
        "{bo:?}"
    );
}

#[test]
fn a_number_that_is_no_age_is_none() {
    let line = "Bo/PROPN/4/nsubj/B-PER ,/PUNCT/0/punct 500/NUM/0/appos ,/PUNCT/0/punct left/VERB/-/root";
    assert!(identity(line, "Bo").attributes.is_empty());
    let line = "Bo/PROPN/5/nsubj/B-PER ,/PUNCT/0/punct 20/NUM/3/nummod soldiers/NOUN/0/conj and/CCONJ/3/cc left/VERB/-/root";
    assert!(identity(line, "Bo").attributes.is_empty());
}

#[test]
fn a_known_place_is_linked_and_keyed_by_its_id() {
    let ankara = identity("Ankara/PROPN/-/root/B-LOC", "Ankara");
    let place = ankara.place.clone().unwrap();
    assert_eq!(
        (place.id.as_deref(), place.country.as_deref()),
        (Some("geonames:323786"), Some("TR"))
    );
    let (latitude, longitude) = place.point.unwrap();
    assert!((latitude - 39.92).abs() < 0.05 && (longitude - 32.85).abs() < 0.05);
    assert_eq!(ankara.key.as_deref(), Some("geonames/323786"));
}

#[test]
fn what_follows_a_comma_tells_places_apart() {
    let with = |country: &str| {
        let line = format!("Tripoli/PROPN/-/root/B-LOC ,/PUNCT/0/punct {country}/PROPN/0/appos/B-LOC");
        identity(&line, "Tripoli").place.unwrap()
    };
    assert_eq!(with("Lebanon").id.as_deref(), Some("geonames:266826"));
    assert_eq!(with("Libya").id.as_deref(), Some("geonames:2210247"));
    let one_name = "Tripoli/PROPN/-/root/B-LOC ,/PUNCT/0/punct/I-LOC Lebanon/PROPN/0/appos/I-LOC";
    let place = identity(one_name, "Tripoli , Lebanon").place.unwrap();
    assert_eq!(place.id.as_deref(), Some("geonames:266826"));
}

#[test]
fn the_countries_of_a_document_tell_places_apart() {
    let place = |rest: &str| {
        identity(&format!("Valencia/PROPN/-/root/B-LOC\n{rest}"), "Valencia")
            .place
            .unwrap()
    };
    assert_eq!(
        place("Spanish/ADJ/1/amod/B-NORP police/NOUN/-/root")
            .country
            .as_deref(),
        Some("ES")
    );
    assert_eq!(
        place("Venezuela/PROPN/-/root/B-LOC").country.as_deref(),
        Some("VE")
    );
    let tripoli = "Tripoli/PROPN/-/root/B-LOC\nLebanese/ADJ/1/amod/B-NORP police/NOUN/-/root";
    assert_eq!(
        identity(tripoli, "Tripoli").place.unwrap().country.as_deref(),
        Some("LB")
    );
    let open = place("Rain/NOUN/-/root");
    assert_eq!((open.id, open.country), (None, None));
    let countries: Vec<_> = open.candidates.iter().map(|one| one.country.as_str()).collect();
    assert!(countries.contains(&"VE") && countries.contains(&"ES"));
}

#[test]
fn a_capital_is_meant_rather_than_its_namesakes() {
    let place = |rest: &str| {
        identity(&format!("Athens/PROPN/-/root/B-LOC{rest}"), "Athens")
            .place
            .unwrap()
    };
    assert_eq!(
        place("\nAmerican/ADJ/1/amod/B-NORP ships/NOUN/-/root")
            .country
            .as_deref(),
        Some("GR")
    );
    let georgia = place(" ,/PUNCT/0/punct Georgia/PROPN/0/appos/B-LOC");
    assert_eq!(georgia.country.as_deref(), Some("US"));
    let sole = |name: &str| {
        identity(&format!("{name}/PROPN/-/root/B-LOC"), name)
            .place
            .unwrap()
    };
    let washington = sole("Washington");
    assert_eq!(washington.id.as_deref(), Some("geonames:4140963"));
    assert_eq!(
        (
            sole("Texas").country.as_deref(),
            sole("Georgia").country.as_deref()
        ),
        (Some("US"), Some("GE"))
    );
}

#[test]
fn an_unknown_town_takes_the_country_that_the_text_gives() {
    let line = "Nordo/PROPN/-/root/B-LOC ,/PUNCT/0/punct Norway/PROPN/0/appos/B-LOC";
    let nordo = identity(line, "Nordo");
    assert_eq!(nordo.key.as_deref(), Some("loc/no/nordo"));
    let place = nordo.place.unwrap();
    assert_eq!((place.id, place.country.as_deref()), (None, Some("NO")));
    assert_eq!(identity("Nordo/PROPN/-/root/B-LOC", "Nordo").place, None);
}

#[test]
fn a_ministry_goes_under_its_country() {
    let line = "Turkish/ADJ/2/amod/B-NORP Interior/PROPN/2/compound/B-ORG Ministry/PROPN/-/root/I-ORG";
    let ministry = identity(line, "Interior Ministry");
    assert_eq!(ministry.key.as_deref(), Some("org/turkey/interior-ministry"));
    let line = "Interior/PROPN/1/compound/B-ORG Ministry/PROPN/-/root/I-ORG";
    assert_eq!(identity(line, "Interior Ministry").key, None);
}

#[test]
fn aliases_share_a_key() {
    let key = |word: &str| identity(&format!("{word}/PROPN/-/root/B-ORG"), word).key;
    assert_eq!(key("U.N.").as_deref(), Some("org/united-nations"));
    assert_eq!(key("U.N."), key("UN"));
}

#[test]
fn every_entity_has_an_identity_and_nominals_no_key() {
    let sample = Sample::new("The/DET/1/det gunman/NOUN/2/nsubj fled/VERB/-/root");
    let mut mentions = sample.mentions();
    let entities = sample.entities(&mut mentions);
    let context = sample.context(&mentions, &entities);
    let found = find(&context, &[]);
    assert_eq!(found.len(), entities.len());
    assert!(entities.iter().any(|one| one.class == Some(Class::Per)));
    assert!(found.iter().all(|one| one.key.is_none()));
}
