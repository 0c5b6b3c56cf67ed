use super::*;
use crate::{
    fixture::Sample,
    mention::{self, Kind},
};

/// The named entities of a sample: class, canonical name, mentions.
fn resolved(lines: &str) -> Vec<(Option<Class>, String, Vec<String>)> {
    let sample = Sample::new(lines);
    let mut mentions = sample.mentions();
    let entities = sample.entities(&mut mentions);
    let total: usize = entities.iter().map(|entity| entity.mentions.len()).sum();
    assert_eq!(total, mentions.len(), "every mention is in one chain");
    entities
        .into_iter()
        .filter(|entity| entity.mentions.iter().any(|&at| mentions[at].kind == Kind::Name))
        .map(|entity| {
            let texts = entity
                .mentions
                .iter()
                .map(|&at| mentions[at].span.of(&sample.text).to_string());
            (entity.class, entity.name, texts.collect())
        })
        .collect()
}

/// A text in which `[CLASS some name]` marks the names; every other word is a verb, a sentence a line.
fn marked(text: &str) -> Vec<(Option<Class>, String, Vec<String>)> {
    let mut lines = String::new();
    for line in text.lines() {
        let (mut class, mut opened) = (String::new(), false);
        for word in line.split_whitespace() {
            if let Some(name) = word.strip_prefix('[') {
                (class, opened) = (name.to_string(), true);
                continue;
            }
            let (form, closes) = word.strip_suffix(']').map_or((word, false), |form| (form, true));
            let tag = match (class.is_empty(), opened) {
                (true, _) => "O".to_string(),
                (false, true) => format!("B-{class}"),
                (false, false) => format!("I-{class}"),
            };
            lines.push_str(&format!("{form}/VERB/-/root/{tag} "));
            opened = false;
            if closes {
                class.clear();
            }
        }
        lines.push('\n');
    }
    resolved(&lines)
}

/// Only the mentions, chain by chain.
fn chains(text: &str) -> Vec<Vec<String>> {
    marked(text)
        .into_iter()
        .map(|(_, _, mentions)| mentions)
        .collect()
}

#[test]
fn a_surname_goes_to_its_full_name() {
    let found = marked(
        "[PER Andrey G. Lund] spoke . Mr. [PER Lund] left .\nlater [PER Lund] and [PER Andrey Lund] slept",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "Andrey G. Lund");
    assert_eq!(found[0].2.len(), 4);
}

#[test]
fn a_full_name_may_come_after_the_surname() {
    assert_eq!(chains("[PER Lund] spoke\n[PER Ann Lund] left").len(), 1);
}

#[test]
fn two_first_names_are_two_people() {
    let found = chains("[PER Ann Lund] met [PER Bo Lund] .\n[PER Ann Lund] slept");
    assert_eq!(found, [vec!["Ann Lund", "Ann Lund"], vec!["Bo Lund"]]);
}

#[test]
fn a_surname_that_two_share_goes_to_neither_unless_something_decides() {
    let found = chains("[PER Ann Lund] met [PER Bo Lund] .\nthen [PER Lund] left");
    assert_eq!(found, [vec!["Ann Lund"], vec!["Bo Lund"], vec!["Lund"]]);
    let found = chains("[PER Ann Lund] left .\n[PER Lund] slept .\n[PER Bo Lund] spoke .\n[PER Lund] woke");
    assert_eq!(found, [vec!["Ann Lund", "Lund", "Lund"], vec!["Bo Lund"]]);
}

#[test]
fn a_surname_with_a_title_goes_to_who_has_the_title() {
    let found = chains(
        "Judge [PER Ann Lund] met Mayor [PER Bo Lund] .\nJudge [PER Lund] left .\nMayor [PER Lund] slept .\nBishop [PER Lund] woke",
    );
    assert_eq!(
        found,
        [vec!["Ann Lund", "Lund"], vec!["Bo Lund", "Lund"], vec!["Lund"]]
    );
    let found = chains("General [PER Bo Lund] left .\nPresident [PER Lund] slept");
    assert_eq!(found, [vec!["Bo Lund", "Lund"]]);
    let found =
        chains("Vice President [PER Ann Lund] met President [PER Bo Lund] .\nPresident [PER Lund] left");
    assert_eq!(found, [vec!["Ann Lund"], vec!["Bo Lund", "Lund"]]);
}

