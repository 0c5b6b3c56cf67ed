//! Sentences and tokens: what must hold for any string, and what news text needs.

use proptest::prelude::*;
use triplewire_facts::annotation::Sentence;
use triplewire_nlp::text::segment;

/// What stands between tokens: white space and characters that take no room.
fn is_silent(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Spans in order, on character boundaries, inside their sentence, without white space, with nothing left out.
fn check(text: &str) -> Vec<Sentence> {
    let sentences = segment(text);
    let mut last = 0;
    for sentence in &sentences {
        assert!(!sentence.tokens.is_empty());
        assert!(sentence.tokens.len() <= 200);
        assert_eq!(sentence.span.start, sentence.tokens[0].start);
        assert_eq!(sentence.span.end, sentence.tokens[sentence.tokens.len() - 1].end);
        for token in &sentence.tokens {
            assert!(
                token.start >= last && token.end > token.start,
                "{token:?} after {last}"
            );
            assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
            assert!(
                text[last..token.start].chars().all(is_silent),
                "{:?}",
                &text[last..token.start]
            );
            assert!(!token.of(text).contains(char::is_whitespace));
            last = token.end;
        }
    }
    assert!(text[last..].chars().all(is_silent));
    sentences
}

fn lines(text: &str) -> Vec<String> {
    check(text)
        .iter()
        .map(|sentence| {
            sentence
                .tokens
                .iter()
                .map(|token| token.of(text))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_string_is_cut_into_sound_spans(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_text_made_of_what_the_rules_look_at_is_cut_into_sound_spans(
        text in r#"([ \n]|[A-Za-z]{1,4}|[0-9]{1,3}|Mr\.|U\.S\.|n't|'s|’s|[-./,:;'"“”‘’`$%@#&*_()!?…—\[\]\u{200b}\u{200d}\u{301}]|http://|www\.|:\)|é|日|🇺|😀|\r\n){0,60}"#
    ) {
        check(&text);
    }
}

#[test]
fn words_are_cut_as_the_treebanks_cut_them() {
    for (text, tokens) in [
        ("We don't, can't and cannot.", "We do n't , ca n't and can not ."),
        (
            "It’s the players' O'Brien's o'clock",
            "It ’s the players ' O'Brien 's o'clock",
        ),
        (
            "a well-known non-profit AK-47 e-mail",
            "a well - known non-profit AK - 47 e-mail",
        ),
        (
            "paid $5 million, 10% or US$3.5bn",
            "paid $ 5 million , 10 % or US$ 3.5 bn",
        ),
        (
            "at 10:30pm on 9/11, 2016-12-19, 1,000.5",
            "at 10:30 pm on 9/11 , 2016-12-19 , 1,000.5",
        ),
        (
            "between 1998-2004 (713-853-3989)",
            "between 1998 - 2004 ( 713-853-3989 )",
        ),
        (
            "U.S.-led and/or AT&T's @handle #tag",
            "U.S. - led and / or AT&T 's @handle #tag",
        ),
        (
            "See http://a.org/b?c=d. Mail a.b@c.org",
            "See http://a.org/b?c=d . Mail a.b@c.org",
        ),
        (
            "the '90s -- or 1990s... :) 👩‍👩‍👧 cafe\u{301}",
            "the '90s -- or 1990s ... :) 👩‍👩‍👧 cafe\u{301}",
        ),
    ] {
        assert_eq!(lines(text).join(" "), tokens, "{text}");
    }
}

#[test]
fn full_stops_of_abbreviations_end_no_sentence() {
    for text in [
        "Andrey G. Karlov met Mr. Putin and Gen. John Smith Jr. of the U.S. Navy on Sept. 5 in St. Petersburg.",
        "The U.S. President paid 3.5 percent to Acme Inc. of Reading, Pa., at 5 p.m. Monday, vs. No. 7 before.",
        "\"Is it over?\" Lt. Col. J. P. Doe asked the men of Washington, D.C., and left.",
        "MR. KARLOV WAS IN THE U.S. IN 1980.",
        "Prof. Dr. A. B. Smith, Ph.D., spoke.",
    ] {
        assert_eq!(lines(text).len(), 1, "{:?}", lines(text));
    }
}

#[test]
fn sentences_end_where_readers_say_so() {
    for (text, count) in [
        ("He left the U.S. The next day he came back.", 2),
        ("\"God is great!\" he shouted. Then he fell.", 2),
        ("He said: \"Go.\" She went. (They stayed.) It was late", 4),
        ("It ended at 5 p.m. Nobody was hurt... Officials said so.", 3),
        ("The company is Acme Inc. It makes traps.", 2),
        ("He asked why? “Nobody knows.” The end.", 3),
    ] {
        assert_eq!(lines(text).len(), count, "{:?}", lines(text));
    }
}

#[test]
fn text_that_is_tokenised_already_keeps_its_tokens() {
    let text =
        "ISTANBUL   —    Russia ’s envoy did n’t go . \" God is great ! \" he said . \" Go . \" They went .";
    assert_eq!(
        lines(text),
        [
            "ISTANBUL —",
            "Russia ’s envoy did n’t go .",
            "\" God is great ! \" he said .",
            "\" Go . \"",
            "They went ."
        ]
    );
}

#[test]
fn lines_part_only_where_they_were_meant_to() {
    let wrapped = "The gunman who opened fire in the gallery was a police officer,\nofficials in Ankara said, \
                   and three others were wounded in the\nattack. It was late.";
    assert_eq!(lines(wrapped).len(), 2);
    let listed =
        "Envoy killed in Ankara\nBy A Reporter\n\n• one man held\n• two sought\n\nNo stop here\n\nThe end.";
    assert_eq!(lines(listed).len(), 6);
}

#[test]
fn long_sentences_are_cut_at_a_pause() {
    let text = "word word word, ".repeat(200);
    let sentences = check(&text);
    assert!(sentences.len() > 3);
    assert!(
        sentences
            .iter()
            .all(|sentence| sentence.tokens.last().is_some_and(|token| token.of(&text) == ","))
    );
}

#[test]
fn time_is_linear_for_the_worst_of_texts() {
    let start = std::time::Instant::now();
    for piece in [
        "a", "a.", "1-", "'", ".", "\"", "www.", "\u{200b}", "x@", "(", "#a", "a'", "é", "U.S. ", "Mr. ",
        "\n", "- a\n",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        check(&text);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Gold text of a treebank: raw text with a blank line between paragraphs, and the words of each sentence.
fn treebank(path: &std::path::Path) -> Option<(String, Vec<Vec<String>>)> {
    let file = std::fs::read_to_string(path).ok()?;
    let (mut text, mut sentences, mut words) = (String::new(), Vec::new(), Vec::new());
    let mut covered = 0;
    for line in file.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if line.starts_with("# newdoc") || line.starts_with("# newpar") {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        } else if line.is_empty() {
            sentences.push(std::mem::take(&mut words));
            covered = 0;
        } else if fields.len() == 10 && !fields[0].contains('.') {
            let blank = if fields[9].contains("SpaceAfter=No") {
                ""
            } else {
                " "
            };
            if let Some((_, last)) = fields[0].split_once('-') {
                covered = last.parse().ok()?;
                text.extend([fields[1], blank]);
                continue;
            }
            if fields[0].parse::<usize>().ok()? > covered {
                text.extend([fields[1], blank]);
            }
            words.push(fields[1].to_owned());
        }
    }
    Some((text, sentences))
}

/// Ranges over the characters that are no blanks, of tokens and of sentences.
fn ranges<'a>(
    sentences: impl Iterator<Item = Vec<&'a str>>,
) -> [std::collections::HashSet<(usize, usize)>; 2] {
    let mut found = [const { None }; 2].map(|_: Option<()>| std::collections::HashSet::new());
    let mut at = 0;
    for words in sentences {
        let start = at;
        for word in words {
            let end = at + word.chars().filter(|c| !is_silent(*c)).count();
            found[0].insert((at, end));
            at = end;
        }
        found[1].insert((start, at));
    }
    found
}

/// Run with `cargo test --release -- --ignored --nocapture treebanks`; the data folder may be named in TRIPLEWIRE_DATA.
#[test]
#[ignore = "measures against treebanks that are not part of the project"]
fn cuts_agree_with_the_treebanks() {
    let data = std::env::var("TRIPLEWIRE_DATA").unwrap_or_else(|_| "../shared/data".into());
    for (name, least) in [("ewt", [98.5, 80.0]), ("gum", [98.5, 90.0])] {
        let path = std::path::Path::new(&data)
            .join("syntax")
            .join(name)
            .join("dev.conllu");
        let Some((text, gold)) = treebank(&path) else {
            println!("{}: not there, skipped", path.display());
            continue;
        };
        let found = segment(&text);
        let gold = ranges(
            gold.iter()
                .map(|words| words.iter().map(String::as_str).collect()),
        );
        let found = ranges(
            found
                .iter()
                .map(|sentence| sentence.tokens.iter().map(|t| t.of(&text)).collect()),
        );
        for (what, ((gold, found), least)) in ["tokens", "sentences"]
            .iter()
            .zip(gold.iter().zip(&found).zip(least))
        {
            let f1 = 200.0 * gold.intersection(found).count() as f64 / (gold.len() + found.len()) as f64;
            println!("{name} {what}: F1 {f1:.2}");
            assert!(f1 >= least, "{name} {what}: F1 {f1:.2}");
        }
    }
}

#[test]
fn only_what_layout_sets_off_is_apart() {
    let apart = |text: &str| -> Vec<bool> { segment(text).iter().map(|sentence| sentence.apart).collect() };
    assert_eq!(
        apart("Envoy killed\n\nHe was shot. Police said so.\n- One."),
        [true, true, false, true]
    );
    assert_eq!(
        apart("GENEVA (Wire) — Ministers met. They left."),
        [true, true, false]
    );
    let run_on = "and then he went on ".repeat(60);
    assert!(apart(&run_on).len() > 1 && !apart(&run_on)[1..].contains(&true));
}
