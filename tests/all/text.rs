//! Sentences and tokens: what must hold for any string, and what news text needs.

use proptest::prelude::*;
use triplewire_facts::annotation::Sentence;
use triplewire_nlp::text;

use crate::support::lexicon;

fn segment(text: &str) -> Vec<Sentence> {
    text::segment(text, lexicon())
}

/// What stands between tokens: white space and characters that take no room.
pub fn is_silent(c: char) -> bool {
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