#[test]
fn middle_names_must_not_clash() {
    let found = chains("[PER George H. W. Ode] met [PER George W. Ode]");
    assert_eq!(found.len(), 2);
    assert_eq!(
        chains("[PER Vera V. Ode] left , [PER Vera Ode] said , [PER V. Ode] said").len(),
        1
    );
    assert_eq!(
        chains("[PER Recep Tayyip Ode] left , [PER Tayyip Ode] said").len(),
        1
    );
}

#[test]
fn a_title_of_the_other_gender_is_another_person() {
    let found = chains("Mr. [PER Bill Ode] spoke . Mrs. [PER Ode] listened . Mr. [PER Ode] left .");
    assert_eq!(found, [vec!["Bill Ode", "Ode"], vec!["Ode"]]);
}

#[test]
fn generations_are_people_of_their_own() {
    assert_eq!(chains("[PER Sam Ode Sr.] met [PER Sam Ode Jr.]").len(), 2);
    assert_eq!(chains("[PER Sam Ode Jr.] left . [PER Ode] slept").len(), 1);
}

#[test]
fn a_first_name_alone_needs_to_be_unique() {
    assert_eq!(chains("[PER Xi Lunping] spoke . Mr. [PER Xi] left").len(), 1);
    assert_eq!(
        chains("[PER Ann Lund] met [PER Ann Ode] . [PER Ann] left").len(),
        3
    );
}

#[test]
fn particles_and_accents_do_not_part_a_person() {
    assert_eq!(
        chains("[PER Sami bin Oden] spoke . [PER bin Oden] left . [PER Oden] slept").len(),
        1
    );
    assert_eq!(chains("[PER Tayyip Erdoğan] spoke . [PER Erdogan] left").len(), 1);
}

#[test]
fn a_person_and_a_place_of_one_name_stay_apart() {
    let found =
        marked("[PER Bo Washington] left [LOC Washington] . Mr. [PER Washington] liked [LOC Washington]");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].0, Some(Class::Per));
    assert_eq!(found[0].2, ["Bo Washington", "Washington"]);
    assert_eq!(found[1].0, Some(Class::Loc));
}

#[test]
fn the_document_outvotes_a_slip_of_the_tagger() {
    let found = marked(
        "[LOC Aleppo] fell . [LOC Aleppo] burned . [PER Aleppo] wept . [ORG Aleppo] rose . [LOC Aleppo]",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Some(Class::Loc));
    let found =
        marked("[PER Ann Lund] left . [PER Lund] sat . [PER Lund] sat . [PER Lund] sat . [LOC Lund] sat");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Some(Class::Per));
}

#[test]
fn acronyms_and_aliases_meet_their_names() {
    assert_eq!(
        chains("the [ORG United Nations] met . the [ORG U.N.] left .").len(),
        1
    );
    assert_eq!(
        chains("[LOC U.S.] troops of the [LOC United States] and [LOC America]").len(),
        1
    );
    assert_eq!(
        chains("the [ORG Free Workers of Oslo] met . [ORG FWO] left . [ORG FWO] slept").len(),
        1
    );
    assert_eq!(chains("the [ORG Free Workers] met . [LOC FW] slept").len(), 2);
}

#[test]
fn companies_lose_their_suffix() {
    let found = marked("[ORG Acme Corp.] fell . [ORG Acme] rose");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, "Acme Corp.");
}

#[test]
fn ministries_of_two_countries_are_two() {
    let found = chains(
        "[LOC Russia] ’s [ORG Interior Ministry] spoke . the [ORG Interior Ministry] spoke .\n\
         [NORP Turkish] [ORG Interior Ministry] and [LOC Turkey] 's [ORG Interior Ministry] spoke . [ORG Interior Ministry]",
    );
    let ministries: Vec<usize> = found
        .iter()
        .filter(|chain| chain[0].contains("Ministry"))
        .map(|chain| chain.len())
        .collect();
    assert_eq!(ministries, [2, 3]);
}

#[test]
fn a_name_right_behind_a_noun_names_the_person() {
    // The parser hung the name on the verb's noun; "the nurse Bo met" is a clause.
    let found = resolved(
        "the/DET/1/det murder/NOUN/-/root of/ADP/3/case envoy/NOUN/1/nmod Ann/PROPN/1/nmod/B-PER Lund/PROPN/4/flat/I-PER\n\
         the/DET/1/det nurse/NOUN/-/root Bo/PROPN/3/nsubj/B-PER met/VERB/1/acl:relcl",
    );
    let named = |name: &str| {
        found
            .iter()
            .find(|entity| entity.1 == name)
            .map(|entity| &entity.2)
    };
    assert_eq!(
        named("Ann Lund"),
        Some(&vec!["envoy".to_string(), "Ann Lund".to_string()])
    );
    assert_eq!(named("Bo"), Some(&vec!["Bo".to_string()]));
}

