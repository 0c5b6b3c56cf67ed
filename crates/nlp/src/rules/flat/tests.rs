//! Sentences whose names are marked, `[PER Ann Lund]`, and what the patterns over tags find in them.

use crate::{
    mention::{self, Index},
    rules::RuleSet,
    syntax::parse,
    text,
};
use triplewire_facts::annotation::{Encoded, Tag};
use triplewire_lexicon::Lexicon;

/// The text without marks, and the tags of its tokens.
fn tagged(marked: &str, lexicon: &Lexicon) -> (String, Vec<text::Sentence>, Vec<Encoded>) {
    let mut plain = String::new();
    let mut names = Vec::new();
    for (number, part) in marked.split(['[', ']']).enumerate() {
        match part.split_once(' ').filter(|_| number % 2 == 1) {
            Some((class, name)) => {
                names.push((plain.len()..plain.len() + name.len(), class.parse().unwrap()));
                plain.push_str(name);
            }
            None => plain.push_str(part),
        }
    }
    let sentences = text::segment(&plain, lexicon);
    let encoded = sentences.iter().map(|sentence| {
        let tag = |token: &text::Span| {
            let inside = names.iter().find(|(span, _)| span.contains(&token.start));
            inside.map_or(Tag::O, |(span, class)| {
                if span.start == token.start {
                    Tag::B(*class)
                } else {
                    Tag::I(*class)
                }
            })
        };
        Encoded {
            tags: sentence.tokens.iter().map(tag).collect(),
            tag_scores: vec![0.9; sentence.tokens.len()],
            ..Encoded::default()
        }
    });
    let encoded = encoded.collect();
    (plain, sentences, encoded)
}

/// Every event of a text as `Type realis role=filler ...`, roles in the order of the frame.
fn found(marked: &str) -> Vec<String> {
    thread_local!(static RULES: RuleSet = RuleSet::builtin().unwrap());
    let lexicon = RULES.with(|rules| rules.lexicon.clone());
    let (text, sentences, encoded) = tagged(marked, &lexicon);
    let each = sentences.iter().zip(&encoded);
    let graphs: Vec<_> = each
        .map(|(sentence, encoded)| parse(&text, sentence, encoded, &[], &lexicon))
        .collect();
    let mentions = mention::find(&text, &sentences, &graphs, &encoded, &lexicon);
    let index = Index::new(&mentions);
    RULES.with(|rules| {
        let matches = graphs.iter().enumerate().flat_map(|(number, graph)| {
            let fillers = rules.fillers(&text, graph, number, &mentions, &index);
            let described = |one: super::Match| {
                let roles = one.roles.iter().map(|filled| {
                    let word = graph.words()[filled.word].span.of(&text);
                    let span = filled.mention.map_or(word, |id| mentions[id].span.of(&text));
                    assert!(filled.pattern.starts_with("tags-") && filled.weight < 0.7);
                    format!(" {}={span}", filled.role)
                });
                let roles: String = roles.collect();
                format!("{} {}{roles}", one.event, one.realis)
            };
            rules
                .events(fillers)
                .into_iter()
                .map(described)
                .collect::<Vec<_>>()
        });
        matches.collect()
    })
}

