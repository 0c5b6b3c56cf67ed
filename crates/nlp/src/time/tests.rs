//! Sentences with the expressions that must be found in them.

use super::{
    grammar,
    published::read,
    resolve::{Reference, Value},
    words::Words,
};
use crate::{
    fixture::Sample,
    syntax::{SentenceGraph, Word},
    text::segment,
};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Lexicon;

/// Monday.
const PUBLISHED: &str = "2016-12-19";

/// The expressions of a text as `words=value`, `words=?` where there is none. Without a parser no word has a part of
/// speech, and the tense is given.
fn found(text: &str, published: &str, future: bool) -> String {
    let lexicon = Sample::new("").lexicon;
    let mut said = Vec::new();
    let mut spoken = None;
    for sentence in segment(text, &lexicon) {
        let words = sentence.tokens.iter().map(|&span| Word {
            span,
            lemma: span.of(text).to_lowercase(),
            upos: Upos::X,
            head: None,
            deprel: "dep".into(),
        });
        let graph = SentenceGraph::new(words.collect());
        for found in grammar::find(&Words::new(text, &graph, lexicon.times(), |_| false)) {
            let here = read(published, &lexicon);
            let reference = Reference {
                here,
                text: spoken,
                quarter: None,
                future,
            };
            let value = reference.value(&found);
            if let Some(Value::Moment(point, _)) = value {
                spoken = Some(point);
            }
            let words = crate::syntax::span(&graph, &found.words).of(text);
            said.push(format!(
                "{words}={}",
                value.map_or("?".into(), |value| value.text())
            ));
        }
    }
    said.join("; ")
}