#[test]
fn appositions_join_the_named() {
    let found = resolved(
        "the/DET/1/det envoy/NOUN/-/root ,/PUNCT/3/punct Ann/PROPN/1/appos/B-PER Lund/PROPN/3/flat/I-PER\n\
         Bo/PROPN/-/root/B-PER Ode/PROPN/0/flat/I-PER ,/PUNCT/5/punct a/DET/5/det Turkish/ADJ/5/amod/B-NORP \
         photographer/NOUN/0/appos\n\
         President/PROPN/1/nmod:desc Ode/PROPN/-/root/B-PER",
    );
    let people: Vec<_> = found
        .iter()
        .filter(|entity| entity.0 == Some(Class::Per))
        .map(|entity| &entity.2)
        .collect();
    assert_eq!(people[0], &["envoy", "Ann Lund"]);
    assert_eq!(people[1], &["Bo Ode", "Turkish photographer", "President", "Ode"]);
}

#[test]
fn a_persons_mother_is_someone_else() {
    let found = resolved("Ode/PROPN/2/nmod:poss/B-PER ’s/PART/0/case mother/NOUN/-/root spoke/VERB/2/acl");
    assert_eq!(found[0].2, ["Ode"]);
}

#[test]
fn names_pasted_together_stay_two_people() {
    let found = chains(
        "Mr. President [PER Viktor V. Lund] of [LOC Oslo] with , [PER Recep Tayyip Ode] . Mr. [PER Lund] [PER Ode]",
    );
    assert_eq!(found[0], ["Viktor V. Lund", "Lund"]);
    assert_eq!(found[2], ["Recep Tayyip Ode", "Ode"]);
}

#[test]
fn the_canonical_name_is_not_shouted() {
    let found = marked("[PER ANN LUND] [PER Ann Lund] [PER Lund]");
    assert_eq!(found[0].1, "Ann Lund");
}

