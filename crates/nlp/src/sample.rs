//! A document with everything found in it, for the tests of the writers.

use crate::Extraction;
use crate::{
    coref::Entity,
    event::{Argument, Event, Realis, Trigger},
    mention::{Kind, Mention},
    relation::Relation,
    time::Time,
};
use triplewire_facts::annotation::{Class, Document, Sentence, Span};

const TEXT: &str = "🔥 Mayor Ann Lund was shot dead in Oslo on Monday by a gunman . “ Lund ” was 52 .";

fn span(words: &str, text: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn mention(words: &str, kind: Kind, class: Option<Class>) -> Mention {
    Mention {
        span: span(words, TEXT),
        sentence: 0,
        words: 0..1,
        head: 0,
        kind,
        class,
        score: 0.98,
        resolved: false,
    }
}

fn argument(role: &str, entity: usize, words: &str) -> Argument {
    let rule = "killing/passive".to_string();
    Argument {
        role: role.into(),
        entity: Some(entity),
        span: span(words, TEXT),
        sentence: 0,
        score: 0.9,
        rule,
        count: None,
    }
}

/// Ann Lund is killed in Oslo by a gunman; an emoji and curly quotes move bytes and code points apart.
pub fn assassination() -> Extraction {
    let end = TEXT.find("“").unwrap();
    let lund = TEXT.rfind("Lund").unwrap();
    let mut again = mention("Lund", Kind::Name, Some(Class::Per));
    again.span = Span::new(lund, lund + "Lund".len());
    again.sentence = 1;
    Extraction {
        document: Document {
            id: "oslo".into(),
            text: TEXT.into(),
            ..Document::default()
        },
        model: "test 1.0".into(),
        sentences: vec![
            Sentence {
                span: Span::new(0, end - 1),
                ..Sentence::default()
            },
            Sentence {
                span: Span::new(end, TEXT.len()),
                ..Sentence::default()
            },
        ],
        mentions: vec![
            mention("Ann Lund", Kind::Name, Some(Class::Per)),
            mention("Oslo", Kind::Name, Some(Class::Loc)),
            mention("gunman", Kind::Nominal, Some(Class::Per)),
            again,
        ],
        entities: vec![
            Entity {
                class: Some(Class::Per),
                name: "Ann Lund".into(),
                mentions: vec![0, 3],
                owner: None,
            },
            Entity {
                class: Some(Class::Loc),
                name: "Oslo".into(),
                mentions: vec![1],
                owner: None,
            },
            Entity {
                class: Some(Class::Per),
                name: "gunman".into(),
                mentions: vec![2],
                owner: None,
            },
        ],
        events: vec![Event {
            kind: "Assassination".into(),
            realis: Realis::Actual,
            source: None,
            triggers: vec![Trigger {
                span: span("shot dead", TEXT),
                sentence: 0,
                rule: "killing/passive".into(),
            }],
            arguments: vec![
                argument("attacker", 2, "gunman"),
                argument("victim", 0, "Ann Lund"),
                argument("place", 1, "Oslo"),
            ],
            time: Some(Time {
                span: span("Monday", TEXT),
                value: None,
            }),
            score: 0.93,
        }],
        identities: Vec::new(),
        relations: vec![Relation {
            kind: "position_held".into(),
            subject: 0,
            object: None,
            status: None,
            value: Some("Mayor".into()),
            span: span("Mayor Ann Lund", TEXT),
            sentence: 0,
            rule: "position/title".into(),
            score: 0.9,
        }],
        source: None,
        warnings: Vec::new(),
    }
}

/// The same as the pipeline writes it, for the tests of other crates too.
pub const WRITTEN: &str = include_str!("../../facts/src/sample.jsonl");