/// Each line is a text and the expressions in it, with `=>` between.
fn check(cases: &str, published: &str, future: bool) {
    let cases: Vec<_> = cases
        .lines()
        .filter_map(|line| line.trim().split_once("=>"))
        .collect();
    assert!(!cases.is_empty());
    let wrong: Vec<String> = cases
        .into_iter()
        .map(|(text, expected)| (text.trim(), expected.trim()))
        .filter_map(|(text, expected)| {
            let found = found(text, published, future);
            (found != expected).then(|| format!("{text}\n  wanted {expected}\n  found  {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dates_that_stand_for_themselves() {
    let cases = "
        The society was founded in Lahore in 1927. => 1927=1927
        On 19 June 1986, prisoners rioted in two jails. => 19 June 1986=1986-06-19
        A court sentenced him on June 19, 1986, in Lima. => June 19, 1986=1986-06-19
        The 19th of June, 1986 was cold. => 19th of June, 1986=1986-06-19
        Torrential rain in June 2009 swept bridges away. => June 2009=2009-06
        Since the June of 2009 he has lived abroad. => June of 2009=2009-06/..
        The treaty of Sept. 14, 1978 is void. => Sept. 14, 1978=1978-09-14
        MANAGUA, 7 FEB 89 (ACAN) -- THE TALKS FAILED. => 7 FEB 89=1989-02-07
        The form was signed on 2011-07-09. => 2011-07-09=2011-07-09
        The invoice bears the date 25/11/2004. => 25/11/2004=2004-11-25
        The invoice bears the date 11/25/2004. => 11/25/2004=2004-11-25
        The invoice bears the date 11/12/2004. => 11/12/2004=?
        The invoice bears the date 11/11/2004. => 11/11/2004=2004-11-11
        Das Lager brannte am 03.10.1993. => 03.10.1993=1993-10-03
        Guerrillas roamed the valley in the 1980s. => 1980s=198X
        Guerrillas roamed the valley in the '80s. => '80s=198X
        Guerrillas roamed the valley in the eighties. => eighties=198X
        Canals were dug in the early 1800s. => early 1800s=18XX
        Prices fell in the mid-1990s. => mid-1990s=199X
        The fort dates from the 17th century. => 17th century=16XX
        Steel made the town rich in the twentieth century. => twentieth century=19XX
        In late 2003, the army shelled the suburbs. => late 2003=2003
        Exports recovered in the third quarter of 2010. => third quarter of 2010=2010-Q3
        Exports recovered in Q3 2010. => Q3 2010=2010-Q3
        The first half of 2010 was dry. => first half of 2010=2010-H1
        The lake froze in the winter of 1962. => winter of 1962=1962-WI
        Strikes spread in spring 1968. => spring 1968=1968-SP
        The fall of Saigon ended the war. =>
        The budget for fiscal 2003 was cut. => fiscal 2003=FY2003
        The attacks of 9/11 changed air travel. => 9/11=2001-09-11
        Snow fell on Christmas Day 1998 in Amman. => Christmas Day 1998=1998-12-25
        They married on Easter Sunday 1961. => Easter Sunday 1961=1961-04-02
        Thanksgiving 2012 was mild. => Thanksgiving 2012=2012-11-22
        Memorial Day 2016 was wet. => Memorial Day 2016=2016-05-30
        The 2002 bombing in Bali killed tourists. => 2002=2002
        About 1500 villagers fled, and 2000 soldiers came. =>
        He grew up in 1500 houses of mud. =>
        The end of 2003 brought floods. => end of 2003=2003
    ";
    check(cases, "", false);
    check(cases, PUBLISHED, false);
}

#[test]
fn ranges_have_both_ends() {
    let cases = "
        Between 3 and 5 May 2014, seven dams burst. => Between 3 and 5 May 2014=2014-05-03/2014-05-05
        The fair ran from 3 to 5 May 2014. => from 3 to 5 May 2014=2014-05-03/2014-05-05
        The fair ran May 3-5, 2014, in Cebu. => May 3-5, 2014=2014-05-03/2014-05-05
        The fair of 3–5 May 2014 was small. => 3–5 May 2014=2014-05-03/2014-05-05
        From May 28 to June 3, 2014 nobody slept. => From May 28 to June 3, 2014=2014-05-28/2014-06-03
        He ruled from 1986 to 1990. => from 1986 to 1990=1986/1990
        The drought of 1986-90 emptied the plain. => 1986-90=1986/1990
        Between 1986 and 1990 four mayors were shot. => Between 1986 and 1990=1986/1990
        The budget of 1987/88 was cut. => 1987/88=1987/1988
        Anna (June 19, 1957 – May 3, 2003) sang. => June 19, 1957 – May 3, 2003=1957-06-19/2003-05-03
        The raids of May 3 and June 5, 2014 failed. => May 3=2014-05-03; June 5, 2014=2014-06-05
    ";
    check(cases, "", false);
}

#[test]
fn the_past_is_counted_from_the_day_of_writing() {
    let cases = "
        Gunmen stormed the mosque on Monday. => Monday=2016-12-19
        Gunmen stormed the mosque on Tuesday. => Tuesday=2016-12-13
        Gunmen stormed the mosque on Monday evening. => Monday evening=2016-12-19TEV
        Sunday night's storm sank two ferries. => Sunday night=2016-12-18TNI
        Early Friday morning a tunnel collapsed. => Early Friday morning=2016-12-16TMO
        The envoy left last Monday. => last Monday=2016-12-12
        The envoy left on Monday last week. => Monday last week=2016-12-12
        The envoy left on Friday of last week. => Friday of last week=2016-12-16
        Voters turned out this past Sunday. => this past Sunday=2016-12-18
        A minibus overturned yesterday. => yesterday=2016-12-18
        A minibus overturned yesterday evening. => yesterday evening=2016-12-18TEV
        A minibus overturned the day before yesterday. => day before yesterday=2016-12-17
        The curfew was lifted today. => today=2016-12-19
        Shots were heard last night. => last night=2016-12-18TNI
        Shots were heard this morning. => this morning=2016-12-19TMO
        The king died tonight. => tonight=2016-12-19TNI
        Inflation slowed last month. => last month=2016-11
        Inflation slowed last week. => last week=2016-W50
        Inflation slowed this week. => this week=2016-W51
        Inflation slowed last year. => last year=2015
        Two crews were lost last weekend. => last weekend=2016-W50-WE
        Two crews were lost over the weekend. => weekend=2016-W50-WE
        Earlier this year the bridge was closed. => Earlier this year=2016
        The bridge was closed late last month. => late last month=2016-11
        The bridge was closed earlier in the week. => earlier in the week=2016-W51
        The bridge was closed in June. => June=2016-06
        The bridge was closed in early June. => early June=2016-06
        The bridge was closed in mid-June. => mid-June=2016-06
        The bridge was closed in May. => May=2016-05
        The bridge was closed last June. => last June=2016-06
        The bridge was closed in June of last year. => June of last year=2015-06
        The bridge was closed in June last year. => June last year=2015-06
        The bridge was closed on Dec. 28. => Dec. 28=2015-12-28
        The bridge was closed on November 24. => November 24=2016-11-24
        The bridge was closed on Friday, Dec. 9. => Friday, Dec. 9=2016-12-09
        The bridge was closed on the 14th. => 14th=2016-12-14
        The bridge was closed last summer. => last summer=2016-SU
        The bridge was closed in the summer. => summer=2016-SU
        The bridge was closed last winter. => last winter=2015-WI
        The bridge was closed in the third quarter. => third quarter=2016-Q3
        The bridge was closed in the first quarter of this year. => first quarter of this year=2016-Q1
        The bridge was closed at Easter. => Easter=2016-03-27
        The bridge was closed last Christmas. => last Christmas=2015-12-25
        The bridge was closed two days ago. => two days ago=2016-12-17
        The bridge was closed a week ago. => a week ago=2016-W50
        The bridge was closed three months ago. => three months ago=2016-09
        The bridge was closed twenty-five years ago. => twenty-five years ago=1991
        The bridge was closed some 20 years ago. => some 20 years ago=1996
        The bridge was closed a decade ago. => a decade ago=200X
        The bridge was closed several years ago. => several years ago=PAST_REF
        The bridge was closed a few hours ago. => a few hours ago=PAST_REF
        The bridge was closed three hours ago. => three hours ago=2016-12-19
        In the past two weeks four miners died. => past two weeks=P2W/2016-12-19
        Over the last year four miners died. => last year=P1Y/2016-12-19
        On the last weekend in June four miners died. => last weekend=?; June=2016-06
        In past years four miners died. => past years=PAST_REF
        In recent weeks four miners died. => recent weeks=PAST_REF
        Since March four miners have died. => March=2016-03/..
        Until Friday the mine was open. => Friday=../2016-12-16
        At 3 p.m. on Saturday a siren sounded. => 3 p.m. on Saturday=2016-12-17T15:00
        A siren sounded on Saturday at 10:30 am. => Saturday at 10:30 am=2016-12-17T10:30
        A siren sounded at 1530 GMT on Saturday. => 1530 GMT on Saturday=2016-12-17T15:30Z
        A siren sounded at noon on Saturday. => noon on Saturday=2016-12-17T12:00
        On the night of December 5 a siren sounded. => night of December 5=2016-12-05TNI
        Between Monday and Wednesday a siren sounded. => Between Monday and Wednesday=2016-12-12/2016-12-14
        Between 3 and 5 May a siren sounded. => Between 3 and 5 May=2016-05-03/2016-05-05
        On Saturday (December 3) night a siren sounded. => Saturday (December 3) night=2016-12-03TNI
        Shortly after 3 p.m. on Saturday a siren sounded. => 3 p.m. on Saturday=2016-12-17T15:00
        Two days after Christmas a siren sounded. => Two days after Christmas=2015-12-27
        By the end of last year the siege was over. => end of last year=../2015
        At year-end the siege was over. => year-end=2016
        He spoke this century of peace. => this century=20XX
        The bridge was closed three years ago this month. => three years ago this month=2013-12
        The bridge was closed a year ago today. => a year ago today=2015-12-19
        The bridge was closed two weeks ago Friday. => two weeks ago Friday=2016-12-02
        The bridge was closed on the first Friday of this month. => first Friday of this month=2016-12-02
        The bridge was closed on the last Sunday in March 2015. => last Sunday in March 2015=2015-03-29
        The bridge was closed on the 5th of last month. => 5th of last month=2016-11-05
        The bridge was closed in the week of December 5. => week of December 5=2016-W49
        The bridge is now closed. => now=PRESENT_REF
        In the past the bridge was closed. => past=PAST_REF
        In nineteen ninety-six the bridge was closed. => nineteen ninety-six=1996
        Sales of $2 million in the latest quarter rose. => latest quarter=2016-Q3
    ";
    check(cases, PUBLISHED, false);
}

#[test]
fn the_future_is_counted_from_the_day_of_writing() {
    let cases = "
        The delegation will fly to Hanoi on Monday. => Monday=2016-12-19
        The delegation will fly to Hanoi on Friday. => Friday=2016-12-23
        The delegation will fly to Hanoi next Monday. => next Monday=2016-12-26
        The delegation will fly to Hanoi tomorrow night. => tomorrow night=2016-12-20TNI
        The delegation will fly to Hanoi the day after tomorrow. => day after tomorrow=2016-12-21
        The delegation will fly to Hanoi next month. => next month=2017-01
        The delegation will fly to Hanoi next year. => next year=2017
        The delegation will fly to Hanoi in June. => June=2017-06
        The delegation will fly to Hanoi in June next year. => June next year=2017-06
        The delegation will fly to Hanoi on January 5. => January 5=2017-01-05
        The delegation will fly to Hanoi early next week. => early next week=2016-W52
        The delegation will fly to Hanoi at the weekend. => weekend=2016-W51-WE
        The delegation will fly to Hanoi in two weeks' time. => two weeks' time=2017-W01
        The delegation will fly to Hanoi two days from now. => two days from now=2016-12-21
        The delegation will stay for the next three days. => next three days=2016-12-19/P3D
        The delegation will stay until Friday. => Friday=../2016-12-23
        The delegation will stay from Tuesday to Thursday. => from Tuesday to Thursday=2016-12-20/2016-12-22
        The delegation will stay in the coming weeks. => coming weeks=FUTURE_REF
        The delegation will stay over Christmas. => Christmas=2016-12-25
        The delegation will rest on New Year's Day. => New Year's Day=2017-01-01
    ";
    check(cases, PUBLISHED, true);
}

#[test]
fn some_times_are_counted_from_the_one_before() {
    let cases = "
        On 19 June 1986 the prison fell. Two days later, relatives were told. => 19 June 1986=1986-06-19; Two days later=1986-06-21
        On 19 June 1986 the prison fell. The same day, relatives were told. => 19 June 1986=1986-06-19; same day=1986-06-19
        On 19 June 1986 the prison fell. Relatives were told the next day. => 19 June 1986=1986-06-19; next day=1986-06-20
        On 19 June 1986 the prison fell. Guards had been warned the day before. => 19 June 1986=1986-06-19; day before=1986-06-18
        On 19 June 1986 the prison fell. Relatives were told the following week. => 19 June 1986=1986-06-19; following week=1986-W26
        On 19 June 1986 the prison fell. That evening, relatives were told. => 19 June 1986=1986-06-19; That evening=1986-06-19TEV
        On 19 June 1986 the prison fell. A year later, nothing was known. => 19 June 1986=1986-06-19; A year later=1987
        On 19 June 1986 the prison fell. The previous year, nothing was known. => 19 June 1986=1986-06-19; previous year=1985
        On 19 June 1986 the prison fell. At 4 a.m., relatives were told. => 19 June 1986=1986-06-19; 4 a.m.=1986-06-19T04:00
        In 1986 the prison fell. Two days later, relatives were told. => 1986=1986; Two days later=?
        On 19 June 1986 the prison fell. Two days after the assault, relatives were told. => 19 June 1986=1986-06-19; Two days=P2D
    ";
    check(cases, "", false);
}

#[test]
fn without_a_day_of_writing_what_needs_one_has_no_value() {
    let cases = "
        Gunmen stormed the mosque on Monday. => Monday=?
        Gunmen stormed the mosque last month. => last month=?
        Gunmen stormed the mosque in June. => June=?
        Gunmen stormed the mosque yesterday evening. => yesterday evening=?
        Gunmen stormed the mosque two days ago. => two days ago=?
        Gunmen stormed the mosque at noon. => noon=T12:00
        Gunmen stormed the mosque in the past two weeks. => past two weeks=P2W
        Gunmen stormed the mosque on Christmas Eve. => Christmas Eve=?
        Gunmen stormed the mosque the next day. => next day=?
    ";
    check(cases, "", false);
    check(
        "Gunmen stormed the mosque on Monday. => Monday=?",
        "2016-12",
        false,
    );
    check(
        "Gunmen stormed the mosque in June. => June=2016-06",
        "2016-12",
        false,
    );
    check(
        "Gunmen stormed the mosque last year. => last year=2015",
        "2016",
        false,
    );
}

#[test]
fn how_long_and_how_often_are_no_dates() {
    let cases = "
        The battle lasted three days. => three days=P3D
        The battle lasted for 48 hours. => 48 hours=PT48H
        The two-week siege is over. => two-week=P2W
        He was jailed for twenty-five years. => twenty-five years=P25Y
        He waited a couple of months. => a couple of months=P2M
        He waited for several decades. => several decades=PXY
        He was sentenced on December 5 to 10 years. => December 5=2016-12-05; 10 years=P10Y
        The decades-long feud of 18 to 21 year olds ended. =>
        He waited a fortnight. => a fortnight=P2W
        He waited two and a half years. => two and a half years=P2.5Y
        He waited half a year, or half a century. => half a year=P0.5Y; half a century=P50Y
        He called twice a day. => a day=P1D
        Buses run every Monday. => every Monday=XXXX-WXX-1
        Buses run on Mondays. => Mondays=XXXX-WXX-1
        Buses run every two hours. => every two hours=PT2H
        Buses run daily. => daily=P1D
        A three-year-old boy and a man 40 years old were found. =>
    ";
    check(cases, PUBLISHED, false);
}

#[test]
fn words_that_only_look_like_times_are_left() {
    let cases = "
        Protesters may march to the palace. =>
        She sat there, and the sun rose. =>
        The final score was 10:30 in games. =>
        Shares of the spring maker fell. =>
        He came second in the race at the last minute. =>
        It was the first half that decided the match. =>
        Officers in their forties and a man in his early 40s were hurt. =>
        The second man was 1.5 metres tall and owed 12/5 of it. =>
        At the end of the road stood 300 men. =>
    ";
    check(cases, PUBLISHED, false);
}

#[test]
fn sources_write_their_date_in_several_ways() {
    let lexicon = Lexicon::builtin().unwrap();
    for text in [
        "2016-12-19",
        "2016-12-19T08:15:00Z",
        "2016-12-19 08:15",
        "20161219",
        "Mon, 19 Dec 2016 08:15:00 GMT",
        "December 19, 2016",
        " 19 December 2016",
    ] {
        assert_eq!(
            read(text, &lexicon).map(|point| point.to_string()).as_deref(),
            Some("2016-12-19"),
            "{text}"
        );
    }
    for text in ["", "soon", "2016-13-01", "2016-02-30", "19/12", "12345", "٢٠١٦"] {
        assert_eq!(read(text, &lexicon), None, "{text}");
    }
}

#[test]
fn a_sentence_of_nothing_but_times_before_times_is_read() {
    for piece in [
        "the day before ",
        "early ",
        "the end of ",
        "from the day after ",
        "this ",
        "two days after ",
    ] {
        let text = piece.repeat(20_000);
        let deep = format!("{text}Christmas 1998");
        assert!(found(&deep, PUBLISHED, false).contains("1998-12-2"), "{piece}");
    }
}

mod any {
    use super::{PUBLISHED, Sample, found, read};
    use proptest::prelude::*;

    /// Words that the grammar knows, numbers at the edges, and what it does not know.
    fn word() -> impl Strategy<Value = &'static str> {
        let words = "the a an of in on at to and from between since until before after last next this that same \
             previous following past coming two twelve twenty - – / , . ' 's early late mid mid-June earlier later ago \
             days day week month year decade century quarter half hours second first third 31st 0th 99th 31 30 29 \
             February Feb. March May June Dec. Sunday Mon. Christmas Easter Eve New Year 9/11 9999 2199 1000 0 00 86 \
             '86 1986s 1986 0000-00-00 9999-12-31 99/99/9999 12/13/14 p.m. am 25:61 24:00 noon midnight 2400 GMT \
             night morning yesterday tomorrow weekend every each daily fiscal Q4 year-end ağustos ½ 四月 several few"
            .split_whitespace();
        prop::sample::select(words.collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn words_in_any_order_are_read_without_panic(
            words in prop::collection::vec(word(), 0..14),
            published in prop::sample::select(vec!["", "2016", "2016-02", PUBLISHED, "9999-12-31", "0001-01-01", "0000"]),
            future: bool,
        ) {
            found(&words.join(" "), published, future);
        }

        #[test]
        fn any_text_is_read_without_panic(text: String, published: String) {
            found(&text, &published, false);
            read(&text, &Sample::new("").lexicon);
        }
    }
}
