//! A user's files on top of the built-in ones.

use std::fs;

use triplewire_facts::annotation::{Class, Upos};

use crate::{Gender, Lexicon, files, files::File, tokens::Abbreviation};

fn file(name: &str, text: &str) -> File {
    File {
        name: name.into(),
        shown: name.into(),
        text: text.to_string().into(),
        own: true,
    }
}

/// The built-in lists with one file on top.
fn with(name: &str, text: &str) -> Lexicon {
    let mut all = files::builtin();
    all.push(file(name, text));
    Lexicon::new(all).unwrap()
}

#[test]
fn a_later_file_adds_words_and_takes_words_out() {
    let lexicon = with("mine/weapon.txt", "Zorker # new\n- rifle\n");
    let holds = |word| lexicon.contains("weapon", word);
    assert!(holds("zorker") && holds("pistol") && !holds("rifle"));
    let lexicon = with("person_nouns.txt", "- gunman\nzorker\n");
    assert_eq!(lexicon.noun_class("gunman"), None);
    assert_eq!(lexicon.noun_class("zorker"), Some(Class::Per));
}

#[test]
fn titles_are_taken_out_with_or_without_their_star() {
    let lexicon = with("titles.txt", "- mr\n*zork\n");
    let titles = lexicon.titles();
    assert_eq!((titles.at_start(&["Mr."]), titles.cuts(&["Mr."])), (0, 0));
    assert_eq!((titles.at_start(&["Zork"]), titles.cuts(&["Zork"])), (1, 1));
}

#[test]
fn a_row_of_a_table_takes_the_place_of_the_built_in_one() {
    let lexicon = with("demonyms.tsv", "Turkish\tZembla\n- Russian\n");
    assert_eq!(lexicon.country_of("Turkish"), Some("Zembla"));
    assert_eq!(lexicon.country_of("Russian"), None);
    assert!(lexicon.is_country("Zembla") && lexicon.contains("country", "zembla"));

    let lexicon = with("irregular.tsv", "shot\tVERB\tzork\n- slain\n");
    assert_eq!(lexicon.forms().irregular("shot", Upos::Verb), Some("zork"));
    assert_eq!(lexicon.forms().irregular("slain", Upos::Verb), None);

    let lexicon = with("given_names.tsv", "m\tmary zork\n- linda\n");
    assert_eq!(lexicon.given_gender("mary"), Some(Gender::Male));
    assert_eq!(lexicon.given_gender("zork"), Some(Gender::Male));
    assert_eq!(lexicon.given_gender("linda"), None);

    let lexicon = with("time.tsv", "month\tzorktober\t10\n- may\nnumber\tzwoelf\t12\n");
    assert!(lexicon.times().get("zorktober").is_some() && lexicon.times().get("may").is_none());
    assert_eq!(lexicon.number("zwoelf"), Some(12));

    let lexicon = with("tagger_labels.tsv", "zork\tFAC\n- per\n");
    assert_eq!(lexicon.label_class("zork-x"), Some(Some(Class::Fac)));
    assert_eq!(lexicon.label_class("per"), None);
    assert_eq!(lexicon.label_class("o"), Some(None));
}

#[test]
fn a_known_name_gets_more_aliases() {
    let lexicon = with("aliases.tsv", "United Nations\tZORK\nZembla\tRuritania\n- U.K.\n");
    assert_eq!(lexicon.alias_group("zork"), lexicon.alias_group("un"));
    assert_eq!(lexicon.aliases("ruritania"), ["zembla", "ruritania"]);
    assert_eq!(lexicon.alias_group("uk"), None);
    assert!(lexicon.alias_group("britain").is_some());
}

#[test]
fn sections_of_the_tokenizer_take_words_in_and_out() {
    let text = "[title]\nZork\n- Mr\n[joined]\nzor|ka\n[emoticon]\n>:-0\n";
    let lexicon = with("tokens.txt", text);
    let tokens = lexicon.tokens();
    assert_eq!(tokens.abbreviation("Zork"), Some(Abbreviation::Title));
    assert_eq!(tokens.abbreviation("Mr"), None);
    assert_eq!(tokens.joined["zorka"], [3, 2]);
    assert!(tokens.emoticons.iter().any(|face| face == ">:-0"));
}

#[test]
fn places_of_ones_own_stand_beside_the_built_in_ones() {
    let own = "zembla\tZembla\tz1\tcountry\tZZ\t\t\t\t100\n- ankara\nx\tMoved\t323786\tcity\tZZ\t\t\t\t5\n";
    let lexicon = with("places.tsv", own);
    let found: Vec<_> = lexicon
        .places("zembla")
        .map(|row| (row.id, row.country))
        .collect();
    assert_eq!(found, [("z1", "ZZ")]);
    assert_eq!(lexicon.places("ankara").count(), 0);
    assert!(lexicon.places("valencia").count() > 1);
}

#[test]
fn mistakes_name_file_and_line() {
    for (name, text, says) in [
        (
            "aliases.tsv",
            "# x\nZembla\n",
            "aliases.tsv:2: expected a name and its aliases",
        ),
        (
            "alias.tsv",
            "a\tb\n",
            "no table is called `alias`; the tables (*.tsv) are aliases, ",
        ),
        ("irregular.tsv", "a\tB\tc\n", "`B` is no universal part of speech"),
        (
            "time.tsv",
            "moon\tzork\t1\n",
            "`moon` with the value `1` is no kind of time word",
        ),
        (
            "given_names.tsv",
            "x\tann\n",
            "expected f or m in the first column; found `x`",
        ),
        (
            "tagger_labels.tsv",
            "zork\tZORK\n",
            "`ZORK` is no class and not O",
        ),
        ("tokens.txt", "zork\n", "the words stand under no `[section]`"),
        (
            "tokens.txt",
            "[zork]\n",
            "`[zork]` is no section; expected one of title, ",
        ),
        ("stems.txt", "[zork]\n", "`[zork]` is no section"),
        ("places.tsv", "zork\n", "expected key, name, id, kind"),
    ] {
        let said = Lexicon::new(vec![file(name, text)]).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_folder_alone_keeps_what_no_text_is_read_without() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("titles.txt"), "zork\n").unwrap();
    fs::write(folder.path().join("notes.md"), "no list\n").unwrap();
    let lexicon = Lexicon::read_alone(folder.path()).unwrap();
    // Its own titles stand alone, the tokenizer's words stay, and lists for rules go.
    assert_eq!(lexicon.titles().at_start(&["Mr."]), 0);
    assert_eq!(lexicon.titles().at_start(&["Zork"]), 1);
    assert_eq!(lexicon.tokens().abbreviation("Mr"), Some(Abbreviation::Title));
    assert_eq!(lexicon.noun_class("gunman"), Some(Class::Per));
    assert!(!lexicon.contains("weapon", "pistol"));
    let lexicon = Lexicon::read(folder.path()).unwrap();
    assert_eq!(lexicon.titles().at_start(&["Mr."]), 1);
    assert!(lexicon.contains("weapon", "pistol"));
}
