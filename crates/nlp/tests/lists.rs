//! A word that a user's file adds to a list changes what the stages find; without it the same text is read otherwise.

use std::sync::Arc;

use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::{
    Lexicon,
    files::{self, File},
};
use triplewire_nlp::{
    coref::Quotations,
    event,
    fixture::Sample,
    identity::{self, Identity},
    mention::Mention,
    rules::RuleSet,
    syntax::lemma,
    text::segment,
    time::Times,
};

/// The built-in lists, and the same with files on top.
fn with(own: &[(&str, &str)]) -> [Arc<Lexicon>; 2] {
    [&[][..], own].map(|own| {
        let own = own.iter().map(|(name, text)| File {
            name: name.to_string(),
            shown: name.to_string(),
            text: text.to_string().into(),
            own: true,
        });
        let files = files::builtin().into_iter().chain(own).collect();
        Arc::new(Lexicon::new(files).unwrap())
    })
}

/// What is found in a sample without and with the lists.
fn each<T>(lines: &str, own: &[(&str, &str)], find: impl Fn(&Sample) -> T) -> [T; 2] {
    with(own).map(|lexicon| find(&Sample::new(lines).with(&lexicon)))
}

fn first(sample: &Sample) -> Mention {
    sample.mentions().into_iter().next().unwrap()
}

/// Number of entities.
fn entities(sample: &Sample) -> usize {
    let mut mentions = sample.mentions();
    sample.entities(&mut mentions).len()
}

/// The identity of the first entity.
fn identity(sample: &Sample) -> Identity {
    let mut mentions = sample.mentions();
    let entities = sample.entities(&mut mentions);
    let context = sample.context(&mentions, &entities);
    identity::find(&context, &[]).swap_remove(0)
}

#[test]
fn noun_lists_give_mentions_their_class() {
    let line = "the/DET/1/det zorker/NOUN/-/root";
    for (list, class) in [
        ("person_nouns.txt", Class::Per),
        ("organisation_nouns.txt", Class::Org),
        ("place_nouns.txt", Class::Loc),
    ] {
        let found = each(line, &[(list, "zorker\n")], |sample| first(sample).class);
        assert_eq!(found, [None, Some(class)], "{list}");
    }
}

#[test]
fn a_partitive_has_the_class_of_what_it_counts() {
    let line = "a/DET/1/det zump/NOUN/-/root of/ADP/3/case soldiers/NOUN/1/nmod";
    let found = each(line, &[("partitive.txt", "zump\n")], |sample| first(sample).class);
    assert_eq!(found, [None, Some(Class::Per)]);
}

#[test]
fn a_day_of_the_calendar_is_a_date() {
    let own = [("calendar.txt", "zorkday\n")];
    let found = each("Zorkday/PROPN/-/root/B-MISC", &own, |sample| first(sample).class);
    assert_eq!(found, [Some(Class::Misc), Some(Class::Date)]);
}

#[test]
fn a_title_is_cut_off_a_name() {
    let line = "Zork/PROPN/1/compound/B-PER Ann/PROPN/-/root/I-PER Lund/PROPN/1/flat/I-PER";
    let found = each(line, &[("titles.txt", "zork\n")], |sample| {
        first(sample).span.of(&sample.text).to_string()
    });
    assert_eq!(found, ["Zork Ann Lund", "Ann Lund"]);
}

#[test]
fn names_of_one_thing_are_coreferent() {
    let two = |one: &str, other: &str| format!("{one}\n{other}");
    let place = two("Zembla/PROPN/-/root/B-LOC", "Ruritania/PROPN/-/root/B-LOC");
    let own = [("aliases.tsv", "Zembla\tRuritania\n")];
    assert_eq!(each(&place, &own, entities), [2, 1]);

    let company = two(
        "Acme/PROPN/1/compound/B-ORG Zork/PROPN/-/root/I-ORG",
        "Acme/PROPN/-/root/B-ORG",
    );
    let own = [("corporate_suffixes.txt", "zork\n")];
    assert_eq!(each(&company, &own, entities), [2, 1]);

    // Every country has a zork of its own.
    let zork = |people: &str| {
        format!("{people}/ADJ/1/amod/B-NORP Interior/PROPN/2/compound/B-ORG Zork/PROPN/-/root/I-ORG")
    };
    let own = [("shared_organisations.txt", "zork\n")];
    assert_eq!(
        each(&two(&zork("Turkish"), &zork("Russian")), &own, entities),
        [3, 4]
    );
}