#[test]
fn ten_thousand_mentions_are_quick() {
    let line = "[PER Ann Lund] [PER Lund] [PER Bo Lund] [ORG Acme Corp.] [ORG FWO] [LOC Oslo] [ORG Interior Ministry] \n";
    let start = std::time::Instant::now();
    let found = chains(&line.repeat(2000));
    assert_eq!(found.len(), 7);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn mentions_know_their_entity() {
    let entities = [
        Entity {
            class: None,
            name: "a".into(),
            mentions: vec![0, 2],
            owner: None,
        },
        Entity {
            class: None,
            name: "b".into(),
            mentions: vec![1],
            owner: None,
        },
    ];
    assert_eq!(entity_of(&entities, 3), [Some(0), Some(1), Some(0)]);
}

/// The chains of more than one mention, as texts.
fn joined(lines: &str) -> Vec<Vec<String>> {
    let sample = Sample::new(lines);
    let mut mentions = sample.mentions();
    let entities = sample.entities(&mut mentions);
    let text = |at: &usize| mentions[*at].span.of(&sample.text).to_string();
    let long = entities.iter().filter(|entity| entity.mentions.len() > 1);
    long.map(|entity| entity.mentions.iter().map(text).collect())
        .collect()
}

#[test]
fn a_definite_phrase_takes_up_the_same_noun_or_another_word_for_it() {
    let lines = "A/DET/1/det gunman/NOUN/2/nsubj fled/VERB/-/root\n\
                 The/DET/1/det gunman/NOUN/2/nsubj fell/VERB/-/root\n\
                 The/DET/1/det assailant/NOUN/2/nsubj died/VERB/-/root";
    assert_eq!(joined(lines), [["gunman", "gunman", "assailant"]]);
}

#[test]
fn an_indefinite_phrase_or_one_that_says_more_is_somebody_else() {
    let lines = "A/DET/1/det gunman/NOUN/2/nsubj fled/VERB/-/root\n\
                 A/DET/1/det gunman/NOUN/2/nsubj fell/VERB/-/root\n\
                 The/DET/2/det tall/ADJ/2/amod gunman/NOUN/3/nsubj died/VERB/-/root\n\
                 The/DET/1/det gunmen/NOUN/2/nsubj died/VERB/-/root";
    assert_eq!(joined(lines), Vec::<Vec<String>>::new());
}

#[test]
fn somebody_is_what_a_sentence_says_they_are() {
    let lines = "Ann/PROPN/4/nsubj/B-PER Lund/PROPN/0/flat/I-PER is/AUX/4/cop the/DET/4/det mayor/NOUN/-/root\n\
                 The/DET/1/det mayor/NOUN/2/nsubj fell/VERB/-/root";
    assert_eq!(joined(lines), [["Ann Lund", "mayor", "mayor"]]);
    let lines = "Ann/PROPN/5/nsubj/B-PER Lund/PROPN/0/flat/I-PER is/AUX/5/cop not/PART/5/advmod the/DET/5/det mayor/NOUN/-/root";
    assert_eq!(joined(lines), Vec::<Vec<String>>::new());
}

#[test]
fn a_pronoun_takes_the_subject_before_it_that_agrees() {
    let lines = "Ann/PROPN/2/nsubj/B-PER Lund/PROPN/0/flat/I-PER met/VERB/-/root Mr./PROPN/4/nmod:desc Ode/PROPN/2/obj/B-PER\n\
                 She/PRON/1/nsubj left/VERB/-/root";
    assert_eq!(joined(lines), [["Ann Lund", "She"]]);
    let lines = "Ann/PROPN/2/nsubj/B-PER Lund/PROPN/0/flat/I-PER met/VERB/-/root Mr./PROPN/4/nmod:desc Ode/PROPN/2/obj/B-PER\n\
                 He/PRON/1/nsubj left/VERB/-/root";
    assert_eq!(joined(lines), [["Ode", "He"]]);
}

#[test]
fn subject_and_object_of_a_verb_are_two_unless_the_pronoun_is_reflexive() {
    let lines = "Mr./PROPN/1/nmod:desc Ode/PROPN/2/nsubj/B-PER saw/VERB/-/root him/PRON/2/obj";
    assert_eq!(joined(lines), Vec::<Vec<String>>::new());
    let lines = "Mr./PROPN/1/nmod:desc Ode/PROPN/2/nsubj/B-PER saw/VERB/-/root himself/PRON/2/obj";
    assert_eq!(joined(lines), [["Ode", "himself"]]);
}

#[test]
fn a_relative_is_not_the_person() {
    let lines = "Mr./PROPN/1/nmod:desc Ode/PROPN/2/nsubj/B-PER called/VERB/-/root his/PRON/4/nmod:poss mother/NOUN/2/obj\n\
                 His/PRON/1/nmod:poss mother/NOUN/2/nsubj left/VERB/-/root";
    assert_eq!(
        joined(lines),
        [vec!["Ode", "his", "His"], vec!["his mother", "His mother"]]
    );
}

#[test]
fn a_fronted_phrase_may_wait_for_its_subject() {
    let lines = "In/ADP/2/case his/PRON/2/nmod:poss speech/NOUN/5/obl Mr./PROPN/4/nmod:desc Ode/PROPN/5/nsubj/B-PER wept/VERB/-/root";
    assert_eq!(joined(lines), [["his", "Ode"]]);
}

#[test]
fn a_name_right_behind_a_phrase_is_meant_by_it_wherever_the_parser_hangs_it() {
    let lines = "Three/NUM/1/nummod others/NOUN/2/nsubj saw/VERB/-/root the/DET/4/det envoy/NOUN/2/obj ,/PUNCT/6/punct \
                 Ann/PROPN/1/appos/B-PER Lund/PROPN/6/flat/I-PER";
    assert_eq!(joined(lines), [["envoy", "Ann Lund"]]);
}

proptest::proptest! {
    #[test]
    fn any_tags_on_any_words_go_through(
        words in proptest::collection::vec(("[A-Za-z'’.0-9\u{130}é-]{1,6}", 0..17usize, 0..19usize, 0..14usize, 0..40usize), 0..30),
    ) {
        use triplewire_facts::annotation::{Encoded, Tag, Upos};
use crate::{syntax::Word, text::Span};
        let relations = ["nsubj", "obj", "appos", "flat", "nmod", "case", "conj", "compound", "nmod:poss", "det", "punct",
            "amod", "nummod", "nmod:desc"];
        let (mut text, mut list, mut encoded) = (String::new(), Vec::new(), Encoded::default());
        for (at, (form, upos, tag, relation, head)) in words.iter().enumerate() {
            let span = Span::new(text.len(), text.len() + form.len());
            text.push_str(form);
            text.push(' ');
            let head = if at == 0 { None } else { Some(head % at) };
            let (upos, deprel) = (Upos::ALL[*upos], relations[*relation].into());
            list.push(Word { span, lemma: form.to_lowercase(), upos, head, deprel });
            encoded.tags.push(match tag {
                0..9 => Tag::B(Class::ALL[*tag]),
                9..18 => Tag::I(Class::ALL[tag - 9]),
                _ => Tag::O,
            });
            encoded.tag_scores.push(0.5);
        }
        let lexicon = Sample::new("").lexicon;
        let sentences = [Sentence { span: Span::new(0, text.len()), tokens: list.iter().map(|word| word.span).collect(), apart: true }];
        let graphs = [SentenceGraph::new(list)];
        let mut mentions = mention::find(&text, &sentences, &graphs, &[encoded], &lexicon);
        proptest::prop_assert!(mentions.is_sorted_by_key(|mention| mention.span.start));
        for mention in &mentions {
            proptest::prop_assert!(mention.words.contains(&mention.head) && !mention.span.of(&text).is_empty());
        }
        let entities = resolve(&text, &sentences, &graphs, &mut mentions, &lexicon);
        let total: usize = entities.iter().map(|entity| entity.mentions.len()).sum();
        proptest::prop_assert_eq!(total, mentions.len());
        proptest::prop_assert!(entities.iter().all(|entity| !entity.name.is_empty()));
    }
}

#[test]
fn a_relative_of_the_same_surname_is_somebody_else() {
    let line = "Lund/PROPN/2/nmod:poss/B-PER 's/PART/0/case father/NOUN/6/nsubj ,/PUNCT/2/punct Jan/PROPN/2/appos/B-PER \
                Lund/PROPN/4/flat/I-PER spoke/VERB/-/root\nLund/PROPN/1/nsubj/B-PER left/VERB/-/root";
    let names = |lines: &str| -> Vec<String> {
        let found = joined(lines);
        found.into_iter().map(|chain| chain.join(" = ")).collect()
    };
    let found = names(line);
    assert!(found.contains(&"Lund = Lund".to_string()), "{found:?}");
    let other =
        line.replace("Lund/PROPN/4/flat", "Ode/PROPN/4/flat") + "\nOde/PROPN/1/nsubj/B-PER left/VERB/-/root";
    let found = names(&other);
    assert!(
        found.iter().any(|chain| chain.ends_with("Jan Ode = Ode")),
        "{found:?}"
    );
}

#[test]
fn an_office_with_a_complement_and_the_name_behind_it_are_one() {
    let line = "Minister/NOUN/5/nsubj for/ADP/2/case Trade/NOUN/0/nmod ,/PUNCT/0/punct Ode/PROPN/5/nsubj/B-PER \
                spoke/VERB/-/root";
    assert_eq!(joined(line), [["Minister", "Ode"]]);
    let two = line
        .replace(",/PUNCT/0/punct", "and/CCONJ/4/cc")
        .replace("4/cc Ode/PROPN/5/nsubj", "4/cc Ode/PROPN/0/conj");
    assert!(joined(&two).is_empty());
}

#[test]
fn a_country_owns_what_its_adjective_describes() {
    let lines = "The/DET/2/det Russian/ADJ/2/amod envoy/NOUN/3/nsubj left/VERB/-/root\n\
                 Russia/PROPN/2/nmod:poss 's/PART/0/case envoy/NOUN/3/nsubj died/VERB/-/root\n\
                 Turkey/PROPN/2/nmod:poss 's/PART/0/case envoy/NOUN/3/nsubj fled/VERB/-/root";
    assert_eq!(joined(lines), [["Russian envoy", "Russia 's envoy"]]);
}

#[test]
fn another_name_by_which_one_is_known_is_the_same_person() {
    // The sample's lemmas are its forms.
    let line = "Ode/PROPN/6/nsubj/B-PER ,/PUNCT/3/punct also/ADV/3/advmod know/VERB/0/acl as/ADP/5/case Abu/PROPN/3/obl/B-PER \
                fled/VERB/-/root";
    assert_eq!(joined(line), [["Ode", "Abu"]]);
    let negated = line.replace("also/ADV", "never/ADV");
    assert!(joined(&negated).is_empty());
}

#[test]
fn a_title_may_stand_between_an_office_and_the_name() {
    let line = "The/DET/1/det minister/NOUN/7/nsubj of/ADP/3/case trade/NOUN/1/nmod ,/PUNCT/6/punct Dr./PROPN/6/nmod:desc \
                Ode/PROPN/1/appos/B-PER left/VERB/-/root";
    assert_eq!(joined(line), [["minister of trade", "Ode"]]);
}