#[test]
fn clauses_that_tell_of_events() {
    let mut wrong = Vec::new();
    for (marked, wanted) in [
        (
            "[PER Andrei Karlov] was assassinated in [LOC Ankara] by a lone gunman on [DATE Monday].",
            "Assassination actual attacker=lone gunman victim=Andrei Karlov place=Ankara",
        ),
        (
            "Workers went on strike in [LOC Lyon].",
            "Protest actual participant=Workers",
        ),
        (
            "A gunman killed [PER Ann Lund] in [LOC Oslo].",
            "Killing actual attacker=gunman victim=Ann Lund place=Oslo",
        ),
        (
            "In [LOC Kabul], masked gunmen shot dead two police officers.",
            "Killing actual attacker=gunmen victim=two police officers place=Kabul",
        ),
        (
            "Rebels kidnapped three [NORP French] tourists near [LOC Gao].",
            "Kidnapping actual attacker=Rebels victim=three French tourists place=Gao",
        ),
        (
            "Police in [LOC Antwerp] have arrested two brothers.",
            "Arrest actual authority=Police suspect=two brothers",
        ),
        (
            "[PER Ann Lund], a journalist, was wounded near [LOC Gao].",
            "Injury actual victim=Ann Lund place=Gao",
        ),
        (
            "[PER Ann Lund], who has two children, was arrested by the army.",
            "Arrest actual authority=army suspect=Ann Lund",
        ),
        (
            "The assassination of [PER Juan Pardo] by a soldier shocked [LOC Lima].",
            "Assassination actual attacker=soldier victim=Juan Pardo",
        ),
        (
            "Crowds mourned [PER Juan Pardo]'s assassination.",
            "Assassination actual victim=Juan Pardo",
        ),
        (
            "[LOC Israel]'s attack on the airport killed nobody.",
            "Attack actual attacker=Israel target=airport",
        ),
        (
            "The rebels carried out an attack on a police station in [LOC Kano].",
            "Attack actual attacker=rebels target=police station place=Kano",
        ),
        (
            "[PER Ann Lund] met [PER Juan Pardo] in [LOC Geneva].",
            "Meeting actual participant=Ann Lund participant=Juan Pardo place=Geneva",
        ),
        (
            "[ORG Hamas] denied killing the hostages.",
            "Denial actual speaker=Hamas; Killing denied attacker=Hamas victim=hostages",
        ),
        (
            "The officer killed by rebels near [LOC Aleppo] was a captain.",
            "Killing actual attacker=rebels victim=officer place=Aleppo",
        ),
        (
            "Three men tried to kidnap [PER Ann Lund].",
            "Kidnapping attempted attacker=Three men victim=Ann Lund",
        ),
        (
            "Prosecutors accused the colonel of murdering two students.",
            "Accusation actual recipient=colonel speaker=Prosecutors; Killing alleged attacker=colonel victim=two students",
        ),
        (
            "The militants stormed the village, killing four farmers.",
            "Attack actual attacker=militants target=village; Killing actual victim=four farmers",
        ),
        (
            "The judge was ambushed and killed in [LOC Tripoli].",
            "Attack actual victim=judge; Killing actual victim=judge place=Tripoli",
        ),
        (
            "The poet died in [LOC Madrid] on [DATE Sunday].",
            "Death actual victim=poet place=Madrid",
        ),
        (
            "[PER Ann Lund] was not arrested.",
            "Arrest denied suspect=Ann Lund",
        ),
        (
            "[PER Ann Lund] will meet [PER Juan Pardo].",
            "Meeting planned participant=Ann Lund participant=Juan Pardo",
        ),
        (
            "Officials believe rebels kidnapped [PER Ann Lund].",
            "Kidnapping alleged attacker=rebels victim=Ann Lund",
        ),
        (
            "Police foiled the assassination of [PER Ann Lund].",
            "Assassination attempted victim=Ann Lund",
        ),
        (
            "[PER Ann Lund] was allegedly kidnapped by [NORP Basque] militants.",
            "Kidnapping alleged attacker=Basque militants victim=Ann Lund",
        ),
        ("No soldiers were killed.", "Killing denied victim=soldiers"),
        (
            "[LOC France] condemned the attack.",
            "Condemnation actual speaker=France",
        ),
        (
            "The man who shot [PER Ann Lund] died.",
            "Shooting actual attacker=man victim=Ann Lund",
        ),
        (
            "Smith, the man who shot the pope, fled.",
            "Shooting actual attacker=man victim=pope",
        ),
        (
            "Police said the rebels had killed 12 people.",
            "Killing actual attacker=rebels victim=12 people",
        ),
        (
            "The militia denied that its fighters had kidnapped [PER Ann Lund].",
            "Denial actual speaker=militia; Kidnapping denied attacker=its fighters victim=Ann Lund",
        ),
        (
            "If rebels kill the hostages, the army will attack the village.",
            "Attack planned attacker=army target=village",
        ),
        (
            "[PER Ann Lund] was accused of killing a policeman.",
            "Killing alleged attacker=Ann Lund victim=policeman",
        ),
        (
            "Two men were charged with the murder of [PER Ann Lund].",
            "Charge actual suspect=Two men; Killing alleged victim=Ann Lund",
        ),
        (
            "The union struck a deal with [ORG Volvo].",
            "Agreement actual participant=Volvo participant=union",
        ),
        (
            "Gunman kills mayor in [LOC Tijuana]",
            "Killing actual attacker=Gunman victim=mayor place=Tijuana",
        ),
    ] {
        let said = found(marked).join("; ");
        if said != wanted {
            wrong.push(format!("{marked}\n  wanted {wanted}\n  found  {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn clauses_that_do_not() {
    let mut wrong = Vec::new();
    for marked in [
        "The storm killed the power in three districts.",
        "Parliament killed the bill on [DATE Thursday].",
        "The union struck a pose for [ORG Volvo].",
        "[PER Ann Lund] was nearly killed.",
        "Was [PER Ann Lund] killed by rebels?",
        "The minister survived an assassination attempt in [LOC Paris].",
        "[PER Ann Lund] said that he would attack.",
        "A heart attack ended his career in [LOC Rome].",
        "The runners met the deadline.",
        "[PER Ann Lund]'s car was hit.",
        "The attack led to protests in [LOC Oslo].",
        "[PER Ann Lund] wrote a book to kill time.",
        "The crew shot the film in [LOC Prague].",
        "Killed in the [LOC North], they were never found.",
        "The arrested growth of plants in [LOC Spain] was measured.",
        "The killing shocked the town.",
        "",
    ] {
        let said = found(marked);
        if !said.is_empty() {
            wrong.push(format!("{marked}\n  found  {}", said.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn any_words_go_through() {
    let words = [
        "killed",
        "by",
        ",",
        "and",
        "[PER Ann]",
        "'s",
        "was",
        "to",
        "the",
        "attack",
        "of",
        "no",
        "of",
        "\"",
        "who",
    ];
    let mut state = 1u32;
    for _ in 0..300 {
        let mut sentence = Vec::new();
        for _ in 0..12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            sentence.push(words[(state >> 16) as usize % words.len()]);
        }
        found(&sentence.join(" "));
    }
}