#[test]
fn a_demonym_goes_under_its_country() {
    let own = [("demonyms.tsv", "Zemblan\tZembla\n")];
    let key = each("Zemblan/ADJ/-/root/B-NORP", &own, |sample| {
        identity(sample).key.unwrap()
    });
    assert_eq!(key, ["norp/zemblan", "norp/zembla"]);
}

#[test]
fn words_for_roles_are_exchanged() {
    let lines = "A/DET/1/det gunman/NOUN/2/nsubj fled/VERB/-/root\nThe/DET/1/det jogger/NOUN/2/nsubj died/VERB/-/root";
    let own = [("role_words.txt", "gunman jogger\n")];
    assert_eq!(each(lines, &own, entities), [2, 1]);
}

#[test]
fn genders_part_people() {
    let lines =
        "Zorka/PROPN/-/root/B-PER Lund/PROPN/0/flat/I-PER\nMr./PROPN/1/nmod:desc Lund/PROPN/-/root/B-PER";
    let own = [("given_names.tsv", "f\tzorka\n")];
    assert_eq!(each(lines, &own, entities), [1, 2]);

    let lines = "A/DET/1/det guard/NOUN/2/nsubj fled/VERB/-/root\nShe/PRON/1/nsubj died/VERB/-/root";
    let own = [("gendered_nouns.tsv", "m\tguard\n")];
    assert_eq!(each(lines, &own, entities), [1, 2]);
}

#[test]
fn a_verb_of_speech_finds_the_speaker() {
    let line = "\"/PUNCT/1/punct We/PRON/2/nsubj left/VERB/6/ccomp ,/PUNCT/6/punct \"/PUNCT/6/punct Ruiz/PROPN/6/nsubj/B-PER zork/VERB/-/root";
    let found = each(line, &[("speech.txt", "zork\n")], |sample| {
        let quotations = Quotations::new(&sample.text, &sample.graphs, &sample.lexicon);
        quotations.at(sample.graphs[0].words()[1].span)
    });
    assert_eq!(found, [Some(None), Some(Some((0, 5)))]);
}

#[test]
fn an_abbreviation_ends_no_sentence() {
    let sentences = with(&[("tokens.txt", "[title]\nZork\n")])
        .map(|lexicon| segment("They saw Zork. Lund in town.", &lexicon).len());
    assert_eq!(sentences, [2, 1]);
}

#[test]
fn irregular_forms_and_stems_make_lemmas() {
    let lemmas = with(&[("irregular.tsv", "zorken\tVERB\tzork\n")])
        .map(|lexicon| lemma("zorken", Upos::Verb, &lexicon));
    assert_eq!(lemmas, ["zorken", "zork"]);
    let lemmas = with(&[("stems.txt", "[verb]\nzof\n")]).map(|lexicon| lemma("zofing", Upos::Verb, &lexicon));
    assert_eq!(lemmas, ["zofe", "zof"]);
}

#[test]
fn a_place_of_ones_own_is_linked() {
    let own = [("places.tsv", "zembla\tZembla\tz1\tcountry\tZZ\t\t\t\t100\n")];
    let key = each("Zembla/PROPN/-/root/B-LOC", &own, |sample| {
        identity(sample).key.unwrap()
    });
    assert_eq!(key, ["loc/zembla", "geonames/z1"]);
}

#[test]
fn events_times_and_counts_follow_the_same_lists() {
    let line = "A/DET/1/det zorker/NOUN/2/nsubj kill/VERB/-/root zwoelf/NUM/4/nummod soldiers/NOUN/2/obj in/ADP/6/case \
                Zorktober/PROPN/2/obl 2016/NUM/6/nmod";
    let own = [
        ("person_nouns.txt", "zorker\n"),
        ("time.tsv", "month\tzorktober\t10\nnumber\tzwoelf\t12\n"),
    ];
    let [without, with] = each(line, &own, |sample| {
        let rules = RuleSet::compile(sample.lexicon.clone()).unwrap();
        let mut mentions = sample.mentions();
        let entities = sample.entities(&mut mentions);
        let context = sample.context(&mentions, &entities);
        let times = Times::new(&rules, &context);
        let matches = event::matches(&rules, &context);
        let found = event::find(&rules, &context, &matches, &times);
        let event = found.into_iter().next().unwrap();
        let named = |role: &str| event.arguments.iter().find(|one| one.role == role).cloned();
        (
            named("attacker").map(|one| one.span.of(&sample.text).to_string()),
            named("victim").and_then(|one| one.count),
            event.time.and_then(|time| time.value),
        )
    });
    assert_eq!((without.0, without.1), (None, None));
    assert_ne!(without.2.as_deref(), Some("2016-10"));
    assert_eq!(with, (Some("zorker".into()), Some(12), Some("2016-10".into())));
}
